"""`parse_blocks` gives the text of a handout as a tree of nodes with lines, and what is wrong with its form.

Nothing visible is dropped: what Markdown would leave out without a word (raw HTML, what is nested too deep, cells
beyond the header's, titles of links, what stands beside a fence, the numbers of a list) is an error.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from pipeline.errors import HandoutsError, visible
from pipeline.markup.inline import Parser, normalize_label

NodeKind = Literal[
    "heading", "paragraph", "list", "ordered list", "item", "table", "row", "header cell", "cell", "quote", "rule",
    "code", "box", "comment",
]  # fmt: skip

_OPENS: Mapping[str, NodeKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "ordered list",
    "list_item_open": "item",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "header cell",
    "td_open": "cell",
    "blockquote_open": "quote",
    "container_box_open": "box",
}
_TRANSPARENT = frozenset({"thead_open", "thead_close", "tbody_open", "tbody_close"})

# Beyond `maxNesting` the parser drops the rest of the document; well below it, it is an error.
_NESTING = 40
_DEEPEST = 20

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
TITLE_HINT = "Say in the link's own text what the reader should know."
_CONFLICT = re.compile(r"(?:<{7}|>{7})(?: .*)?")
_CLOSING = re.compile(r":{3,}\s*")
_COMMENT = re.compile(r"<!--(.*?)-->\s*", re.DOTALL)
_CELL_BORDER = re.compile(r"(?<!\\)\|")  # As the table rule splits: any backslash before it makes a pipe literal.

# Characters that reorder or end lines unseen: all control characters, line separators, bidi embeddings and isolates.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Node:
    """A block. `text` is inline Markdown on one line (but for hard breaks), a code's characters, a comment's inside, or
    what stands behind the `:::` of a box. `line` counts from 1.
    """

    kind: NodeKind
    line: int
    text: str = ""
    children: tuple["Node", ...] = ()
    level: int = 0
    start: int = 1
    align: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The definition of a reference link, `[label]: target`, on the lines from `line` to `last`."""

    target: str
    line: int
    last: int


@dataclass(frozen=True, slots=True)
class Document:
    """A handout by its form. `front_matter` is YAML that begins on line 2, or None; `links` go by normalized label."""

    lines: tuple[str, ...]
    nodes: tuple[Node, ...] = ()
    front_matter: str | None = None
    links: Mapping[str, Link] = field(default_factory=dict)
    errors: tuple[HandoutsError, ...] = ()


