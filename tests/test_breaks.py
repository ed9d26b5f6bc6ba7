"""Where lines may end: no dictionary but ours tells WeasyPrint of Khmer, Burmese and Lao, and no one of Korean."""

import unicodedata

import pytest

from pipeline.cldr.breaks import breakable


@pytest.mark.parametrize(
    ("locale", "text", "marked"),
    [
        ("km", "ការយំបន្ទាប់ពីរួមភេទគឺជារឿងធម្មតា។", "ការ|យំ|បន្ទាប់ពី|រួមភេទ|គឺជា|រឿង|ធម្មតា។"),
        ("my", "လိင်ဆက်ဆံပြီးနောက် ငိုကြွေး", "လိင်|ဆက်ဆံ|ပြီး|နောက် ငိုကြွေး"),
        ("lo", "ສຸຂະພາບແມ່ນ", "ສຸຂະພາບ|ແມ່ນ"),
        ("km", "HIV (៥) 10 mg", "HIV (៥) 10 mg"),
    ],
)
def test_lines_may_end_between_words_that_no_space_parts(locale: str, text: str, marked: str) -> None:
    assert breakable(text, locale) == marked.replace("|", "\u200b")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("성관계 후에", "성_관_계 후_에"),
        ("PTSD는 10명", "PTSD_는 10_명"),
        ("{pages}쪽", "{pages}_쪽"),
        ("(치료)와", "(치_료)_와"),
    ],
)
def test_korean_lines_end_at_spaces_alone(text: str, marked: str) -> None:
    assert breakable(text, "ko") == marked.replace("_", "\u2060")


@pytest.mark.parametrize("locale", ["en", "ar", "zh_Hans", "th", "hi", "am"])
def test_other_scripts_stay_as_they_are(locale: str) -> None:
    text = "Some text ការយំ 성관계"
    assert breakable(text, locale) == text


def test_nothing_is_lost_and_no_mark_stands_within_a_syllable() -> None:
    text = "នៅក្នុងការស្ទង់មតិលើនិស្សិតស្ត្រី ធ្លាប់មានអារម្មណ៍ចង់យំ"
    marked = breakable(text, "km")
    assert marked.replace("\u200b", "") == text
    assert not any(unicodedata.category(part[0]) in ("Mn", "Mc") for part in marked.split("\u200b"))
