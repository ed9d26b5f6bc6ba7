"""`install` completes what WeasyPrint 70 writes into a PDF for assistive technology.

WeasyPrint's PDF/UA-1 is valid only for plain documents, and valid files still misled a screen reader. What is done
here, through private functions, hence the pin to one major version:

- the language of parts (`Lang` on structure elements), which WCAG 3.1.2 asks for;
- `Scope` of header cells (ISO 14289-1, 7.5);
- one annotation a link, with words in `Contents` (7.18.5), and shown in print (`F`);
- structure types for elements that became `NonStruct`;
- a list item's content in one `LBody` (7.2), also where it holds paragraphs or boxes;
- heads and feet of pages as artifacts: as content they hung in no tree;
- that a file conforms to PDF/UA-1 and to PDF/A-2a, which WeasyPrint knows only one at a time;
- the space between two words at the end of a line, which layout takes away (ISO 32000-1, 14.8.2.5);
- the hyphen at the end of a line as a soft one, so that the word is read as one;
- the characters of every glyph: `ToUnicode` holds what a glyph stood for first, so that the dots which Noto draws apart
  from their letter (ت, ị) took another letter's name and the letter lost its own. What a cluster's glyphs do not spell
  is said in an `ActualText` around that cluster alone: around a word of Arabic, readers would turn it about. A line of
  Arabic has all its words once more on its structure element, for a reader that takes the gaps about dots for spaces.

Known upstream: https://github.com/Kozea/WeasyPrint/issues/2482
"""

import contextlib
import functools
import io
import itertools
import operator
import re
import struct
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.css import ColorProfile
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf import stream, tags
from weasyprint.text.ffi import ffi, pango

from pipeline.errors import HandoutsError

MAJOR_VERSION = "70"

VARIANT = "pdf/a-2a and pdf/ua-1"
"""What `write_pdf` must be asked for: WeasyPrint knows either, and a file can be both."""

