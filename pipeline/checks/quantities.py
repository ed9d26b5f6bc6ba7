"""The checks of units and of how a dose is written."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.checks import numerals, times, units
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import text as of_text
from pipeline.checks.traits import token
from pipeline.checks.units import Quantity
from pipeline.model import Message, Severity

# A number that has lost one of these, or won it, says something else.
_LOST = frozenset({"mass", "volume", "temperature", "share", "time", "pressure"})
_WON = frozenset({"mass", "volume", "temperature", "share"})
# Written as a sign nearly everywhere: where neither the sign nor the word is to be found, it is lost.
_SIGNS = frozenset({"percent"})
# Named without a number, these still tell how much: “a teaspoon of the syrup”.
_MEASURES = frozenset({"household", "volume"})
_DOSE_UNIT = r"\s?(?:[mkµμn]?g|mcg|[mdcµμ]?[lL]|мк?г|мг|г|мл|ملغ|مل|毫克|微克|毫升|मिग्रा|IU|UI|IE|%)(?!\w)"
# What both of these need: quicker to look for.
_DOSE_MARK = token(r"[.,\u066b]\d")
_DOSE = re.compile(r"[.,\u066b]\d")
_TRAILING_ZERO = re.compile(rf"(?<![\d.,])\d+[.,\u066b]0{{1,2}}(?!\d){_DOSE_UNIT}")
_NAKED_DECIMAL = re.compile(rf"(?<![\d\w)\]])[.,\u066b]\d+{_DOSE_UNIT}")


def _has_quantity(reading: Reading) -> object:
    ours, named = _source(reading.prose, reading.locale)
    return ours or _measures(named)


@check(
    "unit-mismatch",
    Severity.ERROR,
    issue_type="numbers",
    source=of_text(_has_quantity),
)
def unit_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A number has another unit than in the source, or has lost it: mg became g, a percent sign is gone.

    A tablespoon is three teaspoons, a gram a thousand milligrams: of the errors with oral liquids in children, wrong
    measures are a common cause. Each number of the source must keep its neighbour, in any order; numbers that were
    swapped show by this too. A unit may be a sign, an abbreviation or a word in the language's own script; a language
    whose words are unknown is looked at for signs alone. Yin et al., Pediatrics 2014;134:e354–e361:
    https://doi.org/10.1542/peds.2014-0395

    Bad (es):

        msgid "Give 1 teaspoon of the syrup."
        msgstr "Dé 1 cucharada del jarabe."

    Good (es):

        msgid "Give 1 teaspoon (5 mL) of the syrup every 6 hours."
        msgstr "Cada 6 horas, dé 1 cucharadita (5 ml) del jarabe."
    """
    source, target = context.source, context.target
    ours, named = _source(source.prose, source.locale)
    if (not ours and not named) or source.text == target.text:
        return
    there = units.quantities(target.prose, target.locale, words=False)
    if not {one.value for one in ours} <= {one.value for one in there} or not all(one.digits for one in ours):
        there = units.quantities(target.prose, target.locale)

    @cache
    def said() -> AbstractSet[str]:
        return units.mentions(target.prose, target.locale) | {one.unit for one in there}

    pairs = {(one.value, one.unit) for one in ours}
    told: set[str] = set()
    for one in ours:
        here = [other for other in there if other.value == one.value]
        wanted = {other.unit for other in ours if other.value == one.value}
        if not here or one.unit in {other.unit for other in here}:
            continue
        other = next((other.unit for other in here if other.unit not in wanted and _owns(other, one, said, named)), "")
        if not one.unit:
            if wanted == {""} and (units.dimension(other) in _WON or _is_no_hour(one, other, named, context)):
                yield Problem(f"{one.value:f} has the unit {other} here, and none in the source.")
        elif one.shared:
            if other and other not in named:
                yield Problem(f"{one.value:f} {one.unit} is {one.value:f} {other} here.")
        elif other:
            # “A week” may be said without its article, while another “a” stands before a unit.
            if one.value != 1 or one.digits or one.unit not in said() or other not in named:
                told |= {one.unit, other}
                yield Problem(f"{one.value:f} {one.unit} is {one.value:f} {other} here.")
        elif units.dimension(one.unit) in _LOST and units.knows(one.unit, target.locale):
            taken = any(o.unit == one.unit and (o.value, o.unit) not in pairs and not o.shared for o in there)
            alone = all(units.stands_alone(target.prose, o.end, target.locale) for o in here)
            gone = one.digits and (alone or one.unit in _SIGNS) and one.unit not in said()
            if gone or (taken and (one.digits or one.value > 1)):
                yield Problem(f"{one.value:f} has lost its unit, {one.unit}.")
    yield from _mislabelled(context, {unit for unit in named if unit})
    measures = _measures(named - told)
    lost = measures - said() if measures else measures
    if lost and (won := _measures(said() - named - told)):
        yield Problem(f"A {min(lost)} is a {min(won)} here.")


