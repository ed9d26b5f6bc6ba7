"""The web page of a handout, as a browser gets it."""

import base64
import hashlib
import itertools
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from pipeline import render
from pipeline.branding import Branding
from pipeline.errors import HandoutsError
from pipeline.model import Block, Fact, Reference, Segment
from pipeline.render import Download, Page
from tests.pdf.dom import one, parse, text
from tests.pdf.pages import HANDOUT, HOTLINE, LOCALES, SECOND, TITLE, page, paragraph
from tests.tools import schema_org


def html(of: Page) -> Element:
    return parse(render.html(of))


def said_to_machines(root: Element) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(one(root, ".//script[@type='application/ld+json']").text or "")
    return facts


def translated(locale: str, msgid: str, translation: str) -> Element:
    of = page(locale, "US", paragraph(msgid))
    return one(html(replace(of, texts={**of.texts, (None, msgid): translation})), ".//article/p")


# ------------------------------------------------------------------------------------------------ language, direction


@pytest.mark.parametrize(
    ("locale", "tag", "direction"),
    [("en", "en", "ltr"), ("ar", "ar", "rtl"), ("zh_Hans", "zh-Hans", "ltr"), ("ru", "ru", "ltr"), ("vi", "vi", "ltr")],
)
def test_the_root_says_language_and_direction(locale: str, tag: str, direction: str) -> None:
    root = html(page(locale))
    assert root.attrib == {"lang": tag, "dir": direction}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_title_is_in_the_language_and_in_english(locale: str) -> None:
    root = html(page(locale))
    source = root.findall(".//*[@class='source-title']/span")
    if locale == "en":
        assert source == []
        assert text(one(root, ".//h1")) == "Painful sex"
    else:
        assert [(each.get("lang"), each.get("dir"), text(each)) for each in source] == [("en", "ltr", "Painful sex")]
        assert text(one(root, ".//h1")) != "Painful sex"


def test_text_without_a_translation_is_marked_as_the_source_s() -> None:
    of = page("ar", "US", paragraph("Not translated."))
    shown = one(html(of), ".//article/p")
    assert [(each.tag, each.attrib, each.text) for each in shown] == [
        ("span", {"lang": "en", "dir": "ltr"}, "Not translated.")
    ]


def test_text_of_the_source_language_needs_no_mark() -> None:
    assert list(one(html(page("en", "US", paragraph("Plain."))), ".//article/p")) == []


def test_a_text_that_is_not_for_translation_prints_as_it_stands() -> None:
    kept = Segment("Keep me.", "paragraph", 1, translate=False)
    of = page("ar", "US", Block("paragraph", 1, kept))
    root = html(replace(of, texts={**of.texts, (None, "Keep me."): "غيّرني"}))
    assert text(one(root, ".//article/p")) == "Keep me."


# --------------------------------------------------------------------------------------------- facts, numbers, phones


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "Of 1,208 women, 7.5% had"),
        ("ru", "Из 1 208 женщин 7,5 % чувствовали"),
        ("vi", "Trong 1.208 phụ nữ, 7,5% bị"),
        ("zh_Hans", "在1,208名女性中，7.5%在性行为后"),
    ],
)
def test_facts_print_by_the_rules_of_the_locale(locale: str, shown: str) -> None:
    paragraph_ = one(html(page(locale)), ".//article/p")
    assert text(paragraph_).startswith(shown)


def test_facts_are_isolated_among_right_to_left_text() -> None:
    root = html(page("ar"))
    isolated = one(root, ".//article/p").findall("bdi")
    assert [each.get("dir") for each in isolated] == ["ltr", "ltr"]
    assert [text(each).replace("\u200e", "") for each in isolated] == ["1,208", "7.5%"]


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    assert one(html(page("ru")), ".//article/ol/li").text == "Отдохните 10\u00a0минут."
    assert "1\u00a0208\u00a0женщин" in "".join(one(html(page("ru")), ".//article/p").itertext())
    assert one(html(page("en", "US", paragraph("Take 5 mg at 40 °C."))), ".//article/p").text == (
        "Take 5\u00a0mg at 40\u00a0°C."
    )


def test_no_line_ends_between_a_number_and_its_measure_word() -> None:
    root = html(page("zh_Hans"))
    assert [text(each) for each in one(root, ".//article/p").findall("span[@class='together']")] == [
        "1,208名",
        "7.5%在",
    ]
    assert [text(each) for each in one(root, ".//article/ol/li").findall("span[@class='together']")] == ["10分"]


