"""The live preview in Chromium: a translator edits with and without a mouse, and no work of anyone is lost."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Frame, Page, expect

from pipeline import catalog, render
from pipeline.cli.workspace import load
from pipeline.model import Message
from pipeline.serve import Desk, Server, open_server
from pipeline.serve import edit as edits
from pipeline.serve.edit import Edit, Outcome, stamp
from tests.conftest import Handouts
from tests.pdf.dom import one, parse
from tests.pdf.pages import LOCALES, TITLE, page
from tests.tools import browser

# The checks load their word lists with the first page; a busy machine takes its time.
expect.set_options(timeout=30_000)

SOURCE = """\
---
summary: Water keeps you well.
facts:
  glasses: {value: 8}
---
# Drinking water

Drink {glasses} glasses a day.

- Boil it first.
- Let it **cool**.

::: resource advice
:::
"""
RESOURCES = """\
[[resource]]
id = "advice"
territory = "US"
name = "Water line"
about = "Advice on water."
phone = "+18005550199"
source = "https://example.org/water"
"""
TERMS = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Sample.</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="boil">
<langSec xml:lang="en"><termSec><term>boil</term></termSec></langSec>
<langSec xml:lang="es">
<termSec><term>hervir</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
<termSec><term>cocer</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
<note>of food</note></termSec>
</langSec>
</conceptEntry></body></text>
</tbx>
"""
SPANISH = {
    "Drinking water": "Agua potable",
    "Water keeps you well.": "El agua le mantiene bien.",
    "Drink {glasses} glasses a day.": "Beba {glasses} vasos al día.",
    "Boil it first.": "",
    "Let it **cool**.": "Déjela **enfriar**.",
}


@dataclass(frozen=True)
class Site:
    """A served project, and what a translator has on disk."""

    root: Path
    server: Server

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.entry.port}"

    def path(self, locale: str = "es", domain: str = "drinking-water") -> Path:
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"

    def message(self, msgid: str, locale: str = "es") -> Message:
        return catalog.read(self.path(locale)).by_key[None, msgid]

    def replace(self, before: str, after: str, locale: str = "es") -> None:
        """Change a catalog as an editor does that knows nothing of us."""
        path = self.path(locale)
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def open(self, tab: Page, locale: str = "es", domain: str = "drinking-water") -> Frame:
        """Open the editor, and return the preview in it."""
        tab.goto(self.server.address)
        tab.goto(f"{self.base}/edit/{locale}/{domain}")
        expect(tab.locator("#text-0")).to_be_visible()
        frame = tab.locator("#preview").element_handle().content_frame()
        assert frame is not None
        return frame


