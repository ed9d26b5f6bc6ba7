"""`write` puts a file wholly or not at all; `read_text` reads one that must be UTF-8; `lock` keeps two runs apart.

Each raises HandoutsError, with the file's name, for what the machine refuses.
"""

import contextlib
import errno
import fcntl
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import HandoutsError

LARGEST = 256 * 2**20
"""Bytes of the largest file that is read at all; most kinds of files have a limit that is lower."""

_A_MOMENT = 0.05
"""Seconds between two looks at a lock that another process holds."""


def write(path: Path, content: bytes) -> bool:
    """Make `path` hold `content`; return False, and touch nothing, where it already does.

    The content goes to a new file in the same folder, is synced, and then takes the old one's place: whoever reads
    `path`, also after a crash, sees the old content or the new. What a killed writer left there, the next takes over. A
    symbolic link is written through, not replaced.

    Raises HandoutsError when the folder cannot be written to.
    """
    try:
        path = path.resolve()
        if not differs(path, content):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        new, descriptor = _begun(path)
        with os.fdopen(descriptor, "wb") as stream:
            try:
                stream.truncate()
                stream.write(content)
                stream.flush()
                os.fsync(descriptor)
                os.chmod(new, _mode(path))
                os.replace(new, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(new)
                raise
    except OSError as error:
        raise HandoutsError(f"Cannot be written: {error.strerror}.", file=path) from error
    except RuntimeError as error:  # what `resolve` raises before Python 3.13
        raise HandoutsError("Cannot be written: a symbolic link leads back to itself.", file=path) from error
    return True


def _begun(path: Path) -> tuple[Path, int]:
    """Open the file that will take the place of `path`, for this process alone until the descriptor is closed.

    Its name is always the same, so that what a killed process leaves is one file, which the next one takes over; and
    the kernel locks it, so that two at once do not write into each other's.
    """
    new = path.with_name(f".{path.name}.new")
    while True:
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Whoever held the lock may have put the file in its place, or removed it, while this process waited.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.lstat(new)):
                    return new, descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def resolved(path: Path) -> Path:
    """Return `path` without symbolic links, also where they lead in a circle, on which `Path.resolve` fails."""
    return Path(os.path.realpath(path))


def remove(path: Path) -> bool:
    """Remove the file `path`; return False where there is none. Raises HandoutsError where it cannot be removed."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise HandoutsError(f"Cannot be removed: {error.strerror}.", file=path) from error
    return True


def differs(path: Path, content: bytes) -> bool:
    """Return whether `write` would change anything. Raises HandoutsError where what is there cannot be read."""
    return not path.is_file() or read_bytes(path) != content


def _mode(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def read_bytes(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of `path`. Raises HandoutsError where it is missing, unreadable, or larger than `most` bytes.

    What is no file, such as a device or a pipe, might have no end, and is not read.
    """
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= most:
            return path.read_bytes()
    except OSError as error:
        raise HandoutsError(f"Cannot be read: {error.strerror}.", file=path) from error
    if not stat.S_ISREG(status.st_mode):
        what = os.strerror(errno.EISDIR) if stat.S_ISDIR(status.st_mode) else "Not a file"
        raise HandoutsError(f"Cannot be read: {what}.", file=path)
    raise HandoutsError(f"Larger than {most // 2**20} MB.", file=path, hint="Split the file.")


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, its line ends as they stand and without a byte order mark.

    Raises HandoutsError, naming the line, where the bytes are not UTF-8 or hold a NUL.
    """
    return decode(read_bytes(path), path)


def decode(content: bytes, path: Path) -> str:
    """Return `content` as text; `path` is only for the message. Raises HandoutsError as `read_text` does."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise HandoutsError(
            f"Not UTF-8: byte 0x{content[error.start]:02x}.", file=path, line=line, hint="Save the file as UTF-8."
        ) from error
    if (at := text.find("\0")) >= 0:
        raise HandoutsError(
            "Holds a NUL character.",
            file=path,
            line=text.count("\n", 0, at) + 1,
            hint="Save the file as plain UTF-8 text.",
        )
    return text


def own_cache() -> Path:
    """Return the folder for what runs of this user keep: `$HANDOUTS_CACHE`, `.cache` in a checkout, or the usual."""
    if named := os.environ.get("HANDOUTS_CACHE"):
        return Path(named)
    checkout = Path(__file__).parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / ".cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/handouts"
    # https://specifications.freedesktop.org/basedir-spec/latest/
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "handouts"


@contextlib.contextmanager
def lock(folder: Path, patience: float = 60) -> Iterator[None]:
    """Hold the writers' lock of `folder`; wait for whoever holds it, at most `patience` seconds.

    The lock is the kernel's (flock), so a process that dies lets go of it. Raises HandoutsError where the folder cannot
    be made or opened, and where a process that does not end keeps the lock.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The folder itself is what is locked: no file is left behind.
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise HandoutsError(f"Cannot be used as a folder: {error.strerror}.", file=folder) from error
    try:
        _wait(descriptor, folder, patience)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, folder: Path, patience: float) -> None:
    # Not the time of day, which may jump.
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise HandoutsError(
                    f"Another command has been writing here for {patience:.0f} seconds.",
                    file=folder,
                    hint="Wait until it ends, or end it if it hangs.",
                ) from error
            time.sleep(_A_MOMENT)
        except OSError as error:
            raise HandoutsError(f"Cannot be locked: {error.strerror}.", file=folder) from error
        else:
            return
