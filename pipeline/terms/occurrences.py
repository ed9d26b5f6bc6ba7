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
from pipeline.terms.words import UNSPACED, capitals, forms, places, spelled, term_words

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
    termbase: Termbase, text: str, locale: str, statuses: Collection[Status] = STATUSES
) -> tuple[Occurrence, ...]:
    """Return the terms of the locale's language that occur in `text`, from left to right.

    Where terms overlap the longest wins (“painful sex” is not also “sex”), whatever their status. Where two concepts
    share a term, both occur.
    """
    if not termbase.concepts or not text:
        return ()
    found = _found(termbase, text, _tag(locale))
    return tuple(one for one in found if one.term.status in statuses)


@lru_cache(maxsize=1 << 14)
def _found(termbase: Termbase, text: str, tag: str) -> tuple[Occurrence, ...]:
    text = unicodedata.normalize("NFC", text)
    spans = _longest(_index(termbase, tag).spans(_sought(text)))
    return tuple(
        Occurrence(concept, term, start, end, text[start:end])
        for start, end, entries in sorted(spans, key=lambda span: span[:2])
        for concept, term in entries
    )


def occurrences_of(
    concepts: Iterable[Concept], text: str, locale: str, statuses: frozenset[Status] = STATUSES
) -> Iterator[Occurrence]:
    """Yield where the text has terms of these concepts, whatever else it has there: they may overlap.

    Of a termbase only what is asked for is lemmatized.
    """
    text, tag = unicodedata.normalize("NFC", text), _tag(locale)
    sought, language = _sought(text), tag.partition("-")[0]
    for concept in concepts:
        for term in _terms(concept, tag, statuses):
            spans = _strings(term.text, sought, tag) if language in UNSPACED else _phrases(term.text, sought, language)
            for start, end in spans:
                yield Occurrence(concept, term, start, end, text[start:end])


def called(concept: Concept, text: str, locale: str, statuses: frozenset[Status] = STATUSES) -> bool:
    """Say whether the text has a term of the concept. Most stand there as in the termbase, which is seen at once."""
    return any(_stands(term.text, text) for term in _terms(concept, _tag(locale), statuses)) or any(
        True for _ in occurrences_of((concept,), text, locale, statuses)
    )


def _tag(locale: str) -> str:
    return locale.replace("_", "-")


@lru_cache(maxsize=1 << 16)
def _terms(concept: Concept, tag: str, statuses: frozenset[Status]) -> tuple[Term, ...]:
    return tuple(term for term in concept.terms_in(tag) if term.status in statuses)


def _sought(text: str) -> str:
    """Return the text with spaces for placeholders: no term stands there."""
    return PLACEHOLDER.sub(lambda match: " " * len(match[0]), text) if "{" in text else text


# What parts a word from the next in every language.
_BORDERS = frozenset(" \n.,;:!?()")


def _stands(term: str, text: str) -> bool:
    """Say whether a term stands in the text as it is spelled, between spaces or marks."""
    start = text.find(term)
    return start >= 0 and (
        (start == 0 or text[start - 1] in _BORDERS)
        and (start + len(term) == len(text) or text[start + len(term)] in _BORDERS)
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

    def spans(self, text: str) -> Iterator[_Span]:
        if not self._by_forms:
            return
        found = forms(spelled(text, self._language), self._language)
        hits = [
            (at, len(phrase), known)
            for at, word in enumerate(found)
            if not word.isdisjoint(self._first_forms)
            for phrase, known in self._starting(word, found[at + 1] if at + 1 < len(found) else frozenset())
            if len(phrase) <= 2 or _same(phrase, found[at : at + len(phrase)])
        ]
        if hits:
            where = places(text, self._language)
            for at, length, known in hits:
                words = where[at : at + length]
                if _is_one_clause(text, words) or any(_CLAUSE_END.search(term.text) for _, term in known):
                    yield words[0][0], words[-1][1], known

    def _starting(self, forms: frozenset[str], following: frozenset[str]) -> Iterable[_Known]:
        """Return the terms whose first two words have one of the forms each, each term once."""
        begun: dict[int, _Known] = {}
        for form in forms & self._first_forms:
            followed = self._by_forms[form]
            for second in (_ALONE, *following):
                for one in followed.get(second, ()):
                    begun[id(one)] = one
        return begun.values()


def _is_one_clause(text: str, words: Iterable[tuple[int, int]]) -> bool:
    """Return whether nothing between the words parts them; a term may hold a mark: человек, переживший насилие."""
    return not any(_CLAUSE_END.search(text, end, start) for (_, end), (start, _) in pairwise(words))


def _phrases(term: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where a term stands in a text of a language that writes spaces."""
    phrase = _phrase(term, language)
    found, every = _words(text, language)
    if not phrase or any(word.isdisjoint(every) for word in phrase):
        return
    for at in range(len(found) - len(phrase) + 1):
        if _same(phrase, found[at : at + len(phrase)]):
            words = places(text, language)[at : at + len(phrase)]
            if _is_one_clause(text, words) or _CLAUSE_END.search(term):
                yield words[0][0], words[-1][1]


@lru_cache(maxsize=1 << 16)
def _phrase(term: str, language: str) -> _Phrase:
    return term_words(term, language)


@lru_cache(maxsize=1 << 4)
def _words(text: str, language: str) -> tuple[list[frozenset[str]], frozenset[str]]:
    """Return the forms of each word of the text, and of all."""
    words = forms(spelled(text, language), language)
    return words, frozenset().union(*words)


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
            if known := tuple(
                one for one in self._entries[index] if _is_whole(one[1].text, text, start, end, self._tag)
            ):
                yield start, end, known


def _strings(term: str, text: str, tag: str) -> Iterator[tuple[int, int]]:
    """Yield where a term stands in a text of a language that writes no spaces."""
    sought, small = _small(unicodedata.normalize("NFC", term)), _small(text)
    start = small.find(sought)
    while start >= 0:
        end = start + len(sought)
        if _is_whole(term, text, start, end, tag):
            yield start, end
        start = small.find(sought, start + 1)


def _is_whole(term: str, text: str, start: int, end: int, tag: str) -> bool:
    """Return whether what stands at this place is the term, and no part of other words.

    Foreign words in such a text have their borders and their case, as elsewhere.
    """
    if not text[start:end].isascii():
        return not across_words(text, start, end, tag)
    before, after = text[start - 1 : start], text[end : end + 1]
    whole = not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
    return whole and (not capitals(term) or text[start:end] == term)


def _small(text: str) -> str:
    """Return the text in small letters, each character still at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)
