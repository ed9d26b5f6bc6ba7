"""`plain`, `percent`, `columns` and `reading`: what more than one format says, and says alike."""

from collections.abc import Iterable, Sequence

from pipeline.errors import visible
from pipeline.model import Coverage, Finding, Severity
from pipeline.readability import LONG, Row


def plain(text: str) -> str:
    """Return foreign text for one line of a report: line ends, bidi controls and other unseen characters as escapes."""
    return visible(text, len(text))[1:-1]


def severity(finding: Finding) -> str:
    """Return the severity's name: error, warning, info or off."""
    return finding.severity.name.lower()


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by file and line; those of one line as they were found."""
    return sorted(findings, key=lambda finding: (finding.file, finding.line))


def text_of(finding: Finding) -> tuple[str, int, str | None, str, str]:
    """Return which text of which message the finding is about: those alike are told together."""
    return finding.file, finding.line, finding.msgctxt, finding.msgid, finding.msgstr


def percent(part: int, whole: int) -> int:
    """Return the share in percent, rounded down, so that 100 means all; of nothing, all is done."""
    return 100 * part // whole if whole else 100


def summary(findings: Sequence[Finding]) -> str:
    """Return the sentence that ends a report: “2 errors and 1 warning in 2 files.”"""
    counts = [
        _count(sum(finding.severity is severity for finding in findings), name)
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        if any(finding.severity is severity for finding in findings)
    ]
    if not counts:
        return "Nothing found."
    told = " and ".join([", ".join(counts[:-1]), counts[-1]] if len(counts) > 1 else counts)
    return f"{told} in {_count(len({finding.file for finding in findings}), 'file')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def columns(coverage: Sequence[Coverage]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the head and the rows of a coverage table, as text; where there are several catalogs, their sum last."""
    head = ("locale", "domain", "messages", "translated", "fuzzy", "untranslated", "reviewed", "stale", "words")
    rows = [*coverage, total(coverage)] if len(coverage) > 1 else list(coverage)
    return head, [_row(row) for row in rows]


def _row(row: Coverage) -> tuple[str, ...]:
    return (
        plain(row.locale),
        plain(row.domain),
        str(row.total),
        f"{row.translated} ({percent(row.translated, row.total)}%)",
        str(row.fuzzy),
        str(row.untranslated),
        f"{row.reviewed} ({percent(row.reviewed, row.total)}%)",
        str(row.stale),
        f"{row.words_translated} of {row.words}",
    )


def total(coverage: Sequence[Coverage]) -> Coverage:
    """Return the sum over all catalogs, under the name “all”."""
    return Coverage(
        locale="all",
        domain="",
        total=sum(row.total for row in coverage),
        translated=sum(row.translated for row in coverage),
        fuzzy=sum(row.fuzzy for row in coverage),
        untranslated=sum(row.untranslated for row in coverage),
        reviewed=sum(row.reviewed for row in coverage),
        stale=sum(row.stale for row in coverage),
        words=sum(row.words for row in coverage),
        words_translated=sum(row.words_translated for row in coverage),
    )


def reading(rows: Sequence[Row]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the head and the rows of a readability table, as text."""
    long = f"over {LONG} words"
    head = ("handout", "locale", "texts", "sentences", "words a sentence", long, "length", "score")
    return head, [_reading_row(row) for row in rows]


def _reading_row(row: Row) -> tuple[str, ...]:
    counts = row.counts
    scores = [f"{one.formula.name} {one.value:.1f}{f', {one.band}' if one.band else ''}" for one in row.scores]
    return (
        plain(row.slug),
        plain(row.locale),
        f"{row.translated} of {row.texts}",
        str(len(counts.sentences)),
        f"{counts.per_sentence:.1f}" if counts.sentences else "–",
        str(counts.long),
        "–" if row.length is None else f"{100 * row.length:.0f}%",
        "; ".join(scores) or "–",
    )


def reading_notes(rows: Sequence[Row]) -> list[str]:
    """Return what stands below the table: medical names, the formulas that were used, and why there is none."""
    named = [
        f"{plain(row.slug)}: {row.unexplained} of {_count(row.clinical, 'medical name')} not explained at first use."
        for row in rows
        if row.clinical
    ]
    formulas = {score.formula.name: score.formula for row in rows for score in row.scores}
    told = [f"{one.name} = {one}. {one.means} {one.source}" for one in formulas.values()]
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.without and row.locale not in reasons.setdefault(row.without, []):
            reasons[row.without].append(row.locale)
    return [*named, *told, *(f"{', '.join(map(plain, locales))}: {why}" for why, locales in reasons.items())]
