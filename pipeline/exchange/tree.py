"""`parse` reads an XML file as a tree whose elements know their lines; `attribute` and `content` write its parts.

Nothing outside the file is read and no entity is expanded: https://github.com/tiran/defusedxml
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

import defusedxml
import defusedxml.sax

from pipeline.errors import HandoutsError, visible

LARGEST = 64 * 2**20
"""Bytes of a file: a hundred thousand messages with their notes are half of it."""
_MOST = 2_000_000
_DEEPEST = 64

XML = "http://www.w3.org/XML/1998/namespace"

# Char of XML 1.0, section 2.2, turned round.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Element:
    """An element of the file; of its attributes those without a namespace go by their names, `xml:lang` as written."""

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    parts: list["Element | str"] = field(default_factory=list)
    """Its texts and elements, in order."""

    @property
    def children(self) -> Iterator["Element"]:
        return (part for part in self.parts if isinstance(part, Element))

    def all(self, *names: str) -> Iterator["Element"]:
        return (child for child in self.children if child.name in names)

    def first(self, name: str) -> "Element | None":
        return next(self.all(name), None)

    def within(self, *names: str) -> Iterator["Element"]:
        """Yield the elements of these names at any depth, in the order of the file."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.within(*names)

    @property
    def text(self) -> str:
        """All text in it, at any depth."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


def parse(data: bytes, file: Path) -> Element:
    """Return the root of the XML document `data`; `file` names it in errors.

    Raises HandoutsError, with the line, where it is too large or deep, is not well-formed, or declares an entity.
    """
    if len(data) > LARGEST:
        raise HandoutsError(f"Larger than {LARGEST // 2**20} MB.", file=file, hint="Split the file.")
    builder = _Builder(file)
    # A document type is let through, since every TMX file names one, but nothing it names is fetched.
    parser = defusedxml.sax.make_parser()
    parser.forbid_external = False
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(builder)
    source = InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        parser.parse(source)
    except SAXParseException as error:
        raise HandoutsError(
            f"Not well-formed XML: {error.getMessage()}.", file=file, line=error.getLineNumber()
        ) from error
    except defusedxml.DefusedXmlException as error:
        raise HandoutsError(
            "Declares entities, which are not read.", file=file, hint="Write the characters themselves."
        ) from error
    except (SAXException, ValueError, LookupError) as error:  # an encoding that is unknown, or is not what it says
        raise HandoutsError(f"Not readable as XML: {visible(str(error), 200)[1:-1]}.", file=file) from error
    if builder.root is None:
        raise HandoutsError("Not well-formed XML: no element found.", file=file, line=1)
    return builder.root


class _Builder(ContentHandler):
    """Builds the tree from a parser's events, since only those know the line."""

    root: Element | None = None

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._open: list[Element] = []
        self._count = 0
        self._locator = Locator()

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElementNS(  # noqa: N802
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
        attrs: AttributesNSImpl,
    ) -> None:
        line = self._locator.getLineNumber() or 0
        self._count += 1
        if len(self._open) == _DEEPEST or self._count > _MOST:
            raise HandoutsError("Elements are nested too deep, or too many.", file=self._file, line=line)
        attributes = {
            f"xml:{local}" if space == XML else local: value
            for (space, local), value in attrs.items()
            if space in (None, XML)
        }
        element = Element(name[1], name[0] or "", attributes, line)
        if self._open:
            self._open[-1].parts.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: ARG002, N802
        closed = self._open.pop()
        closed.parts = list(_joined(closed.parts))

    def characters(self, content: str) -> None:
        self._open[-1].parts.append(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        # Of a document type that is not fetched, an entity may be anything: dropped, it would leave a gap in a text.
        if not name.startswith(("%", "[")):
            raise HandoutsError(
                f"Uses the entity {visible(name)}, which it does not declare.",
                file=self._file,
                line=self._locator.getLineNumber(),
                hint="Write the characters themselves.",
            )


def _joined(parts: list[Element | str]) -> Iterator[Element | str]:
    """Yield the parts with neighbouring texts joined: a parser gives them in pieces."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if texts:
            yield "".join(texts)
            texts = []
        yield part
    if texts:
        yield "".join(texts)


def content(text: str) -> str:
    """Return `text` as the content of an element; a carriage return as a reference, or a parser would drop it."""
    return escape(text, {"\r": "&#13;"})


def attribute(text: str) -> str:
    """Return `text` as a quoted value of an attribute, its line ends and tabs as references."""
    return quoteattr(text, {"\r": "&#13;"})


def unwritable(text: str) -> str:
    """Return the first character of `text` that XML cannot hold, "" where it can hold all."""
    found = _NO_CHARACTER.search(text)
    return found[0] if found else ""
