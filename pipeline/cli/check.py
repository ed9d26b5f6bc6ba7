"""`handouts check` and `handouts explain`: what is wrong with the translations, and why it matters."""

import os
import subprocess
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

import click

from pipeline import catalog, checks, files, report, review, source
from pipeline import project as projects
from pipeline.catalog import Catalog
from pipeline.checks import manual
from pipeline.cli import fix as fixing
from pipeline.cli.found import found as found_in
from pipeline.cli.orphans import orphans
from pipeline.cli.shard import Shard
from pipeline.cli.workspace import SEVERITIES, Pair, Workspace, begin, fail, load, say, show, targets
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.model import Coverage, Finding
from pipeline.report import baseline as known
from pipeline.review import Ledger

ToFix = tuple[Catalog, checks.RunContext]


@click.command()
@click.argument("what", nargs=-1, metavar="[LOCALE|PATH]...")
@click.option("--format", "format_", type=click.Choice(list(report.FINDINGS)), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="ID", help="Run only this check; may be given again.")
@click.option("--ignore", multiple=True, metavar="ID", help="Leave this check out; may be given again.")
@click.option(
    "--fail-on",
    type=click.Choice(list(SEVERITIES)),
    help="Exit 1 for a finding of this severity or above.  [default: the project's, else error]",
)
@click.option("--since", metavar="REV", help="Tell only of messages that changed since this git revision.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tell nothing that this file of known findings holds.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what is found to this file, and exit 0.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="First fix what is safe: spaces, marks and unseen characters, never a word. What changes loses its sign-off.",
)
@click.option("--diff", is_flag=True, help="Only show what --fix would change; exit 1 where it would.")
@click.option(
    "--shard",
    type=Shard.read,
    metavar="I/N",
    help="Only the I-th of N parts of the project's handouts and `ui`: all parts together find what the whole does.",
)
@click.option("--source-locale", default="en", show_default=True, help="The language of msgids outside a project.")
def check(
    what: Sequence[str],
    format_: str,
    select: Sequence[str],
    ignore: Sequence[str],
    fail_on: str | None,
    since: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    fix: bool,
    diff: bool,
    shard: Shard | None,
    source_locale: str,
) -> None:
    """Check the translations of LOCALE, or the .po files at PATH; without either, the whole project.

    The source language as LOCALE stands for the handouts as their authors wrote them. A PATH may be of any gettext
    project: a file, or a folder with .po files somewhere below it.
    """
    for name in (*select, *ignore):
        _known(name)
    paths = [name for name in what if _is_path(name)]
    locales = [name for name in what if name not in paths]
    others = _po_files(map(Path, paths))
    workspace = begin() if locales or not paths or _in_project(others) else None
    pairs: list[Pair] = []
    written: Sequence[str] = ()
    if workspace is not None:
        chosen = targets(workspace, locales, source=True) if locales or not paths else ()
        written = tuple(workspace.sources) if workspace.project.source_locale in chosen or not what else ()
        chosen = tuple(locale for locale in chosen if locale != workspace.project.source_locale)
        for line in orphans(workspace, chosen):
            say(line)
        pairs, others = _of_project(workspace, workspace.pairs(chosen), others)
        if shard:
            part = shard.of(workspace.domains)
            written = [slug for slug in written if slug in part]
            pairs = [(locale, domain) for locale, domain in pairs if domain in part]
    if shard:
        others = list(map(Path, shard.of(map(str, others))))
    outside = checks.RunContext(
        source_locale=source_locale, select=tuple(select), ignore=tuple(ignore), root=Path.cwd()
    )
    told = _told(since, baseline)
    if since is not None:
        folders = {files.resolved(path).parent for path in others}
        _check_revision(since, folders | ({workspace.project.root} if workspace is not None else set()))
    if diff:
        shown = "".join(map(_diff, _fixed(_to_fix(workspace, pairs, others, outside), told)))
        show(shown)
        raise SystemExit(1 if shown else 0)
    if fix:
        say(f"Catalogs fixed: {_fix(workspace, pairs, others, outside, told)}.")
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    if workspace is not None and (select or ignore):
        workspace = load(workspace.project.root)
        findings = workspace.source_findings(written, select=select, ignore=ignore)
        findings += workspace.findings(pairs, select=select, ignore=ignore)
        coverage = workspace.coverage(pairs)
    elif workspace is not None:
        findings, coverage = found_in(workspace, pairs, written=written)
    found = collect(catalog.read, others)
    findings += tuple(
        finding
        for corpus in checks.corpora(found)
        for one in corpus.catalogs
        for finding in checks.run(one, outside, corpus)
    )
    coverage += tuple(review.coverage(one, Ledger()) for one in found)
    findings = told(findings)
    if format_ == "html":
        language = workspace.project.source_locale if workspace is not None else source_locale
        show(report.page.findings(findings, coverage, source_locale=language))
    else:
        show(report.FINDINGS[format_](findings, coverage))
    if write_baseline is not None:
        files.write(write_baseline, known.dump(findings, write_baseline))
        raise SystemExit(0)
    raise SystemExit(1 if fail(findings, fail_on, workspace.project if workspace else None) else 0)


def _told(since: str | None, baseline: Path | None) -> Callable[[Sequence[Finding]], tuple[Finding, ...]]:
    """Return what picks the findings that a person asked to be told of."""
    old = known.read(baseline) if baseline is not None else frozenset()
    at_revision = None if since is None else cache(partial(_at, since))

    def told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        changed = findings
        if at_revision is not None:
            changed = [finding for finding in findings if not at_revision(Path(finding.file))(finding)]
        return known.beyond(changed, old, baseline) if baseline is not None else tuple(changed)

    return told


