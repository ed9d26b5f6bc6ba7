"""The checks of numbers: each of the source's must be there by its value, in its place, and no other."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipeline.checks import frequency, numerals, times, units
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import DIGIT, text
from pipeline.model import Message, Severity

_HALF = Decimal("0.5")
_YEARS = range(1900, 2100)
# Numbers that have no more than this between them are of one clause: “for 4 seconds and out for 6 seconds”.
_BETWEEN = re.compile(r"[^.,;:!?()]{0,24}")
# How far apart the numbers of a proportion may stand, and the words that tell which is the whole.
_NEAR = 16
# How far the words that give a number its role may reach.
_REACH = 28
# What stands between the two where the whole comes first: 10人中1人, 10 kişiden 1’i.
_JOINING = re.compile(r"\s?[^\W\d_][^\d.,;:!?()/、，]{0,9}")


@check("number-mismatch", Severity.ERROR, issue_type="numbers", source=DIGIT, target=DIGIT)
def number_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A number of the source is missing, changed or added.

    A tenfold overdose is one digit long. Numbers are compared by value, in any order, in the digits of any script and
    with the marks of the language: 2.5 in English is 2,5 in German and ٢٫٥ in Arabic. A small number may be written in
    words on either side, any may be said again, and 2 p.m. may be 14:00. What placeholders stand for does not count.
    ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations:
    https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (es):

        msgid "Take 10 mg."
        msgstr "Tome 100 mg."

    Good (es):

        msgid "Take 2.5 mL two times in 24 hours."
        msgstr "Tome 2,5 ml 2 veces en 24 horas."
    """
    source, target = context.source, context.target
    if not numerals.has_digits(source.text) and not numerals.has_digits(target.text):
        return
    plain = _plain(source.prose)
    if plain is not None and plain == _plain(target.prose):
        return
    first: tuple[list[Decimal], list[Decimal]] | None = None
    for ours in _readings(source.prose, source.locale):
        for theirs in _all_readings(target.prose, target.locale, clock=numerals.has_clock(source.prose)):
            missing, added = _missing(ours, theirs, context), _added(ours, theirs, context)
            if not missing and not added:
                return
            first = first or (missing, added)
    missing, added = first or ([], [])
    for value in missing:
        yield Problem(f"{value:f} is missing.")
    for value in added:
        yield Problem(f"{value:f} is not in the source.")


def _says_in_words(reading: Reading) -> object:
    return _spelled(reading.prose, reading.locale)


