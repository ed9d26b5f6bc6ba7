"""Files that are broken, or made to do harm, are told in one line with exit 2, and nothing outside them is read."""

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline import exchange
from pipeline.errors import HandoutsError
from pipeline.exchange.table import parse_csv, rows
from pipeline.exchange.tmx import parse_tmx
from pipeline.exchange.workbook import parse_xlsx
from pipeline.exchange.xliff import parse_xliff
from tests.exchange.test_tools import units, xliff, xliff1

FILE = Path("x")

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def tmx(data: bytes, file: Path) -> object:
    return parse_tmx(data, file, source_locale="en", locale="es")


def one_unit(target: str, head: str = "", data: str = "", version: str = "2.1", state: str = "translated") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="{version}" '
        f'srcLang="en" trgLang="es"><file id="f" original="x.po"><unit id="u">{data}<segment state="{state}">'
        f"<source>a</source><target>{target}</target></segment></unit></file></xliff>"
    ).encode()


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
@pytest.mark.parametrize("parse", [parse_xliff, tmx])
def test_entities_are_refused(parse: Callable[[bytes, Path], object], head: str) -> None:
    with pytest.raises(HandoutsError, match="Declares entities"):
        parse(one_unit("&b;" if head == BOMB else "&e;", head), FILE)


def test_a_document_type_is_not_fetched(tmp_path: Path) -> None:
    outside = tmp_path / "outside.dtd"
    outside.write_text('<!ENTITY e "secret">')
    memory = exchange.dump_tmx(units(), source_locale="en").decode()
    found = tmx(memory.replace('"tmx14.dtd"', f'"{outside.as_uri()}"').encode(), FILE)
    assert found
    with pytest.raises(HandoutsError, match="Uses the entity “e”, which it does not declare"):
        tmx(memory.replace('"tmx14.dtd"', f'"{outside.as_uri()}"').replace("Llame", "&e;").encode(), FILE)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Not well-formed XML: no element found"),
        (b"<xliff", "x:1: Not well-formed XML"),
        (b"<html/>", "x:1: Not XLIFF: its root is <html>."),
        (one_unit("a", version="3.0"), "XLIFF of the version “3.0”. Save it as 2.1 or 1.2."),
        (one_unit("a", state="done"), "x:1: Unknown state “done”."),
        (one_unit("a").replace(b"<source>a</source>", b""), "A unit has no source."),
        (one_unit("a").replace(b'trgLang="es"', b""), "Does not say which language"),
        (one_unit("<g>" * 70 + "</g>" * 70), "nested too deep"),
        (b'<?xml version="1.0" encoding="nonsense"?><xliff/>', "x"),
        ("<xliff>ü</xliff>".encode("latin-1"), "Not well-formed XML"),
    ],
)
def test_what_is_no_xliff_is_told(data: bytes, told: str) -> None:
    with pytest.raises((HandoutsError, ExceptionGroup)) as caught:
        parse_xliff(data, FILE)
    error = caught.value
    assert told in str(error.exceptions[0] if isinstance(error, ExceptionGroup) else error)


def test_a_code_that_stands_for_nothing_is_a_problem_of_its_unit_alone() -> None:
    (unit,) = parse_xliff(one_unit('a<ph id="1" dataRef="d9"/>'), FILE)
    assert unit.problem == "The code “1” has no original data."
    old = xliff1(units()).replace(b'<ept id="1" rid="1">**</ept>', b'<g id="1"/>')
    assert [bool(each.problem) for each in parse_xliff(old, FILE)] == [True, False, False, False, False]


def test_characters_segments_and_markers_of_other_tools_are_read() -> None:
    data = one_unit('<mrk id="m" type="term">b</mrk><cp hex="0001"/>').replace(
        b"</unit>",
        b'<ignorable><source> </source></ignorable><segment state="initial"><source>c</source>'
        b"<target>d</target></segment></unit>",
    )
    (unit,) = parse_xliff(data, FILE)
    assert (unit.msgid, unit.msgstr, unit.state) == ("a c", ("b\x01 d",), "initial")


# ------------------------------------------------------------------------------------------------------- workbooks


def package(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(exchange.dump_xlsx(units(), locale="es"))) as archive:
        return package(**{name: change(name, archive.read(name)) for name in archive.namelist()})


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = package(**{"xl/workbook.xml": b"<a/>", "xl/media/a.png": bytes(80 * 2**20)})
    assert len(bomb) < 2**20
    with pytest.raises(HandoutsError, match="Unpacks to more than 64 MB"):
        parse_xlsx(bomb, FILE)
    with pytest.raises(HandoutsError, match="1000 parts"):
        parse_xlsx(package(**{f"{number}.xml": b"<a/>" for number in range(1001)}), FILE)


def test_a_workbook_with_entities_is_refused() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", OUTSIDE.encode() + b"<worksheet", 1) if "sheet1" in name else content

    with pytest.raises(HandoutsError, match="Declares a document type"):
        parse_xlsx(changed(change), FILE)


def in_row(number: int) -> bytes:
    """Return a workbook whose last row has another number."""
    last = len(list(rows(units()))) + 1

    def change(name: str, content: bytes) -> bytes:
        old, new = rf'r="([A-Z]?){last}"'.encode(), rf'r="\g<1>{number}"'.encode()
        return re.sub(old, new, content) if "sheet1" in name else content

    return changed(change)


