"""`MERGERS` are the tools that are compared: each brings the catalogs of a corpus up to its new templates."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.corpus import Corpus
from bench.process import Usage, measure

PINNED = ("Babel==2.18.0", "RapidFuzz==3.14.6", "sphinx-intl==2.4.0", "translate-toolkit==3.20.4")

_BABEL = """
import pathlib, sys
from babel.messages.pofile import read_po, write_po
for template in sorted(pathlib.Path(sys.argv[1]).glob("*.pot")):
    with template.open("rb") as stream:
        new = read_po(stream)
    for locale in sys.argv[2:]:
        path = pathlib.Path(sys.argv[1], locale, "LC_MESSAGES", template.stem + ".po")
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=locale)
        catalog.update(new)
        with path.open("wb") as stream:
            write_po(stream, catalog)
"""
_ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # for such small files threads cost more than they save


def install(folder: Path) -> None:
    """Make a virtual environment of the peers' Python packages, as pinned, in `folder`, unless it is there."""
    if not (folder / "bin" / "sphinx-intl").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *PINNED], check=True)


def handouts(corpus: Corpus, _peers: Path) -> list[Usage]:
    """Work from the Markdown, which the others do not: their templates are given."""
    return [measure([Path(sys.executable).parent / "handouts", "update"], corpus.folder)]


def msgmerge(corpus: Corpus, _peers: Path) -> list[Usage]:
    locales = corpus.folder / "locales"
    script = "for p in */LC_MESSAGES/*.po; do msgmerge -q --previous -U --backup=none $p $(basename $p .po).pot; done"
    return [measure(["sh", "-c", script], locales, _ONE_THREAD)]


def babel(corpus: Corpus, peers: Path) -> list[Usage]:
    return [measure([peers / "bin" / "python", "-c", _BABEL, "locales", *corpus.locales], corpus.folder)]


def sphinx_intl(corpus: Corpus, peers: Path) -> list[Usage]:
    languages = [option for locale in corpus.locales for option in ("-l", locale)]
    return [
        measure([peers / "bin" / "sphinx-intl", "update", "-p", "locales", "-d", "locales", *languages], corpus.folder)
    ]


def pot2po(corpus: Corpus, peers: Path, without: str = "rapidfuzz") -> list[Usage]:
    """Run it as pip installs it, without RapidFuzz, which makes it many times faster."""
    program = f"import sys; sys.modules[{without!r}] = None; from translate.convert.pot2po import main; main()"
    usages = []
    for locale in corpus.locales:
        old, new = (corpus.folder / "locales" / locale / name for name in ("LC_MESSAGES", "new"))
        templates = corpus.folder / "templates"
        templates.mkdir(exist_ok=True)
        for path in (corpus.folder / "locales").glob("*.pot"):
            shutil.copy(path, templates)
        command: list[str | Path] = [
            peers / "bin" / "python",
            "-c",
            program,
            "--progress=none",
            "-t",
            old,
            "-i",
            templates,
            "-o",
            new,
        ]
        usages.append(measure(command, corpus.folder))
        shutil.copytree(new, old, dirs_exist_ok=True)
        shutil.rmtree(new)
    return usages


MERGERS: Mapping[str, Callable[[Corpus, Path], list[Usage]]] = {
    "handouts": handouts,
    "msgmerge": msgmerge,
    "pot2po": pot2po,
    "pot2po with RapidFuzz": lambda corpus, peers: pot2po(corpus, peers, without=""),
    "sphinx-intl": sphinx_intl,
    "Babel": babel,
}
