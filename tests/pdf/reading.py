"""`read` returns a PDF as assistive technology meets it: its structure tree, with the text of every node.

Written against ISO 32000-1 (14.6 to 14.8) and not through a PDF reader's text extraction, which guesses an order of its
own. Text of right-to-left scripts is drawn from left to right, so it is put back in the order in which it is read.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_RIGHT_TO_LEFT = {"R", "AL"}


@dataclass(slots=True)
class Node:
    """A structure element: its type, its own language, and its children, nodes or text, in reading order."""

    type: str
    language: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, kind: str) -> list["Node"]:
        return [node for node in self.walk() if node.type == kind]


@dataclass(frozen=True, slots=True)
class Document:
    root: Node
    title: str
    language: str
    sizes: tuple[tuple[float, float], ...]
    """Of every page, in points."""
    fonts: frozenset[str]
    """Base names, without the subset's prefix; each is embedded, or reading fails."""
    artifacts: tuple[str, ...]
    """The text of each page that is outside the tree, as it is drawn."""
    outline: tuple[str, ...]
    last: tuple[frozenset[str], ...]
    """Of every page, the types of the elements, one within the other, that hold what is drawn last."""


def read(content: bytes) -> Document:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = [_Text(page) for page in pdf.pages]
        at = {page.objgen: number for number, page in enumerate(pdf.pages)}
        texts = {number: page.marked for number, page in enumerate(pages)}
        owners: dict[int, dict[int, frozenset[str]]] = {number: {} for number in texts}
        tree = _node(pdf.Root.StructTreeRoot.K[0], texts, at, owners)
        with pdf.open_outline() as outline:
            titles = tuple(str(title) for title in _titles(outline.root))
        return Document(
            root=tree,
            title=str(pdf.docinfo.get("/Title", "")),
            language=str(pdf.Root.get("/Lang", "")),
            sizes=tuple((float(page.mediabox[2]), float(page.mediabox[3])) for page in pdf.pages),
            fonts=frozenset(name for page in pages for name in page.fonts),
            artifacts=tuple(page.artifacts for page in pages),
            outline=titles,
            last=tuple(_last(owners[number]) for number in sorted(owners)),
        )


def _last(owners: dict[int, frozenset[str]]) -> frozenset[str]:
    """Return the types of what is drawn last on a page; list markers aside, which WeasyPrint draws after all text."""
    return max((identifier, within) for identifier, within in owners.items() if "Lbl" not in within)[1]


def _titles(items: Any) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _titles(item.children)


def _node(
    element: Any,
    texts: dict[int, dict[int, str]],
    at: dict[Any, int],
    owners: dict[int, dict[int, frozenset[str]]],
    around: frozenset[str] = frozenset(),
) -> Node:
    attributes = element.get("/A", {})
    node = Node(
        type=str(element.S)[1:],
        language=str(element.get("/Lang", "")),
        attributes={str(name): str(value) for name, value in dict(attributes).items() if name != "/Headers"},
    )
    within = around | {node.type}
    kids = element.get("/K", [])
    spoken = str(element.ActualText) if "/ActualText" in element else None
    if spoken is not None:
        node.children.append(spoken)
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            page = at[element.Pg.objgen]
            owners[page][int(kid)] = within
            if spoken is None:
                node.children.append(texts[page][int(kid)])
        elif spoken is not None:
            continue
        elif kid.get("/Type") == "/OBJR":
            annotation = kid.Obj
            node.links.append({"contents": str(annotation.get("/Contents", "")), "flags": str(annotation.get("/F", 0))})
        else:
            node.children.append(_node(kid, texts, at, owners, within))
    return node


class _Text:
    """The text of one page by its marked-content identifiers."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.marked: dict[int, str] = {}
        self.artifacts = ""
        self.fonts: set[str] = set()
        maps = {str(name): self._characters(font) for name, font in page.obj.Resources.Font.items()}
        clusters: list[str] = []
        identifier: int | None = None
        open_: list[str] = []
        decode: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            assert isinstance(instruction, pikepdf.ContentStreamInstruction), "an image within the stream"
            operands = instruction.operands
            match str(instruction.operator):
                case "BDC" if "/ActualText" in operands[1]:
                    open_.append("actual text")
                    clusters.append(str(operands[1].ActualText))
                case "BDC":
                    open_.append("content")
                    identifier, clusters = int(operands[1].MCID), []
                case "BMC":
                    open_.append("artifact")
                    clusters = []
                case "EMC":
                    closed = open_.pop()
                    if closed == "content":
                        assert identifier is not None
                        self.marked[identifier] = _logical(clusters)
                    elif closed == "artifact":
                        self.artifacts += _logical(clusters)
                case "Tf":
                    decode = maps[str(operands[0])]
                case "TJ" if open_[-1] != "actual text":
                    for part in operands[0]:
                        if isinstance(part, pikepdf.String):
                            codes = bytes(part)
                            clusters += [decode[codes[at] << 8 | codes[at + 1]] for at in range(0, len(codes), 2)]

    def _characters(self, font: Any) -> dict[int, str]:
        descriptor = font.DescendantFonts[0].FontDescriptor
        name = str(font.BaseFont)[1:]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, f"{name} is not embedded"
        self.fonts.add(name.partition("+")[2])
        table = font.ToUnicode.read_bytes().decode("ascii")
        characters = {
            int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>", table)
        }
        assert all(characters.values()), f"a glyph of {name} has no character (ISO 14289-1, 7.21.7)"
        return characters


def _logical(clusters: list[str]) -> str:
    """Return one line's clusters, given from left to right, in the order in which they are read."""
    if not any(unicodedata.bidirectional(ch) in _RIGHT_TO_LEFT for cluster in clusters for ch in cluster):
        return "".join(clusters)
    # Runs of digits and Latin letters within it were drawn in reading order already.
    text: list[str] = []
    run: list[str] = []
    for cluster in reversed(clusters):
        if unicodedata.bidirectional(cluster[:1] or " ") in {"L", "EN"}:
            run.insert(0, cluster)
        else:
            text += [*run, cluster]
            run = []
    return "".join((*text, *run))
