"""`write_editions` brings the output folder up to date: for every command that builds."""

import contextlib
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from pipeline import build as editions
from pipeline import review
from pipeline.build import Contents, Inputs, Job, Selection
from pipeline.cli.workspace import Workspace, say


def write_editions(
    workspace: Workspace,
    contents: Contents,
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
    output = output or workspace.project.output_dir
    built = editions.built(output)
    jobs = editions.plan(contents, selection, built)
    selected = selection.choose(jobs, contents.project, built)
    sign_offs = review.verification(workspace.project.review.verify, workspace.reviewers.values())
    with naming(len(selected)) as progress:
        result = editions.publish(
            contents,
            jobs,
            selected,
            lambda job: editions.page_of(inputs, job),
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
