"""`handouts extract` and `handouts update`: templates from sources, catalogs from templates."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import catalog, files, terms
from pipeline.catalog import Catalog, Memory
from pipeline.cli.workspace import Workspace, load, say, targets
from pipeline.errors import collect

DRAFT = "Draft translation: no qualified person has reviewed it yet."


@click.command()
def extract() -> None:
    """Write the templates, locales/*.pot, from the sources."""
    workspace = load()
    written = write_templates(workspace)
    say(f"{len(workspace.domains)} templates, {written} changed.")


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a catalog is not up to date.")
def update(locales: Sequence[str], check: bool) -> None:
    """Bring the catalogs of LOCALE (all) up to date with the sources.

    No translation is lost: what moved is carried along, what was edited comes back as a fuzzy suggestion, and what has
    no place any more is kept as obsolete.
    """
    workspace = load()
    chosen = targets(workspace, locales)
    if check:
        outdated = [path for path, content in updated(workspace, chosen) if files.differs(path, content)]
        for path in outdated:
            click.echo(f"{workspace.relative(path)} is not up to date.")
        raise SystemExit(1 if outdated else 0)
    write_templates(workspace)
    written = write_catalogs(workspace, chosen)
    say(f"{len(chosen) * len(workspace.domains)} catalogs, {written} changed.")


def write_templates(workspace: Workspace) -> int:
    """Write the template of each domain; return how many changed."""
    project = workspace.project
    written = 0
    for domain, messages in workspace.templates.items():
        path = project.template_path(domain)
        previous = files.read_bytes(path) if path.is_file() else None
        content = catalog.dump_template(messages, project=project.name, domain=domain, previous=previous, now=_now())
        written += files.write(path, content)
    return written


def write_catalogs(workspace: Workspace, locales: Sequence[str]) -> int:
    """Update the catalogs of `locales`; return how many changed. All are worked out before the first is written."""
    with files.lock(workspace.project.locales_dir):
        return sum(files.write(path, content) for path, content in updated(workspace, locales))


def updated(workspace: Workspace, locales: Sequence[str]) -> list[tuple[Path, bytes]]:
    """Return every catalog of `locales` as it should be: (path, content). Raises for each catalog that is broken."""
    return [pair for pairs in collect(lambda locale: _updated(workspace, locale), locales) for pair in pairs]


def _updated(workspace: Workspace, locale: str) -> list[tuple[Path, bytes]]:
    project = workspace.project
    paths = {domain: project.catalog_path(locale, domain) for domain in workspace.domains}
    # Those of handouts that are gone too: their text may have moved to another.
    there = sorted({path.parent for path in paths.values()}.pop().glob("*.po"))
    existing = {
        found.domain: found
        for found in collect(lambda path: catalog.read(path, locale=locale, domain=path.stem), there)
    }
    memory = Memory.of(existing.values())
    annotate = terms.annotate(workspace.termbase, project.source_locale, locale)

    def one(domain: str) -> Catalog:
        return catalog.update(
            existing.get(domain),
            workspace.templates[domain],
            path=paths[domain],
            locale=locale,
            domain=domain,
            project=project.name,
            memory=memory,
            annotate=annotate,
            comments=(DRAFT,),
            now=_now(),
        )

    return [(paths[domain], catalog.dump(one(domain))) for domain in workspace.domains]


def _now() -> datetime:
    return datetime.now(UTC)
