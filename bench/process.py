"""`measure` runs a command and says what it used: CPU time of all its processes, wall time, memory of the largest.

`handouts` measures this checkout's command.
"""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A process counts as its own the memory of the one that it was forked from, until it becomes the other program: so a
# small one starts the command. It also adopts what the command leaves behind (PR_SET_CHILD_SUBREAPER, of Linux), such
# as a server of forks or the processes of a browser, whose time the kernel would tell nobody.
_WATCH = """
import ctypes, os, sys, time
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
began = time.perf_counter()
first = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
cpu, peak, code, wall = 0.0, 0, 0, 0.0
while True:
    try:
        ended, status, used = os.wait4(-1, 0)
    except ChildProcessError:
        break
    cpu += used.ru_utime + used.ru_stime
    peak = max(peak, used.ru_maxrss)
    if ended == first:
        code, wall = os.waitstatus_to_exitcode(status), time.perf_counter() - began
unit = 1 if sys.platform == "darwin" else 1024
os.write(int(sys.argv[1]), f"[{cpu}, {peak * unit}, {code}, {wall}]".encode())
"""

CHECKOUT = Path(__file__).resolve().parent.parent
_HANDOUTS = f"import sys; sys.path.insert(0, {str(CHECKOUT)!r}); from pipeline.cli import main; main()"


@dataclass(frozen=True)
class Usage:
    """What a command used. `peak` is the memory of its largest process, in bytes."""

    cpu: float
    peak: int
    output: bytes
    wall: float = 0.0


def handouts(folder: Path, *arguments: str, good: Collection[int] = (0,)) -> Usage:
    """Run this checkout's `handouts` in `folder`; raises CalledProcessError as `measure` does."""
    return measure([sys.executable, "-c", _HANDOUTS, *arguments], folder, good=good)


def measure(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    good: Collection[int] = (0,),
) -> Usage:
    """Run the command in `folder` and return what it used, user and system seconds, with its standard output.

    Less than 9 MB cannot be told from what starts it. Raises FileNotFoundError where there is no such command, and
    CalledProcessError where its exit code is none of `good`.
    """
    words = [str(part) for part in command]
    told, tell = os.pipe()
    with open(told, "rb") as report:
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _WATCH, str(tell), *words],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **(environment or {})},
                pass_fds=(tell,),
            )
        finally:
            os.close(tell)
        output, errors = process.communicate()
        said = report.read()
    if process.returncode or not said:
        raise FileNotFoundError(f"{words[0]} cannot be run: {_last(errors)}")
    cpu, peak, code, wall = json.loads(said)
    if code not in good:
        raise subprocess.CalledProcessError(code, words[0], output, errors)
    return Usage(cpu, peak, output, wall)


def together(usages: Iterable[Usage]) -> Usage:
    """Return what commands used that ran one after the other."""
    every = tuple(usages)
    return Usage(
        sum(each.cpu for each in every),
        max((each.peak for each in every), default=0),
        b"".join(each.output for each in every),
        sum(each.wall for each in every),
    )


def _last(errors: bytes) -> str:
    return errors.decode(errors="replace").strip().rpartition("\n")[2]
