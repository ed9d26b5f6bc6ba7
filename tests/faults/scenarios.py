"""`SCENARIOS`: each command that writes, and the project that it is run in, as the contents of its files."""

import json
import os
import re
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipeline import catalog, cli, render
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
    main: Callable[[], object] = cli.main
    """Runs the command that stands in `sys.argv`, and exits."""


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
    _edit_source()


def _edit_source() -> None:
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


def _returned(run: Run, format_: str = "csv") -> None:
    _translated(run)
    run("export", "--format", format_, "--output", "exchange")
    for path in sorted(Path("exchange").iterdir()):
        path.write_bytes(path.read_bytes().replace(b"Texto: ", b"Nuevo texto: "))


def _returned_xliff(run: Run) -> None:
    _returned(run, "xliff")


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


# ----------------------------------------------------------------------------- a text that is saved in the live preview

SAVED = "Texto guardado."
_KEY = (None, "Sleep eight hours.")


def serve() -> None:
    """Run `handouts serve` until a page has opened in it, saved a text, and gone away."""
    told: list[str] = []

    def open_(address: str) -> None:
        threading.Thread(target=_save, args=(address, told)).start()

    # A shell lets what it runs in the background ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    webbrowser.open, before = open_, webbrowser.open  # type: ignore[assignment]
    try:
        cli.main()
    except SystemExit:
        for thread in set(threading.enumerate()) - {threading.current_thread()}:
            thread.join(10)
        for line in told:
            print(f"handouts: {line}", file=sys.stderr)
        sys.exit(2 if told else 0)
    finally:
        webbrowser.open = before


def _save(address: str, told: list[str]) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    headers: dict[str, str] = {}

    def ask(method: str, path: str, body: object = None) -> bytes:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        if cookie := response.headers.get("Set-Cookie"):
            headers["Cookie"] = cookie.partition(";")[0]
        content = response.read()
        if response.status >= 400:
            raise ValueError(*json.loads(content).get("errors", ["Somebody else has changed it."]))
        return content

    try:
        ask("GET", f"/?{parts.query}")
        (token,) = re.findall(rb'data-token="([^"]+)"', ask("GET", "/"))
        headers |= {"X-Handouts-Token": token.decode(), "Origin": f"http://{parts.netloc}"}
        headers["Content-Type"] = "application/json"
        mark = render.mark("rest", _KEY)
        message = json.loads(ask("GET", f"/api/message?locale=es&mark={quote(mark)}"))
        about = {"locale": "es", "mark": mark, "stamp": message["stamp"]}
        ask("POST", "/api/save", {**about, "texts": [SAVED], "fuzzy": False, "comments": ""})
    except ValueError as error:
        told.append(str(error))
    finally:
        connection.close()
        os.kill(os.getpid(), signal.SIGINT)


def _busy(run: Run) -> None:
    _returned(run)
    _edit_source()
    _change(Path("locales/fr/LC_MESSAGES/rest.po"), lambda msgid: f"Texto:  {msgid}")
    Path("locales/reviewers.toml").write_text(REVIEWERS)


CROWD: Mapping[str, tuple[Scenario, str, str]] = {
    "update": (Scenario(_busy, ["update"]), "fr/LC_MESSAGES/drinking-water.po", "Drink tea, too."),
    "check --fix": (
        Scenario(_busy, ["check", "--fix", "--fail-on", "never"]), "fr/LC_MESSAGES/rest.po", '\u00a0: Rest"'
    ),
    "import": (Scenario(_busy, ["import", "exchange/ui.es.csv", "--write"]), "es/LC_MESSAGES/ui.po", "Nuevo texto: "),
    "approve": (
        Scenario(_busy, ["approve", "ui", "--locale", "fr", "--reviewer", "eva"]), "fr/reviews.toml", "[[sign-off]]"
    ),
    "serve": (Scenario(_busy, ["serve", "--port", "0"], main=serve), "es/LC_MESSAGES/rest.po", SAVED),
    "build": (Scenario(_busy, ["build", "--format", "html", "--jobs", "1"]), "es/LC_MESSAGES/ui.po", ""),
}  # fmt: skip
"""Commands that are run at once in one project; in what file below `locales` each leaves what, once it is done."""

SCENARIOS: Mapping[str, Scenario] = {
    "init": Scenario(_nothing, ["init"]),
    "extract": Scenario(_edited, ["extract"]),
    "update": Scenario(_edited, ["update"]),
    "update, in a crowd": CROWD["update"][0],
    "run": Scenario(_project, ["run", "--jobs", "1"]),
    "check --fix": Scenario(_untidy, ["check", "--fix", "--fail-on", "never"]),
    "check --write-baseline": Scenario(_untidy, ["check", "--write-baseline", "known.json"]),
    "approve": Scenario(_reviewable, ["approve", "ui", "--locale", "es", "--reviewer", "eva"]),
    "revoke": Scenario(_reviewed, ["revoke", "ui", "--locale", "es", "--reason", "Made up."]),
    "merge-po": Scenario(
        _branches, ["merge-po", "base.po", "locales/es/LC_MESSAGES/ui.po", "theirs.po"], repeatable=False
    ),
    "import": Scenario(_returned, ["import", "exchange/ui.es.csv", "exchange/rest.fr.csv", "--write"]),
    "import, xliff": Scenario(_returned_xliff, ["import", "exchange/ui.es.xlf", "exchange/rest.fr.xlf", "--write"]),
    "export": Scenario(_translated, ["export", "--output", "exchange"]),
    "export, csv": Scenario(_returned, ["export", "--format", "csv", "--output", "exchange"]),
    "export, tmx": Scenario(_translated, ["export", "--format", "tmx", "--output", "exchange"]),
    "terms import": Scenario(_spreadsheet, ["terms", "import", "terms.csv", "--write"]),
    "terms export": Scenario(_spreadsheet, ["terms", "export", "--output", "terms.csv"]),
    "build": Scenario(_built, ["build", "--format", "html", "--jobs", "1"]),
    "build, pdf": Scenario(_built, ["build", "--format", "pdf", "--locale", "es", "--jobs", "1"]),
    "pseudo": Scenario(_project, ["pseudo", "rest", "--locale", "ar_XB", "--variant", "standard", "--jobs", "1"]),
    "serve": Scenario(_translated, ["serve", "--port", "0"], main=serve),
}
