"""`Finder` finds words of a list in texts, and looks closely only at a text that has a part of one of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

# Letters, and what is written on them: Python's \w leaves out the vowel signs of Hindi and of Arabic.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*")
# Case is ignored as by `re.IGNORECASE`, to which the dotless i is an i.
_DOTLESS, _DOT = "ı", "\u0307"


class Finder:
    """A pattern made of spellings, in which `*` is any letters.

    A spelling can be in a text only where its longest word, or its first two characters in a script without spaces,
    is: for each word of a text this is worked out once. `anywhere`: they are sought within words too, as in scripts
    without spaces. `joined`: other letters may stand around one in its word, such as Arabic's “and”.
    """

    def __init__(
        self, pattern: re.Pattern[str], spellings: Iterable[str], *, anywhere: bool = False, joined: bool = False
    ) -> None:
        self.pattern = pattern
        self._parts = _pairs if anywhere else _words
        self._like: set[str] = set()
        """Words that were met and are a part of a spelling."""
        self._unlike: set[str] = set()
        within: set[str] = set()
        starts: set[str] = set()
        self._always = False
        for spelling in map(_small, spellings):
            longest = max(_WORD.finditer(spelling), key=lambda match: match.end() - match.start(), default=None)
            if longest is None:
                self._always = True
            elif anywhere:
                first = _WORD.search(spelling)
                self._like.add(first[0][:2] if first else "")
            elif joined or spelling[longest.start() - 1 : longest.start()] == "*":
                within.add(longest[0])
            elif spelling[longest.end() : longest.end() + 1] == "*":
                starts.add(longest[0])
            else:
                self._like.add(longest[0])
        self._starts, self._within = tuple(starts), tuple(within)
        self.firsts: frozenset[str] | None = None
        """Where the spellings are sought anywhere, the characters that they begin with."""
        if anywhere:
            self.firsts = frozenset({""} if self._always else (part[:1] for part in self._like))

    def may_find(self, text: str) -> bool:
        """Say whether the text has a part of one of the spellings."""
        if self._always:
            return True
        met = self._parts(text)
        if met <= self._unlike:
            return False
        if met.isdisjoint(self._like):
            for word in met - self._unlike:
                (self._like if self._is_like(word) else self._unlike).add(word)
        return not met.isdisjoint(self._like)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield what the pattern finds in the text."""
        return self.pattern.finditer(text) if self.may_find(text) else iter(())

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with a replacement for all that the pattern finds in it."""
        return self.pattern.sub(replacement, text) if self.may_find(text) else text

    def findall(self, text: str) -> list[str]:
        """Return all that the pattern finds in the text."""
        return [match[0] for match in self.finditer(text)]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first that the pattern finds in the text."""
        return self.pattern.search(text) if self.may_find(text) else None

    def _is_like(self, word: str) -> bool:
        return word.startswith(self._starts) or any(piece in word for piece in self._within)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_small(text)))


@lru_cache(maxsize=1 << 12)
def _pairs(text: str) -> frozenset[str]:
    """Return the characters of a text, and each two that stand together."""
    text = _small(text)
    return frozenset((*text, *map("".join, pairwise(text))))


def _small(text: str) -> str:
    return text.lower().replace(_DOTLESS, "i").replace(_DOT, "")
