"""Parts of translations, and translations of parts."""

import pytest

from pipeline.catalog.match import joined, split
from pipeline.catalog.pieces import joined as put_together
from pipeline.catalog.pieces import piece

SOURCE = "Rest. Drink water, e.g. two glasses. Call us!"


@pytest.mark.parametrize(
    ("msgstr", "part", "expected"),
    [
        ("Descanse. Beba. ¡Llame!", "Rest.", ("Descanse. Beba. ¡Llame!", SOURCE)),  # “e.g.” ends a sentence here
        ("Ruhe. Wasser, z. B. zwei. Ruf an!", "Rest.", ("Ruhe. Wasser, z. B. zwei. Ruf an!", SOURCE)),
        ("Descanse. Beba, p. Dos. ¡Llame!", "Rest.", ("Descanse.", "Rest.")),
        ("Descanse. Beba, p. Dos. ¡Llame!", "Call us!", ("¡Llame!", "Call us!")),
        ("Descanse. Beba, p. Dos. ¡Llame!", "water", ("Descanse. Beba, p. Dos. ¡Llame!", SOURCE)),
        ("休息。喝水，例如。两杯。打电话！", "Rest.", ("休息。", "Rest.")),
        ("आराम करें। पानी। दो। कॉल करें!", "Call us!", ("कॉल करें!", "Call us!")),
        ("សម្រាក។ ផឹកទឹក។ ពីរ។ ទូរសព្ទមក!", "Rest.", ("សម្រាក។", "Rest.")),
        ("استرح. اشرب؟ اثنين. اتصل!", "Rest.", ("استرح.", "Rest.")),
    ],
)
def test_a_part_is_found_where_sentences_correspond(msgstr: str, part: str, expected: tuple[str, str]) -> None:
    start = SOURCE.index(part)
    assert piece(msgstr, SOURCE, start, start + len(part)) == expected


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["Uno.", "Dos."], "Uno. Dos."),
        (["一。", "二。"], "一。二。"),
        (["一", "two"], "一two"),
        (["한국어.", "둘."], "한국어. 둘."),
    ],
)
def test_texts_are_put_together_as_their_script_does(texts: list[str], whole: str) -> None:
    assert put_together(texts) == whole


A, B, C = (None, "Drink a glass of water every hour."), (None, "Rest."), (None, "Something else altogether, at length.")
AB = (None, f"{A[1]} {B[1]}")


def test_what_is_nearly_all_of_a_text_is_a_part_of_it() -> None:
    assert joined((AB,), (C, B, A)) == {AB: (A, B)}
    assert split((C, B, A), (AB,)) == {A: (AB, (0, 34)), B: (AB, (35, 40))}


def test_parts_are_found_whatever_stands_beside_them_and_with_a_typing_error() -> None:
    others = tuple((None, f"{C[1]} {number} times.") for number in range(300))
    typo = (None, A[1].replace("water", "watter"))
    assert joined((AB, *others), (A, B)) == {AB: (A, B)}
    assert joined((AB,), (*others, typo, B)) == {AB: (typo, B)}
    assert split((*others, typo, B), (*others, AB)) == {typo: (AB, (0, 34)), B: (AB, (35, 40))}


@pytest.mark.parametrize("whole", [(None, f"{B[1]} {C[1]}"), (None, f"{A[1]} {C[1]} {B[1]}"), A])
def test_a_text_with_much_else_is_neither_joined_nor_split(whole: tuple[None, str]) -> None:
    assert joined((whole,), (A, B)) == {}
    assert split((A, B), (whole,)) == {}