@check(
    "number-word-mismatch",
    Severity.ERROR,
    issue_type="numbers",
    source=text(_says_in_words),
    target=numerals.SPELLED,
    applies=lambda context: numerals.knows_words(context.locale),
)
def number_word_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A small number in words is missing, changed or added.

    “Three times” for “twice” is half as much again; half of 76 drug labels that pharmacies' computers had put into
    Spanish had errors, in numbers too. Numbers up to twelve and “half” are known, in any form, in words or in digits; a
    word that may mean something else counts for the text, never against it. Sharif and Tse, Pediatrics 2010:
    https://doi.org/10.1542/peds.2009-2530

    Bad (es):

        msgid "You need two doses."
        msgstr "Necesita tres dosis."

    Good (es):

        msgid "Take half a tablet twice a day."
        msgstr "Tome media tableta dos veces al día."
    """
    source, target = context.source, context.target
    if source.text == target.text or not numerals.knows_words(target.locale):
        return
    for value, word in _spelled(source.prose, source.locale).items():
        dual = value == 2 and numerals.has_dual(target.prose, target.locale)
        if not dual and not _says(value, target.prose, target.locale):
            yield Problem(f"“{word}” is missing.")
    if context.one_count:
        return
    there = numerals.spelled(target.prose, target.locale)
    if not there:
        return
    # A word that is spelled like a number is one where something is counted, or where the source has such a word.
    counting = numerals.says_one(source.prose, source.locale) or _spelled(source.prose, source.locale)
    for one in there:
        word = target.prose[one.start : one.end]
        if word.casefold() in source.text.casefold():  # “once” in Spanish: `false-friend` tells of it.
            continue
        counts = counting or frequency.counts(one, target.prose, target.locale)
        if counts and not _says(one.value, source.prose, source.locale):
            yield Problem(f"“{word}” is {one.value:f}, which is not in the source.")


def _has_several(reading: Reading) -> object:
    return _kinds(reading.prose, reading.locale)


@check(
    "number-order-mismatch",
    Severity.WARNING,
    issue_type="numbers",
    source=text(_has_several),
)
def number_order_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """Numbers of one kind stand in another order: “41 of 100” became “100 of 41”.

    All the digits are there, in the wrong places. Only numbers that have the same unit, or none, are compared with each
    other: the rest may stand in any order. Where a language names the whole of a proportion first, as Chinese does
    (每10人中有1人), it is found there. A machine translation of a study, in a sentence like this one, was found to
    write “in the past 2019 weeks”. Critical errors of numbers: Specia et al., Findings of the WMT 2021 Shared Task on
    Quality Estimation: https://aclanthology.org/2021.wmt-1.71/

    Bad (es):

        msgid "Use the cream for 2 to 4 weeks."
        msgstr "Use la crema de 4 a 2 semanas."

    Good (zh_Hans):

        msgid "About 1 in 10 people has pain."
        msgstr "大约每10人中有1人会痛。"
    """
    source, target = context.source, context.target
    ours = _kinds(source.prose, source.locale)
    if not ours:
        return
    text = times.without(target.prose, target.locale, clock=times.tells_time(source.prose, source.locale))
    pair = _proportion(source.prose, source.locale)
    digits = [one.value for one in units.quantities(text, target.locale, words=False)]
    roles = _roles(source.prose, source.locale)
    if not (pair or any(roles)) and all(
        [one for one in digits if one in values] == [*values] for values, _ in ours.values()
    ):
        return
    there = units.quantities(text, target.locale)
    whole_first = frequency.wholes(target.locale)[1] is not None
    for kind, (values, close) in ours.items():
        here = [one for one in there if one.value in values]
        if sorted(one.value for one in here) != sorted(values):
            continue
        swapped = [one.value for one in here] != list(values)
        if pair and not kind:
            wholes = {one.value for one in here if _stands_by(one, text, frequency.wholes(target.locale))}
            if len(wholes & set(pair)) == 1:
                swapped = pair[1] not in wholes
            elif whole_first:
                swapped = any(
                    (part.value, whole.value) == pair and _JOINING.fullmatch(text, part.end, whole.start)
                    for part, whole in pairwise(here)
                )
        elif role := next((role for role in zip(roles, frequency.roles(target.locale), strict=True) if role[0]), None):
            had, words = role
            has = {one.value for one in here if _stands_by(one, text, words)}
            if has or whole_first:
                swapped = bool(has) and len(had & set(values)) == 1 and not had & has
        elif whole_first and not close:  # Such a language may put a whole clause first.
            swapped = False
        if swapped:
            yield Problem(f"{', '.join(map(str, values))} stand in another order here.")


# What may make more of digits than the whole numbers that they are: a mark or a space between two, a fraction.
_RUN = re.compile(r"[\d¼-¾⅐-⅞](?:[\d¼-¾⅐-⅞]|[.,:\u066b\u066c'’\s]{1,2}(?=\d))*")
_MARKED = re.compile(r"[.,\u066b]\d")


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> list[Decimal] | None:
    """Return the numbers, sorted, of a text in which they are no more than whole numbers; None for any other text.

    As most have the same ones as their source, to compare these first saves reading them.
    """
    runs = _RUN.findall(text)
    return sorted(map(Decimal, runs)) if all(map(str.isdecimal, runs)) and not _MARKED.search(text) else None


@lru_cache(maxsize=1 << 15)
def _readings(text: str, locale: str) -> tuple[numerals.Numbers, ...]:
    """Return the source's numbers: worked out once for all locales."""
    return tuple(_all_readings(text, locale))


def _all_readings(text: str, locale: str, *, clock: bool = False) -> Iterator[numerals.Numbers]:
    """Yield the numbers as they are written, then with times by the clock of 24 hours, and months as numbers."""
    yield from numerals.readings(text, locale, clock=clock)
    for other in times.plain(text, locale):
        if other != text:
            yield from numerals.readings(other, locale)


