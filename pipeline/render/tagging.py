"""`install` completes what WeasyPrint 70 writes into a PDF for assistive technology.

WeasyPrint's PDF/UA-1 is valid only for plain documents, and valid files still misled a screen reader. What is done here,
through private functions, hence the pin to one major version:

- the language of parts (`Lang` on structure elements), which WCAG 3.1.2 asks for;
- `Scope` of header cells (ISO 14289-1, 7.5);
- one annotation a link, with words in `Contents` (7.18.5), and shown in print (`F`);
- structure types for elements that became `NonStruct`;
- a list item's content in one `LBody` (7.2), also where it holds paragraphs or boxes;
- heads and feet of pages as artifacts: as content they hung in no tree;
- `ActualText` for scripts whose glyphs come in another order than their characters, and no empty `ToUnicode` (7.21.7).

Known upstream: https://github.com/Kozea/WeasyPrint/issues/2482
"""

import contextlib
import functools
import re
from collections.abc import Iterator
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import stream, tags

from pipeline.errors import HandoutsError

MAJOR_VERSION = "70"

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
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# Indic scripts, Thai, Lao, Tibetan, Burmese, Ethiopic to Khmer: glyphs are reordered or many to a character.
_COMPLEX = re.compile("[\u0900-\u109f\u1780-\u17ff]")
# What only steers layout: zero-width space, marks and isolates of direction, soft hyphen, word joiner.
_UNSPOKEN = dict.fromkeys([0x200B, 0x200E, 0x200F, 0xAD, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
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
    weasyprint.pdf.add_links = _links(weasyprint.pdf.add_links)
    weasyprint.pdf.add_tags = _tree(weasyprint.pdf.add_tags)
    weasyprint.pdf.build_fonts_dictionary = _fonts(weasyprint.pdf.build_fonts_dictionary)


def _structure_type(original: Any) -> Any:
    return lambda tag: _TYPES.get(tag) or original(tag)


def _box_tree(original: Any) -> Any:
    # WeasyPrint's function calls itself by its name in the module, so this one sees every box of the tree.
    def build(box: Any, parent: Any, *rest: Any) -> Iterator[Any]:
        if isinstance(box, boxes.MarginBox):
            return
        for structure in original(box, parent, *rest):
            element = getattr(box, "element", None)
            if element is not None and "::" not in (box.element_tag or ""):
                if (language := element.get("lang")) and element.tag not in ("html", "body"):
                    structure["Lang"] = pydyf.String(language)
                if structure["S"] == "/TH":
                    attributes = structure.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
                    attributes["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
            yield structure

    return build


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
    return element.get("aria-label") or element.get("title") or " ".join("".join(element.itertext()).split())


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
        if getattr(box, "in_margin", False):
            with self.artifact():
                yield
            return
        text = box.text if isinstance(box, boxes.TextBox) else ""
        # Where words run from right to left, poppler would reverse ActualText, and ToUnicode is complete already.
        if self._tags is None or not _COMPLEX.search(text) or _RIGHT_TO_LEFT.search(text):
            with original(self, box, tag):
                yield
            return
        identifier = len(self._tags)
        self._tags[box] = {"tag": tag, "mcid": identifier}
        spoken = pydyf.String(text.translate(_UNSPOKEN))
        pydyf.Stream.begin_marked_content(self, tag, pydyf.Dictionary({"MCID": identifier, "ActualText": spoken}))
        try:
            yield
        finally:
            pydyf.Stream.end_marked_content(self)

    return mark


def mark_margins(document: Any) -> None:
    """Let the text of page heads and feet be drawn as artifacts; `document` is a rendered one, not yet written."""
    for page in document.pages:
        for margin in page._page_box.children:
            if isinstance(margin, boxes.MarginBox):
                for box in margin.descendants():
                    box.in_margin = True


def _fonts(original: Any) -> Any:
    def build(pdf: Any, fonts: dict[Any, Any], *rest: Any) -> Any:
        for font in fonts.values():
            # The later glyphs of a cluster have no character of their own, and an empty one is an error.
            font.to_unicode.update({glyph: "\u200b" for glyph, text in font.to_unicode.items() if not text})
        return original(pdf, fonts, *rest)

    return build
