"""`Reading` is what one text says: its words, placeholders, markup and addresses, each worked out once, when asked."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from pipeline import markup
from pipeline.markup import Inline

_PRINTF = re.compile(
    r"%(?:\((?P<name>[^)]*)\)|(?P<position>\d+)\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
    r"(?P<type>(?:hh|h|ll|l|q|j|z|t|L)?[diouxXeEfFgGaAcCsSpnr%])"
)
# A replacement field of str.format: {name}, {0}, {} or {size:,d}. Doubled braces are literal, as are escaped ones.
_BRACES = re.compile(r"\{\{|\}\}|\\[{}]|\{(?P<field>[\w.\[\]]*(?:![rsa])?(?::[^{}]*)?)\}")

# An address ends where its script does: Chinese and Japanese put no space beside it, Korean its particles right behind.
# Brackets would be Markdown's.
_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"'`{}|\\^\[\]()\u2018-\u201f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]+"
    r"|(?:mailto:)?[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.IGNORECASE,
)
# Without any of these, a text sends nobody anywhere; to look for them is quicker.
_ADDRESS_MARK = re.compile(r"://|www\.|@|\]\(", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?*_~\u060c\u061b\u061f\u0964\u1362"

_TAG = re.compile(r"<(?P<name>/?[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])|<(?P<other>!--|!\[|!\w|\?)")
_TAG_WHOLE = re.compile(r"</?[A-Za-z][^<>]*>?|<!--.*?(?:-->|$)", re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")

# Without any of these, a text is its own plain text.
_MARKUP = re.compile(r"[*_`\[\]<>!\\&{}\n]")

# What a Markdown node is called in a finding, with “a link” in mind; text, facts and their like are not structure.
_NAMES = {
    "strong": "bold text", "emphasis": "emphasized text", "code": "code", "link": "link", "image": "image",
    "break": "line break", "citation": "citation",
}  # fmt: skip


# The object replacement character stands for what is not text: the Unicode Standard, 23.8.
_OBJECT = "\ufffc"
_NOTHING: Counter[str] = Counter()

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801
    """A `functools.cached_property` without its lock, which takes longer than most of these do."""

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self._function = function
        self._name = function.__name__

    def __get__(self, instance: object, _: object = None) -> Value:
        value = instance.__dict__[self._name] = self._function(instance)
        return value


# Told apart as objects, so that what is known of one is found at once.
@dataclass(frozen=True, eq=False)
class Reading:
    """A text in a language. `printf` where `%s` is a placeholder in it, which also says that it is not Markdown."""

    text: str
    locale: str
    printf: bool = False

    @lazy
    def nodes(self) -> tuple[Inline, ...]:
        return (Inline("text", self.text),) if self.printf else markup.parse_inline(self.text)

    @lazy
    def visible(self) -> str:
        """What a person sees: no citations or tags, and U+FFFC, which is no word, for a fact or placeholder."""
        if self.printf:
            text = _ENTITY.sub(" ", _PRINTF.sub(_OBJECT, self.text))
        elif _MARKUP.search(self.text):
            text = _BRACES.sub(_OBJECT, "".join(_visible(self.nodes)))
        else:
            text = self.text
        return _TAG_WHOLE.sub(" ", text) if "<" in text else text

    @lazy
    def prose(self) -> str:
        """What a person reads in words: what is visible, without addresses."""
        return _ADDRESS.sub(" ", self.visible) if _ADDRESS_MARK.search(self.visible) else self.visible

    @lazy
    def tokens(self) -> tuple[str, ...]:
        """What stands between spaces in the prose, in order, with its punctuation."""
        return tuple(self.prose.split())

    @lazy
    def placeholders(self) -> Counter[str]:
        """What a program or the renderer fills in, as `{name}`, `%(name)s` or, by its place, `%1$s`."""
        if "{" not in self.text and not self.printf:
            return _NOTHING
        found: Counter[str] = Counter()
        if "{" in self.text:
            found.update(f"{{{field[1]}}}" for field in _BRACES.finditer(self.text) if field[1] is not None)
        if self.printf:
            found.update(_printf(self.text))
        return found

    @lazy
    def structure(self) -> Counter[str]:
        """The inline markup: how often there is a link, a bold text within a link, this citation, this code."""
        if self.printf or not _MARKUP.search(self.text):
            return _NOTHING
        return Counter(_structure(self.nodes, ""))

    @lazy
    def tags(self) -> Counter[str]:
        """The HTML tags, comments and declarations, by name: `b`, `/b`, `!--`."""
        if "<" not in self.text:
            return _NOTHING
        return Counter((tag["name"] or tag["other"]).lower() for tag in _TAG.finditer(self.text))

    @lazy
    def addresses(self) -> frozenset[str]:
        """Where it sends its reader: web and e-mail addresses, and the targets of links and images."""
        if not _ADDRESS_MARK.search(self.text):
            return frozenset()
        found = {match[0].rstrip(_AFTER_ADDRESS) for match in _ADDRESS.finditer(self.text)}
        if "](" in self.text:
            targets = {node.target for node in markup.walk(self.nodes) if node.kind in {"link", "image"}}
            found |= {target for target in targets if target and not target.startswith("#ref:")}
        return frozenset(found)


@lru_cache(maxsize=1 << 15)
def source_reading(text: str, locale: str, printf: bool) -> Reading:
    """Return the reading of a msgid: one for all locales."""
    return Reading(text, locale, printf)


@lru_cache(maxsize=1 << 10)
@cache
def language(locale: str) -> str:
    """Return the language of a locale however spelled: `sr` of `sr@latin`."""
    return re.split(r"[_@.-]", locale, maxsplit=1)[0].lower()


def _visible(nodes: Iterable[Inline]) -> Iterator[str]:
    for node in nodes:
        match node.kind:
            case "text" | "code" | "image":
                yield node.text
            case "break":
                yield "\n"
            case "fact":
                yield _OBJECT
            case _:
                yield from _visible(node.children)


def _structure(nodes: Iterable[Inline], within: str) -> Iterator[str]:
    for node in nodes:
        name = _NAMES.get(node.kind)
        if name is None:
            continue
        if node.kind in {"code", "citation"}:
            name = f"{name} “{node.text}”"
        elif node.kind == "link" and node.reference:
            name = f"{name} to [{node.reference}]"
        yield f"{name}{within}"
        yield from _structure(node.children, f"{within} in a {name}" if node.children else within)


def _printf(text: str) -> Iterator[str]:
    place = 0
    for match in _PRINTF.finditer(text):
        if match["type"] == "%":
            continue
        if match["name"] is not None:
            yield f"%({match['name']}){match['type']}"
        else:
            place += 1
            yield f"%{match['position'] or place}${match['type']}"
