"""The web pages in Chromium: they fit a phone, and axe-core and the Nu HTML checker find nothing wrong."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from pipeline import fonts, render
from pipeline.branding import Branding
from pipeline.model import Block, Segment
from pipeline.render import Front
from tests.pdf.pages import LOCALES, page
from tests.tools import browser, vnu


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page of the sample in every script, where a build would put it."""
    root = tmp_path_factory.mktemp("site")
    written = "".join(map(chr, range(0x20, 0x180)))
    front = Front(LOCALES, "en", "Sample", Branding(), {}, fonts=render.web_faces("en", written, LOCALES))
    pages = [replace(page(locale), fonts=render.web_faces(locale, letters(locale), LOCALES)) for locale in LOCALES]
    (root / "index.html").write_bytes(render.index(front, desk=True))
    (root / "print-desk.html").write_bytes(render.print_desk(front, pages))
    (root / "fonts").mkdir()
    for face in {*front.fonts, *(face for each in pages for face in each.fonts)}:
        (root / "fonts" / face.name).write_bytes(fonts.web_font(face))
    for of in pages:
        folder = root / of.locale / "US"
        folder.mkdir(parents=True)
        (root / of.locale / "index.html").write_bytes(render.locale_index([of], locales=LOCALES))
        (folder / "painful-sex.html").write_bytes(render.html(of))
        discreet = replace(of, variant="discreet", alternates=(), downloads=(), href="discreet.html")
        (folder / "discreet.html").write_bytes(render.html(discreet))
        (folder / "painful-sex.pdf").write_bytes(b"%PDF-")
    return root


def letters(locale: str) -> str:
    """All that a page of the sample can show."""
    return (
        "".join(map(chr, range(0x20, 0x180))) + "".join(page(locale).texts.values()) + "".join(page(locale).ui.values())
    )


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_page_is_valid_html(site: Path) -> None:
    assert vnu.check(_pages(site)) == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "light"), (1200, "dark")])
def test_every_page_fits_its_window_and_is_accessible(site: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    with browser.page(width=width) as tab:
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.emulate_media(color_scheme=scheme)
        for file in _pages(site):
            tab.goto(file.as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, file
            assert browser.axe(tab) == [], file
        assert said == []


def test_links_lead_to_pages_that_are_there(site: Path) -> None:
    with browser.page() as tab:
        for file in _pages(site):
            tab.goto(file.as_uri())
            hrefs = tab.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))")
            for href in hrefs:
                if href.startswith("#"):
                    assert tab.evaluate("id => document.getElementById(id) !== null", href[1:]), f"{file}: {href}"
                elif ":" not in href:
                    assert (file.parent / href).resolve().is_file(), f"{file}: {href}"


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_tapped_is_large_enough(site: Path, locale: str) -> None:
    """44 px, of all links that do not stand within a sentence (WCAG 2.5.5)."""
    with browser.page(width=360) as tab:
        tab.goto((site / locale / "US" / "painful-sex.html").as_uri())
        tab.locator("summary").click()
        for kind in (".site a", "summary", ".downloads a", ".phone a", ".terms a"):
            assert tab.locator(kind).count() > 0, kind
            for link in tab.locator(kind).all():
                box = link.bounding_box()
                assert box is not None
                assert box["height"] >= 44
                assert box["width"] >= 44


def test_a_phone_number_is_not_turned_about_in_arabic(site: Path) -> None:
    """Each digit stands to the right of the one before it."""
    with browser.page(width=360) as tab:
        tab.goto((site / "ar" / "US" / "painful-sex.html").as_uri())
        edges = tab.evaluate(
            """() => {
                const text = document.querySelector('.phone bdi').firstChild;
                return [...text.data].map((_, at) => {
                    const range = document.createRange();
                    range.setStart(text, at);
                    range.setEnd(text, at + 1);
                    return range.getBoundingClientRect().left;
                });
            }"""
        )
        assert len(edges) == len("800-555-0199")
        assert edges == sorted(edges)


def test_the_skip_link_comes_first_and_shows_itself(site: Path) -> None:
    with browser.page() as tab:
        tab.goto((site / "en" / "US" / "painful-sex.html").as_uri())
        tab.keyboard.press("Tab")
        focused = tab.locator(":focus")
        assert focused.get_attribute("href") == "#main"
        box = focused.bounding_box()
        assert box is not None
        assert box["y"] >= 0


def test_long_words_side_by_side_in_a_table_do_not_widen_a_narrow_page(tmp_path: Path) -> None:
    word = "Психотерапевтическая"
    row = Block("row", 2, children=tuple(Block("header cell", 2, Segment(word, "table header", 2)) for _ in range(2)))
    file = tmp_path / "page.html"
    file.write_bytes(render.html(page("ru", "US", Block("table", 2, children=(row,)))))
    with browser.page(width=320) as tab:
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
