"""`look` reads everything that a command depends on, to tell without more ado that nothing has to be done.

Only contents count: neither clocks nor dates of files do. What was found current is remembered as one digest.
"""

import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.cli import kept

_SETTINGS = "handouts.toml"
_INPUTS = ("source", "locales")

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
        found = kept.read(self.root, self.command, tuple[bytes, str])
        return found[1] if found and found[0] == self._digest else None

    def remember(self, text: str) -> None:
        """Keep in mind that this state is current, where the folder can be written to."""
        kept.write(self.root, self.command, kept.encoded((self._digest, text)))

    def after(self, written: Iterable[tuple[Path, bytes]]) -> "State":
        """Return the state in which these files have these contents, and all else is as it was."""
        changed = {str(path.relative_to(self.root)): kept.digest(content) for path, content in written}
        return replace(self, digests={**self.digests, **changed})

    def differs_only(self, folder: str, other: "State") -> bool:
        """Say whether nothing but the files in `folder` can differ from `other`."""

        def rest(state: "State") -> dict[str, bytes]:
            return {path: digest for path, digest in state.digests.items() if not path.startswith(f"{folder}/")}

        return rest(self) == rest(other)

    @property
    def _digest(self) -> bytes:
        return kept.digest(repr((self.arguments, sorted(self.digests.items()))).encode())


def look(start: Path, command: str, *arguments: object, folders: Iterable[str] = _INPUTS) -> State | None:
    """Return the state of the project around `start`; None where there is none, or not all of it can be read.

    It is made of the settings, the logo that they name, and what is in `folders`, where there are such.
    """
    root = next((folder for folder in (start, *start.parents) if (folder / _SETTINGS).is_file()), None)
    if root is None:
        return None
    try:
        settings = _read(str(root / _SETTINGS))
        paths = [path for name in folders if (root / name).is_dir() for path in kept.below(root / name)]
        if logo := _logo(settings):
            paths.append(str(root / logo))
        digests = {os.path.relpath(path, root): kept.digest(_read(path)) for path in paths}
        return State(root, command, arguments, {_SETTINGS: kept.digest(settings), **digests})
    except (OSError, ValueError):
        return None


def _logo(settings: bytes) -> str:
    """Return where the settings say that the clinic's logo is; only those that name one need be read as TOML."""
    if b"logo" not in settings:
        return ""
    logo = tomllib.loads(settings.decode()).get("branding", {}).get("logo", "")
    return logo if isinstance(logo, str) else ""


def _read(path: str) -> bytes:
    if not stat.S_ISREG(os.stat(path).st_mode):  # A device may have no end, and a pipe no writer.
        raise ValueError(path)
    with open(path, "rb", buffering=0) as stream:
        return stream.read()
