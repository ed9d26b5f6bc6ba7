"""`score` measures the matcher on the hand-labelled sentences beside it; `python -m tests.terms.score` prints it.

gold/LANGUAGE.tsv has a row for each question: a sentence, a term, whether the term occurs there (“yes”, “no”) and how
it stands there. Every term of the file is in the termbase, so that the longest wins. “Yes” is an inflected form of the
term, with what its language writes onto it; “no” is another word: derived, a compound, or letters that meet by chance.
An answer at another place than the labelled one is a false alarm and a miss. Beside it, plain substrings: whether the
term's letters stand in the sentence, whatever their case.
"""

import csv
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline import terms
from pipeline.terms import Concept, Term, Termbase

GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True)
class Label:
    sentence: str
    term: str
    surface: str
    """How the term stands in the sentence; empty where it does not occur."""


@dataclass(frozen=True)
class Score:
    hits: int
    false_alarms: tuple[Label, ...]
    misses: tuple[Label, ...]

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + len(self.false_alarms) + len(self.misses))


def languages() -> list[str]:
    return sorted(path.stem for path in GOLD.glob("*.tsv"))


def labels(language: str) -> list[Label]:
    """Return the labels of a language. Raises ValueError where a row contradicts itself."""
    with (GOLD / f"{language}.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if row["expected"] not in {"yes", "no"} or (row["expected"] == "yes") != bool(row["surface"]):
            raise ValueError(f"{language}: {row}")
        if row["surface"] not in row["sentence"]:
            raise ValueError(f"{language}: {row['surface']} does not stand in {row['sentence']}")
    return [Label(row["sentence"], row["term"], row["surface"]) for row in rows]


def score(language: str) -> Score:
    """Return how the matcher does on a language."""
    gold = labels(language)
    tag = language.replace("_", "-")
    base = Termbase(tuple(Concept(text, terms={tag: (Term(text),)}) for text in sorted({one.term for one in gold})))

    def find(label: Label) -> str:
        found = terms.occurrences(base, label.sentence, language)
        return next((one.surface for one in found if one.term.text == label.term), "")

    return _score(gold, find)


def substrings(language: str) -> Score:
    """Return how looking for the term's letters does."""

    def find(label: Label) -> str:
        within = label.term.casefold() in label.sentence.casefold()
        return (label.surface or label.term) if within else ""

    return _score(labels(language), find)


def _score(gold: Iterable[Label], find: Callable[[Label], str]) -> Score:
    pairs = [(label, find(label)) for label in gold]
    return Score(
        hits=sum(bool(label.surface) and found == label.surface for label, found in pairs),
        false_alarms=tuple(label for label, found in pairs if found and found != label.surface),
        misses=tuple(label for label, found in pairs if label.surface and found != label.surface),
    )


def main() -> None:
    print(f"{'language':10}{'labels':>8}{'F1':>8}{'substring F1':>15}")
    for language in languages():
        ours = score(language)
        print(f"{language:10}{len(labels(language)):8}{ours.f1:8.3f}{substrings(language).f1:15.3f}")
        if "--wrong" in sys.argv:
            for kind, wrong in (("false alarm", ours.false_alarms), ("miss", ours.misses)):
                for label in wrong:
                    print(f"    {kind}: {label.term} ({label.surface}): {label.sentence}")


if __name__ == "__main__":
    main()
