"""What a person can do wrong with a project: one line each, exit 2, and nothing written."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Handouts

HANDOUT = Path("source/drinking-water.md")
CATALOG = Path("locales/es/LC_MESSAGES/drinking-water.po")
SETTINGS = Path("handouts.toml")
COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()")

GLASS = 'msgid "Keep a glass of water close to you."\n'
CLOSE_IT = 'Put " at both ends of the text, and write \\" for a quote inside it.'
NAME_IT = "Name it in small letters, digits and hyphens, as in crying-after-sex.md."


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


def files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def break_catalog() -> None:
    add(CATALOG, 'msgid "x"\nmsgstr "\n')
    HANDOUT.write_text(HANDOUT.read_text().replace("close to you", "near to you"))


def replace_folder(name: str) -> Callable[[], None]:
    def replace() -> None:
        shutil.rmtree(name, ignore_errors=True)
        Path(name).write_text("a person's own file")

    return replace


MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    # That the source changed too must not get the templates written.
    "catalog": (
        break_catalog,
        f'{CATALOG}:56: A quote is not closed: “"”. {CLOSE_IT}',
    ),
    "check": (
        lambda: add(SETTINGS, '[checks]\n"unchangd" = "off"\n'),
        "handouts.toml:13: Unknown check “unchangd”. Did you mean “unchanged”?",
    ),
    "check of a locale": (
        lambda: add(SETTINGS, '[checks.locale.es]\n"unchangd" = "off"\n'),
        "handouts.toml:13: Unknown check “unchangd”. Did you mean “unchanged”?",
    ),
    "domain": (
        lambda: add(SETTINGS, '[checks.domain.drinking-watr]\nunchanged = "off"\n'),
        "handouts.toml:12: [checks.domain] has “drinking-watr”, which is no handout. Did you mean “drinking-water”?",
    ),
    "termbase": (
        lambda: Path("source/terms.tbx").write_text("<tbx"),
        "source/terms.tbx:1: Not well-formed XML: unclosed token.",
    ),
    "no handouts": (HANDOUT.unlink, "source: Holds no handout. Write one, such as source/drinking-water.md."),
    "no sources": (
        lambda: shutil.rmtree("source"),
        "source: Holds no handout. Write one, such as source/drinking-water.md.",
    ),
    "folder for a handout": (lambda: Path("source/a.md").mkdir(), "source/a.md: Cannot be read: Is a directory."),
    "line end in a name": (
        lambda: Path("source/a\nb.md").write_text("# A\n"),
        f"source/a\\nb.md: “a\\nb” cannot be the address of a handout. {NAME_IT}",
    ),
    "file for locales": (replace_folder("locales"), "locales: Cannot be used as a folder: File exists."),
    "reviewers": (
        lambda: Path("locales/reviewers.toml").write_text("[reviewer.ana]\n"),
        "locales/reviewers.toml:1: “locales” is missing in [reviewer.ana].",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_one_line_and_nothing_is_written(handouts: Handouts, mistake: str) -> None:
    handouts("update")
    make, told = MISTAKES[mistake]
    make()
    before = files()
    code, out, err = handouts("build" if mistake == "reviewers" else "run")
    assert (code, out, err) == (2, "", f"handouts: {told}\n")
    assert files() == before


@pytest.mark.parametrize("there", [lambda path: path.write_text("x"), lambda path: path.symlink_to("nowhere")])
def test_what_stands_in_the_place_of_the_output_folder_is_told_and_stays(
    handouts: Handouts, there: Callable[[Path], object]
) -> None:
    handouts("update")
    there(Path("output"))
    code, _, err = handouts("build", "--format", "html")
    assert (code, err) == (2, "handouts: output: Cannot be used as a folder: File exists.\n")


def test_an_editors_own_files_are_no_handouts_or_catalogs(handouts: Handouts) -> None:
    handouts("update")
    for path in (HANDOUT, CATALOG):
        path.with_name(f".#{path.name}").symlink_to("user@host.1234")
    assert handouts("update")[0] == 0


def test_a_project_without_translations_builds(handouts: Handouts) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace('locales = ["es"]', "locales = []"))
    code, out, err = handouts("run")
    assert (code, out) == (0, "Nothing found.\n"), err
    assert handouts("status")[0] == 0


def test_a_command_in_a_folder_of_the_project_does_the_same(
    handouts: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    handouts("update")
    CATALOG.write_text(
        CATALOG.read_text().replace(f'{GLASS}msgstr ""', f'{GLASS}msgstr "Tenga 3 vasos de agua cerca."')
    )
    monkeypatch.chdir("source")
    code, out, _ = handouts("check", "--format", "json", "--select", "number-mismatch")
    assert code == 1
    assert [finding["file"] for finding in json.loads(out)["findings"]] == [str(".." / CATALOG)]
    code, _, err = handouts("build", "--format", "html")
    assert code == 0, err
    assert "Tenga 3 vasos" not in Path("../output/es/US/drinking-water.html").read_text()


def test_a_catalog_of_the_project_is_checked_by_the_projects_rules_when_named_as_a_file(handouts: Handouts) -> None:
    handouts("update")
    assert "untranslated" in handouts("check", str(CATALOG))[1]
    add(SETTINGS, '[checks]\n"untranslated" = "off"\n')
    assert handouts("check", str(CATALOG), f"./{CATALOG}") == (0, "Nothing found.\n", "")
    assert handouts("check", "locales") == (0, "Nothing found.\n", "")


@pytest.mark.parametrize("name", ["nowhere.po", "./nowhere", "nowhere/es"])
def test_a_path_that_is_not_there_is_told_as_a_path(handouts: Handouts, name: str) -> None:
    code, _, err = handouts("check", name)
    assert (code, err) == (2, f"handouts: {Path(name)}: Cannot be read: No such file or directory.\n")


def test_a_revision_that_is_not_there_is_told_where_nothing_is_found_too(handouts: Handouts) -> None:
    handouts("update")
    subprocess.run(["git", "init", "-q"], check=True)
    code, _, err = handouts("check", "--since", "orgin/main", "--ignore", "untranslated")
    assert code == 2
    assert "No revision “orgin/main”." in err


def test_update_check_tells_of_templates_too(handouts: Handouts) -> None:
    handouts("update")
    Path("locales/ui.pot").unlink()
    assert handouts("update", "--check") == (1, "locales/ui.pot is not up to date.\n", "")


def test_a_source_text_can_be_signed_off_and_counted(handouts: Handouts) -> None:
    handouts("update")
    Path("locales/reviewers.toml").write_text(
        '[reviewer.ana]\nname = "Ana Test"\nqualification = "test"\nrole = "clinical"\nlocales = ["en"]\n'
    )
    code, _, err = handouts("approve", "drinking-water", "--locale", "en", "--reviewer", "ana")
    assert code == 0, err
    code, out, _ = handouts("status", "en", "--format", "json")
    row = next(row for row in json.loads(out)["coverage"] if row["domain"] == "drinking-water")
    assert row["reviewed"] == row["total"] > 0


def test_a_mistake_that_stops_several_catalogs_is_told_once(handouts: Handouts) -> None:
    handouts("update")
    Path("locales/es/reviews.toml").write_text("x")
    told = "handouts: locales/es/reviews.toml:1: Not TOML: Expected '=' after a key in a key/value pair.\n"
    assert handouts("status") == (2, "", told)


# ------------------------------------------------------------------------------------------------- what is in the way


def test_a_reader_that_has_had_enough_changes_no_exit_code(handouts: Handouts) -> None:
    handouts("update")
    reader, writer = os.pipe()
    os.close(reader)
    for fail_on, code in (("never", 0), ("warning", 1)):
        done = subprocess.run([*COMMAND, "check", "--fail-on", fail_on], stdout=writer, stderr=subprocess.PIPE)
        assert (done.returncode, done.stderr) == (code, b"")
    os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told(handouts: Handouts) -> None:
    handouts("update")
    with open("/dev/full", "w", encoding="utf-8") as full:
        # With a buffer, as people run it: what stays in it must not fail again at exit.
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run([*COMMAND, "status"], stdout=full, stderr=subprocess.PIPE, text=True, env=buffered)
    assert done.returncode == 2
    assert done.stderr == "handouts: The report cannot be written: No space left on device.\n"


def test_reports_are_utf_8_whatever_the_persons_locale(handouts: Handouts) -> None:
    handouts("update")
    CATALOG.write_text(CATALOG.read_text().replace(f'{GLASS}msgstr ""', f'{GLASS}msgstr "水 3"'))
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([*COMMAND, "check", "--format", "json"], capture_output=True, env=environment)
    assert "水 3" in {finding["msgstr"] for finding in json.loads(done.stdout.decode("utf-8"))["findings"]}


def test_ctrl_c_ends_with_its_own_exit_code(handouts: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.project.find", interrupt)
    assert handouts("run")[0] == 128 + signal.SIGINT
