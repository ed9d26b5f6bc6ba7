"""`handouts run`: the main job, from the sources to the editions. Read this first: it calls every room in order."""

import click

from pipeline import report
from pipeline.build import Selection
from pipeline.cli import current
from pipeline.cli.editions import available_cores, write_editions
from pipeline.cli.found import found
from pipeline.cli.gather import gather
from pipeline.cli.orphans import orphans
from pipeline.cli.updates import write_all
from pipeline.cli.workspace import fail, load, say, show


@click.command()
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to render in.  [default: the cores it may use]")
def run(jobs: int | None) -> None:
    """Extract, update, check and build, all of the project.

    Where a check finds an error, nothing is built and the exit code is 1.
    """
    workspace = load()
    project = workspace.project
    updated = write_all(workspace, project.locales)
    say(f"{updated.templates} templates and {updated.catalogs} catalogs changed.")
    for line in orphans(workspace, project.locales):
        say(line)

    findings, _ = found(workspace, workspace.pairs(project.locales))
    show(report.FINDINGS["text"](findings, ()))
    if fail(findings, None, project):
        say("Not built: mend the findings above, or see `handouts explain CHECK`.")
        raise SystemExit(1)

    seen = current.look(project.root, "run")
    gathered = gather(workspace, seen.digests if seen else None)
    if current.look(project.root, "run") == seen:
        gathered.keep()
    write_editions(workspace, gathered.contents, gathered.inputs, Selection(), workers=jobs or available_cores())
