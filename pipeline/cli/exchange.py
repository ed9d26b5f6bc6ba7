"""`handouts export` and `handouts import`: translations carried out to other tools, and taken back when they hold."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from pipeline import catalog, cldr, exchange, files
from pipeline import project as projects
from pipeline.catalog import Catalog
from pipeline.cli.output import say, show
from pipeline.cli.workspace import Pair, Workspace, load, targets
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.exchange import Change, Unit
from pipeline.model import Finding, Message

Kind = Literal["xliff", "xliff-1.2", "tmx", "csv", "xlsx"]

_ENDINGS: Mapping[str, str] = {"xliff": "xlf", "xliff-1.2": "xlf", "csv": "csv", "xlsx": "xlsx"}
_READERS: Mapping[str, Callable[[Path], tuple[Unit, ...]]] = {
    ".xlf": exchange.read_xliff,
    ".xliff": exchange.read_xliff,
    ".csv": exchange.read_csv,
    ".xlsx": exchange.read_xlsx,
}


@click.command("export")
@click.argument("domains", nargs=-1, metavar="[SLUG]...")
@click.option("--format", "format_", type=click.Choice([*_ENDINGS, "tmx"]), default="xliff", show_default=True)
@click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="Only it; may be given again.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("exchange"),
    show_default=True,
    help="The folder to write to.",
)
@click.option(
    "--plain", is_flag=True, help="In TMX, leave markup in the text: for a program that translates .po files."
)
def export(domains: Sequence[str], format_: Kind, locales: Sequence[str], folder: Path, plain: bool) -> None:
    """Write the translations of SLUG (all, and ui) as files for other tools; `handouts import` takes them back.

    XLIFF 2.1 or 1.2 and the spreadsheets are a file a catalog, SLUG.LOCALE.xlf; TMX is one memory of all that is
    translated, memory.tmx, which `handouts update --compendium` reads. In XLIFF and TMX inline markup is protected.
    """
    if plain and format_ != "tmx":
        raise HandoutsError("--plain is for TMX.", hint="Leave it out, or use --format tmx.")
    workspace = load()
    for domain in domains:
        _check_domain(workspace, domain)
    chosen = targets(workspace, locales)
    pairs = [pair for pair in workspace.pairs(chosen) if not domains or pair[1] in domains]
    units = dict(zip(pairs, collect(lambda pair: _units(workspace, pair), pairs), strict=True))
    source_locale = workspace.project.source_locale
    if format_ == "tmx":
        every = [unit for found in units.values() for unit in found]
        contents = {folder / "memory.tmx": exchange.dump_tmx(every, source_locale=source_locale, plain=plain)}
    else:
        contents = {
            folder / f"{domain}.{locale}.{_ENDINGS[format_]}": _dump(format_, found, domain, locale, source_locale)
            for (locale, domain), found in units.items()
            if found  # a file of XLIFF has at least one unit
        }
    for path, content in contents.items():
        files.write(path, content)
    say(f"{folder}: {len(contents)} {'file' if len(contents) == 1 else 'files'}.")


def _units(workspace: Workspace, pair: Pair) -> tuple[Unit, ...]:
    return exchange.units(workspace.current_catalog(*pair), workspace.ledger(pair[0]))


def _dump(format_: Kind, units: Sequence[Unit], domain: str, locale: str, source_locale: str) -> bytes:
    match format_:
        case "xliff":
            return exchange.dump_xliff(units, domain=domain, source_locale=source_locale, locale=locale)
        case "xliff-1.2":
            return exchange.dump_xliff1(units, domain=domain, source_locale=source_locale, locale=locale)
        case "xlsx":
            return exchange.dump_xlsx(units, locale=locale)
        case _:
            return exchange.dump_csv(units)


def _check_domain(workspace: Workspace, domain: str) -> None:
    if domain not in workspace.domains:
        raise HandoutsError(f"No handout {visible(domain)}.", hint=nearest(domain, workspace.domains))


# ------------------------------------------------------------------------------------------------------------- import


@dataclass(frozen=True)
class _Import:
    """What becomes of one catalog: the changes with the file that each comes from, and the catalog as it would be."""

    before: Catalog
    after: Catalog
    changes: Sequence[tuple[Path, Change]]


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--write", is_flag=True, help="Change the catalogs; without it, only tell what would change.")
@click.option(
    "--state",
    "policy",
    type=click.Choice(["file", "fuzzy", "translated"]),
    default="file",
    show_default=True,
    help="Whether what is taken is fuzzy: as the file's states say, always, or never.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def import_(paths: Sequence[Path], write: bool, policy: exchange.Policy, format_: Literal["text", "json"]) -> None:
    """Take translations from FILE, an .xlf, .csv or .xlsx of `handouts export`, and tell what changes.

    A text is refused where a check finds an error in it: a placeholder, a number or markup that is not the source's. It
    is not taken either where the source has changed, or where the translation was changed here too since the file was
    made. A text that is empty in the file stays as it is here. Exit 1 says that something was not taken.
    """
    found = collect(lambda path: (path, _read(path)), paths)
    with files.lock(projects.load(projects.find(Path.cwd())).locales_dir):
        # Read only now: what another run wrote before it let go of the lock must not be lost.
        workspace = load()
        imports = _imports(workspace, found, policy)
        changed = [one for one in imports if one.after is not one.before]
        contents = [(one.after.path, catalog.dump(one.after)) for one in changed]
        if write:
            _check_unchanged(changed)
            for path, content in contents:
                files.write(path, content)
    every = [pair for one in imports for pair in one.changes]
    if format_ == "json":
        show(json.dumps(_document(every, written=write), ensure_ascii=False, indent=1) + "\n")
    else:
        show("".join(f"{line}\n" for line in _report(every)))
    if changed and not write:
        say("Nothing is written yet: give --write to write it.")
    for one in changed if write else ():
        say(f"{workspace.relative(one.after.path)} written.")
    raise SystemExit(1 if any(change.kind in exchange.LEFT for _, change in every) else 0)


def _check_unchanged(imports: Sequence[_Import]) -> None:
    """Raise HandoutsError where a catalog was saved meanwhile, by a program that knows nothing of our lock."""
    for one in imports:
        if files.differs(one.before.path, catalog.dump(one.before)):
            raise HandoutsError(
                "Was changed by another program meanwhile; nothing is written.",
                file=one.before.path,
                hint="Import again.",
            )


def _read(path: Path) -> tuple[Unit, ...]:
    ending = path.suffix.lower()
    if ending == ".tmx":
        raise HandoutsError(
            "A translation memory says nothing of where its texts stand.",
            file=path,
            hint="Use it with `handouts update --compendium`.",
        )
    if ending not in _READERS:
        raise HandoutsError("Not a file to import.", file=path, hint=f"Known: {', '.join(_READERS)}.")
    return _READERS[ending](path)


def _imports(
    workspace: Workspace, found: Sequence[tuple[Path, Sequence[Unit]]], policy: exchange.Policy
) -> list[_Import]:
    """Return what becomes of each catalog that the files name, in the order in which they name them."""
    locales = {cldr.tag(locale).lower(): locale for locale in workspace.project.locales}
    grouped: dict[Pair, list[tuple[Path, Unit]]] = {}
    for path, units in found:
        for unit in units:
            locale = locales.get(cldr.tag(unit.locale).lower())
            if locale is None:
                raise HandoutsError(
                    f"This project has no locale {visible(unit.locale)}.",
                    file=path,
                    line=unit.line,
                    hint=nearest(unit.locale, workspace.project.locales),
                )
            if unit.domain not in workspace.domains:
                raise HandoutsError(
                    f"No handout {visible(unit.domain)}.",
                    file=path,
                    line=unit.line,
                    hint=nearest(unit.domain, workspace.domains),
                )
            grouped.setdefault((locale, unit.domain), []).append((path, unit))
    return [_import(workspace, pair, units, policy) for pair, units in grouped.items()]


def _import(workspace: Workspace, pair: Pair, found: Sequence[tuple[Path, Unit]], policy: exchange.Policy) -> _Import:
    locale, domain = pair
    before = workspace.catalog(*pair)
    if before.original is None:
        raise HandoutsError(
            "There is no such catalog yet.", file=workspace.relative(before.path), hint="Run `handouts update`."
        )
    others = [workspace.catalog(locale, other) for other in workspace.domains if other != domain]
    changes = exchange.compare(
        [unit for _, unit in found], before, workspace.check_context(before), others=others, policy=policy
    )
    after = exchange.taken(before, changes, datetime.now(UTC))
    return _Import(before, after, list(zip((path for path, _ in found), changes, strict=True)))


def _report(changes: Sequence[tuple[Path, Change]]) -> Iterator[str]:
    """Yield what is told of each change but those that change nothing, and then how many there are of each kind."""
    for path, change in changes:
        if change.kind == "same" or (change.kind == "empty" and not _has_text(change.before)):
            continue
        yield f"{path}:{change.unit.line}: {change.kind}: {visible(change.unit.msgid)}"
        if change.kind == "empty":
            yield "    The file has no whole translation; the one here stays."
            continue
        if change.reason:
            yield f"    {change.reason}"
        if change.before is not None:
            yield from (f"  - {_shown(text)}" for text in _shown_message(change.before))
        yield from (f"  + {_shown(text)}" for text in _shown_message(change.after, change.unit))
        yield from (f"    {_told(finding)}" for finding in change.findings)
    counts = Counter(change.kind for _, change in changes)
    kinds: Sequence[exchange.ChangeKind] = (*exchange.TAKEN, "same", "empty", *exchange.LEFT)
    yield ", ".join(f"{counts[kind]} {kind}" for kind in kinds) + "."


def _has_text(message: Message | None) -> bool:
    return message is not None and any(message.msgstr)


def _shown_message(message: Message | None, unit: Unit | None = None) -> Iterator[str]:
    """Yield the texts of a message, or else of the unit, with what a reader must know of their state."""
    texts = message.msgstr if message is not None else unit.msgstr if unit is not None else ()
    fuzzy = "fuzzy: " if message is not None and message.fuzzy and any(message.msgstr) else ""
    yield from (fuzzy + text for text in texts if text)


def _shown(text: str) -> str:
    return visible(text, len(text) + 1)[1:-1]


def _told(finding: Finding) -> str:
    return f"{finding.severity.name.lower()}: {finding.message} [{finding.check}]"


def _document(changes: Sequence[tuple[Path, Change]], *, written: bool) -> dict[str, object]:
    counts = Counter(change.kind for _, change in changes)
    return {
        "version": 1,
        "written": written,
        "counts": dict(sorted(counts.items())),
        "changes": [_entry(path, change) for path, change in changes if change.kind != "same"],
    }


def _entry(path: Path, change: Change) -> dict[str, object]:
    unit, before, after = change.unit, change.before, change.after
    taken = after is not None and change.kind in exchange.TAKEN
    return {
        "kind": change.kind,
        "file": str(path),
        "line": unit.line,
        "locale": unit.locale,
        "domain": unit.domain,
        "msgctxt": unit.msgctxt,
        "msgid": unit.msgid,
        "before": {"msgstr": list(before.msgstr), "fuzzy": before.fuzzy} if before is not None else None,
        "after": {"msgstr": list(unit.msgstr), "fuzzy": after.fuzzy if taken and after is not None else None},
        "reason": change.reason,
        "findings": [
            {"check": finding.check, "severity": finding.severity.name.lower(), "message": finding.message}
            for finding in change.findings
        ],
    }
