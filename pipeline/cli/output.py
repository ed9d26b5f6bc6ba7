"""`say` tells a person what was done; `show` writes a report."""

import os
import sys
from typing import TextIO

import click

from pipeline.errors import HandoutsError


def say(text: str) -> None:
    """Tell a person what was done, on stderr, so that stdout holds reports alone."""
    _write(f"{text}\n", sys.stderr)


def show(text: str) -> None:
    """Write a report, or a part of one, to stdout. Raises HandoutsError where it cannot be written, as on a full disk.

    Where whoever reads it has had enough, such as `head`, the rest goes nowhere, and the exit code stays what it is.
    """
    try:
        _write(text, sys.stdout)
    except OSError as error:
        _drop(sys.stdout)
        raise HandoutsError(f"The report cannot be written: {error.strerror}.") from error


def _write(text: str, stream: TextIO) -> None:
    try:
        click.echo(text, nl=False, file=stream)
    except BrokenPipeError:
        _drop(stream)


def _drop(stream: TextIO) -> None:
    """Send what is still in the stream's buffer nowhere; it would fail again at exit.

    https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
