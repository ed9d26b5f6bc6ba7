"""`index` lists the languages, `locale_index` the handouts in one of them, `print_desk` all that can be printed.

They stand at `index.html`, `<locale>/index.html` and `print-desk.html` beside the editions,
`<locale>/<territory>/<slug>.html` and `.pdf`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline import cldr
from pipeline.branding import Branding
from pipeline.fonts import WebFace
from pipeline.model import Handout, Variant
from pipeline.render.page import Download, Page, Texts
from pipeline.render.text import Writer
from pipeline.render.view import Alternate, alternates, downloads, layout, render, writer_of


@dataclass(frozen=True, slots=True)
class Headline:
    """What the indexes say of a handout in one language, as HTML but for `plain`.

    `source_title` is the title in the source language, for a page in that; `summary` is "" where there is none.
    """

    title: str
    plain: str
    source_title: str
    summary: str

    @classmethod
    def of(cls, handout: Handout, writer: Writer) -> "Headline":
        """Return what `writer`, who writes the page, says of a handout."""
        source = Writer(writer.source_locale, writer.source_locale, {}, facts=handout.facts)
        return cls(
            title=str(writer.segment(handout.title)),
            plain=str(writer.plain(handout.title)),
            source_title=str(source.segment(handout.title)),
            summary=str(writer.segment(handout.summary)) if handout.summary else "",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the indexes: `href` is its own name, "" where it was not made; `downloads` are its PDFs that were."""

    headline: Headline
    slug: str
    locale: str
    territory: str
    variant: Variant
    draft: bool
    href: str
    url: str
    downloads: tuple[Download, ...] = ()


def entry(page: Page) -> Entry:
    """Return how the indexes show a page."""
    return Entry(
        headline=Headline.of(page.handout, writer_of(page)),
        slug=page.handout.slug,
        locale=page.locale,
        territory=page.territory,
        variant=page.variant,
        draft=page.draft,
        href=page.href,
        url=page.url,
        downloads=page.downloads,
    )


@dataclass(frozen=True, slots=True)
class _Edition:
    territory: str
    html: str
    downloads: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Handout:
    title: Markup
    plain: str
    source_title: Markup | None
    summary: Markup | None
    draft: bool
    editions: tuple[_Edition, ...]


@dataclass(frozen=True, slots=True)
class _Printed:
    """A row of the print desk: a PDF, and the web page that says the same."""

    language: Alternate
    territory: str
    territory_name: str
    slug: str
    title: Markup
    variant: Variant
    layout: Markup
    paper: str
    href: str
    size: str
    html: str


