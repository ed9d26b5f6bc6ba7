"""The check of how often something is to be done: “twice a day”.

What says it stands in `words/frequency.toml`, with the words of proportions.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.checks import numerals, spelling, units
from pipeline.checks.finder import Finder
from pipeline.checks.reading import Reading, language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import text as of_text
from pipeline.model import Message, Severity

Often = tuple[Decimal | None, str]
"""How many times, where the text says so, and in what period."""

_NAMES = {"two-days": "every other day"}
# No count reaches over the end of a sentence, or as far as this.
_BREAK = re.compile(r"[.!?;:。！？；।؟]\s|[。！？；।]")
_FAR = 24


def _says_how_often(reading: Reading) -> object:
    return _source_often(reading.prose, reading.locale)


def _is_known(context: Context) -> object:
    return context.language in _table()


@check(
    "frequency-mismatch",
    Severity.ERROR,
    issue_type="numbers",
    source=of_text(_says_how_often),
    applies=_is_known,
)
def frequency_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """How often something is to be done became another: “twice a day” is “twice a week” or “once a day”.

    Methotrexate is taken once a week; people have died who took it every day. What the text says is compared, not its
    words: “every day” is “once a day”, in any order, in words or in digits. Institute for Safe Medication Practices,
    Targeted Medication Safety Best Practices for Hospitals, best practice 2:
    https://www.ismp.org/guidelines/best-practices-hospitals

    Bad (de):

        msgid "Take it once a week."
        msgstr "Nehmen Sie es einmal am Tag ein."

    Good (de):

        msgid "Take it once a day, and use the cream 2 times a week."
        msgstr "Nehmen Sie es täglich ein und benutzen Sie die Creme zweimal pro Woche."
    """
    said = _source_often(context.source.prose, context.source.locale)
    if not said or context.language not in _table():
        return
    there = often(context.target.prose, context.target.locale)
    ours, theirs = Counter(period for _, period in said), Counter(period for _, period in there)
    lost, won = ours - theirs, theirs - ours
    for count, period in said:
        if period in lost:
            if other := next((one for one in there if one[1] in won), None):
                yield Problem(f"“{_shown((count, period))}” is “{_shown(other)}” here.")
                return
            if count is not None and (times := _other_count(count, context.target)):
                yield Problem(f"“{_shown((count, period))}” is {times.value:f} times here.")
                return
        elif _kept((count, period), there):
            continue
        elif count is not None and (
            other := next((o for o in there if o[1] == period and o[0] not in {None, count} and o not in said), None)
        ):
            yield Problem(f"“{_shown((count, period))}” is “{_shown(other)}” here.")


def often(text: str, locale: str) -> list[Often]:
    """Return how often `text` says that something is to be done, each time with the count nearest to the period."""
    of = language(locale)
    periods = list(_periods(of).finditer(text))
    counts = _counts(text, locale) if periods else ()
    found: list[Often] = []
    taken: set[int] = set()
    for match in periods:
        if match.lastgroup == "none":
            continue
        near = [
            (max(match.start() - one.end, one.start - match.end()), one.start, one.value)
            for one in counts
            if one.start not in taken
            and not (match.start() < one.end and one.start < match.end())
            and not _BREAK.search(text[min(one.end, match.end()) : max(one.start, match.start())])
        ]
        distance, start, value = min(near, default=(_FAR, -1, Decimal(0)))
        near_enough = distance < _FAR
        if near_enough:
            taken.add(start)
        found.append((value if near_enough else None, (match.lastgroup or "").replace("_", "-")))
    return found


def counts(number: numerals.Numeral, text: str, locale: str) -> bool:
    """Say whether a number in words counts times, or has a unit."""
    of = language(locale)
    if of not in _table():
        return False
    word = text[number.start : number.end]
    return bool(
        _times(of).match(text, number.end) or _ready_counts(of).search(word) or units.unit_of(text, number, locale)
    )


Sides = tuple[re.Pattern[str] | None, re.Pattern[str] | None]
"""What stands before a number, at the end of a text, and what behind it, at its start."""


def wholes(locale: str) -> Sides:
    """Return what stands beside the whole of a proportion: 1 *of* 10."""
    return _beside("", language(locale))


def roles(locale: str) -> tuple[Sides, ...]:
    """Return what stands beside a number that something is to reach, *until* 20 mg, and beside a former one.

    The former one is that of a change: 1 tablet *instead of* 3.
    """
    return _beside("goal-", language(locale)), _beside("former-", language(locale))


def _kept(one: Often, there: list[Often]) -> bool:
    """Say whether the translation says it: once a day is every day, and a count may stand far away."""
    count, period = one
    return one in there or (count in {None, 1} and bool({(None, period), (Decimal(1), period)} & set(there)))


def _other_count(count: Decimal, target: Reading) -> numerals.Numeral | None:
    """Return a number of times that has changed places with `count`: 3日1回 for 1日3回 is once in three days."""
    times = _counts(target.prose, target.locale)
    here = {one.value for one in numerals.in_digits(target.prose, target.locale)}
    return times[0] if times and count in here and count not in {one.value for one in times} else None


def _shown(one: Often) -> str:
    count, period = one
    shown = _NAMES.get(period, f"per {period}")
    return shown if count is None else f"{count:f} times {shown}"


@lru_cache(maxsize=1 << 15)
def _source_often(text: str, locale: str) -> tuple[Often, ...]:
    """Return what the source says: worked out once for all locales."""
    return tuple(often(text, locale))


@lru_cache(maxsize=1 << 10)
def _counts(text: str, locale: str) -> tuple[numerals.Numeral, ...]:
    """Return the numbers that count times, as far as the word for times reaches."""
    of = language(locale)
    times = _times(of)
    numbers = (*numerals.in_digits(text, locale), *numerals.any_words(text, locale))
    return (
        *(numerals.Numeral(one.value, one.start, m.end()) for one in numbers if (m := times.match(text, one.end))),
        *(
            numerals.Numeral(Decimal((match.lastgroup or "").removeprefix("v")), match.start(), match.end())
            for match in _ready_counts(of).finditer(text)
        ),
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words" / "frequency.toml").read_text("utf-8"))


@cache
def _times(of: str) -> re.Pattern[str]:
    return re.compile(rf"[\s-]{{0,2}}{spelling.pattern(_table()[of]['times'], of)}", re.IGNORECASE)


@cache
def _periods(of: str) -> Finder:
    rows = _table().get(of, {}).get("per", {})
    prefix = "[وف]?" if of == "ar" else ""
    some = "|".join(
        f"(?P<{name.replace('-', '_')}>{spelling.pattern(words, of, prefix=prefix)})" for name, words in rows.items()
    )
    pattern = re.compile(some or r"(?!)", re.IGNORECASE)
    return spelling.finder(pattern, chain.from_iterable(rows.values()), of, prefix=prefix)


@cache
def _ready_counts(of: str) -> re.Pattern[str]:
    rows = _table().get(of, {}).get("counts", {})
    some = "|".join(f"(?P<v{value}>{spelling.pattern(words, of)})" for value, words in rows.items())
    return re.compile(some or r"(?!)", re.IGNORECASE)


@cache
def _beside(role: str, of: str) -> Sides:
    row = _table().get(of, {})
    before = row.get(f"{role}before", ())
    behind = "|".join(sorted(map(re.escape, row.get(f"{role}behind", ())), key=len, reverse=True))
    return (
        re.compile(rf"{spelling.pattern(before, of)}\s?(?:[^\W\d]{{1,8}}\s)?$", re.IGNORECASE) if before else None,
        re.compile(rf"[^\d,.]{{0,12}}?(?:{behind})", re.IGNORECASE) if behind else None,
    )