def parse_blocks(text: str, file: Path) -> Document:
    """Return the document that `text` is, in NFC; `file` is for the errors, which are returned and not raised."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = tuple(text.split("\n"))
    if unreadable := tuple(_unreadable(lines, file)):
        return Document(lines, errors=unreadable)

    front_matter = _FRONT_MATTER.match(text)
    body = text if front_matter is None else "\n" * front_matter[0].count("\n") + text[front_matter.end() :]
    if front_matter is None and lines[0].rstrip() == "---":
        error = HandoutsError(
            "The front matter is never closed.", file=file, line=1, hint="End it with a line of three hyphens: ---."
        )
        return Document(lines, errors=(error,))

    environment: dict[str, dict[str, dict[str, object]]] = {}
    reader = _Reader(file, lines)
    nodes = reader.nodes(_parser().parse(body, environment))
    links = reader.links(environment)
    return Document(lines, nodes, front_matter and front_matter[1], links, tuple(reader.errors))


def _unreadable(lines: Sequence[str], file: Path) -> Iterator[HandoutsError]:
    for number, line in enumerate(lines, start=1):
        if _CONFLICT.fullmatch(line):
            yield HandoutsError(
                "A merge conflict is not resolved.",
                file=file,
                line=number,
                hint="Keep one of the two versions and delete the marker lines.",
            )
        elif found := _UNSEEN.search(line):
            yield HandoutsError(
                f"Holds {visible(found[0])}, a character that cannot be seen.",
                file=file,
                line=number,
                hint="Delete it.",
            )


@cache
def _parser() -> Parser:
    # HTML is on so that it is recognized, and refused; inline text is left to whoever wants it.
    parser = Parser("commonmark", {"html": True, "maxNesting": _NESTING})
    parser.enable("table").disable(["inline", "text_join"])
    parser.use(container_plugin, "box", validate=lambda *_: True)
    return parser


@dataclass(slots=True)
class _Open:
    """A node whose children are being read."""

    kind: NodeKind
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)
    level: int = 0
    start: int = 1
    align: str = ""

    def close(self) -> Node:
        return Node(self.kind, self.line, self.text, tuple(self.children), self.level, self.start, self.align)


@dataclass(slots=True)
class _Reader:
    """Reads the tokens of one document."""

    file: Path
    lines: Sequence[str]
    errors: list[HandoutsError] = field(default_factory=list)

    def error(self, message: str, line: int, hint: str = "") -> None:
        self.errors.append(HandoutsError(message, file=self.file, line=line, hint=hint))

    def nodes(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        top = _Open("box", 0)
        opened = [top]
        deep = next((token for token in tokens if token.level > _DEEPEST and token.map), None)
        if deep is not None and deep.map is not None:
            self.error("Lists, quotes and boxes are nested too deep.", deep.map[0] + 1, "Write it with fewer levels.")
            return ()
        for token in tokens:
            if token.type in _TRANSPARENT:
                continue
            line = opened[-1].line if token.map is None else token.map[0] + 1
            if token.nesting > 0:
                if token.type == "list_item_open" and token.info:
                    self._check_number(int(token.info), line, opened[-1])
                opened.append(self._open(token, line))
            elif token.nesting < 0:
                node = opened.pop().close()
                if node.kind == "table":
                    self._check_rows(node)
                opened[-1].children.append(node)
            elif token.type == "inline":
                opened[-1].text = unwrap(token.content)
            elif token.type == "html_block":
                opened[-1].children.extend(self._comments(token.content, line))
            elif token.type == "hr":
                opened[-1].children.append(Node("rule", line))
            else:  # fence, code_block
                if info := token.info.strip():
                    self.error(f"{visible(info)} beside the fence of a code is shown to nobody.", line, "Delete it.")
                opened[-1].children.append(Node("code", line, token.content))
        return tuple(top.children)

    def _open(self, token: Token, line: int) -> _Open:
        node = _Open(_OPENS[token.type], line)
        match node.kind:
            case "heading":
                node.level = int(token.tag[1])
            case "ordered list":
                node.start = int(token.attrs.get("start", 1))
            case "header cell" | "cell":
                node.align = str(token.attrs.get("style", "")).removeprefix("text-align:")
            case "box":
                node.text = token.info.strip()
                self._check_box(token, node)
            case _:
                pass
        return node

    def _check_box(self, token: Token, box: _Open) -> None:
        if not box.text:
            self.error(
                "This ::: closes nothing.",
                box.line,
                "A box opens with its kind, as in “::: callout”; one inside another needs more colons around it.",
            )
            return
        end = token.map[1] if token.map else 0
        # The closing line may stand behind the marks of a quote or list.
        if end >= len(self.lines) or not _CLOSING.fullmatch(self.lines[end].lstrip(" \t>")):
            self.error(f"The box {visible(f'::: {box.text}')} is never closed.", box.line, "End it with a line :::.")

    def _check_rows(self, table: Node) -> None:
        header, *rows = table.children
        width = len(header.children)
        for row in rows:
            found = _cells(self.lines[row.line - 1])
            if found != width:
                self.error(
                    f"This row of the table has {found} cells, its header has {width}.",
                    row.line,
                    "Give every row as many cells; write a | that is text as \\|.",
                )

    def _check_number(self, written: int, line: int, ordered: _Open) -> None:
        """Tell of an item whose number will not print; to number all items alike is a habit of Markdown."""
        printed = ordered.start + len(ordered.children)
        if written not in (printed, ordered.start):
            hint = "Number the items one after another, or all alike."
            self.error(f"The number {written} of this item prints as {printed}.", line, hint)

    def _comments(self, html: str, line: int) -> Iterator[Node]:
        at = len(html) - len(html.lstrip())
        while at < len(html):
            place = line + html.count("\n", 0, at)
            found = _COMMENT.match(html, at)
            if found is None:
                rest = visible(html[at:].strip().split("\n", 1)[0])
                if html[:at].strip():
                    self.error(f"{rest} is text beside a comment.", place, "Give the comment a line of its own.")
                elif html.startswith("<!--", at):
                    self.error(f"The comment {rest} is never closed.", place, "End it with -->.")
                else:
                    self.error(f"{rest} is raw HTML.", place, "Write it as Markdown, or put a backslash before “<”.")
                return
            yield Node("comment", place, found[1])
            at = found.end()

    def links(self, environment: Mapping[str, object]) -> dict[str, Link]:
        links: dict[str, Link] = {}
        references = environment.get("references")
        if isinstance(references, dict):
            for label, definition in references.items():
                first, end = definition["map"]
                links[normalize_label(label)] = Link(definition["href"], first + 1, end)
                if title := definition["title"]:
                    self.error(f"The title {visible(title)} of a link is shown to nobody.", first + 1, TITLE_HINT)
        duplicates = environment.get("duplicate_refs")
        if isinstance(duplicates, list):
            for definition in duplicates:
                label = visible(f"[{normalize_label(definition['label'])}]")
                self.error(f"{label} is defined twice.", definition["map"][0] + 1, "Delete one of the two.")
        return links


def _cells(line: str) -> int:
    cells = _CELL_BORDER.split(line.strip(" \t>"))
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def unwrap(text: str) -> str:
    """Return a block's inline Markdown on one line, without white space around it; a hard break is a backslash and LF.

    Equal text is one message however its lines are wrapped.
    """
    lines = [line.lstrip(" \t") for line in text.strip().split("\n")]
    return "".join([*map(_joined, lines[:-1]), lines[-1]])


def _joined(line: str) -> str:
    bare = line.rstrip(" \t")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    if backslashes % 2:
        return line + "\n" if bare == line else bare + " "
    return bare + "\\\n" if line.endswith("  ") else bare + " "
