"""`parse_inline` gives inline Markdown as a tree, and never raises: a translation is any text at all.

What it knows is CommonMark's inline syntax without raw HTML, and of our own `{fact}`, `[@citation]` and, as the one
form of reference link, `[text][label]`: a shortcut `[label]` would change its address when it is translated.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.errors import HandoutsError

InlineKind = Literal["text", "strong", "emphasis", "code", "link", "image", "break", "fact", "citation"]

_NO_LINKS: Mapping[str, str] = MappingProxyType({})

# Nobody writes more; whoever recurses over a tree needs a bound, and the parser's time grows with the square of a text.
_DEEPEST = 10
_LONGEST = 10_000

_FACT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CITATION = re.compile(r"\[@([A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)\]")
_LABEL = re.compile(r"\[(?!@)([^\[\]\\\n]*[^\[\]\\\s][^\[\]\\\n]*)\]")
_TITLE = re.compile(r"\s[\"'(]")
_MEANINGFUL = re.compile(r"[\\`*_\[\]{}<>&]")

# The markup that most texts have, where there is but one way to read it: bold words between spaces or marks, facts,
# citations, and links to plain addresses. CommonMark has a long list of rules for everything else.
_LITERAL = r"[^*_`\[\]<!\\&{}\n]"
_SIMPLE = re.compile(
    rf"(?P<text>(?:{_LITERAL}++|!(?!\[))+)"
    rf"|(?<!\S)\*\*(?P<strong>[^\W_](?:{_LITERAL}*[^\W_])?)\*\*(?=[\s.,;:?)]|$)"
    rf"|{_FACT.pattern.replace('(', '(?P<fact>', 1)}"
    rf"|{_CITATION.pattern.replace('(', '(?P<citation>', 1)}"
    rf"|\[(?P<label>[^\W_](?:{_LITERAL}*[^\W_])?)\]\((?P<link>https?://[A-Za-z0-9./#=-]+)\)"
)


@dataclass(frozen=True, slots=True)
class Inline:
    """A node of inline text.

    `text` holds the characters of a text or code, the name of a fact, the id of a citation, or what an image shows.
    `target` is the address of a link or image; a reference link whose label no mapping knew has `#ref:` and the label.
    `reference` is the normalized label of a link that is written `[text][label]`.
    """

    kind: InlineKind
    text: str = ""
    target: str = ""
    children: tuple["Inline", ...] = ()
    reference: str = ""


def parse_inline(text: str, links: Mapping[str, str] = _NO_LINKS) -> tuple[Inline, ...]:
    """Return `text` as nodes; `links` maps normalized labels to addresses.

    Raw HTML is literal text. A text beyond 10,000 characters, or with markup nested more than ten deep, is one text.
    """
    if nodes := simple_nodes(text):
        return nodes
    parsed = _parse(text)
    if parsed is None:
        return (Inline("text", text),)
    return _resolve(parsed, links) if links else parsed


def parse_strict(text: str) -> tuple[Inline, ...]:
    """Return `text` as nodes, reference links unresolved. Raises HandoutsError where `parse_inline` would give up."""
    nodes = simple_nodes(text) or _parse(text)
    if nodes is None:
        if len(text) > _LONGEST:
            raise HandoutsError(f"A text of more than {_LONGEST:,} characters.", hint="Make several paragraphs of it.")
        raise HandoutsError(f"Emphasis or links nested more than {_DEEPEST} deep.", hint="Write it plainly.")
    return nodes


def walk(nodes: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every node, each before its children."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def plain(nodes: Iterable[Inline]) -> str:
    """Return the visible text: facts as `{name}`, breaks as line ends, citations as nothing."""
    return "".join(_visible(node) for node in walk(nodes))


def _visible(node: Inline) -> str:
    match node.kind:
        case "text" | "code" | "image":
            return node.text
        case "fact":
            return f"{{{node.text}}}"
        case "break":
            return "\n"
        case _:
            return ""


def reference_labels(text: str) -> frozenset[str]:
    """Return the normalized labels that `text` uses as `[text][label]`."""
    return frozenset(node.reference for node in walk(parse_inline(text)) if node.reference)


def normalize_label(label: str) -> str:
    """Return how two spellings of a reference label are compared: white space and case do not count."""
    return normalizeReference(label).casefold()


def escape(text: str) -> str:
    """Return literal text as inline Markdown that parses back to it."""
    return _MEANINGFUL.sub(r"\\\g<0>", text).replace("\n", "&#10;")


def raw_html(text: str) -> str:
    """Return the first raw HTML in `text`, "" where it has none. Code and what is escaped does not count."""
    if "<" not in text:
        return ""
    tokens: list[Token] = []
    parser = _parser(html=True)
    parser.inline.parse(text, parser, {}, tokens)
    return next((token.content for token in tokens if token.type == "html_inline"), "")


def titles(text: str) -> tuple[str, ...]:
    """Return the titles of links and images in `text`, as in `[text](https://example.org "title")`."""
    if "](" not in text or not _TITLE.search(text):
        return ()
    tokens: list[Token] = []
    parser = _parser(html=False)
    parser.inline.parse(text, parser, {}, tokens)
    inner = [child for token in tokens for child in token.children or ()]
    return tuple(str(token.attrs["title"]) for token in (*tokens, *inner) if token.attrs.get("title"))


# ---------------------------------------------------------------------------------------------------------- the parser


class Parser(MarkdownIt):
    """Takes any address for a link: which ones are allowed is for the reader of a source, and for the renderer."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


