"""Handouts and resources as their authors wrote them, and the messages they make: `read_all`, then `templates`."""

from pipeline.source.handouts import images, parse, paths, read, read_all, read_in
from pipeline.source.messages import handout_messages, segments, templates, ui_messages, ui_segments
from pipeline.source.resources import read_resources

__all__ = [
    "handout_messages",
    "images",
    "parse",
    "paths",
    "read",
    "read_all",
    "read_in",
    "read_resources",
    "segments",
    "templates",
    "ui_messages",
    "ui_segments",
]
