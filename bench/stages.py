"""`STAGES` measure what each command costs, beside what others would use for it; `GOALS` say how little it shall be."""

import itertools
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bench import corpus, english, mergers, papers, peers, tools, update
from bench.corpus import Corpus
from bench.process import Usage, handouts
from bench.pseudo import Language
from bench.score import score

_ENOUGH = 10.0
"""Of some runs the one with the least CPU time counts; after so many seconds of it there is no other run."""

MERGERS = ("msgmerge", "pot2po with RapidFuzz", "sphinx-intl", "Babel")
"""pot2po as pip installs it takes minutes: `bench.update` has it."""


@dataclass(frozen=True)
class Row:
    """What one tool used for a stage, and how well it did; no use where it is not there, and then `why`."""

    stage: str
    tool: str
    used: Usage | None = None
    quality: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    things: int = 1
    """How many handouts, or handouts as PDFs, the work was for."""


@dataclass(frozen=True)
class Goal:
    """What the first row of a stage may use at most, as a part of what `tool` uses; or what its quality must be."""

    stage: str
    what: str
    """A tool; or a name of a quality."""
    bar: float
    stretch: float | None = None
    wall: bool = False
    least: bool = False
    """The bar is the least that is wanted."""


GOALS = (
    Goal("check", "msgfmt -c, a process a file", 1.5, 1.0),
    Goal("check", "pofilter, a process a locale", 1 / 3.3, 1 / 5),
    Goal("update", "msgmerge", 1 / 1.3, 1 / 2),
    Goal("update", "Babel", 1 / 6),
    Goal("update, nothing new", "hashing all inputs", 4, 2),
    Goal("extract", "mdpo, one process", 2.5, 1.5),
    Goal("extract", "Sphinx gettext", 1 / 2.5),
    Goal("pages, cold", "mdpo + Markdown, one process", 1.0, 0.7),
    Goal("pages, cold", "Sphinx, a process a locale", 1 / 25),
    Goal("pages, nothing new", "hashing all inputs", 4, 2),
    Goal("pages, nothing new", "Sphinx, a process a locale", 1 / 20),
    Goal("pages, one paragraph changed", "Sphinx, a process a locale", 1 / 12, 1 / 25),
    Goal("PDFs, two processes", "WeasyPrint, a process each", 1 / 6, wall=True),
    Goal("PDFs, one process", "WeasyPrint alone", 1.05),
    Goal("PDFs, tagging", "WeasyPrint alone, untagged", 1.10),
    *(
        Goal(stage, what, bar, stretch, least=least)
        for stage in ("check", "check, with traps")
        for what, bar, stretch, least in (
            ("recall", 0.99, 1.0, True),
            ("precision", 0.99, 1.0, True),
            ("right messages flagged", 0.001, None, False),
        )
    ),
    Goal("update", "unchanged, kept", 1.0, least=True),
    Goal("update", "moved inside, kept", 1.0, least=True),
    Goal("update", "moved to another, kept", 1.0, least=True),
    Goal("update", "edited, right one suggested", 0.995, least=True),
    Goal("update", "new, with a wrong hint", 0.01),
    Goal("update", "edited, taken for final", 0.0),
    Goal("update, nothing new", "files written", 0.0),
)

GROWTH = 1.05
"""How much more a handout may cost in a project of ten times as many."""


