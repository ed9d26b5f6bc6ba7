"""`python -m bench` measures every stage beside what others would use for it, on one corpus, and prints the ratios."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus
from bench.corpus import Corpus
from bench.process import Usage, measure
from bench.tools import prepare
from bench.update import HASH

PINNED = ("mdpo==2.1.4", "Markdown==3.11.3", "Sphinx==9.0.4", "myst-parser==5.2.0", "sphinx-intl==2.4.0")

_MDPO = """
import pathlib
from mdpo.md2po import markdown_to_pofile
for path in sorted(pathlib.Path("source").glob("*.md")):
    markdown_to_pofile(str(path), save=True, po_filepath=f"../mdpo/{path.stem}.pot")
"""
_MDPO_HTML = """
import pathlib, sys
import markdown
from mdpo.po2md import pofile_to_markdown
for path in sorted(pathlib.Path("source").glob("*.md")):
    for locale in sys.argv[1:]:
        text = pofile_to_markdown(str(path), f"locales/{locale}/LC_MESSAGES/{path.stem}.po")
        html = markdown.markdown(text, extensions=["tables"])
        pathlib.Path(f"../mdpo/{locale}-{path.stem}.html").write_text(html)
"""
_WEASYPRINT = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])"


@dataclass(frozen=True)
class Row:
    """What one tool used for a stage; none where it is not there, and then `why`."""

    stage: str
    tool: str
    usages: tuple[Usage, ...] = ()
    why: str = ""

    @property
    def cpu(self) -> float:
        return sum(usage.cpu for usage in self.usages)


@dataclass(frozen=True)
class Bench:
    """A corpus that is up to date, and the Python that has the peers."""

    made: Corpus
    peers: Path

    @property
    def folder(self) -> Path:
        return self.made.folder

    def handouts(self, *arguments: str) -> Usage:
        return measure([Path(sys.executable).parent / "handouts", *arguments], self.folder)

    def build(self) -> Usage:
        return self.handouts("build", "--format", "html", "--jobs", "1")

    def peer(self, program: str, *arguments: str) -> Usage:
        (self.folder.parent / "mdpo").mkdir(exist_ok=True)
        return measure([self.peers / "bin" / "python", "-c", program, *arguments], self.folder)

    def sphinx(self, builder: str, locale: str = "en") -> Usage:
        """Build the sources by Sphinx, into a folder that is kept for the next call."""
        settings = self.folder.parent / "sphinx"
        settings.mkdir(exist_ok=True)
        index = "# Handouts\n\n```{toctree}\n:glob:\n*\n```\n"
        (self.folder / "source" / "index.md").write_text(index)
        locales = self.folder / "locales"
        (settings / "conf.py").write_text(
            f"extensions = ['myst_parser']\nlocale_dirs = [{str(locales)!r}]\nlanguage = {locale!r}\n"
            "gettext_compact = False\nexclude_patterns = ['*.toml', '*.tbx']\n"
        )
        target = settings / f"{builder}-{locale}"
        command: list[str | Path] = [self.peers / "bin" / "sphinx-build", "-q", "-b", builder, "-c", settings]
        usage = measure([*command, self.folder / "source", target], self.folder)
        (self.folder / "source" / "index.md").unlink()
        return usage

    def sphinx_html(self) -> list[Usage]:
        return [self.sphinx("html", locale) for locale in self.made.locales]


def main() -> None:
    """Write the corpus, measure stage by stage, and print a table of each tool's use and of ours as its ratio."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--docs", type=int, default=100)
    parser.add_argument("--locales", type=int, default=10)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--peers", type=Path, help="a folder for the peers' packages, to keep them for the next run")
    parser.add_argument("--only", action="append", choices=STAGES, help="only this stage; may be given again")
    parser.add_argument("--growth", type=int, nargs="*", default=[], metavar="DOCS", help="ours alone, at these sizes")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        peers = options.peers or Path(name, "peers")
        _install(peers)
        rows: list[Row] = []
        for docs in options.growth or [options.docs]:
            folder = Path(name, f"{docs}", "corpus")
            made = corpus.write(folder, docs=docs, locales=options.locales, terms=options.terms)
            prepare(made)
            bench = Bench(made, peers)
            bench.handouts("update")
            for stage in options.only or STAGES:
                print(f"{docs} handouts: {stage}", file=sys.stderr)
                found = STAGES[stage](bench)
                rows += [one for one in found if not options.growth or one.tool.startswith("handouts")]
            shutil.rmtree(folder.parent)
        print(_versions(peers))
        print(table(rows))


def _install(folder: Path) -> None:
    if not (folder / "bin" / "sphinx-build").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *PINNED], check=True)