def _missing(ours: numerals.Numbers, theirs: numerals.Numbers, context: Context) -> list[Decimal]:
    """Return what the translation lacks; a number that the source has twice it must have twice, in words or digits."""
    text, locale = context.target.prose, context.target.locale
    lost = []
    for value, times_lost in (ours - theirs).items():
        # “Twice a day for 2 weeks” needs two words for two where the digit is gone.
        words = numerals.times_in_words(value, text, locale)
        needed = times_lost + numerals.times_spelled(value, context.source.prose, context.source.locale)
        if words < needed and not (value == 2 and units.in_two(text, locale)):
            lost += [value] * min(times_lost, needed - words)
    return lost


def _added(ours: numerals.Numbers, theirs: numerals.Numbers, context: Context) -> list[Decimal]:
    """Return what the translation has beyond the source; to say a number again is style: “24 heures sur 24”."""
    text, locale = context.source.prose, context.source.locale
    added = [value for value in theirs if value not in ours and not _in_words(value, text, locale)]
    # Where things are counted with counters, “a glass” may be 1杯.
    counters = added and numerals.has_counters(context.target.locale)
    return [value for value in added if not (counters and value == 1 and numerals.has_article(text, locale))]


def _in_words(value: Decimal, text: str, locale: str) -> bool:
    return numerals.in_words(value, text, locale) or (value == 2 and units.in_two(text, locale))


@lru_cache(maxsize=1 << 15)
def _spelled(text: str, locale: str) -> Mapping[Decimal, str]:
    """Return the source's numbers in words: worked out once for all locales."""
    return _words(text, locale)


def _words(text: str, locale: str) -> dict[Decimal, str]:
    return {one.value: text[one.start : one.end] for one in numerals.spelled(text, locale)}


def _says(value: Decimal, text: str, locale: str) -> bool:
    """Say whether `text` has `value`, in words or in digits; half is also 1/2, 50 %, 30 minutes, or part of 1.5."""
    if _in_words(value, text, locale):
        return True
    if not numerals.has_digits(text):
        return False
    digits = {number for found in _all_readings(text, locale) for number in found}
    if value == _HALF:
        return bool(digits & {Decimal(30), Decimal(50)}) or digits >= {1, 2} or any(n % 1 == _HALF for n in digits)
    return value in digits


@lru_cache(maxsize=1 << 15)
def _kinds(text: str, locale: str) -> Mapping[str, tuple[tuple[Decimal, ...], bool]]:
    """Return the source's numbers in their order, by unit, and whether they stand close together.

    Left out: the only number of its kind, one that is said twice, a year without a unit, and a label (“day 8”).
    """
    if not numerals.has_digits(text):
        return {}
    kinds: dict[str, list[units.Quantity]] = {}
    text = times.without(text, locale)
    for one in units.quantities(text, locale):
        if one.digits and not (one.unit == "" and (one.value in _YEARS or numerals.is_label(one.start, text, locale))):
            kinds.setdefault(one.unit, []).append(one)
    return {
        kind: (
            tuple(one.value for one in found),
            all(_BETWEEN.fullmatch(text, before.end, after.start) for before, after in pairwise(found)),
        )
        for kind, found in kinds.items()
        if len(found) == len({one.value for one in found}) > 1
    }


@lru_cache(maxsize=1 << 15)
def _proportion(text: str, locale: str) -> tuple[Decimal, Decimal] | None:
    """Return the first part and whole that the source has: “1 in 10”, “41 of the 100”."""
    found = numerals.in_digits(text, locale)
    before, _ = frequency.wholes(locale)
    for part, whole in pairwise(found):
        between = text[part.end : whole.start]
        if before and len(between) <= _NEAR and before.search(between) and not any(_roles(text, locale)):
            return part.value, whole.value
    return None


@lru_cache(maxsize=1 << 15)
def _roles(text: str, locale: str) -> tuple[frozenset[Decimal], ...]:
    """Return the numbers of a source that something is to reach, and those that another takes the place of."""
    found = units.quantities(text, locale)
    return tuple(
        frozenset(one.value for one in found if _stands_by(one, text, words)) for words in frequency.roles(locale)
    )


def _stands_by(one: units.Quantity, text: str, words: frequency.Sides) -> bool:
    """Say whether such words stand before a number or behind it."""
    before, after = words
    return bool(
        (before and before.search(text[max(0, one.start - _REACH) : one.start]))
        or (after and after.match(text[one.end : one.end + _REACH]))
    )
