"""`dump_glossary` gives a glossary of two languages in the older TBX (ISO 30042:2008) that translation tools read.

Weblate, translate-toolkit and OmegaT read no `tbx` of 2019, only `martif`, and take of a language in an entry its first
term. So an entry here is one name in the source language and one in the other.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from pipeline.terms.termbase import Concept, Term, Termbase

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang={source}>
  <martifHeader>
    <fileDesc>
      <sourceDesc>
        <p>{title}</p>
      </sourceDesc>
    </fileDesc>
  </martifHeader>
  <text>
    <body>
"""
_FOOT = """\
    </body>
  </text>
</martif>
"""


def dump_glossary(termbase: Termbase, source: str, target: str, title: str) -> bytes:
    """Return a glossary from the language tag `source` to `target`, in UTF-8; `title` says in a sentence what it is.

    A concept without a preferred term in either language has no entry. Each of its names in the source that may be
    used has one, with the preferred name in the target; the entry's note tells the admitted names, and the deprecated
    ones with their reasons.
    """
    head = _HEAD.format(source=quoteattr(source), title=escape(title))
    entries = (line for concept in termbase for line in _entries(concept, source, target))
    return (head + "".join(f"      {line}\n" for line in entries) + _FOOT).encode()


def _entries(concept: Concept, source: str, target: str) -> Iterator[str]:
    names = [term for term in concept.terms_in(source) if term.status != "deprecated"]
    terms = concept.terms_in(target)
    preferred = next((term for term in terms if term.status == "preferred"), None)
    if preferred is None:
        return
    note = _note(terms)
    for number, name in enumerate(names):
        yield f"<termEntry id={quoteattr(f'{concept.id}-{number}' if number else concept.id)}>"
        if concept.definition:
            yield f'  <descripGrp><descrip type="definition">{escape(concept.definition)}</descrip></descripGrp>'
        if note:
            yield f"  <note>{escape(note)}</note>"
        for tag, term in ((source, name), (target, preferred)):
            yield f"  <langSet xml:lang={quoteattr(tag)}><tig><term>{escape(term.text)}</term></tig></langSet>"
        yield "</termEntry>"


def _note(terms: tuple[Term, ...]) -> str:
    admitted = ", ".join(term.text for term in terms if term.status == "admitted")
    said = [f"Also: {admitted}."] if admitted else []
    deprecated = (term for term in terms if term.status == "deprecated")
    said += (f"Not: {term.text} ({term.note})." if term.note else f"Not: {term.text}." for term in deprecated)
    return " ".join(said)
