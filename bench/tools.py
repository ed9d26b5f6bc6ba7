"""`TOOLS` are the linters that are compared: each checks a corpus and says which messages it flagged."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

from bench.corpus import Corpus
from bench.process import Usage, measure
from bench.score import At

_BIN = Path(sys.executable).parent

Flagged = dict[At, set[str]]

SELECTED = (
    "untranslated", "fuzzy", "unchanged", "number-mismatch", "url-mismatch", "markup-mismatch", "placeholder-mismatch",
    "term-missing", "term-deprecated", "double-space", "end-punctuation-mismatch",
)  # fmt: skip
"""The checks that are made for the kinds of defects in the corpus, where the others have nothing to find."""


def prepare(corpus: Corpus) -> None:
    """Give the project the catalogs that it lacks, those of the words around the text.

    An update also fills in what another handout has translated, so it mends some of the defects: it is undone in the
    corpus's own catalogs.
    """
    made = {path: path.read_bytes() for path in corpus.folder.glob("locales/*/LC_MESSAGES/*.po")}
    subprocess.run([_BIN / "handouts", "update"], cwd=corpus.folder, check=True, capture_output=True)
    for path, content in made.items():
        path.write_bytes(content)


def handouts(corpus: Corpus, selected: Sequence[str] = ()) -> tuple[list[Usage], Flagged]:
    """Check the corpus as the project that it is. What counts are warnings and errors; notes do not."""
    asked = [f"--select={check}" for check in selected]
    usage = measure([_BIN / "handouts", "check", "--format", "json", *asked], corpus.folder)
    flagged: Flagged = {}
    for finding in json.loads(usage.output)["findings"]:
        at = (finding["locale"], Path(finding["file"]).stem, finding["msgid"])
        if finding["severity"] in {"error", "warning"} and _known(at, corpus):
            flagged.setdefault(at, set()).add(finding["check"])
    return [usage], flagged


def pofilter(corpus: Corpus) -> tuple[list[Usage], Flagged]:
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
    return usages, flagged


def _known(at: At, corpus: Corpus) -> bool:
    """Say whether it is a message of the key's; headers, sources, and the words of the pages around texts are not."""
    return at[0] in corpus.locales and at[1] in corpus.domains and at[2] != ""


def _tests(comment: str) -> list[str]:
    """Return the tests that a comment of pofilter names: a line `(pofilter) endpunc: …` each."""
    lines = (line for line in comment.splitlines() if line.startswith("(pofilter) "))
    return [line.removeprefix("(pofilter) ").partition(":")[0] for line in lines]


TOOLS: Mapping[str, Callable[[Corpus], tuple[list[Usage], Flagged]]] = {
    "handouts": handouts,
    "handouts-selected": lambda corpus: handouts(corpus, SELECTED),
    "pofilter": pofilter,
}