def _to_fix(
    workspace: Workspace | None, pairs: Iterable[Pair], others: Iterable[Path], outside: checks.RunContext
) -> list[ToFix]:
    """Return the catalogs with the context that each is to be checked in, as they stand in their files now."""
    fixes: list[ToFix] = []
    if workspace is not None:
        select, ignore = tuple(outside.select), tuple(outside.ignore)
        own = collect(lambda pair: workspace.catalog(*pair), pairs)
        fixes += [(one, workspace.check_context(one, select=select, ignore=ignore)) for one in own]
    return fixes + [(one, outside) for one in collect(catalog.read, others)]


def _fixed(to_fix: Iterable[ToFix], told: fixing.Told) -> list[Catalog]:
    """Return the catalogs that change, as they should be: one that is not there yet never does."""
    pairs = [(found, fixing.fixed(found, context, told)) for found, context in to_fix]
    return [better for found, better in pairs if better is not found]


def _diff(better: Catalog) -> str:
    return fixing.diff(files.read_bytes(better.path), catalog.dump(better), os.path.relpath(better.path))


def _fix(
    workspace: Workspace | None,
    pairs: Iterable[Pair],
    others: Collection[Path],
    outside: checks.RunContext,
    told: fixing.Told,
) -> int:
    """Fix the catalogs and return how many changed. All are worked out before the first is written."""
    folders = {files.resolved(path).parent for path in others}
    if workspace is not None:
        folders.add(workspace.project.locales_dir)
    with ExitStack() as locks:
        for folder in sorted(folders):
            locks.enter_context(files.lock(folder))
        # Read only now: what another run wrote before it let go of the lock must not be lost.
        now = load(workspace.project.root) if workspace is not None else None
        contents = [
            (better.path, catalog.dump(better)) for better in _fixed(_to_fix(now, pairs, others, outside), told)
        ]
        return sum(files.write(path, content) for path, content in contents)


@click.command()
@click.argument("check_id", metavar="CHECK")
def explain(check_id: str) -> None:
    """Say what CHECK looks for, why it matters, and show a bad and a good translation."""
    _known(check_id)
    show(manual.explain(check_id))


def _known(name: str) -> None:
    if name not in checks.registry():
        raise HandoutsError(f"Unknown check {visible(name)}.", hint=nearest(name, checks.registry()))


def _is_path(name: str) -> bool:
    return name.endswith((".po", ".pot")) or "/" in name or os.path.exists(name)


def _po_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that `paths` name, and those below the folders that they name, each once."""
    return list(dict.fromkeys(file for found in collect(_below, paths) for file in found))


def _below(path: Path) -> list[Path]:
    if not os.path.isdir(path):
        return [path]
    if found := sorted(path.rglob("*.po")):
        return found
    raise HandoutsError("No .po file below this folder.", file=path)


def _in_project(paths: Iterable[Path]) -> bool:
    """Say whether one of `paths` is among the catalogs of the project around the working directory."""
    try:
        folder = projects.find(Path.cwd()) / "locales"
    except HandoutsError:
        return False
    return any(files.resolved(path).is_relative_to(folder) for path in paths)


def _of_project(workspace: Workspace, pairs: Iterable[Pair], paths: Iterable[Path]) -> tuple[list[Pair], list[Path]]:
    """Return `pairs` with the catalogs of the project that `paths` name, and the paths that are none of them."""
    project = workspace.project
    known = {files.resolved(project.catalog_path(*pair)): pair for pair in workspace.pairs(project.locales)}
    named = {path: known.get(files.resolved(path)) for path in paths}
    own = dict.fromkeys([*pairs, *(pair for pair in named.values() if pair is not None)])
    return list(own), [path for path, pair in named.items() if pair is None]


def _at(revision: str, path: Path) -> Callable[[Finding], bool]:
    """Return what tells whether the message of a finding about this file stood, word for word, in it at `revision`.

    A finding about a whole file (its header) counts as new where the file is new or its header differs.
    """
    folder = files.resolved(path).parent
    shown = subprocess.run(
        ["git", "-C", str(folder), "show", f"{revision}:./{path.name}"], capture_output=True, check=False
    )
    if shown.returncode:
        return lambda _: False
    try:
        texts = _written_at(shown.stdout, path) if path.suffix == ".md" else _translated_at(shown.stdout, path)
    except (HandoutsError, ExceptionGroup):
        return lambda _: False  # It could not be read then; all of it is new.
    return lambda finding: (finding.msgctxt, finding.msgid, finding.msgstr) in texts


def _translated_at(content: bytes, path: Path) -> frozenset[tuple[object, ...]]:
    return checks.texts(catalog.read(path, content=content))


def _written_at(content: bytes, path: Path) -> frozenset[tuple[object, ...]]:
    """Return what a handout said, as findings about it would; of the whole, nothing where any of it has changed."""
    path = files.resolved(path)
    root = projects.find(path.parent)
    old = source.parse(content, path, root, projects.load(root).facts)
    whole = {(None, "", "")} if content == files.read_bytes(path) else set()
    return frozenset({(*segment.key, "") for segment in source.segments(old)} | whole)


def _check_revision(revision: str, folders: Collection[Path]) -> None:
    """Raise HandoutsError where one of `folders` is in no git repository that knows `revision`."""
    for folder in folders:
        command = ["git", "-C", str(folder), "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
        try:
            subprocess.run(command, capture_output=True, check=True)
        except FileNotFoundError as missing:
            raise HandoutsError("git is not installed, and --since needs it.") from missing
        except subprocess.CalledProcessError as failed:
            raise HandoutsError(
                f"No revision {visible(revision)}.",
                hint="Name a commit, branch or tag of the repository that holds the file.",
            ) from failed
