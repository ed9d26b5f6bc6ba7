"""`quotation_marks` gives the marks that a locale quotes with; sentences of any language end with `SENTENCE_ENDS`."""

from dataclasses import dataclass

from pipeline.cldr.rows import row

SENTENCE_ENDS = ".!?\u2026\u061f\u06d4\u0964\u0965\u0589\u1362\u104b\u17d4"
"""What ends a sentence before a space, with the marks of Arabic, Urdu, Hindi, Armenian, Amharic, Burmese and Khmer."""

FULL_WIDTH_ENDS = "\u3002\uff01\uff1f"
"""What ends a sentence of Chinese and Japanese, with no space behind it: 。！？"""


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