@pytest.fixture
def site(handouts: Handouts, tmp_path: Path) -> Iterator[Site]:
    for old in (tmp_path / "source").glob("*.md"):
        old.unlink()
    (tmp_path / "handouts.toml").write_text(
        '[project]\nname = "Sample"\nlocales = ["es", "ar"]\nterritories = ["US", "GB"]\n'
    )
    (tmp_path / "source" / "drinking-water.md").write_text(SOURCE)
    (tmp_path / "source" / "resources.toml").write_text(RESOURCES)
    (tmp_path / "source" / "terms.tbx").write_text(TERMS)
    code, _, err = handouts("update")
    assert code == 0, err
    path = tmp_path / "locales" / "es" / "LC_MESSAGES" / "drinking-water.po"
    text = path.read_text(encoding="utf-8")
    for msgid, msgstr in SPANISH.items():
        assert f'msgid "{msgid}"\nmsgstr ""' in text
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"')
    path.write_text(text, encoding="utf-8")
    desk = Desk(lambda: load(tmp_path), tmp_path, translator="Ana Sample <ana@example.org>")
    with open_server(desk, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Site(tmp_path, server)
        finally:
            server.shutdown()
            thread.join()


def choose(tab: Page, frame: Frame, text: str) -> None:
    """Click a text in the preview."""
    frame.get_by_text(text, exact=True).click()
    expect(tab.locator("#text-0")).to_be_focused()


# -------------------------------------------------------------------------------------------------------- the work


def test_the_list_leads_to_every_handout_and_says_how_far_it_is(site: Site) -> None:
    with browser.page() as tab:
        tab.goto(site.server.address)
        expect(tab).to_have_url(f"{site.base}/")  # The key is no longer in the address.
        spanish = tab.get_by_role("region", name="español Spanish")
        expect(spanish.get_by_text("4 of 5 translated")).to_be_visible()
        assert browser.axe(tab) == []
        spanish.get_by_role("link", name="Drinking water").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Drinking water")
        expect(tab.locator(".badge")).to_have_text("Draft")


def test_a_text_is_edited_in_place_and_saved(site: Site) -> None:
    before = site.path().read_bytes()
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Boil it first.")
        expect(tab.locator("#source")).to_have_text("Boil it first.")
        expect(tab.locator("#state")).to_have_text("Untranslated")
        expect(tab.locator("#notes")).to_contain_text("Kind: list item · Section: Drinking water")
        expect(tab.locator("#terms")).to_contain_text("hervir")
        expect(tab.locator("#terms")).to_contain_text("not cocer")
        tab.keyboard.type("Primero, hay que hervirla.")
        # It stands in its place before it is saved, and no file is touched.
        expect(frame.get_by_text("Primero, hay que hervirla.")).to_be_visible()
        assert site.path().read_bytes() == before
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#said")).to_have_text("Saved.")
        expect(tab.locator("#state")).to_have_text("Translated")
        expect(tab.locator("#counts")).to_contain_text("5 of 5 translated")
        expect(tab.locator(".badge")).to_have_text("Draft")
        expect(frame.get_by_text("Draft", exact=False).first).to_be_visible()
    assert site.message("Boil it first.").msgstr == ("Primero, hay que hervirla.",)
    found = catalog.read(site.path())
    assert found.header["Last-Translator"] == "Ana Sample <ana@example.org>"
    # Nothing else of the file is another.
    old, new = (text.decode().split("\n\n") for text in (before, site.path().read_bytes()))
    assert [a for a, b in zip(old[1:], new[1:], strict=True) if a != b] == [
        next(entry for entry in old if 'msgid "Boil it first."' in entry)
    ]


def test_comments_and_the_mark_for_needing_work_are_kept(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        tab.get_by_label("Needs work").check()
        tab.get_by_label("Your comments").fill("Ask the clinic.\n\n.: of which water?")
        tab.get_by_role("button", name="Save").click()
        expect(tab.locator("#said")).to_have_text("Saved.")
        message = site.message("Drinking water")
        assert message.fuzzy
        assert message.comments == ("Ask the clinic.", "", ".: of which water?")
        tab.get_by_label("Needs work").uncheck()
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#state")).to_have_text("Translated")
        assert not site.message("Drinking water").fuzzy


def test_the_checks_look_at_what_is_typed(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Beba 8 vasos al día.")
        field = tab.locator("#text-0")
        expect(tab.locator("#findings")).to_have_text("None.")
        field.fill("Beba vasos al día.")
        expect(tab.locator("#findings code")).to_have_text(["placeholder-mismatch"])
        # What must stay as it is need not be typed.
        field.press("Home")
        for _ in "Beba ":
            field.press("ArrowRight")
        tab.get_by_role("button", name="{glasses}").click()
        expect(field).to_have_value("Beba {glasses}vasos al día.")
        tab.get_by_role("button", name="Undo changes").click()
        expect(field).to_have_value("Beba {glasses} vasos al día.")
        expect(tab.locator("#findings")).to_have_text("None.")


def test_what_is_typed_and_not_saved_waits_where_it_was_typed(site: Site) -> None:
    before = site.path().read_bytes()
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        tab.locator("#text-0").fill("Beber agua")
        choose(tab, frame, "Boil it first.")
        expect(tab.locator("#text-0")).to_have_value("")
        tab.get_by_text("All texts").click()
        unsaved = tab.get_by_role("button", name="Drinking water").filter(has_text="Not saved")
        unsaved.click()
        expect(tab.locator("#text-0")).to_have_value("Beber agua")
    assert site.path().read_bytes() == before


def test_as_readers_get_it_shows_no_text_that_needs_work(site: Site) -> None:
    site.replace('msgid "Drinking water"', '#, fuzzy\nmsgid "Drinking water"')
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        expect(frame.locator("h1")).to_have_text("Agua potable")
        tab.get_by_label("As readers get it").check()
        expect(frame.locator("h1")).to_have_text("Drinking water")


def test_what_changed_in_the_source_is_shown_until_the_text_is_right_again(site: Site, handouts: Handouts) -> None:
    source = site.root / "source" / "drinking-water.md"
    source.write_text(SOURCE.replace("glasses a day.", "glasses in 2 days."))
    with browser.page(width=1280) as tab:
        site.open(tab)
        expect(tab.locator("#alert")).to_contain_text("run “handouts update”")
        assert handouts("update")[0] == 0
        expect(tab.locator("#alert")).to_be_hidden()
        frame = site.open(tab)
        choose(tab, frame, "Beba 8 vasos al día.")
        expect(tab.locator("#state")).to_have_text("Needs work")
        expect(tab.locator("#change ins")).to_have_text("in 2 days.")
        expect(tab.locator("#careful")).to_contain_text("Careful: the English now")
        tab.locator("#text-0").fill("Beba {glasses} vasos en 2 días.")
        tab.get_by_label("Needs work").uncheck()
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#state")).to_have_text("Translated")
        expect(tab.locator("#change")).to_be_hidden()
        expect(tab.locator("#careful")).to_be_hidden()
    assert handouts("update", "--check")[0] == 0


def test_the_next_unfinished_text_and_the_next_with_a_finding(site: Site) -> None:
    site.replace("Déjela **enfriar**.", "Déjela enfriar 3 horas.")
    with browser.page(width=1280) as tab:
        site.open(tab)
        # It begins with what is to do.
        expect(tab.locator("#source")).to_have_text("Boil it first.")
        tab.get_by_role("button", name="Next with a finding").click()
        expect(tab.locator("#source")).to_have_text("Let it **cool**.")
        tab.get_by_role("button", name="Next unfinished").click()
        expect(tab.locator("#state")).to_have_text("Untranslated")
        tab.get_by_text("All texts").click()
        tab.get_by_label("Show").select_option("findings")
        expect(tab.locator("#list button")).to_have_count(1)
        tab.get_by_role("button", name="Let it cool.").click()
        expect(tab.locator("#text-0")).to_have_value("Déjela enfriar 3 horas.")


def test_words_that_every_handout_shares_are_edited_too(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Handouts")
        tab.locator("#text-0").fill("Hojas")
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#said")).to_have_text("Saved.")
        expect(frame.get_by_text("Hojas", exact=True)).to_be_visible()
        # Also those that no eye sees.
        site.open(tab, domain="ui")
        tab.get_by_text("All texts").click()
        tab.get_by_role("button", name="Reference {number}").click()
        expect(tab.locator("#notes")).to_contain_text("It is not seen on the page in the preview.")
    assert catalog.read(site.path(domain="ui")).by_key[None, "Handouts"].msgstr == ("Hojas",)


def test_a_territory_brings_its_own_numbers_and_paper(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        expect(frame.get_by_text("(800) 555-0199")).to_be_visible()
        tab.get_by_label("Help numbers").select_option("GB")
        expect(frame.get_by_text("(800) 555-0199")).to_have_count(0)
        link = tab.get_by_role("link", name="PDF", exact=True)
        expect(link).to_have_attribute("href", "/pdf/es/GB/drinking-water.pdf")
        pdf = tab.request.get(f"{site.base}/pdf/es/GB/drinking-water.pdf")
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.body().startswith(b"%PDF-")


def test_a_link_of_the_preview_leads_nowhere(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        address = frame.url
        for link in frame.locator("a[href]").all():
            link.dispatch_event("click")
        assert frame.url.partition("#")[0] == address


# ---------------------------------------------------------------------------------------------- right to left, by keys


def test_arabic_is_edited_from_right_to_left(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab, "ar")
        assert frame.locator("html").get_attribute("dir") == "rtl"
        choose(tab, frame, "Boil it first.")
        field = tab.locator("#text-0")
        assert (field.get_attribute("lang"), field.get_attribute("dir")) == ("ar", "rtl")
        tab.keyboard.insert_text("اغلها أولًا.")
        shown = frame.get_by_text("اغلها أولًا.")
        expect(shown).to_be_visible()
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#said")).to_have_text("Saved.")
        # It starts at the right edge of its line.
        text, line = shown.bounding_box(), frame.locator("li", has=shown).bounding_box()
        assert text is not None
        assert line is not None
        assert abs(text["x"] + text["width"] - line["x"] - line["width"]) < 2
    assert site.message("Boil it first.", "ar").msgstr == ("اغلها أولًا.",)


def test_everything_can_be_done_with_keys_alone(site: Site) -> None:
    with browser.page(width=1280) as tab:
        tab.goto(site.server.address)
        expect(tab.get_by_role("link", name="Drinking water").first).to_be_visible()
        focused: Callable[[], str] = lambda: tab.evaluate("document.activeElement.id || document.activeElement.href")  # noqa: E731
        _tab_until(tab, lambda: focused().endswith("/edit/es/drinking-water"))
        tab.keyboard.press("Enter")
        expect(tab.locator("#text-0")).to_be_visible()
        _tab_until(tab, lambda: focused() == "preview")
        frame = tab.locator("#preview").element_handle().content_frame()
        assert frame is not None
        chosen: Callable[[], str] = lambda: frame.evaluate("document.activeElement.textContent")  # noqa: E731
        # One stop for Tab; from there, the arrow keys go from text to text.
        tab.keyboard.press("Home")
        for _ in range(40):
            if chosen() == "Déjela enfriar.":
                break
            tab.keyboard.press("ArrowDown")
        assert chosen() == "Déjela enfriar."
        tab.keyboard.press("Enter")
        field = tab.locator("#text-0")
        expect(field).to_be_focused()
        tab.keyboard.press("Control+a")
        tab.keyboard.type("Deje que se **enfríe**.")
        tab.keyboard.press("Control+Shift+Enter")
        # Saved, and on to what is not translated yet.
        expect(tab.locator("#state")).to_have_text("Untranslated")
        expect(field).to_be_focused()
        assert site.message("Let it **cool**.").msgstr == ("Deje que se **enfríe**.",)
        here = tab.locator("#position").text_content()
        tab.keyboard.press("Alt+PageDown")
        expect(tab.locator("#position")).not_to_have_text(str(here))
        tab.keyboard.press("Alt+PageUp")
        expect(tab.locator("#position")).to_have_text(str(here))
        # Out of the text to its place in the preview, and back.
        tab.keyboard.press("Escape")
        assert tab.evaluate("document.activeElement.id") == "preview"
        tab.keyboard.press("Enter")
        expect(field).to_be_focused()


def _tab_until(tab: Page, there: Callable[[], bool]) -> None:
    for _ in range(60):
        tab.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("Tab never came there.")


# ------------------------------------------------------------------------------------------------------ others' changes


def test_a_text_that_changed_on_disk_is_not_overwritten(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        # The page must not learn of the change before it saves.
        tab.route("**/api/version", lambda route: route.abort())
        site.replace("Agua potable", "Agua para beber")
        tab.locator("#text-0").fill("Beber agua")
        tab.keyboard.press("Control+Enter")
        conflict = tab.locator("#conflict")
        expect(conflict).to_contain_text("This text changed on disk meanwhile")
        expect(conflict.locator(".theirs")).to_have_text("Agua para beber")
        expect(tab.locator("#text-0")).to_have_value("Beber agua")
        assert site.message("Drinking water").msgstr == ("Agua para beber",)
        assert browser.axe(tab) == []
        # Whoever insists has seen what is replaced.
        tab.keyboard.press("Control+Enter")
        assert site.message("Drinking water").msgstr == ("Agua para beber",)
        tab.unroute("**/api/version")
        conflict.get_by_role("button", name="Keep mine").click()
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#said")).to_have_text("Saved.")
    assert site.message("Drinking water").msgstr == ("Beber agua",)


def test_their_text_can_be_taken_instead(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        tab.locator("#text-0").fill("Beber agua")
        site.replace("Agua potable", "Agua para beber")
        # Also without saving: the page sees it by itself.
        tab.get_by_role("button", name="Take theirs").click()
        expect(tab.locator("#text-0")).to_have_value("Agua para beber")
        expect(tab.locator("#conflict")).to_be_hidden()


def test_another_text_that_changed_on_disk_stays_changed(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        tab.route("**/api/version", lambda route: route.abort())
        site.replace("El agua le mantiene bien.", "El agua es salud.")
        tab.locator("#text-0").fill("Beber agua")
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#state")).to_have_text("Translated")
        tab.unroute("**/api/version")
        expect(frame.get_by_text("El agua es salud.")).to_be_visible()
    assert site.message("Drinking water").msgstr == ("Beber agua",)
    assert site.message("Water keeps you well.").msgstr == ("El agua es salud.",)


def test_the_page_follows_every_change_and_keeps_what_is_typed(site: Site) -> None:
    with browser.page(width=1280) as tab:
        frame = site.open(tab)
        choose(tab, frame, "Agua potable")
        tab.locator("#text-0").fill("Beber agua")
        site.replace("El agua le mantiene bien.", "El agua es salud.")
        expect(frame.get_by_text("El agua es salud.")).to_be_visible()
        expect(tab.locator("#text-0")).to_have_value("Beber agua")
        # The source.
        path = site.root / "source" / "drinking-water.md"
        path.write_text(SOURCE + "\nRest a day.\n")
        expect(frame.get_by_text("Rest a day.")).to_be_visible()
        expect(tab.locator("#alert")).to_contain_text("1 text that the catalog lacks")
        path.write_text("---\nsummary: [\n---\n# Drinking water\n")
        expect(tab.locator("#alert")).to_contain_text("drinking-water.md")
        path.write_text(SOURCE)
        expect(tab.locator("#alert")).to_be_hidden()
        # The termbase.
        terms = site.root / "source" / "terms.tbx"
        choose(tab, frame, "Boil it first.")
        terms.write_text(TERMS.replace("hervir", "ebullir"))
        expect(tab.locator("#terms")).to_contain_text("ebullir")
        # What was typed elsewhere is still there.
        choose(tab, frame, "Agua potable")
        expect(tab.locator("#text-0")).to_have_value("Beber agua")
    assert site.message("Drinking water").msgstr == ("Agua potable",)


# ---------------------------------------------------------------------------------------------------------- the pages


@pytest.mark.parametrize("locale", ["es", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")])
def test_the_pages_are_accessible_and_fit_their_window(
    site: Site, locale: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    said: list[str] = []
    with browser.page(width=width, height=900) as tab:
        tab.on("console", lambda message: said.append(message.text))
        tab.emulate_media(color_scheme=scheme)
        frame = site.open(tab, locale)
        tab.locator("summary").first.click()
        tab.get_by_text("Keys", exact=True).click()
        tab.locator("#text-0").fill("Hervir 3 veces.")
        expect(tab.locator("#findings li[data-severity]").first).to_be_visible()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.axe(tab) == []
        assert browser.axe(frame) == []
        tab.get_by_role("button", name="Undo changes").click()
        tab.goto(f"{site.base}/")
        expect(tab.get_by_role("link", name="Drinking water").first).to_be_visible()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.axe(tab) == []
    assert said == []


# ---------------------------------------------------------------------------------------------------- who may ask


def ask(site: Site, method: str, path: str, headers: dict[str, str], body: object = None) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", site.server.entry.port, timeout=30)
    content = None if body is None else json.dumps(body).encode()
    connection.request(method, path, body=content, headers=headers)
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    assert "Access-Control-Allow-Origin" not in response.headers
    connection.close()
    return response.status, text


def allowed(site: Site, **changed: str | None) -> dict[str, str]:
    """The headers that our own page sends, with some changed or left out."""
    entry = site.server.entry
    headers = {
        "Host": entry.hosts[0],
        "Origin": f"http://{entry.hosts[0]}",
        "Sec-Fetch-Site": "same-origin",
        "Cookie": f"{entry.cookie}={entry.key}",
        "Content-Type": "application/json",
        "X-Handouts-Token": entry.token,
    }
    both = headers | {name.replace("_", "-"): value for name, value in changed.items()}
    return {name: value for name, value in both.items() if value is not None}


def save_of(site: Site) -> dict[str, object]:
    """A request that would change a text."""
    headers = allowed(site)
    page = json.loads(ask(site, "GET", "/api/page?locale=es&domain=drinking-water", headers)[1])
    mark = page["messages"][0]["mark"]
    seen = json.loads(ask(site, "GET", f"/api/message?locale=es&mark={mark}", headers)[1])
    return {
        "locale": "es", "mark": mark, "stamp": seen["stamp"], "texts": ["Changed"], "fuzzy": False, "comments": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1"},
        {"X_Handouts_Token": None},
        {"X_Handouts_Token": "x"},
        {"Cookie": None},
        {"Cookie": "handouts=x"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_request_that_is_not_of_our_page_changes_nothing(site: Site, changed: dict[str, str | None]) -> None:
    body, before = save_of(site), site.path().read_bytes()
    assert ask(site, "POST", "/api/save", allowed(site, **changed), body)[0] == 403
    assert site.path().read_bytes() == before
    # It was the header alone that made the difference.
    assert ask(site, "POST", "/api/save", allowed(site), body)[0] == 200
    assert site.message("Drinking water").msgstr == ("Changed",)


@pytest.mark.parametrize("path", ["/", "/edit/es/drinking-water", "/api/overview", "/preview/es/US/drinking-water"])
def test_nothing_is_read_without_the_key_or_by_another_host(site: Site, path: str) -> None:
    assert ask(site, "GET", path, allowed(site))[0] == 200
    framed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    for changed in ({"Cookie": None}, {"Host": "evil.example"}, {"Sec_Fetch_Site": "cross-site"}, framed):
        status, text = ask(site, "GET", path, allowed(site, **changed))
        assert status == 403
        assert "Agua" not in text
        assert site.server.entry.token not in text


def test_every_answer_forbids_what_no_page_of_ours_needs(site: Site) -> None:
    for path, frames in (("/", "'none'"), ("/api/overview", "'none'"), ("/preview/es/US/drinking-water", "'self'")):
        connection = HTTPConnection("127.0.0.1", site.server.entry.port, timeout=30)
        connection.request("GET", path, headers=allowed(site))
        headers = connection.getresponse().headers
        connection.close()
        policy = headers["Content-Security-Policy"]
        assert f"frame-ancestors {frames}" in policy
        assert frames == "'self'" or policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_other_methods_are_refused(site: Site) -> None:
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH"):
        assert ask(site, method, "/api/save", allowed(site), {})[0] == 501


def test_a_page_of_another_site_can_neither_read_nor_write_nor_frame(site: Site) -> None:
    """Another port is another origin, on the same host: cookies go along, and still nothing works."""
    body, before = save_of(site), site.path().read_bytes()
    with open_server(site.server.desk, 0) as other:
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            with browser.page() as tab:
                tab.goto(site.server.address)
                tab.goto(other.address)
                script = """async ([address, options]) => {
                    try { return (await fetch(address, options)).status } catch { return "refused" }
                }"""
                simple = {"method": "POST", "mode": "no-cors", "credentials": "include", "body": json.dumps(body)}
                # Out of reach of the page's own policy, which would not even let it ask.
                tab.goto("about:blank")
                for path, options in (
                    ("/api/overview", {"credentials": "include"}),
                    ("/api/save", simple),
                    ("/api/save", {**simple, "mode": "cors", "headers": {"Content-Type": "application/json"}}),
                ):
                    assert tab.evaluate(script, [site.base + path, options]) in {"refused", 0}
        finally:
            other.shutdown()
            thread.join()
    assert site.path().read_bytes() == before


def test_texts_that_are_saved_at_once_are_all_kept(site: Site) -> None:
    texts = {msgid: f"{number} {{glasses}}" for number, msgid in enumerate(SPANISH)}

    def save(msgid: str) -> None:
        mark = render.mark("drinking-water", (None, msgid))
        stamp = site.server.desk.message("es", mark)["stamp"]
        assert isinstance(stamp, str)
        assert site.server.desk.save("es", mark, stamp, Edit((texts[msgid],), False, ()))[0]

    threads = [threading.Thread(target=save, args=[msgid]) for msgid in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {msgid: site.message(msgid).msgstr[0] for msgid in texts} == texts


def test_what_counts_is_the_file_and_not_what_was_read_of_it(site: Site) -> None:
    stale = catalog.read(site.path())
    message = stale.by_key[None, "Drinking water"]
    site.replace("El agua le mantiene bien.", "El agua es salud.")

    def save(msgid: str, text: str) -> Outcome:
        seen = stamp(stale.by_key[None, msgid])
        return edits.save(stale, (None, msgid), seen, Edit((text,), False, ()), translator="", now=datetime.now(UTC))

    assert save("Drinking water", "Beber agua").saved
    assert not save("Water keeps you well.", "Agua.").saved
    assert not save("Drinking water", "Agua.").saved
    assert site.message("Drinking water") == replace(message, msgstr=("Beber agua",), line=message.line)
    assert site.message("Water keeps you well.").msgstr == ("El agua es salud.",)


def test_a_program_that_saves_while_we_do_is_not_overwritten(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = catalog.read(site.path())
    message, dump = found.by_key[None, "Drinking water"], catalog.dump
    others = iter(["El agua le mantiene bien.", "El agua es salud.", "El agua es vida."])
    before = next(others)

    def slow(*given: catalog.Catalog) -> bytes:
        nonlocal before
        if (after := next(others, None)) is not None:
            site.replace(before, after)
            before = after
        return dump(*given)

    monkeypatch.setattr(catalog, "dump", slow)
    edit = Edit(("Beber agua",), False, ())
    assert edits.save(found, message.key, stamp(message), edit, translator="", now=datetime.now(UTC)).saved
    assert site.message("Drinking water").msgstr == ("Beber agua",)
    assert site.message("Water keeps you well.").msgstr == ("El agua es vida.",)


def test_what_is_saved_already_is_saved_again_without_a_change(site: Site) -> None:
    body = save_of(site)
    assert ask(site, "POST", "/api/save", allowed(site), body)[0] == 200
    before = site.path().stat()
    assert ask(site, "POST", "/api/save", allowed(site), body)[0] == 200
    assert site.path().stat() == before


def test_a_broken_or_absent_catalog_is_told_of_and_left_alone(site: Site) -> None:
    site.path().write_text('msgid "\n', encoding="utf-8")
    site.path("ar").unlink()
    with browser.page(width=1280) as tab:
        tab.goto(site.server.address)
        expect(tab.locator(".broken")).to_contain_text("drinking-water.po:1:")
        tab.goto(f"{site.base}/edit/es/drinking-water")
        expect(tab.locator("#alert")).to_contain_text("drinking-water.po:1:")
        tab.goto(f"{site.base}/edit/ar/drinking-water")
        expect(tab.locator("#alert")).to_contain_text("handouts update")
        tab.locator("#text-0").fill("ماء")
        tab.keyboard.press("Control+Enter")
        expect(tab.locator("#said")).to_contain_text("Not saved.")
    assert site.path().read_text(encoding="utf-8") == 'msgid "\n'
    assert not site.path("ar").exists()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_marked_page_says_the_same_in_the_same_elements(locale: str) -> None:
    """Only the script of the page is left out: the preview has one of its own."""
    plain, marked = (parse(render.html(page(locale), marked=marks)) for marks in (False, True))
    body = one(plain, ".//body")
    body.remove(one(body, "script"))
    said = ["".join(tree.itertext()) for tree in (plain, marked)]
    assert said[0].split() == said[1].split()
    tags = [[each.tag for each in tree.iter() if each.get("data-message") is None] for tree in (plain, marked)]
    assert tags[0] == tags[1]
    marks = [each.get("data-message") for each in marked.iter()]
    assert render.mark("painful-sex", (None, TITLE)) in marks
    assert not any(each.get("data-message") for each in plain.iter())


def test_only_this_machine_is_listened_to(site: Site) -> None:
    assert site.server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({}, 400),
        ({"texts": "Changed"}, 400),
        ({"texts": []}, 400),
        ({"texts": [1]}, 400),
        ({"fuzzy": "yes"}, 400),
        ({"texts": ["a", "b"]}, 404),
        ({"mark": "drinking-water/0"}, 404),
        ({"mark": "../../handouts/0"}, 404),
        ({"locale": "../es"}, 404),
        ({"locale": "en"}, 404),
        ({"texts": ["a\0b"]}, 422),
        ({"texts": ["\ud800"]}, 422),
    ],
)
def test_what_cannot_be_saved_is_told_and_changes_nothing(site: Site, body: object, status: int) -> None:
    whole, before = save_of(site), site.path().read_bytes()
    sent = {**whole, **body} if isinstance(body, dict) and body else body
    answer, text = ask(site, "POST", "/api/save", allowed(site), sent)
    assert answer == status
    assert json.loads(text)["errors"]
    assert site.path().read_bytes() == before


def test_a_text_that_is_gone_is_a_conflict(site: Site) -> None:
    whole = save_of(site)
    site.replace('msgid "Drinking water"', 'msgid "Drinking waters"')
    assert ask(site, "POST", "/api/save", allowed(site), whole)[0] == 404


def test_the_command_says_where_it_serves_and_what_stands_in_its_way(handouts: Handouts, site: Site) -> None:
    code, _, err = handouts("serve", "--no-open", "--port", str(site.server.entry.port))
    assert code == 2
    assert re.search(r"^handouts: Port \d+ is in use\.", err)
    code, _, err = handouts("serve", "--no-open", "--locale", "xx")
    assert code == 2


def test_the_command_serves_until_it_is_stopped(site: Site) -> None:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "serve", "--no-open", "--port", "0"]
    # Wherever the command stands: it is the checkout's, and the project is another.
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(command, cwd=site.root, env=environment, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        try:
            address = served.stderr.readline().removeprefix("Open ").strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?key=[\w-]{40,}", address)
            with browser.page() as tab:
                tab.goto(address)
                expect(tab.get_by_role("link", name="Drinking water").first).to_be_visible()
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(timeout=60) == 0
        assert "Stopped." in served.stderr.read()
