"""`index` lists the languages, `locale_index` the handouts in one of them.

They stand at `index.html` and `<locale>/index.html` beside the editions, `<locale>/<territory>/<slug>.html` and `.pdf`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline import cldr
from pipeline.branding import Branding
from pipeline.model import Format
from pipeline.render.page import Page, Texts
from pipeline.render.text import Writer
from pipeline.render.view import alternates, render, writer_of


@dataclass(frozen=True, slots=True)
class _Language:
    tag: str
    direction: str
    name: str
    named: str
    href: str


@dataclass(frozen=True, slots=True)
class _Edition:
    territory: str
    html: str
    pdf: str


@dataclass(frozen=True, slots=True)
class _Handout:
    title: Markup
    plain: str
    source_title: Markup | None
    summary: Markup | None
    draft: bool
    editions: tuple[_Edition, ...]


def index(
    locales: Sequence[str], *, source_locale: str, project_name: str, branding: Branding, ui: Texts, url: str = ""
) -> bytes:
    """Return the page that lists every language by its own name.

    `ui` is of the source locale. `url` is the public address of the output folder, "" where it has none.
    """
    writer = Writer(source_locale, source_locale, ui)
    languages = tuple(
        _Language(
            tag=cldr.tag(locale),
            direction=cldr.direction(locale),
            name=cldr.own_name(locale),
            named=cldr.language_name(locale, source_locale) if locale != source_locale else "",
            href=f"{locale}/index.html",
        )
        for locale in locales
    )
    html = render(
        "index.html",
        writer,
        paper=False,
        languages=languages,
        alternates=(),
        project_name=project_name,
        branding=branding,
        url=f"{url.rstrip('/')}/index.html" if url else "",
    )
    return html.encode()


def locale_index(
    pages: Sequence[Page], *, locales: Sequence[str], formats: Sequence[Format] = ("html", "pdf"), url: str = ""
) -> bytes:
    """Return the page that lists all `pages`, which are of one locale, by handout and territory.

    `locales` are those that have such a page. `url` is the public address of the output folder, "" where it has none.
    """
    first = pages[0]
    by_slug: dict[str, list[Page]] = {}
    for page in pages:
        by_slug.setdefault(page.handout.slug, []).append(page)
    own_url = f"{url.rstrip('/')}/{first.locale}/index.html" if url else ""
    html = render(
        "locale_index.html",
        writer_of(first),
        paper=False,
        handouts=tuple(_handout(of_slug, formats) for _, of_slug in sorted(by_slug.items())),
        alternates=alternates(
            [(locale, f"../{locale}/index.html") for locale in locales], first.locale, first.source_locale, own_url
        ),
        branding=first.branding,
        url=own_url,
    )
    return html.encode()


def _handout(pages: Sequence[Page], formats: Sequence[Format]) -> _Handout:
    page = pages[0]
    handout, writer = page.handout, writer_of(page)
    source = Writer(page.source_locale, page.source_locale, {}, facts=handout.facts)
    return _Handout(
        title=writer.segment(handout.title),
        plain=writer.plain(handout.title),
        source_title=(
            writer.foreign(source.segment(handout.title), page.source_locale)
            if page.locale != page.source_locale
            else None
        ),
        summary=writer.segment(handout.summary) if handout.summary else None,
        draft=any(each.draft for each in pages),
        editions=tuple(
            _Edition(
                territory=cldr.territory_name(each.territory, each.locale),
                html=f"{each.territory}/{handout.slug}.html" if "html" in formats else "",
                pdf=f"{each.territory}/{handout.slug}.pdf" if "pdf" in formats else "",
            )
            for each in sorted(pages, key=lambda each: each.territory)
        ),
    )
