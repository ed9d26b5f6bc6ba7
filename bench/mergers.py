"""`MERGERS` are the tools that are compared: each brings the catalogs of a corpus up to its new templates."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import process
from bench.corpus import Corpus
from bench.process import Usage, measure, together

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
_MSGMERGE = """
for path in */LC_MESSAGES/*.po; do
    name="${path##*/}"
    msgmerge -q --previous -U --backup=none "$path" "${name%.po}.pot"
done
"""
_ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # for such small files threads cost more than they save


def handouts(corpus: Corpus, _peers: Path) -> Usage:
    """Work from the Markdown, which the others do not: their templates are given."""
    return process.handouts(corpus.folder, "update")


def msgmerge(corpus: Corpus, _peers: Path) -> Usage:
    locales = corpus.folder / "locales"
    return measure(["sh", "-c", _MSGMERGE], locales, _ONE_THREAD)


def babel(corpus: Corpus, peers: Path) -> Usage:
    return measure([peers / "bin" / "python", "-c", _BABEL, "locales", *corpus.locales], corpus.folder)


def sphinx_intl(corpus: Corpus, peers: Path) -> Usage:
    languages = [option for locale in corpus.locales for option in ("-l", locale)]
    command: list[str | Path] = [peers / "bin" / "sphinx-intl", "update", "-p", "locales", "-d", "locales", *languages]
    return measure(command, corpus.folder)


def pot2po(corpus: Corpus, peers: Path, without: str = "rapidfuzz") -> Usage:
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
    return together(usages)


MERGERS: Mapping[str, Callable[[Corpus, Path], Usage]] = {
    "handouts": handouts,
    "msgmerge": msgmerge,
    "pot2po": pot2po,
    "pot2po with RapidFuzz": lambda corpus, peers: pot2po(corpus, peers, without=""),
    "sphinx-intl": sphinx_intl,
    "Babel": babel,
}