def test_numbers_joined_by_punctuation_are_isolated_among_right_to_left_text() -> None:
    shown = translated("ar", "x", "من 5-10 مرات، 120/80 mmHg، في 2019 فقط، 41%، +1-800")
    assert [each.text for each in shown.findall("bdi")] == ["5-10", "120/80\u00a0mmHg", "41%", "+1-800"]
    assert all(each.get("dir") == "ltr" for each in shown.findall("bdi"))


@pytest.mark.parametrize("value", [date(2026, 3, 5), "about half"])
def test_facts_may_be_dates_and_texts(value: date | str) -> None:
    of = page("en", "US", paragraph("In {when}."))
    is_date = isinstance(value, date)
    handout = replace(of.handout, facts={"when": Fact("when", value, "date" if is_date else "text")})
    shown = text(one(html(replace(of, handout=handout)), ".//article/p"))
    assert shown == ("In March 5, 2026." if is_date else "In about half.")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_phone_number_is_data_and_always_left_to_right(locale: str) -> None:
    link = one(html(page(locale)), ".//*[@class='phone']/a")
    assert link.get("href") == "tel:+18005550199"
    assert (one(link, "bdi").get("dir"), text(link)) == ("ltr", "800-555-0199")
    assert (link.get("aria-label") or "").endswith(" 800-555-0199")


def test_a_short_number_dials_without_a_country_code() -> None:
    of = replace(page("ar"), resources=(replace(HOTLINE, phone="988", display=""),))
    link = one(html(of), ".//*[@class='phone']/a")
    assert (link.get("href"), text(link)) == ("tel:988", "988")


# ---------------------------------------------------------------------------------------------------- the box of help


def test_help_says_what_is_known_of_a_line_and_nothing_else() -> None:
    box = one(html(page()), ".//*[@class='help']")
    assert text(one(box, ".//h3")) == "Example Hotline"
    assert [text(each) for each in box.findall(".//ul/li")] == [
        "24 hours a day, every day",
        "Free to call",
        "Languages English and Spanish",
        "Website example.org",
    ]
    assert text(one(box, ".//*[@class='unverified']")) == "We have not called this number to check it yet."


def test_a_number_that_somebody_called_carries_no_warning() -> None:
    of = replace(page(), resources=(replace(HOTLINE, verified_on=date(2026, 1, 2)),))
    assert html(of).findall(".//*[@class='unverified']") == []


def test_limits_of_a_line_are_told() -> None:
    line = replace(HOTLINE, hours="5 pm to midnight", free=False, confidential=True, min_age=16, area="Scotland")
    box = one(html(replace(page(), resources=(line,))), ".//*[@class='help']")
    assert [text(each) for each in box.findall(".//ul/li")][:3] == [
        "Hours 5 pm to midnight",
        "Confidential",
        "For people aged 16 and over",
    ]
    assert text(one(box, ".//*[@class='area']")) == "Area Scotland"


def test_all_areas_of_the_territory_are_listed_and_no_other_territory() -> None:
    lines = (
        replace(HOTLINE, name="North", area="North"),
        replace(HOTLINE, name="South", area="South"),
        replace(HOTLINE, name="Abroad", territory="GB"),
        replace(HOTLINE, name="Another kind", id="crisis"),
    )
    box = one(html(replace(page(), resources=lines)), ".//*[@class='help']")
    assert [text(each) for each in box.findall(".//h3")] == ["North", "South"]
    assert "".join(box.itertext()).count("For anyone affected.") == 1


def test_a_translated_name_is_followed_by_the_official_one() -> None:
    of = page("ru")
    ui = {**of.ui, ("resource", "Example Hotline"): "Горячая линия"}
    box = one(html(replace(of, ui=ui)), ".//*[@class='help']")
    assert text(one(box, ".//h3")) == "Горячая линия"
    assert one(box, ".//*[@class='official']/span").attrib == {"lang": "en", "dir": "ltr"}


def test_a_name_that_stays_as_it_is_prints_once() -> None:
    of = page("ru")
    box = one(
        html(replace(of, ui={**of.ui, ("resource", "Example Hotline"): "Example Hotline"})), ".//*[@class='help']"
    )
    assert one(box, ".//h3/span").attrib == {"lang": "en", "dir": "ltr"}
    assert box.findall(".//*[@class='official']") == []