@dataclass(frozen=True)
class Bench:
    """A corpus, the environment of the peers, and whether they are measured too."""

    made: Corpus
    peers: Path
    terms: int
    alone: bool = False
    traps: float = 0.0
    times: int = 3

    @property
    def folder(self) -> Path:
        return self.made.folder

    @property
    def docs(self) -> int:
        return len(self.made.domains)

    def check(self) -> Usage:
        return handouts(self.folder, "check", "--format", "json", good=(0, 1))

    def build(self) -> Usage:
        return handouts(self.folder, "build", "--format", "html", "--jobs", "1")

    def forget(self) -> None:
        """Let the next run be the first: what commands remember goes, and what a build made."""
        for name in (".handouts-cache", "output"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def copy(self, name: str) -> Corpus:
        """Return the corpus as a peer has it, in a folder of its own that is kept up to date."""
        return peers.refresh(self.made, self.folder.parent / name)

    def row(self, stage: str, tool: str, run: Callable[[], Usage], before: Callable[[], object] | None = None) -> Row:
        """Return what ours used."""
        return replace(self._row(stage, tool, run, before), things=self.docs)

    def beside(
        self, stage: str, tool: str, run: Callable[[], Usage], before: Callable[[], object] | None = None
    ) -> Iterator[Row]:
        """Yield what a peer used, where peers are measured."""
        if not self.alone:
            yield self._row(stage, tool, run, before)

    def _row(self, stage: str, tool: str, run: Callable[[], Usage], before: Callable[[], object] | None) -> Row:
        """Return the run that used least; where it cannot be run, a row that says so, for none may be missed unseen."""
        runs: list[Usage] = []
        try:
            while len(runs) < self.times and sum(used.cpu for used in runs) < _ENOUGH:
                if before:
                    before()
                runs.append(run())
        except subprocess.CalledProcessError as error:
            said = (error.stderr or b"").decode(errors="replace").strip().rpartition("\n")[2]
            return Row(stage, tool, why=f"not measured: {error.cmd} ended with {error.returncode}: {said[:200]}")
        except OSError as error:
            return Row(stage, tool, why=f"not measured: {error}")
        return Row(stage, tool, min(runs, key=lambda used: used.cpu))


# --------------------------------------------------------------------------------------------------------- check


def check(bench: Bench) -> Iterator[Row]:
    """Measure all checks with nothing remembered, on a corpus without traps and on one with; then once more."""
    yield from _checked(bench, "check")
    yield bench.row("check, nothing new", "handouts", bench.check)
    yield from bench.beside("check, nothing new", "hashing all inputs", partial(update.hashing, bench.folder))
    path = bench.folder / "locales" / bench.made.locales[0] / "LC_MESSAGES" / f"{bench.made.domains[0]}.po"
    was = path.read_bytes()
    before, mark, after = was.rpartition(b'\nmsgstr "')
    words = itertools.count()
    yield bench.row(
        "check, one text changed",
        "handouts",
        bench.check,
        lambda: path.write_bytes(before + mark + f"Ay {next(words)} ".encode() + after),
    )
    path.write_bytes(was)
    if bench.traps and not bench.alone:
        folder = bench.folder.parent / "traps" / "corpus"
        made = corpus.write(
            folder, docs=bench.docs, locales=len(bench.made.locales), terms=bench.terms, traps=bench.traps
        )
        tools.prepare(made)
        yield from _checked(replace(bench, made=made), "check, with traps")
        shutil.rmtree(folder.parent)


def _checked(bench: Bench, stage: str) -> Iterator[Row]:
    linters: dict[str, tools.Tool] = {
        "handouts": tools.handouts,
        "msgfmt -c, a process a file": tools.msgfmt,
        "pofilter, a process a locale": tools.pofilter,
        "Weblate's checks, one process": lambda made: tools.weblate(made, bench.peers),
    }
    for name, tool in linters.items():
        if name != "handouts" and bench.alone:
            return
        found: tools.Flagged = {}

        def run(tool: tools.Tool = tool, found: tools.Flagged = found) -> Usage:
            used, flagged = tool(bench.made)
            found.update(flagged)
            return used

        row = bench.row(stage, name, run, bench.forget if name == "handouts" else None)
        if row.used and not bench.alone:
            scored = score(bench.made, found)
            row = replace(
                row,
                quality={
                    "recall": scored.total_recall,
                    "precision": scored.precision,
                    "right messages flagged": scored.false_share,
                },
            )
        yield row


# -------------------------------------------------------------------------------------------------------- update


def updating(bench: Bench) -> Iterator[Row]:
    """Measure how catalogs are brought up to a second version of the handouts, and what becomes of translations."""
    handouts(bench.folder, "update")
    new = replace(bench.made, folder=bench.folder.parent / "new")
    work = replace(bench.made, folder=bench.folder.parent / "work")
    edits = update.revised(bench.made, new.folder, docs=bench.docs, terms=bench.terms, seed=1)
    languages = [Language(locale, english.terms(bench.terms, 1)) for locale in bench.made.locales]

    def again() -> None:
        shutil.rmtree(work.folder, ignore_errors=True)
        shutil.copytree(new.folder, work.folder, ignore=shutil.ignore_patterns(".handouts-cache"))

    for tool in ("handouts",) if bench.alone else ("handouts", *MERGERS):
        row = bench.row("update", tool, partial(mergers.MERGERS[tool], work, bench.peers), again)
        if row.used and not bench.alone:
            row = replace(row, quality=update.quality(update.outcomes(bench.made, work, edits, languages)))
        yield row
        if tool == "handouts":
            written: list[bool] = []

            def idle(written: list[bool] = written) -> Usage:
                used, wrote = update.idle(work.folder)
                written.append(wrote)
                return used

            row = bench.row("update, nothing new", "handouts", idle)
            yield replace(row, quality={"files written": float(sum(written))})
            yield from bench.beside("update, nothing new", "hashing all inputs", partial(update.hashing, work.folder))
        elif tool == "msgmerge":
            yield from bench.beside("update, nothing new", tool, lambda: mergers.msgmerge(work, bench.peers))
    for folder in (new.folder, work.folder):
        shutil.rmtree(folder)


# ------------------------------------------------------------------------------------------------------- extract


def extract(bench: Bench) -> Iterator[Row]:
    """Measure how templates are made from Markdown."""
    handouts(bench.folder, "update")

    def remove() -> None:
        bench.forget()
        for path in (bench.folder / "locales").glob("*.pot"):
            path.unlink()

    yield bench.row("extract", "handouts", partial(handouts, bench.folder, "extract"), remove)
    yield bench.row("extract, nothing new", "handouts", partial(handouts, bench.folder, "extract"))
    if bench.alone:
        return
    yield from bench.beside("extract", "mdpo, one process", lambda: peers.mdpo_extract(bench.copy("mdpo"), bench.peers))

    yield from bench.beside(
        "extract",
        "Sphinx gettext",
        lambda: peers.sphinx(bench.copy("sphinx"), bench.peers, "gettext"),
        lambda: peers.sphinx_forget(bench.copy("sphinx")),
    )
    yield from bench.beside("extract", "po4a, a process a file", lambda: peers.po4a_extract(bench.copy("po4a")))


# --------------------------------------------------------------------------------------------------------- pages


def pages(bench: Bench) -> Iterator[Row]:
    """Measure pages from nothing, then again with nothing to do, then with one paragraph changed in one handout."""
    handouts(bench.folder, "update")
    hashing = partial(update.hashing, bench.folder)
    sphinx = "Sphinx, a process a locale"

    def by_sphinx() -> Usage:
        return peers.sphinx_pages(bench.copy("sphinx"), bench.peers)

    yield bench.row("pages, cold", "handouts", bench.build, bench.forget)
    if not bench.alone:
        yield from bench.beside(
            "pages, cold",
            "mdpo + Markdown, one process",
            lambda: peers.mdpo_pages(bench.copy("mdpo"), bench.peers),
        )
        made = bench.copy("mkdocs")
        yield from bench.beside(
            "pages, cold",
            "mkdocs + static-i18n, of translated Markdown",
            lambda: peers.mkdocs_pages(made, bench.peers),
            lambda: peers.mkdocs_ready(made, bench.peers),
        )
        yield from bench.beside("pages, cold", sphinx, by_sphinx, lambda: peers.sphinx_forget(bench.copy("sphinx")))
        yield from bench.beside("pages, cold", "po4a, Markdown only", lambda: peers.po4a_pages(bench.copy("po4a")))
    yield bench.row("pages, nothing new", "handouts", bench.build)
    yield from bench.beside("pages, nothing new", "hashing all inputs", hashing)
    yield from bench.beside("pages, nothing new", sphinx, by_sphinx)
    path = bench.folder / "source" / f"{bench.made.domains[0]}.md"

    def change() -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if line[:1].isalpha())
        lines[at] = "Ask us first. " + lines[at]
        path.write_text("".join(lines), encoding="utf-8")
        handouts(bench.folder, "update")

    yield bench.row("pages, one paragraph changed", "handouts", bench.build, change)
    yield from bench.beside("pages, one paragraph changed", sphinx, by_sphinx, change)


