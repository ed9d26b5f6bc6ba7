"""`handouts init`: a new project that builds at once."""

import os
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from pipeline import files
from pipeline.cli.workspace import say
from pipeline.errors import HandoutsError


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]")
def init(folder: Path) -> None:
    """Make a new project in DIR (the working directory) with one example handout.

    Where a file is there already that says something else, the command stops before it writes anything.
    """
    skeleton = dict(_skeleton(resources.files("pipeline.cli") / "skeleton"))
    for name, content in skeleton.items():
        if os.path.exists(folder / name) and files.differs(folder / name, content):
            raise HandoutsError("Is there already.", file=folder / name, hint="Choose an empty folder.")
    for name, content in skeleton.items():
        files.write(folder / name, content)
    say(f"A new project in {folder}/: edit handouts.toml and source/, then `handouts run` there.")


def _skeleton(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _skeleton(entry, f"{prefix}{entry.name}/")
        else:
            # A wheel's build leaves dot-files out, so the skeleton spells them with `dot-`.
            yield prefix + entry.name.replace("dot-", ".", 1), entry.read_bytes()