_TYPES = {
    "aside": "Sect",
    "nav": "Sect",
    "header": "Div",
    "footer": "Div",
    "figure": "Div",
    "code": "Code",
    "q": "Quote",
    **dict.fromkeys(("strong", "em", "b", "bdi", "sup", "small"), "Span"),
}
# What only steers layout: zero-width space, marks and isolates of direction, soft hyphen, word joiner.
_UNSPOKEN = dict.fromkeys([0x200B, 0x200E, 0x200F, 0xAD, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SOFT_HYPHEN = "\u00ad"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
_SHOWN = re.compile(rb"<([0-9a-f]*)>|([^<>]+)")
"""What `TJ` shows: glyphs of four hexadecimal digits, or a distance."""
_GLYPH = struct.Struct(">H")
_PRINT = 4
"""The annotation flag Print: ISO 32000-1, 12.5.3."""


@functools.cache
def install() -> None:
    """Put the functions below in the place of WeasyPrint's, once in a process.

    Raises HandoutsError where WeasyPrint is not of the version that they were written for.
    """
    version = str(weasyprint.__version__)
    if version.partition(".")[0] != MAJOR_VERSION:
        raise HandoutsError(
            f"WeasyPrint {version} is installed, and PDFs are tagged through the private parts of {MAJOR_VERSION}.",
            hint="Install what requirements.txt has.",
        )
    tags._get_pdf_tag = _structure_type(tags._get_pdf_tag)
    tags._build_box_tree = _box_tree(tags._build_box_tree)
    stream.Stream.marked = _marked(stream.Stream.marked)
    stream.Stream.add_font = _noting_fonts(stream.Stream.add_font)
    draw_text.draw_first_line = _first_line(draw_text.draw_first_line)
    inline.split_text_box = _split_text(inline.split_text_box)
    inline.remove_last_whitespace = _remove_last_space(inline.remove_last_whitespace)
    weasyprint.pdf.add_links = _links(weasyprint.pdf.add_links)
    weasyprint.pdf.add_tags = _tree(weasyprint.pdf.add_tags)
    weasyprint.pdf.build_fonts_dictionary = _fonts(weasyprint.pdf.build_fonts_dictionary)
    # Without its `output_intent`: WeasyPrint would leave the profile's file open. `prepare` gives it.
    weasyprint.pdf.VARIANTS[VARIANT] = (_archived, {"pdf_version": "1.7", "pdf_identifier": True, "pdf_tags": True})


# PDF/A lets metadata hold only what it knows or what is described beside it: ISO 19005-2, 6.6.2.3.
_CONFORMANCE = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def _archived(pdf: Any, document: Any, page_streams: Any, attachments: Any, compress: bool) -> None:
    """Write the metadata of PDF/A-2a, and that the file is PDF/UA-1 too."""
    original, _ = weasyprint.pdf.VARIANTS["pdf/a-2a"]
    original(pdf, document, page_streams, attachments, compress)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", _CONFORMANCE + b"</rdf:RDF>") for part in metadata.stream]


def _structure_type(original: Any) -> Any:
    return lambda tag: _TYPES.get(tag) or original(tag)


def _box_tree(original: Any) -> Any:
    # WeasyPrint's function calls itself by its name in the module, so this one sees every box of the tree.
    def build(
        box: Any, parent: Any, pdf: Any, page_number: int, nums: dict[int, bytes], annotations: Any, marks: Any
    ) -> Iterator[Any]:
        if isinstance(box, boxes.MarginBox):
            return
        words = {marks[text]["mcid"]: text.words for text in _texts(box) if text in marks and hasattr(text, "words")}
        for structure in original(box, parent, pdf, page_number, nums, annotations, marks):
            element = getattr(box, "element", None)
            if element is not None and "::" not in (box.element_tag or ""):
                if (language := element.get("lang")) and element.tag not in ("html", "body"):
                    structure["Lang"] = pydyf.String(language)
                if structure["S"] == "/TH":
                    attributes = structure.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
                    attributes["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
            yield structure
        for identifier, spoken in words.items():
            _say(pdf, nums, identifier, spoken)

    return build


def _texts(box: Any) -> Iterator[Any]:
    """Yield the texts that are the box's own, not those of a box within."""
    for child in getattr(box, "children", ()):
        for text in child.children if isinstance(child, boxes.LineBox) else [child]:
            if isinstance(text, boxes.TextBox):
                yield text


def _say(pdf: Any, nums: dict[int, bytes], identifier: int, words: str) -> None:
    """Give a text's words to its element; in a link, which holds its text itself, to a new one around it."""
    holder = pdf.objects[int(nums[identifier].split()[0])]
    if holder["S"] == "/Link":
        span = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Span",
                "K": pydyf.Array([identifier]),
                "Pg": holder["Pg"],
                "P": holder.reference,
            }
        )
        pdf.add_object(span)
        holder["K"][holder["K"].index(identifier)] = span.reference
        nums[identifier] = span.reference
        holder = span
    holder["ActualText"] = pydyf.String(words)


def _links(original: Any) -> Any:
    def add(links_and_anchors: Any, *rest: Any) -> None:
        links, anchors = links_and_anchors
        # Boxes within a link inherit it; an annotation each would be many links to one thing.
        own = [link for link in links if link[3].link]
        original((own, anchors), *rest)
        for _, target, _, box in own:
            if (annotation := box.link_annotation) is not None:
                annotation["F"] = _PRINT
                annotation["Contents"] = pydyf.String(_words(box.element) or target)

    return add


def _words(element: Any) -> str:
    if element is None:
        return ""
    named = element.get("aria-label") or element.get("title") or " ".join("".join(element.itertext()).split())
    return str(named).translate(_UNSPOKEN)


def _tree(original: Any) -> Any:
    def add(pdf: Any, *rest: Any) -> None:
        original(pdf, *rest)
        objects = {each.reference: each for each in pdf.objects if isinstance(each, pydyf.Dictionary)}
        items = [each for each in objects.values() if each.get("Type") == "/StructElem" and each["S"] == "/LI"]
        for item in items:
            _wrap(pdf, item, objects)

    return add


def _wrap(pdf: Any, item: Any, objects: dict[bytes, Any]) -> None:
    """Make label and one body the only children of a list item."""
    kinds = [objects[kid].get("S") if isinstance(kid, bytes) and kid in objects else None for kid in item["K"]]
    if kinds.count("/LBody") <= 1 and set(kinds) <= {"/Lbl", "/LBody"}:
        return
    labels = [kid for kid, kind in zip(item["K"], kinds, strict=True) if kind == "/Lbl"]
    content = [kid for kid, kind in zip(item["K"], kinds, strict=True) if kind != "/Lbl"]
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(content),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    for kid, kind in zip(item["K"], kinds, strict=True):
        if kind is not None and kind != "/Lbl":
            objects[kid]["P"] = body.reference
            if kind == "/LBody":
                objects[kid]["S"] = "/NonStruct"
    item["K"] = pydyf.Array([*labels, body.reference])


def _marked(original: Any) -> Any:
    @contextlib.contextmanager
    def mark(self: Any, box: Any, tag: str) -> Iterator[None]:
        with self.artifact() if getattr(box, "in_margin", False) else original(self, box, tag):
            yield

    return mark


def prepare(document: Any) -> None:
    """Note, before `document` is drawn, which texts are in the margins of its pages and which end a line.

    It also says which red is meant by red, without which no colour may be in an archive (ISO 19005-2, 6.2.4.3).
    It also puts right where a line of right-to-left text ends: WeasyPrint takes the last space off the text's width and
    leaves it in what is drawn, so that the text's box stands a space beyond the margin.
    """
    profile = resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    document.color_profiles["srgb"] = ColorProfile(
        io.BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )
    document.output_intent = "srgb"
    for page in document.pages:
        page.bookmarks = [(level, label.translate(_UNSPOKEN), *rest) for level, label, *rest in page.bookmarks]
        for child in page._page_box.children:
            for box in child.descendants():
                if isinstance(child, boxes.MarginBox):
                    box.in_margin = True
                if isinstance(box, boxes.LineBox):
                    _end(box)


def _split_text(original: Any) -> Any:
    def split(context: Any, box: Any, available_width: Any, skip: int, *rest: Any, **named: Any) -> Any:
        shown, resume_at, is_preserved = original(context, box, available_width, skip, *rest, **named)
        if shown is not None and resume_at is not None:
            shown.ends_in_space = box.text.encode()[skip:resume_at].endswith(b" ")
        return shown, resume_at, is_preserved

    return split


def _remove_last_space(original: Any) -> Any:
    def remove(context: Any, line: Any) -> None:
        texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text]
        before = [box.text for box in texts]
        original(context, line)
        if before != [box.text for box in texts]:
            for text in [box for box in texts if box.text][-1:]:
                text.ends_in_space = True

    return remove


