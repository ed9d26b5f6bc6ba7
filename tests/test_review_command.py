"""`handouts approve`, `revoke`, `status` and `build --release`, as a reviewer and whoever publishes meet them."""

import json
from pathlib import Path
from typing import Any

import polib
import pytest

from pipeline import review
from tests.conftest import Handouts

PO = Path("locales/es/LC_MESSAGES/drinking-water.po")
LEDGER = Path("locales/es/reviews.toml")
SETTINGS = Path("handouts.toml")
PEOPLE = """\
[reviewer.ana]
name = "Ana Test"
qualification = "none, she is made up"
role = "linguistic"
locales = ["es"]
emails = ["ana@example.org"]

[reviewer.ben]
name = "Ben Test"
qualification = "none, he is made up"
role = "clinical"
locales = ["es", "en"]
"""
TITLE, GLASS = "Drinking enough water", "Keep a glass of water close to you."


def write_people(text: str = PEOPLE) -> None:
    Path("locales/reviewers.toml").write_text(text)


def set_rules(text: str) -> None:
    SETTINGS.write_text(f"{SETTINGS.read_text()}\n{text}\n")


def change(path: Path, msgid: str, msgstr: str, *, fuzzy: bool = False) -> None:
    catalog = polib.pofile(str(path), wrapwidth=0)
    entry = catalog.find(msgid)
    assert entry is not None
    entry.msgstr = msgstr
    entry.flags = ["fuzzy"] if fuzzy else []
    catalog.save(str(path))


def line_of(msgid: str) -> int:
    return PO.read_text().splitlines().index(f'msgid "{msgid}"') + 1


@pytest.fixture
def project(handouts: Handouts) -> Handouts:
    """A project whose Spanish is translated, with two people who may sign it off."""
    assert handouts("update")[0] == 0
    for path in Path("locales/es/LC_MESSAGES").glob("*.po"):
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog:
            entry.msgstr = f"¡{entry.msgid.replace('Two', 'Dos')}!"
        catalog.save(str(path))
    write_people()
    return handouts


def sign(handouts: Handouts, *more: str, reviewer: str = "ana") -> tuple[int, str, str]:
    return handouts("approve", "drinking-water", "--locale", "es", "--reviewer", reviewer, *more)


def row(handouts: Handouts) -> dict[str, int]:
    document = json.loads(handouts("status", "es", "--format", "json")[1])
    found: dict[str, int] = next(one for one in document["coverage"] if one["domain"] == "drinking-water")
    return found


def missing(handouts: Handouts) -> list[dict[str, Any]]:
    document = json.loads(handouts("status", "es", "--missing", "--format", "json")[1])
    return [one for one in document["reviews"]["missing"] if one["domain"] == "drinking-water"]


# ------------------------------------------------------------------------------------------------------------- approve


def test_a_whole_handout(project: Handouts) -> None:
    total = row(project)["total"]
    code, _, err = sign(project)
    assert (code, err) == (0, f"Ana Test (linguistic) signed {total} texts of es/drinking-water: {LEDGER}.\n")
    assert row(project)["reviewed"] == total
    before = LEDGER.read_bytes()
    code, _, err = sign(project)
    assert (code, err) == (
        0,
        f"Ana Test (linguistic) signed 0 texts of es/drinking-water, and {total} before: {LEDGER}.\n",
    )
    assert LEDGER.read_bytes() == before


