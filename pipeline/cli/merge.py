"""`handouts merge-po`: the merge driver that Git calls for catalogs and ledgers, and its installation."""

import shlex
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline import catalog, files, tables
from pipeline import project as projects
from pipeline.catalog import Catalog
from pipeline.cli.output import say
from pipeline.errors import HandoutsError, visible

ATTRIBUTES = ("*.po merge=handouts", "*.pot merge=handouts", "reviews.toml merge=handouts")
_SHOWN = 5

_File = click.Path(path_type=Path, dir_okay=False)


@click.command("merge-po")
@click.argument("base", type=_File, required=False)
@click.argument("ours", type=_File, required=False)
@click.argument("theirs", type=_File, required=False)
@click.option("--path", "name", default="", metavar="PATH", help="The file's name in the project, for messages.")
@click.option("--install", is_flag=True, help="Make Git merge this repository's catalogs and ledgers so.")
def merge_po(base: Path | None, ours: Path | None, theirs: Path | None, name: str, install: bool) -> None:
    """Merge THEIRS into OURS, a catalog or a ledger, by the entries that each changed since BASE.

    Git calls it as %O %A %B. Where both sides finished the same translation in different ways, one is kept in place,
    fuzzy, and the other in a comment; exit code 1 tells Git that a person must look. No markers are left in the file.
    """
    if install:
        _install()
        return
    if base is None or ours is None or theirs is None:
        raise click.UsageError("Give BASE, OURS and THEIRS, or --install.")
    path = Path(name or ours)
    contents = files.read_bytes(base), files.read_bytes(ours), files.read_bytes(theirs)
    try:
        merged, left = (_ledgers(*contents, path), []) if path.suffix == ".toml" else _catalogs(*contents, path)
    except HandoutsError as error:
        # Were it left as it is, “git add” would settle the conflict without what is theirs.
        say(f"handouts: {error}")
        say(f"handouts: {path} is merged line by line, by Git alone.")
        raise SystemExit(_line_by_line(base, ours, theirs)) from error
    files.write(ours, merged)
    if left:
        say(f"handouts: {path}: both branches changed what follows; both readings are kept. See docs/conflicts.md.")
        for what in left[:_SHOWN]:
            say(f"    {what}")
        if len(left) > _SHOWN:
            say(f"    and {len(left) - _SHOWN} more")
        raise SystemExit(1)


def _catalogs(base: bytes, ours: bytes, theirs: bytes, path: Path) -> tuple[bytes, list[str]]:
    """Return the merged catalog, and what of it needs a person."""
    merged = catalog.merge(_read(base, path), _read(ours, path), _read(theirs, path))
    return catalog.dump(merged.catalog), [*merged.fields, *(visible(message.msgid) for message in merged.conflicts)]


def _read(content: bytes, path: Path) -> Catalog:
    """Return a catalog; Git gives an empty file as the base of two branches that both added it."""
    return catalog.read(path, content=content) if content else Catalog(path, "", path.stem, {})


def _line_by_line(base: Path, ours: Path, theirs: Path) -> int:
    done = _git("merge-file", "-L", "ours", "-L", "base", "-L", "theirs", "--", str(ours), str(base), str(theirs))
    return min(done.returncode, 1)


# ------------------------------------------------------------------------------------------------------------ ledgers


@dataclass(frozen=True)
class _Row:
    """A table of a ledger, as it is written there; none is ever changed, only added and removed."""

    kind: str
    domain: str
    text: str


def _ledgers(base: bytes, ours: bytes, theirs: bytes, path: Path) -> bytes:
    """Return the ledger with the rows that either side added and without those that either removed.

    That is safe: a sign-off counts only as long as its digest is that of the text, whatever that was merged to, and one
    that was withdrawn never counts again.
    """
    head, one = _rows(ours, path)
    (_, had), (_, other) = _rows(base, path), _rows(theirs, path)
    before, mine, yours = set(had), set(one), set(other)
    rows = [row for row in one if row in yours or row not in before]
    rows += (row for row in other if row not in before and row not in mine)
    kinds = list(dict.fromkeys(row.kind for row in rows))
    rows.sort(key=lambda row: (kinds.index(row.kind), row.domain))
    text = head + "\n".join(row.text for row in rows)
    tables.parse(text, path)
    return text.encode()


def _rows(content: bytes, path: Path) -> tuple[str, list[_Row]]:
    """Return what stands before the first table of a ledger, and its tables.

    Raises HandoutsError where that cannot be told from the lines that begin a table.
    """
    text = files.decode(content, path).replace("\r\n", "\n")
    whole = tables.parse(text, path).values
    head, *parts = f"\n{text}".split("\n[[")
    rows = []
    for part in parts:
        row = f"[[{part.rstrip()}\n"
        for kind, found in tables.parse(row, path).values.items():
            domain = found[0].get("domain", "") if isinstance(found, list) else ""
            rows.append(_Row(kind, str(domain), row))
    counts = {kind: len(found) if isinstance(found, list) else 0 for kind, found in whole.items()}
    if counts != Counter(row.kind for row in rows):
        raise HandoutsError("Not a ledger whose rows can be told apart.", file=path)
    return f"{head[1:].rstrip()}\n\n" if head.strip() else "", rows


# ------------------------------------------------------------------------------------------------------- installation


def _install() -> None:
    top = _git("rev-parse", "--show-toplevel")
    if top.returncode:
        raise HandoutsError("This is no Git working tree.", file=Path.cwd(), hint="Run it in your clone.")
    driver = f"{_command()} merge-po %O %A %B --path=%P"
    for key, value in {"name": "catalogs by entry, sign-offs by message", "driver": driver}.items():
        done = _git("config", "--local", f"merge.handouts.{key}", value)
        if done.returncode:
            raise HandoutsError(f"Git's settings cannot be written: {visible(done.stderr.strip(), 200)}.")
    path = _root(Path(top.stdout.removesuffix("\n"))) / ".gitattributes"
    text = files.read_text(path) if path.exists() else ""
    missing = [line for line in ATTRIBUTES if line not in text.splitlines()]
    if missing:
        before = f"{text.rstrip()}\n" if text.strip() else ""
        files.write(path, (before + "".join(f"{line}\n" for line in missing)).encode())
    say(f"Git merges catalogs with `{driver}`. Commit {path.name}, and let everyone run this once in their clone.")


def _root(top: Path) -> Path:
    """Return the folder of the project, or else of the working tree."""
    try:
        return projects.find(Path.cwd())
    except HandoutsError:
        return top


def _command() -> str:
    """Return how Git's shell calls this command, wherever it is installed; `%` begins Git's own placeholders."""
    beside = Path(sys.executable).with_name("handouts")
    found = str(beside) if beside.exists() else shutil.which("handouts") or "handouts"
    return shlex.quote(found).replace("%", "%%")


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, encoding="utf-8", errors="replace")
    except OSError as error:
        raise HandoutsError(f"Git cannot be run: {error.strerror}.", hint="Install git.") from error
