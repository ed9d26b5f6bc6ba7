"""`read` turns a TBX-Basic file into a `Termbase`, or says what is wrong with it and where; `parse` does so for bytes.

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
from pipeline.terms.termbase import Concept, Status, Term, Termbase, clean, section

# TBX-Basic has no category for review, so that a language section or a term says it in notes with fixed words, or in a
# transaction of which a reviewer is said to be responsible.
NOTES = {"unreviewed": "unreviewed", "uncertain": "uncertain: ask a native clinician"}
"""The notes by what `Term.reviewed` says."""

# Ten thousand concepts in ten languages are 60 MB.
_LARGEST = 64 * 2**20
# A definition in a group in an entry in the body of the text is seven deep.
_DEEPEST = 64

# The picklist of /administrativeStatus/ in TBX-Basic. A superseded term is one that is no longer to be used.
_STATUSES: dict[str, Status] = {
    "preferredTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "admitted",
    "deprecatedTerm-admn-sts": "deprecated",
    "supersededTerm-admn-sts": "deprecated",
}


@dataclass(slots=True)
class _Element:
    """An element of the file, with the line it starts on."""

    name: str
    """The local name; in DCA, that of the data category where the element is a generic one."""
    attributes: dict[str, str]
    line: int
    column: int = 0
    end: tuple[int, int] = (0, 0)
    """Line and column of its end tag, both from where lines and columns are counted: 1 and 0."""
    text: str = ""
    children: list["_Element"] = field(default_factory=list)
    leaves: list["_Element"] = field(default_factory=list)
    """The children, and in place of a group (`descripGrp`, `termNoteGrp`) those in it."""

    def all(self, name: str) -> list["_Element"]:
        return [child for child in self.children if child.name == name]

    def contents(self, name: str) -> list[str]:
        """Return the texts of every `name` here or in a group."""
        return [found for child in self.leaves if child.name == name and (found := clean(child.text))]

    def content(self, name: str) -> str:
        """Return the text of the first `name`, or ""."""
        return next(iter(self.contents(name)), "")


@dataclass(frozen=True)
class Place:
    """Where a concept's entry starts and where its end tag does: (line, column), from 1 and 0."""

    start: tuple[int, int]
    end: tuple[int, int]


def read(path: Path, root: Path) -> Termbase:
    """Return the termbase at `path`; an empty one where there is no such file.

    Raises HandoutsError, or a group of them, naming the file as seen from `root` and the line.
    """
    if not path.exists():
        return Termbase()
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return parse(files.read_bytes(path), shown)[0]


def parse(content: bytes, shown: Path) -> tuple[Termbase, dict[str, Place]]:
    """Return the termbase that a file holds, and where each concept stands, by id; `shown` names the file in errors.

    Raises HandoutsError, or a group of them.
    """
    if len(content) > _LARGEST:
        raise HandoutsError(f"Larger than {_LARGEST // 2**20} MB.", file=shown, hint="Split the termbase.")
    document = _parse(content, shown)
    if document.name != "tbx":
        raise HandoutsError(
            f"Not TBX: its root is <{document.name}>.",
            file=shown,
            line=document.line,
            hint="Write TBX-Basic as of ISO 30042:2019, whose root is <tbx>.",
        )
    entries = [
        entry
        for text in document.all("text")
        for body in text.all("body")
        for entry in body.children
        if entry.name == "conceptEntry"
    ]
    seen: dict[str, int] = {}

    def concept(entry: _Element) -> Concept:
        return _concept(entry, shown, seen)

    concepts = tuple(collect(concept, entries))
    return Termbase(concepts), {
        concept.id: Place((entry.line, entry.column), entry.end)
        for concept, entry in zip(concepts, entries, strict=True)
    }


def _concept(entry: _Element, file: Path, seen: dict[str, int]) -> Concept:
    identity = clean(entry.attributes.get("id", ""))
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
    for langsec in entry.all("langSec"):
        tag = _tag(langsec)
        if not tag:
            raise HandoutsError("A language section has no xml:lang.", file=file, line=langsec.line)
        if tag in terms:
            raise HandoutsError(
                f"The concept {visible(identity)} has two sections for {visible(tag)}.",
                file=file,
                line=langsec.line,
                hint="Join them.",
            )
        terms[tag] = section(_terms(entry, langsec, file), identity, tag, file)
    terms = {tag: found for tag, found in terms.items() if found}
    notes = {
        tag: note for langsec in entry.all("langSec") if (tag := _tag(langsec)) in terms and (note := _note(langsec))
    }
    return Concept(
        identity,
        entry.content("subjectField"),
        entry.content("definition"),
        terms,
        _note(entry),
        notes,
        tuple(dict.fromkeys(_beyond(entry))),
    )


