"""`candidates` proposes concepts that the termbase lacks: nouns, with the words before them, that texts repeat.

A chunk of content words between function words, verbs and punctuation is cut into all its endings of up to three words,
each of which must end in a noun: Justeson and Katz, “Technical terminology: some linguistic properties and an algorithm
for identification in text”, Natural Language Engineering 1 (1995). No tagger is needed: a word that follows “to”, “can”
or “you” more often than “the”, “your” or “of” counts as a verb.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

import simplemma

from pipeline.errors import HandoutsError, visible
from pipeline.terms.occurrences import PLACEHOLDER, occurrences
from pipeline.terms.termbase import Termbase

_MOST_WORDS = 3
_SHORTEST = 3

_ENGLISH = tomllib.loads((resources.files("pipeline.terms") / "english.toml").read_text("utf-8"))
_BEFORE_NOUN = frozenset(_ENGLISH["before_noun"])
_BEFORE_VERB = frozenset(_ENGLISH["before_verb"])
_GENERAL_NOUNS = frozenset(_ENGLISH["general"])
_FUNCTION_WORDS = _BEFORE_NOUN | _BEFORE_VERB | _GENERAL_NOUNS | frozenset(_ENGLISH["others"])
_ADJECTIVE = re.compile(r".{3,}(?:al|ful|ive|ous|ic|able|ible|less|ly|ish|ary)$")
_WORD = re.compile(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*|[^\sA-Za-z]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word or phrase in dictionary form: how often the texts say it, in which handouts, and a sentence that does."""

    text: str
    count: int
    handouts: tuple[str, ...]
    example: str


def candidates(
    termbase: Termbase, texts: Mapping[str, Iterable[str]], locale: str, *, least: int = 2
) -> tuple[Candidate, ...]:
    """Return what `texts` (plain texts by handout) say `least` times or more and `termbase` has no term for.

    Those of the most handouts come first, then the most frequent. What stands only within a longer candidate is not
    told beside it. Raises HandoutsError for another language than English.
    """
    if locale.partition("_")[0] != "en":
        raise HandoutsError(f"Terms can be proposed for English sources only, not for {visible(locale)}.")
    sentences = [
        (handout, sentence) for handout, given in texts.items() for text in given for sentence in _sentences(text)
    ]
    verbs = _verbs(_words(sentence) for _, sentence in sentences)
    counts: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    handouts: dict[str, dict[str, None]] = defaultdict(dict)
    examples: dict[str, str] = {}
    for handout, sentence in sentences:
        for chunk in _chunks(_words(sentence), verbs):
            phrases = [_dictionary_form(chunk[-length:]) for length in range(1, min(len(chunk), _MOST_WORDS) + 1)]
            alone[phrases[-1]] += 1
            for phrase in phrases:
                counts[phrase] += 1
                handouts[phrase][handout] = None
                if sentence[-1] in ".!?" or phrase not in examples:  # A heading tells less than a sentence.
                    examples[phrase] = sentence
    repeated = [phrase for phrase, count in counts.items() if count >= least]
    within = {phrase.partition(" ")[2] for phrase in repeated}
    found = [
        Candidate(phrase, counts[phrase], tuple(handouts[phrase]), examples[phrase])
        for phrase in repeated
        if (alone[phrase] or phrase not in within) and not _known(termbase, phrase, locale)
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.handouts), -one.count, one.text)))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(" ".join(text.split())) if sentence]


def _words(sentence: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(PLACEHOLDER.sub("0", sentence))]


def _verbs(sentences: Iterable[list[str]]) -> frozenset[str]:
    """Return the lemmas that follow what stands before a verb more often than what stands before a noun."""
    votes: Counter[str] = Counter()
    for words in sentences:
        for before, word in pairwise(words):
            votes[_lemma(word)] += (before in _BEFORE_VERB) - (before in _BEFORE_NOUN)
    return frozenset(lemma for lemma, vote in votes.items() if vote > 0)


def _chunks(words: list[str], verbs: frozenset[str]) -> Iterator[list[str]]:
    """Yield the runs of content words, without what cannot end a term."""
    chunk: list[str] = []
    for word in [*words, "."]:
        if word[0].isalpha() and _FUNCTION_WORDS.isdisjoint({word, _lemma(word)}) and _lemma(word) not in verbs:
            chunk.append(word)
            continue
        while chunk and (_ADJECTIVE.fullmatch(chunk[-1]) or len(chunk[-1]) < _SHORTEST):
            chunk.pop()
        if chunk and word not in _GENERAL_NOUNS:
            yield chunk
        chunk = []


def _lemma(word: str) -> str:
    return simplemma.lemmatize(word, lang="en").lower()


def _dictionary_form(words: list[str]) -> str:
    return " ".join([*words[:-1], _lemma(words[-1])])


def _known(termbase: Termbase, phrase: str, locale: str) -> bool:
    """Return whether the phrase as a whole is a term."""
    return any(found.surface == phrase for found in occurrences(termbase, phrase, locale))