def _row(stage: str, tool: str, run: Callable[[], Usage | Sequence[Usage]]) -> Row:
    """Return what a tool used; where it cannot be run, a row that says so, for no figure may be missed unseen."""
    try:
        used = run()
    except (OSError, subprocess.CalledProcessError) as error:
        return Row(stage, tool, why=f"not measured: {error}")
    return Row(stage, tool, (used,) if isinstance(used, Usage) else tuple(used))


def extraction(bench: Bench) -> list[Row]:
    def ours() -> Usage:
        for path in (bench.folder / "locales").glob("*.pot"):
            path.unlink()
        return bench.handouts("extract")

    return [
        _row("extract", "handouts", ours),
        _row("extract", "mdpo, one process", lambda: bench.peer(_MDPO)),
        _row("extract", "Sphinx gettext", lambda: bench.sphinx("gettext")),
        _row("extract, nothing new", "handouts", lambda: bench.handouts("extract")),
    ]


def pages(bench: Bench) -> list[Row]:
    """Measure pages from nothing, then again with nothing to do, then with one paragraph changed in one handout."""
    hashing = [sys.executable, "-I", "-c", HASH, "source", "locales", "handouts.toml"]
    shutil.rmtree(bench.folder / "output", ignore_errors=True)
    rows = [
        _row("pages, cold", "handouts", bench.build),
        # Before Sphinx, which leaves its compiled catalogs among the inputs.
        _row("pages, nothing new", "handouts", bench.build),
        _row("pages, cold", "mdpo + Markdown", lambda: bench.peer(_MDPO_HTML, *bench.made.locales)),
        _row("pages, cold", "Sphinx html", bench.sphinx_html),
        _row("pages, nothing new", "hashing all inputs", lambda: measure(hashing, bench.folder)),
        _row("pages, nothing new", "Sphinx html", bench.sphinx_html),
    ]
    path = bench.folder / "source" / f"{bench.made.domains[0]}.md"
    was = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(was) if line[:1].isalpha())
    path.write_text("".join([*was[:at], "Ask us first. " + was[at], *was[at + 1 :]]), encoding="utf-8")
    bench.handouts("update")
    return [
        *rows,
        _row("pages, one paragraph changed", "handouts", bench.build),
        _row("pages, one paragraph changed", "Sphinx html", bench.sphinx_html),
    ]


def papers(bench: Bench) -> list[Row]:
    """Measure the PDFs of some handouts beside a process of WeasyPrint for each page of the same text."""
    slugs = list(bench.made.domains[:4])
    locales = [option for locale in bench.made.locales for option in ("--locale", locale)]
    rows = []
    for tool, jobs in (("handouts, one process", "1"), ("handouts, two", "2")):
        shutil.rmtree(bench.folder / "output", ignore_errors=True)
        ask = ("build", *slugs, *locales, "--format", "pdf", "--jobs", jobs)
        rows.append(_row(f"{len(slugs) * len(bench.made.locales)} PDFs", tool, partial(bench.handouts, *ask)))
    bench.handouts("build", *slugs, *locales, "--format", "html")
    made = sorted(path for locale in bench.made.locales for path in (bench.folder / "output" / locale).glob("*/*.html"))

    def one_by_one() -> list[Usage]:
        target = bench.folder.parent / "naive.pdf"
        return [measure([sys.executable, "-c", _WEASYPRINT, path, target], bench.folder) for path in made]

    return [*rows, _row(f"{len(made)} PDFs", "WeasyPrint, a process each", one_by_one)]


STAGES: dict[str, Callable[[Bench], list[Row]]] = {"extract": extraction, "pages": pages, "papers": papers}


def table(rows: Sequence[Row]) -> str:
    """Return the rows as Markdown; the ratio is of ours, the first of the stage, to each."""
    lines = [
        "| stage | tool | CPU s | wall s | peak MB | handouts / this |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        if not row.usages:
            lines.append(f"| {row.stage} | {row.tool} | {row.why} | | | |")
            continue
        own = next(one for one in rows if one.stage == row.stage)
        wall, peak = sum(usage.wall for usage in row.usages), max(usage.peak for usage in row.usages) / 1e6
        ratio = f"{own.cpu / row.cpu:.2f}" if own.cpu and row.cpu else ""
        lines.append(f"| {row.stage} | {row.tool} | {row.cpu:.2f} | {wall:.2f} | {peak:.0f} | {ratio} |")
    return "\n".join(lines)


def _versions(peers: Path) -> str:
    return (
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, WeasyPrint {version('weasyprint')}, "
        f"{', '.join(PINNED)} (in {peers.name}).\n"
    )


if __name__ == "__main__":
    main()
