"""`handouts extract` and `handouts update`: templates from sources, catalogs from templates."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import catalog, files, terms
from pipeline.catalog import Catalog, Memory
from pipeline.cli.workspace import Workspace, load, say, show, targets
from pipeline.errors import collect
from pipeline.model import UI_DOMAIN

DRAFT = "Draft translation: no qualified person has reviewed it yet."

File = tuple[Path, bytes]
"""A file as it should be: its path and its content."""


@click.command()
def extract() -> None:
    """Write the templates, locales/*.pot, from the sources."""
    workspace = load()
    with files.lock(workspace.project.locales_dir):
        written = _write(templates(workspace))
    say(f"{len(workspace.domains)} templates, {written} changed.")


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file is not up to date.")
def update(locales: Sequence[str], check: bool) -> None:
    """Bring the catalogs of LOCALE (all) up to date with the sources.

    No translation is lost: what moved is carried along, what was edited comes back as a fuzzy suggestion, and what has
    no place any more is kept as obsolete.
    """
    workspace = load()
    chosen = targets(workspace, locales)
    if check:
        every = (*templates(workspace), *updated(workspace, chosen))
        outdated = [path for path, content in every if files.differs(path, content)]
        for path in outdated:
            show(f"{workspace.relative(path)} is not up to date.\n")
        raise SystemExit(1 if outdated else 0)
    _, written = write_all(workspace, chosen)
    say(f"{len(chosen) * len(workspace.domains)} catalogs, {written} changed.")


def write_all(workspace: Workspace, locales: Sequence[str]) -> tuple[int, int]:
    """Update the templates, and the catalogs of `locales`; return how many of each changed.

    All are worked out before the first is written, so that a broken catalog leaves everything as it was.
    """
    with files.lock(workspace.project.locales_dir):
        catalogs = updated(workspace, locales)
        return _write(templates(workspace)), _write(catalogs)


def _write(contents: Sequence[File]) -> int:
    return sum(files.write(path, content) for path, content in contents)


def templates(workspace: Workspace) -> list[File]:
    """Return the template of each domain as it should be."""
    project = workspace.project

    def one(domain: str) -> File:
        path = project.template_path(domain)
        previous = files.read_bytes(path) if path.is_file() else None
        messages = workspace.templates[domain]
        return path, catalog.dump_template(messages, project=project.name, domain=domain, previous=previous, now=_now())

    return [one(domain) for domain in workspace.domains]


def updated(workspace: Workspace, locales: Sequence[str]) -> list[File]:
    """Return every catalog of `locales` as it should be. Raises for each catalog that is broken."""
    return [pair for pairs in collect(lambda locale: _updated(workspace, locale), locales) for pair in pairs]


def _updated(workspace: Workspace, locale: str) -> list[File]:
    project = workspace.project
    paths = {domain: project.catalog_path(locale, domain) for domain in workspace.domains}
    # Those of handouts that are gone too: their text may have moved to another.
    folder = project.catalog_path(locale, UI_DOMAIN).parent
    there = sorted(path for path in folder.glob("*.po") if not path.name.startswith("."))
    existing = {
        found.domain: found
        for found in collect(lambda path: catalog.read(path, locale=locale, domain=path.stem), there)
    }
    memory = Memory.of(existing.values())

    def one(domain: str) -> Catalog:
        return catalog.update(
            existing.get(domain),
            workspace.templates[domain],
            path=paths[domain],
            locale=locale,
            domain=domain,
            project=project.name,
            memory=memory,
            annotate=terms.annotate(workspace.termbase.within(domain), project.source_locale, locale),
            comments=(DRAFT,),
            now=_now(),
        )

    return [(paths[domain], catalog.dump(one(domain))) for domain in workspace.domains]


def _now() -> datetime:
    return datetime.now(UTC)
