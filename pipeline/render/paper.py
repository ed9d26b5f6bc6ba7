"""`pdf` prints a page as PDF/UA-1 and PDF/A-2a, or says why it cannot be printed whole."""

import contextlib
import functools
import logging
import os
import re
import threading
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from pipeline import cldr, fonts
from pipeline.errors import HandoutsError, visible
from pipeline.render import style
from pipeline.render.page import Page
from pipeline.render.view import handout_html

_MISSING_GLYPH = ".notdef glyph"
_ROUNDING = 1.0
"""How far, in CSS px, a box may reach out of its place by rounding alone."""

_LEADING = 0.08
"""How much of a text's height is room that its font wants between lines: where a sheet sets them closer than that, its
box reaches out of its line, and no ink does."""


def pdf(page: Page) -> bytes:
    """Return the page as a tagged PDF, fit for an archive, on the territory's paper.

    Raises HandoutsError where a character has no glyph, a text or an image does not fit the page, or WeasyPrint has
    anything to complain of.
    """
    beside = _beside(page)
    engine = _engine(style.families(page.locale, *beside))
    html = handout_html(page, paper=True)
    sheet = style.paper(
        page.locale,
        page.paper or cldr.paper(page.territory),
        *beside,
        variant=page.variant,
        draft=page.draft,
        branding=page.branding,
    )
    with _complaints() as complaints:
        document = engine.render(html, sheet, page.url)
        _require_room(page, engine.out_of_place(document))
        content = engine.write(document)
    if complaints:
        raise _refusal(page, html, complaints)
    return content


def ready(locales: Iterable[str]) -> None:
    """Make the fonts of `locales` and load WeasyPrint, so that what is missing is told before anything is rendered.

    Raises HandoutsError where a system library or a font is missing, or a language has a script without a font.
    """
    for families in sorted({style.families(locale) for locale in locales}):
        _engine(families)


def _beside(page: Page) -> tuple[str, ...]:
    """Return the locales that parts of the page may be in besides its own."""
    named = sorted({row.name_lang for row in page.resources if cldr.known(row.name_lang)})
    return (page.source_locale, *named)


class _Engine:
    """WeasyPrint with fonts of some families and no others; imported late, since that takes half a second."""

    def __init__(self, families: tuple[str, ...]) -> None:
        # Each FontConfiguration reads the variable anew, so fonts of one locale never stand in for another's.
        os.environ["FONTCONFIG_FILE"] = str(fonts.prepare(families))
        try:
            import weasyprint
        except OSError as error:  # cffi's, where a shared library cannot be loaded
            raise HandoutsError(
                f"PDFs need a system library: {visible(str(error).partition(':')[0], 200)[1:-1]}.",
                hint="Install Pango and HarfBuzz (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).",
            ) from error
        from weasyprint.formatting_structure import boxes
        from weasyprint.text.fonts import FontConfiguration

        from pipeline.render import tagging

        tagging.install()
        self._weasyprint = weasyprint
        self._boxes = boxes
        self._tagging = tagging
        self._fonts = FontConfiguration()
        self._fetcher = _fetcher(weasyprint)

    def render(self, html: str, sheet: str, url: str) -> Any:
        document = self._weasyprint.HTML(string=html, base_url=url or None, url_fetcher=self._fetcher)
        style = self._weasyprint.CSS(string=sheet, font_config=self._fonts, url_fetcher=self._fetcher)
        rendered = document.render(
            font_config=self._fonts,
            stylesheets=[style],
            pdf_variant=self._tagging.VARIANT,
            presentational_hints=True,  # without them, a list that starts at 7 prints from 1
        )
        self._tagging.prepare(rendered)
        return rendered

    def write(self, document: Any) -> bytes:
        """Return the PDF; b"" where characters have no glyph, which WeasyPrint logs."""
        try:
            content: bytes = document.write_pdf(pdf_variant=self._tagging.VARIANT)
        except self._tagging.MissingGlyphsError:
            return b""
        return content

    def out_of_place(self, document: Any) -> Iterator[tuple[int, str]]:
        """Yield page number, from 1, and words of whatever reaches out of the page's content box, or its margin."""
        for number, page in enumerate(document.pages, start=1):
            box = page._page_box
            content = (
                box.content_box_x(),
                box.content_box_y(),
                box.content_box_x() + box.width,
                box.content_box_y() + box.height,
            )
            for child in box.children:
                room = content
                if isinstance(child, self._boxes.MarginBox):
                    head = child.position_y < content[1]
                    room = (0.0, 0.0, page.width, content[1]) if head else (0.0, content[3], page.width, page.height)
                for box in child.descendants():
                    if (shown := self._shown(box)) and not _within(box, room):
                        yield number, shown

    def _shown(self, box: Any) -> str:
        """Return the words of a text or an image, "" where there is nothing to see."""
        if isinstance(box, self._boxes.TextBox):
            return str(box.text).strip()
        if isinstance(box, self._boxes.ReplacedBox) and box.element is not None:
            return str(box.element.get("alt", ""))
        return ""


def _within(box: Any, room: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = room
    leading = _LEADING * box.height
    return bool(
        box.position_x >= left - _ROUNDING
        and box.position_y >= top - _ROUNDING - leading
        and box.position_x + box.width <= right + _ROUNDING
        and box.position_y + box.height <= bottom + _ROUNDING + leading
    )


@functools.cache
def _engine(families: tuple[str, ...]) -> _Engine:
    return _Engine(families)


def _fetcher(weasyprint: Any) -> Any:
    class NothingFromOutside(weasyprint.URLFetcher):  # type: ignore[misc]
        """Opens what the page itself carries, and no file and no address."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:"):
                raise ValueError("Nothing outside the page is read.")
            return super().fetch(url, headers)

    return NothingFromOutside()


@contextlib.contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """Collect what WeasyPrint logs, in this thread, from warnings up."""
    records: list[logging.LogRecord] = []
    thread = threading.get_ident()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                records.append(record)

    logger = logging.getLogger("weasyprint")
    handler = Collector(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)


def _require_room(page: Page, texts: Iterator[tuple[int, str]]) -> None:
    for number, text in texts:
        raise HandoutsError(
            f"In {page.locale} for {page.territory}, page {number}: {visible(text)} does not fit the page.",
            file=page.handout.path,
            hint="Shorten it, or let it break.",
        )


def _refusal(page: Page, html: str, complaints: list[logging.LogRecord]) -> HandoutsError:
    """Return the error that names the characters without a glyph and their text, or else what was complained of."""
    where = f"In {page.locale} for {page.territory}"
    missing = [record for record in complaints if str(record.msg).startswith(_MISSING_GLYPH)]
    if not missing:
        said = "; ".join(dict.fromkeys(record.getMessage() for record in complaints))
        return HandoutsError(f"{where}: {visible(said, 300)}", file=page.handout.path)
    characters = sorted({str(record.args[0]) for record in missing if isinstance(record.args, tuple)})
    named = ", ".join(f"{visible(each)} (U+{ord(each):04X})" for each in characters)
    texts = (unescape(text) for text in re.findall(r">([^<>]+)<", html))
    text = next((text for text in texts if any(each in text for each in characters)), "")
    return HandoutsError(
        f"{where}: no font has {named}, in {visible(text.strip())}.",
        file=page.handout.path,
        hint="Write it otherwise, or add a font to pipeline/fonts.toml.",
    )
