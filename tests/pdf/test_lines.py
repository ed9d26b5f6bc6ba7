"""Where lines and pages end: what stands beside, above and below what."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline import render
from pipeline.model import Block, Variant
from tests.pdf.pages import page, paragraph, segment

_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
_DRAFT = "Draft: not yet checked by a qualified person. Please do not rely on it."
_WEAK = "Draft made without a qualified translator. It may contain serious mistakes. Do not give it to patients."
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
    for found in _pages(content):
        for left, top, right, bottom in (box for word, box in found if word == number):
            beside = [box for _, box in found if box[1] < (top + bottom) / 2 < box[3]]
            before = [left - box[2] for box in beside if box[0] < left]
            after = [box[0] - right for box in beside if box[0] > left]
            yield from (min(gaps) for gaps in (before, after) if gaps)


def _pages(content: bytes) -> list[list[tuple[str, list[float]]]]:
    """Return the words of every page, each with its box in points from the upper left: left, top, right, bottom."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    return [
        [(each[5], [float(side) for side in each.groups()[:4]]) for each in _WORD.finditer(sheet)]
        for sheet in done.stdout.decode().split("<page ")[1:]
    ]


_REACHED = 14.2
"""In points: 5 mm, which office printers leave blank at the paper's edge or nearly so (HP LaserJet: 4.2 mm)."""


@pytest.mark.parametrize(
    ("locale", "weak", "banner"),
    [
        ("fa", True, "این پیش‌نویس بدون مترجم تهیه شده و شاید اشتباه دارد. " * 2),
        ("ru", False, "Черновик: ещё не проверен специалистом. Не полагайтесь на него. " * 2),
    ],
)
@pytest.mark.parametrize("variant", ["standard", "large-print"])
def test_a_long_banner_stays_where_printers_reach_and_off_the_text(
    locale: str, weak: bool, banner: str, variant: Variant
) -> None:
    said = _WEAK if weak else _DRAFT
    of = page("en", "US", *(paragraph(str(number), line=number + 2) for number in range(60)))
    content = render.pdf(replace(of, locale=locale, weak=weak, variant=variant, ui={(None, said): banner}, texts={}))
    for words in _pages(content)[1:]:
        numbers = [top for word, (_, top, _, _) in words if word.isdecimal()]
        heads = [(top, bottom) for word, (_, top, _, bottom) in words if bottom < min(numbers)]
        assert len(heads) > 10
        assert min(top for top, _ in heads) > _REACHED


def test_in_large_print_what_is_urgent_begins_under_its_heading() -> None:
    """However tall its box is: up to more than a page."""
    heading = Block("heading", 1, segment("Heading", "heading"), level=2)
    for lines in range(12, 24, 3):
        urgent = Block("callout", 2, children=tuple(map(paragraph, map(str, range(lines)))), argument="urgent")
        call = Block("resource", 3, argument="sexual-assault")
        of = replace(page("en", "US", paragraph("Before."), heading, urgent, call), variant="large-print")
        (on,) = (words for words in (dict(each) for each in _pages(render.pdf(of))) if "Heading" in words)
        assert "Urgent" in on, lines
        assert "0" in on, lines
