"""`plan`: the editions of a project, each with its content digest and all that its rendering needs.

What a translation may be shown as is decided here and only here: a fuzzy, untranslated or withheld message (one with
a finding of error severity) gives its place to the source text, and the edition is a draft.
"""

import functools
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from pipeline import __version__, cldr, fonts, render, review
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.model import UI_DOMAIN, Edition, Format, Handout, Message, Paper, Resource, Variant
from pipeline.project import Project
from pipeline.review import Ledger

Key = tuple[str | None, str]

FORMATS: tuple[Format, ...] = get_args(Format)
VARIANTS: tuple[Variant, ...] = get_args(Variant)
PAPERS: tuple[Paper, ...] = get_args(Paper)

_ON_THE_WEB: frozenset[Variant] = frozenset({"standard", "discreet"})
"""The variants that are web pages too; the others are layouts of paper."""


@dataclass(frozen=True)
class Inputs:
    """All that editions are made of, read and checked.

    `catalogs` has, for every target locale and domain, the catalog; for the source locale, the one whose msgstr is its
    msgid. `withheld` has the keys of messages that no edition may show, by locale and domain. `images` has the files
    that each handout shows, by slug and target.
    """

    project: Project
    handouts: Sequence[Handout]
    resources: Sequence[Resource]
    catalogs: Mapping[tuple[str, str], Catalog]
    ledgers: Mapping[str, Ledger]
    withheld: Mapping[tuple[str, str], frozenset[Key]] = field(default_factory=dict)
    images: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Selection:
    """Which editions to make; an empty tuple means all, of variants and papers those that the project names."""

    slugs: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    def check(self, inputs: Inputs) -> None:
        """Raise HandoutsError for the first name that the project does not know."""
        project = inputs.project
        for what, names, known in (
            ("handout", self.slugs, [handout.slug for handout in inputs.handouts]),
            ("locale", self.locales, (project.source_locale, *project.locales)),
            ("territory", self.territories, project.territories),
            ("format", self.formats, FORMATS),
            ("variant", self.variants, VARIANTS),
            ("paper", self.papers, PAPERS),
        ):
            for name in names:
                if name not in known:
                    raise HandoutsError(f"No {what} {visible(name)} in this project.", hint=nearest(name, known))

    def choose(
        self, jobs: Sequence["Job"], project: Project, built: Collection[str] = frozenset()
    ) -> tuple["Job", ...]:
        """Return those of `jobs` to do. What was asked for once, and so is `built`, stays up to date with the rest."""

        def usual(edition: Edition) -> bool:
            return (bool(self.variants) or edition.variant in project.variants) and (
                bool(self.papers) or not edition.paper or edition.paper in project.papers
            )

        return tuple(job for job in jobs if job.edition in self and (usual(job.edition) or str(job.path) in built))

    def __contains__(self, edition: Edition) -> bool:
        if self.papers and edition.format == "pdf" and paper_of(edition) not in self.papers:
            return False
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.slugs, edition.slug),
                (self.locales, edition.locale),
                (self.territories, edition.territory),
                (self.formats, edition.format),
                (self.variants, edition.variant),
            )
        )


@dataclass(frozen=True)
class Job:
    """One edition to render: `path` is relative to the output folder; equal digests mean equal bytes.

    Of a web page that holds once it is `finished`.
    """

    edition: Edition
    path: PurePosixPath
    digest: str
    page: render.Page
    draft: bool


def plan(inputs: Inputs) -> tuple[Job, ...]:
    """Return the jobs of every edition there can be, in the order of locale, territory, handout, variant and format."""
    project = inputs.project
    jobs = []
    for locale in (project.source_locale, *project.locales):
        ui = _Shown.of(inputs, locale, UI_DOMAIN)
        faces = _faces(inputs, locale)
        for territory in project.territories:
            local = tuple(resource for resource in inputs.resources if resource.territory == territory)
            for handout in inputs.handouts:
                page = _page(inputs, handout, locale, territory, ui, local)
                made_of = _made_of(page)
                for edition in _editions(project, handout.slug, locale, territory):
                    own = _as(page, edition, project)
                    parts = made_of + own.url
                    if edition.format == "html":
                        own = replace(own, fonts=faces)
                        parts += "".join(face.name for face in faces)
                    jobs.append(Job(edition, edition_path(edition), _digest(edition, parts), own, page.draft))
    return tuple(jobs)


