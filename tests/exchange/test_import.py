"""`handouts export` and `handouts import`: what is taken, what is refused, and that nothing is lost."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline import catalog, exchange
from pipeline.model import Message

Handouts = Callable[..., tuple[int, str, str]]

HANDOUT = """\
---
title: Water
summary: Drink it.
facts:
  glasses:
    value: 8
    citation: smith
references:
  smith:
    text: Smith J. Water. 2020.
---
# Water

Drink {glasses} glasses **every day**. [@smith]

Do not drink sea water.

Ask [your clinic](https://example.org/) how much.
"""
DRINK = "Drink {glasses} glasses **every day**. [@smith]"
SEA = "Do not drink sea water."
ASK = "Ask [your clinic](https://example.org/) how much."
PO = Path("locales/es/LC_MESSAGES/drinking-water.po")
XLF = Path("exchange/drinking-water.es.xlf")
CSV = Path("exchange/drinking-water.es.csv")
XLSX = Path("exchange/drinking-water.es.xlsx")


@pytest.fixture
def project(handouts: Handouts) -> Handouts:
    """A project of which nothing is translated yet."""
    Path("source/drinking-water.md").write_text(HANDOUT)
    assert handouts("update")[0] == 0
    return handouts


def message(msgid: str) -> Message:
    return next(one for one in catalog.read(PO).live if one.msgid == msgid)


def translate(msgid: str, text: str) -> None:
    """Put a translation into the catalog, as someone with an editor does."""
    content = PO.read_text()
    before, found, after = content.partition(f'msgid "{msgid}"\nmsgstr "')
    assert found
    PO.write_text(f"{before}{found}{text}{after[after.index(chr(34)) :]}")


def fill(texts: dict[str, str], state: str = "translated") -> None:
    """Translate rows of the CSV file."""
    rows = list(csv.DictReader(io.StringIO(CSV.read_text("utf-8-sig"), newline="")))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    for row in rows:
        if row["source"] in texts:
            row |= {"translation": texts[row["source"]], "state": state}
        writer.writerow(row)
    CSV.write_text(stream.getvalue(), "utf-8", newline="")


def test_a_dry_run_tells_and_writes_nothing_and_write_does(project: Handouts) -> None:
    assert project("export", "--format", "csv")[0] == 0
    before = PO.read_bytes()
    fill({SEA: "No beba agua de mar."})
    code, out, err = project("import", str(CSV))
    assert code == 0
    assert f"new: “{SEA}”\n  + No beba agua de mar.\n" in out
    assert "1 new, 0 changed" in out
    assert "Nothing is written yet" in err
    assert PO.read_bytes() == before
    assert project("import", "--write", str(CSV))[0] == 0
    assert message(SEA).msgstr == ("No beba agua de mar.",)
    assert not message(SEA).fuzzy
    # The rest of the file is as it was, line for line, but for the day in its header.
    new = [line for line in PO.read_text().splitlines() if line not in before.decode().splitlines()]
    assert [line for line in new if "PO-Revision-Date" not in line] == ['msgstr "No beba agua de mar."']
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 0
    assert "0 new, 0 changed" in out


def test_what_no_one_called_translated_is_fuzzy(project: Handouts) -> None:
    project("export", "--format", "csv")
    fill({SEA: "No beba agua de mar."}, state="initial")
    assert project("import", "--write", str(CSV))[0] == 0
    assert message(SEA).fuzzy
    project("import", "--write", "--state", "translated", str(CSV))
    assert not message(SEA).fuzzy
    assert project("import", "--write", "--state", "fuzzy", str(CSV))[0] == 0
    assert not message(SEA).fuzzy, "the text is the one that is here"


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        (DRINK, "Beba vasos **cada día**. [@smith]", "glasses"),
        (DRINK, "Beba {glasses} vasos cada día. [@smith]", "bold"),
        (DRINK, "Beba {glasses} vasos **cada día**.", "smith"),
        (ASK, "Pregunte en [su clínica](https://example.com/) cuánto.", "https://example.com/"),
    ],
)
def test_a_text_with_an_error_is_refused_alone(project: Handouts, source: str, text: str, reason: str) -> None:
    project("export", "--format", "csv")
    fill({source: text, SEA: "No beba agua de mar."})
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 1
    refused = out[out.index("refused") :]
    assert reason in refused
    assert message(source).msgstr == ("",)
    assert message(SEA).msgstr == ("No beba agua de mar.",)


def test_a_lost_code_of_xliff_is_refused(project: Handouts) -> None:
    project("export")
    content = XLF.read_text()
    start = content.index("<source", content.index("[@smith]"))
    source = content[start : content.index("</source>", start) + len("</source>")]
    kept = source.replace("source", "target").replace("Drink", "Beba").replace("glasses ", "vasos ")
    lost = kept[: kept.index("</pc>") + len("</pc>")] + ".</target>"
    XLF.write_text(content.replace(source, source + lost).replace('state="initial"', 'state="translated"'))
    assert project("import", "--write", str(XLF))[0] == 1
    assert message(DRINK).msgstr == ("",)
    XLF.write_text(content.replace(source, source + kept).replace('state="initial"', 'state="translated"'))
    code, out, _ = project("import", "--write", "--state", "fuzzy", str(XLF))
    assert (code, "1 new" in out) == (0, True), out
    assert message(DRINK).msgstr == ("Beba {glasses} vasos **every day**. [@smith]",)


def test_what_both_changed_is_a_conflict_and_stays_as_it_is_here(project: Handouts) -> None:
    translate(SEA, "No beba agua salada.")
    project("export", "--format", "csv")
    fill({SEA: "No beba agua de mar."})
    translate(SEA, "No tome agua salada.")
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 1
    assert f"conflict: “{SEA}”" in out
    assert "  - No tome agua salada.\n  + No beba agua de mar.\n" in out
    assert message(SEA).msgstr == ("No tome agua salada.",)


def test_what_only_we_changed_stays(project: Handouts) -> None:
    translate(SEA, "No beba agua salada.")
    project("export")
    translate(SEA, "No tome agua salada.")
    code, out, _ = project("import", "--write", str(XLF))
    assert (code, out.splitlines()[-1].split(", ")[:3]) == (0, ["0 new", "0 changed", "0 state"])
    assert message(SEA).msgstr == ("No tome agua salada.",)


def test_an_empty_text_never_takes_the_place_of_one(project: Handouts) -> None:
    translate(SEA, "No beba agua de mar.")
    project("export", "--format", "csv")
    fill({SEA: ""})
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 0
    assert f"empty: “{SEA}”" in out
    assert message(SEA).msgstr == ("No beba agua de mar.",)


def test_a_source_that_changed_is_told_with_the_nearest_text(project: Handouts) -> None:
    project("export", "--format", "csv")
    fill({SEA: "No beba agua de mar."})
    Path("source/drinking-water.md").write_text(
        HANDOUT.replace("Do not drink sea water", "Do not drink salt sea water")
    )
    project("update")
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 1
    assert f"unknown: “{SEA}”" in out
    assert "the nearest text is “Do not drink salt sea water.”" in out


def test_a_workbook_comes_back(project: Handouts) -> None:
    project("export", "--format", "xlsx", "drinking-water")
    assert sorted(path.name for path in Path("exchange").iterdir()) == ["drinking-water.es.xlsx"]
    book = load_workbook(XLSX)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(cells[0].row for cells in sheet.iter_rows() if SEA in [cell.value for cell in cells])
    sheet.cell(row, columns["translation"]).value = "No beba agua de mar."
    sheet.cell(row, columns["state"]).value = "translated"
    book.save(XLSX)
    assert project("import", "--write", str(XLSX))[0] == 0
    assert message(SEA).msgstr == ("No beba agua de mar.",)


def test_json_says_it_all_for_a_machine(project: Handouts) -> None:
    project("export", "--format", "csv")
    fill({SEA: "No beba agua de mar.", DRINK: "Beba."})
    code, out, _ = project("import", "--format", "json", str(CSV))
    told = json.loads(out)
    assert code == 1
    assert (told["version"], told["written"]) == (1, False)
    assert {change["msgid"]: change["kind"] for change in told["changes"]} == {SEA: "new", DRINK: "refused"}
    new = next(change for change in told["changes"] if change["kind"] == "new")
    assert new["after"] == {"msgstr": ["No beba agua de mar."], "fuzzy": False}
    assert new["line"] > 1
    assert told["counts"]["new"] == 1


def test_a_row_that_comes_twice_is_refused(project: Handouts) -> None:
    project("export", "--format", "csv")
    fill({SEA: "No beba agua de mar."})
    lines = CSV.read_text("utf-8").splitlines(keepends=True)
    again = next(line for line in lines if SEA in line)
    CSV.write_text("".join([*lines, again.replace("No beba", "Beba")]), "utf-8", newline="")
    code, out, _ = project("import", "--write", str(CSV))
    assert code == 1
    assert "more often than once" in out
    assert message(SEA).msgstr == ("",)


def test_a_memory_fills_a_catalog_through_update(project: Handouts) -> None:
    translate(SEA, "No beba agua de mar.")
    assert project("export", "--format", "tmx", "--locale", "es")[0] == 0
    memory = Path("exchange/memory.tmx")
    assert exchange.read_tmx(memory, source_locale="en", locale="es")[0].msgstr == ("No beba agua de mar.",)
    code, _, err = project("import", str(memory))
    assert code == 2
    assert "update --compendium" in err
    PO.unlink()
    assert project("update", "--compendium", str(memory))[0] == 0
    assert message(SEA).msgstr == ("No beba agua de mar.",)
    assert message(SEA).fuzzy


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("drinking-water,", "drinking-watre,"), "No handout “drinking-watre”. Did you mean “drinking-water”?"),
        ((",es,", ",fr,"), "This project has no locale “fr”."),
        ((",initial,", ",done,"), "Unknown state “done”. Known: initial, translated, reviewed, final."),
        (("translation,", "target,"), "Lacks the column “translation”."),
    ],
)
def test_a_mistake_is_told_with_its_line(project: Handouts, change: tuple[str, str], told: str) -> None:
    project("export", "--format", "csv")
    content = CSV.read_text("utf-8-sig").replace(*change)
    CSV.write_text(content, "utf-8", newline="")
    code, out, err = project("import", "--write", str(CSV))
    assert (code, out) == (2, "")
    assert told in err
    assert err.startswith(f"handouts: {CSV}:")


def test_export_names_the_nearest_handout(project: Handouts) -> None:
    assert "Did you mean “drinking-water”?" in project("export", "drinking-watr")[2]


def test_what_a_translator_saves_while_an_import_works_is_not_written_over(
    project: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    project("export", "--format", "csv", "--locale", "es")
    CSV.write_text(CSV.read_text(encoding="utf-8").replace(f"{SEA},,,,initial", f"{SEA},,,No beba agua de mar.,final"))
    compare = exchange.compare

    def slow(*arguments: Any, **options: Any) -> Any:
        changes = compare(*arguments, **options)
        translate(ASK, "Pregunte a [su clínica](https://example.org/) cuánto.")
        return changes

    monkeypatch.setattr(exchange, "compare", slow)
    code, _, err = project("import", str(CSV), "--write")
    assert (code, "changed by another program" in err) == (2, True)
    assert message(ASK).msgstr == ("Pregunte a [su clínica](https://example.org/) cuánto.",)
    monkeypatch.setattr(exchange, "compare", compare)
    assert project("import", str(CSV), "--write")[0] == 0
    assert message(SEA).msgstr == ("No beba agua de mar.",)
    assert message(ASK).msgstr == ("Pregunte a [su clínica](https://example.org/) cuánto.",)
