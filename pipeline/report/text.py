"""`findings`, `status` and `readability` for a person at a terminal."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.model import Coverage, Finding
from pipeline.readability import Row
from pipeline.report.marks import Pieces, marked
from pipeline.report.words import columns, ordered, plain, reading, reading_notes, severity, summary, text_of
from pipeline.review import Summary

_TEXT_COLUMNS = 2
"""The first columns hold names and stand left; the others hold figures and stand right."""


def findings(found: Sequence[Finding], _coverage: Sequence[Coverage]) -> str:
    """Return the findings by file and message, an empty line between files, and a summary.

    A finding is one line, `FILE:LINE: severity check: message`. Below those of a message stand its source (`|`), its
    translation (`>`) and what is proposed instead (`=`), with what it is about in ⟦brackets⟧. Every text is on lines of
    its own, so that a right-to-left one turns nothing around but itself.
    """
    files = [list(group) for _, group in groupby(ordered(found), key=lambda finding: finding.file)]
    groups = ["".join(_told(list(group)) for _, group in groupby(file, key=text_of)) for file in files]
    return "\n".join([*groups, f"{summary(found)}\n"])


def _told(about: Sequence[Finding]) -> str:
    lines = [_line(finding) for finding in about]
    # The texts of a header are its fields: the finding says which of them it means.
    if about[0].msgid:
        texts = marked(about)
        lines += _text("|", texts.source)
        lines += _text(">", texts.translation)
        lines += (line for fix in texts.fixes for line in _text("=", fix))
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    place = plain(finding.file) + (f":{finding.line}" if finding.line else "")
    return f"{place}: {severity(finding)} {finding.check}: {plain(finding.message)}"


_ROOM = 100
"""Cells of a line for a text."""


def _text(sign: str, pieces: Pieces) -> Iterator[str]:
    """Yield the lines of a text, wrapped; none for a text without characters."""
    shown = "".join(f"⟦{plain(piece)}⟧" if mark else plain(piece) for piece, mark in pieces)
    return (f"    {sign} {line}" for line in _wrapped(shown) if line)


def _wrapped(text: str) -> Iterator[str]:
    """Yield lines that fit, broken at spaces, and within a word only where it is too long for any line."""
    line, used = "", 0
    for word in re.findall(r"\s+|\S+", text):
        for piece in [word] if _width(word) <= _ROOM else word:
            if used + _width(piece) > _ROOM:
                yield line.rstrip()
                line, used = "", 0
            if line or not piece.isspace():
                line, used = line + piece, used + _width(piece)
    yield line.rstrip()


def status(coverage: Sequence[Coverage], summary_: Summary | None = None) -> str:
    """Return a table, a row a catalog; where there are several, a last row sums them up.

    Below it stands how sign-offs are proven and who may still sign, and then what is not reviewed, a line a text.
    """
    if not coverage:
        return "No catalogs.\n"
    head, rows = columns(coverage)
    lines = list(_aligned([head, *rows]))
    if summary_ is not None:
        lines += ["", *map(plain, summary_.sentences), *(plain(str(gap)) for gap in summary_.missing)]
    return "".join(f"{line}\n" for line in lines)


def readability(rows: Sequence[Row]) -> str:
    """Return a table, a row a handout and locale; below it the formulas with their sources, a line each."""
    head, cells = reading(rows)
    # The scores are words, and stand last; their column needs no filling.
    *figures, scores = zip(*[head, *cells], strict=True)
    lines = [f"{line}  {score}" for line, score in zip(_aligned(list(zip(*figures, strict=True))), scores, strict=True)]
    return "".join(f"{line}\n" for line in [*lines, "", *reading_notes(rows)])


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell)) if place < _TEXT_COLUMNS else " " * (width - _width(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Return how many cells of a terminal the text takes: two for a wide character (UAX #11), none for a mark."""
    return sum(
        0 if unicodedata.category(ch) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )
