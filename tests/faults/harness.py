"""`Stage` runs a command in a child process in which something goes wrong, and says what became of the files.

The child is forked from a process that has imported everything, so that a thousand of them take minutes, not hours.
"""

import contextlib
import ctypes
import importlib
import io
import os
import pwd
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from types import BuiltinFunctionType, FrameType
from typing import ClassVar, NoReturn, Self

from pipeline import cli
from tests.faults.scenarios import Scenario

Files = Mapping[str, bytes]
Fault = Callable[[], None]
"""What is done to the child before its command runs."""

BUG, KILLED = 70, -int(signal.SIGKILL)

# What a command may call that reaches the disk.
_CHANGING = ["chmod", "mkdir", "rename", "replace", "rmdir", "unlink"]
_CALLS = frozenset(["flock", "flush", "fsync", "ftruncate", "open", "truncate", "write", *_CHANGING])


class Frozen(datetime):
    """A clock that stands still, so that two runs write the same bytes."""

    shown: ClassVar = (2026, 5, 1, 9, 30)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(*cls.shown, tzinfo=tz)


def warm() -> None:
    """Import every command, and stop the clock that they look at."""
    for name in set(cli._COMMANDS.values()):
        importlib.import_module(f"pipeline.cli.{name}")
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipeline.cli.", "pipeline.serve.")) and vars(module).get("datetime") is datetime:
            vars(module)["datetime"] = Frozen


@dataclass
class Ended:
    """How a child ended."""

    code: int
    """Its exit code; BUG where it ended with a traceback, KILLED where it was killed."""
    told: str
    """What it wrote to stdout and stderr."""


class Stage:
    """A folder in which one scenario is played again and again."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self.command = list(scenario.command)
        self.main = scenario.main
        self.repeatable = scenario.repeatable
        folder.chmod(0o755)
        # Once in this process, elsewhere, so that all that is imported and compiled on the way is there.
        self.folder = folder / "rehearsal"
        self.set({})
        with contextlib.chdir(self.folder):
            scenario.prepare(_here)
            _here(*self.command, main=self.main)
        self.folder = folder / "stage"
        self.set({})
        with contextlib.chdir(self.folder):
            scenario.prepare(self._must)
        self.before = self.files()
        began = time.monotonic()
        ended = self.play()
        self.seconds = time.monotonic() - began
        assert ended.code in (0, 1), ended.told
        self.code = ended.code
        self.after = self.files()
        assert self.after != self.before, "the command writes nothing"

    def _must(self, *command: str) -> None:
        ended = self.run(command)
        assert ended.code == 0, ended.told

    def set(self, files: Files) -> None:
        """Make the folder hold these files and no others."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """Return what the folder holds."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }

    def play(self, fault: Fault = lambda: None, *, seconds: float | None = None) -> Ended:
        """Run the scenario's command; after some `seconds`, kill it."""
        return self.run(self.command, fault, seconds=seconds)

    def run(self, command: Sequence[str], fault: Fault = lambda: None, *, seconds: float | None = None) -> Ended:
        child = self._start(command, fault, self.main if command is self.command else cli.main)
        if seconds is not None:
            time.sleep(seconds)
            os.kill(child[0], signal.SIGKILL)
        return _ended(*child)

    def together(self, scenarios: Sequence[Scenario]) -> list[Ended]:
        """Run the commands of some scenarios at once, each in a process of its own."""
        children = [self._start(each.command, lambda: None, each.main) for each in scenarios]
        return [_ended(*child) for child in children]

    def _start(self, command: Sequence[str], fault: Fault, main: Callable[[], object]) -> tuple[int, int]:
        """Fork a child; return its id and the pipe in which it tells what it has to say."""
        sys.stdout.flush()
        # A pipe, since a limit to the size of files would hold for a file of what is told, too.
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            self._child(command, fault, main, said)
        os.close(said)
        return child, heard

    def _child(self, command: Sequence[str], fault: Fault, main: Callable[[], object], said: int) -> NoReturn:
        code = BUG
        try:
            os.dup2(said, 1)
            os.dup2(said, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.chdir(self.folder)
            sys.argv = ["handouts", *command]
            fault()
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else BUG
        finally:
            sys.setprofile(None)
            if sys.exc_info()[1] is not None:
                traceback.print_exc()
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def torn(self) -> Iterator[str]:
        """Yield each file that is neither as it was before nor as the command leaves it."""
        now = self.files()
        for name in sorted({*now, *self.before, *self.after} - {name for name in now if unfinished(name)}):
            allowed = [state.get(name) for state in (self.before, self.after)]
            if now.get(name) not in allowed:
                yield f"{name} is {'gone' if name not in now else 'neither old nor new'}"


def _ended(child: int, heard: int) -> Ended:
    with os.fdopen(heard, "rb") as stream:
        told = stream.read().decode(errors="replace")
    return Ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told)


