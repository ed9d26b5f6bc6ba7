"""`Trait` is what a text must have for a check to have anything to say; `Table` sees all traits of a text in one pass.

Nine of ten checks have nothing to say of nine of ten texts: there is no bracket, no number, no word of their list. A
check declares what it needs, and is not called where it is not there. A trait may be seen where what it stands for is
not there, since the check looks for itself; it must never be missed where it is there.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Protocol

from pipeline.checks.customs import custom
from pipeline.checks.reading import Reading

Test = Callable[[str], object]
"""Says by any true value that one character, or what stands between two spaces, has the trait."""


class Seeker(Protocol):
    """What finds words of a list."""

    @property
    def firsts(self) -> Collection[str] | None:
        """Where words are found anywhere, the characters that they begin with; None where they stand between spaces."""

    def may_find(self, text: str) -> bool:
        """Say whether the text may have such a word."""


@dataclass(frozen=True, eq=False)
class Trait:
    """Something that a text has or has not: a character, a word, or what a test of the whole text says.

    The tests of characters and words are made for a locale; None where it has nothing of the kind.
    """

    character: Callable[[str], Test | None] | None = None
    token: Callable[[str], Test | None] | None = None
    """A test of what stands between two spaces, in small letters: of nothing, where two spaces stand together."""
    word: Callable[[str], Seeker | None] | None = None
    text: Callable[[Reading], object] | None = None


def character(pattern: str) -> Trait:
    """Return the trait of a text that has a character which the pattern matches."""
    return Trait(character=lambda _: re.compile(pattern).match)


def token(pattern: str) -> Trait:
    """Return the trait of a text in which the pattern is found between two spaces, in small letters."""
    return Trait(token=lambda _: re.compile(pattern).search)


def text(test: Callable[[Reading], object]) -> Trait:
    """Return the trait of a text that passes the test."""
    return Trait(text=test)


DIGIT = character(r"\d|[¼-¾⅐-⅞]")
LINE_BREAK = character(r"\n")
MARKUP = character(r"[*_`\[\]<>!\\&{}\n]")
TAG = character("<")
UNCHANGED = Trait()
"""The translation is the source text."""
UNUSUAL = Trait()
"""A message that has comments or plural forms, or no translation in use."""


class _Told(dict[str, int]):
    """The bits of characters or tokens, each worked out when it is first met."""

    def __init__(self, tell: Callable[[str], int]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, part: str) -> int:
        bits = self[part] = self._tell(part)
        return bits


class Table:
    """The traits of texts in a locale."""

    def __init__(self, locale: str, traits: Iterable[Trait]) -> None:
        self.bits = {trait: 1 << place for place, trait in enumerate(dict.fromkeys(traits))}
        self._always = 0
        self._of_characters: list[tuple[int, Test]] = []
        self._of_tokens: list[tuple[int, Test]] = []
        self._of_texts: list[tuple[int, Callable[[Reading], object]]] = []
        for trait, bit in self.bits.items():
            if trait.character and (test := trait.character(locale)):
                self._of_characters.append((bit, test))
            if trait.token and (test := trait.token(locale)):
                self._of_tokens.append((bit, test))
            if trait.word and (seeker := trait.word(locale)):
                self._seek(bit, seeker)
            if trait.text:
                self._of_texts.append((bit, trait.text))
        self._character = _Told(lambda character: _told(character, self._of_characters)).__getitem__
        # Where no spaces are written, what stands between two is seldom met again.
        unspaced = custom("no-word-spaces", locale)
        self._token = self._tell if unspaced else _Told(self._tell).__getitem__

    def mask(self, traits: Iterable[Trait]) -> int:
        """Return the bits of these traits."""
        return sum(self.bits[trait] for trait in set(traits))

    def of(self, reading: Reading, wanted: int = -1) -> int:
        """Return the bits of the traits that a text has; tests of whole texts are made for `wanted` bits alone."""
        text, prose = reading.text, reading.prose
        bits = reduce(or_, map(self._token, text.split(" ")), self._always)
        if prose is not text:
            bits = reduce(or_, map(self._token, prose.split(" ")), bits)
        for bit, test in self._of_texts:
            if bit & wanted and test(reading):
                bits |= bit
        return bits

    def _seek(self, bit: int, seeker: Seeker) -> None:
        if seeker.firsts is None:
            self._of_tokens.append((bit, seeker.may_find))
        elif "" in seeker.firsts:
            self._always |= bit
        else:
            firsts = seeker.firsts
            self._of_characters.append((bit, lambda character: character.lower() in firsts))

    def _tell(self, token: str) -> int:
        """Return the bits of what stands between two spaces, other white space within it included."""
        bits = reduce(or_, map(self._character, set(token)), 0)
        for part in token.lower().split() or [""]:
            bits |= _told(part, self._of_tokens)
        return bits


def _told(part: str, tests: Iterable[tuple[int, Test]]) -> int:
    return reduce(or_, (bit for bit, test in tests if test(part)), 0)