def test_opening_hours_are_translated() -> None:
    of = replace(page("ru"), resources=(replace(HOTLINE, hours="9 am to 5 pm"),))
    box = one(html(replace(of, ui={**of.ui, ("resource", "9 am to 5 pm"): "с 9 до 17"})), ".//*[@class='help']")
    assert "с 9 до 17" in text(box)


def test_a_territory_without_a_line_says_so() -> None:
    box = one(html(page("en", "GB")), ".//*[@class='help']")
    assert "No phone line for this area is listed here." in text(box)
    assert "United Kingdom" in text(box)
    assert box.findall(".//a") == []


def test_neighbouring_resources_share_one_box() -> None:
    blocks = (Block("resource", 1, argument="sexual-assault"), Block("resource", 2, argument="crisis"))
    root = html(replace(page("en", "US", *blocks), resources=(HOTLINE, replace(HOTLINE, id="crisis", name="Crisis"))))
    assert [text(each) for each in one(root, ".//*[@class='help']").findall(".//h2")] == ["Example Hotline", "Crisis"]


# --------------------------------------------------------------------------------------------------- untrusted text


@pytest.mark.parametrize(
    "hostile",
    [
        "[x](https://evil.example)",
        "[x](javascript:alert(1))",
        "<https://evil.example>",
        "![x](https://evil.example/x.png)",
        "![x](data:image/png;base64,AAAA)",
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[x][nowhere]",
        "`</code><script>`",
        "{constructor}",
        "{n_women.__class__}",
        "[@nobody]",
    ],
)
def test_a_translation_brings_no_link_no_image_and_no_html(hostile: str) -> None:
    root = html(page("ru", "US", paragraph(SECOND)))
    before = [each.tag for each in root.iter()]
    of = page("ru", "US", paragraph(SECOND))
    after = html(replace(of, texts={**of.texts, (None, SECOND): f"Вот {hostile} да"}))
    tags = [each.tag for each in after.iter()]
    assert set(tags) <= set(before) | {"code", "strong"}
    assert not any("evil" in value or "onerror" in value for each in after.iter() for value in each.attrib.values())
    assert after.findall(".//article/p//a") == []


def test_a_translation_keeps_the_links_of_its_source() -> None:
    assert (
        one(html(page("ru", "US", paragraph(SECOND))), ".//article/p/a").get("href") == "https://example.org/clinician"
    )


def test_a_link_s_own_scheme_must_be_one_that_opens_nothing_unexpected() -> None:
    assert html(page("en", "US", paragraph("[x](javascript:alert(1))"))).findall(".//article/p//a") == []


def test_words_of_the_templates_are_untrusted_too() -> None:
    of = page("ru")
    ui = {**of.ui, (None, "Version {version}"): "<b>{version.__class__}</b> {version}"}
    assert "<b>{version.__class__}</b> 1.0" in [
        text(each) for each in html(replace(of, ui=ui)).findall(".//footer//li")
    ]


@pytest.mark.parametrize("override", ["\u202e", "\u202d", "&#x202e;"])
def test_nothing_turns_numbers_about(override: str) -> None:
    """After U+202E, 7.5% would print as %5.7, and a number of the clinic from its end."""
    of = page("ru")
    of = replace(
        of,
        texts={**of.texts, (None, TITLE): f"{override}Боль"},
        ui={**of.ui, (None, "Phone"): f"Тел. {override}"},
        resources=(replace(HOTLINE, name=f"911{override.replace('&#x202e;', '')}"),),
        branding=Branding("\u202eClinic", "1 Main St\u202e, 75001 Paris"),
    )
    assert not {"\u202d", "\u202e"} & set(render.html(of).decode())


def test_names_of_resources_are_untrusted_too() -> None:
    of = page("ru")
    ui = {**of.ui, ("resource", "Example Hotline"): "<script>x</script>"}
    assert text(one(html(replace(of, ui=ui)), ".//*[@class='help']//h3")) == "<script>x</script>"


# -------------------------------------------------------------------------------------------------- citations, images


