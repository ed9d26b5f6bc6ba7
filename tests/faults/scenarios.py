"""`SCENARIOS`: each command that writes, and the project that it is run in, as the contents of its files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import catalog
from pipeline.catalog import Catalog

Run = Callable[..., None]
"""Runs a command in the working directory; whatever exit code other than 0 is a mistake of the test."""


@dataclass(frozen=True)
class Scenario:
    prepare: Callable[[Run], None]
    """Makes the project in the working directory, which is empty."""
    command: Sequence[str]
    repeatable: bool = True
    """Whether the command has nothing to do when it has been run."""


REVIEWERS = """\
[reviewer.eva]
name = "Eva Ruiz"
qualification = "Made up for a test"
locales = ["es", "fr"]
role = "clinical"
"""
TERMS = """\
concept,language,term,status
water,en,water,preferred
water,es,agua,preferred
"""
SECOND = """\
# Rest

- Sleep eight hours.
- Keep the room dark.

Ask us if you cannot sleep.
"""


def _project(run: Run) -> None:
    run("init")
    settings = Path("handouts.toml")
    settings.write_text(settings.read_text().replace('locales = ["es"]', 'locales = ["es", "fr"]'))
    Path("source/rest.md").write_text(SECOND)
    run("update")


def _translated(run: Run) -> None:
    _project(run)
    for path in sorted(Path("locales").rglob("*.po")):
        _change(path, lambda msgid: f"Texto: {msgid}")


def _change(path: Path, text: Callable[[str], str]) -> None:
    found: Catalog = catalog.read(path)
    changed = {
        message.key: replace(message, msgstr=tuple(text(message.msgid) for _ in message.msgstr))
        for message in found.live
    }
    path.write_bytes(catalog.dump(catalog.replace_messages(found, changed)))


def _edited(run: Run) -> None:
    _translated(run)
    source = Path("source/drinking-water.md")
    source.write_text(source.read_text().replace("Keep a glass", "Always keep a full glass") + "\nDrink tea, too.\n")


def _untidy(run: Run) -> None:
    _translated(run)
    for path in sorted(Path("locales").rglob("*.po")):
        _change(path, lambda msgid: f"Texto:  {msgid}")


def _reviewable(run: Run) -> None:
    _translated(run)
    Path("locales/reviewers.toml").write_text(REVIEWERS)


def _reviewed(run: Run) -> None:
    _reviewable(run)
    run("approve", "ui", "--locale", "es", "--reviewer", "eva")
    run("approve", "drinking-water", "--locale", "es", "--reviewer", "eva")


def _branches(run: Run) -> None:
    _translated(run)
    path = Path("locales/es/LC_MESSAGES/ui.po")
    Path("base.po").write_bytes(path.read_bytes())
    _change(path, lambda msgid: f"Dicho: {msgid}")
    path.rename("theirs.po")
    Path("base.po").rename(path)
    Path("base.po").write_bytes(path.read_bytes())
    _change(path, lambda msgid: f"Escrito: {msgid}")


def _returned(run: Run) -> None:
    _translated(run)
    run("export", "--format", "csv", "--output", "exchange")
    for path in sorted(Path("exchange").iterdir()):
        path.write_bytes(path.read_bytes().replace(b"Texto: ", b"Nuevo texto: "))


def _spreadsheet(run: Run) -> None:
    _project(run)
    Path("terms.csv").write_text("concept,language,term,status\nurine,en,urine,preferred\nurine,es,orina,preferred\n")
    run("terms", "import", "terms.csv", "--write")
    Path("terms.csv").write_text(TERMS)


def _built(run: Run) -> None:
    _translated(run)
    run("build", "--format", "html", "--jobs", "1")
    Path("source/rest.md").unlink()
    source = Path("source/drinking-water.md")
    source.write_text(source.read_text().replace("Keep a glass", "Always keep a full glass"))
    run("update")


def _nothing(run: Run) -> None:
    pass


SCENARIOS: Mapping[str, Scenario] = {
    "init": Scenario(_nothing, ["init"]),
    "extract": Scenario(_edited, ["extract"]),
    "update": Scenario(_edited, ["update"]),
    "run": Scenario(_project, ["run", "--jobs", "1"]),
    "check --fix": Scenario(_untidy, ["check", "--fix", "--fail-on", "never"]),
    "approve": Scenario(_reviewable, ["approve", "ui", "--locale", "es", "--reviewer", "eva"]),
    "revoke": Scenario(_reviewed, ["revoke", "ui", "--locale", "es", "--reason", "Made up."]),
    "merge-po": Scenario(
        _branches, ["merge-po", "base.po", "locales/es/LC_MESSAGES/ui.po", "theirs.po"], repeatable=False
    ),
    "import": Scenario(_returned, ["import", "exchange/ui.es.csv", "exchange/rest.fr.csv", "--write"]),
    "export": Scenario(_translated, ["export", "--output", "exchange"]),
    "terms import": Scenario(_spreadsheet, ["terms", "import", "terms.csv", "--write"]),
    "build": Scenario(_built, ["build", "--format", "html", "--jobs", "1"]),
}
