"""The words of a topic: their lists, and how they are found."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import catalog, checks
from pipeline.checks import RunContext, cues
from pipeline.model import Message

TOPICS = ("direction", "everyday", "hotline", "laterality", "marriage", "modality", "negation", "stigma")
LISTS = [(topic, code) for topic in TOPICS for code in cues.entries(topic)]


def found(topic: str, locale: str, text: str) -> list[tuple[str, str]]:
    return [(cue.kind, cue.text) for cue in cues.cues(topic, text, locale)]


@pytest.mark.parametrize(("topic", "code"), LISTS)
def test_an_entry_has_one_kind_and_is_written_as_texts_are_read(topic: str, code: str) -> None:
    words = [word for kind in cues.entries(topic)[code].values() for word in kind]
    assert len(words) == len(set(words)), {word for word in words if words.count(word) > 1}
    for word in words:
        assert unicodedata.normalize("NFC", word) == word
        assert word.casefold() == word or word.lower() == word
        assert word.strip("* ")


@pytest.mark.parametrize(("topic", "code"), [one for one in LISTS if one[0] in {"negation", "marriage", "stigma"}])
def test_every_entry_of_whole_words_is_found_by_its_kind(topic: str, code: str) -> None:
    every = {word for words in cues.entries(topic)[code].values() for word in words}
    for kind, words in cues.entries(topic)[code].items():
        for word in words:
            if "*" not in word and kind != "none":
                within = f"x {word}" if f"^{word}" in every else word  # Elsewhere it is of another kind.
                kinds = [name for name, _ in found(topic, code, within)]
                assert kinds, (kind, word)
                assert kinds[0] == kind or len(kinds) > 1, (kind, word, kinds)


@pytest.mark.parametrize(
    ("topic", "locale", "text", "expected"),
    [
        ("negation", "es", "No más", [("sure", "no")]),
        ("negation", "es_MX", "No dude en llamar", [("maybe", "no dude")]),
        ("negation", "es", "Sin embargo, nosotros", []),
        ("negation", "zh_Hans", "特别，不", [("sure", "不")]),
        ("negation", "ru", "Неделя: не надо", [("sure", "не")]),
        ("negation", "en", "Don’t! You can't", [("sure", "don't"), ("sure", "can't")]),
        ("negation", "ar", "لَا تَقُد", [("sure", "لا")]),
        ("negation", "hi", "ने न", [("sure", "न")]),
        ("negation", "tr", "İÇMEYİN", [("sure", "içmeyin")]),
        ("modality", "en", "Do not call. Studies do not agree.", [("must", "do not")]),
        ("direction", "en", "no more than two", [("not-above", "no more than")]),
        ("negation", "xx", "no", []),
    ],
)
def test_the_longest_entry_wins_and_words_are_whole(
    topic: str, locale: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(topic, locale, text) == expected


@given(st.sampled_from(LISTS), st.text())
def test_what_is_found_stands_in_the_text(one: tuple[str, str], text: str) -> None:
    topic, code = one
    for cue in cues.cues(topic, text, code):
        assert cue.text in cues.folded(text, code)
        assert cue.kind in cues.entries(topic)[code]


HEADER = b'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def test_a_made_up_language_lacks_no_words() -> None:
    """Layouts are tested with words that no language has; a catalog of a few words is believed all the same."""
    one = catalog.read(Path("x.po"), content=HEADER, locale="es")
    lost = Message("Do not drive.", ("Zurpir kil.",))
    few = replace(one, messages=(lost,))
    filler = tuple(Message(f"word {number}", (f"zurpir{number} kilpes bror fil",)) for number in range(40))
    context = RunContext(select=("negation-lost",))
    assert len(checks.run(few, context)) == 1
    assert checks.run(replace(few, messages=(*filler, lost)), context) == ()


@pytest.mark.parametrize(
    ("source", "target", "check"),
    [
        ("Do not drive.", "Conduzca.", "negation-lost"),
        ("You may drive.", "No conduzca.", "negation-added"),
        ("Get help below 35 °C.", "Pida ayuda por encima de 35 °C.", "direction-swapped"),
    ],
)
def test_a_finding_says_which_word_it_saw(source: str, target: str, check: str) -> None:
    one = catalog.read(Path("x.po"), content=HEADER, locale="es")
    (finding,) = checks.run(replace(one, messages=(Message(source, (target,)),)), RunContext(select=(check,)))
    assert {"negation-lost": "“not”", "negation-added": "“no”", "direction-swapped": "“por encima de”"}[
        check
    ] in finding.message
