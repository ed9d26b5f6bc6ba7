"""Our Markdown, text to tree and back: `parse_inline` for a message, `parse_blocks` for a handout.

markdown-it is known here alone.
"""

from pipeline.markup.blocks import TITLE_HINT, Document, Link, Node, parse_blocks, unwrap
from pipeline.markup.inline import (
    Inline,
    escape,
    normalize_label,
    parse_inline,
    parse_strict,
    plain,
    raw_html,
    reference_labels,
    titles,
    walk,
)
from pipeline.markup.pieces import Part, Piece, pieces

__all__ = [
    "TITLE_HINT",
    "Document",
    "Inline",
    "Link",
    "Node",
    "Part",
    "Piece",
    "escape",
    "normalize_label",
    "parse_blocks",
    "parse_inline",
    "parse_strict",
    "pieces",
    "plain",
    "raw_html",
    "reference_labels",
    "titles",
    "unwrap",
    "walk",
]
