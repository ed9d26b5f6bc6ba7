"""`handouts extract` and `handouts update`: templates from sources, catalogs from templates."""

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import files
from pipeline.cli import current
from pipeline.cli.output import say, show


@click.command()
def extract() -> None:
    """Write the templates, locales/*.pot, from the sources."""
    # Templates are all that is written, and catalogs no part of it.
    before = current.look(Path.cwd(), "extract", folders=("source",))
    before = before and before.after(_templates(before.root))
    if before and (said := before.said()) is not None:
        say(said)
        return
    from pipeline.cli.updates import templates, write
    from pipeline.cli.workspace import begin

    workspace = begin(held=None)
    _ = workspace.handouts  # so that every mistake in them is told at once
    with files.lock(workspace.project.locales_dir):
        made = templates(workspace)
        written = write(made)
    after = current.look(Path.cwd(), "extract", folders=("source",))
    if before and after and after.after(_templates(after.root)) == before.after(made):
        before.after(made).remember(f"{len(workspace.domains)} templates, 0 changed.")
    say(f"{len(workspace.domains)} templates, {written} changed.")


def _templates(root: Path) -> list[tuple[Path, bytes]]:
    """Return the templates that stand in a project, with what they hold."""
    return [(path, path.read_bytes()) for path in (root / "locales").glob("*.pot") if path.is_file()]


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file is not up to date.")
@click.option(
    "--compendium",
    "compendia",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Suggest also what this .po file says in its language, or this .tmx file in each. May be given several times.",
)
def update(locales: Sequence[str], check: bool, compendia: Sequence[Path]) -> None:
    """Bring the catalogs of LOCALE (all) up to date with the sources.

    No translation is lost: what moved is carried along; what was edited, split or joined comes back as a fuzzy
    suggestion, with a warning where a number, a negation or the like changed; what has no place any more is kept as
    obsolete.
    """
    before = None if compendia else current.look(Path.cwd(), "update", *locales)
    if before and (said := before.said()) is not None:
        if not check:
            say(said)
        return
    # From here on there is work to do, which needs the libraries.
    from pipeline.cli.orphans import orphans
    from pipeline.cli.updates import outdated, read_compendia, write_all
    from pipeline.cli.workspace import load, targets

    workspace = load()
    chosen = targets(workspace, locales)
    outside = read_compendia(compendia, chosen, workspace.project.source_locale)
    if check:
        stale = outdated(workspace, chosen, outside)
        for path in stale:
            show(f"{workspace.relative(path)} is not up to date.\n")
        raise SystemExit(1 if stale else 0)
    result = write_all(workspace, chosen, outside)
    count = len(chosen) * len(workspace.domains)
    told = orphans(workspace, chosen)
    after = current.look(Path.cwd(), "update", *locales) if before else None
    # Not where somebody wrote meanwhile: that has not been looked at.
    if before and after == before.after(result.files):
        after.remember("\n".join((f"{count} catalogs, 0 changed.", *told)))
    say("\n".join((f"{count} catalogs, {result.catalogs} changed.", *told)))
