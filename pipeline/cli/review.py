"""`handouts approve` and `handouts revoke`: a named person signs off what a handout says in a locale, or unsays it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline import catalog as catalogs
from pipeline import exchange, files
from pipeline import review as reviews
from pipeline.catalog import Catalog
from pipeline.cli.workspace import Workspace, load, say, show, targets
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.exchange import Unit
from pipeline.model import Message
from pipeline.review import Ledger, Reviewer

Command = TypeVar("Command", bound=Callable[..., Any])

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """Which texts of a catalog are meant; where nothing is said, all of them."""

    messages: tuple[str, ...]
    lines: tuple[int, ...]
    file: Path | None


def _choosing(command: Command) -> Command:
    """Give a command the options that choose texts."""
    for option in (
        click.option(
            "--from",
            "file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Only the texts that this .po or XLIFF file, back from review, has just as they stand here.",
        ),
        click.option(
            "--line", "lines", multiple=True, type=click.IntRange(1), help="Only the entry at this line of the catalog."
        ),
        click.option(
            "--message", "messages", multiple=True, metavar="TEXT", help="Only the message whose source begins so."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("slug")
@click.option("--locale", required=True, help="The locale whose text is signed off; the source locale too.")
@click.option("--reviewer", required=True, metavar="ID", help="Who signs, as named in locales/reviewers.toml.")
@_choosing
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sign with this SSH key; a public one will do where an agent holds the private one.",
)
def approve(
    slug: str,
    locale: str,
    reviewer: str,
    messages: tuple[str, ...],
    lines: tuple[int, ...],
    file: Path | None,
    key: Path | None,
) -> None:
    """Sign off messages of SLUG (a handout, or `ui`) in one locale: all, unless some are chosen.

    A sign-off is of the exact text; once a message, its source or its context changes, that one is void. With --from,
    exit code 1 says that some texts of the file are not those of the catalog; they are listed and not signed.
    """
    workspace = load()
    rules = workspace.project.review
    _check_names(workspace, slug, locale)
    person = _reviewer(workspace, reviewer)
    if rules.verify == "ssh" and key is None:
        raise HandoutsError("[review] in handouts.toml asks for signatures.", hint="Name your SSH key with --key.")
    path = workspace.project.ledger_path(locale)
    with files.lock(workspace.project.locales_dir):
        before, catalog = workspace.ledger(locale), workspace.current_catalog(locale, slug)
        chosen, differing = _chosen(catalog, Choice(messages, lines, file))
        after = reviews.approve(
            before, catalog, person, datetime.now(UTC), messages=chosen, second_person=rules.second_person
        )
        new = [sign_off for sign_off in after.sign_offs if sign_off not in before.sign_offs]
        if new and key is not None:
            after = reviews.sign(after, new, person, key)
        if after != before:
            files.write(path, reviews.dump_ledger(after).encode())
    for line in differing:
        show(f"{line}\n")
    stood = len(catalog.live if chosen is None else chosen) - len(new)
    say(
        f"{visible(person.name)[1:-1]} ({person.role}) signed {_count(len(new))} of {locale}/{slug}"
        f"{f', and {stood} before' if stood else ''}: {workspace.relative(path)}."
    )
    if new and rules.verify == "git":
        asked = "signed with your key" if person.keys else "as its author"
        say(f"They count once you have committed that file, {asked}.")
    raise SystemExit(1 if differing else 0)


@click.command()
@click.argument("slug")
@click.option("--locale", required=True, help="The locale whose sign-offs are withdrawn.")
@click.option("--reason", required=True, help="Why: it is kept in the ledger.")
@click.option(
    "--reviewer", "names", multiple=True, metavar="ID", help="Whose; may be given again.  [default: everyone's]"
)
@_choosing
def revoke(
    slug: str,
    locale: str,
    reason: str,
    names: tuple[str, ...],
    messages: tuple[str, ...],
    lines: tuple[int, ...],
    file: Path | None,
) -> None:
    """Withdraw sign-offs of SLUG (a handout, or `ui`) in one locale: of all its texts, unless some are chosen.

    The ledger keeps who had signed what, when it was withdrawn, and why; a withdrawn sign-off never counts again. The
    text can be signed anew.
    """
    workspace = load()
    _check_names(workspace, slug, locale)
    if not reason.strip():
        raise HandoutsError("The reason is empty.", hint="Say with --reason why the sign-offs do not hold.")
    path = workspace.project.ledger_path(locale)
    with files.lock(workspace.project.locales_dir):
        before, catalog = workspace.ledger(locale), workspace.catalog(locale, slug)
        chosen, _ = _chosen(catalog, Choice(messages, lines, file))
        after = reviews.revoke(before, catalog, datetime.now(UTC), reason.strip(), reviewers=names, messages=chosen)
        files.write(path, reviews.dump_ledger(after).encode())
    gone = len(before.sign_offs) - len(after.sign_offs)
    say(f"{gone} sign-off{'' if gone == 1 else 's'} of {locale}/{slug} withdrawn: {workspace.relative(path)}.")


def _check_names(workspace: Workspace, slug: str, locale: str) -> None:
    targets(workspace, [locale], source=True)
    if slug not in workspace.domains:
        raise HandoutsError(f"No handout {visible(slug)}.", hint=nearest(slug, workspace.domains))


def _reviewer(workspace: Workspace, name: str) -> Reviewer:
    if name not in workspace.reviewers:
        raise HandoutsError(
            f"Unknown reviewer {visible(name)}.",
            file=workspace.relative(workspace.project.reviewers_path),
            hint=nearest(name, workspace.reviewers) or "Add the person, with name and qualification, to that file.",
        )
    return workspace.reviewers[name]


def _count(texts: int) -> str:
    return "1 text" if texts == 1 else f"{texts} texts"


# ------------------------------------------------------------------------------------------------------ which messages


def _chosen(catalog: Catalog, choice: Choice) -> tuple[Sequence[Message] | None, list[str]]:
    """Return the messages that are meant (None: all), and what is to be told of those in a file that are not.

    Raises HandoutsError for a text or a line that means none.
    """
    if choice.file is not None:
        if choice.messages or choice.lines:
            raise click.UsageError("--from chooses by itself: give no --message or --line with it.")
        return _in_file(catalog, choice.file)
    if not choice.messages and not choice.lines:
        return None, []
    chosen = [_by_text(catalog, text) for text in choice.messages]
    chosen += [_by_line(catalog, line) for line in choice.lines]
    return [*{message.key: message for message in chosen}.values()], []


def _by_text(catalog: Catalog, text: str) -> Message:
    exact = [message for message in catalog.live if message.msgid == text]
    found = exact or [message for message in catalog.live if message.msgid.startswith(text)]
    if not found:
        raise HandoutsError(
            f"No source begins with {visible(text)}.",
            file=catalog.path,
            hint=nearest(text, [message.msgid for message in catalog.live]),
        )
    if len(found) > 1:
        lines = ", ".join(str(message.line) for message in found)
        raise HandoutsError(
            f"{len(found)} messages begin with {visible(text)}: at line {lines}.",
            file=catalog.path,
            hint="Name one with --line.",
        )
    return found[0]


def _by_line(catalog: Catalog, line: int) -> Message:
    original = catalog.original
    if original is not None:
        for entry in original.entries[1:]:
            first, last = (original.text.count("\n", 0, at) + 1 for at in (entry.start, entry.end))
            if first <= line <= last and not entry.message.obsolete:
                return entry.message
    raise HandoutsError("No message of the catalog is at that line.", file=catalog.path, line=line)


def _in_file(catalog: Catalog, file: Path) -> tuple[Sequence[Message], list[str]]:
    """Return the messages whose text in `file` is reviewed and just that of the catalog, and what differs of others.

    In a PO file, what is translated and not fuzzy is reviewed; in XLIFF, what says so. What the file lacks or leaves
    open is neither signed nor told.
    """
    same: list[Message] = []
    differing: list[str] = []
    for unit in _reviewed_units(catalog, file):
        ours = catalog.by_key.get(unit.key)
        if ours is not None and not unit.problem and _texts(ours) == _texts(unit) and not ours.fuzzy:
            same.append(ours)
        else:
            place = f"{visible(str(file), 1000)[1:-1]}:{unit.line}"
            differing.append(f"{place}: {visible(unit.msgid, _SHOWN)}: {_difference(ours, unit)}")
    return same, differing


def _reviewed_units(catalog: Catalog, file: Path) -> list[Unit]:
    if file.suffix.lower() == ".po":
        offered = catalogs.read(file, locale=catalog.locale, domain=catalog.domain)
        return [unit for unit in exchange.units(offered, Ledger(catalog.locale)) if unit.state != "initial"]
    if file.suffix.lower() not in (".xlf", ".xliff"):
        raise HandoutsError("Neither PO nor XLIFF.", file=file, hint="Its name must end in .po, .xlf or .xliff.")
    units = [unit for unit in exchange.read_xliff(file) if unit.domain == catalog.domain]
    if not units or units[0].locale != catalog.locale:
        raise HandoutsError(f"Holds nothing of {visible(catalog.domain)} in {visible(catalog.locale)}.", file=file)
    return [unit for unit in units if unit.state in ("reviewed", "final")]


def _texts(one: Message | Unit) -> tuple[object, ...]:
    return one.msgid_plural, one.msgstr


def _difference(ours: Message | None, theirs: Unit) -> str:
    if ours is None:
        return "the catalog has no such message."
    if theirs.problem:
        return theirs.problem
    if _texts(ours) == _texts(theirs):
        return "it is fuzzy in the catalog."
    mine, yours = (visible(" | ".join(one.msgstr), _SHOWN) for one in (ours, theirs))
    return f"the catalog says {mine}, the file {yours}."
