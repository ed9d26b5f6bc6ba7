"""`Finder` finds words of a list in texts, and looks closely only at a text that has a word which begins like one."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Letters, and what is written on them: Python's \w leaves out the vowel signs of Hindi and of Arabic.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*")
# Case is ignored as by `re.IGNORECASE`, to which the dotless i is an i.
_DOTLESS = str.maketrans({"ı": "i", "\u0307": None})


class Finder:
    """A pattern made of spellings, in which `*` is any letters.

    `anywhere`: they are sought within words too, as in scripts without spaces. `joined`: other letters may stand before
    one in its word, such as Arabic's “and”. What follows the first letters of a spelling is for the pattern to say.
    """

    def __init__(
        self, pattern: re.Pattern[str], spellings: Iterable[str], *, anywhere: bool = False, joined: bool = False
    ) -> None:
        self.pattern = pattern
        self._anywhere = anywhere
        starts: set[str] = set()
        inside: set[str] = set()
        self._always = False
        for spelling in spellings:
            first = _WORD.search(_small(spelling))
            if first is None:
                self._always = True
            elif anywhere:
                starts.add(first[0][0])
            else:
                (inside if joined or spelling.startswith("*") else starts).add(first[0])
        self._starts, self._inside = tuple(starts), tuple(inside)
        self._like: set[str] = set()
        """Words that were met and begin like one of the spellings."""
        self._unlike: set[str] = set()

    def may_find(self, text: str) -> bool:
        """Say whether a word of the text begins like one of the spellings."""
        if self._always:
            return True
        met = _characters(text) if self._anywhere else _words(text)
        if met <= self._unlike:
            return False
        for word in met - self._unlike - self._like:
            (self._like if self._is_like(word) else self._unlike).add(word)
        return not met.isdisjoint(self._like)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield what the pattern finds in the text."""
        return self.pattern.finditer(text) if self.may_find(text) else iter(())

    def findall(self, text: str) -> list[str]:
        """Return all that the pattern finds in the text."""
        return [match[0] for match in self.finditer(text)]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first that the pattern finds in the text."""
        return self.pattern.search(text) if self.may_find(text) else None

    def _is_like(self, word: str) -> bool:
        return word.startswith(self._starts) or any(piece in word for piece in self._inside)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_small(text)))


@lru_cache(maxsize=1 << 12)
def _characters(text: str) -> frozenset[str]:
    return frozenset(_small(text))


def _small(text: str) -> str:
    text = text.lower()
    return text if text.isascii() else text.translate(_DOTLESS)
