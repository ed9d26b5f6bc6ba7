"""`write_all` brings the templates and catalogs of a project up to date with its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pipeline import catalog, exchange, files, terms
from pipeline.catalog import Catalog, Memory
from pipeline.cli.workspace import Workspace
from pipeline.errors import HandoutsError, collect, visible
from pipeline.model import UI_DOMAIN, Message

DRAFT = "Draft translation: no qualified person has reviewed it yet."

File = tuple[Path, bytes]
"""A file as it should be: its path and its content."""

_Updated = tuple[Path, bytes, bytes | None]
"""A catalog as it should be, and what its file held when that was worked out; None where there was none."""

_ROUNDS = 5
"""How often catalogs may change under our hands before we give up."""

Compendia = Mapping[str, Sequence[Message]]
"""What files outside of the project say, by locale."""


@dataclass(frozen=True)
class Result:
    """What an update made: every file as it should be, and how many of them it had to change."""

    files: tuple[File, ...]
    templates: int
    catalogs: int


def write_all(workspace: Workspace, locales: Sequence[str], outside: Compendia = MappingProxyType({})) -> Result:
    """Update the templates, and the catalogs of `locales`.

    All are worked out before the first is written, so that a broken catalog leaves everything as it was. One that a
    translator saves meanwhile, in a program that knows nothing of our lock, is not written over but read again.

    Raises HandoutsError where a catalog keeps changing.
    """
    changed: set[Path] = set()
    with files.lock(workspace.project.locales_dir):
        for _ in range(_ROUNDS):
            catalogs = _updated_all(workspace, locales, outside)
            made = templates(workspace)
            late: list[Path] = []
            changed |= {path for path, content in made if files.write(path, content)}
            for path, content, before in catalogs:
                if (files.read_bytes(path) if path.is_file() else None) != before:
                    late.append(path)
                elif files.write(path, content):
                    changed.add(path)
            if not late:
                count = sum(path in changed for path, _ in made)
                return Result((*made, *_files(catalogs)), count, len(changed) - count)
    raise HandoutsError("Keeps being changed by another program.", file=late[0])


def _files(catalogs: Sequence[_Updated]) -> list[File]:
    return [(path, content) for path, content, _ in catalogs]


def outdated(workspace: Workspace, locales: Sequence[str], outside: Compendia = MappingProxyType({})) -> list[Path]:
    """Return the files that an update would change; write nothing."""
    every = (*templates(workspace), *_files(_updated_all(workspace, locales, outside)))
    return [path for path, content in every if files.differs(path, content)]


def write(contents: Sequence[File]) -> int:
    """Write the files that are otherwise; return how many were."""
    return sum(files.write(path, content) for path, content in contents)


def read_compendia(paths: Sequence[Path], locales: Sequence[str], source_locale: str) -> Compendia:
    """Return the messages of each file, by the locale of `locales` that its header names; of a .tmx, those of each.

    Raises HandoutsError where that is none of them.
    """
    found: dict[str, list[Message]] = {}
    for path in paths:
        if path.suffix.lower() == ".tmx":
            for locale in locales:
                memory = exchange.read_tmx(path, source_locale=source_locale, locale=locale)
                found.setdefault(locale, []).extend(memory)
            continue
        read = catalog.read(path)
        if read.locale not in locales:
            raise HandoutsError(
                f"The header names the language {visible(read.locale)}, which is none of those updated.",
                file=path,
                hint=f"Write one of {', '.join(locales)} in its Language field.",
            )
        found.setdefault(read.locale, []).extend(read.messages)
    return found


def templates(workspace: Workspace) -> list[File]:
    """Return the template of each domain as it should be."""
    project = workspace.project

    def one(domain: str) -> File:
        path = project.template_path(domain)
        previous = files.read_bytes(path) if path.is_file() else None
        messages = workspace.templates[domain]
        return path, catalog.dump_template(messages, project=project.name, domain=domain, previous=previous, now=_now())

    return [one(domain) for domain in workspace.domains]


def _updated_all(workspace: Workspace, locales: Sequence[str], outside: Compendia) -> list[_Updated]:
    """Return every catalog of `locales` as it should be. Raises for each catalog that is broken."""
    made = collect(lambda locale: _updated(workspace, locale, outside.get(locale, ())), locales)
    return [one for several in made for one in several]


def _updated(workspace: Workspace, locale: str, outside: Sequence[Message]) -> list[_Updated]:
    project = workspace.project
    paths = {domain: project.catalog_path(locale, domain) for domain in workspace.domains}
    # Those of handouts that are gone too: their text may have moved to another.
    folder = project.catalog_path(locale, UI_DOMAIN).parent
    there = sorted(path for path in folder.glob("*.po") if not path.name.startswith("."))
    existing = {
        found.domain: found
        for found in collect(lambda path: catalog.read(path, locale=locale, domain=path.stem), there)
    }
    memory = Memory.of(existing.values(), outside)
    orphans = [found for domain, found in existing.items() if domain not in paths]

    def one(domain: str) -> Catalog:
        return catalog.update(
            existing.get(domain) or _under_another_name(workspace.templates[domain], orphans),
            workspace.templates[domain],
            path=paths[domain],
            locale=locale,
            domain=domain,
            project=project.name,
            memory=memory,
            annotate=terms.annotate(workspace.termbase.within(domain), project.source_locale, locale),
            comments=(DRAFT,),
            source_locale=project.source_locale,
            keep_dangerous=project.keep_dangerous,
            now=_now(),
        )

    # What did not change is written byte for byte, so that this is what the file held.
    held = {domain: catalog.dump(found) for domain, found in existing.items()}
    return [(paths[domain], catalog.dump(one(domain)), held.get(domain)) for domain in workspace.domains]


def _under_another_name(template: Sequence[Message], orphans: Sequence[Catalog]) -> Catalog | None:
    """Return the one of `orphans` that has most of the texts of a handout without a catalog, as after a renaming."""
    texts = {message.key for message in template}
    likest = max(orphans, key=lambda found: len(texts & found.by_key.keys()), default=None)
    return likest if likest and 2 * len(texts & likest.by_key.keys()) > len(texts) else None


def _now() -> datetime:
    return datetime.now(UTC)