def _owns(other: Quantity, one: Quantity, said: Callable[[], AbstractSet[str]], named: AbstractSet[str]) -> bool:
    """Say whether the unit is surely the number's: one that stands farther on is if it has replaced the source's."""
    return not other.shared or (one.unit != "" and other.unit not in named and one.unit not in said())


def _is_no_hour(one: Quantity, other: str, named: AbstractSet[str], context: Context) -> bool:
    """Say whether an hour of the source's has become minutes or days: “at 8 a.m.”, “at 8 minutes in the morning”."""
    if units.dimension(other) != "time" or other == "hour" or other in named:
        return False
    return one.value in times.hours(context.source.prose, context.source.locale)


def _mislabelled(context: Context, named: AbstractSet[str]) -> Iterator[Problem]:
    """Yield the days or weeks that are told by another number of the source, or by another unit: “day 8” is “day 2”."""
    source, target = context.source, context.target
    ours = _source_labels(source.prose, source.locale)
    theirs = units.labels(target.prose, target.locale) if ours else ours
    if ours <= theirs:
        return
    digits = {one.value for one in numerals.in_digits(source.prose, source.locale)}
    kept = {one.value for one in numerals.in_digits(target.prose, target.locale)}
    right = ours | {(one.value, one.unit) for one in units.quantities(source.prose, source.locale, words=False)}
    for value, unit in sorted(ours - theirs):
        for other, of in sorted(theirs - right):
            if value in kept and ((of == unit and other in digits) or (other == value and of not in named)):
                yield Problem(f"{unit} {value:f} is {of} {other:f} here.")
                break


@lru_cache(maxsize=1 << 15)
def _source_labels(text: str, locale: str) -> frozenset[tuple[Decimal, str]]:
    return units.labels(text, locale)


@check("trailing-zero", Severity.WARNING, issue_type="numbers", scope="text", target=_DOSE_MARK)
def trailing_zero(message: Message, context: Context) -> Iterator[Problem]:
    """A dose ends with a zero behind the decimal mark: 1.0 mg.

    Where the mark is not seen, 1.0 mg becomes 10 mg. Write 1 mg, in the source too.
    The Joint Commission, Official “Do Not Use” List; ISMP, List of Error-Prone Abbreviations:
    https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (es):

        msgid "Take 1 mg."
        msgstr "Tome 1,0 mg."

    Good (es):

        msgid "Take 1 mg. The risk is 5.0."
        msgstr "Tome 1 mg. El riesgo es de 5,0."
    """
    for match in _TRAILING_ZERO.finditer(context.target.prose) if _DOSE.search(context.target.text) else ():
        yield Problem(f"“{match[0]}” may be read as ten times as much.")


@check("naked-decimal", Severity.WARNING, issue_type="numbers", scope="text", target=_DOSE_MARK)
def naked_decimal(message: Message, context: Context) -> Iterator[Problem]:
    """A dose begins with the decimal mark: .5 mg.

    Where the mark is not seen, .5 mg becomes 5 mg. Write 0.5 mg, in the source too.
    The Joint Commission, Official “Do Not Use” List; ISMP, List of Error-Prone Abbreviations:
    https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (de):

        msgid "Take .5 mg."
        msgstr "Nehmen Sie ,5 mg."

    Good (de):

        msgid "Take 0.5 mg."
        msgstr "Nehmen Sie 0,5 mg."
    """
    for match in _NAKED_DECIMAL.finditer(context.target.prose) if _DOSE.search(context.target.text) else ():
        yield Problem(f"“{match[0]}” may be read as more than it is.")


@lru_cache(maxsize=1 << 15)
def _source(text: str, locale: str) -> tuple[tuple[Quantity, ...], frozenset[str]]:
    """Return the source's quantities, each once, and the units it names: worked out once for all locales."""
    if not numerals.has_digits(text) and not units.mentions(text, locale):
        return (), frozenset()
    found = units.quantities(text, locale)
    own = {(one.value, one.unit): one for one in sorted(found, key=lambda one: not one.shared)}
    return tuple(own.values()), units.mentions(text, locale) | {one.unit for one in found if one.unit}


def _measures(some: AbstractSet[str]) -> set[str]:
    return {unit for unit in some if unit and units.dimension(unit) in _MEASURES}
