"""`main`: the command `handouts`; one file per group of commands, each loads, does, reports and exits.

Exit codes: 0 all well; 1 findings at or above `--fail-on`, or a gate missed; 2 bad usage or bad input.
"""

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from pathlib import Path
from typing import NoReturn

import click

from pipeline import __version__
from pipeline.cli.output import say
from pipeline.errors import HandoutsError, flatten

_COMMANDS = {
    "init": "init",
    "run": "run",
    "extract": "catalogs",
    "update": "catalogs",
    "check": "check",
    "status": "status",
    "readability": "readability",
    "build": "build",
    "pseudo": "pseudo",
    "serve": "serve",
    "approve": "review",
    "revoke": "review",
    "explain": "check",
    "terms": "terms",
    "export": "exchange",
    "import": "exchange",
    "merge-po": "merge",
}
"""Each command, in the order of the help, and the file that holds it."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for: none pays for the libraries of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        function = cmd_name.replace("-", "_") + "_" * iskeyword(cmd_name)
        command: click.Command = getattr(import_module(f"pipeline.cli.{_COMMANDS[cmd_name]}"), function)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="handouts")
def handouts() -> None:
    """Localize patient handouts: extract, update, check and build.

    Run inside a project, a folder with a handouts.toml; `handouts init` makes one.
    """


def main() -> NoReturn:
    """Run the command line and exit; what a person did wrong becomes one line on stderr each, and exit 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Reports hold any script, and JSON is UTF-8 (RFC 8259, section 8.1), whatever the person's locale.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Nearly all that a command makes lives until its end; to look through it for garbage again and again is in vain.
    gc.set_threshold(100_000, 50, 100)
    try:
        os.getcwd()
    except OSError:
        say("handouts: The working directory is gone.")
        sys.exit(2)
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
