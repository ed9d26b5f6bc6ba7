"""`readings` gives the numbers that a text says in digits, by value, in each way that its marks can be meant;
`spelled` gives those that it says in words.

Digits of any script count. Marks are the locale's by CLDR: “1.208” is 1208 in German and 1.208 in English.
Words for numbers stand in `numerals.tsv`, each with its source.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline import cldr
from pipeline.checks import spelling
from pipeline.checks.finder import Finder
from pipeline.checks.reading import language
from pipeline.checks.traits import Trait

Numbers = Counter[Decimal]

# Spaces that do not break a line group digits in every language (SI Brochure, 9th edition, 5.4.4).
_FIXED_SPACES = "\u00a0\u2009\u202f"
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_DIGIT = re.compile(r"\d|[¼-¾⅐-⅞]")
_CLOCK = re.compile(r"\d:\d\d")
# Values from here on are scales: “2 million” is one number.
_SCALE = 1000
# “day 8”, „8. Tag“, « 8e jour », “8-го дня”, 8वें दिन.
_ORDINALS = (r"N(?:[.ºª°]|-?[^\s\d.,;:!?()-]{1,4})? U", "U N")
# From here on a word is a word for this number and no more: “one” and “un” are articles too.
_SURE = 2


class Numeral(NamedTuple):
    """A number in a text, and where it stands."""

    value: Decimal
    start: int
    end: int


def readings(text: str, locale: str, *, clock: bool = False) -> Iterator[Numbers]:
    """Yield the numbers of `text` as they most likely are meant, then as they else may be.

    Else: a common space may group digits or part two numbers; a word may scale (“2 million”, 2万); and with `clock`,
    a point may part hours and minutes.
    """
    text = _plain(text)
    for spaces in (True, False):
        yield Counter(one.value for one, _ in _numbers(text, locale, spaces=spaces))
    if any(scale != 1 for _, scale in _numbers(text, locale, spaces=True)):
        yield Counter(one.value * scale for one, scale in _numbers(text, locale, spaces=True))
    if clock:
        split = re.sub(r"(?<!\d)(\d{1,2})\.(\d\d)(?!\d)", r"\1:\2", text)
        yield Counter(one.value for one, _ in _numbers(split, locale, spaces=True))


def in_digits(text: str, locale: str) -> list[Numeral]:
    """Return the numbers that stand in digits in `text`, as they most likely are meant, where they stand."""
    return [one for one, _ in _numbers(text, locale, spaces=True)]


def spelled(text: str, locale: str) -> list[Numeral]:
    """Return the numbers from two on that `text` certainly says in words; none where the language is unknown."""
    of = language(locale)
    found = _certain(of)
    return [] if found is None else [_numeral(match) for match in found.finditer(text)]


def any_words(text: str, locale: str) -> Iterator[Numeral]:
    """Yield each word that may be a number, one and a half included; whether it is one, its neighbours must say."""
    return map(_numeral, _possible(language(locale)).finditer(text))


@lru_cache(maxsize=1 << 12)
def has_digits(text: str) -> bool:
    """Say whether any number stands in the text."""
    return _DIGIT.search(text) is not None


def has_clock(text: str) -> bool:
    """Say whether the text tells a time of day as 10:30."""
    return _CLOCK.search(text) is not None


def in_words(value: Decimal, text: str, locale: str) -> bool:
    """Say whether the text may say `value`, a small number, in words; never where the language's words are unknown."""
    pattern = _words(value, language(locale))
    return pattern is not None and value < _SCALE and pattern.search(text) is not None


def times_in_words(value: Decimal, text: str, locale: str) -> int:
    """Say how often the text may say `value`, a small number, in words."""
    pattern = _words(value, language(locale))
    return sum(1 for _ in pattern.finditer(text)) if pattern is not None and value < _SCALE else 0


def times_spelled(value: Decimal, text: str, locale: str) -> int:
    """Say how often the text certainly says `value` in words."""
    return sum(one.value == value for one in spelled(text, locale))


def says_one(text: str, locale: str) -> bool:
    """Say whether the text says “one” or “once”."""
    return _one(language(locale)).search(text) is not None


def knows_words(locale: str) -> bool:
    """Say whether the words of the language for numbers are known."""
    return bool(_values(language(locale)))


def is_label(start: int, text: str, locale: str) -> bool:
    """Say whether the number at `start` tells which one, and not how many: “day 8”, “step 2”."""
    before = text[:start].rstrip().rpartition(" ")[2].casefold()
    return before in _table().get(language(locale), {}).get("label", ())


def ordinals(of: str) -> tuple[str, ...]:
    """Return how a language writes a number N in digits with a unit U to tell which one is meant, as patterns."""
    return _table().get(of, {}).get("ordinal", _ORDINALS)


def has_dual(text: str, locale: str) -> bool:
    """Say whether the form of some word may mean two of a thing: Arabic's dual."""
    return _row(language(locale), "dual").search(text) is not None


def has_counters(locale: str) -> bool:
    """Say whether the language puts counters behind its numbers, as Chinese does."""
    return "counter" in _table().get(language(locale), {})


def has_article(text: str, locale: str) -> bool:
    """Say whether an article of the text may be translated as “one”."""
    return _row(language(locale), "article").search(text) is not None


def _plain(text: str) -> str:
    """Return the text with ½ as 1/2."""
    return _FRACTION.sub(lambda match: unicodedata.normalize("NFKC", match[0]).replace("\u2044", "/"), text)


def _numeral(match: re.Match[str]) -> Numeral:
    group = match.lastgroup or ""
    return Numeral(Decimal(group.removeprefix("v").replace("_", ".")), match.start(), match.end())