def _editions(project: Project, slug: str, locale: str, territory: str) -> Iterator[Edition]:
    for variant in VARIANTS:
        if variant == "bilingual" and locale == project.source_locale:
            continue
        if variant in _ON_THE_WEB:
            yield Edition(slug, locale, territory, "html", variant)
        yield Edition(slug, locale, territory, "pdf", variant)
        for paper in PAPERS:
            if paper != cldr.paper(territory):
                yield Edition(slug, locale, territory, "pdf", variant, paper)


def paper_of(edition: Edition) -> Paper:
    """Return the paper that a PDF is made for."""
    return edition.paper or cldr.paper(edition.territory)


def finished(job: Job, made: Mapping[str, int]) -> Job:
    """Return a job with the links of its page, once it is known what is `made`: bytes by path, of a web page any.

    A page leads only to what there is, and its digest is then of that too; a PDF leads nowhere, and is left as it is.
    """
    if job.edition.format != "html":
        return job
    page = _with_links(job, made)
    links = repr((page.alternates, page.downloads))
    return replace(job, page=page, digest=hashlib.sha256(f"{job.digest}\0{links}".encode()).hexdigest())


def _with_links(job: Job, made: Mapping[str, int]) -> render.Page:
    edition, page = job.edition, job.page
    folder = job.path.parent
    variants = [variant for variant in VARIANTS if (variant == "discreet") == (edition.variant == "discreet")]
    papers: tuple[Paper | Literal[""], ...] = ("", *PAPERS)
    downloads = []
    for variant in variants:
        for paper in papers:
            path = edition_path(replace(edition, format="pdf", variant=variant, paper=paper))
            if str(path) in made:
                downloads.append(render.Download(path.name, variant, paper, made[str(path)]))
    return replace(
        page,
        href=job.path.name if str(job.path) in made else "",
        downloads=tuple(downloads),
        alternates=tuple((locale, href) for locale, href in page.alternates if os.path.normpath(folder / href) in made),
    )


def indexes(inputs: Inputs, jobs: Sequence[Job], made: Mapping[str, int]) -> dict[str, bytes]:
    """Return the pages that lead to the editions that are `made`, and what they need, by path in the output folder.

    That is the index of languages, each language's own, the print desk, the fonts, and where the project has an
    address, the map for search engines and the picture of shared links. `made` has the bytes of each edition by path.
    """
    project = inputs.project
    pages = [job for job in jobs if job.edition.format == "html"]
    linked = [page for page in (_with_links(job, made) for job in pages) if page.href or page.downloads]
    standard = [page for page in linked if page.variant == "standard"]
    every = (project.source_locale, *project.locales)
    locales = tuple(locale for locale in every if any(page.locale == locale for page in standard))
    files = {
        f"{locale}/index.html": render.locale_index(
            [page for page in standard if page.locale == locale], locales=locales, url=project.url
        )
        for locale in locales
    }
    ui = _Shown.of(inputs, project.source_locale, UI_DOMAIN).texts
    front = render.Front(
        locales=locales,
        source_locale=project.source_locale,
        project_name=project.name,
        branding=project.branding,
        ui=ui,
        url=project.url,
        fonts=_faces(inputs, project.source_locale),
    )
    printed = [page for page in linked if page.downloads and page.locale in locales]
    files["index.html"] = render.index(front, desk=bool(printed))
    if printed:
        files["print-desk.html"] = render.print_desk(front, printed)
    faces = {face.name: face for page in linked for face in page.fonts} | {face.name: face for face in front.fonts}
    files |= {f"fonts/{name}": fonts.web_font(face) for name, face in faces.items()}
    files["fonts/OFL.txt"] = fonts.licence()
    if project.url:
        files["sitemap.xml"] = render.sitemap([page for page in linked if page.href])
        files["card.png"] = render.card(project.branding)
    return files


