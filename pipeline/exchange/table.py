"""`dump_csv` writes a catalog's units as a spreadsheet, a row a text, and `read_csv` reads one.

`rows` and `units` are the same table without a file around it; a workbook holds it too.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.exchange.tree import LARGEST
from pipeline.exchange.unit import STATES, State, Unit, base, context_of
from pipeline.files import decode, read_bytes

COLUMNS = ("id", "locale", "domain", "context", "source", "plural", "form", "translation", "state", "notes")
"""`plural` and `form` are empty but for a message with plural forms, which has a row a form, counted from 0."""

_NEEDED = ("locale", "domain", "source", "translation")

MOST = 200_000
"""Rows with text in them."""

# A spreadsheet takes such a cell for a formula, and may run it: OWASP, CSV Injection. An apostrophe makes it text, and
# the cell that has apostrophes before such a character gets one more, so that reading back gives what was written.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by their columns, and where it is: the line or row of the file."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def rows(units: Iterable[Unit]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row, in the order of `COLUMNS`."""
    for unit in units:
        for form, text in enumerate(unit.msgstr):
            plural = ("", "") if unit.msgid_plural is None else (unit.msgid_plural, str(form))
            about = (unit.id, unit.locale, unit.domain, unit.msgctxt or "", unit.msgid, *plural)
            yield (*about, text, unit.state, "\n".join(unit.notes))


def units(table: Sequence[Row], file: Path) -> tuple[Unit, ...]:
    """Return the units that the rows hold.

    Raises HandoutsError, or a group of them, for what is wrong in a row, and for more than `MOST` rows.
    """
    if len(table) > MOST:
        raise HandoutsError(f"Has more than {MOST:,} rows with text.", file=file, hint="Split the file.")
    groups: dict[tuple[str, ...], list[Row]] = {}
    for place, row in enumerate(table):
        key = (row["locale"], row["domain"], row["context"], row["source"], row["plural"])
        # A row that comes twice is two units; only forms belong together.
        groups.setdefault(key if row["form"] else (str(place),), []).append(row)
    return tuple(collect(lambda group: _unit(group, file), groups.values()))


def _unit(group: Sequence[Row], file: Path) -> Unit:
    first = group[0]
    for column in _NEEDED[:-1]:
        if not first[column]:
            raise HandoutsError(f"No {column}.", file=file, line=first.line)
    if first["form"]:
        numbers = [row["form"].strip() for row in group]
        if sorted(numbers) != [str(number) for number in range(len(group))]:
            raise HandoutsError("The forms are not numbered 0, 1, 2… in their rows.", file=file, line=first.line)
        group = sorted(group, key=lambda row: int(row["form"].strip()))
    states = [_state(row, file) for row in group]
    identity = first["id"].strip()
    plural = first["plural"] if first["form"] else None
    return Unit(
        domain=first["domain"].strip(),
        msgid=first["source"],
        msgstr=tuple(row["translation"] for row in group),
        state=min(states, key=STATES.index),
        msgctxt=context_of(identity, first["context"] or None, first["source"], plural),
        msgid_plural=plural,
        locale=first["locale"].strip().replace("-", "_"),
        base=base(identity),
        line=first.line,
    )


def _state(row: Row, file: Path) -> State:
    given = row["state"].strip().lower() or "initial"
    found = next((state for state in STATES if state == given), None)
    if found is None:
        raise HandoutsError(
            f"Unknown state {visible(given)}.", file=file, line=row.line, hint=f"Known: {', '.join(STATES)}."
        )
    return found


def columns(head: Sequence[str], file: Path) -> tuple[str, ...]:
    """Return the columns that the first row names, "" for one that is not ours.

    Raises HandoutsError for a column that comes twice, and for one that is needed and missing.
    """
    names = [cell.strip().casefold() for cell in head]
    for name in COLUMNS:
        if names.count(name) > 1:
            raise HandoutsError(f"Has the column {visible(name)} twice.", file=file, line=1)
    for name in _NEEDED:
        if name not in names:
            raise HandoutsError(f"Lacks the column {visible(name)}.", file=file, line=1, hint=nearest(name, names))
    return tuple(name if name in COLUMNS else "" for name in names)


def dump_csv(units: Sequence[Unit]) -> bytes:
    """Return the units as CSV in UTF-8, with a byte order mark, by which Excel knows it, and CRLF as in RFC 4180."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows(units))
    return "\ufeff".encode() + stream.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def read_csv(path: Path) -> tuple[Unit, ...]:
    """Return the units of a CSV file, each with the line of its first row.

    Cells are parted by commas, semicolons or tabs: what Excel writes depends on the person's settings. Columns may
    stand in any order, and others beside them are passed over.

    Raises HandoutsError, or a group of them, one for each mistake with its line.
    """
    return parse_csv(read_bytes(path), path)


def parse_csv(data: bytes, file: Path) -> tuple[Unit, ...]:
    """Return the units of the CSV file `data` as `read_csv` does; `file` names it in errors."""
    if len(data) > LARGEST:
        raise HandoutsError(f"Larger than {LARGEST // 2**20} MB.", file=file, hint="Split the file.")
    text = decode(data, file)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    found: list[Row] = []
    names: tuple[str, ...] = ()
    line = 1
    try:
        for cells in reader:
            if not names:
                names = columns(cells, file)
            elif any(cell.strip() for cell in cells):
                found.append(_row(line, cells, names, file))
            line = reader.line_num + 1
    except csv.Error as error:
        raise HandoutsError(f"Not readable as CSV: {error}.", file=file, line=line) from error
    if not names:
        raise HandoutsError("Is empty.", file=file)
    return units(found, file)


def _row(line: int, cells: Sequence[str], names: Sequence[str], file: Path) -> Row:
    if any(cells[len(names) :]):  # some programs end each row with a comma
        raise HandoutsError(f"Has {len(cells)} cells, and the table {len(names)} columns.", file=file, line=line)
    return Row(line, {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name})
