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
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.checks import traits
from pipeline.checks.reading import language
from pipeline.checks.runner import Context, Corpus
from pipeline.checks.traits import Trait

_FOLDER = Path(__file__).parent / "words"
_NO_CUE = "none"
# Here “I” is the capital of “ı”, and “İ” that of “i”.
_DOTLESS = frozenset({"az", "tr"})
# Written without spaces, or with endings that begin where a list of words cannot say: found anywhere.
_ANYWHERE = frozenset({"ja", "ko", "zh"})
# What words are made of, with the marks of Indic and Arabic script and the joiners, which `\w` leaves out.
_LETTER = r"\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
_WORD = re.compile(rf"[{_LETTER}]+")
# Vowel marks and the tatweel, which Arabic writes or leaves out at will.
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_SENTENCE_END = re.compile(r"(?<=[.!?…؟।۔])[)\"'”’»]*\s+(?=\W*[^\W\d_a-zа-яё])|(?<=[。！？])|\n+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase of a topic as it stands in a text."""

    kind: str
    text: str


Cues = tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its cues of a topic."""

    text: str
    cues: Cues


def lexicon(topic: str) -> Trait:
    """Return the trait of a text that may have a word of the topic."""
    return Trait(word=lambda locale: _lexicon(topic, language(locale)))


def says(topic: str, kinds: Container[str]) -> Trait:
    """Return the trait of a source that has a cue of these kinds."""
    return traits.text(
        lambda reading: any(cue.kind in kinds for cue in source_cues(topic, reading.prose, reading.locale))
    )


def comparable(topic: str) -> Callable[[Context], bool]:
    """Return what says whether the topic has words in both languages, and the catalog's are of its language."""
    return lambda context: (
        known(topic, context.locale) and known(topic, context.run.source_locale) and in_its_language(context)
    )


def known(topic: str, locale: str) -> bool:
    """Say whether the topic has words in the language of `locale`."""
    return _lexicon(topic, language(locale)) is not None


def cues(topic: str, text: str, locale: str) -> Cues:
    """Return the cues of the topic in `text`, in order; none where the language has no list."""
    code = language(locale)
    lexicon = _lexicon(topic, code)
    return lexicon.find(folded(text, code)) if lexicon else ()


@lru_cache(maxsize=1 << 16)
def source_cues(topic: str, text: str, locale: str) -> Cues:
    """Return `cues` of a source: worked out once for all locales."""
    return cues(topic, text, locale)


def compared(topic: str, context: Context) -> list[tuple[Sentence, Sentence]]:
    """Return the sentences of both texts side by side; as one pair where they have not as many."""
    ours = _source_sentences(topic, context.source.prose, context.source.locale)
    theirs = _target_sentences(topic, context.target.prose, context.locale)
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(_joined(ours), _joined(theirs))]