def _tag(langsec: _Element) -> str:
    return langsec.attributes.get("xml:lang", "").replace("_", "-")


def _note(element: _Element) -> str:
    return next((note for note in element.contents("note") if note not in NOTES.values()), "")


def _terms(entry: _Element, langsec: _Element, file: Path) -> Iterator[tuple[Term, int]]:
    """Yield the terms of one language, each with its line."""
    shared = entry.contents("projectSubset") + langsec.contents("projectSubset")
    reviewed = _reviewed(langsec)
    for group in langsec.all("termSec"):
        text = group.content("term")
        if not text:
            raise HandoutsError("A term is empty.", file=file, line=group.line)
        subsets = shared + group.contents("projectSubset")
        term = Term(
            text=text,
            status=_status(group, file),
            note=_note(group),
            part_of_speech=group.content("partOfSpeech"),
            type=group.content("termType"),
            domains=tuple(dict.fromkeys(domain for one in subsets for domain in one.split())),
            reviewed=_reviewed(group) or reviewed,
        )
        yield term, group.line


def _reviewed(element: _Element) -> str:
    days = [day for transaction in element.all("transacGrp") if (day := _review_day(transaction))]
    if days:
        return days[-1]
    notes = element.contents("note")
    # What is uncertain is unreviewed too, and says both.
    return next((state for state in ("uncertain", "unreviewed") if NOTES[state] in notes), "")


def _review_day(transaction: _Element) -> str:
    return transaction.content("date") if "reviewer" in transaction.contents("responsibility") else ""


# What a concept, a language section and a term have that is kept, and how often: the rest is told of by `beyond`.
_KEPT = {
    "conceptEntry": {"subjectField": 1, "definition": 1, "langSec": 0, "note": 1, "projectSubset": 0},
    "langSec": {"termSec": 0, "note": 1, "projectSubset": 0},
    "termSec": {"term": 1, "partOfSpeech": 1, "administrativeStatus": 1, "termType": 1, "note": 1, "projectSubset": 0},
}


def _beyond(element: _Element) -> Iterator[str]:
    """Yield the names of what is not kept of an entry: what is unknown, or is there more often than once."""
    kept = _KEPT[element.name]
    seen: dict[str, int] = {}
    for leaf in element.leaves:
        if leaf.name in _KEPT:
            yield from _beyond(leaf)
        elif leaf.name == "transacGrp":
            if not _review_day(leaf):
                yield leaf.name
        elif not (leaf.name == "note" and clean(leaf.text) in NOTES.values()):
            seen[leaf.name] = seen.get(leaf.name, 0) + 1
            if leaf.name not in kept or seen[leaf.name] > kept[leaf.name] > 0:
                yield leaf.name


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

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._open: list[_Element] = []
        self._locator = Locator()

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        attributes = dict(attrs.items())
        category = attributes.get("type", name) if name in _GENERIC else name
        line, column = self._here()
        element = _Element(category.rpartition(":")[2], attributes, line, column)
        if len(self._open) == _DEEPEST:
            raise HandoutsError("Elements are nested too deep.", file=self._file, line=line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        closed = self._open.pop()
        closed.end = self._here()
        if self._open:
            grouped = closed.name.endswith("Grp") and closed.name != "transacGrp"
            self._open[-1].leaves += closed.leaves if grouped else [closed]
            if closed.name in _INLINE:
                self._open[-1].text += closed.text

    def _here(self) -> tuple[int, int]:
        return self._locator.getLineNumber() or 0, self._locator.getColumnNumber() or 0

    def characters(self, content: str) -> None:
        self._open[-1].text += content


_GENERIC = frozenset(
    {"admin", "adminNote", "descrip", "descripNote", "termNote", "transac", "transacNote", "ref", "xref"}
)
# Markup within a text, as in <note>see <hi>shame</hi></note>.
_INLINE = frozenset({"ec", "foreign", "hi", "ph", "sc"})


def _parse(content: bytes, file: Path) -> _Element:
    builder = _TreeBuilder(file)
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
