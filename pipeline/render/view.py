"""`handout_html` fills the one template of a handout, for the web or for paper."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import jinja2
from markupsafe import Markup

from pipeline import cldr, markup
from pipeline.branding import Branding
from pipeline.fonts import WebFace
from pipeline.model import ALWAYS, Block, Handout, Reference, Resource, Segment, Variant
from pipeline.render import codes, style
from pipeline.render.page import Download, Page
from pipeline.render.text import Writer, anchor, slug

# They turn letters and digits about, whatever these are: 911 prints as 119. No text of any language needs them, and
# an invisible one is pasted unseen (UAX #9, 2.2).
_OVERRIDES = ("\u202d", "\u202e")


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language, as a link: `name` is what the language calls itself.

    `address` is for search engines, which want it whole; `href` leads there also where the pages were copied to.
    """

    locale: str
    tag: str
    direction: str
    name: str
    named: str
    href: str
    address: str
    here: bool
    is_source: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A place to get help, as it prints; `beside` is the same in the source language, where it stands beside it."""

    name: Markup
    official: Markup | None
    area: Markup | None
    about: Markup | None
    phone: str
    tel: str
    terms: tuple[Markup, ...]
    languages: str
    url: str
    site: str
    unverified: bool
    beside: "Line | None" = None


class Part(NamedTuple):
    """A block of the body as it prints, or the neighbours among them that call for help: one box.

    `beside` is the text in the source language, where the page has both. `level` is that of the block's own heading, or
    of the headings in the box.
    """

    kind: str
    level: int
    block: Block | None = None
    text: Markup | str = ""
    beside: Markup | str = ""
    id: str = ""
    parts: tuple["Part", ...] = ()
    lines: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference as the list at the end prints it."""

    anchor: str
    text: str
    href: str
    shown: str


def handout_html(page: Page, *, paper: bool, marked: bool = False) -> str:
    """Return the page as HTML; for `paper` without what only a browser needs, and with running head and foot.

    Raises HandoutsError where an image is missing or a phone number cannot be printed.
    """
    handout = page.handout
    writer = writer_of(page, paper=paper, marked=marked)
    own_heading = next((block for block in handout.blocks if block.kind == "heading" and block.level == 1), None)
    title = own_heading.segment if own_heading is not None and own_heading.segment is not None else handout.title
    source = _source_writer(page, paper=paper)
    translated = page.locale != page.source_locale
    beside = source if page.variant == "bilingual" and translated else None
    discreet = page.variant == "discreet"
    source_title = source.word("Health information") if discreet else source.segment(title)
    return render(
        "handout.html",
        writer,
        paper=paper,
        discreet=discreet,
        title=writer.label("Health information") if discreet else writer.plain(handout.title),
        heading=writer.word("Health information") if discreet else writer.segment(title),
        subject=writer.segment(title),
        source_title=writer.foreign(source_title, page.source_locale) if translated else "",
        summary=writer.segment(handout.summary) if handout.summary else "",
        description=writer.plain(handout.summary) if handout.summary and not discreet else "",
        body=_Body(page, writer, beside, heading_ids(handout)).parts(
            [block for block in handout.blocks if block is not own_heading], 2
        ),
        summary_beside=_beside(handout.summary, page, beside) if handout.summary else "",
        beside_word=lambda text: beside.word(text) if beside and (None, text) in page.ui else "",
        references=tuple(map(_citation, handout.references)),
        source_tag=cldr.tag(page.source_locale),
        source_direction=cldr.direction(page.source_locale),
        territory=cldr.territory_name(page.territory, page.locale),
        draft=page.draft,
        weak=page.draft and page.weak,
        state=state(page, writer),
        translated_from=(
            writer.word("Translated from {language}", language=cldr.language_name(page.source_locale, page.locale))
            if translated
            else ""
        ),
        languages_named=_languages_named(page, writer),
        page_number=Markup('<span class="page-number"></span>'),
        page_count=Markup('<span class="page-count"></span>'),
        branding=page.branding,
        branding_phone=_phone(page, page.branding.phone),
        after_hours_phone=_phone(page, page.branding.after_hours_phone),
        logo="" if page.variant == "black-and-white" else _data_url(page.branding.logo),
        web_address=page.branding.short_url or page.url,
        web_shown=shown(page.branding.short_url or page.url),
        web_code=codes.address(page.url or page.branding.short_url) if paper else "",
        alternates=alternates(page.alternates, page.locale, page.source_locale, page.url),
        url=page.url,
        exit_url=page.branding.exit_url,
        downloads=downloads(page.downloads, writer),
        json_ld="" if discreet else json_ld(page, writer),
        names=tuple(locale for locale, _ in page.alternates),
        # A preview stands elsewhere, and shows the text of the moment.
        fonts=() if marked else page.fonts,
        folder="../../",
        script="" if paper or marked else "place",
    )


