"""`python -m bench.cluster` builds on a Dask cluster of several processes, one of which is killed meanwhile."""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus
from bench.tools import prepare

PINNED = "distributed==2026.8.0"

_BUILD = "from pipeline.cli import main; main()"
_SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
_WORKER = "from distributed.cli.dask_worker import main; main()"


def main() -> None:
    """Build a corpus here and on a cluster, and say what became of the editions."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("--docs", type=int, default=10)
    parser.add_argument("--locales", type=int, default=3)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--peers", type=Path, help="a folder for the library, to keep it for the next run")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        python = install(options.peers or folder / "peers")
        made = corpus.write(folder / "corpus", docs=options.docs, locales=options.locales, terms=500)
        prepare(made)
        _run(python, made.folder)
        (made.folder / "output").rename(folder / "here")
        killed = on_cluster(python, made.folder, options.workers)
        here, there = _contents(folder / "here"), _contents(made.folder / "output")
    print(
        f"{len(here)} files, on {options.workers} worker processes with no shared disk, one of which was killed after "
        f"{killed} editions: {len(there)} files, {sum(there.get(path) == here[path] for path in here)} of them to the "
        f"byte what one process makes, {len(here.keys() - there.keys())} lost, {len(there.keys() - here.keys())} more."
    )
    sys.exit(0 if here == there else 1)


def install(folder: Path) -> Path:
    """Return the Python of an environment in `folder` that has the library, and all that this one has."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "dask").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PINNED], check=True)
    return python


def on_cluster(python: Path, folder: Path, workers: int) -> int:
    """Build in `folder` on a cluster of processes of this machine, kill one; return how many editions there were."""
    environment = _environment()
    processes: list[subprocess.Popen[str]] = []
    with TemporaryDirectory() as elsewhere:

        def start(program: str, *arguments: str, where: str = elsewhere) -> subprocess.Popen[str]:
            processes.append(
                subprocess.Popen(
                    [python, "-c", program, *arguments], cwd=where, env=environment, stderr=subprocess.PIPE, text=True
                )
            )
            return processes[-1]

        try:
            scheduler = start(_SCHEDULER, "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
            address = _address(scheduler)
            ones = [
                start(_WORKER, address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", str(number))
                for number in range(workers)
            ]
            build = start(_BUILD, "build", "--scheduler", address, where=str(folder))
            while (done := len(list((folder / "output").rglob("*.pdf")))) < 3:
                if build.poll() is not None:
                    raise SystemExit(build.communicate()[1])
                time.sleep(0.05)
            ones[0].send_signal(signal.SIGKILL)
            _, said = build.communicate()
            print(said)
        finally:
            for process in processes:
                process.kill()
                process.wait()
    return done


def _address(scheduler: subprocess.Popen[str]) -> str:
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        if match := re.search(r"tcp://[\d.]+:\d+", line):
            return match[0]
    raise SystemExit("The scheduler did not start.")


def _run(python: Path, folder: Path) -> None:
    subprocess.run([python, "-c", _BUILD, "build", "--jobs", "1"], cwd=folder, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    main()
