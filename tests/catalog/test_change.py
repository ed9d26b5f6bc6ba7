"""What in an edit is dangerous, and how a translation is carried over a small one."""

import pytest

from pipeline.catalog.change import careful, is_warning, repaired


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("You must not drive.", "You may drive.", "now says “may” where it said “must not”"),
        ("Do not drive.", "You may drive.", "now says “may” where it said “Do not”"),
        ("Take 2 tablets.", "Take 4 tablets.", "now says “4” where it said “2”"),
        ("Take 5 mg a day.", "Take 5 mL a day.", "now says “mL” where it said “mg”"),
        ("Take it twice.", "Take it once.", "now says “once” where it said “twice”"),
        ("If it is below 35 °C, call us.", "If it is above 35 °C, call us.", "now says “above” where it said “below”"),
        ("You can drive.", "You can't drive.", "now says “can not” where it said “can”"),
        ("Do **not** drive.", "Do drive.", "no longer says “Do not”"),
        ("Drive.", "Never drive.", "now also says “Never”"),
        ("Call 1-800-555-0100.", "Call 1-800-555-0111.", "now says “1-800-555-0111” where it said “1-800-555-0100”"),
        ("1 now, 2 later", "2 now, 1 later", "now says “2” where it said “1”; now says “1” where it said “2”"),
    ],
)
def test_what_is_dangerous_is_told(old: str, new: str, told: str) -> None:
    said = careful(old, new)
    assert said == f"Careful: the English {told}. The translation was made for the old text."
    assert is_warning(said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Don't drive.", "Do not drive."),
        ("You cannot drive.", "You can not drive."),
        ("Rest well.", "Rest."),
        ("Take 2 tablets.", "Take **2 tablets**."),
        ("Wait one hour.", "Wait one hours."),
        ("See [this](https://example.org/2).", "See [this](https://example.org/4)."),
        ("{pct_men} of men", "{pct_2} of men"),
        ("Notice the knot.", "Notice the other knots."),
    ],
)
def test_a_change_of_words_alone_is_not(old: str, new: str) -> None:
    assert careful(old, new) == ""


def test_of_a_source_in_another_language_numbers_are_told() -> None:
    assert careful("Tome 2.", "No tome 4.", "es") == (
        "Careful: the source now says “4” where it said “2”. The translation was made for the old text."
    )


def test_a_long_list_is_cut() -> None:
    said = careful("Rest.", "Take 1, 2, 3, 4, 5 or 6 pills.")
    assert said == (
        "Careful: the English now also says “1”, “2”, “3”, “4” …. The translation was made for the old text."
    )


@pytest.mark.parametrize(
    ("locale", "msgstr", "old", "new", "expected"),
    [
        pytest.param("es", "Tome 2 al día.", "Take 2 a day.", "Take 4 a day.", "Tome 4 al día.", id="number"),
        pytest.param("ar", "خذ ٢ يوميًا.", "Take 2 a day.", "Take 10 a day.", "خذ ١٠ يوميًا.", id="in its digits"),
        pytest.param("es", "Tome 2,5 mg.", "Take 2.5 mg.", "Take 3.5 mg.", "Tome 3,5 mg.", id="with its decimal mark"),
        pytest.param("fa", "۲٫۵ میلی", "2.5 milli", "3.5 milli", "۳٫۵ میلی", id="with its own decimal mark"),
        pytest.param("es", "De 2 a 4.", "From 2 to 4.", "From 4 to 2.", "De 4 a 2.", id="numbers that change places"),
        pytest.param(
            "es", "Vea [esto](https://a.org/1).", "See [this](https://a.org/1).", "Now see [this](https://a.org/2).",
            "Vea [esto](https://a.org/2).", id="link",
        ),
        pytest.param(
            "es", "[a](https://a.org) [b](https://b.org)", "[a](https://a.org) [b](https://b.org)",
            "[a](https://b.org) [b](https://a.org)", "[a](https://b.org) [b](https://a.org)",
            id="links that change places",
        ),
        pytest.param("es", "El {a} llora.", "{a} of men cry.", "{b} of men cry.", "El {b} llora.", id="fact"),
        pytest.param("es", "Lloran [@a-2019].", "They cry [@a-2019].", "They cry [@b-2020].", "Lloran [@b-2020].",
                     id="citation"),
        pytest.param("zh_Hans", "休息。", "Rest.", "Rest!", "休息！", id="full-width mark"),
        pytest.param("hi", "आराम करें।", "Rest.", "Rest!", "आराम करें!", id="danda"),
        pytest.param("ar", "استرح.", "Rest.", "Rest?", "استرح؟", id="Arabic mark"),
        pytest.param("fr", "Repos\u202f!", "Rest!", "Rest.", "Repos.", id="French space goes"),
        pytest.param("fr", "Repos.", "Rest.", "Rest!", "Repos\u202f!", id="French space comes"),
    ],
)  # fmt: skip
def test_what_is_sure_is_mended(locale: str, msgstr: str, old: str, new: str, expected: str) -> None:
    assert repaired(msgstr, old, new, locale) == expected


@pytest.mark.parametrize(
    ("locale", "msgstr", "old", "new"),
    [
        pytest.param("es", "2 y 2", "2 and 2", "2 and 3", id="one of two equal numbers"),
        pytest.param("es", "Tome dos.", "Take 2.", "Take 4.", id="a number in words"),
        pytest.param("es", "Tome 2 o 2.", "Take 2.", "Take 4.", id="a number that stands there more often"),
        pytest.param("es", "Tome 2.", "Take 2.", "Take 2.5.", id="a decimal mark that is not shown"),
        pytest.param("es", "Tome 2 al día.", "Take 2 a day.", "Take 4 pills.", id="words changed, too"),
        pytest.param("es", "Descanse.", "Rest.", "Rest?", id="a mark that takes two"),
        pytest.param("zh_Hans", "休息吧", "Rest.", "Rest!", id="no mark there"),
        pytest.param("es", "Vea https://b.org/1", "See https://a.org/1", "See https://a.org/2", id="another address"),
        pytest.param(
            "es", "v https://a.org/2", "at https://a.org/2, 2", "at https://a.org/2, 3", id="digits of a link"
        ),
        pytest.param("es", "Descanse.", "Rest.", "Sleep.", id="a word"),
    ],
)
def test_what_is_not_sure_stays(locale: str, msgstr: str, old: str, new: str) -> None:
    assert repaired(msgstr, old, new, locale) == msgstr
