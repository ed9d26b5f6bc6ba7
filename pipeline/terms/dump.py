"""`dump` gives the bytes of a termbase in TBX-Basic (ISO 30042:2019, style DCA).

Where the file is there already, only the entries of concepts that changed are written anew: its header, its comments
and all that is not kept in a `Termbase` stay as they are.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline import files
from pipeline.errors import HandoutsError, visible
from pipeline.terms import tbx
from pipeline.terms.termbase import Concept, Term, Termbase

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="{locale}" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>{title}</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_FOOT = """\
    </body>
  </text>
</tbx>
"""
_INDENT = "      "


def dump(termbase: Termbase, title: str, source_locale: str) -> bytes:
    """Return a whole new file; `title` says in a sentence what it is."""
    head = _HEAD.format(locale=escape(source_locale.replace("_", "-")), title=escape(title))
    entries = (f"{_INDENT}{entry(concept)}\n" for concept in termbase)
    return (head + "".join(entries) + _FOOT).encode()


def updated(previous: bytes, file: Path, termbase: Termbase) -> bytes:
    """Return the file `previous` with the concepts of `termbase`; `file` names it in errors.

    Raises HandoutsError where that would lose what a changed concept has beyond what a `Termbase` keeps, or where the
    file is in the style DCT or not in UTF-8.
    """
    text = files.decode(previous, file)
    before, places = tbx.parse(previous, file)
    if 'style="dct"' in text[: text.find(">", text.find("<tbx"))]:
        raise HandoutsError(
            "Its style is DCT, and what is written is DCA.",
            file=file,
            hint="Run `handouts terms export --format tbx -o FILE` and put that file in its place first.",
        )
    lines = _line_starts(text)
    known = {concept.id: concept for concept in before}
    wanted = {concept.id: concept for concept in termbase}
    pieces, at = [], 0
    for identity, place in places.items():
        concept = wanted.get(identity)
        if concept and same(concept, known[identity]):
            continue
        if concept and known[identity].beyond:
            raise HandoutsError(
                f"The concept {visible(identity)} has what would be lost: {', '.join(known[identity].beyond)}.",
                file=file,
                line=place.start[0],
                hint="Change this concept in the file itself.",
            )
        start = lines[place.start[0] - 1] + place.start[1]
        end = text.index(">", lines[place.end[0] - 1] + place.end[1]) + 1
        if concept is None:
            start, end = _whole_lines(text, start, end)
        pieces += [text[at:start], entry(concept) if concept else ""]
        at = end
    new = "".join(f"{_INDENT}{entry(concept)}\n" for concept in termbase if concept.id not in known)
    foot = text.rindex("</body", at)
    line = text.rfind("\n", at, foot) + 1
    if line and not text[line:foot].strip():
        foot = line
    content = "".join([*pieces, text[at:foot], new, text[foot:]]).encode()
    return b"\xef\xbb\xbf" + content if previous.startswith(b"\xef\xbb\xbf") else content


def same(one: Concept, other: Concept) -> bool:
    """Return whether two concepts say the same."""
    return _said(one) == _said(other)


def _said(concept: Concept) -> tuple[object, ...]:
    notes = {tag: note for tag, note in concept.notes.items() if note}
    return concept.id, concept.subject, concept.definition, concept.note, notes, dict(concept.terms)


def _line_starts(text: str) -> list[int]:
    """Return where each line starts; to XML a lone carriage return ends one too (XML 1.0, 2.11)."""
    starts = [0]
    for at, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place with its indentation and its line's end, where nothing else is on its lines."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end) + 1
    alone = last and not text[first:start].strip() and not text[end:last].strip()
    return (first, last) if alone else (start, end)


def entry(concept: Concept) -> str:
    """Return the entry of a concept, indented by six spaces but for its first line."""
    return f"\n{_INDENT}".join(_entry(concept))


def _entry(concept: Concept) -> Iterator[str]:
    yield f"<conceptEntry id={quoteattr(concept.id)}>"
    if concept.subject:
        yield f'  <descrip type="subjectField">{escape(concept.subject)}</descrip>'
    if concept.definition:
        yield f'  <descrip type="definition">{escape(concept.definition)}</descrip>'
    if concept.note:
        yield f"  <note>{escape(concept.note)}</note>"
    for tag, terms in concept.terms.items():
        reviewed = {term.reviewed for term in terms}
        shared = reviewed.pop() if len(reviewed) == 1 else ""
        yield f"  <langSec xml:lang={quoteattr(tag)}>"
        yield from (f"    {line}" for line in _review(shared))
        if note := concept.notes.get(tag):
            yield f"    <note>{escape(note)}</note>"
        for term in terms:
            yield from (f"    {line}" for line in _term(term, "" if shared else term.reviewed))
        yield "  </langSec>"
    yield "</conceptEntry>"


def _term(term: Term, reviewed: str) -> Iterator[str]:
    yield "<termSec>"
    yield f"  <term>{escape(term.text)}</term>"
    if term.part_of_speech:
        yield f'  <termNote type="partOfSpeech">{escape(term.part_of_speech)}</termNote>'
    if term.type:
        yield f'  <termNote type="termType">{escape(term.type)}</termNote>'
    yield f'  <termNote type="administrativeStatus">{term.status}Term-admn-sts</termNote>'
    for domain in term.domains:
        yield f'  <admin type="projectSubset">{escape(domain)}</admin>'
    if term.note:
        yield f"  <note>{escape(term.note)}</note>"
    yield from (f"  {line}" for line in _review(reviewed))
    yield "</termSec>"


def _review(reviewed: str) -> Iterator[str]:
    if reviewed in tbx.NOTES:
        yield f"<note>{tbx.NOTES['unreviewed']}</note>"
        if reviewed != "unreviewed":
            yield f"<note>{tbx.NOTES[reviewed]}</note>"
    elif reviewed:
        yield "<transacGrp>"
        yield f'  <transac type="transactionType">modification</transac><date>{escape(reviewed)}</date>'
        yield '  <transacNote type="responsibility">reviewer</transacNote>'
        yield "</transacGrp>"
