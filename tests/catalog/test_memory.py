"""`Memory` and the matching of source texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import Catalog, Memory, Suggestion
from pipeline.catalog.match import likeness, pair, texts
from pipeline.model import Message

SENTENCE = "Ask for help when the pain does not go away after two days."


def catalog(*messages: Message) -> Catalog:
    return Catalog(Path("x.po"), "es", "x", {}, messages)


def test_an_empty_memory_knows_nothing() -> None:
    assert Memory().lookup(None, "Rest.") is None
    assert Memory.of([]).lookup(None, "Rest.") is None


def test_exact_before_another_context_before_a_like_text() -> None:
    memory = Memory.of(
        [
            catalog(Message(SENTENCE, ("frase",)), Message(SENTENCE, ("frase de título",), "title")),
            catalog(Message(SENTENCE + "!", ("exclamación",), obsolete=True)),
        ]
    )
    found = [
        memory.lookup(*key)
        for key in ((None, SENTENCE), ("title", SENTENCE), ("alt", SENTENCE + "!"), (None, SENTENCE + "!!"))
    ]
    assert [(s.message.msgstr[0], s.certain) for s in found if s] == [
        ("frase", True),
        ("frase de título", True),
        ("exclamación", False),
        ("exclamación", False),
    ]
    assert memory.lookup(None, "Something else entirely, as long as that sentence is, more or less.") is None
    assert memory.exact(None, SENTENCE + "!!") is None


def test_what_is_not_translated_is_not_remembered() -> None:
    assert Memory.of([catalog(Message("Rest."))]).lookup(None, "Rest.") is None


def test_what_is_in_doubt_serves_for_the_very_text_alone_and_last() -> None:
    doubtful = Message(SENTENCE, ("dudoso",), flags=("fuzzy",))
    memory = Memory.of([catalog(doubtful)])
    found = memory.lookup(None, SENTENCE)
    assert found
    assert (found.message, found.certain) == (doubtful, False)
    assert memory.lookup(None, SENTENCE + "!") is None
    memory = Memory.of([catalog(doubtful), catalog(Message(SENTENCE, ("seguro",)))])
    assert memory.lookup(None, SENTENCE) == Suggestion(Message(SENTENCE, ("seguro",)), certain=True)


def test_a_compendium_comes_after_the_catalogs_and_is_never_certain() -> None:
    ours, theirs = Message("Rest.", ("Descanse.",)), Message("Rest.", ("Repose.",))
    assert Memory.of([catalog(ours)], [theirs]).exact(None, "Rest.") == Suggestion(ours, certain=True)
    assert Memory.of([], [theirs]).exact(None, "Rest.") == Suggestion(theirs, certain=False, outside=True)
    doubtful = Message("Rest.", ("¿?",), flags=("fuzzy",))
    assert Memory.of([catalog(doubtful)], [theirs]).exact(None, "Rest.") == Suggestion(
        theirs, certain=False, outside=True
    )


def test_a_like_text_without_a_translation_gives_way_to_the_next() -> None:
    memory = Memory.of([catalog(Message(SENTENCE + "!"), Message(SENTENCE + " Now.", ("sí",)))])
    found = memory.lookup(None, SENTENCE)
    assert found
    assert found.message.msgid == SENTENCE + " Now."


def test_what_was_found_for_one_locale_serves_the_next() -> None:
    sources = frozenset({SENTENCE, "Rest."})
    assert texts(sources) is texts(frozenset(sorted(sources)))
    assert texts(sources).near(SENTENCE + "!") == (SENTENCE,)
    assert texts(sources).near(SENTENCE) == ()


def test_pairs_prefer_the_same_context_then_the_first() -> None:
    new = (("b", SENTENCE + "!"), ("a", SENTENCE + "!"), (None, "Other"))
    old = (("a", SENTENCE), ("b", SENTENCE), ("c", SENTENCE))
    assert pair(new, old) == {new[0]: old[1], new[1]: old[0]}


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    [
        (SENTENCE, SENTENCE, 100, 100),
        (SENTENCE, SENTENCE.replace("two", "three"), 90, 99),
        (SENTENCE, f"{SENTENCE} Do not wait for the next appointment, and bring your papers with you.", 30, 74),
        (SENTENCE, "Ask", 0, 0),
        ("Main", "Pain", 0, 0),
        ("", "", 0, 100),
    ],
)
def test_likeness(new: str, old: str, low: int, high: int) -> None:
    assert low <= likeness(new, old) <= high
    assert likeness(new, old) == likeness(old, new)


_TEXT = st.lists(st.sampled_from([SENTENCE, *SENTENCE.split(), "Pain", "不痛", "..."]), min_size=1, max_size=9).map(
    " ".join
)
_KEYS = st.lists(_TEXT, max_size=8, unique=True).map(lambda found: tuple((None, text) for text in found))


@given(_KEYS, _KEYS)
def test_no_pair_is_likelier_than_those_that_are_found(
    new: tuple[tuple[None, str], ...], old: tuple[tuple[None, str], ...]
) -> None:
    pairs = pair(new, old)
    for wanted in new:
        for had in old:
            found = likeness(wanted[1], had[1])
            taken = [likeness(one[1], other[1]) for one, other in pairs.items() if one == wanted or other == had]
            assert found <= max(taken, default=0)


WORDS = [f"{first}{second}" for first in ("arm", "leg", "rib", "toe") for second in ("ache", "rest", "wash", "walk")]
LIBRARY = [f"{a} {b} {c} {a}" for a in WORDS for b in WORDS for c in WORDS if len({a, b, c}) == 3]


@pytest.mark.parametrize(
    ("text", "like"),
    [
        (SENTENCE.replace("two", "three"), SENTENCE),
        (LIBRARY[1234] + " again", LIBRARY[1234]),
        ("饭后两小时服用三片药物。", "饭后两小时服用一片药物。"),
        ("Breathing exercises", "Breathing exercise"),
        ("Nothing is like this in any way.", None),
    ],
)
def test_a_like_text_is_found_among_thousands(text: str, like: str | None) -> None:
    others = (SENTENCE, "饭后两小时服用一片药物。", "Breathing exercise")
    near = texts(frozenset((*LIBRARY, *others))).near(text)
    assert near[:1] == (() if like is None else (like,))
