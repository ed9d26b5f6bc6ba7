"""`dump_xlsx` writes a catalog's units as a workbook, in which only translations and states can be typed over;
`read_xlsx` reads one.

Office Open XML, ECMA-376. openpyxl is known here alone, and imported only where a workbook is: it takes a third of a
second.
"""

import contextlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml
import defusedxml.sax

from pipeline import cldr
from pipeline.errors import HandoutsError, visible
from pipeline.exchange import table
from pipeline.exchange.table import COLUMNS, Row
from pipeline.exchange.tree import LARGEST
from pipeline.exchange.unit import STATES, Unit, check_writable
from pipeline.files import read_bytes

_TYPED_IN = ("translation", "state")
_READ = frozenset(COLUMNS) - {"notes"}
_AS_TEXT = "Type its text again, in a cell whose format is text."
_WIDTHS = {"source": 60, "plural": 60, "translation": 60, "notes": 50, "state": 12, "domain": 18}
_WIDTH = 10
_HIDDEN = ("id",)

_PARTS = 1000
_LAST = 2**20
"""The last row that programs give a sheet; LibreOffice writes it, empty, after any table (Excel's own limit)."""
# NotImplementedError, for an unknown way of packing, is a RuntimeError.
_BROKEN = (zipfile.BadZipFile, zlib.error)
# What a workbook cannot hold as it is: a carriage return, what looks like an escaped character (ECMA-376, part 1,
# 22.9.2.19), and more text than a cell takes.
_UNSAFE = re.compile(r"\r|x005F_|_x[0-9A-Fa-f]{4}_")
_LONGEST = 32_767


