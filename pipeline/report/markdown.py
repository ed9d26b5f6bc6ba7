"""`findings`, `status` and `readability` as Markdown tables, for a comment on a pull request or a wiki page."""

import re
from collections.abc import Iterable, Sequence

from pipeline.model import Coverage, Finding
from pipeline.readability import Row
from pipeline.report.words import columns, ordered, plain, reading, reading_notes, severity, summary
from pipeline.review import Summary

_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>&|~^$!+\-.]")

# What GitHub turns into a link or a message to someone, written so that it reads the same and does nothing.
_ACTIVE = re.compile(r"@(?=\w)|#(?=\d)|(?<=:)//|(?<=\bwww)\.|\bGH-(?=\d)", re.IGNORECASE)


def findings(found: Sequence[Finding], coverage: Sequence[Coverage]) -> str:
    """Return a table of the findings, their summary, and the coverage where there is some."""
    parts = []
    if found:
        rows = [
            (
                severity(one),
                f"`{one.check}`",
                _text(one.file) + (f":{one.line}" if one.line else ""),
                _text(one.message),
            )
            for one in ordered(found)
        ]
        parts.append(_table(("severity", "check", "place", "message"), rows))
    parts.append(f"{summary(found)}\n")
    if coverage:
        parts.append(status(coverage))
    return "\n".join(parts)


def status(coverage: Sequence[Coverage], summary_: Summary | None = None) -> str:
    """Return a table, a row a catalog; where there are several, a last row sums them up; then a list of the rest."""
    if not coverage:
        return "No catalogs.\n"
    head, rows = columns(coverage)
    table = _table(head, [tuple(_text(cell) for cell in row) for row in rows], figures=len(head) - 2)
    if summary_ is None:
        return table
    rest = [*summary_.sentences, *map(str, summary_.missing)]
    return f"{table}\n" + "".join(f"- {_text(line)}\n" for line in rest)


def readability(rows: Sequence[Row]) -> str:
    """Return a table, a row a handout and locale; then a list of the formulas with their sources."""
    head, cells = reading(rows)
    table = _table(head, [tuple(_text(cell) for cell in row) for row in cells])
    return f"{table}\n" + "".join(f"- {_text(line)}\n" for line in reading_notes(rows))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], figures: int = 0) -> str:
    rule = ["---"] * (len(head) - figures) + ["---:"] * figures
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def _text(text: str) -> str:
    """Return foreign text as literal Markdown: no markup, no HTML, no cell's end, no mention, no link."""
    pieces = _ACTIVE.split(plain(text))
    stops = [match[0] for match in _ACTIVE.finditer(plain(text))]
    escaped = [_escaped(piece) for piece in pieces]
    return escaped[0] + "".join(
        f"{_escaped(stop)}<!-- -->{piece}" for stop, piece in zip(stops, escaped[1:], strict=True)
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(match[0], f"\\{match[0]}"), text)
