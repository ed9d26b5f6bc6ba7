"""The check of numbers: each of the source's must be there by its value, and no other."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from pipeline.checks import numerals
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity


@check("number-mismatch", Severity.ERROR, issue_type="numbers")
def number_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A number of the source is missing, changed or added.

    A tenfold overdose is one digit long. Numbers are compared by value, in any order, in the digits of any script and
    with the marks of the language: 2.5 in English is 2,5 in German and ٢٫٥ in Arabic. A small number may be written in
    words on either side. A plural form for a single count may leave its number out. What placeholders stand for does
    not count. ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations:
    https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (es):

        msgid "Take 10 mg."
        msgstr "Tome 100 mg."

    Good (es):

        msgid "Take 2.5 mL two times in 24 hours."
        msgstr "Tome 2,5 ml 2 veces en 24 horas."
    """
    source, target = context.source, context.target
    best: tuple[list[Decimal], list[Decimal]] | None = None
    clock = numerals.has_clock(source.prose)
    for ours, theirs in product(
        numerals.readings(source.prose, source.locale),
        numerals.readings(target.prose, target.locale, clock=clock),
    ):
        missing = [
            value for value in (ours - theirs).elements() if not numerals.in_words(value, target.prose, target.locale)
        ]
        added = [
            value for value in (theirs - ours).elements() if not numerals.in_words(value, source.prose, source.locale)
        ]
        if context.one_count:
            missing = []
        if not missing and not added:
            return
        best = best or (missing, added)
    for value in best[0] if best else ():
        yield Problem(f"{value:f} is missing.")
    for value in best[1] if best else ():
        yield Problem(f"{value:f} is not in the source.")