# ---------------------------------------------------------------------------------------------------------- PDFs


def printing(bench: Bench) -> Iterator[Row]:
    """Measure the PDFs of one handout of 25, in all locales, beside WeasyPrint with the same pages, and Chromium."""
    handouts(bench.folder, "update")
    slugs = bench.made.domains[: max(1, bench.docs // 25)]
    locales = [option for locale in bench.made.locales for option in ("--locale", locale)]
    command = ("build", *slugs, *locales, "--format", "pdf")
    count = len(slugs)
    for stage, jobs in (("PDFs, one process", "1"), ("PDFs, two processes", "2")):
        row = bench.row(stage, "handouts", partial(handouts, bench.folder, *command, "--jobs", jobs), bench.forget)
        yield replace(row, things=count)
    if bench.alone:
        return
    bench.forget()
    papers.record(bench.folder, command)
    ours = partial(papers.alone, bench.folder, "ours")
    yield from bench.beside("PDFs, one process", "WeasyPrint alone", ours)
    yield from bench.beside(
        "PDFs, two processes", "WeasyPrint, a process each", partial(papers.one_by_one, bench.folder)
    )
    yield from bench.beside("PDFs, two processes", "Chromium, a process each", partial(papers.chromium, bench.folder))
    yield from bench.beside("PDFs, tagging", "WeasyPrint alone, tagged by ours", ours)
    for tool, tagging in (("untagged", "none"), ("tagged by itself", "its own")):
        yield from bench.beside(
            "PDFs, tagging", f"WeasyPrint alone, {tool}", partial(papers.alone, bench.folder, tagging)
        )


STAGES: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "check": check,
    "update": updating,
    "extract": extract,
    "pages": pages,
    "pdf": printing,
}
"""In the order in which they must run: the first takes the catalogs as the corpus has them, the others up to date."""
