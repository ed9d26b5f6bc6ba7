"""`pieces` parts a message into its text and its markup, so that a tool can show the one and protect the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.markup.inline import InlineKind, inline_parser, parse_inline

Part = Literal["text", "opens", "closes", "alone"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message, as it is written.

    `part` says whether it is text, markup that opens or closes a span, or markup that stands alone, such as `{name}`;
    `kind` is the kind of the node that it is markup of.
    """

    text: str
    kind: InlineKind = "text"
    part: Part = "text"


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the pieces of `text`, which, put together, are `text` again; spans that open also close, in order.

    What is text stays as it is written, with its escapes and entities.
    """
    if all(node.kind == "text" for node in parse_inline(text)):
        return (Piece(text),) if text else ()
    found: list[Piece] = []
    at = 0
    for start, end, kind, part in sorted(_marks(text), key=lambda mark: mark[:2]):
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], kind, part))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return tuple(found)


Mark = tuple[int, int, InlineKind, Part]
"""Where markup starts and ends, its kind and its part."""

_LEAVES: dict[str, InlineKind] = {"code_inline": "code", "fact": "fact", "citation": "citation", "hardbreak": "break"}


def _marks(text: str) -> Iterator[Mark]:
    parser = _parser()
    state = _State(text, parser, {}, [])
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    tokens = state.tokens
    for token in tokens:
        start, end = token.meta.get("start", 0), token.meta.get("end", 0)
        if token.info == "auto":  # <https://example.org>: its text is an address
            if token.nesting > 0:
                yield start, end, "link", "alone"
        elif token.type == "link_open":
            yield start, start + 1, "link", "opens"
        elif token.type == "link_close":
            yield token.meta["at"], end, "link", "closes"
        elif token.type == "image":
            inner = start + len("![")
            yield start, inner, "image", "opens"
            yield inner + len(token.content), end, "image", "closes"
        elif token.type in _LEAVES:
            yield start, end, _LEAVES[token.type], "alone"
        elif token.type == "em_open":
            yield start, end, "emphasis", "opens"
        elif token.type == "em_close":
            yield start, end, "emphasis", "closes"
        elif token.type == "strong_open":  # the second of its two marks, and at the end the first
            yield start - 1, end, "strong", "opens"
        elif token.type == "strong_close":
            yield start, end + 1, "strong", "closes"


class _State(StateInline):
    """Notes for every token where the parser stood when it was made."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token


@cache
def _parser() -> MarkdownIt:
    """Return a parser of our inline Markdown whose tokens say where they start and end."""
    parser = inline_parser()
    ruler = parser.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        ruler.at(name, _placed(rule))
    return parser


def _placed(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            _note([token for token in state.tokens[before:] if "at" in token.meta], start, state.pos)
        return matched

    return placed


def _note(made: Sequence[Token], start: int, end: int) -> None:
    """Note the place of the tokens that one rule made: a run of marks, a span around others, or a lone one."""
    if made and all(token.type == "text" for token in made):
        for offset, token in enumerate(made):
            token.meta |= {"start": start + offset, "end": start + offset + 1}
    elif made:
        made[0].meta["start"] = start
        made[-1].meta["end"] = end
        if made[0].info == "auto":
            made[0].meta["end"] = end
