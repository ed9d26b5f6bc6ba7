"""`annotate` gives the comment lines that tell a translator what the termbase says of a message."""

from collections.abc import Callable
from functools import lru_cache

from pipeline import markup
from pipeline.model import Message
from pipeline.terms.occurrences import Occurrence, occurrences
from pipeline.terms.termbase import Concept, Term, Termbase

# A check accepts every admitted term; a translator needs to see what to write, and not a list that hides it.
_SHOWN = 3


def annotate(termbase: Termbase, source_locale: str, target_locale: str) -> Callable[[Message], tuple[str, ...]]:
    """Return a function from a message to its lines, one a concept that its msgid names.

    A line reads `Term: partner → pareja, compañero (not: esposo: a husband)`: the preferred term, the first of the
    admitted ones, then what not to write and why. A concept that has no term in the target language gives no line.
    """
    tag = target_locale.replace("_", "-")

    def lines(message: Message) -> tuple[str, ...]:
        named = _named(termbase, message.msgid, source_locale)
        return tuple(f"Term: {found.term.text} → {told}" for found in named if (told := _told(found.concept, tag)))

    return lines


@lru_cache(maxsize=1 << 14)
def _named(termbase: Termbase, msgid: str, source_locale: str) -> tuple[Occurrence, ...]:
    """Return one occurrence of each concept that the source names: the same for all target locales."""
    text = markup.plain(markup.parse_inline(msgid))
    return tuple({found.concept.id: found for found in occurrences(termbase, text, source_locale)}.values())


@lru_cache(maxsize=1 << 14)
def _told(concept: Concept, tag: str) -> str:
    terms = sorted(concept.terms_in(tag), key=lambda term: term.status != "preferred")
    good = ", ".join([_with_note(term, "{} ({})") for term in terms if term.status != "deprecated"][:_SHOWN])
    bad = "; ".join(_with_note(term, "{}: {}") for term in terms if term.status == "deprecated")
    return good and (f"{good} (not: {bad})" if bad else good)


def _with_note(term: Term, shape: str) -> str:
    return shape.format(term.text, term.note.rstrip(".")) if term.note else term.text