def inline_parser(*, html: bool = False) -> MarkdownIt:
    """Return a new parser of our inline Markdown."""
    parser = Parser("commonmark", {"html": html})
    parser.inline.ruler.before("link", "fact", _fact)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.before("link", "reference", _reference)
    return parser


@cache
def _parser(*, html: bool) -> MarkdownIt:
    return inline_parser(html=html)


def simple_nodes(text: str) -> tuple[Inline, ...]:
    """Return what the parser gives for a text with the simplest markup, at a tenth of its cost; else nothing."""
    nodes: list[Inline] = []
    at = 0
    while match := _SIMPLE.match(text, at):
        at = match.end()
        match match.lastgroup:
            case "text":
                nodes.append(Inline("text", match["text"]))
            case "strong":
                nodes.append(Inline("strong", children=(Inline("text", match["strong"]),)))
            case "fact":
                nodes.append(Inline("fact", match["fact"]))
            case "citation":
                nodes.append(Inline("citation", match["citation"]))
            case _:
                nodes.append(Inline("link", target=match["link"], children=(Inline("text", match["label"]),)))
    return tuple(nodes) if at == len(text) <= _LONGEST else ()


@lru_cache(maxsize=1 << 15)
def _parse(text: str) -> tuple[Inline, ...] | None:
    """Return the nodes with reference links unresolved; None where the text is too long or its markup too deep."""
    if len(text) > _LONGEST:
        return None
    tokens: list[Token] = []
    parser = _parser(html=False)
    parser.inline.parse(text, parser, {}, tokens)
    return _tree(tokens)


def _fact(state: StateInline, silent: bool) -> bool:
    return _leaf(state, silent, "fact", _FACT)


def _citation(state: StateInline, silent: bool) -> bool:
    return _leaf(state, silent, "citation", _CITATION)


def _leaf(state: StateInline, silent: bool, kind: str, pattern: re.Pattern[str]) -> bool:
    found = pattern.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(kind, "", 0).content = found[1]
    state.pos = found.end()
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, outer_end = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    label = _LABEL.match(state.src, end + 1, outer_end) if end >= 0 else None
    if label is None:
        return False
    if not silent:
        state.pos, state.posMax = start, end
        token = state.push("link_open", "a", 1)
        token.meta["reference"] = normalize_label(label[1])
        state.md.inline.tokenize(state)
        state.push("link_close", "a", -1)
    state.pos, state.posMax = label.end(), outer_end
    return True


_SPANS: Mapping[str, InlineKind] = {"strong_open": "strong", "em_open": "emphasis", "link_open": "link"}
_LEAVES: Mapping[str, InlineKind] = {"code_inline": "code", "fact": "fact", "citation": "citation"}


def _tree(tokens: Sequence[Token]) -> tuple[Inline, ...] | None:
    levels: list[list[Inline]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            if len(opened) == _DEEPEST:
                return None
            opened.append(token)
            levels.append([])
        elif token.nesting < 0:
            children = tuple(levels.pop())
            levels[-1].append(_span(opened.pop(), children))
        elif token.type in _LEAVES:
            levels[-1].append(Inline(_LEAVES[token.type], token.content))
        elif token.type == "hardbreak":
            levels[-1].append(Inline("break"))
        elif token.type == "image":
            shown = _tree(token.children or ())
            if shown is None:
                return None
            levels[-1].append(Inline("image", plain(shown), target=str(token.attrs["src"])))
        else:
            _add_text(levels[-1], " " if token.type == "softbreak" else token.content)
    return tuple(levels[0])


def _span(token: Token, children: tuple[Inline, ...]) -> Inline:
    reference = str(token.meta.get("reference", ""))
    target = f"#ref:{reference}" if reference else str(token.attrs.get("href", ""))
    return Inline(_SPANS[token.type], target=target, children=children, reference=reference)


def _add_text(nodes: list[Inline], text: str) -> None:
    if nodes and nodes[-1].kind == "text":
        nodes[-1] = Inline("text", nodes[-1].text + text)
    elif text:
        nodes.append(Inline("text", text))


def _resolve(nodes: tuple[Inline, ...], links: Mapping[str, str]) -> tuple[Inline, ...]:
    return tuple(
        replace(
            node,
            children=_resolve(node.children, links),
            target=links.get(node.reference, node.target) if node.reference else node.target,
        )
        if node.children or node.reference
        else node
        for node in nodes
    )
