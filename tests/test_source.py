from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract as babel_extract
from babel.messages.frontend import CommandLineInterface

from pipeline import project, source
from pipeline.model import Block, Fact, Handout, Message, Reference, Resource, Segment, Subject
from pipeline.source.babel import extract

REPOSITORY = Path(__file__).parent.parent

WATER = """---
title: Water
summary: Why water matters.
audience: adults
version: 1.10
reviewed-on: 2026-03-05
subjects:
  - {scheme: MeSH, code: D004326, label: Drinking}
facts:
  pct: {value: 41.0, format: percent, sample: "1,208 adults.", year: 2020, citation: smith-2020, note: Ever.}
  since: {value: 2020-01-31}
  brand: {value: no, year: 2019}
references:
  smith-2020:
    text: Smith A. Water. 2020.
    doi: 10.1000/182
  other: {text: Other., url: https://example.org/}
---
# Water

Of all adults, **{pct}** drank
more since {since}. [@smith-2020]

<!-- Translators: not a
     trade name -->
<!-- context: noun -->
Drink {brand} well. See [this][Page].

[page]: https://example.org/page
"""


def read(folder: Path, text: str, name: str = "water.md", facts: dict[str, Fact] | None = None) -> Handout:
    path = folder / "source" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return source.read(path, folder, facts or {})


def body(folder: Path, text: str) -> tuple[Block, ...]:
    """Return the blocks after the title."""
    return read(folder, f"# Title\n\n{text}").blocks[1:]


def test_a_handout_with_front_matter(tmp_path: Path) -> None:
    handout = read(tmp_path, WATER)
    fact = Fact("pct", Decimal("41.0"), "percent", "smith-2020", "1,208 adults.", 2020, "Ever.")
    assert handout == Handout(
        slug="water",
        path=Path("source/water.md"),
        title=Segment("Water", "title", 19),
        summary=Segment("Why water matters.", "summary", 3),
        blocks=(
            Block("heading", 19, Segment("Water", "heading", 19), level=1),
            Block(
                "paragraph",
                21,
                Segment(
                    "Of all adults, **{pct}** drank more since {since}. [@smith-2020]",
                    "paragraph",
                    21,
                    heading="Water",
                ),
            ),
            Block(
                "paragraph",
                27,
                Segment(
                    "Drink {brand} well. See [this][Page].",
                    "paragraph",
                    27,
                    "noun",
                    ("not a trade name",),
                    "Water",
                ),
            ),
        ),
        audience="adults",
        version="1.10",
        reviewed_on=date(2026, 3, 5),
        facts={
            "pct": fact,
            "since": Fact("since", date(2020, 1, 31), "date"),
            "brand": Fact("brand", "no", "text", year=2019),
        },
        references=(
            Reference("smith-2020", "Smith A. Water. 2020.", doi="10.1000/182"),
            Reference("other", "Other.", url="https://example.org/"),
        ),
        subjects=(Subject("MeSH", "D004326", "Drinking"),),
        links={"page": "https://example.org/page"},
    )


def test_without_front_matter_the_title_is_the_first_heading(tmp_path: Path) -> None:
    handout = read(tmp_path, "Water\n=====\n\nText.\n")
    assert handout.title == Segment("Water", "title", 1)
    assert handout.summary is None


def test_a_title_that_is_not_the_heading_is_a_message_of_its_own(tmp_path: Path) -> None:
    handout = read(tmp_path, "---\ntitle: Drinking\n---\n<!-- context: noun -->\n# Water\n")
    assert [segment.key for segment in source.segments(handout)] == [(None, "Drinking"), ("noun", "Water")]


def test_a_title_shares_the_context_of_its_heading(tmp_path: Path) -> None:
    handout = read(tmp_path, "---\ntitle: Water\n---\n<!-- context: noun -->\n# Water\n")
    assert [segment.key for segment in source.segments(handout)] == [("noun", "Water")] * 2


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "water.md"
    path.write_bytes("\ufeff---\r\ntitle: Water\r\n---\r\n# Water\r\n\r\nOne\r\ntwo.\r\n".encode())
    assert [segment.msgid for segment in source.segments(source.read(path, tmp_path))] == ["Water", "Water", "One two."]


