"""`TOOLS` are the linters that are compared: each checks a corpus and says which messages it flagged."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

from bench import process
from bench.corpus import Corpus
from bench.peers import require
from bench.process import Usage, measure, together
from bench.score import At
from pipeline.model import UI_DOMAIN

_BIN = Path(sys.executable).parent

_MSGFMT = 'for p in locales/*/LC_MESSAGES/*.po; do msgfmt -c -o /dev/null "$p" 2>&1; done; true'
_AT = re.compile(r"(?P<path>locales/[^:]+):(?P<line>\d+): ")

_WEBLATE = """
import json, os, pathlib, sys
from unittest.mock import MagicMock
for name in ("cairo", "gi", "gi.repository"):  # for pictures of text alone
    sys.modules[name] = MagicMock()
os.environ["DJANGO_SETTINGS_MODULE"] = "weblate.settings_example"
import django
django.setup()
from translate.storage.pypo import pofile
from weblate.checks.models import CHECKS
from weblate.checks.tests.test_checks import MockTranslation, MockUnit
ASKS = {"inconsistent", "reused", "translated", "check_glossary", "max-size", "prohibited_initial_character"}
checks = [check for check in CHECKS.values() if check.target and check.check_id not in ASKS]
flagged = []
for locale in sys.argv[1:]:
    translation = MockTranslation(locale)
    for path in sorted(pathlib.Path("locales", locale, "LC_MESSAGES").glob("*.po")):
        for each in pofile(path.open("rb")).units:
            if each.isheader() or each.isobsolete():
                continue
            flags = "md-text, python-brace-format" if "{" in each.source else "md-text"
            unit = MockUnit(None, flags, locale, each.source, target=each.target)
            unit.translation = translation
            unit.state = 0 if not each.target else 10 if each.isfuzzy() else 20
            unit.translated, unit.fuzzy = unit.state == 20, unit.state == 10
            found = [check.check_id for check in checks if check.check_target(unit.sources, unit.targets, unit)]
            if found or unit.state < 20:
                flagged.append([locale, path.stem, each.source, found or ["state"]])
json.dump(flagged, sys.stdout)
"""

Flagged = dict[At, set[str]]
Tool = Callable[[Corpus], tuple[Usage, Flagged]]

SELECTED = (
    "untranslated", "fuzzy", "unchanged", "number-mismatch", "url-mismatch", "markup-mismatch", "placeholder-mismatch",
    "term-missing", "term-deprecated", "double-space", "end-punctuation-mismatch",
)  # fmt: skip
"""The checks that are made for the kinds of defects in the corpus, where the others have nothing to find."""


def prepare(corpus: Corpus) -> None:
    """Give the project its templates, and the catalogs that it lacks, those of the words around the text.

    They are made in a project of one handout: an update of this one would fill in what another handout has translated,
    and so mend some of the defects.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source").mkdir()
        for path in ("handouts.toml", f"source/{corpus.domains[0]}.md"):
            shutil.copy(corpus.folder / path, folder / path)
        process.handouts(folder, "update")
        for locale in corpus.locales:
            path = f"locales/{locale}/LC_MESSAGES/{UI_DOMAIN}.po"
            shutil.copy(folder / path, corpus.folder / path)
    process.handouts(corpus.folder, "extract")


def handouts(corpus: Corpus, selected: Sequence[str] = ()) -> tuple[Usage, Flagged]:
    """Check the corpus as the project that it is. What counts are warnings and errors; notes do not."""
    asked = [f"--select={check}" for check in selected]
    usage = process.handouts(corpus.folder, "check", "--format", "json", *asked, good=(0, 1))
    flagged: Flagged = {}
    for finding in json.loads(usage.output)["findings"]:
        at = (finding["locale"], Path(finding["file"]).stem, finding["msgid"])
        if finding["severity"] in {"error", "warning"} and _known(at, corpus):
            flagged.setdefault(at, set()).add(finding["check"])
    return usage, flagged


def pofilter(corpus: Corpus) -> tuple[Usage, Flagged]:
    """Check each locale by a process of its own, all tests, told the language: it takes one language at a time."""
    usages: list[Usage] = []
    flagged: Flagged = {}
    with TemporaryDirectory() as folder:
        for locale in corpus.locales:
            source, result = corpus.folder / "locales" / locale, Path(folder) / locale
            result.mkdir()
            command: list[str | Path] = [
                _BIN / "pofilter",
                "--progress=none",
                f"--language={locale}",
                "-i",
                source,
                "-o",
                result,
            ]
            usages.append(measure(command, corpus.folder))
            for path in result.rglob("*.po"):
                for entry in polib.pofile(str(path)):
                    at = (locale, path.stem, entry.msgid)
                    if _known(at, corpus):
                        flagged[at] = set(_tests(entry.tcomment))
    return together(usages), flagged


def msgfmt(corpus: Corpus) -> tuple[Usage, Flagged]:
    """Ask gettext's own check, a process a file, what is wrong: it looks at headers, formats and the ends of lines."""
    require("msgfmt")
    usage = measure(["sh", "-c", _MSGFMT], corpus.folder)
    flagged: Flagged = {}
    for line in usage.output.decode().splitlines():
        if match := _AT.match(line):
            path = corpus.folder / match["path"]
            # gettext names the line of msgstr; an entry begins with its comments.
            before = [one.msgid for one in polib.pofile(str(path)) if (one.linenum or 0) <= int(match["line"])]
            at = (path.parent.parent.name, path.stem, before[-1] if before else "")
            if _known(at, corpus):
                flagged.setdefault(at, set()).add("msgfmt")
    return usage, flagged


def weblate(corpus: Corpus, peers: Path) -> tuple[Usage, Flagged]:
    """Ask Weblate's checks of translations, but those that look into its database (the glossary's is one of them)."""
    python = peers / "weblate" / "bin" / "python"
    usage = measure([python, "-c", _WEBLATE, *corpus.locales], corpus.folder)
    found = {(locale, domain, msgid): set(checks) for locale, domain, msgid, checks in json.loads(usage.output)}
    return usage, {at: checks for at, checks in found.items() if _known(at, corpus)}


def _known(at: At, corpus: Corpus) -> bool:
    """Say whether it is a message of the key's; headers, sources, and the words of the pages around texts are not."""
    return at[0] in corpus.locales and at[1] in corpus.domains and at[2] != ""


def _tests(comment: str) -> list[str]:
    """Return the tests that a comment of pofilter names: a line `(pofilter) endpunc: …` each."""
    lines = (line for line in comment.splitlines() if line.startswith("(pofilter) "))
    return [line.removeprefix("(pofilter) ").partition(":")[0] for line in lines]


TOOLS: Mapping[str, Tool] = {
    "handouts": handouts,
    "handouts-selected": lambda corpus: handouts(corpus, SELECTED),
    "pofilter": pofilter,
}
