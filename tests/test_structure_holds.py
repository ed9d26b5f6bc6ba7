"""A translation cannot add or lose a list's item, a heading, a table's cell or a box: blocks are the source's alone."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks, render, source
from pipeline.catalog import Catalog
from pipeline.checks import RunContext
from pipeline.model import Handout, Message
from tests.pdf.dom import one, parse
from tests.pdf.pages import page

HANDOUT = """\
# Water

Drink it. [@smith-2019]

- Boil it.
  1. Let it cool.
  2. Pour it.

::: callout urgent
Call now.
:::

> Water is good.

| Sign | What to do |
| --- | --- |
| Thirst | Drink. |
"""
# Marks of blocks and raw HTML, at the start of a text, of a line of it, and alone.
MARKS = ("- ", "* ", "1. ", "# ", "> ", "| a | b |", "::: callout\n", "```\n", "---\n", "<ul><li>", "</td>", "\n\n", "")


def tags(element: Element) -> list[str]:
    """The elements that blocks become, in order; what is within a text is none of them."""
    inline = {"span", "strong", "em", "a", "code", "br", "sup", "bdi", "cite", "abbr", "img"}
    return [each.tag for each in element.iter() if each.tag not in inline]


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Handout:
    path = tmp_path_factory.mktemp("project") / "water.md"
    path.write_text("---\nreferences:\n  smith-2019: {text: Smith.}\n---\n" + HANDOUT)
    return source.read(path, path.parent)


def article(handout: Handout, translation: str) -> Element:
    messages = [segment.key for segment in source.segments(handout)]
    of = page("ru", "US")
    of = replace(of, handout=replace(of.handout, blocks=handout.blocks, title=handout.title, summary=None))
    return one(parse(render.html(replace(of, texts=dict.fromkeys(messages, translation)))), ".//article")


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=5).map("".join))
def test_no_text_changes_the_blocks(blocks: Handout, translation: str) -> None:
    assert tags(article(blocks, translation)) == tags(article(blocks, "x"))


@pytest.mark.parametrize("mark", ["- ", "* ", "1. ", "# ", "> ", "| a | ", "::: ", "```"])
def test_a_mark_of_a_block_is_told_of(mark: str) -> None:
    message = Message("Drink water.", (f"{mark}Beba agua.",))
    one = Catalog(path=Path("x.po"), locale="es", domain="x", header={}, messages=(message,))
    findings = checks.run(one, RunContext(select=("block-markup-added",)))
    assert [finding.check for finding in findings] == ["block-markup-added"]
