"""`pattern` gives the regular expression of words as the data files spell them.

In a data file `*` is any letters, at the end of a word or at its start, and a space is any space or none to be seen.
"""

import re
from collections.abc import Iterable

from pipeline.checks.finder import Finder

# A letter, or what is written on one: Python's \w leaves out the vowel signs of Hindi and of Arabic.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
NOT_AFTER_LETTER = rf"(?<![^\W\d_])(?<![{_MARKS}])"
NOT_BEFORE_LETTER = rf"(?!{LETTER})"

# Written without spaces (UAX #14, classes ID and SA); Korean puts its particles right behind a word.
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
_SUFFIXED = frozenset({"ko"})


def finder(pattern: re.Pattern[str], spellings: Iterable[str], of: str, *, prefix: str = "") -> Finder:
    """Return what finds a pattern that was made of patterns of these spellings."""
    # A space may be missing, and Korean letters may follow.
    ending = "*" if of in _SUFFIXED else ""
    words = (word.replace(" ", "*") + ending for word in spellings)
    return Finder(pattern, words, anywhere=of in _UNSPACED, joined=bool(prefix))


def pattern(spellings: Iterable[str], of: str, *, prefix: str = "") -> str:
    """Return a pattern of any of the spellings as a whole word of the language `of`, the longest first.

    `prefix` is a pattern of what may be written before a word and joined to it.
    """
    return _start(of) + _any(spellings, of, prefix) + _end(of)


def groups(rows: Iterable[tuple[str, Iterable[str]]], of: str, *, prefix: str = "") -> str:
    """Return a pattern of the spellings of all rows, tried in their order; its last group is the row's name."""
    some = "|".join(f"(?P<{name}>{_any(spellings, of, prefix)})" for name, spellings in rows)
    return f"{_start(of)}(?:{some or '(?!)'}){_end(of)}"


def _start(of: str) -> str:
    """Return what must hold where a word starts; where it does not, nothing else is tried."""
    return "" if of in _UNSPACED else NOT_AFTER_LETTER


def _end(of: str) -> str:
    return "" if of in _UNSPACED or of in _SUFFIXED else NOT_BEFORE_LETTER


def _any(spellings: Iterable[str], of: str, prefix: str) -> str:
    words = sorted(dict.fromkeys(spellings), key=len, reverse=True)
    if not words:
        return r"(?!)"
    letters = f"{LETTER}*" if _end(of) else ""
    some = "|".join(re.escape(word).replace(r"\*", letters).replace(r"\ ", r"\s?") for word in words)
    return rf"{'' if of in _UNSPACED else prefix}(?:{some})"
