"""An error tells its place and remedy, hides nothing, and crosses process borders whole."""

import pickle

import pytest

from pipeline.errors import HandoutsError, collect, flatten, nearest, visible


def test_an_error_reads_place_what_remedy() -> None:
    error = HandoutsError("No such fact.", file="source/x.md", line=12, hint="Did you mean “a”?")
    assert str(error) == "source/x.md:12: No such fact. Did you mean “a”?"
    assert str(HandoutsError("No such fact.")) == "No such fact."


def test_an_error_survives_pickling() -> None:
    error = HandoutsError("No such fact.", file="source/x.md", line=12, hint="Look.")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "“plain”"),
        ("a\u202eb", "“a\\u202eb”"),
        ("a\x1b[31mb\n", "“a\\x1b[31mb\\n”"),
        ("zero\u200bwidth", "“zero\\u200bwidth”"),
        ("é", "“é”"),
        ("x" * 100, "“" + "x" * 79 + "…”"),
    ],
)
def test_quoted_text_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("pct_mem", ["pct_men", "n_men"], "Did you mean “pct_men”?"),
        ("zzz", ["b", "a"], "Known: a, b."),
        ("zzz", [], ""),
    ],
)
def test_an_unknown_name_comes_with_the_nearest_known_one(name: str, known: list[str], hint: str) -> None:
    assert nearest(name, known) == hint


def test_every_mistake_is_told_at_once() -> None:
    def read(number: int) -> int:
        if number % 2:
            raise HandoutsError(f"{number} is odd.")
        return number

    assert collect(read, [2, 4]) == [2, 4]
    with pytest.raises(ExceptionGroup) as caught:
        collect(lambda _: collect(read, [1, 2, 3]), ["nested"])
    group = caught.value.split(HandoutsError)[0]
    assert group is not None
    assert [error.message for error in flatten(group)] == ["1 is odd.", "3 is odd."]
