"""`careful` says what in an edit of a source text is dangerous; `repaired` carries a translation over a small one.

Both look at the old and the new source text. What is dangerous is worked out anew from an entry's `#|` whenever it is
asked for, so it outlives tools that rewrite `#.` comments, and goes once the translation is no longer in doubt.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline import cldr

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_TOKEN = re.compile(
    r"(?P<link>\]\([^)\s]*\)|<?https?://[^\s<>)]+>?)|(?P<name>\{\w+\}|\[@[^\]\s]+\])"
    rf"|(?P<number>\d+(?:[.,:/]\d+)*)|(?P<word>{_WORD})|(?P<space>\s+)|(?P<mark>.)",
    re.DOTALL,
)
_NUMBER = re.compile(r"\d+(?:[.,٫٬:/]\d+)*")
_CODES = re.compile(r"\]\([^)\s]*\)|<?https?://[^\s<>)]+>?|\{\w+\}|\[@[^\]\s]+\]")
_CONTRACTED = re.compile(r"\b(?:(wo)|(ca)|(\w+))n['’]t\b", re.IGNORECASE)
_END_MARKS = ".?!:"
# In a warning a telephone number or a range is one number.
_FIGURE = r"\d+(?:[.,:/–-]\d+)*"
_SHOWN = 4

Token = tuple[str, str]
"""Its kind and its text."""


def is_warning(comment: str) -> bool:
    """Say whether a `#.` comment is one that `careful` gave."""
    return comment.startswith(("Careful: the English ", "Careful: the source "))


@lru_cache(maxsize=1 << 14)
def careful(old: str, new: str, source_locale: str = "en") -> str:
    """Return a line for translators where the edit from `old` to `new` is dangerous, or "".

    Dangerous is a number that comes, goes or changes, or such a word of `change.toml`: one that denies, binds, allows,
    compares, counts or measures. In a language without words there, only numbers count.
    """
    was, now = _cues(old, source_locale), _cues(new, source_locale)
    parts = []
    for operation, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        before, after = _listed(was[start:end]), _listed(now[begin:stop])
        if operation == "replace":
            parts.append(f"now says {after} where it said {before}")
        elif operation == "insert":
            parts.append(f"now also says {after}")
        elif operation == "delete":
            parts.append(f"no longer says {before}")
    if not parts:
        return ""
    told = "; ".join(parts[:_SHOWN]) + (" …" if len(parts) > _SHOWN else "")
    language = "English" if cldr.language(source_locale) == "en" else "source"
    return f"Careful: the {language} {told}. The translation was made for the old text."


def _listed(cues: Sequence[str]) -> str:
    return ", ".join(f"“{cue}”" for cue in cues[:_SHOWN]) + (" …" if len(cues) > _SHOWN else "")


def _cues(text: str, source_locale: str) -> tuple[str, ...]:
    """Return the numbers and the dangerous words of `text` in order, as far as they are not in links and names."""
    written_out = _CONTRACTED.sub(
        lambda found: "will not" if found[1] else "can not" if found[2] else f"{found[3]} not", _CODES.sub(" ", text)
    )
    flat = " ".join(written_out.replace("*", "").replace("cannot", "can not").replace("Cannot", "Can not").split())
    pattern, words = _dangerous(cldr.language(source_locale))
    found = (match[0] for match in pattern.finditer(flat))
    return tuple(
        lower if (lower := cue.lower()) in words or lower.removesuffix("s") not in words else lower.removesuffix("s")
        for cue in found
    )


@cache
def _dangerous(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the pattern of what is dangerous, longest first, and the words in it."""
    words = sorted({word for topic in _table().get(language, {}).values() for word in topic}, key=len, reverse=True)
    listed = "|".join(rf"{re.escape(word)}s?" if word[-1].isalpha() else re.escape(word) for word in words)
    choice = rf"(?<![^\W\d_])(?:{listed})(?![^\W\d_])|" if words else ""
    return re.compile(rf"{choice}{_FIGURE}", re.IGNORECASE), frozenset(word.lower() for word in words)


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "change.toml").read_text(encoding="utf-8"))


