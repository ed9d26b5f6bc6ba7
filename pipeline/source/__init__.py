"""Handouts and resources as their authors wrote them, and the messages they make: `read_all`, then `templates`."""

from pipeline.source.handouts import images, parse, read, read_all
from pipeline.source.messages import segments, templates, ui_segments
from pipeline.source.resources import read_resources

__all__ = ["images", "parse", "read", "read_all", "read_resources", "segments", "templates", "ui_segments"]
