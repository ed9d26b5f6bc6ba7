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
    """Return whether a word starts within text[start:end], and it sticks to what is before and after it.

    Where it sticks to one of them only, the term by itself must not be parted at that place: a model that parts a term
    of two words is not to lose it. Of characters that it has not learnt, a model says nothing.
    """
    model = _model(tag)
    if not model or end - start > _LONGEST_CHANCE or not _known(model).issuperset(text[start:end]):
        return False
    starts = _starts(text, model)
    within = {at - start for at in starts if start < at < end}
    sticks = (start not in starts) + (end not in starts)
    return bool(within) and (sticks == 2 or (sticks == 1 and not within <= _starts(text[start:end], model)))


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
    """Return where words start, and where the text ends."""
    starts, at = {0}, 0
    for chunk in _parser(model).parse(text):
        at += len(chunk)
        starts.add(at)
    return frozenset(starts)
