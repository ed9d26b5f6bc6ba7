"""The handouts of this repository, built whole: every edition is what a patient may be given, as a draft."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import polib
import pytest
from fontTools.ttLib import TTFont

from pipeline import files
from tests.pdf import reading
from tests.pdf.dom import parse, text
from tests.tools import browser, verapdf, vnu

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "handouts.toml").read_text())["project"]
LOCALES = ["en", *SETTINGS["locales"]]
TERRITORIES = SETTINGS["territories"]
SLUGS = sorted(path.stem for path in (ROOT / "source").glob("*.md"))
RESOURCES = tomllib.loads((ROOT / "source/resources.toml").read_text())["resource"]
RIGHT_TO_LEFT = ("ar", "fa", "ur")

LETTER, A4 = (612.0, 792.0), (595.3, 841.9)
_FILLED_IN = re.compile(r"\{\w+\}|\[@[\w-]+\]")
_UNSPOKEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\u2066-\u2069]")


def handouts(folder: Path, *arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the installed command, as a person would."""
    command = Path(sys.executable).with_name("handouts")
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [str(command), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def copy_project(to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "handouts.toml", to)
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, to / name, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The output folder of `handouts run` in a copy of the project, built once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "editions"
    with files.lock(folder, patience=1800):
        if not (folder / "output/manifest.json").exists():
            copy_project(folder)
            done = handouts(folder, "run", "--jobs", "2")
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "said.txt").write_text(done.stderr)
    return folder / "output"


def catalog(locale: str, domain: str) -> polib.POFile:
    """The messages of a domain; those of the source locale translate to themselves."""
    if locale != "en":
        return polib.pofile(str(ROOT / f"locales/{locale}/LC_MESSAGES/{domain}.po"))
    template = polib.pofile(str(ROOT / f"locales/{domain}.pot"))
    for entry in template:
        entry.msgstr = entry.msgid
    return template


def bare(spoken: str) -> str:
    return _UNSPOKEN.sub("", spoken)


def test_every_handout_is_there_in_every_language_for_every_territory_on_paper_and_screen(site: Path) -> None:
    editions = json.loads((site / "manifest.json").read_text())["editions"]
    assert len(SLUGS) == 2
    assert set(LOCALES) >= {"en", "es", "ar", "zh_Hans", "vi", "hi", "ru"}
    assert set(TERRITORIES) >= {"US", "GB", "MX"}
    assert {entry["path"] for entry in editions} == {
        f"{locale}/{territory}/{slug}.{format_}"
        for locale in LOCALES
        for territory in TERRITORIES
        for slug in SLUGS
        for format_ in ("html", "pdf")
    }
    assert all((site / entry["path"]).stat().st_size == entry["bytes"] for entry in editions)
    assert all((site / locale / "index.html").is_file() for locale in LOCALES)


def test_the_committed_catalogs_are_current(site: Path) -> None:
    """`handouts run` in a copy had nothing to write."""
    assert "0 templates and 0 catalogs changed." in (site.parent / "said.txt").read_text()


def test_a_second_run_renders_nothing(site: Path) -> None:
    done = handouts(site.parent, "run")
    assert f"0 editions rendered, {4 * len(LOCALES) * len(TERRITORIES)} up to date, 0 removed" in done.stderr
    assert done.returncode == 0


def test_the_checks_find_no_error(site: Path) -> None:
    done = handouts(site.parent, "check", "--fail-on", "error")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po")), ids=lambda path: str(path)[-40:])
def test_gettext_accepts_every_catalog_and_it_is_complete(path: Path) -> None:
    done = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", os.devnull, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ translated messages\.", done.stderr.strip())


def test_nothing_is_released_while_nobody_has_signed(site: Path) -> None:
    editions = json.loads((site / "manifest.json").read_text())["editions"]
    assert Counter(entry["state"] for entry in editions) == {"draft": 4 * len(LOCALES) * len(TERRITORIES)}
    assert handouts(site.parent, "build", "--release").returncode == 1


