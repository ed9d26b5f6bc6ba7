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
    (root / "print-desk.html").write_bytes(render.print_desk(front, [render.entry(each) for each in pages]))
    (root / "fonts").mkdir()
    for face in {*front.fonts, *(face for each in pages for face in each.fonts)}:
        (root / "fonts" / face.name).write_bytes(fonts.web_font(face))
    for of in pages:
        folder = root / of.locale / "US"
        folder.mkdir(parents=True)
        (root / of.locale / "index.html").write_bytes(index_of(of))
        (folder / "painful-sex.html").write_bytes(render.html(of))
        discreet = replace(of, variant="discreet", alternates=(), downloads=(), href="discreet.html")
        (folder / "discreet.html").write_bytes(render.html(discreet))
        (folder / "painful-sex.pdf").write_bytes(b"%PDF-")
    return root


def index_of(of: render.Page) -> bytes:
    """What lists this page alone."""
    front = Front(LOCALES, "en", "Sample", Branding(), of.ui, fonts=of.fonts, locale=of.locale)
    return render.locale_index(front, [render.entry(of)])


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


# ---------------------------------------------------------------------------------------------------------- keyboard

WHERE = """() => {
    const it = document.activeElement;
    const box = it.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + Math.min(8, box.width / 2), box.top + Math.min(8, box.height / 2));
    return {
        name: it.tagName + " " + (it.getAttribute("href") ?? it.id) + " " + it.textContent.trim(),
        shows: box.top >= 0 && box.bottom <= innerHeight && box.width >= 1,
        covered: !(it === top || it.contains(top) || top?.contains(it)),
        outlined: getComputedStyle(it).outlineStyle !== "none" && parseFloat(getComputedStyle(it).outlineWidth) >= 2,
    };
}"""


@pytest.mark.parametrize("path", ["ar/US/painful-sex.html", "en/US/discreet.html", "index.html", "print-desk.html"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(site: Path, path: str) -> None:
    """WCAG 2.2: 2.1.1, 2.1.2, 2.4.7, 2.4.11."""
    with browser.page(width=360, height=640) as tab:
        tab.goto((site / path).as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        controls = tab.locator("a[href]:visible, summary:visible, input:visible, select:visible").count()
        for _ in range(controls):
            tab.keyboard.press("Tab")
            it = tab.evaluate(WHERE)
            assert it["shows"], it
            assert not it["covered"], it
            assert it["outlined"], it
        assert controls >= 8
        # One more leads out of the page: nothing was passed over, and nothing keeps the focus.
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement === document.body || document.activeElement.className === 'skip'")


def test_a_keyboard_opens_the_list_of_languages(site: Path) -> None:
    with browser.page() as tab:
        tab.goto((site / "en/US/painful-sex.html").as_uri())
        link = tab.locator(".languages a[lang=ar]")
        assert not link.is_visible()
        tab.locator("summary").focus()
        tab.keyboard.press("Enter")
        assert link.is_visible()


# ------------------------------------------------------------------------------------------------------------ leading


def test_another_language_opens_at_the_same_place(site: Path) -> None:
    with browser.page() as tab:
        tab.goto((site / "en/US/painful-sex.html").as_uri())
        tab.locator("summary").click()
        tab.evaluate("document.getElementById('what-helps').scrollIntoView()")
        tab.locator(".languages a[lang=ru]").evaluate("link => link.click()")
        tab.wait_for_url("**/ru/US/painful-sex.html#what-helps")
        assert abs(tab.evaluate("document.getElementById('what-helps').getBoundingClientRect().top")) < 200


def test_whoever_leaves_a_discreet_page_does_not_come_back_by_the_button(site: Path, tmp_path: Path) -> None:
    of = replace(page(), variant="discreet", branding=Branding(exit_url=(site / "index.html").as_uri()))
    (tmp_path / "discreet.html").write_bytes(render.html(of))
    (tmp_path / "before.html").write_text("<!doctype html><title>Before</title>")
    with browser.page() as tab:
        tab.goto((tmp_path / "before.html").as_uri())
        tab.goto((tmp_path / "discreet.html").as_uri())
        tab.locator(".leave a").click()
        tab.wait_for_url("**/index.html")
        tab.go_back()
        assert tab.title() == "Before"


def test_a_language_is_found_by_either_of_its_names(site: Path) -> None:
    with browser.page() as tab:
        tab.goto((site / "index.html").as_uri())
        rows = tab.locator(".choice li:visible a")
        assert rows.count() == len(LOCALES)
        for typed, href in (
            ("tieng", "vi"),
            ("VIET", "vi"),
            ("рус", "ru"),
            ("arab", "ar"),
            ("中", "zh_Hans"),
            ("zh-", "zh_Hans"),
        ):
            tab.locator("#find").fill(typed)
            assert [each.get_attribute("href") for each in rows.all()] == [f"{href}/index.html"], typed
            assert tab.locator(".find output").inner_text() == ""
        tab.locator("#find").fill("xyz")
        assert rows.count() == 0
        assert tab.locator(".find output").inner_text() == "No language matches."


def test_without_scripts_every_language_and_every_pdf_is_there(site: Path) -> None:
    with browser.page(scripts=False) as tab:
        tab.goto((site / "index.html").as_uri())
        assert tab.locator(".choice a:visible").count() == len(LOCALES)
        assert not tab.locator("#find").is_visible()
        tab.goto((site / "print-desk.html").as_uri())
        assert tab.locator("tbody tr").count() == len(LOCALES)
        tab.locator("#locale").select_option("ru")
        assert [each.get_attribute("href") for each in tab.locator(".open a:visible").all()] == [
            "ru/US/painful-sex.pdf"
        ]


def test_the_print_desk_offers_only_what_is_there(site: Path, tmp_path: Path) -> None:
    pages = [page("en", "GB"), page("en", "US"), page("ru", "US")]
    desk = render.print_desk(
        Front(("en", "ru"), "en", "Sample", Branding(), {}), [render.entry(each) for each in pages]
    )
    (tmp_path / "print-desk.html").write_bytes(desk)
    with browser.page() as tab:
        tab.goto((tmp_path / "print-desk.html").as_uri())
        links = tab.locator(".open a:visible")
        assert [each.get_attribute("href") for each in links.all()] == ["en/GB/painful-sex.pdf"]
        tab.locator("#locale").select_option("ru")
        assert tab.locator("#territory").input_value() == "US"
        assert tab.locator("#territory option:disabled").get_attribute("value") == "GB"
        assert [each.get_attribute("href") for each in links.all()] == ["ru/US/painful-sex.pdf"]


def test_a_page_is_set_in_its_own_fonts(site: Path) -> None:
    """What is shown was fetched, and the faces of other languages' names are not until they are shown."""
    with browser.page() as tab:
        for locale, families in (("ru", {"Noto Sans"}), ("ar", {"Noto Naskh Arabic", "Noto Sans"})):
            tab.goto((site / locale / "US/painful-sex.html").as_uri())
            faces = tab.evaluate("document.fonts.ready.then(all => [...all].map(face => [face.status, face.family]))")
            assert {family.strip('"') for status, family in faces if status == "loaded"} == families
            tab.locator("summary").click()
            tab.wait_for_function(
                "[...document.fonts].some(face => face.family.includes('SC') && face.status === 'loaded')"
            )
