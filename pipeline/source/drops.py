"""`dropped` names what an author wrote that is in no block of the handout: no reader would ever see it.

The parser tells of each way to lose text by its own name; this holds for the ways that nobody has thought of.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.markup import Document, Node
from pipeline.model import Block

# A word, or any other visible character than those that mark up blocks; what marks up inline text is in the messages.
_VISIBLE = re.compile(r"[^\W_]+|[^\w\s#>*+|:=`~.)\\-]")
# What stands before the text of a list's item: its own marker, with those of what is around it.
_MARKERS = re.compile(r"(?:\s*(?:>|:{3,}|[*+-](?=\s)|\d{1,9}[.)](?=\s|$)))*")


def dropped(document: Document, blocks: Sequence[Block]) -> tuple[int, str] | None:
    """Return the line of `document` and the first piece of text on it that is in no block; None where all is in one.

    What is written for no reader does not count: the front matter,
    comments, kinds of boxes, names of resources, the definitions of links, and the numbers of a list, which print anew.
    """
    body = _body(document)
    written = Counter(_VISIBLE.findall("\n".join(line for _, line in body)))
    shown = Counter(_VISIBLE.findall("\n".join((*_texts(blocks), *_declared(document)))))
    rest = written - shown
    return next(((number, piece) for number, line in body for piece in _VISIBLE.findall(line) if piece in rest), None)


def _body(document: Document) -> list[tuple[int, str]]:
    """Return the lines with their numbers, without the front matter and the definitions of links."""
    front = 0 if document.front_matter is None else document.front_matter.count("\n") + 2
    elsewhere = {line for link in document.links.values() for line in range(link.line, link.last + 1)}
    return [
        (number, line)
        for number, line in enumerate(document.lines, start=1)
        if number > front and number not in elsewhere
    ]


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what is shown of blocks: messages, text that is not translated, and code."""
    for block in blocks:
        if block.segment is not None:
            yield block.segment.msgid
        if block.kind == "code":
            yield block.argument
        yield from _texts(block.children)


def _declared(document: Document) -> Iterator[str]:
    """Yield what is written and not to be shown."""
    items: set[int] = set()
    for node in _walk(document.nodes):
        match node.kind:
            case "comment":
                yield f"<!--{node.text}-->"
            case "box":
                yield node.text
            case "item":
                items.add(node.line)
            case _:
                pass
    for line in items:
        found = _MARKERS.match(document.lines[line - 1])
        yield found[0] if found else ""


def _walk(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
