"""The pages that lead to the editions."""

import io
import re
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest
from PIL import Image

from pipeline import cldr, render
from pipeline.branding import Branding
from pipeline.render import Download, Front
from tests.pdf.dom import one, parse, text
from tests.pdf.pages import LOCALES, page

FRONT = Front(LOCALES, "en", "Sample", Branding(), {})


def index_of(*pages: render.Page, locales: tuple[str, ...] = LOCALES, url: str = "") -> Element:
    """What lists these pages, which are of one locale."""
    first, *_ = pages
    front = replace(FRONT, locale=first.locale, ui=first.ui, locales=locales, url=url)
    return parse(render.locale_index(front, [render.entry(each) for each in pages]))


def test_every_language_is_listed_by_its_own_name_in_the_order_of_scripts() -> None:
    root = parse(render.index(FRONT))
    names = root.findall(".//main//a/bdi")
    assert [(each.get("lang"), each.get("dir"), text(each)) for each in names] == [
        ("en", "ltr", "English"),
        ("vi", "ltr", "Tiếng Việt"),
        ("ru", "ltr", "русский"),
        ("ar", "rtl", "العربية"),
        ("zh-Hans", "ltr", "简体中文"),
    ]
    assert [each.get("href") for each in root.findall(".//main//a")] == [
        f"{locale}/index.html" for locale in ("en", "vi", "ru", "ar", "zh_Hans")
    ]


def test_letters_sort_as_they_do_in_a_dictionary_and_marks_do_not_count() -> None:
    names = [
        "Đ",
        "zulu",
        "Éa",
        "eb",
        "filipino",
        "Ελληνικά",
        "ქართული",
        "עברית",
        "ភាសាខ្មែរ",
        "한국어",
        "日本語",
        "اردو",
        "فارسی",
    ]
    assert sorted(names, key=cldr.collation_key) == [
        "Đ", "Éa", "eb", "filipino", "zulu", "Ελληνικά", "ქართული", "עברית", "اردو", "فارسی",
        "ភាសាខ្មែរ", "한국어", "日本語",
    ]  # fmt: skip


def test_searching_is_offered_only_where_a_script_can_do_it() -> None:
    box = one(parse(render.index(FRONT)), ".//search")
    assert "hidden" in box.attrib
    assert one(box, "label").get("for") == one(box, "input").get("id")


def test_the_print_desk_is_linked_to_where_there_is_one() -> None:
    links = [parse(render.index(FRONT, desk=desk)).findall(".//a[@href='print-desk.html']") for desk in (False, True)]
    assert [len(each) for each in links] == [0, 1]


def test_handouts_of_a_language_are_listed_with_all_that_was_made_of_them() -> None:
    large = Download("painful-sex.large-print.a4.pdf", "large-print", "A4", 1_234_567)
    us = page("ar", "US")
    us = replace(us, downloads=(*us.downloads, large))
    root = index_of(us, page("ar", "GB"))
    assert root.attrib == {"lang": "ar", "dir": "rtl"}
    assert text(one(root, ".//main//h2")) == "الألم أثناء الجماع"
    assert one(root, ".//*[@class='source-title']/span").get("lang") == "en"
    assert [each.get("href") for each in root.findall(".//*[@class='editions']//a")] == [
        "GB/painful-sex.html",
        "GB/painful-sex.pdf",
        "US/painful-sex.html",
        "US/painful-sex.pdf",
        "US/painful-sex.large-print.a4.pdf",
    ]
    assert [text(each) for each in root.findall(".//*[@class='size']")] == [
        "124 كيلوبايت",
        "124 كيلوبايت",
        "1.2 م.ب",
    ]
    assert {each.get("href") for each in root.findall(".//nav[@class='languages']//a")} == {
        f"../{locale}/index.html" for locale in LOCALES
    }
    assert text(one(root, ".//*[@class='tag']")) == "Draft"


def test_only_what_is_made_is_linked_to() -> None:
    root = index_of(replace(page(), draft=False, href=""), locales=("en",))
    assert [each.get("href") for each in root.findall(".//*[@class='editions']//a")] == ["US/painful-sex.pdf"]
    assert root.findall(".//*[@class='tag']") == []
    assert root.findall(".//nav[@class='languages']") == []


