from pathlib import Path

import pytest

from pipeline import markup
from pipeline.errors import HandoutsError
from pipeline.markup import Inline, Node


def text(characters: str) -> Inline:
    return Inline("text", characters)


def link(target: str, *children: Inline, reference: str = "") -> Inline:
    return Inline("link", target=target, children=children, reference=reference)


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ("", ()),
        ("Plain words.", (text("Plain words."),)),
        ("a\nb", (text("a b"),)),
        ("a\\\nb", (text("a"), Inline("break"), text("b"))),
        ("*a* _b_", (Inline("emphasis", children=(text("a"),)), text(" "), Inline("emphasis", children=(text("b"),)))),
        ("**a *b***", (Inline("strong", children=(text("a "), Inline("emphasis", children=(text("b"),)))),)),
        ("`{x} <b>`", (Inline("code", "{x} <b>"),)),
        ("{pct_men} of men", (Inline("fact", "pct_men"), text(" of men"))),
        ("**{n}**", (Inline("strong", children=(Inline("fact", "n"),)),)),
        ("\\{n} {1} {a b} {}", (text("{n} {1} {a b} {}"),)),
        ("So. [@smith-2020][@a.b]", (text("So. "), Inline("citation", "smith-2020"), Inline("citation", "a.b"))),
        ("[@] [@a b] \\[@a]", (text("[@] [@a b] [@a]"),)),
        ("[a *b*](https://x.org)", (link("https://x.org", text("a "), Inline("emphasis", children=(text("b"),))),)),
        ('[a](https://x.org/é "t")', (link("https://x.org/%C3%A9", text("a")),)),
        ("[a](javascript:x)", (link("javascript:x", text("a")),)),
        ("<https://x.org>", (link("https://x.org", text("https://x.org")),)),
        ("[a][Some  Page]", (link("#ref:some page", text("a"), reference="some page"),)),
        ("[{n} c][d]", (link("#ref:d", Inline("fact", "n"), text(" c"), reference="d"),)),
        ("[a] and [b][]", (text("[a] and [b][]"),)),
        ("[a][@b]", (text("[a]"), Inline("citation", "b"))),
        ("[a [b](https://x.org) c][d]", (text("[a "), link("https://x.org", text("b")), text(" c][d]"))),
        ("![a *b* {n}](i.png)", (Inline("image", "a b {n}", target="i.png"),)),
        ("<b>a</b> &lt; &eacute;", (text("<b>a</b> < é"),)),
        ("# not a heading", (text("# not a heading"),)),
        ("5 * 3 * 2 and snake_case_name", (text("5 * 3 * 2 and snake_case_name"),)),
    ],
)  # fmt: skip
def test_inline(markdown: str, nodes: tuple[Inline, ...]) -> None:
    assert markup.parse_inline(markdown) == nodes


def test_reference_links_take_their_address_from_the_definitions() -> None:
    markdown = "**[a][Page]** [b][other]"
    first, space, second = markup.parse_inline(markdown, {"page": "https://x.org"})
    assert first == Inline("strong", children=(link("https://x.org", text("a"), reference="page"),))
    assert space == text(" ")
    assert second == link("#ref:other", text("b"), reference="other")
    assert markup.reference_labels(markdown) == {"page", "other"}
    # What one caller knows of addresses is not kept for the next.
    assert markup.parse_inline("[b][other]") == (second,)


def test_plain_is_what_a_reader_sees() -> None:
    nodes = markup.parse_inline("**Of {n} [men][x]**\\\n`code` ![a cup](i.png) end. [@a]")
    assert markup.plain(nodes) == "Of {n} men\ncode a cup end. "


def test_walk_goes_depth_first() -> None:
    nodes = markup.parse_inline("a **b *c* d** e")
    assert [node.text or node.kind for node in markup.walk(nodes)] == [
        "a ", "strong", "b ", "emphasis", "c", " d", " e",
    ]  # fmt: skip


NESTED = "*a **b " * 6 + "c" + "***" * 6


@pytest.mark.parametrize(
    ("markdown", "said"), [(NESTED, "nested more than 10 deep"), ("a" * 10_001, "more than 10,000 characters")]
)
def test_beyond_the_limits_a_translation_is_text_and_a_source_an_error(markdown: str, said: str) -> None:
    assert markup.parse_inline(markdown) == (text(markdown),)
    with pytest.raises(HandoutsError, match=said):
        markup.parse_strict(markdown)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a < b", ""),
        ("a <b>c</b>", "<b>"),
        ("a <!-- c --> d", "<!-- c -->"),
        ("`<b>` \\<b> <https://x.org>", ""),
    ],
)
def test_raw_html_is_found(markdown: str, html: str) -> None:
    assert markup.raw_html(markdown) == html


