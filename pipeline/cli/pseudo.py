"""`handouts pseudo`: the editions in two made-up languages, to see a layout hold before anybody has translated it."""

from collections.abc import Sequence
from dataclasses import replace

import click

from pipeline.build import Contents, Inputs, Selection, pseudo_catalogs
from pipeline.build.plan import VARIANTS
from pipeline.build.pseudo import LOCALES
from pipeline.cli.editions import available_cores, write_editions
from pipeline.cli.gather import images
from pipeline.cli.workspace import Workspace, load


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--locale", "locales", multiple=True, type=click.Choice(LOCALES), help="May be given again.  [default: both]"
)
@click.option("--territory", "territories", multiple=True, metavar="CODE", help="May be given again.  [default: all]")
@click.option(
    "--variant",
    "variants",
    metavar="VARIANT,…",
    help=f"{', '.join(VARIANTS)}, or all.  [default: those in handouts.toml]",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to render in.  [default: the cores it may use]")
def pseudo(
    slugs: Sequence[str], locales: Sequence[str], territories: Sequence[str], variants: str | None, jobs: int | None
) -> None:
    """Render the handouts SLUG (all) in made-up languages into output/pseudo/.

    en_XA is English with accents and two fifths longer, ar_XB runs from right to left. A text that does not fit its
    page is an error, as in every build. No catalog is written.
    """
    workspace = load()
    chosen = tuple(dict.fromkeys(locales)) or LOCALES
    selection = Selection(
        tuple(slugs),
        chosen,
        tuple(territories),
        variants=VARIANTS if variants == "all" else tuple(variants.split(",")) if variants else (),
    )
    inputs = made_up(workspace, chosen)
    selection.check(inputs.project, inputs.handouts)
    output = workspace.project.output_dir / "pseudo"
    contents = Contents.of(inputs)
    write_editions(workspace, contents, inputs, selection, workers=jobs or available_cores(), output=output)


def made_up(workspace: Workspace, locales: Sequence[str]) -> Inputs:
    """Return what a build of the project takes if it had these pseudo-locales and no others."""
    project = replace(workspace.project, locales=tuple(locales))
    source = {pair: workspace.catalog(*pair) for pair in workspace.pairs([project.source_locale])}
    return Inputs(
        project=project,
        handouts={handout.slug: handout for handout in workspace.handouts},
        resources=workspace.resources,
        catalogs=source | pseudo_catalogs(project, workspace.templates, locales),
        ledgers={locale: workspace.ledger(locale) for locale in (project.source_locale, *locales)},
        images={slug: images(workspace, slug) for slug in workspace.sources},
    )
