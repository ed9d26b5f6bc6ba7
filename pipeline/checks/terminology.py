"""Checks against the termbase: what a concept is called, and what it must not be called."""

from collections.abc import Iterator

from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity
from pipeline.terms import Concept, Occurrence, Status, Term, called, occurrences_of


@check("term-deprecated", Severity.ERROR, issue_type="terminology", applies=lambda context: len(context.run.termbase))
def term_deprecated(message: Message, context: Context) -> Iterator[Problem]:
    """A concept of the source is called by a name that the termbase warns of.

    Such names have a reason against them: a false friend (“embarazada” is pregnant), blame, a wrong profession. A name
    is reported only where the source names its concept, in any inflected form, and not where it is, or is part of, a
    right name of another concept that the source names too. A termbase by concept is ISO 30042 (TBX):
    https://www.tbxinfo.net/

    Bad (ru):

        msgid "Talk with a therapist."
        msgstr "Поговорите с терапевтом."

    Good (ru):

        msgid "Talk with a therapist."
        msgstr "Поговорите с психотерапевтом."
    """
    named = context.named
    for found in _deprecated(context):
        preferred = next((t.text for t in _right(context, found.concept) if t.status == "preferred"), "")
        reason = f": {found.term.note.rstrip('.')}" if found.term.note else ""
        remedy = f" Write “{preferred}”." if preferred else ""
        yield Problem(f"“{found.surface}” is not right for “{named[found.concept].surface}”{reason}.{remedy}")


@check("term-missing", Severity.WARNING, issue_type="terminology", applies=lambda context: len(context.run.termbase))
def term_missing(message: Message, context: Context) -> Iterator[Problem]:
    """A concept of the source is called by none of the names that the termbase has for it.

    One name for one thing lets a reader follow: a clinician who becomes “nurse” in the next sentence seems to be
    someone else. Any inflected form of a preferred or admitted term counts. Where the text is right and the term does
    not fit, add the word to the termbase, or excuse the message. U.S. Centers for Disease Control and Prevention, Clear
    Communication Index: https://www.cdc.gov/ccindex/

    Bad (es):

        msgid "Talk with your partner."
        msgstr "Hable con la otra persona."

    Good (es):

        msgid "Talk with your partner."
        msgstr "Hable con su pareja."
    """
    named = context.named
    if not named or context.target.text == context.source.text:
        return  # A text that was left as it is says nothing of terms; `unchanged` tells of it.
    told: set[Concept] | None = None
    for concept, found in named.items():
        if not called(concept, context.target.prose, context.locale, _RIGHT) and (right := _right(context, concept)):
            told = {one.concept for one in _deprecated(context)} if told is None else told
            if concept not in told:
                names = ", ".join(
                    f"“{term.text}”" for term in sorted(right, key=lambda term: term.status != "preferred")
                )
                yield Problem(f"“{found.surface}” is called by none of its names: {names}.")


_RIGHT: frozenset[Status] = frozenset({"preferred", "admitted"})
_WRONG: frozenset[Status] = frozenset({"deprecated"})


def _right(context: Context, concept: Concept) -> list[Term]:
    return [t for t in concept.terms_in(context.locale.replace("_", "-")) if t.status in _RIGHT]


def _deprecated(context: Context) -> list[Occurrence]:
    """Return the deprecated names of named concepts, but for those that a right name as long or longer overlaps."""
    named, text, locale = context.named, context.target.prose, context.locale
    wrong = list(occurrences_of(named, text, locale, _WRONG))
    right = list(occurrences_of(named, text, locale, _RIGHT)) if wrong else []
    return [one for one in wrong if not any(_displaces(other, one) for other in right)]


def _displaces(right: Occurrence, wrong: Occurrence) -> bool:
    across = right.start < wrong.end and wrong.start < right.end
    return across and wrong.end - wrong.start <= right.end - right.start
