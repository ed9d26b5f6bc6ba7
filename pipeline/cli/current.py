"""`look` reads everything that `update` depends on, to tell without more ado that nothing has to be done.

Only contents count: neither clocks nor dates of files do. What was found current is remembered as one digest, in a
folder that git ignores and anybody may delete.
"""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import click

from pipeline import files
from pipeline.errors import HandoutsError

_SETTINGS = "handouts.toml"
_INPUTS = ("source", "locales")
_PACKAGE = Path(__file__).resolve().parent.parent
_CACHE = ".handouts-cache"

Digests = Mapping[str, bytes]
"""The digest of each file's content, by its path within the project."""


@dataclass(frozen=True)
class State:
    """A project at one moment, as far as an update of some of its locales can tell."""

    root: Path
    locales: tuple[str, ...]
    digests: Digests

    def count(self) -> int | None:
        """Return how many catalogs there were when this very state was found current; None if it was not."""
        with contextlib.suppress(OSError, ValueError):
            digest, count = self._path.read_text(encoding="ascii").split()
            if digest == self._digest:
                return int(count)
        return None

    def remember(self, count: int) -> None:
        """Keep in mind that this state is current, where the folder can be written to."""
        with contextlib.suppress(HandoutsError):
            files.write(self._path.with_name(".gitignore"), b"*\n")
            files.write(self._path, f"{self._digest} {count}\n".encode())

    def after(self, written: Iterable[tuple[Path, bytes]]) -> "State":
        """Return the state in which these files have these contents, and all else is as it was."""
        changed = {str(path.relative_to(self.root)): _digest(content) for path, content in written}
        return State(self.root, self.locales, {**self.digests, **changed})

    @property
    def _path(self) -> Path:
        return self.root / _CACHE / "update"

    @property
    def _digest(self) -> str:
        whole = blake2b(repr((self.locales, sorted(self.digests.items()))).encode(), digest_size=16)
        for line in _tool():
            whole.update(line)
        return whole.hexdigest()


def look(start: Path, locales: Iterable[str]) -> State | None:
    """Return the state of the project around `start`; None where there is none, or not all of it can be read."""
    root = next((folder for folder in (start, *start.parents) if (folder / _SETTINGS).is_file()), None)
    if root is None:
        return None
    try:
        paths = [str(root / _SETTINGS), *(path for name in _INPUTS for path in _below(root / name))]
        return State(root, tuple(locales), {os.path.relpath(path, root): _digest(_read(path)) for path in paths})
    except OSError:
        return None


def _tool() -> Iterator[bytes]:
    """Yield what makes this program another one: its own files, and the releases it stands on."""
    yield sys.version.encode()
    yield repr(sorted(os.listdir(Path(click.__file__).parent.parent))).encode()
    for path in sorted(_below(_PACKAGE)):
        if path.endswith((".py", ".toml", ".tsv")):
            yield _read(path)


def _below(folder: Path | str) -> Iterator[str]:
    """Yield the files below `folder`, but none that editors and crashes leave hidden there."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _below(entry.path)
            else:
                yield entry.path


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as stream:
        return stream.read()


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()