def dump_xlsx(units: Sequence[Unit], *, locale: str) -> bytes:
    """Return the units as a workbook with one sheet, from right to left where the language is.

    Every cell is text. The sheet is protected without a password: that keeps a hand from slipping, and anyone can lift
    it. Raises HandoutsError for a text that a workbook cannot hold.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    check_writable(units)
    _check_cells(units)
    book = Workbook()
    sheet = book.active
    sheet.title = "Translation"
    sheet.sheet_view.rightToLeft = cldr.direction(locale) == "rtl"
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    for number, name in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, _WIDTH)
        sheet.column_dimensions[letter].hidden = name in _HIDDEN
        cell = sheet.cell(1, number, name)
        cell.font = Font(bold=True)
    wrapped, open_ = Alignment(wrap_text=True, vertical="top"), Protection(locked=False)
    for line, cells in enumerate(table.rows(units), 2):
        for number, text in enumerate(cells, 1):
            cell = sheet.cell(line, number)
            if text:
                # Set as text, or a text that begins with "=" would be a formula.
                cell.value, cell.data_type = text, "s"
            cell.number_format = "@"
            cell.alignment = wrapped
            if COLUMNS[number - 1] in _TYPED_IN:
                cell.protection = open_
    states = DataValidation(type="list", formula1=f'"{",".join(STATES)}"', allow_blank=True)
    sheet.add_data_validation(states)
    letter = get_column_letter(COLUMNS.index("state") + 1)
    states.add(f"{letter}2:{letter}{sheet.max_row + 1}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _check_cells(units: Sequence[Unit]) -> None:
    for unit in units:
        for text in (unit.msgid, *unit.msgstr, unit.msgctxt or "", unit.msgid_plural or "", "\n".join(unit.notes)):
            if len(text) > _LONGEST or _UNSAFE.search(text):
                raise HandoutsError(
                    f"{visible(unit.msgid)} of {unit.locale}/{unit.domain} has a text that a workbook cannot hold: "
                    f"more than {_LONGEST:,} characters, a carriage return, or an escape such as _x000D_.",
                    hint="Export to CSV or XLIFF.",
                )


def read_xlsx(path: Path) -> tuple[Unit, ...]:
    """Return the units in the first sheet of a workbook, each with its row.

    Raises HandoutsError, or a group of them, where it is too large, is no workbook, declares entities, or has a
    formula, an error or a date in a column that counts.
    """
    return parse_xlsx(read_bytes(path), path)


def parse_xlsx(data: bytes, file: Path) -> tuple[Unit, ...]:
    """Return the units of the workbook `data` as `read_xlsx` does; `file` names it in errors."""
    from openpyxl import load_workbook

    _check_package(data, file)
    try:
        # Styles and extensions do not matter here; what openpyxl says of them would be in the way, and some of it it
        # prints to stdout.
        with warnings.catch_warnings(action="ignore"), contextlib.redirect_stdout(io.StringIO()):
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # What a file says of its own size may be wrong: some programs write A1.
            sheet.reset_dimensions()
            found = list(_rows(sheet, file))
    except HandoutsError:
        raise
    except Exception as error:
        # openpyxl has no errors of its own: a broken file raises KeyError, ValueError, TypeError and others.
        raise HandoutsError(
            f"Not readable as a workbook: {visible(str(error) or type(error).__name__, 120)[1:-1]}.", file=file
        ) from error
    return table.units(found, file)


def _rows(sheet: Any, file: Path) -> Iterator[Row]:
    """Yield each row below the first that has any text in our columns. What stands in others is not looked at."""
    names: tuple[str, ...] = ()
    gap: object = None
    # Both bounds matter: a cell may say that it is in row 10⁹, and openpyxl would give all rows before it.
    for line, cells in enumerate(sheet.iter_rows(max_row=_LAST + 1, max_col=2 * len(COLUMNS)), 1):
        if line > _LAST:
            raise HandoutsError(f"Has rows numbered above {_LAST:,}.", file=file, hint="Save it anew as .xlsx.")
        # For rows that the file leaves out, openpyxl gives the same object again and again.
        if cells is gap or all(cell.value is None for cell in cells):
            gap = cells
            continue
        if not names:
            names = table.columns(["" if cell.value is None else str(cell.value) for cell in cells], file)
            continue
        texts = {name: _text(cell, file, line) for name, cell in zip(names, cells, strict=False) if name in _READ}
        if any(text.strip() for text in texts.values()):
            yield Row(line, texts)
    if not names:
        raise HandoutsError("Is empty.", file=file)


def _text(cell: Any, file: Path, line: int) -> str:
    """Return a cell's value as text: a form that was typed as the number 1 is "1".

    Raises HandoutsError where it is none: a formula, what came of a broken one, or what the program made of a text.
    """
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise HandoutsError("A cell is a formula.", file=file, line=line, hint="Put its value there, as text.")
    if cell.data_type == "e":
        raise HandoutsError(f"A cell holds the error {visible(str(value))}.", file=file, line=line, hint=_AS_TEXT)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise HandoutsError("A cell holds a date or a truth value.", file=file, line=line, hint=_AS_TEXT)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _check_package(data: bytes, file: Path) -> None:
    """Raise HandoutsError where the archive is broken, unpacks to too much, or has an XML part with a document type."""
    if len(data) > LARGEST:
        raise HandoutsError(f"Larger than {LARGEST // 2**20} MB.", file=file, hint="Split the file.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            # A part never gives more bytes than is said here: `zipfile` stops there.
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > LARGEST:
                raise HandoutsError(
                    f"Unpacks to more than {LARGEST // 2**20} MB or {_PARTS} parts.", file=file, hint="Split the file."
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with package.open(part) as stream:
                        defusedxml.sax.parse(stream, ContentHandler(), forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise HandoutsError("Declares a document type or entities, which are not read.", file=file) from error
    except (SAXException, LookupError, OSError, RuntimeError, ValueError, EOFError, *_BROKEN) as error:
        raise HandoutsError(
            "Not readable as a workbook.", file=file, hint="Save it as .xlsx, without a password."
        ) from error
