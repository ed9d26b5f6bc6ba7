"""`handouts build`: the editions, as HTML and PDF, with their index pages and the manifest."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click

from pipeline.cli import current
from pipeline.cli.output import say, show
from pipeline.cli.shard import Shard
from pipeline.model import Format, Paper, Variant

FORMATS: tuple[Format, ...] = get_args(Format)
VARIANTS: tuple[Variant, ...] = get_args(Variant)
PAPERS: tuple[Paper, ...] = get_args(Paper)


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="May be given again.  [default: all]")
@click.option("--territory", "territories", multiple=True, metavar="CODE", help="May be given again.  [default: all]")
@click.option("--format", "formats", default=",".join(FORMATS), show_default=True, help="Comma-separated.")
@click.option(
    "--variant",
    "variants",
    metavar="VARIANT,…",
    help=f"{', '.join(VARIANTS)}, or all.  [default: those in handouts.toml, and what was built before]",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS, case_sensitive=False),
    help="The paper of PDFs.  [default: the territory's, and those in handouts.toml]",
)
@click.option(
    "--clinic",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A TOML file with the keys of [branding], in its place.",
)
@click.option("--release", is_flag=True, help="Build only if every gate holds; else say what is missing and exit 1.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to render in.  [default: the cores it may use]")
@click.option(
    "--shard",
    type=Shard.read,
    metavar="I/N",
    help="Only the I-th of N parts of the handouts. Where all parts were put in one output/, a build of the whole "
    "renders nothing again.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Render on the Dask cluster at ADDRESS, such as tcp://10.0.0.5:8786. Its workers need this release, no disk.",
)
def build(
    slugs: Sequence[str],
    locales: Sequence[str],
    territories: Sequence[str],
    formats: str,
    variants: str | None,
    paper: str | None,
    clinic: Path | None,
    release: bool,
    jobs: int | None,
    shard: Shard | None,
    scheduler: str,
) -> None:
    """Render the handouts SLUG (all) into output/; what is up to date is left alone."""
    asked = (Path.cwd(), slugs, locales, territories, formats, variants, paper)
    # What a release says is not only of its files, a clinic's file is anywhere, and a part is never the whole.
    before = None if release or clinic or shard else _look(asked)
    if before and (said := before.said()) is not None:
        say(said)
        return
    # From here on there is work to do, which needs the libraries.
    from pipeline import branding, review
    from pipeline import build as editions
    from pipeline.build import Selection
    from pipeline.cli.editions import available_cores, write_editions
    from pipeline.cli.gather import gather
    from pipeline.cli.workspace import begin

    workspace = begin()
    selection = Selection(
        tuple(slugs),
        tuple(locales),
        tuple(territories),
        tuple(formats.split(",")),
        VARIANTS if variants == "all" else tuple(variants.split(",")) if variants else (),
        (paper,) if paper else (),
    )
    if shard:
        selection = replace(selection, slugs=shard.of(slugs or workspace.sources))
    if clinic:
        workspace = replace(workspace, project=replace(workspace.project, branding=branding.read_file(clinic)))
    selection.check(workspace.project, workspace.sources)
    seen = None if release else before or _look(asked)
    gathered = gather(workspace, seen.digests if seen else None, selection.slugs if shard else ())
    contents, inputs = gathered.contents, gathered.inputs
    if shard and not selection.slugs:
        say(f"No handout is in part {shard}.")
        return
    if release and (gaps := editions.release_gaps(inputs, selection)):
        for gap in gaps:
            show(f"{gap}\n")
        say(f"Not released: {len(gaps)} things are missing.")
        raise SystemExit(1)
    if release:
        say(f"Sign-offs are {review.verification(workspace.project.review.verify, workspace.reviewers.values())}.")
    workers = jobs or available_cores()
    part = str(shard) if shard else ""
    try:
        said = write_editions(workspace, contents, inputs, selection, workers=workers, scheduler=scheduler, part=part)
    finally:
        after = _look(asked) if seen else None
        # What somebody wrote meanwhile was read in part before, and in part after.
        settled = seen is not None and after is not None and after.differs_only("output", seen)
        if settled:
            gathered.keep()
    # Commits that prove sign-offs are not among what was looked at.
    if before and after and settled and workspace.project.review.verify != "git":
        after.remember(said)


def _look(asked: Sequence[object]) -> current.State | None:
    return current.look(Path.cwd(), "build", *asked, folders=("source", "locales", "output"))
