"""`verdict` is all that the checks of single messages go by of the other messages of the locale."""

from pipeline.checks.cues import reads_as
from pipeline.checks.language import SAMPLE_WORDS, is_a_language
from pipeline.checks.reading import language
from pipeline.checks.runner import Corpus

SAMPLE = SAMPLE_WORDS
"""How many of the first translations of a locale the verdict is made of."""


def verdict(corpus: Corpus, locale: str) -> tuple[bool, ...]:
    """Return what the first translations of a locale make the checks believe of all: what they say changes with it."""
    return reads_as(corpus, language(locale)), is_a_language(corpus)
