"""`quotation_marks` gives the marks that a locale quotes with."""

from dataclasses import dataclass

from pipeline.cldr.rows import row


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """A locale's marks; the alternate ones are for a quotation within a quotation."""

    opening: str
    closing: str
    alternate_opening: str
    alternate_closing: str


def quotation_marks(locale: str) -> QuotationMarks:
    """Return the marks that CLDR gives a locale; one that it does not know has the root's, “ and ”."""
    return QuotationMarks(*row("quotation-marks", locale))
