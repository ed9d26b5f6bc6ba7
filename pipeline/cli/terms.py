"""`handouts terms`: the termbase told, carried out to a spreadsheet and back, and what it lacks."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from pipeline import files, markup
from pipeline import terms as termbases
from pipeline.cli.workspace import Workspace, load, say, targets
from pipeline.errors import HandoutsError
from pipeline.model import Message
from pipeline.terms import Candidate, Change, Term

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
_LOCALE = click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="Only it; may be given again.")


@click.group()
def terms() -> None:
    """Tell what things are called: list, export, import and suggest terms of source/terms.tbx."""


@terms.command("list")
@_LOCALE
@_FORMAT
def list_(locales: Sequence[str], format_: str) -> None:
    """List each concept with its terms in each language, and whether anyone has reviewed them."""
    workspace = load()
    tags = _tags(workspace, locales) if locales else []
    chosen = [
        (concept, tag, concept.terms_in(tag)) for concept in workspace.termbase for tag in (tags or concept.terms)
    ]
    if format_ == "json":
        rows = [
            {"concept": concept.id, "language": tag, **asdict(term)} for concept, tag, found in chosen for term in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for concept, tag, found in chosen:
        if found:
            click.echo(f"{concept.id}  {tag}  {_told(found)}")


def _told(found: Sequence[Term]) -> str:
    """Return the terms of one language as a line: what to say, what not, and the state of their review."""
    ordered = sorted(found, key=lambda term: term.status != "preferred")
    good = ", ".join(term.text for term in ordered if term.status != "deprecated")
    bad = ", ".join(term.text for term in ordered if term.status == "deprecated")
    states = ", ".join(dict.fromkeys(_state(term.reviewed) for term in found))
    return "  ".join(part for part in (good or "–", bad and f"not: {bad}", f"[{states}]") if part)


def _state(reviewed: str) -> str:
    return reviewed if reviewed in {"unreviewed", "uncertain"} else f"reviewed {reviewed}" if reviewed else "unreviewed"


@terms.command()
@_LOCALE
@click.option("--format", "format_", type=click.Choice(["csv", "tbx", "glossary"]), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.  [default: stdout]")
@click.option("--excel", is_flag=True, help="Begin the CSV with a byte order mark, so that Excel reads it as UTF-8.")
def export(locales: Sequence[str], format_: str, output: Path | None, excel: bool) -> None:
    """Write the termbase as a spreadsheet (CSV, a row a term), as TBX-Basic, or as a glossary for translation tools.

    With --locale, a spreadsheet has the source language and those only. `handouts terms import` takes it back. A
    glossary has the source language and the one of --locale, in the older TBX that Weblate and OmegaT read.
    """
    workspace = load()
    project = workspace.project
    if format_ == "tbx":
        if locales or excel:
            raise HandoutsError("--locale and --excel are for CSV.", hint="Leave them out, or use --format csv.")
        content = termbases.dump(workspace.termbase, f"Terms of {project.name}.", project.source_locale)
    elif format_ == "glossary":
        if len(locales) != 1 or excel:
            raise HandoutsError("A glossary is for one locale.", hint="Add --locale LOCALE, without --excel.")
        (tag,) = _tags(workspace, locales)
        title = f"Terms of {project.name}."
        content = termbases.dump_glossary(workspace.termbase, _tag(project.source_locale), tag, title)
    else:
        tags = [_tag(project.source_locale), *_tags(workspace, locales)] if locales else []
        content = termbases.dump_csv(workspace.termbase, tags, bom=excel)
    if output is None:
        click.echo(content, nl=False)
    else:
        files.write(output, content)
        say(f"{output}: {len(workspace.termbase)} concepts.")


@terms.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--write", is_flag=True, help="Change source/terms.tbx; without it, only tell what would change.")
@click.option("--remove", is_flag=True, help="Remove the concepts that FILE lacks.")
def import_(file: Path, write: bool, remove: bool) -> None:
    """Take terms from FILE, a .csv of `handouts terms export` or a TBX file, and tell what changes.

    The terms that FILE has of a concept in a language take the place of those there. What FILE lacks stays: other
    languages, and other concepts unless --remove. Nothing is written where FILE has a mistake.
    """
    project = load().project
    path = project.terms_path
    if file.suffix.lower() not in {".csv", ".tsv", ".txt", ".tbx", ".xml"}:
        raise HandoutsError("Neither .csv nor .tbx.", file=file, hint="Save the spreadsheet as CSV (UTF-8).")
    content = files.read_bytes(file)
    spreadsheet = file.suffix.lower() in {".csv", ".tsv", ".txt"}
    other = termbases.read_csv(content, file) if spreadsheet else termbases.parse(content, file)[0]
    with files.lock(project.source_dir):
        current = termbases.read(path, project.root)
        merged = termbases.merge(current, other, _tag(project.source_locale), remove=remove)
        new = (
            termbases.updated(files.read_bytes(path), path.relative_to(project.root), merged.termbase)
            if path.exists()
            else termbases.dump(merged.termbase, f"Terms of {project.name}.", project.source_locale)
        )
        # What was written must say what was meant, before it takes the place of what was there.
        again = termbases.parse(new, path)[0]
        if termbases.merge(again, merged.termbase, _tag(project.source_locale), remove=True).changes:
            raise AssertionError("the termbase as written is not the one that was merged")
        if write:
            files.write(path, new)
    _report(merged.changes, merged.conflicts)
    changed = sum(change.kind != "kept" for change in merged.changes)
    if changed and not write:
        say("Nothing is written yet: give --write to write it.")
    if changed and write:
        say(f"{path.relative_to(project.root)} written. `handouts update` tells translators.")


def _report(changes: Sequence[Change], conflicts: Sequence[str]) -> None:
    for change in changes:
        if change.kind != "kept":
            click.echo(f"{change.kind}: {change.concept}")
            for detail in change.details:
                click.echo(f"    {detail}")
    for conflict in conflicts:
        click.echo(f"conflict: {conflict}")
    kinds = ("added", "changed", "removed", "kept")
    count = {kind: sum(change.kind == kind for change in changes) for kind in kinds}
    kept = f"; {count['kept']} not in the file, and kept" if count["kept"] else ""
    click.echo(f"{count['added']} concepts added, {count['changed']} changed, {count['removed']} removed{kept}.")


@terms.command()
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="How often it must occur.")
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="How many to tell.")
@_FORMAT
def suggest(least: int, limit: int, format_: str) -> None:
    """Propose concepts that the handouts name again and again and the termbase does not know."""
    workspace = load()
    texts = {
        handout.slug: [_plain(message) for message in workspace.templates[handout.slug]]
        for handout in workspace.handouts
    }
    found = termbases.candidates(workspace.termbase, texts, workspace.project.source_locale, least=least)[:limit]
    if format_ == "json":
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for line in _suggested(found):
        click.echo(line)


def _plain(message: Message) -> str:
    return markup.plain(markup.parse_inline(message.msgid))


def _suggested(found: Sequence[Candidate]) -> Iterator[str]:
    for one in found:
        yield f"{one.text}  {one.count}×  {', '.join(one.handouts)}"
        yield f"    {one.example}"


def _tag(locale: str) -> str:
    return locale.replace("_", "-")


def _tags(workspace: Workspace, locales: Sequence[str]) -> list[str]:
    return [_tag(locale) for locale in targets(workspace, locales)]
