"""`handouts check` and `handouts explain`: what is wrong with the translations, and why it matters."""

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from pipeline import catalog, checks, report, review
from pipeline.catalog import Catalog
from pipeline.checks import manual
from pipeline.cli.workspace import SEVERITIES, fail, load, targets
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.model import Coverage, Finding
from pipeline.review import Ledger


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
@click.option("--source-locale", default="en", show_default=True, help="The language of msgids outside a project.")
def check(
    what: Sequence[str],
    format_: str,
    select: Sequence[str],
    ignore: Sequence[str],
    fail_on: str | None,
    since: str | None,
    source_locale: str,
) -> None:
    """Check the translations of LOCALE, or the .po files at PATH; in a project, all of them.

    A PATH may be of any gettext project: a file, or a folder with .po files somewhere below it.
    """
    for name in (*select, *ignore):
        _known(name)
    paths = [Path(name) for name in what if name.endswith((".po", ".pot")) or Path(name).is_dir()]
    locales = [name for name in what if Path(name) not in paths]
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    project = None
    if paths:
        found = _read_anywhere(paths)
        outside = checks.RunContext(
            source_locale=source_locale, select=tuple(select), ignore=tuple(ignore), root=Path.cwd()
        )
        findings += tuple(
            finding
            for corpus in checks.corpora(found)
            for one in corpus.catalogs
            for finding in checks.run(one, outside, corpus)
        )
        coverage += tuple(review.coverage(one, Ledger()) for one in found)
    if locales or not paths:
        workspace = load()
        chosen = targets(workspace, locales)
        findings += workspace.findings(chosen, select=select, ignore=ignore)
        coverage += workspace.coverage(chosen)
        project = workspace.project
    if since is not None:
        findings = tuple(_changed_since(since, findings))
    click.echo(report.FINDINGS[format_](findings, coverage), nl=False)
    raise SystemExit(1 if fail(findings, fail_on, project) else 0)


@click.command()
@click.argument("check_id", metavar="CHECK")
def explain(check_id: str) -> None:
    """Say what CHECK looks for, why it matters, and show a bad and a good translation."""
    _known(check_id)
    click.echo(manual.explain(check_id), nl=False)


def _known(name: str) -> None:
    if name not in checks.registry():
        raise HandoutsError(f"Unknown check {visible(name)}.", hint=nearest(name, checks.registry()))


def _read_anywhere(paths: Iterable[Path]) -> list[Catalog]:
    below = [sorted(path.rglob("*.po")) if path.is_dir() else [path] for path in paths]
    every = [path for found in below for path in found]
    if not every:
        raise HandoutsError("No .po file below this folder.", file=next(iter(paths)))
    return collect(catalog.read, every)


def _changed_since(revision: str, findings: Sequence[Finding]) -> Iterable[Finding]:
    """Yield the findings of messages that are not, word for word, in the same file at `revision`.

    A finding about a whole file (its header) counts as changed where the file is new or its header differs.
    """
    before: dict[str, frozenset[tuple[object, ...]] | None] = {}
    for finding in findings:
        if finding.file not in before:
            before[finding.file] = _texts_at(revision, Path(finding.file))
        known = before[finding.file]
        if known is None or (finding.msgctxt, finding.msgid, finding.msgstr) not in known:
            yield finding


def _texts_at(revision: str, path: Path) -> frozenset[tuple[object, ...]] | None:
    """Return what the file said at `revision`, as (msgctxt, msgid, msgstr); None where it was not there."""
    folder = path.resolve().parent
    _git(
        folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", error=f"No revision {visible(revision)}."
    )
    shown = subprocess.run(
        ["git", "-C", str(folder), "show", f"{revision}:./{path.name}"], capture_output=True, check=False
    )
    if shown.returncode:
        return None
    try:
        old = catalog.read(path, content=shown.stdout)
    except HandoutsError:
        return None  # It could not be read then; all of it is new.
    return checks.texts(old)


def _git(folder: Path, *arguments: str, error: str) -> None:
    try:
        subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    except FileNotFoundError as missing:
        raise HandoutsError("git is not installed, and --since needs it.") from missing
    except subprocess.CalledProcessError as failed:
        raise HandoutsError(
            error, hint="Name a commit, branch or tag of the repository that holds the file."
        ) from failed
