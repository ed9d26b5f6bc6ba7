"""`main`: the command `handouts`; one file per group of commands, each loads, does, reports and exits.

Exit codes: 0 all well; 1 findings at or above `--fail-on`, or a gate missed; 2 bad usage or bad input.
"""

import gc
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import click

from pipeline import __version__
from pipeline.cli.build import build
from pipeline.cli.catalogs import extract, update
from pipeline.cli.check import check, explain
from pipeline.cli.init import init
from pipeline.cli.review import approve
from pipeline.cli.run import run
from pipeline.cli.status import status
from pipeline.cli.terms import terms
from pipeline.cli.workspace import say
from pipeline.errors import HandoutsError, flatten


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="handouts")
def handouts() -> None:
    """Localize patient handouts: extract, update, check and build.

    Run inside a project, a folder with a handouts.toml; `handouts init` makes one.
    """


for command in (init, run, extract, update, check, status, build, approve, explain, terms):
    handouts.add_command(command)


def main() -> NoReturn:
    """Run the command line and exit; what a person did wrong becomes one line on stderr each, and exit 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Reports hold any script, and JSON is UTF-8 (RFC 8259, section 8.1), whatever the person's locale.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Nearly all that a command makes lives until its end; to look through it for garbage again and again is in vain.
    gc.set_threshold(100_000, 50, 100)
    try:
        handouts.main(prog_name="handouts", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except HandoutsError as error:
        _tell([error])
    except ExceptionGroup as group:
        mistakes, bugs = group.split(HandoutsError)
        if bugs is not None or mistakes is None:
            raise
        _tell(flatten(mistakes))
    sys.exit(0)


def _tell(errors: list[HandoutsError]) -> NoReturn:
    for error in errors:
        if error.file is not None and Path(error.file).is_relative_to(Path.cwd()):
            error.file = Path(error.file).relative_to(Path.cwd())
    # What stood in the way of several catalogs, such as their ledger, is told once.
    for line in dict.fromkeys(map(str, errors)):
        say(f"handouts: {line}")
    sys.exit(2)