def test_a_row_far_below_is_read_and_one_that_cannot_be_is_not_waited_for() -> None:
    assert [unit.msgid for unit in parse_xlsx(in_row(2**20), FILE)] == [unit.msgid for unit in units()]
    for number in (2**20 + 1, 999_999_999):
        with pytest.raises(HandoutsError, match="x: Has rows numbered above 1,048,576"):
            parse_xlsx(in_row(number), FILE)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_row_of_too_many_is_dropped_in_silence(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = exchange.dump_csv(units()) if form == "csv" else exchange.dump_xlsx(units(), locale="es")
    parse = parse_csv if form == "csv" else parse_xlsx
    count = len(list(rows(units())))
    monkeypatch.setattr("pipeline.exchange.table.MOST", count)
    assert len(parse(content, FILE)) == len(units())
    monkeypatch.setattr("pipeline.exchange.table.MOST", count - 1)
    with pytest.raises(HandoutsError, match=f"x: Has more than {count - 1} rows with text"):
        parse(content, FILE)


def test_nothing_but_the_error_is_said_of_a_workbook_with_wrong_styles(capfd: pytest.CaptureFixture[str]) -> None:
    def change(name: str, content: bytes) -> bytes:
        return re.sub(rb"<cellStyleXfs.*</cellStyleXfs>", b"<cellStyleXfs/>", content) if "styles" in name else content

    with pytest.raises(HandoutsError, match="Not readable as a workbook"):
        parse_xlsx(changed(change), FILE)
    assert capfd.readouterr() == ("", "")


def test_a_formula_is_refused_where_it_stands() -> None:
    book = Workbook()
    book.active.append(["locale", "domain", "source", "translation"])
    book.active.append(["es", "x", "a", '=HYPERLINK("https://example.org","b")'])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(HandoutsError, match="x:2: A cell is a formula"):
        parse_xlsx(stream.getvalue(), FILE)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (date(2026, 2, 1), "A cell holds a date or a truth value"),
        (True, "A cell holds a date or a truth value"),
        ("#NAME?", "A cell holds the error “#NAME[?]”"),
    ],
)
def test_what_a_spreadsheet_made_of_a_text_is_never_a_translation(value: object, told: str) -> None:
    book = Workbook()
    book.active.append(["locale", "domain", "source", "translation"])
    book.active.append(["es", "x", "a", value])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(HandoutsError, match=f"x:2: {told}"):
        parse_xlsx(stream.getvalue(), FILE)


def test_what_stands_in_a_column_of_ones_own_is_not_looked_at() -> None:
    book = Workbook()
    book.active.append(["locale", "length", "domain", "source", "translation", "done on", None])
    book.active.append(["es", "=LEN(E2)", "x", "a", "b", date(2026, 2, 1), "#REF!"])
    book.active.append([None, None, None, None, None, date(2026, 2, 2)])
    stream = io.BytesIO()
    book.save(stream)
    (unit,) = parse_xlsx(stream.getvalue(), FILE)
    assert (unit.msgid, unit.msgstr) == ("a", ("b",))
    assert parse_csv(b"locale,domain,source,translation\r\nes,x,a,b,,\r\n", FILE)[0].msgstr == ("b",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"id,locale\r\n", package(a=b"b")])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    with pytest.raises(HandoutsError, match="Not readable as a workbook"):
        parse_xlsx(data, FILE)


def test_a_csv_with_too_many_cells_or_a_quote_left_open_is_told() -> None:
    head = b"locale,domain,source,translation\r\n"
    with pytest.raises((HandoutsError, ExceptionGroup), match=r"several|5 cells"):
        parse_csv(head + b"es,x,a,b,c\r\n", FILE)
    with pytest.raises(HandoutsError, match="x:2: Not readable as CSV"):
        parse_csv(head + b'es,x,a,"b\r\n', FILE)
    with pytest.raises(HandoutsError, match="Is empty"):
        parse_csv(b"", FILE)


# --------------------------------------------------------------------------------------------------------- any bytes


GOOD: dict[str, tuple[bytes, Callable[[bytes, Path], object]]] = {
    "xliff": (xliff(units()), parse_xliff),
    "xliff-1.2": (xliff1(units()), parse_xliff),
    "tmx": (exchange.dump_tmx(units(), source_locale="en"), tmx),
    "csv": (exchange.dump_csv(units()), parse_csv),
    "xlsx": (exchange.dump_xlsx(units(), locale="es"), parse_xlsx),
}


@pytest.mark.parametrize("name", GOOD)
@given(seed=st.integers(0, 2**32), edits=st.integers(0, 8))
def test_a_damaged_file_is_read_or_told_and_never_a_crash(name: str, seed: int, edits: int) -> None:
    data, parse = GOOD[name]
    chance = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(edits):
        at = chance.randrange(len(damaged) or 1)
        length = chance.choice([0, 1, 1, 4, 40])
        damaged[at : at + length] = chance.choice(
            [b"", b"\0", b"<", b'"', b"&", chance.randbytes(3), data[at : at + 30]]
        )
    # A group has nothing in it but such errors: `collect` lets through no other.
    with contextlib.suppress(HandoutsError, ExceptionGroup):
        parse(bytes(damaged), FILE)