def _source_writer(page: Page, *, paper: bool) -> Writer:
    """Return who writes the same page in the source language."""
    return replace(writer_of(page, paper=paper), locale=page.source_locale, ui={}, texts={})


def _beside(segment: Segment, page: Page, writer: Writer | None) -> Markup | str:
    """Return the source text that stands beside a translation; "" where there is none, or it is a picture's."""
    if writer is None or segment.kind == "alt text" or segment.key not in page.texts or not segment.translate:
        return ""
    return writer.segment(segment)


def _phone(page: Page, phone: str) -> Mapping[str, str] | None:
    return {"tel": cldr.tel(phone), "shown": cldr.format_phone(phone, page.territory)} if phone else None


def _data_url(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}" if picture else ""


def downloads(made: Sequence[Download], writer: Writer) -> tuple[Mapping[str, object], ...]:
    """Return the PDFs of a page as links: `name` says the layout, and the paper where it is not the territory's own."""
    return tuple(
        {
            "href": each.href,
            "name": Markup("{} · {}").format(layout(writer, each.variant), each.paper)
            if each.paper
            else layout(writer, each.variant),
            "size": cldr.format_file_size(each.size, writer.locale),
        }
        for each in made
    )


def layout(writer: Writer, variant: Variant) -> Markup:
    """Return what a layout is called."""
    match variant:
        case "standard":
            return writer.word("Standard")
        case "large-print":
            return writer.word("Large print")
        case "bilingual":
            return writer.word("Two languages side by side")
        case "black-and-white":
            return writer.word("Black and white")
        case "discreet":
            return writer.word("Discreet")


def render(
    template: str,
    writer: Writer,
    *,
    paper: bool,
    branding: Branding,
    alternates: Sequence[Alternate] = (),
    url: str = "",
    names: tuple[str, ...] = (),
    fonts: tuple[WebFace, ...] = (),
    folder: str = "",
    script: str = "",
    more_style: str = "",
    **values: object,
) -> str:
    """Return a template filled in: `_` and `label` are the writer's, and so are language, direction and style.

    `folder` leads from the page to the output folder; `script` names the one that the page runs; `names` are the
    locales whose own names stand in it.
    """
    sheet = "" if paper else style.web(writer.locale, fonts, names, folder=f"{folder}fonts/", branding=branding)
    sheet += more_style
    code = style.script(script) if script else ""
    html: str = (
        _environment()
        .get_template(template)
        .render(
            values,
            paper=paper,
            branding=branding,
            alternates=alternates,
            fonts=fonts,
            url=url,
            card=urljoin(url, f"{folder}card.png"),
            tag=writer.tag,
            direction=writer.direction,
            _=writer.word,
            label=writer.label,
            foreign=lambda text: writer.foreign(text, writer.source_locale),
            # The sheet is ours, and holds neither `<` nor `&`; its hash is of the text as it stands.
            style=Markup(sheet),
            style_hash=style.hashed(sheet),
            script=Markup(code),
            script_hash=style.hashed(code),
        )
    )
    for override in _OVERRIDES:
        html = html.replace(override, "")
    return html


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.render", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def writer_of(page: Page, *, paper: bool = False, marked: bool = False) -> Writer:
    """Return who writes for the readers of a page; `marked`, every message says which it is."""
    handout = page.handout
    return Writer(
        page.locale,
        page.source_locale,
        page.ui,
        texts=page.texts,
        facts=handout.facts,
        references=handout.references,
        links=handout.links,
        images=page.images,
        whole_addresses=paper and not page.url,
        paper=paper,
        domain=handout.slug if marked else "",
    )


