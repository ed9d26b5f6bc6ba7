"""Whatever was done here and in the file since the export: no text is lost that was not replaced on purpose."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks, exchange
from pipeline.catalog import Catalog
from pipeline.exchange import Unit
from pipeline.exchange.unit import STATES
from pipeline.model import Message
from pipeline.review import Ledger
from tests.exchange.test_round_trips import catalogs

NOW = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
# One check that finds nothing here: what they refuse is tried elsewhere.
CONTEXT = checks.RunContext(select=("fuzzy",))
TEXT = st.sampled_from(["", "uno", "dos", "tres {n}"])
STATE = st.sampled_from(STATES)


def edited_here(draw: st.DrawFn, message: Message) -> Message:
    if draw(st.booleans()):
        return message
    return replace(
        message,
        msgstr=tuple(draw(TEXT) for _ in message.msgstr),
        flags=draw(st.sampled_from([(), ("fuzzy",)])),
    )


def edited_there(draw: st.DrawFn, unit: Unit) -> Unit:
    if draw(st.booleans()):
        return unit
    return replace(unit, msgstr=tuple(draw(TEXT) for _ in unit.msgstr), state=draw(STATE))


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Catalog, Catalog, tuple[Unit, ...]]:
    """The catalog at the export, the one at the import, and the units of the file, some of them gone from either."""
    at_export = draw(catalogs)
    there = [edited_there(draw, unit) for unit in exchange.units(at_export, Ledger())]
    here = [edited_here(draw, message) for message in at_export.live]
    return (
        at_export,
        replace(at_export, messages=tuple(message for message in here if draw(st.integers(0, 5)))),
        tuple(unit for unit in there if draw(st.integers(0, 5))),
    )


@given(meetings())
def test_only_a_text_that_the_file_was_made_from_is_replaced(
    meeting: tuple[Catalog, Catalog, tuple[Unit, ...]],
) -> None:
    at_export, here, units = meeting
    changes = exchange.compare(units, here, CONTEXT)
    after = exchange.taken(here, changes, NOW)
    assert [message.key for message in after.live] == [message.key for message in here.live]
    in_file = {unit.key: unit for unit in units}
    for before, now in zip(here.live, after.live, strict=True):
        if now is before:
            continue
        unit = in_file[before.key]
        assert now.msgstr == unit.msgstr
        assert unit.translated
        assert now.msgstr == before.msgstr or before.msgstr == at_export.by_key[before.key].msgstr
        assert now.fuzzy == (unit.state == "initial")


@given(meetings())
def test_every_text_that_someone_typed_into_the_file_is_taken_or_told(
    meeting: tuple[Catalog, Catalog, tuple[Unit, ...]],
) -> None:
    at_export, here, units = meeting
    changes = exchange.compare(units, here, CONTEXT)
    after = exchange.taken(here, changes, NOW).by_key
    assert [change.unit for change in changes] == list(units)
    for change in changes:
        unit = change.unit
        if unit.translated and unit.msgstr != at_export.by_key[unit.key].msgstr:
            taken = unit.key in after and after[unit.key].msgstr == unit.msgstr
            assert taken or change.kind in exchange.LEFT


@given(meetings())
def test_a_second_import_changes_nothing(meeting: tuple[Catalog, Catalog, tuple[Unit, ...]]) -> None:
    _, here, units = meeting
    once = exchange.taken(here, exchange.compare(units, here, CONTEXT), NOW)
    again = exchange.compare(units, once, CONTEXT)
    assert exchange.taken(once, again, NOW) is once