@lru_cache(maxsize=1 << 10)
def _numbers(text: str, locale: str, *, spaces: bool) -> tuple[tuple[Numeral, int], ...]:
    """Return each number with what the word after it multiplies it by."""
    return tuple(_each_number(text, locale, spaces)) if has_digits(text) else ()


def _each_number(text: str, locale: str, spaces: bool) -> Iterator[tuple[Numeral, int]]:
    scales = _scales(language(locale))
    for match in _pattern(locale, spaces).finditer(text):
        whole, decimals = match["whole"], match["decimals"]
        if not whole.isdecimal():
            whole = re.sub(r"\D", "", whole)
        start = match.end() + text[match.end() : match.end() + 1].isspace()
        scale = 1
        if text[start : start + 1].isalpha():
            scaled = scales.match(text, start)
            scale = int((scaled.lastgroup or "")[1:]) if scaled else 1
        yield Numeral(Decimal(f"{whole}.{decimals}" if decimals else whole), *match.span()), scale


@cache
def _scales(of: str) -> re.Pattern[str]:
    scales = {by: [word.lstrip("?") for word in words] for by, words in _values(of).items() if by >= _SCALE}
    named = ((f"v{by:f}", words) for by, words in scales.items() if words)
    return re.compile(spelling.groups(named, of, prefix=_prefix(of)), re.IGNORECASE)


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
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the words of `numerals.tsv` by language and value."""
    rows: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in Path(__file__).with_name("numerals.tsv").read_text("utf-8").splitlines()[1:]:
        of, value, spellings, _source = line.split("\t")
        rows.setdefault(of, {})[value] = tuple(word.replace("_", " ") for word in spellings.split())
    return rows


@cache
def _values(of: str) -> dict[Decimal, tuple[str, ...]]:
    return {Decimal(value): words for value, words in _table().get(of, {}).items() if value[0].isdigit()}


def _prefix(of: str) -> str:
    """Return the pattern of what a language joins to the front of a word: Arabic's “and”, “in”, “the”."""
    joined = "|".join(sorted(_table().get(of, {}).get("prefix", ()), key=len, reverse=True))
    return f"(?:{joined})?" if joined else ""


@cache
def _words(value: Decimal, of: str) -> Finder | None:
    """Return what finds all that may say a number; None where the language has no words for it."""
    words = [spelling for word in _values(of).get(value, ()) for spelling in _spellings(word, of)]
    return _finder(words, of, _prefix(of)) if words else None


def _spellings(word: str, of: str) -> list[str]:
    """Return the word; one that is many another word too, such as Korean 이, “this”, only before what it counts."""
    row, word = _table()[of], word.lstrip("?")
    return [f"{word} {what}" for what in row["counted"]] if word in row.get("bound", ()) else [word]


def _finder(words: Sequence[str], of: str, prefix: str = "") -> Finder:
    pattern = re.compile(spelling.pattern(words, of, prefix=prefix), re.IGNORECASE)
    return spelling.finder(pattern, words, of, prefix=prefix)


@cache
def _certain(of: str) -> Finder | None:
    """Return what finds the words that say a number and nothing else, or None.

    Not part of another number (“two hundred”, “twenty-two”), and in a language with counters, before one.
    """
    sure = {
        value: [word for word in words if not word.startswith("?")]
        for value, words in _values(of).items()
        if _SURE <= value < 100 or value == Decimal("0.5")
    }
    if not any(sure.values()):
        return None
    rows = _table()[of]
    larger = [word.lstrip("?") for value, words in _values(of).items() if value >= 100 for word in words]
    larger += rows.get("compound", ())
    after = rf"(?![\s-]?{spelling.pattern(larger, of)})" if larger else ""
    before = "(?<![-‐‑])"
    if counters := rows.get("counter"):
        after = rf"(?=\s?(?:{'|'.join(sorted(map(re.escape, counters), key=len, reverse=True))}))"
        numbers = "".join(word for words in sure.values() for word in words if len(word) == 1)
        before = rf"(?<![第{numbers}百千数數])" if numbers else before
    pattern = re.compile(before + _alternatives(sure, of) + after, re.IGNORECASE)
    return spelling.finder(pattern, chain.from_iterable(sure.values()), of, prefix=_prefix(of))


@cache
def _one(of: str) -> Finder:
    words = [word for word in _table().get(of, {}).get("1", ()) if not word.startswith("?")]
    return _finder(words, of, _prefix(of))


@cache
def _row(of: str, name: str) -> Finder:
    """Return what finds the words in a row that is no value's."""
    return _finder(_table().get(of, {}).get(name, ()), of)


@cache
def _possible(of: str) -> Finder:
    """Return what finds all words for small numbers, articles included."""
    any_of = {value: [word.lstrip("?") for word in words] for value, words in _values(of).items() if value < 100}
    any_of.setdefault(Decimal(1), []).extend(_table().get(of, {}).get("article", ()))
    pattern = re.compile(_alternatives({value: words for value, words in any_of.items() if words}, of), re.IGNORECASE)
    return spelling.finder(pattern, chain.from_iterable(any_of.values()), of, prefix=_prefix(of))


def _alternatives(by_value: Mapping[Decimal, list[str]], of: str) -> str:
    """Return one pattern whose last group names the value, the longest words first: 十二 before 十."""
    rows = sorted(by_value.items(), key=lambda item: max(map(len, item[1]), default=0), reverse=True)
    named = ((f"v{value}".replace(".", "_"), words) for value, words in rows if words)
    return spelling.groups(named, of, prefix=_prefix(of))


SPELLED = Trait(word=lambda locale: _certain(language(locale)))
"""A text may certainly say a number in words."""
