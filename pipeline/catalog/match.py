"""`pair` says which vanished source text an unknown one was made from; `Texts` finds texts that are nearly the same.

Both look at source texts alone, so what they found for one locale holds for all: it is remembered.
"""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

Key = tuple[str | None, str]

# At 75 of 100 every slight edit of the benchmark corpus is found and nothing else; msgmerge stops at 60, and offers
# “No conduzca.” for “You may drive.”. Short texts are alike by chance: “Pain” and “Main” have 75.
_EDITED = 75
_SHORT = 16
_EDITED_SHORT = 85
# A text that grew or shrank by a sentence holds the other nearly whole. Shorter ones stand in many texts.
_HELD = 95
_HELD_LENGTH = 20
_HELD_SHARE = 0.2
# Texts of other documents are many, so that chance has more to choose from.
_ELSEWHERE = 88


def likeness(new: str, old: str) -> float:
    """Return how sure it is that `new` is `old` after an edit: 100 for the same text, 0 for too little likeness."""
    shorter, longer = sorted((new, old), key=len)
    ratio = fuzz.ratio(new, old, score_cutoff=_EDITED if len(shorter) >= _SHORT else _EDITED_SHORT)
    if ratio or len(shorter) < _HELD_LENGTH or len(shorter) < _HELD_SHARE * len(longer):
        return ratio
    held = fuzz.partial_ratio(shorter, longer, score_cutoff=_HELD)
    # Below every edited text: a text that is whole in another may also be a part that two documents share.
    return _EDITED * held / 100 * (0.5 + len(shorter) / len(longer) / 2) if held else 0.0


@lru_cache(maxsize=4096)
def pair(new: tuple[Key, ...], old: tuple[Key, ...]) -> dict[Key, Key]:
    """Return, for keys of `new`, the key of `old` that each was most likely made from; no old one serves twice.

    The likest pairs come first; among equals, those of the same context, then those that stand first.
    """
    scored = [
        (-score, wanted[0] != had[0], at, place, wanted, had)
        for at, wanted in enumerate(new)
        for place, had in enumerate(old)
        if (score := likeness(wanted[1], had[1]))
    ]
    pairs: dict[Key, Key] = {}
    used: set[Key] = set()
    for *_, wanted, had in sorted(scored, key=lambda row: row[:4]):
        if wanted not in pairs and had not in used:
            pairs[wanted] = had
            used.add(had)
    return pairs


class Texts:
    """Many source texts, in which the ones that are nearly the same as a given one can be found."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._found: dict[str, tuple[str, ...]] = {}

    def near(self, text: str) -> tuple[str, ...]:
        """Return the texts most like `text`, the likest first, `text` itself left out; few, and often none."""
        if text not in self._found:
            rows = process.extract(text, self._texts, scorer=fuzz.ratio, score_cutoff=_ELSEWHERE, limit=5)
            self._found[text] = tuple(found for found, _, _ in rows if found != text)
        return self._found[text]


@lru_cache(maxsize=4)
def texts(distinct: frozenset[str]) -> Texts:
    """Return the one `Texts` of these texts, so that what it finds serves every locale with the same sources."""
    return Texts(sorted(distinct))
