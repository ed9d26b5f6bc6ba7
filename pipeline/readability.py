"""`measure` says how hard the sentences of one handout are to read in one locale, by the formulas that are published.

The formulas, each with its source, stand in `readability.toml`. A language that has none there gets no score: then its
sentences are counted, and how much longer the translation is than its source. No formula knows what a text says.
"""

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline import terms
from pipeline.catalog import Catalog
from pipeline.checks.authoring import is_clinical
from pipeline.checks.customs import custom
from pipeline.checks.reading import Reading, language, source_reading
from pipeline.checks.syllables import syllables
from pipeline.cldr.breaks import sentences, words
from pipeline.terms import Termbase

LONG = 20
"""Words of a sentence beyond which it is counted as long: what the check `long-sentence` says of English."""

_SENTENCE = re.compile(r"[.!?…][\"”’)\s]*$")
_BETWEEN_WORDS = re.compile(r"[\s\u2013\u2014/]+")


@dataclass(frozen=True)
class Formula:
    """A published formula: a constant, and how much each measure adds to it."""

    language: str
    name: str
    constant: float
    measures: Mapping[str, float]
    means: str
    source: str
    bands: tuple[tuple[float, str], ...] = ()

    def __str__(self) -> str:
        """Return the formula as people write it: 89 + 300 × sentences per word − 10 × letters per word."""
        parts = [
            f"{'−' if factor < 0 else '+'} {abs(factor):g} × {_NAMES[name]}" for name, factor in self.measures.items()
        ]
        return " ".join([f"{self.constant:g}".replace("-", "−"), *parts])


@dataclass(frozen=True)
class Score:
    """What a formula gives for a text, and the name that its source has for that; "" where it has none."""

    formula: Formula
    value: float
    band: str


@dataclass(frozen=True)
class Counts:
    """The sentences of a text: each as its words. Numbers are no words."""

    locale: str
    sentences: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.sentences for word in sentence)

    @property
    def per_sentence(self) -> float:
        """Words a sentence; 0 of no sentence."""
        return len(self.words) / len(self.sentences) if self.sentences else 0.0

    @property
    def long(self) -> int:
        """How many sentences have more than `LONG` words."""
        return sum(len(sentence) > LONG for sentence in self.sentences)

    @cached_property
    def syllables(self) -> tuple[int, ...]:
        """The syllables of each word. Raises KeyError for a language whose syllables nobody here can count."""
        return tuple(syllables(word, language(self.locale)) for word in self.words)

    @cached_property
    def letters(self) -> tuple[int, ...]:
        return tuple(sum(map(str.isalpha, word)) for word in self.words)


@dataclass(frozen=True)
class Row:
    """How a handout reads in a locale. Of `texts` with sentences, `translated` are counted."""

    slug: str
    locale: str
    texts: int
    translated: int
    counts: Counts
    scores: tuple[Score, ...]
    length: float | None = None
    """The characters of the translation, by those of the same texts in the source; None for the source."""
    clinical: int = 0
    """How many medical names the source has."""
    unexplained: int = 0
    """How many of them it does not explain where it first uses them."""

    @property
    def without(self) -> str:
        """Why there is no score; "" where there is one."""
        return "" if formulas(self.locale) else _without(self.locale)


def measure(found: Catalog, source_locale: str) -> Row:
    """Return how a catalog reads: of what is translated and not fuzzy, the texts that are sentences in the source."""
    texts = [one for one in found.live if _SENTENCE.search(source_reading(one.msgid, source_locale, False).prose)]
    used = [one for one in texts if one.translated and not one.fuzzy]
    prose = [Reading(one.msgstr[0], found.locale).prose for one in used]
    counts = count(prose, found.locale)
    before = sum(len(source_reading(one.msgid, source_locale, False).prose) for one in used)
    is_source = found.locale == source_locale
    return Row(
        found.domain,
        found.locale,
        texts=len(texts),
        translated=len(used),
        counts=counts,
        scores=scores(counts),
        length=None if is_source or not before else sum(map(len, prose)) / before,
    )


def clinical_terms(found: Catalog, termbase: Termbase, source_locale: str) -> int:
    """Return how many concepts with a medical name the sources of a catalog name."""
    named = {
        one.concept.id
        for message in found.live
        for one in terms.occurrences(termbase, source_reading(message.msgid, source_locale, False).prose, source_locale)
        if is_clinical(one.concept)
    }
    return len(named)


def count(texts: Iterable[str], locale: str) -> Counts:
    """Return the sentences of the texts, each of which ends one. What has no letter is neither word nor sentence."""
    split = (_words(sentence, locale) for text in texts for sentence in sentences(text, locale))
    return Counts(locale, tuple(found for found in split if found))


def scores(counts: Counts) -> tuple[Score, ...]:
    """Return the score of each formula of the language; none of no sentence."""
    return tuple(_score(formula, counts) for formula in formulas(counts.locale)) if counts.sentences else ()


@cache
def formulas(locale: str) -> tuple[Formula, ...]:
    """Return the formulas of the locale's language, in their order; none where there is none."""
    return tuple(one for one in every_formula() if one.language == language(locale))


@cache
def every_formula() -> tuple[Formula, ...]:
    """Return all formulas."""
    return tuple(
        Formula(**row | {"bands": tuple((least, name) for least, name in row.get("bands", ()))})
        for row in _table()["formula"]
    )


def _words(sentence: str, locale: str) -> tuple[str, ...]:
    """Return the words as Flesch counts them: “don't” and “follow-up” are one each."""
    parts: Sequence[str] = (
        words(sentence, locale) if custom("no-word-spaces", locale) else _BETWEEN_WORDS.split(sentence)
    )
    return tuple(part for part in parts if any(map(str.isalpha, part)))


def _score(formula: Formula, counts: Counts) -> Score:
    value = formula.constant + sum(factor * _MEASURES[name](counts) for name, factor in formula.measures.items())
    return Score(formula, value, next((name for least, name in formula.bands if value >= least), ""))


def _share(counts: Counts, these: Iterator[bool]) -> float:
    return 100 * sum(these) / len(counts.words)


_MEASURES: Mapping[str, Callable[[Counts], float]] = {
    "words-per-sentence": lambda counts: counts.per_sentence,
    "sentences-per-word": lambda counts: len(counts.sentences) / len(counts.words),
    "syllables-per-word": lambda counts: sum(counts.syllables) / len(counts.words),
    "letters-per-word": lambda counts: sum(counts.letters) / len(counts.words),
    "letters-7": lambda counts: _share(counts, (number >= 7 for number in counts.letters)),
    "syllables-1": lambda counts: _share(counts, (number == 1 for number in counts.syllables)),
    "syllables-3": lambda counts: _share(counts, (number >= 3 for number in counts.syllables)),
    "syllables-4": lambda counts: _share(counts, (number >= 4 for number in counts.syllables)),
    "smog": lambda counts: math.sqrt(30 * sum(number >= 3 for number in counts.syllables) / len(counts.sentences)),
}

_NAMES = {
    "words-per-sentence": "words per sentence",
    "sentences-per-word": "sentences per word",
    "syllables-per-word": "syllables per word",
    "letters-per-word": "letters per word",
    "letters-7": "% words of 7 letters or more",
    "syllables-1": "% words of 1 syllable",
    "syllables-3": "% words of 3 syllables or more",
    "syllables-4": "% words of 4 syllables or more",
    "smog": "√(words of 3 syllables or more in 30 sentences)",
}


def _without(locale: str) -> str:
    reasons: Mapping[str, str] = _table()["without"]
    return reasons.get(language(locale), "No validated formula is known to this project.")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
