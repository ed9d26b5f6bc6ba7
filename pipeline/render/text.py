"""`Writer` turns segments, words of the templates and facts into HTML for one reader.

A translation is untrusted: it may only point where its source points, and nothing of it is ever read as HTML. What
typography needs and a translator must not type is added here and only here: isolation of left-to-right runs, no-break
spaces after numbers, and on paper where lines may end in scripts without spaces.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from pipeline import cldr, markup
from pipeline.cldr.breaks import breakable
from pipeline.errors import HandoutsError, visible
from pipeline.markup import Inline
from pipeline.model import UI_DOMAIN, Fact, Reference, Segment, digest_of
from pipeline.render.page import Texts

_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
_IMAGE_TYPES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}

_DIGIT = re.compile(r"\d")
# A number and the word or sign after it: "5 mg", "21 000 personas". UAX #14 lets a line end between them.
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=[^\W\d_]|[%°])")
# Digits and the first Han character after them, mostly a measure word; UAX #14 lets a line end there too.
_HAN_AFTER_NUMBER = re.compile(r"\d[\d.,]*%?[\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
# What `breakable` adds; only lines on paper know what to do with it.
_BREAKS = dict.fromkeys((0x200B, 0x2060))
# What the bidirectional algorithm takes apart after an Arabic letter (UAX #9, rule W2): numbers joined by punctuation,
# with a sign before or a unit after them.
_LEFT_TO_RIGHT = re.compile(
    r"(?<!\w)[+<>≤≥±]?\d+(?:[-.,:/×–]\d+)*(?:\u00a0?(?:%|°[CF]?|[A-Za-zµ]+(?:/[A-Za-z]+)?))?(?!\w)"
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def isolate(text: str | Markup) -> Markup:
    """Return `text` so that it reads from left to right, whatever is around it.

    An explicit `dir`: WeasyPrint's plain `bdi` keeps the outer direction of what holds no letter.
    """
    return Markup(f'<bdi dir="ltr">{escape(text)}</bdi>')


def mark(domain: str, key: tuple[str | None, str]) -> str:
    """Return how a marked page names a message: its domain, and a hash of its context and source text."""
    return f"{domain}/{digest_of(*key)[:16]}"


def slug(text: str) -> str:
    """Return `text` as an id: "How common is it?" is `how-common-is-it`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for readers of `locale`; `texts` and `ui` are what may be shown to them."""

    locale: str
    source_locale: str
    ui: Texts
    texts: Texts = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    whole_addresses: bool = False
    """Whether links must name their host: paper is nowhere, so nothing is beside it."""
    paper: bool = False
    """Whether lines are broken by WeasyPrint, which knows less of scripts than a browser."""
    domain: str = ""
    """The catalog that `texts` are of, where each message is to be marked; "" marks none."""

    @property
    def tag(self) -> str:
        return cldr.tag(self.locale)

    @property
    def direction(self) -> str:
        return cldr.direction(self.locale)

    def segment(self, segment: Segment) -> Markup:
        """Return the segment's translation, or its source text marked with its language."""
        text = self.texts.get(segment.key) if segment.translate else None
        shown = segment.msgid if text is None else text
        allowed = self._targets(segment.msgid) if "[" in shown or "<" in shown else frozenset()
        content = self._nodes(markup.parse_inline(shown, self.links), allowed)
        if text is None:
            content = self.foreign(content, self.source_locale)
        return self._marked(content, self.domain, segment.key) if segment.translate else content

    def _targets(self, source: str) -> frozenset[str]:
        """Return where a translation of `source` may lead: nowhere but there."""
        nodes = markup.walk(markup.parse_inline(source, self.links))
        return frozenset(node.target for node in nodes if self._leads(node))

    def plain(self, segment: Segment) -> str:
        """Return the segment as text alone, for a `title` or a heading's bookmark."""
        return self.segment(segment).striptags().translate(_BREAKS)

    def word(self, text: str, **values: object) -> Markup:
        """Return a text of the templates, its `{placeholders}` filled in; values that are Markup stay so."""
        translation = self.ui.get((None, text))
        if translation is None:
            content = self.foreign(_fill(text, values), self.source_locale)
        else:
            content = _fill(self._breakable(translation), values)
        return self._marked(content, UI_DOMAIN, (None, text))

    def label(self, text: str, **values: object) -> str:
        """Return `word` for an attribute, which can hold no elements."""
        return _fill(self.ui.get((None, text), text), values).striptags()

    def resource(self, text: str, language: str = "") -> Markup:
        """Return a text of a resource; where it stays as it is, it is in `language` or the source's."""
        translation = self.ui.get(("resource", text), text)
        content = (
            self.foreign(text, language or self.source_locale)
            if translation == text
            else escape(self._breakable(translation))
        )
        return self._marked(content, UI_DOMAIN, ("resource", text))

    def _marked(self, content: Markup, domain: str, key: tuple[str | None, str]) -> Markup:
        if not self.domain:
            return content
        return Markup('<span data-message="{}">{}</span>').format(mark(domain, key), content)

    def foreign(self, content: str | Markup, locale: str) -> Markup:
        """Return `content` marked with its language and direction where they are not the page's."""
        if locale == self.locale:
            return escape(content)
        return Markup(f'<span lang="{cldr.tag(locale)}" dir="{cldr.direction(locale)}">{escape(content)}</span>')

    def number(self, value: int) -> Markup:
        return self.isolated(cldr.format_number(value, self.locale))

    def date(self, value: date) -> str:
        return cldr.format_date(value, self.locale)

    def fact(self, name: str) -> Markup:
        """Return a fact as the locale prints it; an unknown name stands as it was written."""
        fact = self.facts.get(name)
        if fact is None:
            return escape(f"{{{name}}}")
        match fact.value:
            case Decimal():
                form = cldr.format_percent if fact.format == "percent" else cldr.format_number
                return self.isolated(form(fact.value, self.locale))
            case date():
                return escape(self.date(fact.value))
            case _:
                return self.text(fact.value)

    def text(self, text: str) -> Markup:
        """Return literal text, escaped, with what typography adds."""
        if not _DIGIT.search(text):
            return escape(self._breakable(text))
        text = self._breakable(_AFTER_NUMBER.sub("\u00a0", text))
        if self.direction == "rtl":
            return _replace(text, _LEFT_TO_RIGHT, lambda run: escape(run) if run.isdecimal() else isolate(run))
        return _replace(text, _HAN_AFTER_NUMBER, _together)

    def _breakable(self, text: str) -> str:
        return breakable(text, self.locale) if self.paper else text

    def isolated(self, text: str) -> Markup:
        """Return a number, date or version so that a right-to-left line leaves it in order."""
        return isolate(text) if self.direction == "rtl" else escape(text)

    def _nodes(self, nodes: Iterable[Inline], allowed: frozenset[str]) -> Markup:
        written: list[Markup] = []
        cited: list[int] = []
        after_fact = False
        for node in nodes:
            if node.kind == "citation":
                cited.extend(self._citation(node.text))
                continue
            text = node.text
            if cited:
                if node.kind == "text" and not text.strip():
                    continue
                self._attach(written, cited)
            if node.kind == "text" and after_fact:
                if re.match(r" [^\W\d_]", text):
                    text = "\u00a0" + text[1:]
                elif _HAN.match(text):
                    written[-1] = _together(written[-1] + text[0])
                    text = text[1:]
            if self.paper and written and _HANGUL.match(text):
                written.append(Markup("\u2060"))  # a particle stays with its word, whatever that is set in
            written.append(self.text(text) if node.kind == "text" else self._node(node, allowed))
            after_fact = node.kind == "fact"
        self._attach(written, cited)
        return Markup("".join(written))

    def _node(self, node: Inline, allowed: frozenset[str]) -> Markup:
        match node.kind:
            case "strong":
                return Markup(f"<strong>{self._nodes(node.children, allowed)}</strong>")
            case "emphasis":
                return Markup(f"<em>{self._nodes(node.children, allowed)}</em>")
            case "code":
                return Markup(f'<code dir="ltr">{escape(node.text)}</code>')
            case "break":
                return Markup("<br>")
            case "fact":
                return self.fact(node.text)
            case "link" if node.target in allowed:
                return Markup(f'<a href="{escape(node.target)}">{self._nodes(node.children, allowed)}</a>')
            case "link":
                return self._nodes(node.children, allowed)
            case "image" if node.target in allowed:
                return self._image(node)
            case _:
                return self.text(node.text)

    def _leads(self, node: Inline) -> bool:
        """Whether a node of the source leads somewhere: to no other program, and not to a reference that is lost."""
        if node.kind == "image" or node.target.startswith("#"):
            return not node.target.startswith("#ref:")
        try:
            scheme = urlsplit(node.target).scheme
        except ValueError:
            return False
        return node.target != "" and scheme in _SCHEMES and (scheme != "" or not self.whole_addresses)

    def _citation(self, name: str) -> Iterable[int]:
        return (number for number, reference in enumerate(self.references, start=1) if reference.id == name)

    def _attach(self, written: list[Markup], cited: list[int]) -> None:
        """End `written` with what is `cited`, in one superscript that no line end can part from its sentence."""
        if not cited:
            return
        if written:
            written[-1] = Markup(written[-1].rstrip(" "))
        links = [
            Markup('<a href="#{}" aria-label="{}">{}</a>').format(
                anchor(self.references[number - 1]), self.label("Reference {number}", number=number), number
            )
            for number in sorted(set(cited))
        ]
        written.append(Markup('<sup class="citation">{}</sup>').format(Markup(", ").join(links)))
        cited.clear()

    def _image(self, node: Inline) -> Markup:
        content = self.images.get(node.target)
        if content is None:
            raise HandoutsError(f"The image {visible(node.target)} is not there.")
        if not node.text.strip():
            raise HandoutsError(
                f"The image {visible(node.target)} has no description.",
                hint="Say in its brackets what it shows: a reader who cannot see it hears that.",
            )
        for start, kind in _IMAGE_TYPES.items():
            if content.startswith(start):
                data = base64.b64encode(content).decode("ascii")
                return Markup('<img src="data:{};base64,{}" alt="{}">').format(kind, data, node.text)
        raise HandoutsError(f"The image {visible(node.target)} is neither PNG nor JPEG.")


def anchor(reference: Reference) -> str:
    """Return the id of a reference in the list at the end of the page."""
    return f"reference-{reference.id}"


def _together(text: str) -> Markup:
    return Markup('<span class="together">{}</span>').format(text)


def _fill(text: str, values: Mapping[str, object]) -> Markup:
    # Not `str.format`: the text is untrusted, and a format string reaches attributes of what it is given.
    def value(name: str) -> Markup:
        return escape(values[name]) if name in values else escape(f"{{{name}}}")

    return _replace(text, _PLACEHOLDER, lambda placeholder: value(placeholder[1:-1]))


def _replace(text: str, pattern: re.Pattern[str], write: Callable[[str], Markup]) -> Markup:
    """Return `text` escaped, each match of `pattern` as `write` returns it."""
    written: list[Markup] = []
    at = 0
    for found in pattern.finditer(text):
        written += (escape(text[at : found.start()]), write(found.group()))
        at = found.end()
    return Markup("".join((*written, escape(text[at:]))))
