"""`page_in` is the sample handout with a sentence of another script in every place. The texts are for layout only."""

import tomllib
from dataclasses import replace
from pathlib import Path

from pipeline.model import Variant
from pipeline.render import Page
from tests.pdf.pages import HANDOUT, SECOND, STUDY, TITLE, page

SENTENCES: dict[str, str] = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def page_in(locale: str, variant: Variant = "standard") -> Page:
    """Return the page, each message of it the locale's sentence; titles are its first words."""
    sentence = SENTENCES[locale]
    words = sentence.replace("*", "").replace("{n_women}", "12").replace("{pct_women}", "7").partition(" [@")[0]
    short = words[:18].strip()
    linked = f"[{short}][nhs] {words}"
    of = page("en")
    texts = {key: sentence if key == (None, STUDY) else words for key in _keys()}
    texts |= {(None, TITLE): short, (None, SECOND): linked}
    alternates = tuple((each, f"../../{each}/US/painful-sex.html") for each in ("en", locale))
    return replace(of, locale=locale, texts=texts, variant=variant, alternates=alternates)


def _keys() -> set[tuple[str | None, str]]:
    found: set[tuple[str | None, str]] = {HANDOUT.title.key}
    if HANDOUT.summary:
        found.add(HANDOUT.summary.key)
    todo = list(HANDOUT.blocks)
    while todo:
        block = todo.pop()
        if block.segment:
            found.add(block.segment.key)
        todo += block.children
    return found
