"""Where the lines of a printed page end: what stands beside what."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline import render
from tests.pdf.pages import page, paragraph

_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
_HALF_A_SPACE = 1.4
"""In points: half of what the fonts of Arabic script have between words at 12 pt; Nastaliq has hardly more."""


@pytest.mark.parametrize(
    ("locale", "first", "sentence"),
    [
        ("ar", "من", "من بين {n_women} امرأة، **{n_women} امرأة، {n_women}** امرأة"),
        ("fa", "درباره", "درباره {n_women} زن، **{n_women} زن، {n_women}** نفر"),
        ("ur", "کل", "کل {n_women} خواتین، **{n_women} خواتین، {n_women}** خواتین"),
    ],
)
def test_a_number_stands_off_its_words_wherever_the_line_ends(locale: str, first: str, sentence: str) -> None:
    texts: dict[tuple[str | None, str], str] = {
        (None, str(words)): f"{first} " * words + f"{sentence} " * 3 for words in range(12)
    }
    of = page("en", "US", *(paragraph(str(words), line=words + 2) for words in range(12)))
    distances = list(_distances(render.pdf(replace(of, locale=locale, ui={}, texts=texts)), "1,208"))
    assert len(distances) > 12 * 3 * 4
    assert min(distances) > _HALF_A_SPACE


def _distances(content: bytes, number: str) -> Iterator[float]:
    """Yield how far, in points, the nearest words are from each `number`, on its left and on its right."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    for sheet in done.stdout.decode().split("<page ")[1:]:
        found = [(each[5], [float(side) for side in each.groups()[:4]]) for each in _WORD.finditer(sheet)]
        for left, top, right, bottom in (box for word, box in found if word == number):
            beside = [box for _, box in found if box[1] < (top + bottom) / 2 < box[3]]
            before = [left - box[2] for box in beside if box[0] < left]
            after = [box[0] - right for box in beside if box[0] > left]
            yield from (min(gaps) for gaps in (before, after) if gaps)
