"""`readings` gives the numbers that a text says, by value, in each way that its marks can be meant.

Digits of any script count. Marks are the locale's by CLDR: “1.208” is 1208 in German and 1.208 in English.
Words for numbers stand in `numerals.tsv`, each with its source.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline import cldr
from pipeline.checks.reading import language

Numbers = Counter[Decimal]

# Spaces that do not break a line group digits in every language (SI Brochure, 9th edition, 5.4.4).
_FIXED_SPACES = "\u00a0\u2009\u202f"
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_DIGIT = re.compile(r"\d|[¼-¾⅐-⅞]")
_CLOCK = re.compile(r"\d:\d\d")
# Values from here on are scales: “2 million” is one number.
_SCALE = 1000


def readings(text: str, locale: str, *, clock: bool = False) -> Iterator[Numbers]:
    """Yield the numbers of `text` as they most likely are meant, then as they else may be.

    Else: a common space may group digits or part two numbers; a word may scale (“2 million”, 2万); and with `clock`,
    a point may part hours and minutes.
    """
    text = _FRACTION.sub(lambda match: unicodedata.normalize("NFKC", match[0]).replace("\u2044", "/"), text)
    for spaces in (True, False):
        yield Counter(value for value, _ in _numbers(text, locale, spaces=spaces))
    if any(scale != 1 for _, scale in _numbers(text, locale, spaces=True)):
        yield Counter(value * scale for value, scale in _numbers(text, locale, spaces=True))
    if clock:
        split = re.sub(r"(?<!\d)(\d{1,2})\.(\d\d)(?!\d)", r"\1:\2", text)
        yield Counter(value for value, _ in _numbers(split, locale, spaces=True))


def has_digits(text: str) -> bool:
    """Say whether any number stands in the text."""
    return _DIGIT.search(text) is not None


def has_clock(text: str) -> bool:
    """Say whether the text tells a time of day as 10:30."""
    return _CLOCK.search(text) is not None


def in_words(value: Decimal, text: str, locale: str) -> bool:
    """Say whether the text may say `value`, a small number, in words; never where the language's words are unknown."""
    pattern = _words(language(locale)).get(value)
    return pattern is not None and value < _SCALE and pattern.search(text) is not None


def _numbers(text: str, locale: str, *, spaces: bool) -> Iterator[tuple[Decimal, int]]:
    """Yield each number with what the word after it multiplies it by."""
    scales = _scales(language(locale))
    for match in _pattern(locale, spaces).finditer(text):
        start = match.end() + text[match.end() : match.end() + 1].isspace()
        scale = next((by for by, pattern in scales if pattern.match(text, start)), 1)
        whole = re.sub(r"\D", "", match["whole"])
        yield Decimal(f"{whole}.{match['decimals']}" if match["decimals"] else whole), scale


@cache
def _scales(of: str) -> list[tuple[int, re.Pattern[str]]]:
    return [(int(by), pattern) for by, pattern in _words(of).items() if by >= _SCALE]


@cache
def _pattern(locale: str, spaces: bool) -> re.Pattern[str]:
    """Return how the locale writes a number.

    Where the locale's mark for decimals is the comma, a point is read as one too unless three digits follow, and the
    reverse: “2.5” is no other number in a Spanish text for the Americas. A chain (3.9.18, 25.11.2026) has no decimals.
    """
    name = next((known for known in (locale, language(locale)) if cldr.known(known)), "en")
    symbols = cldr.number_symbols(name)
    groups = "".join(symbols.groups) + _FIXED_SPACES + _ARABIC_GROUP + (" " if spaces else "")
    groups = re.escape(groups if spaces else groups.replace(" ", ""))
    other = "." if symbols.decimal == "," else ","
    grouped = rf"\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)"
    if "," in symbols.groups:  # India groups by two: 1,00,000.
        grouped = rf"{grouped}|\d\d?(?:,\d\d)+,\d{{3}}(?!\d)"
    mark = rf"(?:[{re.escape(symbols.decimal)}{_ARABIC_DECIMAL}]|[{other}](?!\d{{3}}(?!\d)))"
    return re.compile(
        rf"(?P<chain>(?<=\d[.,]))?(?P<whole>{grouped}|\d+)(?(chain)|(?:{mark}(?P<decimals>\d+)(?![.,]?\d))?)"
    )


@cache
def _words(of: str) -> dict[Decimal, re.Pattern[str]]:
    """Return a pattern for each number that `numerals.tsv` has words for in a language."""
    words: dict[Decimal, list[str]] = {}
    for line in Path(__file__).with_name("numerals.tsv").read_text("utf-8").splitlines()[1:]:
        row_language, value, spellings, _source = line.split("\t")
        if row_language == of:
            words.setdefault(Decimal(value), []).extend(spellings.split())
    return {value: re.compile("|".join(map(_word, spelled)), re.IGNORECASE) for value, spelled in words.items()}


def _word(spelling: str) -> str:
    """Return the pattern of a spelling, where `*` stands for letters or none: an affix, or a neighbour unspaced."""
    start = "" if spelling.startswith("*") else r"\b"
    end = "" if spelling.endswith("*") else r"\b"
    return start + re.escape(spelling.strip("*")) + end
