"""`handouts readability`: how hard each handout is to read, in each language by its own published formula."""

from collections.abc import Sequence
from dataclasses import replace

import click

from pipeline import readability as readabilities
from pipeline import report
from pipeline.cli.workspace import Workspace, load, show, targets
from pipeline.model import Handout
from pipeline.readability import Row


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--format", "format_", type=click.Choice(list(report.READABILITY)), default="text", show_default=True)
def readability(locales: Sequence[str], format_: str) -> None:
    """Show how hard each handout is to read, in the source and in each LOCALE, or in all.

    A language gets a score where a formula was published for it, which stands below the table with its source; of any
    other, and beside every score, the length of its sentences and of the whole text. See docs/readability.md.
    """
    workspace = load()
    source = workspace.project.source_locale
    chosen = dict.fromkeys([source, *targets(workspace, locales, source=True)])
    rows = [_row(workspace, locale, handout) for handout in workspace.handouts for locale in chosen]
    show(report.READABILITY[format_](rows))


def _row(workspace: Workspace, locale: str, handout: Handout) -> Row:
    source = workspace.project.source_locale
    found = workspace.catalog(locale, handout.slug)
    row = readabilities.measure(found, source)
    if locale != source:
        return row
    unexplained = workspace.source_findings([handout.slug], select=["term-unexplained"])
    clinical = readabilities.clinical_terms(found, workspace.termbase.within(handout.slug), source)
    return replace(row, clinical=clinical, unexplained=len(unexplained))