@dataclass(frozen=True, slots=True)
class Front:
    """What an index is made of, besides the pages that it leads to.

    `locale` is its language, "" for the source's, `ui` the words in that, `fonts` the faces of the pages in that.
    `locales` are the languages of which something was made. `url` is the public address of the output folder, "" where
    it has none.
    """

    locales: tuple[str, ...]
    source_locale: str
    project_name: str
    branding: Branding
    ui: Texts
    url: str = ""
    fonts: tuple[WebFace, ...] = ()
    locale: str = ""

    @property
    def writer(self) -> Writer:
        return Writer(self.locale or self.source_locale, self.source_locale, self.ui)

    def address(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/{path}" if self.url else ""


def index(front: Front, desk: bool = False) -> bytes:
    """Return the page that lists every language by its own name, with a link to the print desk where there is one."""
    languages = _languages(front, "{}/index.html")
    return _front(front, "index.html", script="find", path="index.html", languages=languages, desk=desk)


def print_desk(front: Front, pages: Sequence[Entry]) -> bytes:
    """Return the page where staff choose what to print: every PDF of `pages`, each of which has been made.

    It is a table of links; choosing is done by the style sheet, and a script only keeps to what is there.
    """
    languages = {language.locale: language for language in _languages(front, "{}/index.html")}
    order = list(languages)
    rows = tuple(
        row
        for page in sorted(pages, key=lambda page: (order.index(page.locale), page.territory, page.slug))
        for row in _printed(front, page, languages[page.locale])
    )
    chosen = _Choices.of(rows)
    return _front(
        front,
        "print_desk.html",
        script="desk",
        path="print-desk.html",
        more_style=chosen.rules(),
        rows=rows,
        choices=chosen,
    )


@dataclass(frozen=True, slots=True)
class _Choices:
    """What there is to choose from, each as (value, shown)."""

    locale: tuple[tuple[str, str | Markup], ...]
    territory: tuple[tuple[str, str | Markup], ...]
    slug: tuple[tuple[str, str | Markup], ...]
    variant: tuple[tuple[str, str | Markup], ...]
    paper: tuple[tuple[str, str | Markup], ...]

    @classmethod
    def of(cls, rows: Sequence[_Printed]) -> "_Choices":
        return cls(
            tuple({row.language.locale: (row.language.locale, _both(row.language)) for row in rows}.values()),
            tuple(sorted({row.territory: (row.territory, row.territory_name) for row in rows}.values())),
            tuple({row.slug: (row.slug, row.title.striptags()) for row in rows}.values()),
            tuple({row.variant: (row.variant, row.layout) for row in rows}.values()),
            tuple(sorted({row.paper: (row.paper, row.paper) for row in rows}.values())),
        )

    def rules(self) -> str:
        """Return the style rules that show only the rows that were chosen.

        A browser without `:has()` shows the whole table. https://www.w3.org/TR/selectors-4/#relational
        """
        return "".join(
            f'.desk:has(select[name="{name}"] option[value="{value}"]:checked) '
            f'tbody tr:not([data-{name}="{value}"]) {{ display: none }}\n'
            for name in self.__slots__
            for value, _ in getattr(self, name)
        )


def _both(language: Alternate) -> str:
    return language.name if language.name == language.named else f"{language.name} – {language.named}"


def _printed(front: Front, page: Entry, language: Alternate) -> list[_Printed]:
    return [
        _Printed(
            language=language,
            territory=page.territory,
            territory_name=cldr.territory_name(page.territory, front.source_locale),
            slug=page.slug,
            title=Markup(page.headline.source_title),
            variant=each.variant,
            layout=layout(front.writer, each.variant),
            paper=each.paper or cldr.paper(page.territory),
            href=f"{page.locale}/{page.territory}/{each.href}",
            size=cldr.format_file_size(each.size, front.source_locale),
            html=f"{page.locale}/{page.territory}/{page.href}" if page.href else "",
        )
        for each in page.downloads
    ]


def _languages(front: Front, href: str) -> tuple[Alternate, ...]:
    links = [(locale, href.format(locale)) for locale in front.locales]
    return alternates(links, front.source_locale, front.source_locale, front.address("index.html"))


def _front(front: Front, template: str, *, script: str, path: str, **values: Any) -> bytes:
    html = render(
        template,
        front.writer,
        paper=False,
        branding=front.branding,
        names=front.locales,
        fonts=front.fonts,
        script=script,
        url=front.address(path),
        project_name=front.project_name,
        **values,
    )
    return html.encode()


def locale_index(front: Front, pages: Sequence[Entry]) -> bytes:
    """Return the page that lists all `pages`, which are of one locale, by handout and territory.

    Of each page, what was made of it is linked to.
    """
    by_slug: dict[str, list[Entry]] = {}
    for page in pages:
        by_slug.setdefault(page.slug, []).append(page)
    writer, url = front.writer, front.address(f"{front.locale}/index.html")
    html = render(
        "locale_index.html",
        writer,
        paper=False,
        branding=front.branding,
        alternates=alternates(
            [(locale, f"../{locale}/index.html") for locale in front.locales], front.locale, front.source_locale, url
        ),
        names=front.locales,
        fonts=front.fonts,
        folder="../",
        script="place",
        handouts=tuple(_handout(of_slug, writer) for _, of_slug in sorted(by_slug.items())),
        url=url,
    )
    return html.encode()


def _handout(pages: Sequence[Entry], writer: Writer) -> _Handout:
    said = pages[0].headline
    translated = writer.locale != writer.source_locale
    return _Handout(
        title=Markup(said.title),
        plain=said.plain,
        source_title=writer.foreign(Markup(said.source_title), writer.source_locale) if translated else None,
        summary=Markup(said.summary) if said.summary else None,
        draft=any(each.draft for each in pages),
        editions=tuple(
            _Edition(
                territory=cldr.territory_name(each.territory, each.locale),
                html=f"{each.territory}/{each.href}" if each.href else "",
                downloads=tuple(
                    {**link, "href": f"{each.territory}/{link['href']}"} for link in downloads(each.downloads, writer)
                ),
            )
            for each in sorted(pages, key=lambda each: each.territory)
        ),
    )


def sitemap(pages: Sequence[Entry], source_locale: str) -> bytes:
    """Return the list of web pages for search engines, each with its translations: https://www.sitemaps.org

    Drafts are not in it, nor what is discreet.
    """
    listed = [page for page in pages if page.url and not page.draft and page.variant == "standard"]
    by_work: dict[tuple[str, str], list[Entry]] = {}
    for page in listed:
        by_work.setdefault((page.slug, page.territory), []).append(page)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    link = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>')
    for page in listed:
        lines.append(Markup("<url><loc>{}</loc>").format(page.url))
        for other in by_work[page.slug, page.territory]:
            lines.append(link.format(cldr.tag(other.locale), other.url))
            if other.locale == source_locale:
                lines.append(link.format("x-default", other.url))
        lines.append("</url>")
    return "\n".join((*lines, "</urlset>", "")).encode()
