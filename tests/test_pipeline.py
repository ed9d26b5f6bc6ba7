"""What the README promises, end to end, in a project made by `handouts init`."""

import json
import subprocess
from pathlib import Path

import polib
import pytest

from tests.conftest import Handouts


def translate(path: Path, translations: dict[str, str]) -> None:
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        if entry.msgid in translations:
            entry.msgstr = translations[entry.msgid]
    catalog.save()


CATALOG = Path("locales/es/LC_MESSAGES/drinking-water.po")
KEEP_A_GLASS = {"Keep a glass of water close to you.": "Tenga un vaso de agua cerca."}


def test_a_new_project_builds_at_once_and_only_once(handouts: Handouts) -> None:
    code, _, err = handouts("run", "--jobs", "1")
    assert code == 0, err
    made = sorted(str(path) for path in Path("output").rglob("*") if path.is_file())
    assert [path for path in made if "/fonts/" not in path] == [
        "output/en/US/drinking-water.html",
        "output/en/US/drinking-water.pdf",
        "output/en/index.html",
        "output/es/US/drinking-water.html",
        "output/es/US/drinking-water.pdf",
        "output/es/index.html",
        "output/index.html",
        "output/manifest.json",
        "output/print-desk.html",
    ]
    before = {path: (Path(path).read_bytes(), Path(path).stat().st_mtime_ns) for path in made}
    code, _, err = handouts("run", "--jobs", "1")
    assert code == 0
    assert "0 templates and 0 catalogs changed" in err
    assert "0 editions rendered, 4 up to date" in err
    assert before == {path: (Path(path).read_bytes(), Path(path).stat().st_mtime_ns) for path in made}