def test_single_messages_by_text_and_by_line(project: Handouts) -> None:
    change(PO, TITLE, "", fuzzy=False)
    assert sign(project)[0] == 2, "a whole handout must be finished"
    line = line_of(GLASS)
    code, _, err = sign(project, "--message", "Keep a glass", "--line", str(line + 1), "--line", str(line - 1))
    assert code == 0, err
    assert [sign_off.msgid for sign_off in review.read_ledger(LEDGER).sign_offs] == [GLASS]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--message", GLASS.replace("glass", "mug")), f"Did you mean “{GLASS}”?"),
        (("--message", ""), "messages begin with “”"),
        (("--line", "9999"), f"{PO}:9999: No message of the catalog is at that line."),
        (("--line", "2"), f"{PO}:2: No message of the catalog is at that line."),
        (("--line", "20", "--from", "x.po"), "--from chooses by itself"),
        (("--from", "absent.po"), "absent.po: Cannot be read: No such file or directory."),
        (("--from", "handouts.toml"), "handouts.toml: Neither PO nor XLIFF."),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen(project: Handouts, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = sign(project, *arguments)
    assert code == 2
    assert says in err
    assert not LEDGER.exists()


def test_a_po_file_back_from_review(project: Handouts) -> None:
    back = Path("reviewed.po")
    back.write_bytes(PO.read_bytes())
    change(back, TITLE, "Beber agua")
    change(back, GLASS, f"¡{GLASS}!", fuzzy=True)
    theirs = polib.pofile(str(back), wrapwidth=0)
    theirs.append(polib.POEntry(msgid="A text of last year.", msgstr="Un texto del año pasado."))
    # Whoever saves a file in an editor becomes its Last-Translator; who translated ours is what counts.
    theirs.metadata["Last-Translator"] = "Ana Test <ana@example.org>"
    theirs.save(str(back))
    code, out, err = sign(project, "--from", str(back))
    total = row(project)["total"]
    assert code == 1
    assert f"signed {total - 2} texts" in err
    lines = back.read_text().splitlines()
    title, old = (lines.index(f'msgid "{text}"') + 1 for text in (TITLE, "A text of last year."))
    assert out.splitlines() == [
        f"reviewed.po:{title}: “{TITLE}”: the catalog says “¡{TITLE}!”, the file “Beber agua”.",
        f"reviewed.po:{old}: “A text of last year.”: the catalog has no such message.",
    ]
    assert {gap["msgid"] for gap in missing(project)} == {TITLE, GLASS}


def test_a_text_that_is_fuzzy_here_is_told_and_not_signed(project: Handouts) -> None:
    Path("reviewed.po").write_bytes(PO.read_bytes())
    change(PO, GLASS, f"¡{GLASS}!", fuzzy=True)
    code, out, _ = sign(project, "--from", "reviewed.po")
    assert code == 1
    assert "it is fuzzy in the catalog." in out
    assert GLASS in {gap["msgid"] for gap in missing(project)}


@pytest.mark.parametrize("version", ["xliff", "xliff-1.2"])
def test_an_xliff_file_back_from_review(project: Handouts, version: str) -> None:
    """Signed is what the reviewer's tool marked as reviewed or final, in XLIFF 2.1 and in 1.2."""
    assert project("export", "--locale", "es", "--format", version, "--output", "out")[0] == 0
    (back,) = Path("out").rglob("*drinking-water*")
    text = back.read_text()
    assert sign(project, "--from", str(back))[0] == 0
    assert not LEDGER.exists(), "nothing in it says that it was reviewed"
    reviewed = {
        "xliff": ('state="translated"', 'state="final"'),
        "xliff-1.2": ('state="translated"', 'state="signed-off"'),
    }
    back.write_text(text.replace(*reviewed[version]).replace(f"¡{TITLE}!", "Beber agua"))
    code, out, _ = sign(project, "--from", str(back))
    assert code == 1
    assert out.count("\n") == 1
    assert f"“{TITLE}”: the catalog says “¡{TITLE}!”, the file “Beber agua”." in out
    assert {gap["msgid"] for gap in missing(project)} == {TITLE}


def test_an_xliff_file_of_another_handout(project: Handouts) -> None:
    assert project("export", "--locale", "es", "--format", "xliff", "--output", "out")[0] == 0
    (ui,) = Path("out").rglob("*ui*")
    code, _, err = sign(project, "--from", str(ui))
    assert code == 2
    assert "Holds nothing of “drinking-water” in “es”." in err


def test_who_translated_does_not_sign(project: Handouts) -> None:
    PO.write_text(PO.read_text().replace("Last-Translator: ", "Last-Translator: A. T. <ana@example.org> "))
    code, _, err = sign(project)
    assert code == 2
    assert f"{PO}:" in err
    assert "“Ana Test” translated “Drinking enough water”" in err
    assert sign(project, reviewer="ben")[0] == 0
    set_rules("[review]\nsecond-person = false")
    assert sign(project)[0] == 0


# -------------------------------------------------------------------------------------------------------------- revoke


def test_a_sign_off_is_withdrawn_with_its_reason(project: Handouts) -> None:
    sign(project)
    code, _, err = project(
        "revoke", "drinking-water", "--locale", "es", "--message", GLASS, "--reason", "A cup, not a glass."
    )
    assert (code, err) == (0, f"1 sign-off of es/drinking-water withdrawn: {LEDGER}.\n")
    (gap,) = missing(project)
    assert gap["place"] == f"{PO}:{line_of(GLASS)}"
    assert gap["why"].startswith("not signed off; the sign-off by “ana” was withdrawn on ")
    assert gap["why"].endswith(": A cup, not a glass.")
    assert sign(project)[0] == 0
    assert not missing(project)
    assert "A cup, not a glass." in LEDGER.read_text()


def test_what_cannot_be_withdrawn(project: Handouts) -> None:
    nothing = project("revoke", "drinking-water", "--locale", "es", "--reason", "wrong")
    assert nothing == (2, "", "handouts: Nobody has signed that of “es”/“drinking-water”.\n")
    sign(project)
    before = LEDGER.read_bytes()
    for arguments in (("--reason", "x", "--reviewer", "ben"), ("--reason", " "), ()):
        assert project("revoke", "drinking-water", "--locale", "es", *arguments)[0] == 2
    assert LEDGER.read_bytes() == before


def test_whose_name_is_taken_out_signs_for_nothing_any_more_and_can_be_withdrawn(project: Handouts) -> None:
    sign(project)
    write_people(PEOPLE.partition("\n\n")[2])
    total = row(project)["total"]
    assert f"{total} sign-offs do not count: each is by nobody in reviewers.toml." in project("status", "es")[1]
    withdraw = ("revoke", "drinking-water", "--locale", "es", "--reviewer", "ana", "--reason", "no longer licensed")
    assert project(*withdraw)[0] == 0
    assert len(review.read_ledger(LEDGER).revocations) == total


# -------------------------------------------------------------------------------------------------- status and release


def test_status_says_who_may_sign_what_is_missing(project: Handouts) -> None:
    set_rules('[gates.locale.es]\nreviewed-by = ["linguistic", "clinical"]')
    write_people(PEOPLE.partition("\n\n")[0])
    sign(project)
    code, out, _ = project("status", "es")
    assert code == 0
    rows = json.loads(project("status", "es", "--format", "json")[1])["coverage"]
    drinking, ui = (next(row["total"] for row in rows if row["domain"] == name) for name in ("drinking-water", "ui"))
    clinical = f"{drinking + ui} texts lack a clinical sign-off; nobody in reviewers.toml may sign."
    linguistic = f"{ui} texts lack a linguistic sign-off; ana may sign."
    assert out.splitlines()[-2:] == [
        "Sign-offs are not verified.",
        f"es: {clinical} {linguistic}",
    ]
    out = project("status", "es", "--missing")[1]
    assert f"{PO}:{line_of(GLASS)}: “{GLASS}”: no clinical sign-off" in out.splitlines()
    assert "\n- Sign\\-offs are not verified" in project("status", "es", "--missing", "--format", "markdown")[1]


def test_a_release_names_who_is_missing_and_the_first_texts(project: Handouts) -> None:
    set_rules('[gates.locale.es]\nreviewed-by = ["clinical"]')
    sign(project)
    code, out, _ = project("build", "--release", "--locale", "es")
    assert code == 1
    total = row(project)["total"]
    lines = out.splitlines()
    start = lines.index(f"es/drinking-water: 0 of {total} messages are reviewed.")
    assert lines[start + 1] == f"  {PO}:{line_of(TITLE)}: “{TITLE}”: no clinical sign-off"
    assert lines[start + 4] == f"  and {total - 3} more: `handouts status es --missing` lists all."
    assert not Path("output").exists()


def test_a_release_is_built_when_each_role_has_signed_and_says_that_nothing_proves_it(project: Handouts) -> None:
    set_rules('[gates.locale.es]\nreviewed-by = ["linguistic", "clinical"]\n[gates.locale.en]\nreviewed = 0')
    resources = Path("source/resources.toml")
    resources.write_text(resources.read_text().replace('verified-on = ""', "verified-on = 2026-03-02"))
    for reviewer in ("ana", "ben"):
        for slug in ("drinking-water", "ui"):
            assert project("approve", slug, "--locale", "es", "--reviewer", reviewer)[0] == 0
    build = ("build", "--release", "--locale", "es", "--format", "html", "--jobs", "1")
    gaps = [line for line in project(*build)[1].splitlines() if line.startswith("es/")]
    assert gaps == []
    change(PO, GLASS, "¡Agua!")
    code, out, _ = project(*build)
    assert code == 1
    assert f"es/drinking-water: {row(project)['total'] - 1} of {row(project)['total']} messages are reviewed." in out
    assert "2 sign-offs are void, because the text changed after." in out
    assert project("build", "--locale", "es", "--format", "html", "--jobs", "1")[0] == 0
    assert json.loads(Path("output/manifest.json").read_bytes())["sign_offs"] == "not verified"
