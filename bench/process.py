"""`measure` runs a command and says what it used: CPU time of the process with its children, wall time, memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What a command used. `peak` is the memory of its largest process, in bytes."""

    cpu: float
    peak: int
    output: bytes
    wall: float = 0.0


def measure(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Run the command in `folder` and return what it used, user and system seconds, with its standard output.

    Raises CalledProcessError where it ends neither with 0 nor with 1, which is how a linter says that it found much.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command], cwd=folder, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})}
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output, time.perf_counter() - began)
