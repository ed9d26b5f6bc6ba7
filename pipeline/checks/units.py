"""`quantities` gives the numbers of a text with the unit that each has; `mentions`, the units that it names at all.

What units are called stands in `words/units.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.checks import numerals, spelling
from pipeline.checks.finder import Finder
from pipeline.checks.reading import language

# Between a number and its unit: nothing, a space of any kind, or a hyphen, with or without an ending (“2-х недель”); in
# Romance languages “of” as well (« une dizaine de jours »).
_GAP = r"\s?(?:-[^\W\d_]{1,3}\s|-)?\s?(?:d(?:e\s|['’]))?"
# Between two numbers that share the unit of the second: “2 to 3 days”, 5–10 mg, 5到10毫克.
_SHARED = re.compile(r"\s?[^\d\s.,،、;!?()%]{0,7}?\s?")
_ONE_WORD = re.compile(r"\s[^\W\d_]{4,14}(?=\s)")
_NEXT = re.compile(r"[\s-]*([^\W\d_]*)")
# A Russian “г” is a gram behind 3,5 and the year behind 2019.
_YEARS = range(1900, 2100)
# In running text a word as short as “g” is a unit only behind a number.
_SHORT = 3


class Quantity(NamedTuple):
    """A number and its unit, "" where the text names none that is known.

    `digits` where the number is not in words; `shared` where the unit stands farther on, behind the next number or the
    next word: “2 to 3 days”, “7 working days”.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    digits: bool = True
    shared: bool = False


@lru_cache(maxsize=1 << 10)
def quantities(text: str, locale: str, *, words: bool = True) -> tuple[Quantity, ...]:
    """Return the numbers of `text` in their order: all in digits and, with `words`, those in words that have a unit."""
    found: list[Quantity] = []
    for one in numerals.in_digits(text, locale):
        unit = unit_of(text, one, locale)
        far = "" if unit else _unit_far(text, one, locale)
        found.append(Quantity(one.value, unit or far, one.start, one.end, shared=bool(far)))
    if words:
        found += [
            Quantity(word.value, unit, word.start, word.end, digits=False)
            for word in numerals.any_words(text, locale)
            if (unit := unit_of(text, word, locale))
        ]
        found += [
            Quantity(Decimal(2), match.lastgroup or "", *match.span(), digits=False)
            for match in _duals(language(locale)).finditer(text)
        ]
    found.sort(key=lambda one: one.start)
    for place in range(len(found) - 2, -1, -1):
        before, after = found[place], found[place + 1]
        article = after.value == 1 and not after.digits  # “4 times a day” is not four days.
        if not before.unit and after.unit and not article and _SHARED.fullmatch(text, before.end, after.start):
            found[place] = before._replace(unit=after.unit, shared=True)
    return tuple(found)


def unit_of(text: str, number: numerals.Numeral, locale: str) -> str:
    """Return the unit behind a number, or before it; "" where there is none that is known."""
    of = language(locale)
    unit = _after(text, number.end, of)
    if not unit and (match := _before(of).search(text, max(0, number.start - 12), number.start)):
        unit = match.lastgroup or ""
    return "" if unit == "gram" and number.value in _YEARS else unit


def _unit_far(text: str, number: numerals.Numeral, locale: str) -> str:
    """Return the unit behind the word that follows a number: “7 working days”."""
    word = _ONE_WORD.match(text, number.end)
    return _after(text, word.end(), language(locale)) if word else ""


def labels(text: str, locale: str) -> frozenset[tuple[Decimal, str]]:
    """Return the numbers that may tell which day, week or other time is meant, with that unit: “from day 8”.

    Only those that are marked as ordinals in a language that does so (第8天, 8日目), else any that stand beside a unit.
    """
    return frozenset(
        (Decimal(int("".join(filter(str.isdecimal, match[0])))), match.lastgroup or "")
        for match in _labels(language(locale)).finditer(text)
    )


@lru_cache(maxsize=1 << 10)
def mentions(text: str, locale: str) -> frozenset[str]:
    """Return the units that `text` names in words, with a number or without."""
    of = language(locale)
    return frozenset(match.lastgroup or "" for named in (_named(of), _duals(of)) for match in named.finditer(text))