def test_addresses_are_whole_where_the_project_has_one() -> None:
    root = index_of(page("ru"), url="https://example.org/h/")
    assert one(root, ".//link[@rel='canonical']").get("href") == "https://example.org/h/ru/index.html"
    assert one(root, ".//link[@hreflang='x-default']").get("href") == "https://example.org/h/en/index.html"
    assert one(root, ".//meta[@property='og:image']").get("content") == "https://example.org/h/card.png"


# ------------------------------------------------------------------------------------------------------- print desk


def desk(*pages: render.Page) -> Element:
    return parse(render.print_desk(FRONT, [render.entry(each) for each in pages]))


def test_the_print_desk_is_a_table_of_links_to_everything() -> None:
    us = page("ru", "US")
    large = Download("painful-sex.large-print.a4.pdf", "large-print", "A4", 50_000)
    root = desk(replace(us, downloads=(*us.downloads, large)), page("en", "GB"))
    rows = root.findall(".//tbody/tr")
    assert [[text(cell) for cell in row][:5] for row in rows] == [
        ["Painful sex", "English", "United Kingdom", "Standard", "A4"],
        ["Painful sex", "русский", "United States", "Standard", "Letter"],
        ["Painful sex", "русский", "United States", "Large print", "A4"],
    ]
    assert [one(row, "td[@class='open']/a").get("href") for row in rows] == [
        "en/GB/painful-sex.pdf",
        "ru/US/painful-sex.pdf",
        "ru/US/painful-sex.large-print.a4.pdf",
    ]
    assert one(rows[0], "td[@class='web']/a").get("href") == "en/GB/painful-sex.html"


def test_all_that_can_be_chosen_is_there_to_be_chosen() -> None:
    root = desk(page("ru", "US"), page("en", "GB"))
    choices = {each.get("name"): [option.get("value") for option in each] for each in root.findall(".//select")}
    assert choices == {
        "locale": ["en", "ru"],
        "territory": ["GB", "US"],
        "slug": ["", "painful-sex"],
        "variant": ["", "standard"],
        "paper": ["", "A4", "Letter"],
    }
    labels = [each.get("for") for each in root.findall(".//label")]
    assert labels == [each.get("id") for each in root.findall(".//select")]


# ---------------------------------------------------------------------------------------------- sitemap, shared links


def published(locale: str, territory: str = "US", *, draft: bool = False) -> render.Page:
    address = f"https://example.org/{locale}/{territory}/painful-sex.html"
    return replace(page(locale, territory), draft=draft, url=address)


def test_the_sitemap_names_what_is_no_draft_with_its_translations() -> None:
    pages = [published("en"), published("ar"), published("en", "GB"), published("ru", draft=True)]
    discreet = replace(published("vi"), variant="discreet")
    root = fromstring(render.sitemap([render.entry(each) for each in (*pages, discreet)], "en"))
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    said = {
        each.findtext("s:loc", "", names): [
            (link.get("hreflang"), link.get("href")) for link in each.findall("x:link", names)
        ]
        for each in root
    }
    assert list(said) == [each.url for each in pages[:3]]
    both = [("en", pages[0].url), ("x-default", pages[0].url), ("ar", pages[1].url)]
    assert said[pages[0].url] == said[pages[1].url] == both
    assert said[pages[2].url] == [("en", pages[2].url), ("x-default", pages[2].url)]


@pytest.mark.parametrize("colour", ["", "#8c1d18"])
def test_the_picture_of_shared_links_has_the_clinic_s_colour(colour: str) -> None:
    drawn = render.card(Branding(colour=colour))
    assert drawn == render.card(Branding(colour=colour))
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (1200, 630)
        corner = picture.convert("RGB").getpixel((5, 5))
    assert corner == tuple(bytes.fromhex((colour or "#0b4f5c")[1:]))


def test_front_pages_say_nothing_of_an_address_that_is_not_there() -> None:
    assert not re.search("og:|canonical", render.index(FRONT).decode())
    assert "https://example.org/h/index.html" in render.index(replace(FRONT, url="https://example.org/h")).decode()