def _end(line: Any) -> None:
    for text in [each for each in line.descendants() if isinstance(each, boxes.TextBox) and each.text][-1:]:
        text.ends_line = True
        if line.style["direction"] == "rtl" and text.pango_layout.text != text.text:
            text.pango_layout.text = text.text
            beyond = line.position_x - line.children[-1].position_x
            box = line
            while box is not text:  # those around it end where it does; what is before it stands right
                box = box.children[-1]
                box.position_x += beyond


def _noting_fonts(original: Any) -> Any:
    def add(self: Any, pango_font: Any) -> Any:
        font, size = original(self, pango_font)
        self.drawn_in = [*getattr(self, "drawn_in", ()), font]
        return font, size

    return add


def _first_line(original: Any) -> Any:
    def draw(target: Any, textbox: Any, *rest: Any) -> Any:
        start = len(target.stream)
        target.drawn_in = []
        emojis = original(target, textbox, *rest)
        if drawn := target.stream[start:]:
            clusters, (count, spelled, text) = _plain(drawn, target.drawn_in, textbox) or _told(
                target.drawn_in, textbox
            )
            space = " " if getattr(textbox, "ends_line", False) and getattr(textbox, "ends_in_space", False) else ""
            if _hyphenated(textbox):
                spelled = _SOFT_HYPHEN
            elif space and not _RIGHT_TO_LEFT.search(textbox.text):
                spelled = text.translate(_UNSPOKEN) + space
            clusters.append((count, spelled))
            target.stream[start:] = spell(drawn, clusters)
            if _ARABIC.search(textbox.text) and (space or any(text is not None for _, text in clusters)):
                textbox.words = textbox.text.translate(_UNSPOKEN) + space
        return emojis

    return draw


Spelling = tuple[list[tuple[int, str | None]], tuple[int, str | None, str]]
"""The clusters of a line but the last, as `spell` takes them, and the last, with its characters."""


def _plain(drawn: list[Any], fonts: list[Any], textbox: Any) -> Spelling | None:
    """Return how a line of one font is spelled, if each of its glyphs is known to stand for what it stands for here.

    That is most lines of most scripts, and Pango need not be asked about every glyph.
    """
    if len(fonts) != 1:
        return None
    named = fonts[0].__dict__.get("named_alone", {})
    digits = b"".join(digits for shown in drawn if shown.endswith(b"] TJ") for digits, _ in _SHOWN.findall(shown[:-4]))
    try:
        spelled = [named[glyph] for (glyph,) in _GLYPH.iter_unpack(bytes.fromhex(digits.decode()))]
    except KeyError:
        return None
    text = textbox.pango_layout.text
    if "".join(spelled) != text.replace("\u00a0", " "):
        return None
    return [(len(spelled) - 1, None)], (1, None, text[-len(spelled[-1]) :])


def _told(fonts: list[Any], textbox: Any) -> Spelling:
    """Return how a line is spelled, by asking Pango for its clusters."""
    clusters: list[tuple[int, str | None]] = []
    last: tuple[int, str | None, str] = (0, None, "")
    for font, glyphs, text in _clusters(fonts, textbox):
        clusters.append(last[:2])
        last = (len(glyphs), _unspelled(font, glyphs, text), text)
    return clusters, last


