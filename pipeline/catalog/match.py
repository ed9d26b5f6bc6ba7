"""Which vanished source texts an unknown one was made from: `pair` says of one, `joined` of several, `split` of a part.

`Texts` finds texts that are nearly the same. All look at source texts alone, so what they found for one locale holds
for all: it is remembered.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

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
# Of very many, only those are looked at that have the same eight characters somewhere from the start of a word on.
_ENOUGH = 1000
_START = 8
_WORD = re.compile(r"(?<!\w)\w|[\u2e80-\uffff]")


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
        for at, place in _alike([text for _, text in new], [text for _, text in old])
        for wanted, had in [(new[at], old[place])]
        if (score := likeness(wanted[1], had[1]))
    ]
    pairs: dict[Key, Key] = {}
    used: set[Key] = set()
    for *_, wanted, had in sorted(scored, key=lambda row: row[:4]):
        if wanted not in pairs and had not in used:
            pairs[wanted] = had
            used.add(had)
    return pairs


def _alike(new: Sequence[str], old: Sequence[str]) -> set[tuple[int, int]]:
    """Return the places of every two texts that have a `likeness`, and of few others."""
    edited = {
        (at, place)
        for at, text in enumerate(new)
        for *_, place in process.extract(text, old, scorer=fuzz.ratio, score_cutoff=_EDITED, limit=None)
    }
    shrunk = {(at, place) for at, text in enumerate(new) for place in _holding(text, old, _HELD)}
    grown = {(at, place) for place, text in enumerate(old) for at in _holding(text, new, _HELD)}
    return edited | shrunk | grown


def _holding(part: str, texts: Sequence[str], score: int) -> list[int]:
    """Return the places of all texts that hold `part`, or, if it is long, something as like as `score`, and few others.

    Of n characters and a stretch of m, what they have in common is at most m long, and twice that by n + m the score
    s, or more: so it is at least s·n / (2 - s). To find how much is in common with a whole text takes a hundredth of
    the time that it takes to find the stretch.
    """
    stem = part.rstrip(".")
    if len(part) < _HELD_LENGTH:
        return [place for place, text in enumerate(texts) if stem in text]
    least = min(int(len(part) * score / (200 - score)), len(stem))
    rows = process.extract(part, texts, scorer=LCSseq.similarity, score_cutoff=least, limit=None)
    return [place for *_, place in rows]


@lru_cache(maxsize=4096)
def joined(new: tuple[Key, ...], old: tuple[Key, ...]) -> dict[Key, tuple[Key, ...]]:
    """Return, for keys of `new` that hold several of `old` and little else, those keys in their order."""
    return {whole: tuple(part for part, _, _ in parts) for whole, parts in _made_of(new, old)}


@lru_cache(maxsize=4096)
def split(new: tuple[Key, ...], old: tuple[Key, ...]) -> dict[Key, tuple[Key, tuple[int, int]]]:
    """Return, for keys of `new` that together are nearly all of one of `old`, its key and where in its text each is."""
    found: dict[Key, tuple[Key, tuple[int, int]]] = {}
    for whole, parts in _made_of(old, new):
        for part, start, end in parts:
            found.setdefault(part, (whole, (start, end)))
    return found


_Part = tuple[Key, int, int]
"""A key, and where its text begins and ends in another."""


def _made_of(wholes: Sequence[Key], keys: Sequence[Key]) -> Iterator[tuple[Key, list[_Part]]]:
    """Yield those of `wholes` that are several of `keys` side by side and little else, each with these."""
    texts = [text for _, text in wholes]
    held: dict[int, list[Key]] = {}
    for key in keys:
        for at in _holding(key[1], texts, _PART):
            if len(key[1]) < len(texts[at]):
                held.setdefault(at, []).append(key)
    for at, candidates in sorted(held.items()):
        if len(parts := _parts(texts[at], candidates)) > 1:
            yield wholes[at], parts


def _parts(text: str, keys: Sequence[Key]) -> list[_Part]:
    """Return those of `keys` that stand side by side in `text`, with their places, or none where much else does."""
    if sum(len(part) for _, part in keys) < _COVERED * len(text):
        return []
    places = [(place[0], -place[1], key) for key in keys if (place := _place(key[1], text)) is not None]
    parts: list[_Part] = []
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
            rows = process.extract(text, self._sharing(text), scorer=fuzz.ratio, score_cutoff=_ELSEWHERE, limit=5)
            self._found[text] = tuple(found for found, _, _ in rows if found != text)
        return self._found[text]

    def _sharing(self, text: str) -> Sequence[str]:
        """Return the texts that share with `text` what is rarest in it; all where they are few."""
        if len(self._texts) <= _ENOUGH:
            return self._texts
        shared: set[int] = set()
        for places in sorted((self._places.get(start, ()) for start in _starts(text)), key=len):
            if shared and len(shared) + len(places) > _ENOUGH:
                break
            shared.update(places)
        return [self._texts[place] for place in sorted(shared)]

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Where each of the texts' starts of words stands."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for start in _starts(text):
                found.setdefault(start, []).append(place)
        return found


def _starts(text: str) -> frozenset[str]:
    """Return what stands in `text` from the start of each word, or of each character where words are not set apart."""
    return frozenset(text[found.start() : found.start() + _START] for found in _WORD.finditer(text))


@lru_cache(maxsize=4)
def texts(distinct: frozenset[str]) -> Texts:
    """Return the one `Texts` of these texts, so that what it finds serves every locale with the same sources."""
    return Texts(sorted(distinct))
