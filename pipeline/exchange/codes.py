"""`coded` gives a source and its translation with their markup numbered, so that a tool can pair one with the other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline import markup
from pipeline.markup import Part
from pipeline.markup.inline import InlineKind


@dataclass(frozen=True, slots=True)
class Code:
    """Markup of a message. `closes` is "" for markup that stands alone."""

    number: int
    kind: InlineKind
    opens: str
    closes: str = ""


Coded = tuple[str | tuple[Code, Part], ...]
"""A message: its texts, and its codes where each opens, closes or stands alone."""


def coded(source: str, target: str) -> tuple[Coded, Coded]:
    """Return both with their codes numbered from 1; what is written alike on both sides has the same number.

    A code that the source does not have, or has less often, gets a number that the source does not use.
    """
    own = tuple(_coded(source, iter(range(1, len(source) + 2))))
    free: dict[tuple[str, str, str], list[int]] = {}
    last = 0
    for code in codes(own):
        free.setdefault((code.kind, code.opens, code.closes), []).append(code.number)
        last = max(last, code.number)
    renumbered: dict[int, Code] = {}
    theirs = tuple(_coded(target, iter(range(1, len(target) + 2))))
    for code in codes(theirs):
        same = free.get((code.kind, code.opens, code.closes))
        last += not same
        renumbered[code.number] = Code(same.pop(0) if same else last, code.kind, code.opens, code.closes)
    return own, tuple(part if isinstance(part, str) else (renumbered[part[0].number], part[1]) for part in theirs)


def codes(text: Coded) -> Iterator[Code]:
    """Yield each code once, in the order in which they begin."""
    return (part[0] for part in text if not isinstance(part, str) and part[1] != "closes")


def _coded(text: str, numbers: Iterator[int]) -> Iterator[str | tuple[Code, Part]]:
    pieces = markup.pieces(text)
    closing: dict[int, str] = {}
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.part == "opens":
            opened.append(place)
        elif piece.part == "closes":
            closing[opened.pop()] = piece.text
    spans: list[Code] = []
    for place, piece in enumerate(pieces):
        if piece.part == "text" or piece.kind == "text":
            yield piece.text
        elif piece.part == "closes":
            yield spans.pop(), "closes"
        else:
            code = Code(next(numbers), piece.kind, piece.text, closing.get(place, ""))
            if piece.part == "opens":
                spans.append(code)
            yield code, piece.part


def written(text: Coded, show: Callable[[str], str], tags: Mapping[Part, Callable[[Code], str]]) -> str:
    """Return `text` as XML: its texts by `show`, its codes by what `tags` has for their part."""
    return "".join(show(part) if isinstance(part, str) else tags[part[1]](part[0]) for part in text)