@pytest.mark.parametrize(
    ("wrapped", "unwrapped"),
    [
        ("one", "one"),
        (" one\n\ttwo \nthree\n", "one two three"),
        ("one  \ntwo", "one\\\ntwo"),
        ("one   \n  two", "one\\\ntwo"),
        ("one\\\ntwo", "one\\\ntwo"),
        ("one\\\\\ntwo", "one\\\\ two"),
    ],
)
def test_unwrapping_changes_lines_and_not_text(wrapped: str, unwrapped: str) -> None:
    document = markup.parse_blocks(f"{wrapped}\n", Path("x.md"))
    assert [node.text for node in document.nodes] == [unwrapped]
    assert markup.plain(markup.parse_inline(unwrapped)) == markup.plain(markup.parse_inline(wrapped.strip()))


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ("# One\n\nTwo\n===\n", (Node("heading", 1, "One", level=1), Node("heading", 3, "Two", level=1))),
        ("a\n\n---\n\nb", (Node("paragraph", 1, "a"), Node("rule", 3), Node("paragraph", 5, "b"))),
        ("```\nls {x}\n```\n\n    more\n", (Node("code", 1, "ls {x}\n"), Node("code", 5, "more\n"))),
        (
            "3. a\n4. b\n\n   c\n",
            (
                Node(
                    "ordered list",
                    1,
                    children=(
                        Node("item", 1, children=(Node("paragraph", 1, "a"),)),
                        Node("item", 2, children=(Node("paragraph", 2, "b"), Node("paragraph", 4, "c"))),
                    ),
                    start=3,
                ),
            ),
        ),
        (
            "| a | b \\| c |\n| :-: | --: |\n| d |  |\n",
            (
                Node(
                    "table",
                    1,
                    children=(
                        Node(
                            "row",
                            1,
                            children=(
                                Node("header cell", 1, "a", align="center"),
                                Node("header cell", 1, "b | c", align="right"),
                            ),
                        ),
                        Node(
                            "row",
                            3,
                            children=(Node("cell", 3, "d", align="center"), Node("cell", 3, "", align="right")),
                        ),
                    ),
                ),
            ),
        ),
        (
            ":::: callout urgent\n> q\n\n::: inner\na\n:::\n::::\n",
            (
                Node(
                    "box",
                    1,
                    "callout urgent",
                    children=(
                        Node("quote", 2, children=(Node("paragraph", 2, "q"),)),
                        Node("box", 4, "inner", children=(Node("paragraph", 5, "a"),)),
                    ),
                ),
            ),
        ),
        (
            "<!-- a\n\nb --> <!-- c -->\nText\n<!-- d -->\nmore\n",
            (
                Node("comment", 1, " a\n\nb "),
                Node("comment", 3, " c "),
                Node("paragraph", 4, "Text"),
                Node("comment", 5, " d "),
                Node("paragraph", 6, "more"),
            ),
        ),
        ("---\na: b\n---\n# One\n", (Node("heading", 4, "One", level=1),)),
        ("e\u0301\r\nb\r\n", (Node("paragraph", 1, "é b"),)),
    ],
)
def test_blocks(markdown: str, nodes: tuple[Node, ...]) -> None:
    document = markup.parse_blocks(markdown, Path("x.md"))
    assert document.errors == ()
    assert document.nodes == nodes


@pytest.mark.parametrize(
    "markdown",
    [
        "> | a | b |\n> | --- | --- |\n> | c | d |\n",
        "- | a | b |\n  | --- | --- |\n  c | d\n",
        "| a |\n| --- |\n| b |\n",
    ],
)
def test_a_table_within_other_blocks_has_its_cells_counted_right(markdown: str) -> None:
    assert markup.parse_blocks(markdown, Path("x.md")).errors == ()


def test_front_matter_and_link_definitions() -> None:
    document = markup.parse_blocks("---\na: b\n---\n# One\n\n[Some Page]: <https://x.org/>\n", Path("x.md"))
    assert document.front_matter == "a: b\n"
    assert document.links == {"some page": markup.Link("https://x.org/", 6, 6)}
    assert markup.parse_blocks("# One\n", Path("x.md")).front_matter is None
