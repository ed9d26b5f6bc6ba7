"""`gather` reads what editions are made of, and `write_editions` makes them: for every command that builds."""

import contextlib
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from pipeline import build as editions
from pipeline import files, review, source
from pipeline.branding import Branding
from pipeline.build import Inputs, Job, Selection
from pipeline.cli.workspace import Workspace, say
from pipeline.errors import collect
from pipeline.model import UI_DOMAIN, Severity


def gather(workspace: Workspace, clinic: Branding | None = None, slugs: Sequence[str] = ()) -> Inputs:
    """Read the catalogs and ledgers of every locale, and find which messages no edition may show.

    `clinic` prints in place of the project's own. With `slugs`, only editions of those handouts will be made: others
    are not checked.
    """
    project = replace(workspace.project, branding=clinic) if clinic else workspace.project
    every = (project.source_locale, *project.locales)
    pairs = workspace.pairs(every)
    catalogs = dict(zip(pairs, collect(lambda pair: workspace.current_catalog(*pair), pairs), strict=True))
    checked = [
        (locale, domain)
        for locale, domain in workspace.pairs(project.locales)
        if not slugs or domain in {*slugs, UI_DOMAIN}
    ]
    withheld: dict[tuple[str, str], set[tuple[str | None, str]]] = {}
    for finding in workspace.findings(checked, least=Severity.ERROR):
        if finding.severity >= Severity.ERROR:
            pair = finding.locale, Path(finding.file).stem
            withheld.setdefault(pair, set()).add((finding.msgctxt, finding.msgid))
    return Inputs(
        project=project,
        handouts=workspace.handouts,
        resources=workspace.resources,
        catalogs=catalogs,
        ledgers={locale: workspace.ledger(locale) for locale in every},
        withheld={pair: frozenset(keys) for pair, keys in withheld.items()},
        images=images(workspace),
    )


def images(workspace: Workspace) -> dict[str, dict[str, bytes]]:
    """Return the files that each handout shows, by slug and target."""
    root = workspace.project.root
    return {
        handout.slug: {target: files.read_bytes(path) for target, path in source.images(handout, root).items()}
        for handout in workspace.handouts
    }


def write_editions(
    workspace: Workspace,
    inputs: Inputs,
    selection: Selection,
    *,
    workers: int,
    scheduler: str = "",
    part: str = "",
    output: Path | None = None,
) -> str:
    """Render the selected editions that are not current, and say what was done; exit 2 where one failed.

    Return what a build will say that comes after this one and finds nothing to do.
    """
    jobs = editions.plan(inputs)
    output = output or workspace.project.output_dir
    selected = selection.choose(jobs, inputs.project, editions.built(output))
    sign_offs = review.verification(workspace.project.review.verify, workspace.reviewers.values())
    with naming(len(selected)) as progress:
        result = editions.publish(
            jobs,
            selected,
            lambda made: editions.indexes(inputs, jobs, made),
            output,
            workers=workers,
            scheduler=scheduler,
            part=part,
            sign_offs=sign_offs,
            progress=progress,
        )
    said = _said(len(result.rendered), len(result.current), len(result.removed), workspace.relative(output))
    drafts = ""
    if count := sum(job.draft for job in selected):
        drafts = f"\n{count} of {len(selected)} are drafts: `handouts build --release` says what is missing."
    say(said + drafts)
    if result.errors:
        raise ExceptionGroup("editions that could not be built", result.errors)
    return _said(0, len(selected), 0, workspace.relative(output)) + drafts


def _said(rendered: int, current: int, removed: int, where: str) -> str:
    return f"{rendered} editions rendered, {current} up to date, {removed} removed, in {where}/."


@contextlib.contextmanager
def naming(total: int) -> Iterator[Callable[[Job], None]]:
    """Give a function that names the edition just rendered, on stderr, and only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    count = itertools.count(1)
    yield lambda job: click.echo(f"\r\x1b[K{next(count)}/{total} {job.path}", nl=False, err=True)
    click.echo("\r\x1b[K", nl=False, err=True)


def available_cores() -> int:
    """Return how many cores this process may use; a container or `taskset` may give fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
