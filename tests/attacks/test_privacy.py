"""Nothing is sent and nothing is fetched: the whole job runs without a network."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import Handouts

# Every way out of Python's interpreter to a network goes by one of these events:
# https://docs.python.org/3/library/audit_events.html
WATCHED = """
import os, sys

def watch(event, arguments):
    asks = event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request", "webbrowser.open"}
    if asks or (event in {"socket.connect", "socket.bind"} and isinstance(arguments[1], tuple)):
        os.write(2, f"NETWORK {event} {arguments}".encode())
        os._exit(99)

sys.addaudithook(watch)
from pipeline.cli import main
main()
"""
ROOT = Path(__file__).resolve().parents[2]
JOB = [
    ["run", "--jobs", "1"],
    ["check", "--format", "json", "--fail-on", "never"],
    ["status"],
    ["build", "--release"],
    ["export", "--format", "xlsx"],
    ["terms", "suggest"],
]


def test_the_whole_job_asks_nothing_of_a_network(handouts: Handouts) -> None:
    for command in JOB:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *command], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
        )
        assert "NETWORK" not in done.stderr
        assert done.returncode in (0, 1), done.stderr
    assert list(Path("output").rglob("*.pdf"))


def test_the_watch_would_see_a_request() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            WATCHED.replace(
                "from pipeline.cli import main\nmain()", "import socket; socket.create_connection(('localhost', 9))"
            ),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 99
    assert "NETWORK socket.getaddrinfo" in done.stderr


def test_nothing_of_the_person_or_the_machine_is_in_what_is_published(handouts: Handouts, tmp_path: Path) -> None:
    assert handouts("run", "--jobs", "1")[0] == 0
    published = [path for path in Path("output").rglob("*") if path.is_file()]
    assert published
    for path in published:
        content = path.read_bytes()
        for told in (str(tmp_path), f"{Path.home()}/", sys.prefix):
            assert told.encode() not in content