def test_citations_link_to_numbered_references_and_say_so() -> None:
    root = html(page())
    cited = one(root, ".//sup")
    assert text(cited) == "1, 2"
    assert [(each.get("href"), each.get("aria-label")) for each in cited.findall("a")] == [
        ("#reference-smith-2019", "Reference 1"),
        ("#reference-jones-2020", "Reference 2"),
    ]
    references = one(root, ".//*[@class='references']/ol")
    assert (references.get("lang"), references.get("dir")) == ("en", "ltr")
    assert [each.get("id") for each in references] == ["reference-smith-2019", "reference-jones-2020"]
    assert [one(each, "a").get("href") for each in references] == [
        "https://doi.org/10.1000/182",
        "https://example.org/pain/",
    ]


def test_a_citation_stands_at_its_sentence() -> None:
    assert "sex.<sup" in render.html(page()).decode()


def test_several_citations_stand_in_the_order_of_the_list_and_each_once() -> None:
    of = page("en", "US", paragraph("So it is. [@jones-2020] [@smith-2019] [@jones-2020]"))
    assert text(one(html(of), ".//article/p/sup")) == "1, 2"


def test_a_heading_and_references_of_similar_names_have_ids_of_their_own() -> None:
    of = page(
        "en", "US", paragraph("So. [@a.b] [@a-b]"), Block("heading", 2, Segment("Reference a-b", "heading", 2), level=2)
    )
    twins = (Reference("a.b", "One."), Reference("a-b", "Two."))
    ids = [
        each.get("id")
        for each in html(replace(of, handout=replace(of.handout, references=twins))).iter()
        if each.get("id")
    ]
    assert len(ids) == len(set(ids))
    assert {"reference-a.b", "reference-a-b"} <= set(ids)


def test_an_image_is_carried_by_the_page_itself() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
    of = replace(page("en", "US", paragraph("![A drawing](drawing.png)")), images={"drawing.png": png})
    image = one(html(of), ".//article/p/img")
    assert image.get("alt") == "A drawing"
    assert (image.get("src") or "").startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("written", "images", "message"),
    [
        ("![A drawing](drawing.png)", {}, "is not there"),
        ("![](drawing.png)", {"drawing.png": b"\x89PNG\r\n\x1a\n"}, "has no description"),
        ("![A drawing](drawing.png)", {"drawing.png": b"<svg/>"}, "neither PNG nor JPEG"),
    ],
)
def test_an_image_that_cannot_be_shown_is_an_error(written: str, images: dict[str, bytes], message: str) -> None:
    with pytest.raises(HandoutsError, match=message):
        render.html(replace(page("en", "US", paragraph(written)), images=images))


# ------------------------------------------------------------------------------------------------------ the page whole


