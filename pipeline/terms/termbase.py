"""`Termbase`: concepts, and what each is and is not called in each language."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pipeline.errors import HandoutsError, visible

Status = Literal["preferred", "admitted", "deprecated"]


@dataclass(frozen=True, slots=True)
class Term:
    """One name of a concept. `note` says why a deprecated one is wrong, or how sure a translator may be."""

    text: str
    status: Status = "admitted"
    note: str = ""
    part_of_speech: str = ""
    type: str = ""
    """What TBX calls the term type: acronym, abbreviation, fullForm…"""
    domains: tuple[str, ...] = ()
    """The handouts that it holds for, by their slugs; empty: all."""
    reviewed: str = ""
    """The day of the review, as YYYY-MM-DD; or “unreviewed”; or “uncertain”; or nothing, where nobody said."""

    @property
    def key(self) -> str:
        """What makes two terms the same: their letters, and in an acronym also their case."""
        return self.text if sum(map(str.isupper, self.text)) > 1 else self.text.casefold()


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One meaning; `terms` by BCP 47 language tag (`zh-Hans`), in the file's order."""

    id: str
    subject: str = ""
    definition: str = ""
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    note: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What is to be known of the terms of a language, by its tag."""
    beyond: tuple[str, ...] = ()
    """What its file says of it that is not kept here, by the names of the elements."""

    def terms_in(self, tag: str) -> tuple[Term, ...]:
        """Return the terms for a language tag: its own, then those of the wider ones: `es-MX`, then `es`.

        What a narrower tag says of a term holds, and where it prefers a term, the one of the wider is only admitted.
        """
        if "-" not in tag:
            return self.terms.get(tag, ())
        found: dict[str, Term] = {}
        preferred = False
        while tag:
            here = [term for term in self.terms.get(tag, ()) if term.key not in found]
            found |= {term.key: _admitted(term) if preferred else term for term in here}
            preferred = preferred or any(term.status == "preferred" for term in here)
            tag = tag.rpartition("-")[0]
        return tuple(found.values())


def _admitted(term: Term) -> Term:
    return replace(term, status="admitted") if term.status == "preferred" else term


# Two termbases are the same only where they are the same object, so that an index can be cached by its termbase.
@dataclass(frozen=True, eq=False)
class Termbase:
    """All concepts, in the file's order."""

    concepts: tuple[Concept, ...] = ()

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    @cached_property
    def _domains(self) -> frozenset[str]:
        return frozenset(
            domain for concept in self for terms in concept.terms.values() for term in terms for domain in term.domains
        )

    def within(self, domain: str) -> "Termbase":
        """Return the termbase as it holds for a handout: without the terms of others; the same object for the same.

        Where a term of this handout alone is preferred, the one that is preferred elsewhere is only admitted.
        """
        if not self._domains:
            return self
        return _within(self, domain if domain in self._domains else "")


@lru_cache(maxsize=256)
def _within(termbase: Termbase, domain: str) -> Termbase:
    return Termbase(
        tuple(
            replace(concept, terms={tag: _held(terms, domain) for tag, terms in concept.terms.items()})
            for concept in termbase
        )
    )


def _held(terms: tuple[Term, ...], domain: str) -> tuple[Term, ...]:
    own = any(domain in term.domains and term.status == "preferred" for term in terms)
    return tuple(
        _admitted(term) if own and not term.domains else term
        for term in terms
        if not term.domains or domain in term.domains
    )


def section(terms: Iterable[tuple[Term, int]], concept: str, tag: str, file: Path) -> tuple[Term, ...]:
    """Return the terms of one language, each given with its line in `file`.

    Raises HandoutsError where they contradict each other: one term twice, or two that are preferred.
    """
    known: dict[str, tuple[Term, int]] = {}
    for term, line in terms:
        key = term.key
        if key in known:
            raise HandoutsError(
                f"The concept {visible(concept)} has the term {visible(term.text)} twice.",
                file=file,
                line=line,
                hint=f"Delete one; the first is on line {known[key][1]}.",
            )
        if rival := next((one for one, _ in known.values() if _rivals(one, term)), None):
            raise HandoutsError(
                f"The concept {visible(concept)} prefers both {visible(rival.text)} and {visible(term.text)} "
                f"in {visible(tag)}.",
                file=file,
                line=line,
                hint="Mark one of them as admitted.",
            )
        known[key] = (term, line)
    return tuple(term for term, _ in known.values())


def _rivals(one: Term, other: Term) -> bool:
    same_place = set(one.domains) & set(other.domains) or one.domains == other.domains
    return one.status == other.status == "preferred" and bool(same_place)


def clean(text: str) -> str:
    """Return a text of a termbase in one spelling: NFC, and one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())