@functools.lru_cache(maxsize=1)
def _everywhere() -> str:
    """Return the characters that any page may show: those of source texts, of numbers and of what templates add."""
    return "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u2010\u2011–—‘’“”…·×©′″≤≥"


def _faces(inputs: Inputs, locale: str) -> tuple[fonts.WebFace, ...]:
    """Return the faces for all web pages of a locale, which hold every letter that one of them can show."""
    project = inputs.project
    shown: list[str] = [_everywhere(), project.name, repr(project.branding), *cldr.month_names(locale)]
    for domain in (*(handout.slug for handout in inputs.handouts), UI_DOMAIN):
        for message in inputs.catalogs[locale, domain].live:
            shown += (message.msgid, *message.msgstr)
    shown += (reference.text for handout in inputs.handouts for reference in handout.references)
    shown += (repr(fact.value) for handout in inputs.handouts for fact in handout.facts.values())
    named = {language for resource in inputs.resources for language in resource.languages if cldr.known(language)}
    for resource in inputs.resources:
        shown += (resource.name, resource.about, resource.area, resource.hours, resource.display, resource.url)
    every = (project.source_locale, *project.locales)
    shown += (cldr.language_name(other, locale) for other in sorted(named.union(every)))
    shown += (cldr.territory_name(territory, locale) for territory in project.territories)
    shown += (
        cldr.format_list(["", "", ""], locale),
        cldr.format_list(["", ""], locale),
        cldr.format_percent(Decimal("1234567.8"), locale),
        cldr.format_file_size(1, locale),
        cldr.format_file_size(1_234_567, locale),
        cldr.format_date(date(2026, 1, 1), locale),
    )
    return render.web_faces(locale, "".join(sorted(set("".join(shown)) - {"\n"})), every)


def edition_path(edition: Edition) -> PurePosixPath:
    """Return where an edition stands under the output folder, such as `es/US/crying-after-sex.large-print.a4.pdf`.

    The name of a discreet one does not show what it is about: a number made of the slug, so that it stays the same.
    """
    if edition.variant == "discreet":
        name = f"health-information-{int(hashlib.sha256(edition.slug.encode()).hexdigest(), 16) % 1_000_000:06}"
    else:
        name = edition.slug if edition.variant == "standard" else f"{edition.slug}.{edition.variant}"
    paper = f".{edition.paper.lower()}" if edition.paper else ""
    return PurePosixPath(edition.locale, edition.territory, f"{name}{paper}.{edition.format}")


def release_gaps(inputs: Inputs, selection: Selection) -> tuple[str, ...]:
    """Return, as sentences, what still stands between the selected editions and a release; () where nothing does.

    Gates are the project's (`[gates]`), per locale; each sentence names the locale, the domain and the figure, with the
    first of the texts below it, or the resource that nobody has verified.
    """
    project = inputs.project
    gaps: list[str] = []
    domains = [handout.slug for handout in inputs.handouts if not selection.slugs or handout.slug in selection.slugs]
    for locale in (project.source_locale, *project.locales):
        if selection.locales and locale not in selection.locales:
            continue
        gates = project.gates_for(locale)
        for domain in (*domains, UI_DOMAIN):
            catalog = inputs.catalogs[locale, domain]
            withheld = sorted(inputs.withheld.get((locale, domain), ()), key=str)
            gaps.extend(f"{locale}/{domain}: a check found an error in {_named(catalog, key)}." for key in withheld)
            gaps.extend(review.blocking(catalog, inputs.ledgers[locale], gates))
    wanted = {kind for handout in inputs.handouts if handout.slug in domains for kind in handout.resource_ids}
    for territory in project.territories:
        if selection.territories and territory not in selection.territories:
            continue
        rows = [resource for resource in inputs.resources if resource.territory == territory]
        gaps.extend(
            f"{territory}: no resource {visible(kind)} is listed." for kind in sorted(wanted - {row.id for row in rows})
        )
        gaps.extend(
            f"{territory}: {visible(row.name)} ({row.id}) has not been verified by a named person."
            for row in rows
            if row.id in wanted and row.verified_on is None
        )
    return tuple(gaps)