def _here(*command: str, main: Callable[[], object] = cli.main) -> None:
    """Run a command in this very process."""
    sys.argv = ["handouts", *command]
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told), contextlib.suppress(SystemExit):
        main()
    assert "Traceback" not in told.getvalue(), told.getvalue()


def unfinished(name: str) -> bool:
    """Say whether this is the file in which the next content of another was being made."""
    last = name.rpartition("/")[2]
    return last.startswith(".") and last.endswith(".new")


# ------------------------------------------------------------------------------------------------------------- faults


def counting(reached: Callable[[int], None]) -> Fault:
    """Call `reached` with 1, 2, … before and after each call that reaches the disk."""

    def fault() -> None:
        count = 0

        def watch(frame: FrameType, event: str, called: object) -> None:
            nonlocal count
            if (
                event in ("c_call", "c_return")
                and isinstance(called, BuiltinFunctionType)
                and called.__name__ in _CALLS
            ):
                count += 1
                reached(count)

        threading.setprofile(watch)
        sys.setprofile(watch)

    return fault


def killed_at(point: int) -> Fault:
    """Kill the child by SIGKILL before or after one of the calls that reach the disk."""
    return counting(lambda count: os.kill(os.getpid(), signal.SIGKILL) if count == point else None)


def full_after(size: int) -> Fault:
    """Let no file grow beyond `size` bytes, as on a disk that is full: the kernel refuses the rest of a write."""

    def fault() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return fault


@contextlib.contextmanager
def small_disk() -> Iterator[tuple[Path, str]]:
    """Give a folder that is a small disk, and "", or where none can be mounted, why.

    It needs a namespace of mounts, which this process and its children alone see: root may have one, and where the
    kernel lets everyone make one of users, too, everyone.
    """
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            user, group = os.getuid(), os.getgid()
            if libc.unshare(_NEW_MOUNTS | (_NEW_USERS if user else 0)):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            if user:
                Path("/proc/self/setgroups").write_text("deny")
                Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
                Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
            libc.mount(None, b"/", None, _PRIVATE, None)
            if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={SMALL},mode=755".encode()):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        except OSError as error:
            yield folder, str(error.strerror)
            return
        try:
            yield folder, ""
        finally:
            libc.umount2(os.fsencode(folder), _DETACH)


SMALL = 32 * 2**20
"""Bytes that the small disk has."""
# linux/sched.h and linux/mount.h
_NEW_MOUNTS, _NEW_USERS, _PRIVATE, _DETACH = 0x20000, 0x10000000, 0x44000, 2


def read_only() -> None:
    """Take away the permission to write anything in the working directory; root gives its own up for that."""
    for folder, folders, names in os.walk(".", topdown=False):
        for name in names:
            os.chmod(os.path.join(folder, name), 0o444)
        for name in folders:
            os.chmod(os.path.join(folder, name), 0o555)
    os.chmod(".", 0o555)
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)


def vanishing_at(point: int, seed: int) -> Fault:
    """Remove a file or a folder of the project when it comes to a certain call that reaches the disk."""
    chance = random.Random(seed)

    def remove(count: int) -> None:
        if count == point:
            profile = sys.getprofile()
            sys.setprofile(None)
            victim = chance.choice(sorted(Path().rglob("*")) or [Path("none")])
            shutil.rmtree(victim, ignore_errors=True) if victim.is_dir() else victim.unlink(missing_ok=True)
            sys.setprofile(profile)

    return counting(remove)


def jumped_to(year: int) -> Fault:
    """Let the clock show another year, and every file be of yet another."""

    def fault() -> None:
        Frozen.shown = (year, 1, 1, 0, 0)
        for path in Path().rglob("*"):
            os.utime(path, (0, 0) if year > 2026 else (2**32, 2**32))

    return fault
