"""Which vanished source texts an unknown one was made from: `pair` says of one, `joined` of several, `split` of a part.

`Texts` finds texts that are nearly the same. All look at source texts alone, so what they found for one locale holds
for all: it is remembered.
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
# Parts of a paragraph that was split, or that was joined of them, are nearly all of it.
_COVERED = 0.75
_PART = 85
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


@lru_cache(maxsize=4096)
def joined(new: tuple[Key, ...], old: tuple[Key, ...]) -> dict[Key, tuple[Key, ...]]:
    """Return, for keys of `new` that hold several of `old` and little else, those keys in their order."""
    found: dict[Key, tuple[Key, ...]] = {}
    for whole in new:
        parts = _parts(whole, old)
        if len(parts) > 1:
            found[whole] = tuple(part for part, _, _ in parts)
    return found


@lru_cache(maxsize=4096)
def split(new: tuple[Key, ...], old: tuple[Key, ...]) -> dict[Key, tuple[Key, tuple[int, int]]]:
    """Return, for keys of `new` that together are nearly all of one of `old`, its key and where in its text each is."""
    found: dict[Key, tuple[Key, tuple[int, int]]] = {}
    for whole in old:
        parts = _parts(whole, new)
        if len(parts) > 1:
            for part, start, end in parts:
                found.setdefault(part, (whole, (start, end)))
    return found


def _parts(whole: Key, keys: tuple[Key, ...]) -> list[tuple[Key, int, int]]:
    """Return those of `keys` that stand side by side in `whole`, with their places, or none where much else does."""
    text = whole[1]
    places = [
        (place[0], -place[1], key)
        for key in keys
        if len(key[1]) < len(text) and (place := _place(key[1], text)) is not None
    ]
    parts: list[tuple[Key, int, int]] = []
    for start, negative, key in sorted(places, key=lambda row: row[:2]):
        if not parts or start >= parts[-1][2]:
            parts.append((key, start, -negative))
    covered = sum(end - start for _, start, end in parts)
    return parts if covered >= _COVERED * len(text) else []


def _place(part: str, text: str) -> tuple[int, int] | None:
    """Return where `part` stands in `text`, as it is, or nearly so where it is long."""
    for wanted in (part, part.rstrip(".")):
        at = text.find(wanted)
        end = at + len(wanted)
        if at >= 0 and wanted and not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return at, end
    if len(part) < _HELD_LENGTH:
        return None
    # The first argument is sought in the second.
    found = fuzz.partial_ratio_alignment(part, text, score_cutoff=_PART)
    return (found.dest_start, found.dest_end) if found else None


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
