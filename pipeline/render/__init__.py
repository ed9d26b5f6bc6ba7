"""`html` and `pdf` make an edition of a `Page`; `index`, `locale_index` and `print_desk` lead to what was made.

Each is a function of its arguments alone: same page, same bytes. Jinja2 and WeasyPrint are known here alone.
"""

import functools
import hashlib
from collections.abc import Callable, Mapping
from importlib import metadata, resources

from pipeline import fonts
from pipeline.model import Format
from pipeline.render.card import card
from pipeline.render.indexes import Entry, Front, Headline, entry, index, locale_index, print_desk, sitemap
from pipeline.render.page import Download, Page, Texts
from pipeline.render.paper import pdf, ready
from pipeline.render.style import web_faces
from pipeline.render.text import mark
from pipeline.render.view import handout_html

__all__ = [
    "FORMATS",
    "Download",
    "Entry",
    "Front",
    "Headline",
    "Page",
    "Texts",
    "card",
    "digest",
    "entry",
    "html",
    "index",
    "locale_index",
    "mark",
    "pdf",
    "print_desk",
    "ready",
    "sitemap",
    "web_faces",
]

# What else decides the bytes of an edition: the libraries that write markup, numbers, phones and PDF.
_LIBRARIES = ("Babel", "Jinja2", "markdown-it-py", "phonenumbers", "pydyf", "weasyprint")


def html(page: Page, *, marked: bool = False) -> bytes:
    """Return the page for the web: one file that asks for no other but its fonts, and none of another site.

    `marked`, each message stands in an element whose `data-message` is its `mark`, for whoever works on the texts.

    Raises HandoutsError where an image is missing or has no description.
    """
    return handout_html(page, paper=False, marked=marked).encode()


FORMATS: Mapping[Format, Callable[[Page], bytes]] = {"html": html, "pdf": pdf}
"""How a page becomes an edition of each format."""


@functools.cache
def digest() -> str:
    """Return the hash, as hex, of all that decides how a page is rendered, besides the page."""
    hashed = hashlib.sha256(fonts.digest().encode())
    for library in _LIBRARIES:
        hashed.update(f"{library} {metadata.version(library)}\n".encode())
    package = resources.files("pipeline.render")
    for folder in (package, *map(package.joinpath, ("templates", "css", "js"))):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".html", ".css", ".js")):
                content = file.read_bytes()
                hashed.update(f"{file.name} {len(content)}\n".encode() + content)
    return hashed.hexdigest()
