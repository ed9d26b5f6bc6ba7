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

Cue = tuple[str, str]
"""What a word counts as, and how it stands in the text."""

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
    for operation, start, end, begin, stop in _differences([key for key, _ in was], [key for key, _ in now]):
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


def _differences(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield opcodes as SequenceMatcher does; of lists of one length place by place, so that a swap is told as one."""
    if len(was) == len(now):
        yield from (
            ("replace", at, at + 1, at, at + 1)
            for at, (one, other) in enumerate(zip(was, now, strict=True))
            if one != other
        )
    else:
        yield from SequenceMatcher(None, was, now, autojunk=False).get_opcodes()


def _listed(cues: Sequence[Cue]) -> str:
    return ", ".join(f"“{shown}”" for _, shown in cues[:_SHOWN]) + (" …" if len(cues) > _SHOWN else "")


def _cues(text: str, source_locale: str) -> tuple[Cue, ...]:
    """Return the numbers and the dangerous words of `text` in order, as far as they are not in links and names."""
    written_out = _CONTRACTED.sub(
        lambda found: "will not" if found[1] else "can not" if found[2] else f"{found[3]} not", _CODES.sub(" ", text)
    )
    flat = " ".join(written_out.replace("*", "").replace("cannot", "can not").replace("Cannot", "Can not").split())
    pattern, words = _dangerous(cldr.language(source_locale))
    found = (match[0] for match in pattern.finditer(flat))
    return tuple((key if key in words else key.removesuffix("s"), shown) for shown in found for key in [shown.lower()])


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
    codes = {
        target: after.strip("<>")
        for kind, before, after in changes
        if kind in {"link", "name"}
        for target in [before.strip("<>")]
        if msgstr.count(target) == old.count(target) == changes.count((kind, before, after))
    }
    if codes:  # all at once, since two may have changed places
        msgstr = re.sub("|".join(map(re.escape, codes)), lambda found: codes[found[0]], msgstr)
    if any(kind == "other" for kind, _, _ in changes):
        return msgstr
    numbers = {before: after for kind, before, after in changes if kind == "number"}
    written = Counter(match[0] for match in _NUMBER.finditer(_CODES.sub(" ", old)))
    changed = {was: now for was, now in numbers.items() if changes.count(("number", was, now)) == written[was]}
    msgstr = _renumbered(msgstr, written, changed)
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
    return tuple(changes)


def _compared(before: Sequence[Token], after: Sequence[Token], *, last: bool) -> Iterator[tuple[str, str, str]]:
    for code in ("link", "name"):
        was, now = ([text for kind, text in tokens if kind == code] for tokens in (before, after))
        if len(was) == len(now):
            yield from ((code, one, other) for one, other in zip(was, now, strict=True) if one != other)
        else:
            yield "other", "", ""
    rest, others = ([token for token in tokens if token[0] not in {"link", "name"}] for tokens in (before, after))
    if [kind for kind, _ in rest] == [kind for kind, _ in others]:
        for (kind, one), (_, other) in zip(rest, others, strict=True):
            if kind == "number" and one != other:
                yield kind, one, other
            elif one != other:
                ends = last and len(rest) == 1 and one in _END_MARKS and other in _END_MARKS
                yield ("end", one, other) if ends else ("other", "", "")
    else:
        yield "other", "", ""


def _tokens(text: str) -> list[Token]:
    return [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]


def _renumbered(msgstr: str, written: Mapping[str, int], changed: Mapping[str, str]) -> str:
    """Return `msgstr` with other numbers: each that stands in it as often as `written`, in whatever digits."""
    if not changed:
        return msgstr
    there = Counter(_ascii(match[0]) for match in _NUMBER.finditer(_CODES.sub(" ", msgstr)))

    def one(match: re.Match[str]) -> str:
        text = match[0]
        for before, after in changed.items():
            for decimal in (".", ","):
                wanted = before.replace(".", decimal)
                if _ascii(text) == wanted and there[wanted] == written[before] and _is_shown(before, after):
                    return _like(text, after.replace(".", decimal))
        return text

    # Codes hold digits of their own.
    pieces = re.split(rf"({_CODES.pattern})", msgstr)
    return "".join(piece if at % 2 else _NUMBER.sub(one, piece) for at, piece in enumerate(pieces))


def _is_shown(before: str, after: str) -> bool:
    """Say whether `after` is written with no other marks than `before`, so that the translation shows how to."""
    return all(mark in before for mark in after if not mark.isdecimal())


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
