"""`score` compares what a tool flagged with what is wrong in a corpus."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bench.corpus import Corpus

At = tuple[str, str, str]
"""A message: (locale, domain, msgid)."""


@dataclass(frozen=True)
class Score:
    """How a tool did. A message counts once, whatever number of checks flag it, and whichever they are."""

    recall: Mapping[str, float]
    """By kind of defect; kinds that the corpus has none of are left out."""
    found: int
    defects: int
    false: int
    right: int
    """How many messages have no defect."""
    false_by: Counter[str]
    """By check, how many right messages it flagged."""
    trapped: Counter[str]
    """By trap, how many were walked into."""
    alarms: tuple[At, ...]
    missed: tuple[At, ...]

    @property
    def total_recall(self) -> float:
        return self.found / self.defects if self.defects else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def false_share(self) -> float:
        """The share of right messages that are flagged."""
        return self.false / self.right if self.right else 0.0


def score(corpus: Corpus, flagged: Mapping[At, Collection[str]]) -> Score:
    """Return the score of a tool that flagged these messages, each with the ids of the checks that did."""
    defects = Counter(corpus.defects.values())
    found = Counter(kind for at, kind in corpus.defects.items() if at in flagged)
    alarms = tuple(at for at in flagged if at not in corpus.defects)
    return Score(
        recall={kind: found[kind] / total for kind, total in sorted(defects.items())},
        found=found.total(),
        defects=defects.total(),
        false=len(alarms),
        right=corpus.messages - defects.total(),
        false_by=Counter(check for at in alarms for check in set(flagged[at])),
        trapped=Counter(corpus.traps[at] for at in alarms if at in corpus.traps),
        alarms=alarms,
        missed=tuple(at for at in corpus.defects if at not in flagged),
    )