def test_a_changed_translation_renders_only_its_own_editions(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    translate(CATALOG, KEEP_A_GLASS)
    code, _, err = handouts("build", "--format", "html")
    assert code == 0
    assert "1 editions rendered, 1 up to date" in err
    page = Path("output/es/US/drinking-water.html").read_text()
    assert "Tenga un vaso de agua cerca." in page
    assert "Draft" in page


def test_an_edition_that_was_damaged_is_made_again(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    path = Path("output/es/US/drinking-water.html")
    good = path.read_bytes()
    path.write_bytes(good[:100])
    handouts("build")
    assert path.read_bytes() == good


def test_editions_of_a_handout_that_is_gone_go_too_and_other_files_stay(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    other = Path("output/es/US/notes.html")
    other.write_text("a person's own file")
    Path("source/drinking-water.md").rename("source/water.md")
    code, _, err = handouts("run", "--jobs", "1")
    assert code == 0, err
    assert "4 removed" in err
    assert sorted(path.name for path in Path("output/es/US").iterdir()) == ["notes.html", "water.html", "water.pdf"]


def test_a_translation_with_an_error_is_never_printed(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    translate(CATALOG, {"Keep a glass of water close to you.": "Tenga 3 vasos de agua cerca."})
    code, out, _ = handouts("run", "--jobs", "1")
    assert code == 1
    assert "number-mismatch" in out
    code, _, _ = handouts("build", "--format", "html")
    assert code == 0
    page = Path("output/es/US/drinking-water.html").read_text()
    assert "Tenga 3 vasos" not in page
    assert "Keep a glass of water close to you." in page


def test_a_fuzzy_translation_is_never_printed(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    translate(CATALOG, KEEP_A_GLASS)
    source = Path("source/drinking-water.md")
    source.write_text(source.read_text().replace("close to you", "near to you"))
    code, _, err = handouts("run", "--jobs", "1")
    assert code == 0, err
    assert "#, fuzzy" in CATALOG.read_text()
    page = Path("output/es/US/drinking-water.html").read_text()
    assert "Tenga un vaso" not in page
    assert "Keep a glass of water near to you." in page


def test_the_json_report_is_one_document_and_nothing_else(handouts: Handouts) -> None:
    handouts("run", "--jobs", "1")
    translate(CATALOG, {"Keep a glass of water close to you.": "Tenga 3 vasos de agua cerca."})
    code, out, _ = handouts("check", "--format", "json")
    report = json.loads(out)
    assert code == 1
    assert report["version"] == 1
    (finding,) = [found for found in report["findings"] if found["severity"] == "error"]
    assert finding["check"] == "number-mismatch"
    assert finding["file"] == str(CATALOG)
    assert CATALOG.read_text().splitlines()[finding["line"] - 1] == 'msgid "Keep a glass of water close to you."'
    assert {row["domain"] for row in report["coverage"]} == {"drinking-water", "ui"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check",), 0),
        (("check", "--fail-on", "warning"), 1),
        (("check", "--fail-on", "warning", "--ignore", "untranslated"), 0),
        (("status",), 0),
        (("status", "--fail-under", "50"), 1),
        (("build", "--release"), 1),
        (("update", "--check"), 0),
        (("check", "xx"), 2),
        (("check", "--select", "nonsense"), 2),
        (("build", "--locale", "de"), 2),
        (("build", "no-such-handout"), 2),
        (("explain", "nonsense"), 2),
        (("nonsense",), 2),
    ],
)
def test_exit_codes(handouts: Handouts, arguments: tuple[str, ...], code: int) -> None:
    handouts("update")
    found, _, err = handouts(*arguments)
    assert found == code, err
    assert "Traceback" not in err


def test_release_names_all_that_is_missing(handouts: Handouts) -> None:
    handouts("update")
    code, out, _ = handouts("build", "--release", "--locale", "es")
    assert code == 1
    assert "es/drinking-water" in out
    assert "Emergency services" in out
    assert not Path("output").exists()


def test_update_check_tells_what_is_out_of_date_and_writes_nothing(handouts: Handouts) -> None:
    handouts("update")
    source = Path("source/drinking-water.md")
    source.write_text(source.read_text().replace("close to you", "near to you"))
    before = CATALOG.read_bytes()
    code, out, _ = handouts("update", "--check")
    assert code == 1
    assert str(CATALOG) in out
    assert CATALOG.read_bytes() == before


def test_check_reads_a_po_file_outside_any_project(
    handouts: Handouts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "other.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Take 10 mg."\nmsgstr "Nehmen Sie 100 mg."\n'
    )
    code, out, _ = handouts("check", str(path))
    assert code == 1
    assert "number-mismatch" in out


def test_approval_is_of_the_exact_text(handouts: Handouts) -> None:
    handouts("update")
    sources = [entry.msgid for entry in polib.pofile(str(CATALOG))]
    translate(CATALOG, {text: f"¡{text}!" for text in sources})
    Path("locales/reviewers.toml").write_text(
        '[reviewer.ana]\nname = "Ana Test"\nqualification = "test"\nrole = "linguistic"\nlocales = ["es"]\n'
    )
    code, _, err = handouts("approve", "drinking-water", "--locale", "es", "--reviewer", "ana")
    assert code == 0, err

    def row() -> dict[str, int]:
        rows = json.loads(handouts("status", "--format", "json")[1])["coverage"]
        return next(row for row in rows if row["domain"] == "drinking-water")

    assert row()["reviewed"] == row()["total"] == len(sources)
    translate(CATALOG, KEEP_A_GLASS)
    assert row()["reviewed"] == len(sources) - 1
    assert row()["stale"] == 1


def test_a_stranger_cannot_approve(handouts: Handouts) -> None:
    handouts("update")
    code, _, err = handouts("approve", "drinking-water", "--locale", "es", "--reviewer", "mallory")
    assert code == 2
    assert "mallory" in err
    assert not Path("locales/es/reviews.toml").exists()


def test_init_overwrites_nothing(handouts: Handouts) -> None:
    before = Path("handouts.toml").read_bytes() + b"# mine\n"
    Path("handouts.toml").write_bytes(before)
    code, _, err = handouts("init")
    assert code == 2
    assert "Is there already" in err
    assert Path("handouts.toml").read_bytes() == before


def test_since_tells_only_of_what_changed(handouts: Handouts) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], check=True, capture_output=True
        )

    handouts("update")
    translate(CATALOG, {"Keep a glass of water close to you.": "Tenga 3 vasos de agua cerca."})
    git("init", "-q")
    git("add", "locales")
    git("commit", "-qm", "before")
    assert handouts("check", "--since", "HEAD")[0] == 0
    translate(CATALOG, {"Drinking enough water": "Beber 2 litros de agua"})
    code, out, _ = handouts("check", "--since", "HEAD", "--format", "json")
    assert code == 1
    assert [found["msgid"] for found in json.loads(out)["findings"]] == ["Drinking enough water"]
    code, _, err = handouts("check", "--since", "no-such-revision")
    assert code == 2
    assert "no-such-revision" in err


def test_a_locale_without_catalogs_is_untranslated_and_builds_in_the_source_language(handouts: Handouts) -> None:
    code, out, err = handouts("check", "--format", "json")
    assert code == 0, err
    findings = json.loads(out)["findings"]
    assert [(found["check"], Path(found["file"]).name) for found in findings] == [
        ("untranslated", "drinking-water.po"),
        ("untranslated", "ui.po"),
    ]
    assert all("no such catalog" in found["message"] for found in findings)
    assert handouts("build", "--format", "html")[0] == 0
    assert "Keep a glass of water close to you." in Path("output/es/US/drinking-water.html").read_text()
    assert not Path("locales").exists()
