"""`handouts build` with layouts, paper and a clinic's own file: what is made, what it is called, what stays current."""

import json
import re
from pathlib import Path

import pytest

from pipeline import project
from pipeline.project import Gates
from tests.conftest import Handouts
from tests.pdf import reading

WATER = "drinking-water"


def settings(folder: Path, find: str, write: str) -> None:
    path = folder / "handouts.toml"
    text = path.read_text()
    assert re.search(find, text, re.MULTILINE)
    path.write_text(re.sub(find, write, text, count=1, flags=re.MULTILINE))


def made(folder: Path) -> set[str]:
    """Return the editions in the output folder, without the pages that lead to them."""
    return {str(path.relative_to(folder / "output")) for path in folder.glob("output/*/US/*")}


@pytest.fixture
def small(handouts: Handouts, tmp_path: Path) -> Handouts:
    """The command in a project with one translation and one territory."""
    settings(tmp_path, r"^locales = .*$", 'locales = ["es"]')
    settings(tmp_path, r"^territories = .*$", 'territories = ["US"]')
    assert handouts("update")[0] == 0
    return handouts


def test_unless_told_the_standard_layout_alone_is_made(small: Handouts, tmp_path: Path) -> None:
    assert small("build")[0] == 0
    assert made(tmp_path) == {f"{locale}/US/{WATER}.{form}" for locale in ("en", "es") for form in ("html", "pdf")}


def test_every_layout_has_a_name_of_its_own(small: Handouts, tmp_path: Path) -> None:
    assert small("build", "--variant", "all", "--locale", "es")[0] == 0
    names = {name.removeprefix("es/US/") for name in made(tmp_path)}
    discreet = {name for name in names if name.startswith("health-information-")}
    assert names - discreet == {
        f"{WATER}.html", f"{WATER}.pdf", f"{WATER}.large-print.pdf", f"{WATER}.bilingual.pdf",
        f"{WATER}.black-and-white.pdf",
    }  # fmt: skip
    assert sorted(re.sub(r"\d{6}", "N", name) for name in discreet) == [
        "health-information-N.html",
        "health-information-N.pdf",
    ]
    assert not any("water" in name for name in discreet)


def test_the_source_has_no_layout_of_two_languages(small: Handouts, tmp_path: Path) -> None:
    assert small("build", "--variant", "bilingual")[0] == 0
    assert made(tmp_path) == {f"es/US/{WATER}.bilingual.pdf"}


def test_what_was_built_once_stays_up_to_date(small: Handouts, tmp_path: Path) -> None:
    assert small("build", "--variant", "large-print", "--locale", "es")[0] == 0
    path = tmp_path / f"output/es/US/{WATER}.large-print.pdf"
    before = path.read_bytes()
    source = tmp_path / f"source/{WATER}.md"
    source.write_text(source.read_text() + "\nOne more sentence.\n")
    assert small("update")[0] == 0
    assert small("build")[0] == 0
    assert path.read_bytes() != before
    assert "One more sentence." in reading.read(path.read_bytes()).root.text


def test_handouts_toml_says_which_layouts_and_papers(small: Handouts, tmp_path: Path) -> None:
    settings(tmp_path, r"\Z", '\n[build]\nvariants = ["large-print"]\npapers = ["A4"]\n')
    assert small("build", "--locale", "es")[0] == 0
    assert made(tmp_path) == {
        f"es/US/{name}"
        for name in (
            f"{WATER}.html",
            f"{WATER}.pdf",
            f"{WATER}.a4.pdf",
            f"{WATER}.large-print.pdf",
            f"{WATER}.large-print.a4.pdf",
        )
    }
    editions = json.loads((tmp_path / "output/manifest.json").read_text())["editions"]
    assert {edition["path"]: edition["paper"] for edition in editions if edition["variant"] == "standard"} == {
        f"es/US/{WATER}.html": "",
        f"es/US/{WATER}.pdf": "Letter",
        f"es/US/{WATER}.a4.pdf": "A4",
    }


@pytest.mark.parametrize(("paper", "name", "width"), [("a4", ".a4", 595), ("Letter", "", 612)])
def test_paper_can_be_told(small: Handouts, tmp_path: Path, paper: str, name: str, width: int) -> None:
    assert small("build", "--format", "pdf", "--locale", "es", "--paper", paper)[0] == 0
    assert made(tmp_path) == {f"es/US/{WATER}{name}.pdf"}
    document = reading.read((tmp_path / f"output/es/US/{WATER}{name}.pdf").read_bytes())
    assert {round(size[0]) for size in document.sizes} == {width}


def test_one_project_serves_many_clinics(small: Handouts, tmp_path: Path) -> None:
    clinic = tmp_path / "riverside.toml"
    clinic.write_text('name = "Riverside"\nphone = "+12125550123"\ninterpreter = true\n')
    assert small("build", "--locale", "en", "--clinic", str(clinic))[0] == 0
    spoken = reading.read((tmp_path / f"output/en/US/{WATER}.pdf").read_bytes()).root.text
    assert "Riverside" in spoken
    assert "(212) 555-0123" in spoken
    assert "interpreter for you, free of charge" in spoken


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('colour = "#39b6c8"\n', "handouts: clinic.toml:1: “#39b6c8” is too light: its contrast is 2.2:1"),
        ('name = "A"\nlogo = "none.png"\n', "handouts: clinic.toml:2: The logo “none.png” is not there."),
        ('phones = "1"\n', "handouts: clinic.toml:1: Unknown key “phones”. Did you mean “phone”?"),
    ],
)
def test_a_mistake_of_the_clinic_s_is_told_with_its_line(
    small: Handouts, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "clinic.toml").write_text(content)
    code, _, err = small("build", "--clinic", "clinic.toml")
    assert code == 2
    assert err.startswith(said)
    assert not (tmp_path / "output").exists()


def test_unknown_layouts_are_told_with_the_nearest(small: Handouts) -> None:
    assert small("build", "--variant", "large")[0] == 2
    code, _, err = small("build", "--variant", "large-prin")
    assert (code, err) == (2, "handouts: No variant “large-prin” in this project. Did you mean “large-print”?\n")


def test_a_draft_known_to_be_weak_says_so_and_is_never_released(small: Handouts, tmp_path: Path) -> None:
    settings(tmp_path, r"^territories = .*$", 'territories = ["US"]\nweak-drafts = ["es"]')
    settings(tmp_path, r"\Z", "\n[gates.locale.es]\ntranslated = 0\nreviewed = 0\n")
    loaded = project.load(tmp_path)
    assert loaded.gates_for("es") == Gates()
    assert loaded.is_weak("es_MX")
    assert not loaded.is_weak("en")
    assert small("build")[0] == 0
    for locale, weak in (("es", True), ("en", False)):
        spoken = reading.read((tmp_path / f"output/{locale}/US/{WATER}.pdf").read_bytes()).root.text
        assert ("Do not give it to patients." in spoken) is weak
        assert ("not yet checked by a qualified person" in spoken) is not weak
    code, out, _ = small("build", "--release", "--locale", "es")
    assert code == 1
    assert "es/" in out
