"""`handouts serve`: a live preview for translators, on this machine alone."""

import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import project as projects
from pipeline.cli.workspace import load, say, targets
from pipeline.serve import Desk, open_server


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes any free one.")
@click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="May be given again.  [default: all]")
@click.option("--translator", default="", metavar="NAME", help="Who saves, for Last-Translator: “Name <address>”.")
@click.option("--no-open", is_flag=True, help="Do not open a browser; the address is shown.")
def serve(port: int, locales: Sequence[str], translator: str, no_open: bool) -> None:
    """Translate in the browser, beside the handout in its final look, until Ctrl+C.

    Only this machine is listened to, and only the browser that opens the address that is shown. A catalog is written
    when a text is saved, and never where it changed on disk meanwhile.
    """
    root = projects.find(Path.cwd())
    if locales:
        locales = targets(load(root), locales)
    with open_server(Desk(lambda: load(root), root, locales=locales, translator=translator), port) as server:
        say(f"Open {server.address}")
        say("Ctrl+C stops it.")
        if not no_open:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
