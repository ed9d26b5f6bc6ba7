"""`cues` finds the words of a topic in a text, such as those that deny: `words/negation.toml` has them by language.

A topic's file gives each language lists of entries by kind; each says at its head what its kinds are. An entry is a
word or a phrase, in small letters; `*` in it is any letters, `^` before it the start of a clause. The longest entry
that fits at a place wins, whatever its kind; the kind `none` so shields what only looks like another entry. Where words
are not set apart, or endings grow on them, entries are found anywhere. A language without a list has no cues, and its
checks are silent.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.checks.finder import Finder
from pipeline.checks.reading import Reading, language
from pipeline.checks.runner import Context

_FOLDER = Path(__file__).parent / "words"
_NO_CUE = "none"
# Written without spaces, or with endings that begin where a list of words cannot say: found anywhere.
_ANYWHERE = frozenset({"ja", "ko", "zh"})
# What words are made of, with the marks of Indic and Arabic script and the joiners, which `\w` leaves out.
_LETTER = r"\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
# Vowel marks and the tatweel, which Arabic writes or leaves out at will.
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_SENTENCE_END = re.compile(r"(?<=[.!?…؟।۔])[)\"'”’»]*\s+(?=\W*[^\W\d_a-zа-яё])|(?<=[。！？])|\n+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase of a topic as it stands in a text."""

    kind: str
    text: str


Cues = tuple[Cue, ...]


@dataclass(frozen=True)
class _Pattern:
    finder: Finder
    kinds: tuple[str, ...]
    """The kind that each group of the expression stands for."""

    def find(self, text: str) -> Cues:
        found = ((self.kinds[(match.lastindex or 1) - 1], match[0]) for match in self.finder.finditer(text))
        return tuple(Cue(kind, word) for kind, word in found if kind != _NO_CUE)


def known(topic: str, locale: str) -> bool:
    """Say whether the topic has words in the language of `locale`."""
    return _pattern(topic, language(locale)) is not None


def cues(topic: str, text: str, locale: str) -> Cues:
    """Return the cues of the topic in `text`, in order; none where the language has no list."""
    pattern = _pattern(topic, language(locale))
    return pattern.find(folded(text, language(locale))) if pattern else ()


@lru_cache(maxsize=1 << 15)
def source_cues(topic: str, text: str, locale: str) -> Cues:
    """Return `cues` of a source: worked out once for all locales."""
    return cues(topic, text, locale)


def entries(topic: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the entries of a topic by language and kind."""
    return {
        code: {kind: tuple(words) for kind, words in kinds.items()}
        for code, kinds in _table(topic).items()
        if isinstance(kinds, dict)
    }


def setting(topic: str, name: str) -> Any:
    """Return what the topic's file says for all languages under `name`. Raises KeyError where it says nothing."""
    return _table(topic)[name]


def sentence_pairs(source: Reading, target: Reading) -> list[tuple[str, str]]:
    """Return the sentences of both texts side by side; as one pair where they have not as many."""
    ours, theirs = _source_sentences(source.prose), _sentences(target.prose)
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(source.prose, target.prose)]


def in_its_language(context: Context) -> bool:
    """Say whether the catalog's words are of its language, as far as can be told.

    Where they are not, as in the made-up languages that programs test layouts with, what a text lacks says nothing.
    A catalog of a few words only is believed.
    """
    sample = tuple(message.msgstr[0] for message in context.catalog.messages[:_SAMPLE] if message.msgstr)
    return _reads_as(sample, context.language)


_SAMPLE = 60
_ENOUGH_WORDS = 80
# Running text has a third or more of such words, user interfaces a tenth, made-up languages one in a hundred by chance.
_LEAST_SHARE = 0.04


@lru_cache(maxsize=64)
def _reads_as(texts: tuple[str, ...], code: str) -> bool:
    pattern = _pattern("everyday", code)
    if pattern is None:
        return True
    text = folded("\n".join(texts), code)
    words = len(re.findall(rf"[{_LETTER}]+", text)) if code not in _ANYWHERE else len(text) // 2
    return words < _ENOUGH_WORDS or len(pattern.find(text)) >= words * _LEAST_SHARE


@lru_cache(maxsize=1 << 10)
def folded(text: str, code: str) -> str:
    """Return `text` in small letters, as entries are written: composed, with one apostrophe, Arabic without marks."""
    if code in {"az", "tr"}:
        text = text.replace("I", "ı").replace("İ", "i")
    text = unicodedata.normalize("NFC", text.lower()).replace("\u2019", "'").replace("\u02bc", "'")
    return _ARABIC_MARKS.sub("", text) if code in {"ar", "fa", "ur"} else text


@lru_cache(maxsize=1 << 10)
def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part and not part.isspace()]


@lru_cache(maxsize=1 << 15)
def _source_sentences(text: str) -> list[str]:
    return _sentences(text)


@cache
def _table(topic: str) -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / f"{topic}.toml").read_text(encoding="utf-8"))


@cache
def _pattern(topic: str, code: str) -> _Pattern | None:
    kinds = entries(topic).get(code)
    if not kinds:
        return None
    # Longer entries first; those that begin with any letters last: they would swallow a longer entry's first word.
    rows = sorted(
        ((entry, kind) for kind, words in kinds.items() for entry in words),
        key=lambda row: (row[0].startswith("*"), -len(row[0].strip("*")), "*" in row[0], row[1] != _NO_CUE),
    )
    groups: list[tuple[str, list[str]]] = []
    for entry, kind in rows:
        if not groups or groups[-1][0] != kind:
            groups.append((kind, []))
        groups[-1][1].append(_expression(folded(entry, code)))
    alternatives = "|".join(f"({'|'.join(group)})" for _, group in groups)
    if code in _ANYWHERE:
        regex = re.compile(alternatives)
    else:
        regex = re.compile(rf"(?<![{_LETTER}])(?:{alternatives})(?![{_LETTER}])")
    words = (folded(entry, code) for entry, _ in rows)
    finder = Finder(regex, words, anywhere=code in _ANYWHERE)
    return _Pattern(finder, tuple(kind for kind, _ in groups))


def _expression(entry: str) -> str:
    return "".join(_pieces(entry))


def _pieces(entry: str) -> Iterator[str]:
    for piece in re.split(r"(\*|\^|\s+)", entry):
        if piece == "^":
            yield r"(?<!\w )"
        elif piece == "*":
            yield rf"[{_LETTER}]*"
        elif piece.isspace():
            yield r"\s+"
        else:
            yield re.escape(piece)
