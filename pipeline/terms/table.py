"""`dump_csv` writes a termbase as a spreadsheet for clinicians, a row a term; `read_csv` reads it back."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from pipeline import files
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.terms.termbase import Concept, Status, Term, Termbase, clean, section

COLUMNS = (
    "concept", "subject", "definition", "concept note", "language", "language note", "term", "status",
    "part of speech", "type", "domains", "note", "reviewed",
)  # fmt: skip
"""`domains` are parted by spaces; `reviewed` is a day (YYYY-MM-DD), “unreviewed”, “uncertain” or empty."""

_NEEDED = ("concept", "language", "term")
_STATES = ("unreviewed", "uncertain")
_LARGEST = 16 * 2**20
_LONGEST = 4000

# A spreadsheet takes such a cell for a formula, and may run it: OWASP, CSV Injection. An apostrophe makes it text, and
# the cell that has apostrophes before such a character gets one more, so that reading back gives what was written.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")

# BCP 47 (RFC 5646) in its common part: language, script, territory, variants.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z\d]{5,8}|\d[A-Za-z\d]{3}))*")


def dump_csv(termbase: Termbase, tags: Collection[str] = (), *, bom: bool = False) -> bytes:
    """Return the termbase as CSV in UTF-8, with CRLF as RFC 4180 has it; `tags` are the languages, or else all.

    `bom` puts a byte order mark before it, by which Excel knows that it is UTF-8.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for concept in termbase:
        for cells in _cells(concept, tags):
            writer.writerow([_safe(cell) for cell in cells])
    return ("\ufeff" if bom else "").encode() + stream.getvalue().encode()


def _cells(concept: Concept, tags: Collection[str]) -> Iterator[list[str]]:
    about = [concept.id, concept.subject, concept.definition, concept.note]
    if not concept.terms:
        yield [*about, *[""] * (len(COLUMNS) - len(about))]
    for tag, terms in concept.terms.items():
        if not tags or tag in tags:
            for term in terms:
                domains = " ".join(term.domains)
                told = [term.text, term.status, term.part_of_speech, term.type, domains, term.note, term.reviewed]
                yield [*about, tag, concept.notes.get(tag, ""), *told]


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


