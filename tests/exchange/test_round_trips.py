"""What goes out comes back: of any catalog, in every format, and nothing changes on the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import catalog, checks, exchange
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError
from pipeline.exchange import Unit
from pipeline.exchange.table import parse_csv
from pipeline.exchange.tmx import parse_tmx
from pipeline.exchange.workbook import parse_xlsx
from pipeline.exchange.xliff import parse_xliff
from pipeline.model import Message
from pipeline.review import Ledger

FILE = Path("x")
HEADER = {
    "Language": "ar",
    "Content-Type": "text/plain; charset=UTF-8",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Trip = Callable[[Sequence[Unit]], tuple[Unit, ...]]
TRIPS: dict[str, Trip] = {
    "xliff": lambda units: parse_xliff(exchange.dump_xliff(units, domain="x", source_locale="en", locale="ar"), FILE),
    "xliff-1.2": lambda units: parse_xliff(
        exchange.dump_xliff1(units, domain="x", source_locale="en", locale="ar"), FILE
    ),
    "csv": lambda units: parse_csv(exchange.dump_csv(units), FILE),
    "xlsx": lambda units: parse_xlsx(exchange.dump_xlsx(units, locale="ar"), FILE),
}

_MARKED_UP = st.lists(
    st.sampled_from(["*", "**", "_", "`", "[", "](", ")", "![", "[@a]", "{a}", "<b>", "&amp;", "<x:y>", "\\", "]]>",
                     "\n", "  \n", "https://x.org", " ", "a", "نعم", "中", '"', "'", "=", "+", "@", "-", "\t", "\u00a0",
                     "\u202f", "\u2028", ",", ";", "’", "\U0001f600"]),
    max_size=12,
).map("".join)  # fmt: skip
# What XML can hold; a workbook also has no carriage return.
_texts = _MARKED_UP | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Cs")), max_size=30)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    plural = draw(st.none() | _texts.filter(bool))
    forms = 1 if plural is None else 2
    return Message(
        draw(_texts.filter(bool)),
        tuple(draw(_texts | st.just("")) for _ in range(forms)),
        draw(st.sampled_from([None, "", "title", 'a "b" <c>\n', "0"])),
        plural,
        draw(st.sampled_from([(), ("fuzzy",), ("python-brace-format",)])),
        extracted=tuple(draw(st.lists(_texts, max_size=2))),
        line=draw(st.integers(1, 99)),
    )


catalogs = st.lists(messages(), max_size=5, unique_by=lambda message: message.key).map(
    lambda found: Catalog(Path("x.po"), "ar", "x", HEADER, tuple(found))
)


def said(units: Sequence[Unit]) -> list[tuple[object, ...]]:
    return [
        (unit.domain, unit.locale, *unit.key, unit.msgid_plural, unit.msgstr, unit.state, unit.base, unit.problem)
        for unit in units
    ]


@pytest.mark.parametrize("name", TRIPS)
@given(found=catalogs)
def test_what_goes_out_comes_back_and_changes_nothing(name: str, found: Catalog) -> None:
    units = exchange.units(found, Ledger())
    back = TRIPS[name](units)
    assert said(back) == said(units)
    changes = exchange.compare(back, found, checks.RunContext())
    assert {change.kind for change in changes} <= {"same"}
    assert len(changes) == len(found.live)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30))
def test_csv_takes_what_xml_cannot_hold(text: str) -> None:
    found = Catalog(Path("x.po"), "ar", "x", HEADER, (Message(text, (text,)),))
    units = exchange.units(found, Ledger())
    assert said(TRIPS["csv"](units)) == said(units)


@pytest.mark.parametrize("name", ["xliff", "xliff-1.2", "xlsx"])
def test_what_a_format_cannot_hold_is_told_not_dropped(name: str) -> None:
    found = Catalog(Path("x.po"), "ar", "x", HEADER, (Message("a\x07b", ("",)),))
    with pytest.raises(HandoutsError, match=r"“a\\x07b” of ar/x has the character “\\x07”"):
        TRIPS[name](exchange.units(found, Ledger()))


@given(catalogs, st.booleans())
def test_a_memory_has_what_is_translated_and_nothing_else(found: Catalog, plain: bool) -> None:
    units = exchange.units(found, Ledger())
    data = exchange.dump_tmx(units, source_locale="en", plain=plain)
    memory = parse_tmx(data, FILE, source_locale="en", locale="ar")
    assert not (plain and b"<ph" in data)
    single = {(message.msgctxt, message.msgid, message.msgstr) for message in memory}
    for message in found.live:
        if message.msgid_plural is None and message.translated and not message.fuzzy:
            assert (*message.key, message.msgstr) in single
    done = [message for message in found.live if message.translated and not message.fuzzy]
    texts = {text for message in done for text in message.msgstr}
    assert {message.msgstr[0] for message in memory} <= texts


CATALOGS = Path(__file__).parents[1] / "catalogs"


@pytest.mark.parametrize("name", TRIPS)
@pytest.mark.parametrize("path", sorted(CATALOGS.glob("*.po")), ids=lambda path: path.name)
def test_real_catalogs_come_back_as_they_went(name: str, path: Path) -> None:
    found = catalog.read(path, domain="x", locale="ar")
    units = exchange.units(found, Ledger())
    assert said(TRIPS[name](units)) == said(units)


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TRIPS)
@pytest.mark.parametrize("path", sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_this_projects_catalogs_come_back_and_change_nothing(name: str, path: Path) -> None:
    found = replace(catalog.read(path), locale="ar", domain="x")
    units = exchange.units(found, Ledger())
    back = TRIPS[name](units)
    assert said(back) == said(units)
    changes = exchange.compare(back, found, checks.RunContext())
    assert {change.kind for change in changes} == {"same"}
    assert exchange.taken(found, changes, datetime.now(UTC)) is found
