"""The printed page, read back from its PDF."""

import logging
import re
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from pipeline import render
from pipeline.branding import Branding
from pipeline.errors import HandoutsError
from pipeline.model import Block, Segment, Variant
from pipeline.render import Page, style
from pipeline.render.view import handout_html
from tests.pdf import reading
from tests.pdf.dom import one, parse
from tests.pdf.pages import BLEEDING, HANDOUT, HOTLINE, LOCALES, SECOND, page, paragraph, segment
from tests.pdf.scripts import SENTENCES, page_in
from tests.tools import verapdf

_UNSPOKEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\u2066-\u2069]")
VARIANTS: tuple[Variant, ...] = get_args(Variant)


def printed(locale: str, territory: str = "US") -> reading.Document:
    return reading.read(render.pdf(page(locale, territory)))


def bare(text: str) -> str:
    """Return text without what layout takes or adds at the ends of lines."""
    return _UNSPOKEN.sub("", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_screen_reader_meets_is_the_text_of_the_page_in_its_order(locale: str) -> None:
    """The structure tree's text is the HTML's, character by character; list markers aside, which HTML does not hold."""
    assert spoken(page(locale)) == written(page(locale))


@pytest.mark.parametrize("locale", SENTENCES)
def test_what_a_screen_reader_meets_is_the_text_in_every_script(locale: str) -> None:
    assert spoken(page_in(locale)) == written(page_in(locale))


@pytest.mark.parametrize("variant", ["large-print", "bilingual"])
@pytest.mark.parametrize("locale", ["ar", "ur", "km", "my", "zh_Hans", "ko"])
def test_what_a_screen_reader_meets_is_the_text_in_every_layout(locale: str, variant: Variant) -> None:
    assert spoken(page_in(locale, variant)) == written(page_in(locale, variant))


def spoken(of: Page) -> str:
    """Return the text of the structure tree, without what style sheets add: markers of lists, brackets."""
    root = reading.read(render.pdf(of)).root
    for item in root.all("LI"):
        item.children = [child for child in item.children if isinstance(child, str) or child.type != "Lbl"]
    return bare(root.text).replace("[", "").replace("]", "")


def written(of: Page) -> str:
    body = one(parse(handout_html(of, paper=True)), "body")
    return bare("".join("".join(part.itertext()) for part in body if part.tag in ("main", "footer")))


def test_every_rule_of_pdf_ua_1_holds_in_every_script_and_for_every_kind_of_block(tmp_path: Path) -> None:
    blocks = (
        Block("quote", 1, children=(paragraph("Quoted."),)),
        Block("rule", 2),
        Block("code", 3, argument="a < b"),
        Block("callout", 4, children=(paragraph("Told *and* [linked](https://example.org)."),)),
        Block("ordered list", 5, children=(Block("item", 5, children=(paragraph("Loose."), paragraph("Twice."))),)),
        Block("list", 6, children=(Block("item", 6, children=(paragraph("Outer."), HANDOUT.blocks[5])),)),
        Block("resource", 7, argument="sexual-assault"),
    )
    pages = {locale: page(locale) for locale in LOCALES} | {"blocks": page("en", "US", *blocks)}
    pages |= {f"{locale}-script": page_in(locale) for locale in SENTENCES}
    files = {name: tmp_path / f"{name}.pdf" for name in pages}
    for name, file in files.items():
        file.write_bytes(render.pdf(pages[name]))
    assert verapdf.check(files.values()) == {file: [] for file in files.values()}


@pytest.mark.parametrize(("locale", "tag"), [("en", "en"), ("ar", "ar"), ("zh_Hans", "zh-Hans")])
def test_language_of_the_document_and_of_its_parts(locale: str, tag: str) -> None:
    document = printed(locale)
    assert document.language == tag
    parts = {(node.language, node.text) for node in document.root.walk() if node.language}
    assert ("en", "Example Hotline") in parts or locale == "en"
    assert any(language == "en" and "Smith A. Pain." in text for language, text in parts)
    if locale != "en":
        assert ("en", "Painful sex") in parts


@pytest.mark.parametrize("locale", LOCALES)
def test_links_say_where_they_lead_in_words_and_print(locale: str) -> None:
    links = [link for node in printed(locale).root.walk() for link in node.links]
    contents = [link["contents"] for link in links]
    assert any(each.endswith(" 800-555-0199") for each in contents)
    assert "doi:10.1000/182" in contents
    assert not any(each.startswith(("tel:", "http", "#")) for each in contents)
    assert {link["flags"] for link in links} == {"4"}


def test_a_link_is_one_link_whatever_it_holds() -> None:
    document = reading.read(render.pdf(page("en", "US", paragraph("[a **b** *c*](https://example.org)"))))
    links = [node for node in document.root.all("Link") if "abc" in bare(node.text)]
    assert [[each["contents"] for each in node.links] for node in links] == [["a b c"]]


def test_header_cells_say_what_they_head() -> None:
    assert [node.attributes["/Scope"] for node in printed("en").root.all("TH")] == ["/Column", "/Column"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_list_item_is_a_label_and_one_body(locale: str) -> None:
    items = printed(locale).root.all("LI")
    kinds = [[child.type for child in item.children if isinstance(child, reading.Node)] for item in items]
    assert len(kinds) >= 8
    assert all(each in (["Lbl", "LBody"], ["LBody"]) for each in kinds)


def test_a_loose_list_item_is_a_label_and_one_body_too() -> None:
    loose = Block("list", 1, children=(Block("item", 1, children=(paragraph("First."), paragraph("Second."))),))
    (item,) = (
        node for node in reading.read(render.pdf(page("en", "US", loose))).root.all("LI") if "First" in node.text
    )
    assert [child.type for child in item.children if isinstance(child, reading.Node)] == ["Lbl", "LBody"]


def test_elements_have_types_that_mean_something() -> None:
    found = {node.type for node in printed("en").root.walk()}
    assert {"H1", "H2", "H3", "P", "L", "Table", "Sect", "Div", "Art", "Part", "Link", "Span"} <= found
    code = reading.read(render.pdf(page("en", "US", Block("code", 1, argument="x"))))
    assert [node.text for node in code.root.all("Code")] == ["x"]


@pytest.mark.parametrize(("territory", "size"), [("US", (612, 792)), ("GB", (595, 842))])
def test_the_paper_is_the_territory_s(territory: str, size: tuple[int, int]) -> None:
    for locale in ("en", "ar"):
        assert {(round(width), round(height)) for width, height in printed(locale, territory).sizes} == {size}


@pytest.mark.parametrize(("locale", "right", "left"), [("en", "25mm", "28mm"), ("ar", "28mm", "25mm")])
def test_there_is_room_to_bind_where_reading_begins(locale: str, right: str, left: str) -> None:
    assert f"margin: 20mm {right} 27mm {left} " in style.paper(locale, "A4")


@pytest.mark.parametrize("locale", LOCALES)
def test_no_font_but_ours_is_used(locale: str) -> None:
    used = printed(locale).fonts
    assert used
    own = {"ar": "Noto-Naskh-Arabic", "zh_Hans": "Noto-Sans-SC"}.get(locale, "Noto-Sans")
    assert any(name.startswith(own) for name in used)
    assert all(re.fullmatch(rf"({own}|Noto-Sans)(-(Regular|Bold|Italic|Bold-Italic|Thin.*))?", name) for name in used)


@pytest.mark.parametrize("locale", LOCALES)
def test_title_and_bookmarks_are_in_the_language(locale: str) -> None:
    document = printed(locale)
    heading = one(parse(handout_html(page(locale), paper=True)), ".//h1").text
    assert document.title == heading
    assert document.outline[0] == heading
    assert len(document.outline) == 7


@pytest.mark.parametrize("locale", ["en", "ru", "zh_Hans"])
def test_every_page_says_title_page_version_and_language(locale: str) -> None:
    long = tuple(paragraph(f"Paragraph {number} of many.", number) for number in range(80))
    of = page(locale, "US", *long)
    document = reading.read(render.pdf(of))
    pages = len(document.sizes)
    assert pages > 2
    word = {"en": "Page {} of {}", "ru": "Страница {} из {}", "zh_Hans": "第{}页，共{}页"}[locale]
    draft = {"en": "Draft:", "ru": "Черновик:", "zh_Hans": "草稿："}[locale]
    own = {"en": "English", "ru": "Russian–русский", "zh_Hans": "SimplifiedChinese–简体中文"}[locale]
    version = {"en": "Version 1.0", "ru": "Версия 1.0", "zh_Hans": "版本1.0"}[locale]
    for number, artifacts in enumerate(map(bare, document.artifacts), start=1):
        assert bare(word.format(number, pages)) in artifacts
        assert bare(version) in artifacts
        assert own in artifacts
        assert "Painfulsex" in artifacts
        # The first page says it in its text, where a screen reader meets it too.
        assert (draft.rstrip() in (bare(document.root.text) if number == 1 else artifacts)) is True


def test_what_is_no_draft_does_not_say_so() -> None:
    document = reading.read(render.pdf(replace(page(), draft=False)))
    assert "Draft" not in document.root.text + "".join(document.artifacts)


@pytest.mark.parametrize("locale", ["en", "ar", "zh_Hans"])
def test_the_same_page_gives_the_same_bytes(locale: str) -> None:
    assert render.pdf(page(locale)) == render.pdf(page(locale))


def test_words_of_arabic_stay_words_over_lines_and_in_links() -> None:
    sentence = "تحدث مع [مقدم رعاية][nhs] إذا شعرت بألم أثناء الجماع أو بعده أو إذا استمر الألم عدة أيام متتالية. "
    of = page("ar", "US", paragraph(SECOND))
    document = reading.read(render.pdf(replace(of, texts={**of.texts, (None, SECOND): sentence * 3})))
    shown = next(node.text for node in document.root.all("P") if "تحدث" in node.text)
    bare_sentence = sentence.replace("[nhs]", "").replace("[", "").replace("]", "")
    assert shown.split() == (bare_sentence * 3).split()


def test_a_letter_and_its_dots_apart_are_one_character() -> None:
    """Noto draws ị, ọ and ụ with one dot glyph, and without this the dot of all of them reads as the first one's."""
    of = replace(page("vi", "US", paragraph("x")), texts={(None, "x"): "quị vị mỗi ngày ọ ụ"})
    assert "quị vị mỗi ngày ọ ụ" in reading.read(render.pdf(of)).root.text


def test_scripts_of_many_glyphs_to_a_character_carry_their_text() -> None:
    """Devanagari and Thai draw vowels before or above the consonants they follow; a reader needs the spelling."""
    for locale, word in (("hi", "हिन्दी में स्थिति"), ("th", "คำแนะนำ")):
        of = replace(page("ru", "US", paragraph("x")), locale=locale, ui={}, texts={(None, "x"): word})
        document = reading.read(render.pdf(of))
        assert bare(word) in bare(document.root.text)


@pytest.mark.parametrize("locale", ["am", "ar", "fa", "hi", "ko", "ru", "ur", "vi"])
def test_words_stay_apart_where_a_line_ends(locale: str) -> None:
    sentence = SENTENCES[locale].replace("{n_women}", "12").replace("{pct_women}", "7").partition(" [@")[0]
    of = replace(page("en", "US", paragraph("x")), locale=locale, ui={}, texts={(None, "x"): f"{sentence} " * 3})
    paragraphs = [node.text for node in reading.read(render.pdf(of)).root.all("P")]
    words = " ".join(sentence.replace("*", "").split())
    shown = next(text for text in paragraphs if bare(words) in bare(text))
    assert [bare(word) for word in shown.split()] == [bare(word) for word in words.split()] * 3


def test_a_word_that_is_hyphenated_is_read_as_one() -> None:
    """In a narrow column; the soft hyphen says that the line's end is none of the word's."""
    word = "Nebenschilddrüsenüberfunktionsbehandlungsmöglichkeiten"
    row = Block("row", 1, children=tuple(Block("header cell", 1, segment(each, "table header")) for each in ("A", "B")))
    cells = Block("row", 1, children=tuple(Block("cell", 1, segment(word, "table cell")) for _ in range(2)))
    of = replace(page("en", "US", Block("table", 1, children=(row, cells))), locale="de", ui={})
    of = replace(of, texts={(None, word): word})
    spoken = reading.read(render.pdf(of)).root.text
    assert "\u00ad" in spoken
    assert "\u2010" not in spoken
    assert spoken.replace("\u00ad", "").count(word) == 2


# ------------------------------------------------------------------------------------------------------- what may fail


@pytest.mark.parametrize("locale", LOCALES)
def test_a_character_without_a_glyph_is_an_error_that_names_its_text(locale: str) -> None:
    of = page(locale, "GB")
    with pytest.raises(HandoutsError, match=r"for GB: no font has .*U\+10330.*, in “The letter 𐌰\.”") as caught:
        render.pdf(replace(of, texts={**of.texts, (None, BLEEDING): "The letter 𐌰."}))
    assert f"In {locale} " in str(caught.value)
    assert caught.value.file == HANDOUT.path


@pytest.mark.parametrize("locale", LOCALES)
def test_a_word_that_leaves_the_page_is_an_error_that_names_it(locale: str) -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 4
    of = page(locale)
    with pytest.raises(HandoutsError, match=r"page 1: “Donaudampf.*does not fit the page"):
        render.pdf(replace(of, texts={**of.texts, (None, "Pain during sex has many causes."): word}, locale=locale,
                           handout=replace(of.handout, blocks=(HANDOUT.blocks[0], paragraph(word)))))  # fmt: skip


def _page_texts(content: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode().split("\f")


def _picture(width: int, height: int) -> bytes:
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@pytest.mark.parametrize("size", [(2000, 3000), (30, 3000), (3000, 30)])
def test_a_large_picture_is_made_to_fit_beside_the_foot(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    of = replace(
        page("en", "US", paragraph("![A drawing](large.png)")),
        images={"large.png": _picture(*size)},
        branding=Branding(notes=False),
    )
    assert len(reading.read(render.pdf(of)).sizes) <= 2
    sheet = style.paper("en", "Letter")
    monkeypatch.setattr(
        style,
        "paper",
        lambda *_, **__: sheet + "img { max-width: none; max-height: none; width: 300mm; height: 300mm }",
    )
    with pytest.raises(HandoutsError, match="“A drawing” does not fit the page"):
        render.pdf(of)


def test_a_list_that_goes_on_prints_the_numbers_it_has() -> None:
    items = (
        Block("item", 2, Segment("One more.", "list item", 2)),
        Block("item", 3, Segment("The last.", "list item", 3)),
    )
    document = reading.read(render.pdf(page("en", "US", Block("ordered list", 2, children=items, start=7))))
    assert "7.Onemore.8.Thelast." in bare(document.root.text)


def test_the_number_to_call_is_on_the_page_of_what_is_urgent() -> None:
    """Wherever the page ends: each line more moves the two boxes on by one."""
    urgent = Block("callout", 2, children=(paragraph("Call now."),), argument="urgent")
    call = Block("resource", 3, argument="sexual-assault")
    for lines in range(14, 24):
        before = tuple(paragraph(f"Line {number}.") for number in range(lines))
        pages = _page_texts(render.pdf(page("en", "US", *before, urgent, call)))
        (on,) = (number for number, words in enumerate(pages) if "Call now." in words)
        assert "800-555-0199" in pages[on], lines


def test_the_source_s_language_and_a_name_s_own_have_their_fonts_too() -> None:
    of = page("ru", "US", Block("resource", 2, argument="sexual-assault"))
    of = replace(of, source_locale="ar", resources=(replace(HOTLINE, name="热线", name_lang="zh_Hans"),))
    of = replace(of, handout=replace(of.handout, title=Segment("الألم", "title", 1), blocks=of.handout.blocks[1:]))
    document = reading.read(render.pdf(of))
    assert "الألم" in document.root.text
    assert "热线" in document.root.text


def test_a_script_without_a_font_is_one_error_before_anything_is_rendered() -> None:
    with pytest.raises(HandoutsError, match="No font is known for “bo”, which is written in the script “Tibt”"):
        render.ready(["en", "bo"])


def test_a_foot_that_leaves_the_paper_is_an_error() -> None:
    of = page("ru")
    with pytest.raises(HandoutsError, match="does not fit the page"):
        render.pdf(replace(of, texts={**of.texts, (None, "Painful sex"): "Боль " * 300}))


def test_whatever_weasyprint_complains_of_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = style.paper("en", "Letter")
    monkeypatch.setattr(style, "paper", lambda *_, **__: sheet + "p { unicode-bidi: isolate }")
    with pytest.raises(HandoutsError, match="unicode-bidi"):
        render.pdf(page())


def test_nothing_outside_the_page_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    sheet = style.paper("en", "Letter")
    monkeypatch.setattr(style, "paper", lambda *_, **__: f'@import "{secret.as_uri()}";' + sheet)
    with pytest.raises(HandoutsError, match="Nothing outside the page is read"):
        render.pdf(page())


def test_another_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    render.pdf(page())  # imports it with our fonts

    import weasyprint

    from pipeline.render import tagging

    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(HandoutsError, match=r"WeasyPrint 71\.0 is installed"):
        tagging.install.__wrapped__()


def test_a_good_page_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        render.pdf(page("ar"))
    assert caplog.records == []


def test_a_link_to_another_page_prints_as_text_where_pages_have_no_address() -> None:
    of = page("en", "US", paragraph("See [the other](other.html)."))
    document = reading.read(render.pdf(of))
    assert "See the other." in document.root.text
    assert not any("other" in link["contents"] for node in document.root.walk() for link in node.links)
    addressed = replace(of, url="https://example.org/en/US/painful-sex.html")
    links = [link for node in reading.read(render.pdf(addressed)).root.walk() for link in node.links]
    assert {"contents": "the other", "flags": "4"} in links