def entries(topic: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the entries of a topic by language and kind."""
    return {
        code: {kind: tuple(words) for kind, words in kinds.items()}
        for code, kinds in _table(topic).items()
        if isinstance(kinds, dict) and all(isinstance(words, list) for words in kinds.values())
    }


def setting(topic: str, name: str) -> Any:
    """Return what the topic's file says for all languages under `name`. Raises KeyError where it says nothing."""
    return _table(topic)[name]


def in_its_language(context: Context) -> bool:
    """Say whether the catalog's words are of its language, as far as can be told.

    Where they are not, as in the made-up languages that programs test layouts with, what a text lacks says nothing.
    A catalog of a few words only is believed.
    """
    return reads_as(context.corpus, context.language)


_SAMPLE = 60
_ENOUGH_WORDS = 80
# Running text has a third or more of such words, user interfaces a tenth, made-up languages one in a hundred by chance.
_LEAST_SHARE = 0.04


@lru_cache(maxsize=64)
def reads_as(corpus: Corpus, code: str) -> bool:
    """Say whether the first translations of a corpus are in the language that they are for."""
    lexicon = _lexicon("everyday", code)
    if lexicon is None:
        return True
    text = folded("\n".join(message.msgstr[0] for message in corpus.first(_SAMPLE)), code)
    words = len(text) // 2 if code in _ANYWHERE else len(_WORD.findall(text))
    return words < _ENOUGH_WORDS or len(lexicon.find(text)) >= words * _LEAST_SHARE


@lru_cache(maxsize=1 << 10)
def folded(text: str, code: str) -> str:
    """Return `text` in small letters, as entries are written: composed, with one apostrophe, Arabic without marks."""
    if code in _DOTLESS:
        text = text.replace("I", "ı").replace("İ", "i")
    text = unicodedata.normalize("NFC", text.lower()).replace("\u2019", "'").replace("\u02bc", "'")
    return _ARABIC_MARKS.sub("", text) if code in {"ar", "fa", "ur"} else text


@lru_cache(maxsize=1 << 16)
def _source_sentences(topic: str, text: str, locale: str) -> tuple[Sentence, ...]:
    return _with_cues(topic, text, locale)


@lru_cache(maxsize=1 << 8)
def _target_sentences(topic: str, text: str, locale: str) -> tuple[Sentence, ...]:
    return _with_cues(topic, text, locale)


def _with_cues(topic: str, text: str, locale: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(sentence, cues(topic, sentence, locale)) for sentence in _sentences(text))


@lru_cache(maxsize=1 << 10)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(part for part in _SENTENCE_END.split(text) if part and not part.isspace())


def _joined(sentences: tuple[Sentence, ...]) -> Sentence:
    return Sentence(
        " ".join(sentence.text for sentence in sentences),
        tuple(cue for sentence in sentences for cue in sentence.cues),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    text: str

    @property
    def head(self) -> str:
        """Its first word, with its stars."""
        match = re.search(rf"[{_LETTER}*]+", self.text)
        return match[0] if match else ""

    @property
    def phrase(self) -> re.Pattern[str] | None:
        """The whole of it where it is more than its first word."""
        return None if self.head == self.text else _phrase(self.text)

    @property
    def rank(self) -> tuple[bool, int, bool, bool]:
        """Longer entries come first; those that begin with any letters last, for they would swallow longer entries."""
        return self.text.startswith("*"), -len(self.text.strip("*")), "*" in self.text, self.kind != _NO_CUE


_Way = tuple[str, re.Pattern[str] | str | None]
"""A kind, and what must follow where it is met: a phrase, letters, or nothing more."""


class _Lexicon:
    """The entries of a topic in a language. What may begin with a word is worked out when the word is first met."""

    def __init__(self, rows: list[_Entry], code: str) -> None:
        self._rows = sorted(rows, key=lambda entry: entry.rank)
        self._code = code
        self._anywhere = anywhere = code in _ANYWHERE
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._mute: set[str] = set()
        """Words that were met, and with which no entry begins."""
        self._starred = [(entry, entry.head.split("*")) for entry in self._rows if "*" in entry.head]
        self._starts = tuple(first for _, (first, *_) in self._starred if first)
        self._ends = tuple(last for _, (first, *_, last) in self._starred if not first)
        self._exact: dict[str, list[_Entry]] = {}
        for entry in self._rows:
            self._exact.setdefault(entry.text[:1] if anywhere else entry.head, []).append(entry)

    @property
    def firsts(self) -> Collection[str] | None:
        """The first characters of entries that are found anywhere; of Turkish, small letters do not tell them."""
        return self._exact.keys() if self._anywhere else {""} if self._code in _DOTLESS else None

    def may_find(self, text: str) -> bool:
        """Say whether an entry may begin in the text."""
        return any(self._ways_of(word) for _, word in _words(folded(text, self._code)))

    def find(self, text: str) -> Cues:
        if self._exact.keys().isdisjoint(text) if self._anywhere else self._mute.issuperset(_different(text)):
            return ()
        found: list[Cue] = []
        end = 0
        for start, word in enumerate(text) if self._anywhere else _words(text):
            if start < end:
                continue
            for kind, way in self._ways_of(word):
                stop = _end(way, text, start, word)
                if stop:
                    if kind != _NO_CUE:
                        found.append(Cue(kind, text[start:stop]))
                    end = stop
                    break
        return tuple(found)

    def _ways_of(self, word: str) -> tuple[_Way, ...]:
        """Return `_beginning`, worked out once."""
        ways = self._ways.get(word)
        if ways is None:
            ways = self._ways[word] = tuple(self._beginning(word))
            if not ways:
                self._mute.add(word)
        return ways

    def _beginning(self, word: str) -> Iterator[_Way]:
        """Yield how the topic's entries may begin with `word`, the first to be tried first."""
        if self._anywhere:
            return ((entry.kind, entry.text) for entry in self._exact.get(word, ()))
        meant = list(self._exact.get(word, ()))
        if word.startswith(self._starts) or word.endswith(self._ends):
            meant += [entry for entry, pieces in self._starred if _fits(pieces, word)]
        return ((entry.kind, entry.phrase) for entry in sorted(meant, key=lambda entry: entry.rank))


def _fits(pieces: list[str], word: str) -> bool:
    """Say whether the word has the pieces at its ends and between them, in order, with any letters between two."""
    first, *between, last = pieces
    if not (word.startswith(first) and word.endswith(last) and len(word) >= len(first) + len(last)):
        return False
    start, end = len(first), len(word) - len(last)
    for piece in between:
        found = word.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True


def _end(way: re.Pattern[str] | str | None, text: str, start: int, word: str) -> int:
    """Return where an entry ends that begins at `start`; 0 where it is not there."""
    if way is None:
        return start + len(word)
    if isinstance(way, str):
        return start + len(way) if text.startswith(way, start) else 0
    match = way.match(text, start)
    return match.end() if match else 0


@cache
def _phrase(entry: str) -> re.Pattern[str]:
    return re.compile(f"{''.join(_pieces(entry))}(?![{_LETTER}])")


@lru_cache(maxsize=1 << 10)
def _words(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((match.start(), match[0]) for match in _WORD.finditer(text))


@lru_cache(maxsize=1 << 10)
def _different(text: str) -> frozenset[str]:
    return frozenset(word for _, word in _words(text))


@cache
def _table(topic: str) -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / f"{topic}.toml").read_text(encoding="utf-8"))


@cache
def _lexicon(topic: str, code: str) -> _Lexicon | None:
    kinds = entries(topic).get(code)
    if not kinds:
        return None
    rows = [_Entry(kind, folded(entry, code)) for kind, words in kinds.items() for entry in words]
    return _Lexicon(rows, code)


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