def alternates(links: Sequence[tuple[str, str]], here: str, source_locale: str, url: str) -> tuple[Alternate, ...]:
    """Return (locale, address) pairs as links from the page at `url`, each by what its language calls itself."""
    return tuple(
        Alternate(
            locale=locale,
            tag=cldr.tag(locale),
            direction=cldr.direction(locale),
            name=cldr.own_name(locale),
            named=cldr.language_name(locale, here),
            href=href,
            address=urljoin(url, href),
            here=locale == here,
            is_source=locale == source_locale,
        )
        for locale, href in sorted(links, key=lambda link: cldr.collation_key(cldr.own_name(link[0])))
    )


def state(page: Page, writer: Writer) -> tuple[Markup, ...]:
    """Return what the foot of the page says of the text: its version, and when it was reviewed."""
    handout = page.handout
    version = writer.word("Version {version}", version=writer.isolated(handout.version)) if handout.version else None
    reviewed = (
        writer.word("Not yet reviewed")
        if page.draft or handout.reviewed_on is None
        else writer.word("Reviewed on {date}", date=writer.date(handout.reviewed_on))
    )
    return (version, reviewed) if version is not None else (reviewed,)


def _languages_named(page: Page, writer: Writer) -> Markup:
    """Return the language's name in English and in itself: whoever hands the sheet out may not read it."""
    own = writer.text(cldr.own_name(page.locale))
    named = cldr.language_name(page.locale, page.source_locale)
    if page.locale == page.source_locale:
        return own
    return Markup("{} – {}").format(writer.foreign(named, page.source_locale), own)


# ------------------------------------------------------------------------------------------------------------ the body


@dataclass(frozen=True, slots=True)
class _Body:
    """Writes blocks; `beside` writes them once more, for a page of two languages; `ids` are those of the headings."""

    page: Page
    writer: Writer
    beside: Writer | None
    ids: Mapping[Block, str]

    def parts(self, blocks: Sequence[Block], level: int) -> tuple[Part, ...]:
        """Return blocks in order, neighbouring resources as one; `level` is what a heading inside must have."""
        parts: list[Part] = []
        asked: list[str] = []
        for block in blocks:
            if block.kind == "resource":
                asked.append(block.argument)
                continue
            if asked:
                parts.append(self._help(asked, level))
                asked = []
            if block.kind == "heading":
                level = min(block.level + 1, 6)
            parts.append(self._part(block, 3 if block.kind in _HEADED else level))
        if asked:
            parts.append(self._help(asked, level))
        return tuple(parts)

    def _part(self, block: Block, level: int) -> Part:
        return Part(
            block.kind,
            block.level if block.kind == "heading" else level,
            block,
            text=self.writer.segment(block.segment) if block.segment else "",
            beside=_beside(block.segment, self.page, self.beside) if block.segment else "",
            id=self.ids.get(block, "") if block.kind == "heading" else "",
            parts=self.parts(block.children, level) if block.children else (),
        )

    def _help(self, asked: Sequence[str], level: int) -> Part:
        lines = []
        for wanted in asked:
            rows = [row for row in self.page.resources if row.id == wanted and row.territory == self.page.territory]
            # What is said of all is said once, of the first.
            told = [row.about != rows[at - 1].about or at == 0 for at, row in enumerate(rows)]
            lines.append(
                tuple(
                    replace(
                        _line(self.writer, row, about), beside=_line(self.beside, row, about) if self.beside else None
                    )
                    for row, about in zip(rows, told, strict=True)
                )
            )
        return Part("help", level, lines=tuple(lines))


# Boxes that templates give a heading of the second level.
_HEADED = frozenset({"key takeaways", "teach back"})

# The ids that templates give.
_TEMPLATE_IDS = ("main", "downloads", "key-points", "in-your-own-words", "notes", "your-clinic", "references")


def heading_ids(handout: Handout) -> Mapping[Block, str]:
    """Return an id for every heading, from its source text, so that it is the same in all languages."""
    ids: dict[Block, str] = {}
    taken = {*_TEMPLATE_IDS, *map(anchor, handout.references)}
    for block in _walk(handout.blocks):
        if block.kind == "heading" and block.segment is not None:
            wanted = slug(markup.plain(markup.parse_inline(block.segment.msgid))) or "section"
            name = next(name for name in _numbered(wanted) if name not in taken)
            taken.add(name)
            ids[block] = name
    return ids


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _walk(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.children)


