"""`outputs` makes what the golden files hold: what users see, as plain files that anybody can open and compare."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import catalog, render, source, terms
from pipeline.branding import Branding
from pipeline.catalog import Memory
from pipeline.render import Front
from tests.pdf import reading
from tests.pdf.pages import LOCALES, page

EXPECTED = Path(__file__).with_name("expected")

_ROOT = Path(__file__).with_name("project")
_DAY = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def outputs() -> dict[str, bytes]:
    """Return every golden file's content by its name."""
    return {**_catalogs(), **_pages()}


def _catalogs() -> dict[str, bytes]:
    """The template of a handout, and the Spanish catalog of its first version brought up to date with it."""
    handout = source.read(_ROOT / "source/fever.md", _ROOT)
    messages = source.templates([handout], [])["fever"]
    path = _ROOT / "locales/es/LC_MESSAGES/fever.po"
    old = catalog.read(path)
    termbase = terms.read(_ROOT / "source/terms.tbx", _ROOT)
    new = catalog.update(
        old,
        messages,
        path=path,
        locale="es",
        domain="fever",
        project="Golden",
        memory=Memory.of([old]),
        annotate=terms.annotate(termbase, "en", "es"),
        now=_DAY,
    )
    return {
        "fever.pot": catalog.dump_template(messages, project="Golden", domain="fever", now=_DAY),
        "fever.es.po": catalog.dump(new),
    }


def _pages() -> dict[str, bytes]:
    """Web pages, and PDFs as assistive technology meets them."""
    front = Front(LOCALES, "en", "Sample", Branding(), {})
    in_arabic = replace(front, locale="ar", ui=page("ar").ui)
    made = {
        "index.html": render.index(front),
        "print-desk.html": render.print_desk(front, [render.entry(page("ar")), render.entry(page("en"))]),
        "index.ar.html": render.locale_index(
            in_arabic, [render.entry(page("ar", "US")), render.entry(page("ar", "GB"))]
        ),
    }
    for locale in ("en", "ar", "zh_Hans"):
        made[f"page.{locale}.html"] = render.html(page(locale))
        tree = reading.read(render.pdf(page(locale))).root
        made[f"page.{locale}.pdf.txt"] = ("\n".join(_outline(tree)) + "\n").encode()
    return made


def _outline(node: reading.Node, depth: int = 0) -> Iterator[str]:
    language = f" lang={node.language}" if node.language else ""
    text = "".join(child for child in node.children if isinstance(child, str)).strip()
    links = "".join(f" → {link['contents']}" for link in node.links)
    yield f"{'  ' * depth}{node.type}{language}{': ' + text if text else ''}{links}"
    for child in node.children:
        if isinstance(child, reading.Node):
            yield from _outline(child, depth + 1)