@dataclass(frozen=True)
class _Row:
    """A row with its cells by column, and the line it starts on."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_csv(content: bytes, file: Path) -> Termbase:
    """Return the termbase that a spreadsheet holds; `file` names it in errors.

    Cells are parted by commas, semicolons or tabs: what Excel writes depends on the person's settings. Columns may
    stand in any order; those of `_NEEDED` must be there.

    Raises HandoutsError, or a group of them, one for each mistake with its line.
    """
    if len(content) > _LARGEST:
        raise HandoutsError(f"Larger than {_LARGEST // 2**20} MB.", file=file, hint="Split the spreadsheet.")
    rows = _rows(files.decode(content, file), file)
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row["concept"], []).append(row)
    return Termbase(tuple(collect(lambda group: _concept(*group, file), groups.items())))


def _rows(text: str, file: Path) -> list[_Row]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise HandoutsError(f"Not readable as CSV: {error}.", file=file, line=line) from error
    if not found:
        raise HandoutsError("Is empty.", file=file, hint="`handouts terms export` gives a table to start from.")
    columns = _columns(found[0][1], file)
    given = [(line, cells) for line, cells in found[1:] if any(cell.strip() for cell in cells)]
    return collect(lambda one: _read_row(one[0], one[1], columns, file), given)


def _columns(head: list[str], file: Path) -> list[str]:
    names = [clean(name).casefold() for name in head]
    for name in names:
        if name not in COLUMNS:
            raise HandoutsError(f"Unknown column {visible(name)}.", file=file, line=1, hint=nearest(name, COLUMNS))
        if names.count(name) > 1:
            raise HandoutsError(f"Has the column {visible(name)} twice.", file=file, line=1, hint="Delete one.")
    for name in _NEEDED:
        if name not in names:
            raise HandoutsError(f"Has no column {visible(name)}.", file=file, line=1, hint="Its first row names them.")
    return names


def _read_row(line: int, cells: list[str], columns: list[str], file: Path) -> _Row:
    if len(cells) > len(columns):
        raise HandoutsError(
            f"Has {len(cells)} cells for {len(columns)} columns.", file=file, line=line, hint="Quote cells with commas."
        )
    for cell in cells:
        if len(cell) > _LONGEST:
            raise HandoutsError(f"A cell is longer than {_LONGEST} characters.", file=file, line=line)
        if unseen := next(
            (ch for ch in cell if unicodedata.category(ch) in {"Cc", "Cs", "Cn"} and ch not in "\t\r\n"), ""
        ):
            raise HandoutsError(f"Holds the character {visible(unseen)}.", file=file, line=line, hint="Delete it.")
    row = _Row(line, dict(zip(columns, (clean(_plain(cell)) for cell in cells), strict=False)))
    if not row["concept"]:
        raise HandoutsError("The row names no concept.", file=file, line=line)
    if bool(row["language"]) != bool(row["term"]):
        raise HandoutsError("A term needs its language, and a language its term.", file=file, line=line)
    return row


def _is_refused(character: str) -> bool:
    """Return whether XML has no such character, or nothing can show it (XML 1.0, 2.2); white space is mended."""
    return unicodedata.category(character) in {"Cc", "Cs", "Cn"} and not character.isspace()


def _concept(identity: str, rows: list[_Row], file: Path) -> Concept:
    by_tag: dict[str, list[_Row]] = {}
    for row in rows:
        if row["term"]:
            by_tag.setdefault(_tag(row, file), []).append(row)
    notes = {tag: _one("language note", found, file) for tag, found in by_tag.items()}
    return Concept(
        identity,
        _one("subject", rows, file),
        _one("definition", rows, file),
        {
            tag: section([(_term(row, file), row.line) for row in found], identity, tag, file)
            for tag, found in by_tag.items()
        },
        _one("concept note", rows, file),
        {tag: note for tag, note in notes.items() if note},
    )


def _one(column: str, rows: list[_Row], file: Path) -> str:
    """Return what the rows of a concept, or of it in a language, say in a column that tells of it."""
    said = [row for row in rows if row[column]]
    for row in said:
        if row[column] != said[0][column]:
            raise HandoutsError(
                f"The concept {visible(row['concept'])} has another {column} than on line {said[0].line}.",
                file=file,
                line=row.line,
                hint="Make them the same.",
            )
    return said[0][column] if said else ""


def _tag(row: _Row, file: Path) -> str:
    tag = row["language"].replace("_", "-")
    if not _TAG.fullmatch(tag):
        raise HandoutsError(
            f"{visible(tag)} is no language tag.", file=file, line=row.line, hint="Write it as es, es-MX or zh-Hans."
        )
    return tag


def _term(row: _Row, file: Path) -> Term:
    status = row["status"] or "admitted"
    if status not in get_args(Status):
        raise HandoutsError(
            f"Unknown status {visible(status)}.", file=file, line=row.line, hint=nearest(status, get_args(Status))
        )
    reviewed = row["reviewed"]
    if reviewed and reviewed not in _STATES and not _is_day(reviewed):
        raise HandoutsError(
            f"{visible(reviewed)} says nothing of a review.",
            file=file,
            line=row.line,
            hint="Write the day as YYYY-MM-DD, or “unreviewed”, or “uncertain”.",
        )
    return Term(
        text=row["term"],
        status=_STATUS[status],
        note=row["note"],
        part_of_speech=row["part of speech"],
        type=row["type"],
        domains=tuple(dict.fromkeys(row["domains"].split())),
        reviewed=reviewed,
    )


_STATUS: Mapping[str, Status] = {status: status for status in get_args(Status)}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
