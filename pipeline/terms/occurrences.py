"""`occurrences` finds the terms of a termbase in a text, inflected or not."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import ahocorasick_rs

from pipeline.terms.boundaries import across_words
from pipeline.terms.termbase import Concept, Status, Term, Termbase
from pipeline.terms.words import UNSPACED, Spelled, capitals, forms, places, spelled, term_words

# A name in braces is not prose: {n_women} speaks of no women.
PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")

STATUSES: frozenset[Status] = frozenset({"preferred", "admitted", "deprecated"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term in a text: `surface` is how it stands there, between `start` and `end` of the text in NFC."""

    concept: Concept
    term: Term
    start: int
    end: int
    surface: str


def occurrences(
    termbase: Termbase,
    text: str,
    locale: str,
    statuses: Collection[Status] = STATUSES,
    *,
    overlapping: bool = False,
) -> tuple[Occurrence, ...]:
    """Return the terms of the locale's language that occur in `text`, from left to right.

    Where terms overlap the longest wins (“painful sex” is not also “sex”), whatever their status; `overlapping` gives
    them all. Where two concepts share a term, both occur.
    """
    if not termbase.concepts or not text:
        return ()
    found = _found(termbase, text, locale.replace("_", "-"), overlapping)
    return tuple(one for one in found if one.term.status in statuses)


@lru_cache(maxsize=1 << 14)
def _found(termbase: Termbase, text: str, tag: str, overlapping: bool) -> tuple[Occurrence, ...]:
    text = unicodedata.normalize("NFC", text)
    index = _index(termbase, tag)
    sought = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    spans = index.spans(sought) if overlapping else _longest(index.spans(sought))
    return tuple(
        Occurrence(concept, term, start, end, text[start:end])
        for start, end, entries in sorted(spans, key=lambda span: span[:2])
        for concept, term in entries
    )


_Entry = tuple[Concept, Term]
_Phrase = tuple[frozenset[str], ...]
_Span = tuple[int, int, tuple[_Entry, ...]]


def _longest(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Yield the spans that are not within or across a longer one."""
    taken: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        start, end = span[:2]
        if all(end <= low or high <= start or (start, end) == (low, high) for low, high in taken):
            taken.append((start, end))
            yield span


class _Index(Protocol):
    def spans(self, text: str) -> Iterator[_Span]: ...


@lru_cache(maxsize=256)
def _index(termbase: Termbase, tag: str) -> _Index:
    entries = [(concept, term) for concept in termbase for term in concept.terms_in(tag)]
    language = tag.partition("-")[0]
    return _Substrings(entries, tag) if language in UNSPACED else _Phrases(entries, language)


# What parts a phrase: marks that end a clause, brackets, and what a program or the renderer fills in.
_CLAUSE_END = re.compile("[,;:!?…()\\[\\]|•،؛؟。，、；：！？（）।\ufffc]|[.](?=\\s|$)")


_Known = tuple[_Phrase, tuple[_Entry, ...]]

# Stands for the second word of a term that has but one.
_ALONE = ""


class _Phrases:
    """Terms as sequences of words, for languages that write spaces; found by a form of their first and second word."""

    def __init__(self, entries: Iterable[_Entry], language: str) -> None:
        self._language = language
        phrases: dict[_Phrase, list[_Entry]] = defaultdict(list)
        for entry in entries:
            if phrase := term_words(entry[1].text, language):
                phrases[phrase].append(entry)
        self._by_forms: dict[str, dict[str, list[_Known]]] = {}
        for phrase, known in phrases.items():
            one = (phrase, tuple(known))
            for form in phrase[0]:
                followed = self._by_forms.setdefault(form, {})
                for second in phrase[1] if len(phrase) > 1 else {_ALONE}:
                    followed.setdefault(second, []).append(one)
        self._first_forms = frozenset(self._by_forms)
        self._plain: set[Spelled] = set()
        """Words that were met, and with which no term begins."""

    def spans(self, text: str) -> Iterator[_Span]:
        if not self._by_forms:
            return
        found = spelled(text, self._language)
        hits = [
            (at, len(phrase), known)
            for at, word in enumerate(found)
            if word not in self._plain and self._begins(word)
            for phrase, known in self._starting(
                forms(word, self._language),
                forms(found[at + 1], self._language) if at + 1 < len(found) else frozenset(),
            )
            if len(phrase) <= 2 or self._is(phrase, found[at : at + len(phrase)])
        ]
        if hits:
            where = places(text, self._language)
            for at, length, known in hits:
                gaps = pairwise(where[at : at + length])
                if not any(_CLAUSE_END.search(text, end, start) for (_, end), (start, _) in gaps) or _parted(known):
                    yield where[at][0], where[at + length - 1][1], known

    def _begins(self, word: Spelled) -> bool:
        """Return whether a term may begin with the word; where none does, remember that."""
        if forms(word, self._language).isdisjoint(self._first_forms):
            self._plain.add(word)
            return False
        return True

    def _is(self, phrase: _Phrase, found: list[Spelled]) -> bool:
        return _same(phrase, [forms(word, self._language) for word in found])

    def _starting(self, forms: frozenset[str], following: frozenset[str]) -> Iterable[_Known]:
        """Return the terms whose first two words have one of the forms each, each term once."""
        begun: dict[int, _Known] = {}
        for form in forms & self._first_forms:
            followed = self._by_forms[form]
            for second in (_ALONE, *following):
                for one in followed.get(second, ()):
                    begun[id(one)] = one
        return begun.values()


def _parted(known: tuple[_Entry, ...]) -> bool:
    """Return whether the term itself holds such a mark: человек, переживший насилие."""
    return any(_CLAUSE_END.search(term.text) for _, term in known)


def _same(phrase: _Phrase, found: list[frozenset[str]]) -> bool:
    return len(phrase) == len(found) and all(
        not forms.isdisjoint(here) for forms, here in zip(phrase, found, strict=True)
    )


class _Substrings:
    """Terms as strings, for languages that write no spaces."""

    def __init__(self, entries: Iterable[_Entry], tag: str) -> None:
        self._tag = tag
        texts: dict[str, list[_Entry]] = defaultdict(list)
        for concept, term in entries:
            texts[_small(unicodedata.normalize("NFC", term.text))].append((concept, term))
        self._entries = [tuple(known) for known in texts.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(texts))

    def spans(self, text: str) -> Iterator[_Span]:
        for index, start, end in self._automaton.find_matches_as_indexes(_small(text), overlapping=True):
            known = self._entries[index]
            if text[start:end].isascii():
                # Foreign words in such a text have their borders and their case, as elsewhere.
                known = tuple(one for one in known if _foreign(one[1].text, text, start, end))
            elif across_words(text, start, end, self._tag):
                continue
            if known:
                yield start, end, known


def _foreign(term: str, text: str, start: int, end: int) -> bool:
    """Return whether ASCII letters at this place are the term: whole words, and an acronym in capitals."""
    before, after = text[start - 1 : start], text[end : end + 1]
    whole = not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
    return whole and (not capitals(term) or text[start:end] == term)


def _small(text: str) -> str:
    """Return the text in small letters, each character still at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)
