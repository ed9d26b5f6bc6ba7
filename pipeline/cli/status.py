"""`handouts status`: how far each catalog is, who must still sign what, and whether a gate is missed."""

from collections.abc import Sequence
from dataclasses import replace

import click

from pipeline import report, review
from pipeline.cli.orphans import orphans
from pipeline.cli.workspace import load, say, show, targets


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--format", "format_", type=click.Choice(list(report.STATUS)), default="text", show_default=True)
@click.option("--missing", is_flag=True, help="List every text that is not reviewed, with its place and the reason.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 1 where less than this share of some catalog's messages is translated.",
)
def status(locales: Sequence[str], format_: str, missing: bool, fail_under: float | None) -> None:
    """Show the coverage of each catalog: translated, fuzzy, untranslated, reviewed, stale.

    Below it stand how sign-offs are verified, and who may give those that are missing. LOCALE may be the source locale,
    to see which of its texts have been reviewed; all are the translations alone.
    """
    workspace = load()
    chosen = targets(workspace, locales, source=True)
    pairs = workspace.pairs(chosen)
    rows = workspace.coverage(pairs)
    summary = review.summarize(
        [workspace.catalog(*pair) for pair in pairs],
        {locale: workspace.ledger(locale) for locale in chosen},
        workspace.reviewers,
        workspace.project.review.verify,
    )
    for line in orphans(workspace, chosen):
        say(line)
    show(report.STATUS[format_](rows, summary if missing else replace(summary, missing=())))
    missed = fail_under is not None and any(100 * row.translated < fail_under * row.total for row in rows)
    raise SystemExit(1 if missed else 0)
