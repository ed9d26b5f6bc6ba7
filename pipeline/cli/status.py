"""`handouts status`: how far each catalog is, and whether a gate is missed."""

from collections.abc import Sequence

import click

from pipeline import report
from pipeline.cli.workspace import load, show, targets


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--format", "format_", type=click.Choice(list(report.STATUS)), default="text", show_default=True)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 1 where less than this share of some catalog's messages is translated.",
)
def status(locales: Sequence[str], format_: str, fail_under: float | None) -> None:
    """Show the coverage of each catalog: translated, fuzzy, untranslated, reviewed, stale.

    LOCALE may be the source locale, to see which of its texts have been reviewed; all are the translations alone.
    """
    workspace = load()
    rows = workspace.coverage(workspace.pairs(targets(workspace, locales, source=True)))
    show(report.STATUS[format_](rows))
    missed = fail_under is not None and any(100 * row.translated < fail_under * row.total for row in rows)
    raise SystemExit(1 if missed else 0)
