"""Any text is inline text; what is escaped is text; nothing of a document is lost on the way to its segments."""

import re
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import markup, source
from pipeline.errors import HandoutsError, flatten
from pipeline.markup import inline
from pipeline.markup.inline import simple_nodes
from pipeline.model import Block, Handout

ANY_TEXT = st.text(st.characters(), max_size=200)
MARKED_UP = st.lists(
    st.sampled_from(["*", "**", "_", "`", "[", "]", "](", ")", "![", "[@a]", "{a}", "{", "}", "<b>", "<!--", "&amp;",
                     "\\", "\n", "  \n", "|", "[x]", "https://x.org", " ", "a", "é", "\ud800", "\0", "\u202e"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(ANY_TEXT | MARKED_UP)
@example("[a](http://[b)")
@example("[" * 500)
@example("![" * 500 + "](a)" * 500)
def test_parsing_inline_text_never_fails(text: str) -> None:
    nodes = markup.parse_inline(text)
    markup.plain(nodes)
    markup.raw_html(text)
    assert markup.reference_labels(text) == {node.reference for node in markup.walk(nodes) if node.reference}
    assert markup.parse_inline(text, {"x": "https://x.org"}) is not None


SIMPLE = st.lists(
    st.sampled_from(["**", "*", "{x}", "{", "}", "[a b](https://b.org/c)", "[b]", "(", ")", "[@x]", "_", "a", "word",
                     "1", "é", "क", "े", "漢字", " ", "  ", "\u00a0", ".", ",", "?", "“", "。", "-", "https://x.org",
                     "@", "\n", "!", ">", "`"]),
    max_size=10,
).map("".join)  # fmt: skip


@given(SIMPLE | ANY_TEXT)
def test_the_simplest_markup_is_read_as_commonmark_reads_it(text: str) -> None:
    assert simple_nodes(text) in ((), inline._parse(text))


def test_texts_with_the_markup_of_handouts_are_simple() -> None:
    assert simple_nodes("**Call now**, or see [our page](https://example.org/) from {opening}! [@who]")


@given(ANY_TEXT | MARKED_UP)
def test_what_is_escaped_is_text(text: str) -> None:
    assert markup.parse_inline(markup.escape(text)) == ((markup.Inline("text", text),) if text else ())


@given(st.lists((ANY_TEXT | MARKED_UP).filter(str.strip), min_size=1).map("\n".join))
def test_unwrapping_is_done_once(text: str) -> None:
    text = re.sub(r"\n\s*\n", "\n", text)
    assert markup.unwrap(markup.unwrap(text)) == markup.unwrap(text)


WORD = st.text("abcdefghijklmnopqrstuvwxyzäéßж中", min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
SPANS = st.one_of(
    LINE,
    LINE.map("*{}*".format),
    LINE.map("**{}**".format),
    LINE.map("`{}`".format),
    LINE.map("[{}](https://example.org/)".format),
)
INLINE = st.lists(SPANS, min_size=1, max_size=4).map(" ".join) | st.lists(LINE, min_size=1, max_size=4).map("\n".join)


def indented(text: str, by: str) -> str:
    return text.replace("\n", f"\n{by}")


def table(rows: list[tuple[str, str]]) -> str:
    first, *rest = [f"| {a} | {b} |" for a, b in rows]
    return "\n".join([first, "| --- | --- |", *rest])


BLOCK = st.recursive(
    st.one_of(
        INLINE,
        LINE.map("## {}".format),
        LINE.map("```\n{}\n```".format),
        LINE.map("<!-- notranslate -->\n{}".format),
        LINE.map("<!-- Translators: note -->\n{}".format),
        st.lists(st.tuples(LINE, LINE), min_size=1, max_size=3).map(table),
        st.just("---"),
    ),
    lambda blocks: st.one_of(
        st.lists(blocks.map(lambda block: f"- {indented(block, '  ')}"), min_size=1, max_size=3).map("\n".join),
        st.lists(blocks.map(lambda block: f"1. {indented(block, '   ')}"), min_size=1, max_size=3).map("\n\n".join),
        blocks.map(lambda block: f"> {indented(block, '> ')}"),
        st.lists(blocks, min_size=1, max_size=3).map(lambda some: ":::: callout\n{}\n::::".format("\n\n".join(some))),
    ),
    max_leaves=6,
)
DOCUMENT = st.lists(BLOCK, max_size=6).map(lambda blocks: "\n\n".join(["# title", *blocks]) + "\n")


@given(DOCUMENT)
def test_a_document_is_its_segments(document: str) -> None:
    """Every word that an author writes is in a segment or in code, and in the author's order."""
    try:
        handout = read(document)
    except (HandoutsError, ExceptionGroup):
        return
    assert words(" ".join(texts(handout.blocks))) == words(document)


@given(st.lists(MARKED_UP | ANY_TEXT | st.sampled_from(["# ", "- ", "> ", "::: callout\n", ":::\n", "---\n", "|-|-|\n",
                                                        "[x]: y\n", "    ", "1. ", "<!-- notranslate -->\n", "```\n"]),
                max_size=12).map("".join))  # fmt: skip
@example("---\n\n")
@example(":::\n")
@example("---\na: &a [*a]\n---\n# x\n")
@example("---\n" + "[" * 3000 + "\n---\n# x\n")
@example("> " * 3000 + "x")
@example("- " * 3000 + "x")
def test_any_text_gives_a_handout_or_mistakes_with_their_place(document: str) -> None:
    mistakes = []
    try:
        assert source.segments(read(document))
    except HandoutsError as error:
        mistakes.append(error)
    except ExceptionGroup as group:
        mistakes.extend(flatten(group))
    assert all(error.file == Path("x.md") for error in mistakes)


def read(document: str) -> Handout:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.md"
        path.write_bytes(document.encode("utf-8", "surrogatepass"))
        return source.read(path, Path(folder))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d]+", re.sub(r"\(https://example\.org/\)|:::: callout|<!-- .*? -->", "", text))


def texts(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        found.extend([block.segment.msgid] if block.segment else [block.argument] if block.kind == "code" else [])
        found.extend(texts(block.children))
    return found
