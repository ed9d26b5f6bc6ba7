"""The benchmark of mistakes: its scores hold, and its mutators do what they say."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import checks
from tests.mutations import mutators
from tests.mutations.mutators import BY_WORDS, MUTATORS, SAFETY, WORDS, Clean, mutate, words_of
from tests.mutations.score import CORPORA, SEED, Corpus, clean, handouts, locales, mutants, score

REACHED = tomllib.loads((WORDS.parent / "reached.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("locale", locales())
def test_a_locale_catches_what_it_caught_and_alarms_no_more_than_it_did(locale: str, corpus: Corpus) -> None:
    """A mutant in twenty, and one false alarm, are left to whoever corrects a word list."""
    now, before = score(locale, handouts, corpus), REACHED[corpus][locale]
    worse = {
        name: (tally.caught, before[name], tally.total)
        for name, tally in now.tallies.items()
        if tally.total and tally.caught < before[name] - tally.total // 20
    }
    assert worse == {}
    assert now.alarmed <= before["alarmed"] + 1, now.alarms


@pytest.mark.parametrize("corpus", ["clean", "fresh"])
def test_what_was_reached_is_what_was_asked_for(corpus: Corpus) -> None:
    """In each locale 95 % of each kind that can change what a patient does; alarms on 1 in 200 right translations.

    Of the third set, a locale has too few mutants of a kind to say so.
    """
    reached = REACHED[corpus]
    made = {(locale, name): len(mutants(locale, name, corpus)) for locale in locales() for name in SAFETY}
    short = {
        (locale, name): (reached[locale].get(name, 0), total)
        for (locale, name), total in made.items()
        if reached[locale].get(name, 0) < 0.95 * total
    }
    assert short == {}
    alarmed = sum(reached[locale]["alarmed"] for locale in locales())
    assert alarmed <= sum(len(clean(locale, corpus).messages) for locale in locales()) / 200


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_locale_has_the_same_sources(corpus: Corpus) -> None:
    sources = {tuple(message.msgid for message in clean(locale, corpus).messages) for locale in locales()}
    assert len(sources) == 1
    assert len(locales()) >= 14


@pytest.mark.parametrize("name", MUTATORS)
def test_a_mutator_makes_the_same_mistakes_each_time_and_none_that_is_right(name: str) -> None:
    made = {locale: mutants(locale, name) for locale in locales()}
    assert any(made.values())
    for locale, several in made.items():
        for one in several:
            message = clean(locale).messages[one.index]
            assert one.text != message.msgstr[0]
            assert one.text in mutate(
                name, Clean(message.msgid, message.msgstr[0], words_of(locale)), f"{SEED} {locale}"
            )


def test_the_mutators_know_nothing_of_the_checks_nor_the_checks_of_them() -> None:
    """Otherwise a check could be asked for just the words that it was given."""
    assert "pipeline" not in Path(mutators.__file__).read_text(encoding="utf-8")
    sources = [path for path in Path(checks.__file__).parent.rglob("*") if path.suffix in {".py", ".toml", ".tsv"}]
    assert len(sources) > 10
    assert [path for path in sources if "mutations" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_rule_of_a_word_list_has_a_place(path: Path) -> None:
    words = words_of(path.stem)
    texts = [message.msgstr[0] for corpus in CORPORA for message in clean(path.stem, corpus).messages]
    assert BY_WORDS.keys() - {"once-left"} <= words.rules.keys() <= BY_WORDS.keys()
    unused = [
        (name, pattern.pattern)
        for name, rules in words.rules.items()
        for pattern, _ in rules
        if not any(pattern.search(text) for text in texts)
    ]
    assert unused == []


# Issue 3's own examples, and their right forms; Spanish, as the tools were measured with.
HARMFUL = [
    ("Do not drive after taking this medicine.", "No conduzca", "Conduzca"),
    ("Take 10 mg of ibuprofen with food.", "10 mg", "100 mg"),
    ("Give 1 teaspoon (5 mL) of the syrup every 6 hours.", "cucharadita", "cucharada"),
    ("Take this medicine once a day, in the morning.", "una vez", "once"),
    ("Get help right away if your body temperature falls below 35 °C.", "baja de", "sube por encima de"),
]


@pytest.mark.parametrize(("msgid", "right", "wrong"), HARMFUL)
def test_what_no_peer_finds_is_found(msgid: str, right: str, wrong: str) -> None:
    whole = clean("es")
    message = whole.by_key[None, msgid]
    harmful = replace(message, msgstr=(message.msgstr[0].replace(right, wrong),))
    assert harmful != message
    assert handouts(replace(whole, messages=(message,))) == [frozenset()]
    assert handouts(replace(whole, messages=(harmful,))) != [frozenset()]
