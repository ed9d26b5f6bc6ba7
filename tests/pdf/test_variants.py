"""The layouts of a handout: what each is made for, read back from its PDF."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pikepdf
import pytest
import segno

from pipeline import render
from pipeline.branding import Branding
from pipeline.model import Block, Segment, Variant
from pipeline.render import Page, paper, style
from pipeline.render.view import handout_html
from tests.pdf import reading
from tests.pdf.dom import one, parse, text
from tests.pdf.pages import CALL, COMMON, FIRST, HOTLINE, SUMMARY, TAKEAWAY, page
from tests.pdf.scripts import SENTENCES, page_in
from tests.tools import verapdf

VARIANTS: tuple[Variant, ...] = get_args(Variant)
QUESTION = "When would you get help at once?"
CLINIC = Branding(
    name="Example Clinic",
    address="1 Main St",
    phone="+12125550123",
    after_hours_phone="+12125550199",
    colour="#5a2a7a",
    interpreter=True,
    short_url="https://example.org/h",
)


def whole(variant: Variant, locale: str = "en") -> Page:
    """A page with all that an edition can hold."""
    of = page_in(locale, variant) if locale != "en" else replace(page("en"), variant=variant)
    question = Block("item", 1, Segment(QUESTION, "list item", 1))
    asked = Block("teach back", 1, children=(Block("ordered list", 1, children=(question,)),))
    return replace(
        of,
        handout=replace(of.handout, blocks=(*of.handout.blocks, asked)),
        branding=CLINIC,
        url="https://example.org/en/US/painful-sex.html",
    )


def bare(text: str) -> str:
    """Return text without what layout takes or adds at the ends of lines."""
    return re.sub("[\\s\u00ad\u200b-\u200f\u2060\u2066-\u2069]", "", text)


def printed(of: Page) -> reading.Document:
    return reading.read(render.pdf(of))


@pytest.mark.parametrize("standard", ["PDF/UA-1", "PDF/A-2a"])
def test_every_layout_is_accessible_and_fit_for_an_archive(tmp_path: Path, standard: str) -> None:
    files = {}
    for variant in VARIANTS:
        for locale in ("en", "ur", "km") if variant != "bilingual" else ("ar", "ur", "km", "zh_Hant"):
            files[variant, locale] = tmp_path / f"{variant}-{locale}.pdf"
            files[variant, locale].write_bytes(render.pdf(whole(variant, locale)))
    assert verapdf.check(files.values(), standard) == {file: [] for file in files.values()}


# --------------------------------------------------------------------------------------------------------- large print


def operations(content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Yield operator and operands of all that is drawn, page by page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for leaf in pdf.pages:
            for instruction in pikepdf.parse_content_stream(leaf):
                assert isinstance(instruction, pikepdf.ContentStreamInstruction), "an image within the stream"
                yield str(instruction.operator), list(instruction.operands)


def letter_sizes(content: bytes) -> set[float]:
    """Return the size, in points, of every text that is drawn: of its font, through all matrices around it."""
    found: set[float] = set()
    matrix, text_matrix, size = pikepdf.Matrix(), pikepdf.Matrix(), 0.0
    outer: list[pikepdf.Matrix] = []
    for operator, operands in operations(content):
        match operator:
            case "q":
                outer.append(matrix)
            case "Q":
                matrix = outer.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Tf":
                size = float(operands[1])
            case "Tm":
                text_matrix = pikepdf.Matrix(*map(float, operands))
            case "TJ":
                found.add(round(size * abs((text_matrix @ matrix).d), 2))
            case _:
                pass
    return found


def colours(content: bytes) -> set[tuple[float, ...]]:
    """Return every colour that is drawn with, red, green and blue from 0 to 1."""
    return {
        tuple(round(float(value), 2) for value in operands)
        for operator, operands in operations(content)
        if operator in ("rg", "RG", "sc", "SC", "scn", "SCN") and len(operands) == 3
    }


@pytest.mark.parametrize("locale", ["en", "ar", "ur", "km", "my", "zh_Hans", "hi"])
def test_nothing_in_large_print_is_smaller_than_18_points(locale: str) -> None:
    of = replace(whole("large-print", locale), draft=True)
    assert min(letter_sizes(render.pdf(of))) >= 18
    assert min(letter_sizes(render.pdf(replace(of, variant="standard")))) < 12


def test_a_reference_in_large_print_stands_on_the_line_in_brackets() -> None:
    spoken = re.sub(r"\s+", " ", printed(whole("large-print")).root.text)
    assert "had pain after sex. [1, 2]" in spoken


# ----------------------------------------------------------------------------------------------------------- bilingual


@pytest.mark.parametrize("locale", ["ar", "zh_Hans", "ru"])
def test_each_segment_stands_beside_its_source_which_says_its_language(locale: str) -> None:
    of = replace(page(locale), variant="bilingual")
    root = parse(handout_html(of, paper=True))
    pairs = [[text(part) for part in element] for element in root.iter("div") if element.get("class") == "pair"]
    for source in (SUMMARY, TAKEAWAY, COMMON, CALL):
        shown = of.texts[None, source]
        beside = [pair[1] for pair in pairs if pair[0] == shown]
        if source == CALL:  # in a cell, below
            assert shown in text(one(root, ".//td[2]"))
            assert source in text(one(root, ".//td[2]"))
        else:
            assert beside == [source]
    assert {each.get("lang") for each in root.iter("div") if "beside" in each.get("class", "")} == {"en"}


@pytest.mark.parametrize("locale", ["ar", "ur", "km", "zh_Hant"])
def test_a_screen_reader_meets_the_source_right_after_its_translation_and_in_its_language(locale: str) -> None:
    document = printed(page_in(locale, "bilingual"))
    english = [bare(node.text) for node in document.root.walk() if node.language == "en"]
    assert "Uselubricant." in english
    assert any(each.startswith("Of1,208women,7.5%hadpainaftersex.") for each in english)
    assert document.outline == printed(page_in(locale)).outline, "a heading's source is no heading of its own"


@pytest.mark.parametrize("locale", ["ar", "ur", "km", "zh_Hans"])
def test_two_languages_begin_on_one_line(locale: str) -> None:
    of = page_in(locale, "bilingual")
    engine = paper._engine(style.families(locale, "en"))
    sheet = style.paper(locale, "Letter", "en", variant="bilingual", draft=True)
    pairs = []
    for leaf in engine.render(handout_html(of, paper=True), sheet, "").pages:
        for box in leaf._page_box.descendants():
            if box.element is not None and box.element.get("class") == "pair" and of_type(box, "TableBox"):
                cells = [cell for cell in box.descendants() if of_type(cell, "TableCellBox")]
                pairs.append([next(line.baseline + line.position_y for line in lines(cell)) for cell in cells])
    assert len(pairs) >= 10
    assert all(abs(own - source) < 1 for own, source in pairs), pairs


def lines(cell: Any) -> Iterator[Any]:
    return (box for box in cell.descendants() if of_type(box, "LineBox"))


def of_type(box: Any, name: str) -> bool:
    return type(box).__name__ == name


def test_what_is_not_translated_stands_once() -> None:
    of = replace(page("ar"), variant="bilingual")
    of = replace(of, texts={key: value for key, value in of.texts.items() if key != (None, FIRST)})
    assert printed(of).root.text.count("Use ") == 1


# ------------------------------------------------------------------------------------------------------ black and white


def test_black_and_white_is_black_and_white() -> None:
    found = colours(render.pdf(whole("black-and-white")))
    assert (0, 0, 0) in found
    assert found <= {(0, 0, 0), (1, 1, 1)}


# ------------------------------------------------------------------------------------------------------------ discreet


def test_a_discreet_edition_shows_its_subject_nowhere_but_in_its_text() -> None:
    content = render.pdf(whole("discreet"))
    document = reading.read(content)
    assert document.title == "Health information"
    assert document.outline[0] == "Health information"
    assert not any("Painful" in artifacts for artifacts in document.artifacts)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "ainful" not in str(pdf.docinfo)
        assert b"ainful" not in pdf.Root.Metadata.read_bytes()
    assert "Painful sex" in document.root.text
    head = one(parse(render.html(whole("discreet"))), "head")
    assert "ainful" not in text(head)
    assert not [element for element in head.iter() if element.get("name") == "description" or element.tag == "script"]


# --------------------------------------------------------------------------------------------------------------- drafts


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_weak_draft_says_on_every_page_that_patients_must_not_get_it(variant: Variant) -> None:
    warning = "Draft made without a qualified translator. It may contain serious mistakes. Do not give it to patients."
    of = whole(variant, "ar" if variant == "bilingual" else "en")
    document = printed(replace(of, weak=True))
    assert bare(warning) in bare(document.root.text)
    assert len(document.artifacts) > 1
    assert all(bare(warning) in bare(artifacts) for artifacts in document.artifacts[1:])
    assert "patients" not in printed(of).root.text
    assert "patients" not in printed(replace(of, weak=True, draft=False)).root.text


# --------------------------------------------------------------------------------------------------------------- clinic


def test_the_clinic_prints_how_to_reach_it() -> None:
    document = printed(whole("standard"))
    for said in ("Example Clinic", "1 Main St", "(212) 555-0123", "(212) 555-0199", "We can arrange an interpreter"):
        assert said in document.root.text
    contents = {link["contents"] for node in document.root.walk() for link in node.links}
    assert {"Phone (212) 555-0123", "When we are closed (212) 555-0199", "example.org/h"} <= contents


def test_a_clinic_that_says_nothing_of_itself_takes_no_room() -> None:
    spoken = printed(page("en")).root.text
    assert "Your clinic" not in spoken
    assert "interpreter" not in spoken
    assert "Scan" not in spoken
    assert "Notes for you" in spoken
    assert "Notes for you" not in printed(replace(page("en"), branding=Branding(notes=False))).root.text


def test_the_code_to_scan_has_the_address_of_the_edition_and_prints_the_short_one() -> None:
    of = whole("standard")
    root = parse(handout_html(of, paper=True))
    (code,) = (image for image in root.iter("img"))
    assert code.get("alt") == "example.org/h"
    drawn = io.BytesIO()
    segno.make_qr(of.url, error="m").save(drawn, kind="svg", border=4)
    path = re.findall(rb' d="([^"]+)"', drawn.getvalue())[0].decode()
    assert path in unquote(str(code.get("src")))
    assert "painful-sex.html" in handout_html(replace(of, branding=Branding()), paper=True)


def test_the_clinic_s_colour_is_that_of_headings() -> None:
    own = tuple(round(int(CLINIC.colour[at : at + 2], 16) / 255, 2) for at in (1, 3, 5))
    assert own in colours(render.pdf(whole("standard")))
    assert own not in colours(render.pdf(replace(whole("standard"), branding=replace(CLINIC, colour=""))))


def test_questions_to_answer_in_one_s_own_words_are_asked_in_the_language() -> None:
    root = printed(whole("standard")).root
    assert "This is not a test." in root.text
    assert any(QUESTION in node.text for node in root.all("LI"))
    assert [node.text for node in root.all("H2") if "own words" in node.text] == ["In your own words"]


def test_letter_and_a4_hold_the_same_in_every_script() -> None:
    for locale in SENTENCES:
        of = page_in(locale, "large-print")
        letter, a4 = printed(replace(of, paper="Letter")), printed(replace(of, paper="A4"))
        assert {round(width) for width, _ in letter.sizes} == {612}
        assert {round(width) for width, _ in a4.sizes} == {595}
        assert bare(letter.root.text) == bare(a4.root.text)
        assert HOTLINE.display in letter.root.text