def _hyphenated(textbox: Any) -> bool:
    """Say whether the line ends in a hyphen that parts a word, which must be heard as one (ISO 32000-1, 14.8.2.2.3)."""
    return (
        getattr(textbox, "ends_line", False)
        and textbox.style["hyphens"] == "auto"
        and textbox.pango_layout.text.endswith(textbox.style["hyphenate_character"])
    )


def _clusters(fonts: Iterable[Any], textbox: Any) -> Iterator[tuple[Any, list[int], str]]:
    """Yield font, glyphs and characters of every cluster of a line, in the order in which it is drawn."""
    text = textbox.pango_layout.text.encode()
    run = textbox.pango_layout.get_first_line()[0].runs[0]
    coming, font, pango_font = iter(fonts), None, None
    while run != ffi.NULL:
        item = run.data
        run = run.next
        if item.item.analysis.font != pango_font:
            pango_font = item.item.analysis.font
            font = next(coming)
        count = item.glyphs.num_glyphs
        starts = ffi.unpack(item.glyphs.log_clusters, count)
        glyphs = _glyphs(item.glyphs.glyphs, count)
        bounds = sorted(set(starts))
        ends = dict(zip(bounds, [*bounds[1:], item.item.length], strict=True))
        offset = item.item.offset
        for start, members in itertools.groupby(zip(starts, glyphs, strict=True), key=operator.itemgetter(0)):
            shown = [glyph for _, glyph in members if glyph != pango.PANGO_GLYPH_EMPTY]
            if shown:
                yield font, shown, text[offset + start : offset + ends[start]].decode()


def _glyphs(infos: Any, count: int) -> list[int]:
    """Return the first field of some `PangoGlyphInfo`, all of whose fields are as long."""
    size = ffi.sizeof("PangoGlyphInfo")
    return memoryview(ffi.buffer(infos, count * size)).cast("B").cast("I")[:: size // 4].tolist()


def _unspelled(font: Any, glyphs: list[int], text: str) -> str | None:
    """Return the characters of a cluster if its glyphs do not spell them, and see that they do where they can."""
    if len(glyphs) == 1:
        named = font.__dict__.setdefault("named_alone", {})
        spelled = text.replace("\u00a0", " ")
        if glyphs[0] not in named:
            # A glyph that stood in a cluster before has what WeasyPrint took for its characters there.
            named[glyphs[0]] = spelled
            font.to_unicode[glyphs[0]] = text
        if named[glyphs[0]] == spelled:
            return None
    return text.translate(_UNSPOKEN)


def spell(operators: list[Any], clusters: Iterable[tuple[int, str | None]]) -> list[Any]:
    """Return drawing operators with `ActualText` around clusters: each is a number of glyphs and, if wanted, a text."""
    spelled: list[Any] = []
    coming = iter(clusters)
    left, inside = 0, False
    for written in operators:
        if not isinstance(written, bytes) or not written.endswith(b"] TJ"):
            spelled.append(written)
            continue
        shown: list[bytes] = []
        for digits, distance in _SHOWN.findall(written[1 : -len(b"] TJ")]):
            if distance:
                shown.append(distance)
            at = 0
            while at < len(digits):
                while left == 0:
                    left, text = next(coming)
                    if text is not None:
                        _show(spelled, shown)
                        spelled.append(b"/Span << /ActualText " + pydyf.String(text).data + b" >> BDC")
                        inside = True
                drawn = digits[at : at + 4 * left]
                shown.append(b"<" + drawn + b">")
                at += len(drawn)
                left -= len(drawn) // 4
                if left == 0 and inside:
                    _show(spelled, shown)
                    spelled.append(b"EMC")
                    inside = False
        _show(spelled, shown)
    return spelled


def _show(operators: list[Any], shown: list[bytes]) -> None:
    if shown:
        operators.append(b"[" + b" ".join(shown).replace(b"> <", b"") + b"] TJ")
        shown.clear()


class MissingGlyphsError(Exception):
    """Some characters have no glyph; WeasyPrint has logged which."""


def _fonts(original: Any) -> Any:
    def build(pdf: Any, fonts: dict[Any, Any], *rest: Any) -> Any:
        if any(font.missing for font in fonts.values()):
            raise MissingGlyphsError  # all is drawn and said; the fonts would take WeasyPrint 20 s more
        for font in fonts.values():
            # A glyph that only ever stood beside others has no character of its own, and an empty one is an error
            # (ISO 14289-1, 7.21.7).
            font.to_unicode.update({glyph: "\u200b" for glyph, text in font.to_unicode.items() if not text})
        return original(pdf, fonts, *rest)

    return build
