"""`Body` turns the nodes of a handout into its blocks and segments, and judges what the author wrote in them."""

import itertools
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pipeline import files, markup
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.markup import Inline, Link, Node
from pipeline.model import Block, Segment, SegmentKind
from pipeline.source.mistakes import Mistakes

_BOXES: Mapping[str, Literal["key takeaways", "callout", "teach back", "resource"]] = {
    "key-takeaways": "key takeaways",
    "callout": "callout",
    "teach-back": "teach back",
    "resource": "resource",
}
_COMMENT = re.compile(r"\s*(translators|context|notranslate)\b\s*:?\s*(.*?)\s*", re.DOTALL | re.IGNORECASE)
_RESOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FACT = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
_SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class _Notes:
    """What the comments before a block say of it, and of all that is in it."""

    comments: tuple[str, ...] = ()
    msgctxt: str | None = None
    translate: bool = True


@dataclass(slots=True)
class Body:
    """The body of one handout as it is read; what its inline text uses is collected on the way.

    `facts` and `references` are the names that exist, `images` the folder that images must be in.
    """

    mistakes: Mistakes
    lines: Sequence[str]
    links: Mapping[str, Link]
    facts: Collection[str]
    references: Collection[str]
    images: Path
    used_facts: set[str] = field(default_factory=set)
    used_links: set[str] = field(default_factory=set)
    resource_ids: list[str] = field(default_factory=list)
    _headings: list[tuple[int, str, int]] = field(default_factory=list)
    """Level, plain text and line of every heading so far."""

    def read(self, nodes: Sequence[Node]) -> tuple[Block, ...]:
        """Return the blocks of the whole body."""
        blocks = self._blocks(nodes, _Notes())
        self._check_headings(blocks)
        for label, link in self.links.items():
            self._check_target(link.target, link.line)
            if label not in self.used_links:
                self.mistakes.add(
                    f"No link uses {visible(f'[{label}]')}.", link.line, f"Write [text][{label}] where it belongs."
                )
        return blocks

    # --------------------------------------------------------------------------------------------------------- blocks

    def _blocks(self, nodes: Iterable[Node], outer: _Notes, kind: SegmentKind = "paragraph") -> tuple[Block, ...]:
        blocks: list[Block] = []
        notes, comment_line = outer, 0
        for node in nodes:
            if node.kind == "comment":
                notes, comment_line = self._comment(node, notes), node.line
                continue
            if comment_line and blocks and node.kind == blocks[-1].kind in ("list", "ordered list"):
                # To Markdown, a comment between two items ends the list; here it is about the item after it.
                printed = blocks[-1].start + len(blocks[-1].children)
                if node.start not in (printed, blocks[-1].start):
                    hint = "Number the items one after another, or all alike."
                    self.mistakes.add(f"The number {node.start} of this item prints as {printed}.", node.line, hint)
                items = (*self._blocks(node.children[:1], notes), *self._blocks(node.children[1:], outer))
                blocks[-1] = replace(blocks[-1], children=(*blocks[-1].children, *items))
            else:
                block = self._block(node, notes, kind)
                blocks.append(block)
                if comment_line and next(segments_of([block]), None) is None:
                    self._idle_comment(comment_line)
            notes, comment_line = outer, 0
        if comment_line:
            self._idle_comment(comment_line)
        return tuple(blocks)

    def _idle_comment(self, line: int) -> None:
        self.mistakes.add("No text follows this comment.", line, "Put it before the block it is about.")

    def _block(self, node: Node, notes: _Notes, kind: SegmentKind) -> Block:
        match node.kind:
            case "heading":
                return self._heading(node, notes)
            case "paragraph":
                only_image = re.fullmatch(r"!\[[^\]]*\]\([^)]*\)", node.text)
                return Block("paragraph", node.line, self.segment(node, "alt text" if only_image else kind, notes))
            case "list" | "ordered list":
                return Block(node.kind, node.line, children=self._blocks(node.children, notes), start=node.start)
            case "item":
                return self._with_first_paragraph(node, notes, "item", "list item")
            case "quote":
                return self._with_first_paragraph(node, notes, "quote", "quote")
            case "table":
                return self._table(node, notes)
            case "row":
                return Block("row", node.line, children=self._blocks(node.children, notes))
            case "header cell":
                return Block(node.kind, node.line, self.segment(node, "table header", notes), align=node.align)
            case "cell":
                return Block(node.kind, node.line, self.segment(node, "table cell", notes), align=node.align)
            case "box":
                return self._box(node, notes)
            case "code":
                return Block("code", node.line, argument=node.text)
            case "rule" | "comment":
                return Block("rule", node.line)

    def _heading(self, node: Node, notes: _Notes) -> Block:
        if not node.text:
            self.mistakes.add("This heading has no text.", node.line, "Write some, or delete it.")
        outer = next((text for level, text, _ in reversed(self._headings) if level < node.level), "")
        segment = self.segment(node, "heading", notes, heading=outer)
        title = "" if segment is None else markup.plain(markup.parse_inline(segment.msgid))
        self._headings.append((node.level, title, node.line))
        return Block("heading", node.line, segment, level=node.level)

    def _with_first_paragraph(
        self, node: Node, notes: _Notes, kind: Literal["item", "quote"], text: SegmentKind
    ) -> Block:
        """Return an item or quote that holds its first paragraph itself, so that tight and loose lists are one."""
        children = self._blocks(node.children, notes, text)
        if not children:
            self.mistakes.add(f"This {text} is empty.", node.line, "Write its text, or delete it.")
        block = Block(kind, node.line)
        if children and children[0].kind == "paragraph":
            return replace(block, segment=children[0].segment, children=children[1:])
        return replace(block, children=children)

    def _table(self, node: Node, notes: _Notes) -> Block:
        table = Block("table", node.line, children=self._blocks(node.children, notes))
        if not any(cell.segment for cell in table.children[0].children):
            self.mistakes.add(
                "This table has an empty header.", node.line, "Say in its first row what each column holds."
            )
        return table

    def _box(self, node: Node, notes: _Notes) -> Block:
        name, _, argument = node.text.partition(" ")
        argument = argument.strip()
        if name not in _BOXES:
            if name:
                self.mistakes.add(f"Unknown box {visible(f'::: {name}')}.", node.line, nearest(name, _BOXES))
            return Block("callout", node.line, children=self._blocks(node.children, notes))
        if name == "resource":
            return self._resource(node, argument)
        if argument not in (("", "urgent") if name == "callout" else ("",)):
            hint = "Write “::: callout” or “::: callout urgent”." if name == "callout" else f"Write “::: {name}”."
            self.mistakes.add(f"{visible(argument)} is nothing that a {name} can be.", node.line, hint)
        children = self._blocks(node.children, notes)
        if not children:
            self.mistakes.add(f"The box {visible(f'::: {name}')} is empty.", node.line, "Write its text, or delete it.")
        return Block(_BOXES[name], node.line, None, children, argument=argument)

    def _resource(self, node: Node, name: str) -> Block:
        if not _RESOURCE_ID.fullmatch(name):
            what = f"{visible(name)} is no id of a resource." if name else "This resource has no id."
            self.mistakes.add(what, node.line, "Write it as in “::: resource emergency”.")
        if node.children:
            hint = "Delete what stands in it: what prints is the territory's entry in source/resources.toml."
            self.mistakes.add("A resource holds no text.", node.children[0].line, hint)
        if name not in self.resource_ids:
            self.resource_ids.append(name)
        return Block("resource", node.line, argument=name)

    def _comment(self, node: Node, notes: _Notes) -> _Notes:
        found = _COMMENT.fullmatch(node.text)
        word, text = (found[1].lower(), " ".join(found[2].split())) if found else ("", "")
        match word:
            case "translators" if text:
                return replace(notes, comments=(*notes.comments, text))
            case "context" if text:
                return replace(notes, msgctxt=text)
            case "notranslate" if not text:
                return replace(notes, translate=False)
            case "":
                hint = "Known: <!-- Translators: … -->, <!-- context: … -->, <!-- notranslate -->."
                self.mistakes.add(f"Unknown comment {visible(node.text.strip())}.", node.line, hint)
            case _:
                hint = "Write <!-- notranslate --> alone." if word == "notranslate" else "Write it after the colon."
                what = "says too much" if word == "notranslate" else "says nothing"
                self.mistakes.add(f"The comment {visible(word)} {what}.", node.line, hint)
        return notes

    # ------------------------------------------------------------------------------------------------------- segments

    def segment(
        self, node: Node, kind: SegmentKind, notes: _Notes | None = None, *, heading: str | None = None
    ) -> Segment | None:
        """Return the segment of a node's own text, or None where it has none; `mistakes` gets what is wrong with it."""
        if not node.text:
            return None
        self._check_text(node)
        notes = notes or _Notes()
        if heading is None:
            heading = self._headings[-1][1] if self._headings else ""
        return Segment(node.text, kind, node.line, notes.msgctxt, notes.comments, heading, notes.translate)

    def _check_text(self, node: Node) -> None:
        try:
            nodes = markup.parse_strict(node.text)
        except HandoutsError as error:
            self.mistakes.add(error.message, node.line, error.hint)
            return
        if html := markup.raw_html(node.text):
            hint = (
                "Give the comment a line of its own."
                if html.startswith("<!--")
                else "Write it as Markdown, or put a backslash before “<”."
            )
            self.mistakes.add(f"{visible(html)} is raw HTML.", self._line(node, html), hint)
            return
        for title in markup.titles(node.text):
            self._add(f"The title {visible(title)} of a link is shown to nobody.", node, title, markup.TITLE_HINT)
        if node.text.count("\n") != sum(each.kind == "break" for each in markup.walk(nodes)):
            self.mistakes.add("A line ends inside of code.", node.line, "Write the code on one line.")
        self._check_braces(node, sum(each.kind == "fact" for each in markup.walk(nodes)))
        before: Inline | None = None
        for each in markup.walk(nodes):
            self._check_node(each, before, node)
            before = each

    def _check_node(self, each: Inline, before: Inline | None, node: Node) -> None:
        match each.kind:
            case "text" if "[@" in each.text:
                self._add("This is no citation.", node, "[@", "Write one reference's id alone, as in [@smith-2020].")
            case "text" if broken := re.search(r"\]\[|\]\(", each.text):
                self._add("This is no link.", node, broken[0], "A link's text holds no brackets and no citation.")
            case "fact":
                self.used_facts.add(each.text)
                if each.text not in self.facts:
                    hint = nearest(each.text, self.facts) or "Declare it under facts in the front matter."
                    self._add(f"Unknown fact {visible(f'{{{each.text}}}')}.", node, f"{{{each.text}}}", hint)
            case "citation" if each.text not in self.references:
                hint = nearest(each.text, self.references) or "Declare it under references in the front matter."
                self._add(f"Unknown reference {visible(f'[@{each.text}]')}.", node, f"[@{each.text}", hint)
            case "link":
                self._check_link(each, before, node)
            case "image":
                self._check_image(each, node)
            case _:
                pass

    def _check_braces(self, node: Node, facts: int) -> None:
        """Gettext's tools see every brace of a message, also those in code, addresses and descriptions."""
        if any("{" in rest or "}" in rest for rest in _FACT.split(node.text)):
            number = self._line_where(node, lambda line: re.search("[{}]", _FACT.sub("", line)) is not None)
            self.mistakes.add("A stray brace.", number, "A brace may only name a fact, as in {pct_men}.")
        elif len(_FACT.findall(node.text)) != facts:
            line = self._line_where(node, lambda line: _FACT.search(line) is not None)
            self.mistakes.add("A fact in code, an address or a description.", line, "Name it in the text.")

    def _check_link(self, link: Inline, before: Inline | None, node: Node) -> None:
        if not markup.plain(link.children).strip():
            self._add("This link has no text.", node, "[", "Say in its brackets where it leads.")
        if not link.reference:
            self._check_target(link.target, self._line(node, link.target))
            return
        self.used_links.add(link.reference)
        if link.reference not in self.links:
            hint = (
                nearest(link.reference, self.links) or f"Define it in a line of its own: [{link.reference}]: https://…"
            )
            self._add(f"Unknown link {visible(f'[{link.reference}]')}.", node, f"[{link.reference}]", hint)
        if before is not None and before.kind == "text" and before.text.endswith("!"):
            self._add(
                "An image by reference.", node, "![", "Write its file in parentheses: ![what it shows](file.png)."
            )

    def _check_target(self, target: str, line: int) -> None:
        try:
            parts = urlsplit(target)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme == "tel":
            hint = "A phone number is a resource of the territory: ::: resource sexual-assault."
            self.mistakes.add(f"{visible(target)} is a phone number in the text.", line, hint)
        elif parts.scheme and parts.scheme not in _SCHEMES:
            self.mistakes.add(f"{visible(target)} is no address of the web or of mail.", line, "Write https://….")
        elif not (parts.netloc if parts.scheme in ("http", "https") else parts.scheme) and not re.match("#.", target):
            self.mistakes.add(f"{visible(target)} is no whole address.", line, "Write it as in https://example.org/.")

    def _check_image(self, image: Inline, node: Node) -> None:
        line = self._line(node, "![")
        if not image.text.strip():
            hint = "Say in its brackets what it shows: a reader who cannot see it hears that."
            self.mistakes.add(f"The image {visible(image.target)} has no description.", line, hint)
        path = image_path(self.images, image.target)
        if path is None:
            hint = "Put the file beside the handout and name it from there."
            self.mistakes.add(f"The image {visible(image.target)} is not in the source folder.", line, hint)
        elif not os.path.isfile(path):
            self.mistakes.add(f"The image {visible(image.target)} is not there.", line, "Is its name spelled right?")

    def _add(self, message: str, node: Node, quoted: str, hint: str) -> None:
        self.mistakes.add(message, self._line(node, quoted), hint)

    def _line(self, node: Node, quoted: str) -> int:
        return self._line_where(node, lambda line: quoted in line)

    def _line_where(self, node: Node, holds: Callable[[str], bool]) -> int:
        """Return the first line of `node` that `holds`; where none does, its text is spelled otherwise: its first."""
        lines = itertools.takewhile(str.strip, itertools.islice(self.lines, node.line - 1, None))
        return next((number for number, line in enumerate(lines, node.line) if holds(line)), node.line)

    # ------------------------------------------------------------------------------------------------------- headings

    def _check_headings(self, blocks: Sequence[Block]) -> None:
        titles = [line for level, _, line in self._headings if level == 1]
        if not titles:
            line = blocks[0].line if blocks else len(self.lines)
            self.mistakes.add("The handout has no first-level heading.", line, "Begin it with its title: # Title.")
        elif blocks[0].level != 1:
            self.mistakes.add("The first-level heading does not come first.", titles[0], "Begin the handout with it.")
        for line in titles[1:]:
            self.mistakes.add("A second first-level heading.", line, "Make it a section: ## Section.")
        for (above, _, _), (level, _, line) in itertools.pairwise(self._headings):
            if level > above + 1:
                hint = f"Make it {'#' * (above + 1)}: screen readers tell their users the outline."
                self.mistakes.add(f"A heading of level {level} right under one of level {above}.", line, hint)


def image_path(folder: Path, target: str) -> Path | None:
    """Return the file that an image's target names, or None where that is not a path within `folder`."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    name = unquote(parts.path)
    if parts.scheme or parts.netloc or not name or "\0" in name or name.startswith("/"):
        return None
    path = files.resolved(folder / name)
    return path if path.is_relative_to(files.resolved(folder)) else None


def segments_of(blocks: Iterable[Block]) -> Iterator[Segment]:
    """Yield the segments of blocks in document order, those that are not translated too."""
    for block in blocks:
        if block.segment is not None:
            yield block.segment
        yield from segments_of(block.children)
