"""`score` runs the checks, or pofilter, on the clean translations of a locale and on every mistake made in them.

A mutant is caught when its message gets a finding, of a warning at least, that the clean one did not get. A false alarm
is such a finding on a clean message. Which check it is does not count for recall; the report says which it was.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from translate.filters import checks as peer
from translate.storage import po

from pipeline import catalog, checks, terms
from pipeline.catalog import Catalog
from pipeline.model import Severity
from tests.mutations.mutators import MUTATORS, Clean, mutate, words_of

HERE = Path(__file__).parent
SEED = "2026"
MESSAGES = 40
"""How many messages of a locale a kind of mistake is made in, at most."""
CONTEXT = checks.RunContext(termbase=terms.read(HERE / "terms.tbx", HERE), root=HERE)

Alarms = list[frozenset[tuple[str, str]]]
"""What is said of each message of a file: (check, what it says)."""

Tool = Callable[[Catalog], Alarms]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake: the number of the message in the file, and the wrong translation."""

    index: int
    text: str


@dataclass
class Tally:
    """How one tool did on one mistake in one locale, and which of its checks caught how many."""

    total: int = 0
    caught: int = 0
    by: Counter[str] = field(default_factory=Counter)
    missed: list[Mutant] = field(default_factory=list)


@dataclass
class Score:
    """How one tool did in one locale: by mutator, and the false alarms by check."""

    messages: int
    tallies: Mapping[str, Tally]
    alarms: Counter[str]
    alarmed: int
    """Clean messages with a false alarm of any check."""


Corpus = Literal["clean", "fresh", "later"]
"""The sentences that the checks were improved with, and those that were written afterwards, twice."""
CORPORA: tuple[Corpus, ...] = get_args(Corpus)


def locales() -> list[str]:
    """Return the locales of the benchmark."""
    return sorted(path.stem for path in (HERE / "clean").glob("*.po"))


@cache
def clean(locale: str, corpus: Corpus = "clean") -> Catalog:
    """Return the right translations of a locale."""
    return catalog.read(HERE / corpus / f"{locale}.po")


@cache
def mutants(locale: str, name: str, corpus: Corpus = "clean") -> tuple[Mutant, ...]:
    """Return the mutants of the messages that have a place for the mistake, or of a sample of them."""
    words, seed = words_of(locale), f"{SEED} {locale}"
    made = [
        [Mutant(index, text) for text in mutate(name, Clean(message.msgid, message.msgstr[0], words), seed)]
        for index, message in enumerate(clean(locale, corpus).messages)
    ]
    some = [several for several in made if several]
    if len(some) > MESSAGES:
        some = random.Random(f"{seed} {name}").sample(some, MESSAGES)
    return tuple(one for several in some for one in several)


def score(locale: str, tool: Tool, corpus: Corpus = "clean", only: Collection[str] = tuple(MUTATORS)) -> Score:
    """Return how `tool`, `handouts` or `pofilter`, does in a locale."""
    right = clean(locale, corpus)
    before = tool(right)
    tallies = {}
    for name in only:
        made = mutants(locale, name, corpus)
        wrong = tuple(replace(right.messages[one.index], msgstr=(one.text,)) for one in made)
        after = tool(replace(right, messages=wrong, original=None))
        tally = tallies[name] = Tally(len(made))
        for one, said in zip(made, after, strict=True):
            new = {check for check, _ in said - before[one.index]}
            tally.by.update(new)
            if new:
                tally.caught += 1
            else:
                tally.missed.append(one)
    alarms = Counter(check for said in before for check in {check for check, _ in said})
    return Score(len(before), tallies, alarms, sum(map(bool, before)))


def handouts(one: Catalog) -> Alarms:
    """Return what this project's checks say, of warnings and errors."""
    numbered = tuple(replace(message, line=number) for number, message in enumerate(one.messages, 1))
    said: list[set[tuple[str, str]]] = [set() for _ in numbered]
    for finding in checks.run(replace(one, messages=numbered, original=None), CONTEXT):
        if finding.severity >= Severity.WARNING and finding.msgid:
            said[finding.line - 1].add((finding.check, finding.message))
    return [frozenset(each) for each in said]


def pofilter(one: Catalog) -> Alarms:
    """Return what pofilter says with all its tests, told the language, on the same file."""
    store = po.pofile.parsestring(catalog.dump(one))  # type: ignore[no-untyped-call]
    checker = _peer(one.locale)
    return [
        frozenset((name, str(said)) for name, said in checker.run_filters(unit).items())
        for unit in store.units
        if not unit.isheader()
    ]


@cache
def _peer(locale: str) -> Any:
    # As pofilter's own command line builds it, with `--language`.
    return peer.TeeChecker(
        checkerconfig=peer.CheckerConfig(targetlanguage=locale),
        checkerclasses=[peer.StandardChecker, peer.StandardUnitChecker],
        languagecode=locale,
    )