@pytest.mark.parametrize("locale", LOCALES)
def test_headings_never_skip_a_level(locale: str) -> None:
    levels = [int(each.tag[1]) for each in html(page(locale)).iter() if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("locale", LOCALES)
def test_ids_are_the_same_in_every_language_and_each_once(locale: str) -> None:
    ids = [each.get("id") for each in html(page(locale)).iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert "how-common-is-it" in ids


def test_headings_of_the_same_text_have_ids_of_their_own() -> None:
    heading = Block("heading", 1, Segment("Pain", "heading", 1), level=2)
    root = html(page("en", "US", heading, replace(heading, line=2)))
    assert [each.get("id") for each in root.findall(".//article/h2")] == ["pain", "pain-2"]


def hashed(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_a_page_asks_for_no_other_file_than_its_fonts_and_runs_no_other_script_than_its_own() -> None:
    of = page("ar")
    faces = render.web_faces("ar", "أهلا Hello", ["en", "ur"])
    root = html(replace(of, fonts=faces))
    policy = one(root, ".//meta[@http-equiv='Content-Security-Policy']").get("content") or ""
    sheet = one(root, ".//style").text or ""
    facts, script = root.findall(".//script")
    assert facts.get("type") == "application/ld+json"
    assert policy == (
        f"default-src 'none'; style-src {hashed(sheet)}; script-src {hashed(script.text or '')}; font-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert root.findall(".//link[@rel='stylesheet']") == []
    assert re.findall(r'url\("(.*?)"\)', sheet) == [f"../../fonts/{face.name}" for face in faces]
    assert "@import" not in sheet
    assert not any(each.get("style") for each in root.iter())
    assert one(root, ".//meta[@name='referrer']").get("content") == "no-referrer"


def test_what_only_a_printer_understands_is_not_in_a_web_page() -> None:
    sheet = one(html(page("ar")), ".//style").text or ""
    assert not re.search(r"running\(|element\(|bookmark-level|string-set|@top|@page", sheet)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_links_to_every_language(locale: str) -> None:
    root = html(page(locale))
    assert [(each.get("hreflang"), each.get("href")) for each in root.findall(".//link[@rel='alternate']")] == [
        ("en", "../../en/US/painful-sex.html"),
        ("x-default", "../../en/US/painful-sex.html"),
        ("vi", "../../vi/US/painful-sex.html"),
        ("ru", "../../ru/US/painful-sex.html"),
        ("ar", "../../ar/US/painful-sex.html"),
        ("zh-Hans", "../../zh_Hans/US/painful-sex.html"),
    ]
    switch = root.findall(".//nav[@class='languages']//a")
    assert [each.get("lang") for each in switch] == ["en", "vi", "ru", "ar", "zh-Hans"]
    assert [text(each) for each in switch] == ["English", "Tiếng Việt", "русский", "العربية", "简体中文"]
    assert [each.get("lang") for each in switch if each.get("aria-current")] == [root.get("lang")]


def test_an_address_of_its_own_is_named_only_where_there_is_one() -> None:
    assert html(page()).findall(".//link[@rel='canonical']") == []
    root = html(replace(page(), url="https://example.org/en/US/painful-sex.html"))
    assert one(root, ".//link[@rel='canonical']").get("href") == "https://example.org/en/US/painful-sex.html"
    assert one(root, ".//link[@hreflang='ar']").get("href") == "https://example.org/ar/US/painful-sex.html"
    assert one(root, ".//nav[@class='languages']//a[@lang='ar']").get("href") == "../../ar/US/painful-sex.html"


def test_machines_are_told_what_is_known_and_no_reviewer() -> None:
    facts = said_to_machines(html(page("ru")))
    assert facts["@type"] == "MedicalWebPage"
    assert (facts["name"], facts["inLanguage"]) == ("Боль во время секса", "ru")
    assert facts["about"][0]["code"]["codeValue"] == "D004414"
    assert facts["citation"][0]["url"] == "https://doi.org/10.1000/182"
    assert facts["creativeWorkStatus"] == "Draft"
    assert not {"reviewedBy", "lastReviewed", "dateModified", "url", "publisher"} & set(facts)


def test_what_machines_are_told_cannot_end_its_element() -> None:
    of = page("ru")
    title = "</script><script>alert(1)</script>"
    root = html(replace(of, texts={**of.texts, (None, "Painful sex"): title}))
    assert said_to_machines(root)["name"] == title


def test_a_draft_says_so_and_another_does_not() -> None:
    assert text(one(html(page("ru")), ".//*[@class='draft']")).startswith("Черновик")
    of = page("ru")
    released = replace(of, draft=False, handout=replace(of.handout, reviewed_on=date(2026, 3, 5)))
    root = html(released)
    assert root.findall(".//*[@class='draft']") == []
    assert said_to_machines(root)["lastReviewed"] == "2026-03-05"


def test_the_foot_says_version_review_and_source_language() -> None:
    assert [text(each) for each in one(html(page("ru")), ".//footer/ul")] == [
        "Версия 1.0",
        "Ещё не проверено",
        "Язык оригинала: английский",
        "Телефоны помощи: Соединенные Штаты",
    ]


def test_a_draft_never_claims_a_review() -> None:
    of = page()
    drafted = replace(of, handout=replace(of.handout, reviewed_on=date(2026, 3, 5)))
    assert "Reviewed on" not in render.html(drafted).decode()


def test_the_clinic_is_named() -> None:
    root = html(replace(page("ar"), branding=Branding("Example Clinic", "1 Main St", "+18005550123")))
    foot = one(root, ".//*[@class='branding']")
    assert "Example Clinic" in text(foot)
    assert one(foot, "a").get("href") == "tel:+18005550123"
    assert one(foot, "a/bdi").get("dir") == "ltr"


def test_a_table_has_column_headers() -> None:
    root = html(page())
    assert [each.get("scope") for each in root.findall(".//table/thead/tr/th")] == ["col", "col"]
    assert [text(each) for each in root.findall(".//table/tbody/tr/td")] == ["Bleeding", "See a clinician."]


def test_the_kinds_of_blocks_that_the_sample_lacks() -> None:
    blocks = (
        Block("quote", 1, children=(paragraph("Quoted."),)),
        Block("rule", 2),
        Block("code", 3, argument="a < b"),
        Block("callout", 4, children=(paragraph("Told."),)),
        Block("ordered list", 5, children=(Block("item", 5, children=(paragraph("Loose."),)),), start=3),
    )
    article = one(html(page("en", "US", *blocks)), ".//article")
    assert [each.tag for each in article][1:6] == ["blockquote", "hr", "pre", "div", "ol"]
    assert text(one(article, "div/p[@class='box-label']")) == "Good to know"
    assert one(article, "ol").get("start") == "3"
    assert text(one(article, "pre/code")) == "a < b"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_page_gives_the_same_bytes(locale: str) -> None:
    assert render.html(page(locale)) == render.html(page(locale))


def test_the_digest_is_of_what_decides_the_rendering() -> None:
    assert re.fullmatch("[0-9a-f]{64}", render.digest())


# ------------------------------------------------------------------------------------------------- downloads, discreet


def test_every_pdf_that_was_made_is_offered_with_its_layout_and_size() -> None:
    made = (
        Download("painful-sex.pdf", "standard", "", 39_000),
        Download("painful-sex.large-print.pdf", "large-print", "", 1_260_000),
        Download("painful-sex.large-print.a4.pdf", "large-print", "A4", 46_400),
    )
    root = html(replace(page(), downloads=made))
    links = one(root, ".//section[@class='downloads']").findall(".//a")
    assert [(each.get("href"), text(each)) for each in links] == [
        ("painful-sex.pdf", "Standard PDF · 39 kB"),
        ("painful-sex.large-print.pdf", "Large print PDF · 1.3 MB"),
        ("painful-sex.large-print.a4.pdf", "Large print · A4 PDF · 47 kB"),
    ]
    assert html(replace(page(), downloads=())).findall(".//section[@class='downloads']") == []


def test_a_discreet_page_can_be_left_at_once_and_says_what_stays() -> None:
    of = replace(page(), variant="discreet", url="https://example.org/x.html", draft=False)
    root = html(replace(of, branding=Branding(exit_url="https://example.org/weather")))
    exit_ = one(root, ".//*[@class='leave']")
    assert one(exit_, "a").get("href") == "https://example.org/weather"
    assert text(one(exit_, "p")) == "Leaving does not erase your browser history."
    assert [each.get("class") for each in one(root, ".//body")][:3] == ["skip", "leave", "site"]
    assert text(one(root, ".//title")) == text(one(root, ".//h1")) == "Health information"
    assert one(root, ".//meta[@property='og:title']").get("content") == "Health information"
    assert one(root, ".//meta[@name='robots']").get("content") == "noindex"
    head = " ".join(value for each in one(root, ".//head").iter() for value in each.attrib.values())
    assert "sex" not in head.replace("/painful-sex.html", "")
    assert html(page()).findall(".//*[@class='leave']") == []


def test_search_engines_are_kept_from_drafts_alone() -> None:
    assert one(html(page()), ".//meta[@name='robots']").get("content") == "noindex"
    assert html(replace(page(), draft=False)).findall(".//meta[@name='robots']") == []


def test_what_machines_are_told_is_in_the_terms_of_schema_org() -> None:
    whole = replace(
        page("ru"),
        draft=False,
        url="https://example.org/ru/US/painful-sex.html",
        branding=Branding("Example Clinic"),
        handout=replace(HANDOUT, reviewed_on=date(2026, 3, 5)),
    )
    for of in (page(), page("ar"), whole, replace(whole, locale="en")):
        facts = said_to_machines(html(of))
        assert facts.pop("@context") == "https://schema.org"
        assert schema_org.mistakes(facts) == []
    facts = said_to_machines(html(whole))
    assert facts["translationOfWork"]["url"] == "https://example.org/en/US/painful-sex.html"
    assert {"lastReviewed", "publisher", "url"} <= set(facts)


def test_a_wrong_term_of_schema_org_is_seen() -> None:
    assert schema_org.mistakes({"@type": "MedicalWebPage", "title": "x"}) == ["MedicalWebPage has no title"]
    assert schema_org.mistakes({"@type": "Leaflet"}) == ["Leaflet is no type"]
    assert schema_org.mistakes({"@type": "MedicalWebPage", "about": {"@type": "MedicalCode"}}) == []
    assert schema_org.mistakes({"@type": "MedicalWebPage", "publisher": {"@type": "MedicalCode"}}) == [
        "publisher of MedicalWebPage is no MedicalCode"
    ]