def test_every_pdf_conforms_to_pdf_ua_1(site: Path) -> None:
    found = verapdf.check(sorted(site.rglob("*.pdf")))
    assert len(found) == 2 * len(LOCALES) * len(TERRITORIES)
    assert {path.relative_to(site): said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("territory", TERRITORIES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_pdf_says_what_its_catalog_says_in_the_same_order(site: Path, locale: str, territory: str) -> None:
    """Each message, apart from the facts and citations in it, is spoken whole and after the one before it."""
    for slug in SLUGS:
        document = reading.read((site / locale / territory / f"{slug}.pdf").read_bytes())
        spoken = bare(document.root.text)
        at, last = 0, ""
        seen: set[str] = set()
        for entry in catalog(locale, slug):
            # A text that stands in several places is one message, listed where it is first met.
            for part in filter(None, (bare(part) for part in _FILLED_IN.split(entry.msgstr))):
                found = spoken.find(part, at if part not in seen else 0)
                assert found >= 0, f"{slug}: {entry.msgstr!r} is not spoken after {last!r}"
                if part not in seen:
                    at, last = found, entry.msgstr
                seen.add(part)
        title = next(entry.msgstr for entry in catalog(locale, slug))
        assert document.title.startswith(title)


@pytest.mark.parametrize("territory", TERRITORIES)
@pytest.mark.parametrize("locale", LOCALES)
def test_help_numbers_are_the_territory_s_and_read_from_left_to_right(site: Path, locale: str, territory: str) -> None:
    """Poppler gives the text as it is drawn: a number that prints backwards would come out backwards."""
    path = site / locale / territory / "crying-after-sex.pdf"
    drawn = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    page = parse((path.with_suffix(".html")).read_bytes())
    dialled = {link.get("href", "") for link in page.iter("a") if link.get("href", "").startswith("tel:")}
    for row in RESOURCES:
        if "phone" not in row:
            continue
        here = row["territory"] == territory
        assert (f"tel:{row['phone']}" in dialled) == here or any(
            other["territory"] == territory and other.get("phone") == row["phone"] for other in RESOURCES
        )
        if here:
            assert row["display"] in drawn, row["name"]
    for link in page.iter("a"):
        if link.get("href", "").startswith("tel:"):
            assert any(part.get("dir") == "ltr" for part in link.iter("bdi"))


@pytest.mark.parametrize("locale", LOCALES)
def test_language_direction_paper_and_fonts(site: Path, locale: str) -> None:
    tag = locale.replace("_", "-")
    for territory, size in (("US", LETTER), ("MX", LETTER), ("GB", A4)):
        path = site / locale / territory / "crying-after-sex.pdf"
        root = parse(path.with_suffix(".html").read_bytes())
        assert root.get("lang") == tag
        assert root.get("dir") == ("rtl" if locale in RIGHT_TO_LEFT else "ltr")
        document = reading.read(path.read_bytes())
        assert document.language == tag
        assert {tuple(round(side, 1) for side in page) for page in document.sizes} == {size}
        assert all(name.startswith("Noto") for name in document.fonts), document.fonts


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_says_in_the_reader_s_language_that_it_is_a_draft(site: Path, locale: str) -> None:
    wanted = "Draft made without" if locale in SETTINGS["weak-drafts"] else "Draft:"
    (banner,) = [entry.msgstr for entry in catalog(locale, "ui") if entry.msgid.startswith(wanted)]
    path = site / locale / "US" / "painful-sex.pdf"
    document = reading.read(path.read_bytes())
    for number, outside in enumerate(document.artifacts):
        assert number == 0 or bare(banner) in bare(outside)
    assert bare(banner) in bare(document.root.text + document.artifacts[0])
    assert bare(banner) in bare(text(parse(path.with_suffix(".html").read_bytes())))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_heading_stands_at_the_foot_of_a_page(site: Path, locale: str) -> None:
    for path in sorted((site / locale).rglob("*.pdf")):
        for number, within in enumerate(reading.read(path.read_bytes()).last, start=1):
            assert not within & {"H1", "H2", "H3"}, f"{path}, page {number}"


def test_every_page_is_valid_html(site: Path) -> None:
    assert vnu.check(sorted(site.rglob("*.html"))) == []


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_axe_finds_nothing_in_a_page_of_either_direction(site: Path, locale: str) -> None:
    with browser.page() as tab:
        for path in (*sorted((site / locale / "US").glob("*.html")), site / locale / "index.html", site / "index.html"):
            tab.goto(path.as_uri())
            assert browser.axe(tab) == [], path


def test_every_link_between_pages_leads_somewhere(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        for link in parse(path.read_bytes()).iter("a"):
            href = link.get("href", "")
            if not re.match(r"#|[a-z]+:", href):
                assert (path.parent / href).resolve().is_file(), f"{path}: {href}"


def letters_of(page: Element) -> set[str]:
    """The characters that a web page shows."""
    for element in page.iter():
        if element.tag in {"style", "script"}:
            element.text = ""
    return {letter for letter in "".join(page.itertext()) if not _UNSPOKEN.match(letter)}


def test_every_letter_of_every_page_is_in_the_fonts_of_that_page(site: Path) -> None:
    shown = {path: set(TTFont(path).getBestCmap()) for path in (site / "fonts").glob("*.woff2")}
    for path in sorted(site.rglob("*.html")):
        names = set(re.findall(r'fonts/([a-z0-9-]+\.woff2)"', path.read_text()))
        there = set().union(*(shown[site / "fonts" / name] for name in names))
        missing = {letter for letter in letters_of(parse(path.read_bytes())) if ord(letter) not in there}
        assert not missing, f"{path.relative_to(site)}: {sorted(missing)}"


def test_a_page_in_latin_letters_weighs_no_more_than_150_kb(site: Path) -> None:
    """Everything that it may load: itself, and every face of its own script."""
    for path in sorted(site.glob("en/*/*.html")) + sorted(site.glob("vi/*/*.html")):
        names = set(re.findall(r'fonts/(noto-sans-[47]00[a-z0-9-]*\.woff2)"', path.read_text()))
        assert len(names) == 4
        whole = path.stat().st_size + sum((site / "fonts" / name).stat().st_size for name in names)
        assert whole <= 150_000, path


def test_the_same_inputs_give_the_same_bytes_wherever_they_stand(site: Path, tmp_path: Path) -> None:
    chosen = ("--locale", "ar", "--locale", "zh_Hans", "--territory", "US")
    folders = tmp_path / "here", tmp_path / "another folder"
    for seed, folder in enumerate(folders):
        copy_project(folder)
        done = handouts(folder, "build", *chosen, *(("--format", "html") if seed == 0 else ()), seed=str(seed))
        assert done.returncode == 0, done.stderr
    # What was made in two steps is what is made in one: a page tells of the PDFs beside it.
    done = handouts(folders[0], "build", *chosen, seed="2")
    assert done.returncode == 0, done.stderr
    made = [path.relative_to(folders[1]) for path in sorted((folders[1] / "output").rglob("*.*"))]
    assert {path.suffix for path in made} == {".html", ".json", ".pdf", ".txt", ".woff2"}
    for path in made:
        assert (folders[1] / path).read_bytes() == (folders[0] / path).read_bytes(), path
    pdfs = [path for path in made if path.suffix == ".pdf"]
    assert len(pdfs) == 4
    for path in pdfs:
        assert (folders[1] / path).read_bytes() == (site.parent / path).read_bytes(), path
