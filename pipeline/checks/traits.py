"""`Trait` is what a text must have for a check to have anything to say; `Table` sees all traits of a text in one pass.

Nine of ten checks have nothing to say of nine of ten texts: there is no bracket, no number, no word of their list. A
check declares what it needs, and is not called where it is not there. A trait may be seen where what it stands for is
not there, since the check looks for itself; it must never be missed where it is there.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
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
    """A test of what stands between two spaces, in small letters."""
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


class Table:
    """The traits of texts in a locale. What a character or a word tells is worked out when it is first met."""

    def __init__(self, locale: str, traits: Iterable[Trait]) -> None:
        self.bits = {trait: 1 << place for place, trait in enumerate(dict.fromkeys(traits))}
        self._always = 0
        self._of_characters: list[tuple[int, Test]] = []
        self._of_tokens: list[tuple[int, Test]] = []
        self._of_texts: list[tuple[int, Callable[[Reading], object]]] = []
        self._characters: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        self._plain_characters: set[str] = set()
        """Those that were met and tell nothing; so with tokens."""
        self._plain_tokens: set[str] = set()
        # Where no spaces are written, what stands between two is seldom met again.
        self._remembers = not custom("no-word-spaces", locale)
        for trait, bit in self.bits.items():
            if trait.character and (test := trait.character(locale)):
                self._of_characters.append((bit, test))
            if trait.token and (test := trait.token(locale)):
                self._of_tokens.append((bit, test))
            if trait.word and (seeker := trait.word(locale)):
                self._seek(bit, seeker)
            if trait.text:
                self._of_texts.append((bit, trait.text))

    def mask(self, traits: Iterable[Trait]) -> int:
        """Return the bits of these traits."""
        return sum(self.bits[trait] for trait in set(traits))

    def of(self, reading: Reading, wanted: int = -1) -> int:
        """Return the bits of the traits that a text has; tests of whole texts are made for `wanted` bits alone."""
        mask = self._of(reading.text)
        if (prose := reading.prose) is not reading.text:
            mask |= self._of(prose)
        for bit, test in self._of_texts:
            if bit & wanted and test(reading):
                mask |= bit
        return mask

    def _of(self, text: str) -> int:
        mask = self._always
        for character in set(text) - self._plain_characters:
            mask |= self._characters.get(character) or self._meet(character)
        for token in set(text.lower().split()) - self._plain_tokens:
            mask |= self._tokens.get(token) or self._meet_token(token)
        return mask

    def _seek(self, bit: int, seeker: Seeker) -> None:
        if seeker.firsts is None:
            self._of_tokens.append((bit, seeker.may_find))
        elif "" in seeker.firsts:
            self._always |= bit
        else:
            firsts = seeker.firsts
            self._of_characters.append((bit, lambda character: character.lower() in firsts))

    def _meet(self, character: str) -> int:
        mask = _told(character, self._of_characters)
        if mask:
            self._characters[character] = mask
        else:
            self._plain_characters.add(character)
        return mask

    def _meet_token(self, token: str) -> int:
        mask = _told(token, self._of_tokens)
        if not self._remembers:
            return mask
        if mask:
            self._tokens[token] = mask
        else:
            self._plain_tokens.add(token)
        return mask


def _told(part: str, tests: Iterable[tuple[int, Test]]) -> int:
    mask = 0
    for bit, test in tests:
        if test(part):
            mask |= bit
    return mask
