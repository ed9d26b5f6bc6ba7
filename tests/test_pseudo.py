"""The made-up languages: what stays as it is in their texts, and that every layout holds texts two fifths longer."""

import json
from pathlib import Path

import pytest

from pipeline import cldr, markup
from pipeline.build import pseudo
from tests.conftest import Handouts
from tests.pdf.dom import parse, text
from tests.test_editions import copy_project
from tests.test_editions import handouts as installed

MESSAGES = (
    "In a survey of {n_women} women, {pct_women} had pain. [@smith-2019]",
    "See [the *clinic*](https://example.org/a) or [us][nhs].",
    "Call `911` **now**?",
    "Sign",
)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("translate", [pseudo.accented, pseudo.mirrored])
def test_what_a_translation_must_keep_is_kept(message: str, translate: object) -> None:
    assert callable(translate)
    links = {"nhs": "https://example.org/nhs"}
    source, said = (list(markup.walk(markup.parse_inline(each, links))) for each in (message, translate(message)))
    assert [node.kind for node in source] == [node.kind for node in said]
    assert [(node.target, node.text) for node in source if node.kind != "text"] == [
        (node.target, node.text) for node in said if node.kind != "text"
    ]


def test_accented_text_is_two_fifths_longer_and_ends_as_its_source() -> None:
    for message in MESSAGES:
        letters = sum(map(str.isalpha, pseudo._KEPT.sub("", message)))
        assert len(pseudo.accented(message)) >= len(message) + 0.4 * letters - 1
    assert pseudo.accented("Are you well? [@smith-2019]").endswith("? [@smith-2019]")


def test_mirrored_text_runs_from_right_to_left() -> None:
    said = pseudo.mirrored("Crying after sex, and what helps?")
    assert not any(character.isascii() and character.isalpha() for character in said)
    assert said.endswith("؟")
    assert cldr.direction("ar_XB") == "rtl"


def test_pseudo_locales_are_known_and_call_themselves_so() -> None:
    assert cldr.known("en_XA")
    assert cldr.known("ar_XB")
    assert cldr.language_name("en_XA", "en") == "English (Pseudo-Accents)"
    assert cldr.tag("ar_XB") == "ar-XB"


def test_a_new_project_in_made_up_languages(handouts: Handouts, tmp_path: Path) -> None:
    code, out, err = handouts("pseudo")
    assert (code, out) == (0, ""), err
    assert not (tmp_path / "locales").exists()
    editions = json.loads((tmp_path / "output/pseudo/manifest.json").read_text())["editions"]
    assert {edition["locale"] for edition in editions} == {"en_XA", "ar_XB"}
    page = parse((tmp_path / "output/pseudo/ar_XB/US/drinking-water.html").read_bytes())
    assert page.get("dir") == "rtl"
    assert "Đŕíñķíñğ" in text(parse((tmp_path / "output/pseudo/en_XA/US/drinking-water.html").read_bytes()))
    assert handouts("pseudo", "--locale", "en")[0] == 2


def test_no_handout_of_this_repository_overflows_where_texts_are_two_fifths_longer(
    tmp_path: Path,
) -> None:
    """A text that leaves its page, or the margin that it is in, is an error of the build."""
    copy_project(tmp_path)
    done = installed(
        tmp_path, "pseudo", "--territory", "US", "--territory", "GB", "--variant", "large-print,bilingual,standard"
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "output/pseudo").rglob("*.pdf"))) == 2 * 2 * 2 * 3
    assert not (tmp_path / "locales/en_XA").exists()