def _named(catalog: Catalog, key: Key) -> str:
    """Return how a gap names a message: its text, and where it stands."""
    if not key[1]:
        return "its header"
    message = catalog.by_key.get(key)
    place = f" ({os.path.relpath(catalog.path)}:{message.line})" if message is not None and message.line else ""
    return visible(key[1]) + place


@dataclass(frozen=True)
class _Shown:
    """What of one catalog an edition shows, and whether all of it is signed off."""

    texts: Mapping[Key, str]
    final: bool

    @classmethod
    def of(cls, inputs: Inputs, locale: str, domain: str) -> "_Shown":
        catalog, ledger = inputs.catalogs[locale, domain], inputs.ledgers[locale]
        withheld = inputs.withheld.get((locale, domain), frozenset())

        def fit(message: Message) -> bool:
            return message.translated and not message.fuzzy and message.key not in withheld

        texts = {message.key: message.msgstr[0] for message in catalog.live if fit(message)}
        final = all(fit(message) and review.reviewed(message, ledger, domain) for message in catalog.live)
        return cls(texts, final)


def _page(
    inputs: Inputs, handout: Handout, locale: str, territory: str, ui: _Shown, resources: tuple[Resource, ...]
) -> render.Page:
    project = inputs.project
    shown = _Shown.of(inputs, locale, handout.slug)
    verified = all(row.verified_on is not None for row in resources if row.id in handout.resource_ids)
    return render.Page(
        # Where the checkout stands, and on which line a sentence, must not change a byte of the edition.
        handout=replace(handout, path=Path("source", f"{handout.slug}.md")),
        locale=locale,
        territory=territory,
        source_locale=project.source_locale,
        texts=shown.texts,
        ui=ui.texts,
        resources=resources,
        draft=not (shown.final and ui.final and verified),
        weak=project.is_weak(locale),
        branding=project.branding,
        images=inputs.images.get(handout.slug, {}),
    )


def _as(page: render.Page, edition: Edition, project: Project) -> render.Page:
    """Return the page as one edition shows it, with the addresses of its kind: a discreet page leads to no other."""
    on_the_web: Variant = "discreet" if edition.variant == "discreet" else "standard"
    web = Edition(edition.slug, edition.locale, edition.territory, "html", on_the_web)
    return replace(
        page,
        variant=edition.variant,
        paper=edition.paper,
        alternates=_alternates((project.source_locale, *project.locales), replace(web, locale="")),
        url=_url(project, web),
    )


@functools.cache
def _alternates(locales: tuple[str, ...], web: Edition) -> tuple[tuple[str, str], ...]:
    """Return (locale, address relative to the page) of the same web page in every language of the territory.

    Every edition of the page has the same ones, of which there are as many as languages: they are made once.
    """
    return tuple((other, f"../../{edition_path(replace(web, locale=other))}") for other in locales)


def _url(project: Project, edition: Edition) -> str:
    return f"{project.url.rstrip('/')}/{edition_path(edition)}" if project.url else ""


def _digest(edition: Edition, made_of: str) -> str:
    """Return what the edition's bytes depend on, as hex: its data, the templates, styles, fonts and tools."""
    parts = (__version__, render.digest(), repr(edition), made_of)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _made_of(page: render.Page) -> str:
    """Return the hash of the data that all editions of a page are made of.

    They are frozen values whose `repr` is complete and has one order, so it serves as their canonical form.
    """
    return hashlib.sha256(repr(_ordered(page)).encode()).hexdigest()


def _ordered(page: render.Page) -> tuple[object, ...]:
    texts: Iterable[Mapping[Key, str]] = (page.texts, page.ui)
    return (
        replace(page, texts={}, ui={}),
        *(sorted(mapping.items(), key=lambda item: (item[0][0] or "", item[0][1])) for mapping in texts),
    )