def repaired(msgstr: str, old: str, new: str, locale: str) -> str:
    """Return `msgstr`, a translation of `old` into `locale`, with what is sure to be otherwise in one of `new`.

    A link's target, a fact's name or a citation that took another's place does so in the translation. Where nothing
    but such, numbers and the mark at the end changed, so do those, in the digits and with the marks of the
    translation. What cannot be told apart there, such as one of two equal numbers, stays as it is.
    """
    changes = _changes(old, new)
    for kind, before, after in changes:
        if kind in {"link", "name"}:
            target, replacement = (text.strip("<>") for text in (before, after))
            if msgstr.count(target) == old.count(target):
                msgstr = msgstr.replace(target, replacement)
    if any(kind == "other" for kind, _, _ in changes):
        return msgstr
    msgstr = _renumbered(msgstr, old, {before: after for kind, before, after in changes if kind == "number"})
    ends = next(((before, after) for kind, before, after in changes if kind == "end"), None)
    return _ended(msgstr, *ends, locale) if ends else msgstr


@lru_cache(maxsize=1 << 14)
def _changes(old: str, new: str) -> tuple[tuple[str, str, str], ...]:
    """Return what changed as (kind, before, after); of the kind "other" is all that cannot be carried over."""
    was, now = _tokens(old), _tokens(new)
    changes: list[tuple[str, str, str]] = []
    for operation, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if operation == "equal":
            continue
        last = end == len(was) and stop == len(now)
        changes += _compared(was[start:end], now[begin:stop], last=last)
    return tuple(dict.fromkeys(changes))


def _compared(before: Sequence[Token], after: Sequence[Token], *, last: bool) -> Iterator[tuple[str, str, str]]:
    if len(before) != len(after):
        yield "other", "", ""
        return
    for (kind, was), (other, now) in zip(before, after, strict=True):
        if kind == other and kind in {"link", "name", "number"}:
            if was != now:
                yield kind, was, now
        elif last and len(before) == 1 and was in _END_MARKS and now in _END_MARKS:
            yield "end", was, now
        else:
            yield "other", "", ""


def _tokens(text: str) -> list[Token]:
    return [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]


def _renumbered(msgstr: str, old: str, changed: Mapping[str, str]) -> str:
    """Return `msgstr` with other numbers: each where it stands in it as often as in `old`, in whatever digits."""
    if not changed:
        return msgstr
    plain = _CODES.sub(" ", old)
    written = Counter(match[0] for match in _NUMBER.finditer(plain))
    there = Counter(_ascii(match[0]) for match in _NUMBER.finditer(_CODES.sub(" ", msgstr)))

    def one(match: re.Match[str]) -> str:
        text = match[0]
        for before, after in changed.items():
            for decimal in (".", ","):
                wanted = before.replace(".", decimal)
                if _ascii(text) == wanted and there[wanted] == written[before] and _one_way(before, after, decimal):
                    return _like(text, after.replace(".", decimal))
        return text

    # Codes hold digits of their own.
    pieces = re.split(rf"({_CODES.pattern})", msgstr)
    return "".join(piece if at % 2 else _NUMBER.sub(one, piece) for at, piece in enumerate(pieces))


def _one_way(before: str, after: str, decimal: str) -> bool:
    """Say whether `after` is written with the marks that `before` shows how to write."""
    return decimal == "." or "." in before or "." not in after


def _ascii(number: str) -> str:
    return "".join(str(int(digit)) if digit.isdecimal() else {"٫": ",", "٬": "."}.get(digit, digit) for digit in number)


def _like(text: str, number: str) -> str:
    """Return `number` in the digits of `text`."""
    digit = next(character for character in text if character.isdecimal())
    zero = ord(digit) - int(digit)
    marks = {",": "٫"} if "٫" in text else {}
    return "".join(chr(zero + int(one)) if one.isdecimal() else marks.get(one, one) for one in number)


def _ended(msgstr: str, before: str, after: str, locale: str) -> str:
    """Return `msgstr` with another mark at its end, where it ends with one that stands for `before`."""
    language = cldr.language(locale)
    marks = _table()["marks"]
    there, wanted = (str(marks.get(mark, {}).get(language, mark)) for mark in (before, after))
    for mark in dict.fromkeys((there, before)):
        if mark and wanted and msgstr.endswith(mark):
            return msgstr.removesuffix(mark).rstrip("\u00a0\u202f") + wanted
    return msgstr
