"""The check of numbers: each of the source's must be there by its value, and no other."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from pipeline.checks import numerals
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity


@check("number-mismatch", Severity.ERROR, issue_type="numbers")
def number_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A number of the source is missing, changed or added.

    A tenfold overdose is one digit long. Numbers are compared by value, in any order, in the digits of any script and
    with the marks of the language: 2.5 in English is 2,5 in German and ٢٫٥ in Arabic. A small number may be written in
    words on either side, and any may be said again. What placeholders stand for does not count. ISMP, List of
    Error-Prone Abbreviations, Symbols, and Dose Designations:
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
    first: tuple[list[Decimal], list[Decimal]] | None = None
    for ours in _readings(source.prose, source.locale):
        for theirs in numerals.readings(target.prose, target.locale, clock=numerals.has_clock(source.prose)):
            missing, added = _missing(ours, theirs, context), _added(ours, theirs, context)
            if not missing and not added:
                return
            first = first or (missing, added)
    missing, added = first or ([], [])
    for value in missing:
        yield Problem(f"{value:f} is missing.")
    for value in added:
        yield Problem(f"{value:f} is not in the source.")


@lru_cache(maxsize=1 << 15)
def _readings(text: str, locale: str) -> tuple[numerals.Numbers, ...]:
    """Return the source's numbers: worked out once for all locales."""
    return tuple(numerals.readings(text, locale))


def _missing(ours: numerals.Numbers, theirs: numerals.Numbers, context: Context) -> list[Decimal]:
    """Return what the translation lacks; a number that the source has twice it must have twice."""
    text, locale = context.target.prose, context.target.locale
    return [value for value in (ours - theirs).elements() if not numerals.in_words(value, text, locale)]


def _added(ours: numerals.Numbers, theirs: numerals.Numbers, context: Context) -> list[Decimal]:
    """Return what the translation has beyond the source; to say a number again is style: “24 heures sur 24”."""
    text, locale = context.source.prose, context.source.locale
    return [value for value in theirs if value not in ours and not numerals.in_words(value, text, locale)]
