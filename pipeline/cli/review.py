"""`handouts approve`: a named person signs off what a handout says in one locale."""

from datetime import UTC, datetime

import click

from pipeline import files
from pipeline import review as reviews
from pipeline.cli.workspace import load, say, targets
from pipeline.errors import HandoutsError, nearest, visible


@click.command()
@click.argument("slug")
@click.option("--locale", required=True, help="The locale whose text is signed off; the source locale too.")
@click.option("--reviewer", required=True, metavar="ID", help="Who signs, as named in locales/reviewers.toml.")
def approve(slug: str, locale: str, reviewer: str) -> None:
    """Sign off every message of SLUG (a handout, or `ui`) in one locale.

    A sign-off is of the exact text; once a message, its source or its context changes, that one is void.
    """
    workspace = load()
    project = workspace.project
    targets(workspace, [locale], source=True)
    if slug not in workspace.domains:
        raise HandoutsError(f"No handout {visible(slug)}.", hint=nearest(slug, workspace.domains))
    reviewers = reviews.read_reviewers(project.reviewers_path)
    if reviewer not in reviewers:
        raise HandoutsError(
            f"Unknown reviewer {visible(reviewer)}.",
            file=workspace.relative(project.reviewers_path),
            hint=nearest(reviewer, reviewers) or "Add the person, with name and qualification, to that file.",
        )
    path = project.ledger_path(locale)
    with files.lock(project.locales_dir):
        before = workspace.ledger(locale)
        after = reviews.approve(
            before, workspace.current_catalog(locale, slug), reviewers[reviewer], datetime.now(UTC).date()
        )
        files.write(path, reviews.dump_ledger(after).encode())
    say(f"{len(after.sign_offs)} sign-offs in {workspace.relative(path)}, {len(before.sign_offs)} before.")