def knows(unit: str, locale: str) -> bool:
    """Say whether the words of the language for the unit are known."""
    return language(locale) in _table()[unit]


def dimension(unit: str) -> str:
    """Return what the unit measures: mass, volume, time…; "" for no unit."""
    return str(_table()[unit]["dimension"]) if unit else ""


def stands_alone(text: str, end: int, locale: str) -> bool:
    """Say whether what follows the number that ends at `end` is surely no unit: nothing, a mark, or “with”.

    Any other word may be a unit whose name is not known here.
    """
    match = _NEXT.match(text, end)
    word = match[1].casefold() if match else ""
    return not word or word in _joining(language(locale))


def in_two(text: str, locale: str) -> bool:
    """Say whether a word of the text means two of a unit by its form alone: Arabic's dual."""
    return _duals(language(locale)).search(text) is not None


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words" / "units.toml").read_text("utf-8"))


@cache
def _joining(of: str) -> frozenset[str]:
    """Return the small words of a language, such as “of” and “with”."""
    path = Path(__file__).parent / "words" / "function_words.toml"
    return frozenset(tomllib.loads(path.read_text("utf-8"))["words"].get(of, "").split())


def _after(text: str, end: int, of: str) -> str:
    """Return the unit behind a number that ends at `end`, "" for none. Signs are told apart by case, words are not."""
    if match := _signs().match(text, end):
        return match.lastgroup or ""
    words = _spelled(of)
    match = words.pattern.match(text, end) if words.may_find(text) else None
    return match.lastgroup or "" if match else ""


@cache
def _signs() -> re.Pattern[str]:
    """Return the pattern of signs; a word in another script may follow one: “10mg을”."""
    rows = ((unit, "|".join(map(re.escape, row["symbols"]))) for unit, row in _table().items() if row["symbols"])
    return re.compile(rf"{_GAP}{_alternatives(rows)}(?![A-Za-z\u00c0-\u024f\u1e00-\u1eff])")


@cache
def _spelled(of: str) -> Finder:
    rows = {unit: row[of] for unit, row in _table().items() if row.get(of)}
    some = spelling.groups(rows.items(), of)
    return spelling.finder(re.compile(_GAP + some, re.IGNORECASE), chain.from_iterable(rows.values()), of)


@cache
def _named(of: str) -> Finder:
    rows = {
        unit: [word for word in row.get(of, ()) if len(word) >= _SHORT or not word.isascii()]
        for unit, row in _table().items()
    }
    some = spelling.groups(rows.items(), of)
    return spelling.finder(re.compile(some, re.IGNORECASE), chain.from_iterable(rows.values()), of)


@cache
def _labels(of: str) -> re.Pattern[str]:
    ways = [way.replace(" ", r"\s?").replace("N", r"(?<!\d)\d+(?!\d)") for way in numerals.ordinals(of)]
    rows = {unit: row[of] for unit, row in _table().items() if row["dimension"] == "time" and row.get(of)}
    some = (
        (unit, "|".join(way.replace("U", spelling.pattern(words, of)) for way in ways)) for unit, words in rows.items()
    )
    return re.compile(_alternatives(some), re.IGNORECASE)


@cache
def _duals(of: str) -> Finder:
    rows = {unit: row[f"{of}-two"] for unit, row in _table().items() if f"{of}-two" in row}
    prefix = "[وفبلك]?"
    some = spelling.groups(rows.items(), of, prefix=prefix)
    return spelling.finder(re.compile(some), chain.from_iterable(rows.values()), of, prefix=prefix)


@cache
def _before(of: str) -> re.Pattern[str]:
    rows = ((unit, (*row.get("before", ()), *row.get(f"{of}-before", ()))) for unit, row in _table().items())
    return re.compile(_alternatives((unit, rf"(?:{'|'.join(w)})\s?$") for unit, w in rows if w), re.IGNORECASE)


def _alternatives(rows: Iterable[tuple[str, str]]) -> str:
    """Return one pattern of all, whose last group is the unit."""
    some = "|".join(f"(?P<{unit}>{some})" for unit, some in rows)
    return f"(?:{some or '(?!)'})"
