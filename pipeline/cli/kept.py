"""`read` and `write` keep what a command worked out, for the next run that would work out the same.

What is kept stands in a folder of the project that git ignores and anybody may delete. It is sealed with a key that is
this user's alone, and with all that makes this program another one: what is damaged, of another release, or comes with
somebody's project is as good as not there. What else it depends on, its reader must compare.
"""

import contextlib
import importlib.metadata
import os
import secrets
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from hmac import compare_digest
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from pipeline import files
from pipeline.errors import HandoutsError

Kind = TypeVar("Kind")

_FOLDER = ".handouts-cache"
_PACKAGE = Path(__file__).resolve().parent.parent
_SEAL = 32


def read(root: Path, name: str, kind: type[Kind]) -> Kind | None:
    """Return what is kept under `name` for the project in `root`; None where there is nothing of this kind."""
    with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
        content = (root / _FOLDER / name).read_bytes()
        seal = _seal(name, content[_SEAL:])
        if seal and compare_digest(seal, content[:_SEAL]):
            return msgspec.msgpack.decode(content[_SEAL:], type=kind)
    return None


def encoded(value: object) -> bytes:
    """Return `value`, which `read` will give back, as `write` takes it."""
    return msgspec.msgpack.encode(value)


def write(root: Path, name: str, content: bytes) -> None:
    """Keep what was `encoded` under `name`, where the folder can be written to."""
    folder = root / _FOLDER
    with contextlib.suppress(HandoutsError, OSError):
        # A link in a project that somebody made could lead anywhere.
        if (folder / name).resolve() != root.resolve() / _FOLDER / name:
            return
        if seal := _seal(name, content):
            files.write(folder / ".gitignore", b"*\n")
            files.write(folder / name, seal + content)


def digest(*parts: bytes) -> bytes:
    """Return a digest of `parts`: no two rows of them have the same."""
    state = blake2b(digest_size=16)
    for part in parts:
        state.update(len(part).to_bytes(8, "big") + part)
    return state.digest()


def _seal(name: str, content: bytes) -> bytes:
    """Return the seal of what is kept, b"" where nothing can be."""
    key, tool = _key(), _tool()
    return blake2b(digest(name.encode(), tool, content), key=key, digest_size=_SEAL).digest() if key and tool else b""


@cache
def _key() -> bytes:
    """Return this user's key, made where there is none yet; b"" where it can be neither read nor written."""
    path = files.own_cache() / "key"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, secrets.token_bytes(_SEAL))
            finally:
                os.close(descriptor)
        key = path.read_bytes()
        return key if len(key) == _SEAL else b""
    return b""


@cache
def _tool() -> bytes:
    """Return the digest of what makes this program another one: its own files, plug-ins, and releases it stands on.

    b"" where that cannot be told.
    """
    parts = [sys.version.encode(), repr(sorted(os.listdir(Path(click.__file__).parent.parent))).encode()]
    with contextlib.suppress(OSError, ValueError, ImportError):
        for entry_point in importlib.metadata.entry_points(group="handouts.checks"):
            spec = find_spec(entry_point.module.partition(".")[0])
            if spec is None or spec.origin is None:
                return b""
            parts.append(repr(entry_point).encode())
            parts += _contents(Path(spec.origin).parent) if spec.submodule_search_locations else [_content(spec.origin)]
        return digest(*parts, *_contents(_PACKAGE))
    return b""


def _contents(folder: Path) -> Iterator[bytes]:
    """Yield the name and content of each file of a package."""
    for path in sorted(below(folder)):
        if not path.endswith(".pyc"):
            yield os.path.relpath(path, folder).encode()
            yield _content(path)


def below(folder: Path | str) -> Iterator[str]:
    """Yield the files below `folder`, but none that editors and crashes leave hidden there."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from below(entry.path)
            else:
                yield entry.path


def _content(path: str) -> bytes:
    with open(path, "rb", buffering=0) as stream:
        return stream.read()