def outline(blocks: tuple[Block, ...]) -> list[object]:
    """Return blocks as nested lists: kind, what counts of it, its text, its children."""

    def told(block: Block) -> Iterator[object]:
        yield block.kind
        if block.argument or block.start != 1 or block.align:
            yield block.argument or block.align or block.start
        if block.segment is not None:
            yield block.segment.msgid
        yield from outline(block.children)

    return [list(told(block)) for block in blocks]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- a\n- b\n", [["list", ["item", "a"], ["item", "b"]]]),
        ("- a\n\n- b\n", [["list", ["item", "a"], ["item", "b"]]]),
        ("2. a\n\n   more\n", [["ordered list", 2, ["item", "a", ["paragraph", "more"]]]]),
        ("- a\n  - b\n", [["list", ["item", "a", ["list", ["item", "b"]]]]]),
        ("- ```\n  x\n  ```\n", [["list", ["item", ["code", "x\n"]]]]),
        ("> a\n>\n> b\n", [["quote", "a", ["paragraph", "b"]]]),
        ("***\n", [["rule"]]),
        (
            "| a | b |\n|---|:-:|\n| c |  |\n",
            [["table", ["row", ["header cell", "a"], ["header cell", "center", "b"]],
              ["row", ["cell", "c"], ["cell", "center"]]]],
        ),
        ("::: key-takeaways\n- a\n:::\n", [["key takeaways", ["list", ["item", "a"]]]]),
        ("::: callout\na\n:::\n", [["callout", ["paragraph", "a"]]]),
        (":::: callout urgent\na\n\n::: resource emergency\n:::\n::::\n",
         [["callout", "urgent", ["paragraph", "a"], ["resource", "emergency"]]]),
        ("- a\n<!-- Translators: x -->\n- b\n", [["list", ["item", "a"], ["item", "b"]]]),
    ],
)  # fmt: skip
def test_blocks(tmp_path: Path, markdown: str, expected: list[object]) -> None:
    assert outline(body(tmp_path, markdown)) == expected


