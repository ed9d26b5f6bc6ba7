"""`merge` takes another termbase into one, and says what that changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.terms.dump import same
from pipeline.terms.termbase import Concept, Term, Termbase


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a concept; `details` has a line for each term."""

    concept: str
    kind: Literal["added", "changed", "removed", "kept"]
    """“kept”: the other termbase has no such concept, and it was not asked to remove what it lacks."""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The termbase as it becomes, what changes, and what a person should look at before."""

    termbase: Termbase
    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]


def merge(termbase: Termbase, other: Termbase, source_tag: str, *, remove: bool = False) -> Merged:
    """Return `termbase` with what `other` says.

    Where `other` has terms of a concept in a language, they take the place of those there; a language, subject or
    definition that it lacks stays. A concept that it lacks stays too, unless `remove`.
    """
    theirs = {concept.id: concept for concept in other}
    ours = {concept.id: concept for concept in termbase}
    concepts: list[Concept] = []
    changes: list[Change] = []
    for concept in termbase:
        if concept.id in theirs:
            joined = _joined(concept, theirs[concept.id])
            concepts.append(joined)
            if not same(concept, joined):
                changes.append(Change(concept.id, "changed", tuple(_differences(concept, joined))))
        elif remove:
            changes.append(Change(concept.id, "removed"))
        else:
            concepts.append(concept)
            changes.append(Change(concept.id, "kept"))
    for concept in other:
        if concept.id not in ours:
            concepts.append(concept)
            changes.append(Change(concept.id, "added", tuple(_differences(Concept(concept.id), concept))))
    touched = {change.concept for change in changes if change.kind in {"added", "changed"}}
    return Merged(Termbase(tuple(concepts)), tuple(changes), tuple(_conflicts(concepts, touched, source_tag)))


def _joined(concept: Concept, other: Concept) -> Concept:
    return replace(
        concept,
        subject=other.subject or concept.subject,
        definition=other.definition or concept.definition,
        note=other.note or concept.note,
        terms={**concept.terms, **other.terms},
        notes={**concept.notes, **other.notes},
    )


def _differences(before: Concept, after: Concept) -> Iterator[str]:
    for name in ("subject", "definition", "note"):
        if getattr(before, name) != getattr(after, name):
            yield f"{name}: {getattr(before, name) or '–'} → {getattr(after, name)}"
    for tag, note in after.notes.items():
        if note != before.notes.get(tag, ""):
            yield f"{tag}: note: {before.notes.get(tag) or '–'} → {note}"
    for tag, terms in after.terms.items():
        old = {term.key: term for term in before.terms.get(tag, ())}
        new = {term.key: term for term in terms}
        for key, term in new.items():
            if key not in old:
                yield f"+ {tag}: {term.text} ({term.status})"
            elif term != old[key]:
                yield f"~ {tag}: {term.text}: {'; '.join(_changed(old[key], term))}"
        yield from (f"- {tag}: {term.text} ({term.status})" for key, term in old.items() if key not in new)
        if set(old) == set(new) and list(old) != list(new):
            yield f"~ {tag}: another order"


def _changed(before: Term, after: Term) -> Iterator[str]:
    for name in ("text", "status", "part_of_speech", "type", "domains", "note", "reviewed"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name.replace('_', ' ')} {_shown(old)} → {_shown(new)}"


def _shown(value: str | tuple[str, ...]) -> str:
    return (" ".join(value) if isinstance(value, tuple) else value) or "–"


def _conflicts(concepts: list[Concept], touched: set[str], source_tag: str) -> Iterator[str]:
    """Yield a line for each source term that names a touched concept and another: a text would need both."""
    named: dict[str, list[Concept]] = {}
    for concept in concepts:
        for term in concept.terms_in(source_tag):
            if term.status != "deprecated":
                named.setdefault(term.key, []).append(concept)
    for key, sharing in named.items():
        if len(sharing) > 1 and any(concept.id in touched for concept in sharing):
            ids = ", ".join(concept.id for concept in sharing)
            yield f"“{key}” names {ids}: a translation needs a term of each."
