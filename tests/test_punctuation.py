"""What the checks of marks, spaces and pairs repair, and that they stand any text; what they find is in checks/."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks
from pipeline.catalog import Catalog
from pipeline.checks import RunContext
from pipeline.checks.customs import custom, quotation_marks, script
from pipeline.model import Finding, Message

REPAIRING = (
    "stray-space", "space-missing", "breaking-space", "edge-space-mismatch", "foreign-punctuation", "three-dots",
    "capital-missing", "kashida",
)  # fmt: skip


def findings(source: str, text: str, locale: str, *others: Message) -> Iterator[Finding]:
    """What the checks that repair say of one translation, in a catalog with others."""
    messages = (Message(source, (text,)), *others)
    one = Catalog(path=Path("x.po"), locale=locale, domain="x", header={}, messages=messages)
    return (found for found in checks.run(one, RunContext(select=REPAIRING)) if found.msgid == source)


@pytest.mark.parametrize(
    ("locale", "source", "text", "repaired"),
    [
        ("es", "Call: it is free.", "Llame : es gratis.", "Llame: es gratis."),
        ("es", "Call (it is free).", "Llame ( es gratis ).", "Llame (es gratis)."),
        ("es", "The “blue card”.", "La « tarjeta azul ».", "La «tarjeta azul»."),
        ("fr", "Call: it is free.", "Appelez: c’est gratuit.", "Appelez\u00a0: c’est gratuit."),
        ("fr", "The “blue card”.", "La «carte bleue».", "La «\u00a0carte bleue\u00a0»."),
        ("fr", "Does it hurt?", "Avez-vous mal ?", "Avez-vous mal\u202f?"),
        ("fr_CA", "Call: it is free.", "Appelez : c’est gratuit.", "Appelez\u00a0: c’est gratuit."),
        ("es", "Phone: ", "Teléfono:", "Teléfono: "),
        ("es", "Phone:", " Teléfono:", "Teléfono:"),
        ("ar", "Stop, and call us.", "توقف, واتصل بنا.", "توقف، واتصل بنا."),
        ("zh_Hans", "Stop, and call us.", "停下,打电话.", "停下，打电话。"),
        ("de", "Does it hurt?", "Tut es weh？", "Tut es weh?"),
        ("es", "Wait…", "Espere...", "Espere…"),
        ("es", "Does it hurt?", "¿le duele?", "¿Le duele?"),
        ("ar", "Help is free.", "المســـاعدة مجانية.", "المساعدة مجانية."),
    ],
)
def test_a_repair(locale: str, source: str, text: str, repaired: str) -> None:
    assert [found.fix for found in findings(source, text, locale)] == [repaired]
    assert not list(findings(source, repaired, locale))


def test_french_sets_a_space_where_the_catalog_does() -> None:
    def asks(mark: str) -> list[Message]:
        return [Message(f"{number}?", (f"Mal{mark}?",)) for number in "abc"]

    assert not list(findings("Does it hurt?", "Avez-vous mal?", "fr", *asks("")))
    assert [found.check for found in findings("Does it hurt?", "Avez-vous mal?", "fr", *asks("\u202f"))] == [
        "space-missing"
    ]
    assert not list(findings("Does it hurt?", "Avez-vous mal?", "fr_CH", *asks("\u202f")))


MARKS = st.text(alphabet=" \u00a0\u202f\n.,;:!?¿¡…«»“”()[]{}*_%&aBéاहे。，？：性|")
LOCALES = st.sampled_from(
    ("ar", "br", "de", "el", "es", "fa", "fr", "fr_CA", "hi", "hy", "ja", "ru", "th", "xx", "zh_Hans")
)


@given(MARKS, MARKS, LOCALES)
def test_a_repair_is_done_once(source: str, text: str, locale: str) -> None:
    for found in findings(source, text, locale):
        if found.fix is not None:
            again = [one for one in findings(source, found.fix, locale) if one.check == found.check]
            assert not [one for one in again if one.fix is not None and one.fix != found.fix]


@given(MARKS, MARKS, LOCALES)
def test_a_repair_touches_no_word(source: str, text: str, locale: str) -> None:
    for found in findings(source, text, locale):
        if found.fix is not None and found.check not in {"capital-missing", "kashida"}:
            assert [char for char in found.fix if char.isalnum()] == [char for char in text if char.isalnum()]


@pytest.mark.parametrize(
    ("locale", "marks"), [("fr", "«»«»“”‘’‹›"), ("fr_BE", "«»«»“”‘’‹›"), ("zh_TW", "“”‘’"), ("no such", "“”‘’")]
)
def test_quotation_marks_of_a_locale_however_spelled(locale: str, marks: str) -> None:
    assert quotation_marks(locale).startswith(marks)


def test_a_locale_takes_the_row_that_is_nearest() -> None:
    assert (custom("spaced-marks", "fr"), custom("spaced-marks", "fr_BE"), custom("spaced-marks", "de")) == (
        ":»",
        ":»",
        "",
    )
    assert custom("spaced-by-habit", "fr_CA") == ""
    assert custom("own-marks", "zh_Hant_TW") == custom("own-marks", "zh")
    assert custom("doubled-words", "xx") is None
    assert (script("sr@latin"), script("zh_CN"), script("xx")) == ("Cyrl", "Hans", "Latn")
