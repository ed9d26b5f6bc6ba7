"""Whatever happens to a command that writes, each file is the old one or the new one, and the next run puts all right.

`python -m tests.faults --points 100` tries more points than these.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline import cli
from tests.faults.__main__ import FAULTS
from tests.faults.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_fault_tears_a_file(scenario: str) -> None:
    # A process of its own: it forks, and must have no threads when it does.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--scenario", scenario, "--points", "6"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for fault in FAULTS:
        assert f"points of {fault}" in done.stdout


def test_every_command_that_writes_is_tried() -> None:
    """A new command belongs in the scenarios, or here, among those that leave the project alone."""
    reading = {"explain", "readability", "status", "terms list", "terms suggest"}
    commands = dict(every_command(cli.handouts, ""))
    assert commands.keys() - reading == {name.partition(",")[0].partition(" --")[0] for name in SCENARIOS}
    # What an option writes, too; `--install` alone writes by Git's own hand, and a line of .gitattributes.
    options = {option for command in commands.values() for each in command.params for option in each.opts}
    tried = {word for scenario in SCENARIOS.values() for word in scenario.command}
    assert options & {"--fix", "--output", "--write", "--write-baseline"} <= tried


def every_command(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")
        elif command:
            yield f"{before}{name}", command
