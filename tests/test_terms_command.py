"""`handouts terms`, as a person runs it; and what it proposes."""

import json
from pathlib import Path

import pytest

from pipeline import terms
from pipeline.errors import HandoutsError
from pipeline.terms import Concept, Term, Termbase
from tests.conftest import Handouts

TABLE = """\
concept,language,term,status,domains,reviewed
clinic,en,clinic,preferred,,
clinic,es,clínica,preferred,,2026-05-04
clinic,es,consultorio,deprecated,,uncertain
clinic,es,dispensario,preferred,drinking-water,
"""


@pytest.fixture
def table(handouts: Handouts, tmp_path: Path) -> Path:
    path = tmp_path / "terms.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_an_import_writes_only_when_told_to(handouts: Handouts, table: Path, tmp_path: Path) -> None:
    tbx = tmp_path / "source" / "terms.tbx"
    code, out, err = handouts("terms", "import", str(table))
    assert (code, tbx.exists()) == (0, False)
    assert out.endswith("1 concepts added, 0 changed, 0 removed.\n")
    assert "    + es: consultorio (deprecated)\n" in out
    assert "Nothing is written yet" in err
    code, _, err = handouts("terms", "import", str(table), "--write")
    assert code == 0
    assert "source/terms.tbx written" in err
    assert handouts("terms", "import", str(table))[1] == "0 concepts added, 0 changed, 0 removed.\n"


def test_a_mistake_leaves_the_termbase_as_it_was(handouts: Handouts, table: Path, tmp_path: Path) -> None:
    handouts("terms", "import", str(table), "--write")
    tbx = tmp_path / "source" / "terms.tbx"
    before = tbx.read_bytes()
    table.write_text(TABLE.replace("clínica,preferred", "clínica,best") + "new,en,new,admitted,,\n", encoding="utf-8")
    code, out, err = handouts("terms", "import", str(table), "--write")
    assert (code, out) == (2, "")
    assert "terms.csv:3: Unknown status “best”." in err
    assert tbx.read_bytes() == before
    assert handouts("terms", "import", "terms.docx", "--write")[0] == 2


def test_what_is_exported_can_be_imported(handouts: Handouts, table: Path, tmp_path: Path) -> None:
    handouts("terms", "import", str(table), "--write")
    for arguments in (["-o", "all.csv", "--excel"], ["--format", "tbx", "-o", "all.tbx"]):
        assert handouts("terms", "export", *arguments)[0] == 0
        out = handouts("terms", "import", arguments[arguments.index("-o") + 1])[1]
        assert out == "0 concepts added, 0 changed, 0 removed.\n"
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfconcept,")
    assert handouts("terms", "export", "--locale", "es")[1].count("\nclinic,") == 4
    assert handouts("terms", "export", "--locale", "es", "--format", "tbx")[0] == 2


def test_a_concept_is_removed_only_when_told_to(handouts: Handouts, table: Path) -> None:
    handouts("terms", "import", str(table), "--write")
    table.write_text("concept,language,term\nwater,en,water\n", encoding="utf-8")
    out = handouts("terms", "import", str(table))[1]
    assert out.endswith("1 concepts added, 0 changed, 0 removed; 1 not in the file, and kept.\n")
    out = handouts("terms", "import", str(table), "--remove", "--write")[1]
    assert "removed: clinic\n" in out
    assert handouts("terms", "list")[1] == "water  en  water  [unreviewed]\n"


def test_the_list_says_what_nobody_reviewed(handouts: Handouts, table: Path) -> None:
    handouts("terms", "import", str(table), "--write")
    assert handouts("terms", "list", "--locale", "es")[1] == (
        "clinic  es  clínica, dispensario  not: consultorio  [reviewed 2026-05-04, uncertain, unreviewed]\n"
    )
    listed = json.loads(handouts("terms", "list", "--format", "json")[1])
    assert [(row["language"], row["text"], row["status"]) for row in listed][:2] == [
        ("en", "clinic", "preferred"),
        ("es", "clínica", "preferred"),
    ]
    assert handouts("terms", "list", "--locale", "fr")[0] == 2


def test_terms_are_proposed_with_their_count(handouts: Handouts) -> None:
    proposed = json.loads(handouts("terms", "suggest", "--format", "json")[1])
    assert proposed[0]["text"] == "water"
    assert proposed[0]["handouts"] == ["drinking-water"]
    assert handouts("terms", "suggest", "--limit", "1")[1].startswith("water  ")


# --------------------------------------------------------------------------------------------------------- candidates


def propose(*texts: str, known: str = "", least: int = 2) -> list[tuple[str, int]]:
    base = Termbase((Concept("known", terms={"en": (Term(known),)}),)) if known else Termbase()
    return [(one.text, one.count) for one in terms.candidates(base, {"a": texts}, "en", least=least)]


def test_nouns_and_phrases_are_proposed_and_verbs_are_not() -> None:
    texts = [
        "Your pelvic floor may tighten.",
        "You can tighten a pelvic floor.",
        "Pelvic floors can rest on hot days. {n_floors} hot days are better.",
    ]
    assert propose(*texts) == [("pelvic floor", 3)]


def test_what_stands_alone_too_is_proposed_beside_the_longer() -> None:
    assert propose("The blood test.", "A blood test.", "The test.", "Tests.") == [("test", 4), ("blood test", 2)]


def test_what_is_known_or_rare_is_not_proposed() -> None:
    assert propose("A nurse and a doctor.", "The nurses and the doctors.", known="nurse") == [("doctor", 2)]
    assert propose("A nurse.", "A doctor.") == []
    assert propose("A nurse.", least=1) == [("nurse", 1)]


def test_candidates_of_more_handouts_come_first() -> None:
    texts = {"a": ["The nurse.", "The nurse.", "The doctor."], "b": ["A doctor."]}
    found = terms.candidates(Termbase(), texts, "en_GB")
    assert [(one.text, one.handouts) for one in found] == [("doctor", ("a", "b")), ("nurse", ("a",))]


def test_another_language_is_an_error() -> None:
    with pytest.raises(HandoutsError, match="English"):
        terms.candidates(Termbase(), {}, "de")
