"""What the texts say in numbers, units and times, before any check compares it; and the form of the words' files."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import checks, cldr
from pipeline.checks import frequency, numerals, times, units

WORDS = Path(checks.__file__).parent / "words"


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "Give 1 teaspoon (5 mL) for 2 to 3 days.", ["1 teaspoon", "5 milliliter", "2 day", "3 day"]),
        ("en", "4 times a day for 10 days", ["4", "1 day", "10 day"]),
        ("en", "7 working days, half an hour, two weeks", ["7 day", "2 week"]),
        ("es", "2 cucharadas de té, 2 cucharadas", ["2 teaspoon", "2 tablespoon"]),
        ("ru", "3,5 г в 2019 г., 2-х недель", ["3.5 gram", "2019", "2 week"]),
        ("ar", "يومين أو 3 أيام و٥ مل", ["2 day", "3 day", "5 milliliter"]),
        ("zh_Hans", "5到10毫克，十二天", ["5 milligram", "10 milligram", "12 day"]),
        ("tr", "%41 ve 10 mg’dan", ["41 percent", "10 milligram"]),
        ("ja", "小さじ1杯を1日3回", ["1 teaspoon", "1 day", "3"]),
        ("xx", "10 mg, 3 blurbs", ["10 milligram", "3"]),
    ],
)
def test_each_number_has_its_unit(locale: str, text: str, expected: list[str]) -> None:
    assert [f"{one.value:f} {one.unit}".strip() for one in units.quantities(text, locale)] == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "two, twice, twelve, half, a second, both", ["2", "2", "12", "0.5"]),
        ("en", "two hundred, twenty-two, two-thirds", []),
        ("de", "dreimal, acht geben, ein", ["3"]),
        ("zh_Hans", "两片，十分，第二次，十二天", ["2", "12"]),
        ("ko", "두 번, 이 약, 열두 시간", ["2", "12"]),
        ("xx", "two", []),
    ],
)
def test_only_words_that_are_certainly_numbers_count(locale: str, text: str, expected: list[str]) -> None:
    assert [f"{one.value:f}" for one in numerals.spelled(text, locale)] == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "9:30 a.m., 4 p.m., 12 a.m., 12 p.m.", ["9:30", "16:00", "0:00", "12:00"]),
        ("es", "a las 9:30 de la mañana y a las 7 de la noche", ["9:30", "19:00"]),
        ("fr", "9 h 30, 16 h", ["9:30", "16:00"]),
        ("zh_Hans", "上午9:30，下午4点，晚上7点", ["9:30", "16:00", "19:00"]),
        ("ko", "오전 9시 30분, 오후 4시", ["9:30", "16:00"]),
        ("hi", "शाम ४ बजे", ["16:00"]),
        ("ru", "в 2 часа ночи", ["2:00"]),
    ],
)
def test_a_time_is_the_same_on_either_clock(locale: str, text: str, expected: list[str]) -> None:
    found = [divmod(one.minutes, 60) for one in times.moments(text, locale) if one.sure]
    assert [f"{hour}:{minute:02d}" for hour, minute in found] == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "March 14, 2026, or 5 May; you may 5 times", {(3, 14), (5, 5)}),
        ("es", "el 14 de marzo de 2026", {(3, 14)}),
        ("zh_Hans", "2026年3月14日", {(3, 14)}),
        ("vi", "ngày 14 tháng 3 năm 2026", {(3, 14)}),
        ("ar", "14 آذار، 5 مايو", {(3, 14), (5, 5)}),
        ("ht", "14 mas 2026", {(3, 14)}),
    ],
)
def test_a_date_is_a_month_and_a_day(locale: str, text: str, expected: set[tuple[int, int]]) -> None:
    assert set(times.dates(text, locale)) == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "Twice a day; every day. Three times a week", [(2, "day"), (None, "day"), (3, "week")]),
        ("de", "dreimal täglich, jeden zweiten Tag", [(3, "day"), (None, "two-days")]),
        ("zh_Hans", "每天两次，连续2周", [(2, "day")]),
        ("hi", "दिन में तीन बार", [(3, "day")]),
        ("xx", "twice a day", []),
    ],
)
def test_how_often_is_a_count_and_a_period(locale: str, text: str, expected: list[tuple[int | None, str]]) -> None:
    assert frequency.often(text, locale) == [(None if n is None else Decimal(n), period) for n, period in expected]


def test_names_of_the_calendar() -> None:
    assert cldr.month_names("ru")["марта"] == cldr.month_names("ru")["март"] == 3
    assert not any("月" in name for name in cldr.month_names("hi"))  # Babel finds Chinese there.
    assert cldr.day_names("de")["Freitag"] == 4
    assert [locale for locale in ("de", "en", "es", "hu", "ja", "zh_Hans") if cldr.year_first(locale)] == [
        "hu", "ja", "zh_Hans",
    ]  # fmt: skip


def test_every_word_is_of_a_language_that_exists() -> None:
    tables = [tomllib.loads((WORDS / f"{name}.toml").read_text("utf-8")) for name in ("clock", "frequency")]
    rows = tomllib.loads((WORDS / "units.toml").read_text("utf-8"))
    keys = {key for row in rows.values() for key in row} - {"dimension", "symbols", "before"}
    languages = {name for table in tables for name in table} | {key.partition("-")[0] for key in keys}
    assert {name for name in languages if not cldr.known(name)} == set()
    assert all({"dimension", "symbols"} <= set(row) for row in rows.values())
