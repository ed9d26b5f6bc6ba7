"""The matcher keeps what it reaches on hand-labelled sentences; `python -m tests.terms.score` prints it."""

from pathlib import Path

import pytest

from tests.terms import score

LEAST_LABELS = 40
LEAST_LANGUAGES = 12
FLOOR = 0.95
MANUAL = Path(__file__).parent.parent / "docs" / "terms.md"


def test_enough_languages_are_labelled() -> None:
    assert len(score.languages()) >= LEAST_LANGUAGES


@pytest.mark.parametrize("language", score.languages())
def test_the_labels_ask_both_questions(language: str) -> None:
    labels = score.labels(language)
    assert len(labels) >= LEAST_LABELS
    assert len({(label.sentence, label.term) for label in labels}) == len(labels)
    # A matcher that always or never finds must not do well.
    assert 0.4 < sum(bool(label.surface) for label in labels) / len(labels) < 0.7


@pytest.mark.parametrize("language", score.languages())
def test_terms_are_found_and_look_alikes_are_not(language: str) -> None:
    reached = score.score(language)
    assert reached.f1 >= FLOOR, (reached.false_alarms, reached.misses)
    plain = score.substrings(language)
    assert reached.f1 > plain.f1
    told = f"| `{language}` | {len(score.labels(language))} | {reached.f1:.3f} | {plain.f1:.3f} |"
    assert told in MANUAL.read_text(encoding="utf-8")
