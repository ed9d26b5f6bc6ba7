"""The pages that lead to the editions."""

from dataclasses import replace

from pipeline import render
from pipeline.branding import Branding
from tests.pdf.dom import one, parse, text
from tests.pdf.pages import LOCALES, page


def test_every_language_is_listed_by_its_own_name() -> None:
    html = render.index(LOCALES, source_locale="en", project_name="Sample", branding=Branding(), ui={})
    root = parse(html)
    links = root.findall(".//main//a")
    assert [each.get("href") for each in links] == [f"{locale}/index.html" for locale in LOCALES]
    names = root.findall(".//main//a/bdi")
    assert [(each.get("lang"), each.get("dir"), text(each)) for each in names] == [
        ("en", "ltr", "English"),
        ("ar", "rtl", "العربية"),
        ("zh-Hans", "ltr", "简体中文"),
        ("ru", "ltr", "русский"),
        ("vi", "ltr", "Tiếng Việt"),
    ]


def test_handouts_of_a_language_are_listed_with_all_their_editions() -> None:
    root = parse(render.locale_index([page("ar", "US"), page("ar", "GB")], locales=LOCALES))
    assert root.attrib == {"lang": "ar", "dir": "rtl"}
    assert text(one(root, ".//main//h2")) == "الألم أثناء الجماع"
    assert one(root, ".//*[@class='source-title']/span").get("lang") == "en"
    assert [each.get("href") for each in root.findall(".//*[@class='editions']//a")] == [
        "GB/painful-sex.html",
        "GB/painful-sex.pdf",
        "US/painful-sex.html",
        "US/painful-sex.pdf",
    ]
    assert [each.get("href") for each in root.findall(".//nav[@class='languages']//a")] == [
        f"../{locale}/index.html" for locale in LOCALES
    ]
    assert text(one(root, ".//*[@class='tag']")) == "Draft"


def test_only_what_is_made_is_linked_to() -> None:
    root = parse(render.locale_index([replace(page(), draft=False)], locales=["en"], formats=["pdf"]))
    assert [each.get("href") for each in root.findall(".//*[@class='editions']//a")] == ["US/painful-sex.pdf"]
    assert root.findall(".//*[@class='tag']") == []
    assert root.findall(".//nav[@class='languages']") == []


def test_addresses_are_whole_where_the_project_has_one() -> None:
    root = parse(render.locale_index([page("ru")], locales=LOCALES, url="https://example.org/h/"))
    assert one(root, ".//link[@rel='canonical']").get("href") == "https://example.org/h/ru/index.html"
    assert one(root, ".//link[@hreflang='x-default']").get("href") == "https://example.org/h/en/index.html"
