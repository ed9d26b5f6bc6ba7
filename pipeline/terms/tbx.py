"""`read` turns a TBX-Basic file into a `Termbase`, or says what is wrong with it and where.

TBX 3 (ISO 30042:2019) has two styles, and both are read. In DCA a data category is the `type` of a generic element,
`<termNote type="partOfSpeech">`; in DCT it is an element of its own, `<min:partOfSpeech>`.
https://ltac-global.github.io/TBX_dev_toolkit/ and https://www.tbxinfo.net/tbx-dialects/
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import defusedxml
import defusedxml.sax

from pipeline import files
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.terms.termbase import Concept, Status, Term, Termbase

# The picklist of /administrativeStatus/ in TBX-Basic. A superseded term is one that is no longer to be used.
_STATUSES: dict[str, Status] = {
    "preferredTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "admitted",
    "deprecatedTerm-admn-sts": "deprecated",
    "supersededTerm-admn-sts": "deprecated",
}


@dataclass
class _Element:
    """An element of the file, with the line it starts on."""

    name: str
    """The local name; in DCA, that of the data category where the element is a generic one."""
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["_Element"] = field(default_factory=list)

    def all(self, *names: str) -> list["_Element"]:
        return [child for child in self.children if child.name in names]

    def content(self, name: str) -> str:
        """Return the text of the first `name` here or in a group (`descripGrp`, `termNoteGrp`), or ""."""
        for child in self.children:
            if child.name == name:
                return " ".join(child.text.split())
            if child.name.endswith("Grp") and (found := child.content(name)):
                return found
        return ""


def read(path: Path, root: Path) -> Termbase:
    """Return the termbase at `path`; an empty one where there is no such file.

    Raises HandoutsError, or a group of them, naming the file as seen from `root` and the line.
    """
    if not path.exists():
        return Termbase()
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    document = _parse(files.read_bytes(path), shown)
    if document.name != "tbx":
        raise HandoutsError(
            f"Not TBX: its root is <{document.name}>.",
            file=shown,
            line=document.line,
            hint="Write TBX-Basic as of ISO 30042:2019, whose root is <tbx>.",
        )
    entries = [entry for text in document.all("text") for body in text.all("body") for entry in body.children]
    seen: dict[str, int] = {}

    def concept(entry: _Element) -> Concept:
        return _concept(entry, shown, seen)

    return Termbase(tuple(collect(concept, (entry for entry in entries if entry.name == "conceptEntry"))))


def _concept(entry: _Element, file: Path, seen: dict[str, int]) -> Concept:
    identity = entry.attributes.get("id", "")
    if not identity:
        raise HandoutsError("A concept has no id.", file=file, line=entry.line, hint='Write <conceptEntry id="…">.')
    if first := seen.get(identity):
        raise HandoutsError(
            f"Two concepts have the id {visible(identity)}.",
            file=file,
            line=entry.line,
            hint=f"The first is on line {first}: give this one another id, or join them.",
        )
    seen[identity] = entry.line
    terms: dict[str, tuple[Term, ...]] = {}
    for section in entry.all("langSec"):
        tag = section.attributes.get("xml:lang", "")
        if not tag:
            raise HandoutsError("A language section has no xml:lang.", file=file, line=section.line)
        if tag in terms:
            raise HandoutsError(
                f"The concept {visible(identity)} has two sections for {visible(tag)}.",
                file=file,
                line=section.line,
                hint="Join them.",
            )
        terms[tag] = tuple(_terms(section, identity, tag, file))
    return Concept(identity, entry.content("subjectField"), entry.content("definition"), terms)


def _terms(section: _Element, identity: str, tag: str, file: Path) -> Iterator[Term]:
    """Yield the terms of one language; refuse what would make the file contradict itself."""
    texts: dict[str, int] = {}
    preferred = ""
    for group in section.all("termSec"):
        text = group.content("term")
        if not text:
            raise HandoutsError("A term is empty.", file=file, line=group.line)
        if first := texts.get(text.casefold()):
            raise HandoutsError(
                f"The concept {visible(identity)} has the term {visible(text)} twice.",
                file=file,
                line=group.line,
                hint=f"Delete one; the first is on line {first}.",
            )
        texts[text.casefold()] = group.line
        status = _status(group, file)
        if status == "preferred" and preferred:
            raise HandoutsError(
                f"The concept {visible(identity)} prefers both {visible(preferred)} and {visible(text)} "
                f"in {visible(tag)}.",
                file=file,
                line=group.line,
                hint="Mark one of them as admittedTerm-admn-sts.",
            )
        if status == "preferred":
            preferred = text
        yield Term(text, status, group.content("note"), group.content("partOfSpeech"))


def _status(group: _Element, file: Path) -> Status:
    written = group.content("administrativeStatus")
    if not written:
        return "admitted"
    if written not in _STATUSES:
        raise HandoutsError(
            f"Unknown administrative status {visible(written)}.",
            file=file,
            line=group.line,
            hint=nearest(written, _STATUSES),
        )
    return _STATUSES[written]


class _TreeBuilder(ContentHandler):
    """Builds the tree of `_Element` from a parser's events, since only those know the line."""

    root: _Element | None = None

    def __init__(self) -> None:
        super().__init__()
        self._open: list[_Element] = []
        self._locator = Locator()

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        attributes = dict(attrs.items())
        category = attributes.get("type", name) if name in _GENERIC else name
        element = _Element(category.rpartition(":")[2], attributes, self._locator.getLineNumber() or 0)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        closed = self._open.pop()
        if self._open and closed.name in _INLINE:
            self._open[-1].text += closed.text

    def characters(self, content: str) -> None:
        self._open[-1].text += content


_GENERIC = frozenset(
    {"admin", "adminNote", "descrip", "descripNote", "termNote", "transac", "transacNote", "ref", "xref"}
)
# Markup within a text, as in <note>see <hi>shame</hi></note>.
_INLINE = frozenset({"ec", "foreign", "hi", "ph", "sc"})


def _parse(content: bytes, file: Path) -> _Element:
    builder = _TreeBuilder()
    try:
        defusedxml.sax.parse(io.BytesIO(content), builder)
    except SAXParseException as error:
        raise HandoutsError(
            f"Not well-formed XML: {error.getMessage()}.", file=file, line=error.getLineNumber()
        ) from error
    except defusedxml.DefusedXmlException as error:
        raise HandoutsError(
            "Declares entities or names an outside file, which is not read.",
            file=file,
            hint="Write the characters themselves.",
        ) from error
    except (SAXException, ValueError, LookupError) as error:  # an encoding that is unknown, or is not what it says
        raise HandoutsError(f"Not readable as XML: {error}.", file=file) from error
    if builder.root is None:
        raise HandoutsError("Not well-formed XML: no element found.", file=file, line=1)
    return builder.root
