"""`look` reads everything that a command depends on, to tell without more ado that nothing has to be done.

Only contents count: neither clocks nor dates of files do. What was found current is remembered as one digest, in a
folder that git ignores and anybody may delete.
"""

import contextlib
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
    """A project at one moment, as far as a command with some arguments can tell."""

    root: Path
    command: str
    arguments: tuple[object, ...]
    digests: Digests

    def said(self) -> str | None:
        """Return what there was to say when this very state was found current; None if it was not."""
        with contextlib.suppress(OSError, ValueError):
            digest, _, text = self._path.read_text(encoding="utf-8").partition("\n")
            if digest == self._digest:
                return text
        return None

    def remember(self, text: str) -> None:
        """Keep in mind that this state is current, where the folder can be written to."""
        with contextlib.suppress(HandoutsError):
            files.write(self._path.with_name(".gitignore"), b"*\n")
            files.write(self._path, f"{self._digest}\n{text}".encode())

    def after(self, written: Iterable[tuple[Path, bytes]]) -> "State":
        """Return the state in which these files have these contents, and all else is as it was."""
        changed = {str(path.relative_to(self.root)): _digest(content) for path, content in written}
        return replace(self, digests={**self.digests, **changed})

    def differs_only(self, folder: str, other: "State") -> bool:
        """Say whether nothing but the files in `folder` can differ from `other`."""

        def rest(state: "State") -> dict[str, bytes]:
            return {path: digest for path, digest in state.digests.items() if not path.startswith(f"{folder}/")}

        return rest(self) == rest(other)

    @property
    def _path(self) -> Path:
        return self.root / _CACHE / self.command

    @property
    def _digest(self) -> str:
        whole = blake2b(repr((self.arguments, sorted(self.digests.items()))).encode(), digest_size=16)
        for line in _tool():
            whole.update(line)
        return whole.hexdigest()


def look(start: Path, command: str, *arguments: object, folders: Iterable[str] = _INPUTS) -> State | None:
    """Return the state of the project around `start`; None where there is none, or not all of it can be read.

    It is made of the settings, the logo that they name, and what is in `folders`, where there are such.
    """
    root = next((folder for folder in (start, *start.parents) if (folder / _SETTINGS).is_file()), None)
    if root is None:
        return None
    try:
        settings = _read(str(root / _SETTINGS))
        paths = [path for name in folders if (root / name).is_dir() for path in _below(root / name)]
        if logo := _logo(settings):
            paths.append(str(root / logo))
        digests = {os.path.relpath(path, root): _digest(_read(path)) for path in paths}
        return State(root, command, arguments, {_SETTINGS: _digest(settings), **digests})
    except (OSError, ValueError):
        return None


def _logo(settings: bytes) -> str:
    """Return where the settings say that the clinic's logo is; only those that name one need be read as TOML."""
    if b"logo" not in settings:
        return ""
    logo = tomllib.loads(settings.decode()).get("branding", {}).get("logo", "")
    return logo if isinstance(logo, str) else ""


def _tool() -> Iterator[bytes]:
    """Yield what makes this program another one: its own files, and the releases it stands on."""
    yield sys.version.encode()
    yield repr(sorted(os.listdir(Path(click.__file__).parent.parent))).encode()
    for path in sorted(_below(_PACKAGE)):
        if not path.endswith(".pyc"):
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
