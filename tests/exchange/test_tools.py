"""What is written is valid by its schema, and other tools see the texts in it."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree
from openpyxl import load_workbook
from translate.storage.tmx import tmxfile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from pipeline import catalog, exchange
from pipeline.catalog import Catalog
from pipeline.exchange import Unit
from pipeline.model import Message
from pipeline.review import Ledger
from tests.exchange.test_round_trips import catalogs
from tests.tools import xliff_schema

MESSAGES = (
    Message("Call **now**.", ("Llame **ahora**.",), extracted=("Kind: paragraph",)),
    Message("In {n} women [@x-1], see [here](https://x.org/).", ("",)),
    Message("Rest", ("Descanso",), "title", flags=("fuzzy",)),
    Message("{n} day", ("{n} día", "{n} días"), None, "{n} days"),
    Message('Tea & "rest" <b>\nnow', ('Té & "reposo" <b>\nahora',)),
)


def units(messages: Sequence[Message] = MESSAGES) -> tuple[Unit, ...]:
    return exchange.units(Catalog(Path("x.po"), "es", "x", {}, tuple(messages)), Ledger())


def xliff(found: Sequence[Unit]) -> bytes:
    return exchange.dump_xliff(found, domain="x", source_locale="en", locale="es")


def xliff1(found: Sequence[Unit]) -> bytes:
    return exchange.dump_xliff1(found, domain="x", source_locale="en", locale="es")


@pytest.mark.parametrize("dump", [xliff, xliff1])
def test_xliff_is_valid(dump: Callable[[Sequence[Unit]], bytes]) -> None:
    assert xliff_schema.check(dump(units())) == []
    assert xliff_schema.check(dump(units()).replace(b"<source", b"<origin").replace(b"</source", b"</origin"))


@pytest.mark.parametrize("dump", [xliff, xliff1])
@given(found=catalogs.filter(lambda found: found.messages))
def test_any_xliff_is_valid(dump: Callable[[Sequence[Unit]], bytes], found: Catalog) -> None:
    assert xliff_schema.check(dump(exchange.units(found, Ledger()))) == []


def test_markup_is_codes_and_only_words_are_text() -> None:
    root = etree.fromstring(xliff(units(MESSAGES[:2])))
    sources = root.findall(".//{*}source")
    assert ["".join(source.itertext()) for source in sources] == ["Call now.", "In  women , see here."]
    codes = {code.tag.split("}")[1]: code for code in sources[1]}
    assert {name: code.get("type") for name, code in codes.items()} == {"ph": "other", "pc": "link"}
    assert [data.text for data in root.findall(".//{*}data")] == ["**", "{n}", "[@x-1]", "[", "](https://x.org/)"]


def test_translate_toolkit_reads_all_three() -> None:
    two = Xliff2File(BytesIO(xliff(units())))
    assert [unit.source for unit in two.units if unit.source][2] == "Rest"
    assert [unit.target for unit in two.units if unit.source][2] == "Descanso"
    one: Any = xlifffile(BytesIO(xliff1(units())))
    states = [(unit.source, unit.target, unit.isfuzzy()) for unit in one.units if unit.source == "Rest"]
    assert states == [("Rest", "Descanso", True)]
    memory: Any = tmxfile(BytesIO(exchange.dump_tmx(units(), source_locale="en")))
    assert memory.translate('Tea & "rest" <b>\nnow') == 'Té & "reposo" <b>\nahora'
    assert memory.translate("Rest") is None


def test_what_po2xliff_writes_is_read(tmp_path: Path) -> None:
    plain = [replace(message, msgctxt=None) for message in MESSAGES]  # po2xliff drops contexts
    header = {"Language": "es", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=n!=1;"}
    po, xlf = tmp_path / "x.po", tmp_path / "x.xlf"
    po.write_bytes(catalog.dump(Catalog(po, "es", "x", header, tuple(plain))))
    subprocess.run([Path(sys.executable).with_name("po2xliff"), "--progress=none", po, xlf], check=True)
    found = exchange.read_xliff(xlf)
    assert [(unit.key, unit.msgstr) for unit in found] == [(message.key, message.msgstr) for message in plain]
    assert [unit.state for unit in found] == ["translated", "initial", "initial", "translated", "translated"]
    assert {(unit.domain, unit.locale) for unit in found} == {("x", "es")}


def test_what_translate_toolkit_fills_in_is_read() -> None:
    store: Any = xlifffile(BytesIO(xliff1(units())))
    unit = next(unit for unit in store.units if unit.source == "Rest")
    unit.target = "Reposo"
    unit.markfuzzy(False)
    found = {each.key: each for each in exchange.xliff.parse_xliff(bytes(store), Path("x.xlf"))}
    assert found["title", "Rest"].msgstr == ("Reposo",)
    assert found["title", "Rest"].state != "initial"


def test_a_workbook_can_be_typed_in_only_where_it_should() -> None:
    found = [*units(), Unit("x", "=1+1", ("@SUM(1)",), locale="es")]
    sheet = load_workbook(BytesIO(exchange.dump_xlsx(found, locale="es"))).active
    assert sheet.protection.sheet
    open_ = {sheet.cell(1, cell.column).value for row in sheet.iter_rows(min_row=2) for cell in row
             if not cell.protection.locked}  # fmt: skip
    assert open_ == {"translation", "state"}
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
    assert not sheet.sheet_view.rightToLeft
    assert load_workbook(BytesIO(exchange.dump_xlsx(units(), locale="ar"))).active.sheet_view.rightToLeft


def test_a_csv_has_no_cell_that_a_spreadsheet_would_run() -> None:
    found = [Unit("x", text, (text,), locale="es") for text in ("=1+1", "+1", "-x", "@x", "\t=x", "＝1", "'=1")]
    data = exchange.dump_csv(found)
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [cell for line in data.decode().splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in {*"=+-@\t＝"}]
