"""Nothing that an author writes is lost without a word: `dropped` sees whatever no block holds."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from pipeline import markup, project, source
from pipeline.errors import HandoutsError, flatten
from pipeline.model import Block, Handout
from pipeline.source.drops import dropped
from tests.properties.test_markup_properties import DOCUMENT

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "source").glob("*.md"))


def read(path: Path, root: Path) -> tuple[markup.Document, Handout]:
    facts = project.load(ROOT).facts if root == ROOT else {}
    return markup.parse_blocks(path.read_text("utf-8"), path), source.read(path, root, facts)


def less_one(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks without the text of one of them, for each that has any."""
    for place, block in enumerate(blocks):
        if block.segment is not None or block.kind == "code":
            bare = replace(block, segment=None, argument="")
            yield (*blocks[:place], bare, *blocks[place + 1 :])
        for children in less_one(block.children):
            yield (*blocks[:place], replace(block, children=children), *blocks[place + 1 :])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_visible_character_of_a_handout_is_in_a_block(path: Path) -> None:
    document, handout = read(path, ROOT)
    assert dropped(document, handout.blocks) is None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_block_that_goes_missing_is_seen(path: Path) -> None:
    document, handout = read(path, ROOT)
    lesser = list(less_one(handout.blocks))
    assert lesser
    assert [blocks for blocks in lesser if dropped(document, blocks) is None] == []


@pytest.mark.parametrize(
    ("markdown", "kept", "lost"),
    [
        ("# A\n\nb c\n", "# A\n\nb\n", (3, "c")),
        ("# A\n\nb b\n", "# A\n\nb\n", (3, "b")),
        ("# A\n\nb → 5\n", "# A\n\nb 5\n", (3, "→")),
        ("# A\n\n```\nx y\n```\n", "# A\n\n```\nx\n```\n", (4, "y")),
        ("# A\n\n<!-- notranslate -->\nx y\n", "# A\n\n<!-- notranslate -->\nx\n", (4, "y")),
        ("---\ntitle: t\n---\n# A b\n", "# A\n", (4, "b")),
        ("# A\n\n1. x\n2. y 2\n", "# A\n\n1. x\n2. y\n", (4, "2")),
        ("# A\n\n| x | y |\n|---|---|\n| 1 | 2 |\n", "# A\n\n| x | y |\n|---|---|\n| 1 |  |\n", (5, "2")),
    ],
)
def test_the_line_and_the_text_are_named(tmp_path: Path, markdown: str, kept: str, lost: tuple[int, str]) -> None:
    path = tmp_path / "x.md"
    path.write_text(kept, "utf-8")
    _, handout = read(path, tmp_path)
    document = markup.parse_blocks(markdown, path)
    assert dropped(document, handout.blocks) == lost


def test_what_is_written_for_no_reader_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(
        "---\ntitle: Some title\n---\n# A\n\n<!-- Translators: a note. -->\n"
        "::: callout urgent\n> - 1. x\n>   2. y\n:::\n\n::: resource emergency\n:::\n\n"
        "[p][Some Page] &amp; \\* q\n\n[some page]:\n  https://example.org/Ä\n\n***\n",
        "utf-8",
    )
    document, handout = read(path, tmp_path)
    assert dropped(document, handout.blocks) is None


@given(DOCUMENT)
def test_the_parser_drops_nothing_that_it_does_not_tell_of(markdown: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.md"
        path.write_text(markdown, "utf-8")
        try:
            source.read(path, Path(folder))
        except (HandoutsError, ExceptionGroup) as error:
            told = flatten(error) if isinstance(error, ExceptionGroup) else [error]
            assert not [each for each in told if "would be shown to nobody" in each.message]