def test_resources_are_listed_once_in_order(tmp_path: Path) -> None:
    text = "# Title\n" + "\n::: resource {}\n:::\n" * 3
    handout = read(tmp_path, text.format("crisis", "emergency", "crisis"))
    assert handout.resource_ids == ("crisis", "emergency")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<!-- Translators: a -->\n<!-- translators: b -->\nText.\n", [("Text.", None, ("a", "b"), True)]),
        ("<!-- notranslate -->\nText.\n\nMore.\n", [("Text.", None, (), False), ("More.", None, (), True)]),
        (
            "<!-- Translators: all -->\n- a\n- <!-- Translators: own -->\n  b\n",
            [("a", None, ("all",), True), ("b", None, ("all", "own"), True)],
        ),
        (
            "- a\n<!-- notranslate -->\n- b\n- c\n",
            [("a", None, (), True), ("b", None, (), False), ("c", None, (), True)],
        ),
        (
            "<!-- context: x -->\n::: callout\na\n\nb\n:::\n\nc\n",
            [("a", "x", (), True), ("b", "x", (), True), ("c", None, (), True)],
        ),
    ],
)
def test_comments_are_about_the_block_they_stand_before(
    tmp_path: Path, markdown: str, expected: list[tuple[object, ...]]
) -> None:
    found: list[tuple[object, ...]] = []

    def visit(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if (segment := block.segment) is not None:
                found.append((segment.msgid, segment.msgctxt, segment.comments, segment.translate))
            visit(block.children)

    visit(body(tmp_path, markdown))
    assert found == expected


def test_what_is_not_to_be_translated_is_no_segment(tmp_path: Path) -> None:
    handout = read(tmp_path, "# Title\n\n<!-- notranslate -->\n- a\n- b\n\nText.\n")
    assert [segment.msgid for segment in source.segments(handout)] == ["Title", "Title", "Text."]


def test_a_segment_knows_the_heading_it_stands_under(tmp_path: Path) -> None:
    handout = read(tmp_path, "# One\n\n## Two *x*\n\na\n\n### Three\n\n## Four\n\nb\n")
    assert {segment.msgid: segment.heading for segment in source.segments(handout)} == {
        "One": "",
        "Two *x*": "One",
        "a": "Two x",
        "Three": "Two x",
        "Four": "One",
        "b": "Four",
    }


def test_images_are_files_beside_the_handout(tmp_path: Path) -> None:
    picture = tmp_path / "source" / "a glass.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    handout = read(tmp_path, "# Title\n\n![A full glass](<a glass.png>)\n")
    assert handout.blocks[1].segment == Segment(
        "![A full glass](<a glass.png>)", "alt text", 3, heading="Title"
    )  # fmt: skip
    assert source.images(handout, tmp_path) == {"a%20glass.png": picture}


def test_a_handout_takes_those_facts_of_the_project_that_it_uses(tmp_path: Path) -> None:
    facts = {"a": Fact("a", Decimal(1)), "b": Fact("b", Decimal(2))}
    assert read(tmp_path, "# Title\n\nThe {a}.\n", facts=facts).facts == {"a": facts["a"]}


# ----------------------------------------------------------------------------------------------------------- templates


def keyed(messages: tuple[Message, ...]) -> dict[tuple[str | None, str], Message]:
    assert len({message.key for message in messages}) == len(messages)
    return {message.key: message for message in messages}


def test_templates_tell_translators_what_a_message_is(tmp_path: Path) -> None:
    messages = keyed(source.templates([read(tmp_path, WATER)], [])["water"])
    file = ("source/water.md",)
    assert list(messages.values()) == [
        Message("Water", extracted=("Kind: title, heading",), references=file),
        Message("Why water matters.", extracted=("Kind: summary",), references=file),
        Message(
            "Of all adults, **{pct}** drank more since {since}. [@smith-2020]",
            flags=("python-brace-format",),
            extracted=(
                "Kind: paragraph · Section: Water",
                "{pct} prints as “41.0%” (Ever; 1,208 adults; Smith A. Water. 2020)",
                "{since} prints as “January 31, 2020”",
            ),
            references=file,
        ),
        Message(
            "Drink {brand} well. See [this][Page].",
            msgctxt="noun",
            flags=("python-brace-format",),
            extracted=(
                "not a trade name",
                "Kind: paragraph · Section: Water",
                "{brand} prints as “no” (2019)",
            ),
            references=file,
        ),
    ]


def test_facts_print_in_comments_as_the_source_locale_prints_them(tmp_path: Path) -> None:
    handout = read(tmp_path, "---\nfacts:\n  n: {value: 21000}\n---\n# T\n\n{n}\n")
    (_, message) = source.templates([handout], [], source_locale="de")["water"]
    assert message.extracted[-1] == "{n} prints as “21.000”"


def test_equal_text_is_one_message_with_all_its_places(tmp_path: Path) -> None:
    first = "# T\n\n## Help\n\n<!-- Translators: one -->\nHelp\n\n## More\n\n"
    text = f"{first}<!-- Translators: two -->\n- Help\n\n<!-- Translators: one -->\nHelp\n"
    handout = read(tmp_path, text)
    message = keyed(source.templates([handout], [], lines=True)["water"])[None, "Help"]
    assert message == Message(
        "Help",
        extracted=("one", "two", "Kind: heading, paragraph, list item · Section: T | Help | More"),
        references=("source/water.md:3", "source/water.md:6", "source/water.md:11", "source/water.md:14"),
    )


def test_the_ui_domain_holds_the_templates_words_and_the_resources(tmp_path: Path) -> None:
    rows = [
        Resource("crisis", "GB", "Line", "Talk now.", "https://a.org/", area="Wales", phone="116123"),
        Resource("crisis", "US", "Lifeline", "Talk now.", "https://b.org/", phone="988"),
    ]
    messages = keyed(source.templates([], rows)["ui"])
    assert messages["resource", "Talk now."] == Message(
        "Talk now.",
        msgctxt="resource",
        extracted=(
            "Description of a place to get help, crisis, GB. Source: https://a.org/",
            "Description of a place to get help, crisis, US. Source: https://b.org/",
        ),
        references=("source/resources.toml",),
    )
    assert messages["resource", "Wales"].extracted[0].startswith("Area of")
    assert [key for key in messages if key[0] == "resource"] == [
        ("resource", text) for text in ("Line", "Talk now.", "Wales", "Lifeline")
    ]
    for segment in source.ui_segments():
        message = messages[segment.key]
        assert message.extracted == segment.comments
        assert message.flags == (("python-brace-format",) if "{" in message.msgid else ())
        assert segment.line > 0


# ----------------------------------------------------------------------------------------------------------- resources

ROW = """[[resource]]
id = "sexual-assault"
territory = "US"
area = "Ohio"
name = "Line"
name-lang = "es"
about = "Talk."
phone = "+18006564673"
display = "800-656-4673"
hours = "24/7"
free = true
confidential = true
min-age = 16
languages = ["en", "zh-Hans"]
url = "https://example.org/"
source = "https://example.org/number"
read-on = 2026-11-24
verified-on = ""
"""


def test_resources(tmp_path: Path) -> None:
    path = tmp_path / "resources.toml"
    assert source.read_resources(path, tmp_path) == ()
    path.write_text(ROW)
    assert source.read_resources(path, tmp_path) == (
        Resource(
            id="sexual-assault",
            territory="US",
            name="Line",
            about="Talk.",
            source="https://example.org/number",
            area="Ohio",
            name_lang="es",
            phone="+18006564673",
            display="800-656-4673",
            hours="24/7",
            free=True,
            confidential=True,
            min_age=16,
            languages=("en", "zh-Hans"),
            url="https://example.org/",
            read_on=date(2026, 11, 24),
        ),
    )


# ---------------------------------------------------------------------------------------------------- this repository


def test_this_projects_sources_extract() -> None:
    found = project.load(REPOSITORY)
    handouts = source.read_all(found)
    resources = source.read_resources(found.resources_path, found.root)
    templates = source.templates(handouts, resources)
    assert list(templates) == [*sorted(handout.slug for handout in handouts), "ui"]
    for handout in handouts:
        assert {message.key for message in templates[handout.slug]} == {
            segment.key for segment in source.segments(handout)
        }
        assert handout.resource_ids
        assert {resource.id for resource in resources} >= set(handout.resource_ids)


# --------------------------------------------------------------------------------------------------------------- Babel


def test_babel_extracts_what_the_templates_hold(tmp_path: Path) -> None:
    handout = read(tmp_path, WATER)
    with (tmp_path / "source" / "water.md").open("rb") as stream:
        found = list(babel_extract("pipeline.source.babel:extract", stream))
    messages = source.templates([handout], [])["water"]
    assert {(context, text) for _, text, _, context in found} == {message.key for message in messages}
    assert found[1] == (3, "Why water matters.", ["Kind: summary"], None)
    assert found[-1][0] == 27


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        (("_", "pgettext"), (27, "pgettext", ("noun", "Drink {brand} well. See [this][Page]."))),
        (("_",), (27, None, "Drink {brand} well. See [this][Page].")),
    ],
)
def test_a_context_is_given_only_to_who_knows_the_keyword(
    keywords: tuple[str, ...], expected: tuple[object, ...]
) -> None:
    *_, last = extract(BytesIO(WATER.encode()), keywords, (), {})
    assert last[:3] == expected


def test_pybabel_extracts_a_project_with_its_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handouts.toml").write_text(
        '[project]\nname = "Test"\nlocales = []\nterritories = ["US"]\n\n[facts]\nclinic = "Clinic"\n'
    )
    read(tmp_path, "# Water\n\nAsk {clinic}.\n\n<!-- context: noun -->\nDrink\n", facts={"clinic": Fact("clinic", "x")})
    (tmp_path / "babel.cfg").write_text("[handouts: source/**.md]\n")
    monkeypatch.chdir(tmp_path)
    CommandLineInterface().run(["pybabel", "-q", "extract", "-F", "babel.cfg", "-o", "all.pot", "."])  # type: ignore[no-untyped-call]
    template = (tmp_path / "all.pot").read_text()
    assert 'msgid "Ask {clinic}."' in template
    assert "#. {clinic} prints as “Clinic”" in template
    assert 'msgctxt "noun"\nmsgid "Drink"' in template
