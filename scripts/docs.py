"""Write the generated pages of the manual: docs/checks.md, docs/commands.md, docs/licences.md and docs/sbom.cdx.json.

python scripts/docs.py            write them
python scripts/docs.py --check    exit 1, naming each, where one is not current
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline import files
from pipeline.checks import manual
from pipeline.cli import handouts
from scripts import inventory

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {
        "checks.md": manual.checks_page(),
        "commands.md": commands_page(),
        "licences.md": inventory.licences_page(),
        "sbom.cdx.json": inventory.bill_of_materials(),
    }


def commands_page() -> str:
    """Return the reference of the command line, from the same strings as `--help`."""
    return "\n".join(_command_lines()) + "\n"


def _command_lines() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Made from `handouts --help` and the help of each command; do not edit."
    yield from _help(handouts, "handouts", None)


def _help(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """Yield the help of a command, and of those below it."""
    with click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100) as context:
        yield ""
        yield f"## `{context.command_path}`"
        yield ""
        yield "```text"
        yield command.get_help(context)
        yield "```"
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                assert inner is not None
                yield from _help(inner, below, context)


def main() -> int:
    stale = [name for name, text in pages().items() if files.differs(DOCS / name, text.encode())]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is not current: `./run docs` writes it.", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        files.write(DOCS / name, pages()[name].encode())
        print(f"docs/{name} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
