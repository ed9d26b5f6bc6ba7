"""`Termbase`: concepts, and what each is and is not called in each language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["preferred", "admitted", "deprecated"]


@dataclass(frozen=True, slots=True)
class Term:
    """One name of a concept. `note` says why a deprecated one is wrong, or how sure a translator may be."""

    text: str
    status: Status = "admitted"
    note: str = ""
    part_of_speech: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One meaning; `terms` by BCP 47 language tag (`zh-Hans`), in the file's order."""

    id: str
    subject: str = ""
    definition: str = ""
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    def terms_in(self, tag: str) -> tuple[Term, ...]:
        """Return the terms for a language, or for the nearest wider one: those of `es` serve `es-MX`."""
        while tag and tag not in self.terms:
            tag = tag.rpartition("-")[0]
        return self.terms.get(tag, ())


# Two termbases are the same only where they are the same object, so that an index can be cached by its termbase.
@dataclass(frozen=True, eq=False)
class Termbase:
    """All concepts, in the file's order."""

    concepts: tuple[Concept, ...] = ()

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)
