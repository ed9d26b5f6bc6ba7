"""PO files, the deepest room: `read` one, `update` it from a template, `dump` it, and lose nothing on the way."""

from pipeline.catalog.memory import Memory, Suggestion
from pipeline.catalog.merge import Merged, merge
from pipeline.catalog.update import update
from pipeline.catalog.value import Catalog, read, replace_messages
from pipeline.catalog.write import dump, dump_template

__all__ = [
    "Catalog",
    "Memory",
    "Merged",
    "Suggestion",
    "dump",
    "dump_template",
    "merge",
    "read",
    "replace_messages",
    "update",
]
