"""`across_words` says whether a string stands in a text only because the ends of two words meet there.

Chinese writes 男性交往, “contact between men”, and in it stands 性交. Where words begin is guessed by BudouX, a small
model that needs no dictionary: https://github.com/google/budoux
"""

from collections.abc import Callable
from functools import cache, lru_cache

import budoux

# The model for a language tag, or for its language; Khmer, Lao and Burmese have none.
_MODELS: dict[str, Callable[[], budoux.Parser]] = {
    "ja": budoux.load_default_japanese_parser,
    "th": budoux.load_default_thai_parser,
    "yue": budoux.load_default_traditional_chinese_parser,
    "zh": budoux.load_default_simplified_chinese_parser,
    "zh-Hant": budoux.load_default_traditional_chinese_parser,
    "zh-HK": budoux.load_default_traditional_chinese_parser,
    "zh-TW": budoux.load_default_traditional_chinese_parser,
}

# Letters of so long a term do not meet by chance.
_LONGEST_CHANCE = 3


def across_words(text: str, start: int, end: int, tag: str) -> bool:
    """Return whether a word starts within text[start:end], and it sticks to what is before and to what is after it.

    A model that parts a term of two words is not to lose it, so all three must be so. Of characters that it has not
    learnt, a model says nothing.
    """
    model = _model(tag)
    if not model or end - start > _LONGEST_CHANCE or not _known(model).issuperset(text[start:end]):
        return False
    starts = _starts(text, model)
    return start not in starts and end not in starts and any(at in starts for at in range(start + 1, end))


def _model(tag: str) -> str:
    while tag and tag not in _MODELS:
        tag = tag.rpartition("-")[0]
    return tag


@cache
def _parser(model: str) -> budoux.Parser:
    return _MODELS[model]()


@cache
def _known(model: str) -> frozenset[str]:
    """Return the characters before or after which a word may start, for all that the model has learnt."""
    learnt = _parser(model).model
    return frozenset(learnt["UW3"]) | frozenset(learnt["UW4"])


@lru_cache(maxsize=1 << 12)
def _starts(text: str, model: str) -> frozenset[int]:
    """Return where words start; where the text ends, or there is no letter, is a start as well."""
    starts, at = {0}, 0
    for chunk in _parser(model).parse(text):
        at += len(chunk)
        starts.add(at)
    # A mark is no word, but the model keeps it with the word beside it.
    marks = {at for at, character in enumerate(text) if not character.isalnum()}
    return frozenset(starts | marks | {at + 1 for at in marks})