def _line(writer: Writer, row: Resource, about: bool) -> Line:
    name = writer.resource(row.name, row.name_lang)
    official = writer.foreign(row.name, row.name_lang)
    terms: list[Markup] = []
    if row.hours == ALWAYS:
        terms.append(writer.word("24 hours a day, every day"))
    elif row.hours:
        hours = writer.resource(row.hours, row.name_lang)
        terms.append(Markup('<span class="name">{}</span> {}').format(writer.word("Hours"), hours))
    if row.free:
        terms.append(writer.word("Free to call"))
    if row.confidential:
        terms.append(writer.word("Confidential"))
    if row.min_age is not None:
        terms.append(writer.word("For people aged {age} and over", age=writer.number(row.min_age)))
    names = [cldr.language_name(each, writer.locale) for each in row.languages if cldr.known(each)]
    return Line(
        name=name,
        official=official if writer.ui.get(("resource", row.name), row.name) != row.name else None,
        area=writer.resource(row.area) if row.area else None,
        about=writer.resource(row.about) if about and row.about else None,
        phone=cldr.format_phone(row.phone, row.territory, row.display) if row.phone else "",
        tel=cldr.tel(row.phone) if row.phone else "",
        terms=tuple(terms),
        languages=cldr.format_list(names, writer.locale) if names else "",
        url=row.url,
        site=shown(row.url),
        unverified=bool(row.phone) and row.verified_on is None,
    )


def shown(url: str) -> str:
    """Return a web address as people read it: `https://www.example.org/` is `example.org`."""
    parts = urlsplit(url)
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def _citation(reference: Reference) -> Citation:
    if reference.doi:
        href, text = f"https://doi.org/{reference.doi}", f"doi:{reference.doi}"
    else:
        href, text = reference.url, shown(reference.url)
    return Citation(anchor(reference), reference.text, href, text)


# ------------------------------------------------------------------------------------------------------------- JSON-LD

_CODING_SYSTEMS = {"MeSH": "https://id.nlm.nih.gov/mesh/", "SNOMED CT": "http://snomed.info/sct"}


def json_ld(page: Page, writer: Writer) -> Markup:
    """Return what the page says to machines, as https://schema.org/MedicalWebPage; only what is known, and no reviewer.

    A script element ends at `</`, whatever stands around it, so no `<` is left as it is.
    """
    handout = page.handout
    about = [
        {
            "@type": "MedicalEntity",
            "name": subject.label,
            "code": {
                "@type": "MedicalCode",
                "codeValue": subject.code,
                "codingSystem": _CODING_SYSTEMS.get(subject.scheme, subject.scheme),
            },
        }
        for subject in handout.subjects
    ]
    citations = [
        {"@type": "CreativeWork", "name": reference.text}
        | ({"url": _citation(reference).href} if _citation(reference).href else {})
        for reference in handout.references
    ]
    addresses = {locale: urljoin(page.url, href) for locale, href in page.alternates} if page.url else {}
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": writer.plain(handout.title),
        "description": writer.plain(handout.summary) if handout.summary else "",
        "inLanguage": writer.tag,
        "about": about,
        "citation": citations,
        "version": handout.version,
        "creativeWorkStatus": "Draft" if page.draft else "Published",
        "lastReviewed": handout.reviewed_on.isoformat() if handout.reviewed_on and not page.draft else "",
        "url": page.url,
        "publisher": {"@type": "Organization", "name": page.branding.name} if page.branding.name else "",
    }
    if page.locale != page.source_locale:
        facts["translationOfWork"] = {
            "@type": "MedicalWebPage",
            "name": _source_title(handout.title),
            "inLanguage": cldr.tag(page.source_locale),
        } | ({"url": addresses[page.source_locale]} if page.source_locale in addresses else {})
    elif addresses:
        facts["workTranslation"] = [
            {"@type": "MedicalWebPage", "inLanguage": cldr.tag(locale), "url": address}
            for locale, address in addresses.items()
            if locale != page.locale
        ]
    text = json.dumps({key: value for key, value in facts.items() if value}, ensure_ascii=False, indent=1)
    return Markup(re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", text))


def _source_title(title: Segment) -> str:
    return markup.plain(markup.parse_inline(title.msgid))
