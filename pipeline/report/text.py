"""`findings` and `status` for a person at a terminal."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.model import Coverage, Finding
from pipeline.report.words import columns, ordered, plain, severity, summary

_TEXT_COLUMNS = 2
"""The first columns hold names and stand left; the others hold figures and stand right."""


def findings(found: Sequence[Finding], _coverage: Sequence[Coverage]) -> str:
    """Return one line a finding, `FILE:LINE: severity check: message`, an empty line between files, and a summary."""
    groups = [
        "".join(f"{_line(finding)}\n" for finding in group)
        for _, group in groupby(ordered(found), key=lambda finding: finding.file)
    ]
    return "\n".join([*groups, f"{summary(found)}\n"])


def _line(finding: Finding) -> str:
    place = plain(finding.file) + (f":{finding.line}" if finding.line else "")
    fix = f" Fix: {plain(finding.fix)}" if finding.fix is not None else ""
    return f"{place}: {severity(finding)} {finding.check}: {plain(finding.message)}{fix}"


def status(coverage: Sequence[Coverage]) -> str:
    """Return a table, a row a catalog; where there are several, a last row sums them up."""
    if not coverage:
        return "No catalogs.\n"
    head, rows = columns(coverage)
    return "".join(f"{line}\n" for line in _aligned([head, *rows]))


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
