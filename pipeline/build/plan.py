"""`plan`: the editions of a project, each with its content digest and all that its rendering needs.

What a translation may be shown as is decided here and only here: a fuzzy, untranslated or withheld message (one with
a finding of error severity) gives its place to the source text, and the edition is a draft.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import get_args

from pipeline import __version__, cldr, render, review
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
    """One edition to render: `path` is relative to the output folder; equal digests mean equal bytes."""

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
        for territory in project.territories:
            local = tuple(resource for resource in inputs.resources if resource.territory == territory)
            for handout in inputs.handouts:
                page = _page(inputs, handout, locale, territory, ui, local)
                made_of = _made_of(page)
                for edition in _editions(project, handout.slug, locale, territory):
                    own = _as(page, edition, project)
                    jobs.append(Job(edition, edition_path(edition), _digest(edition, made_of), own, page.draft))
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


def indexes(inputs: Inputs, jobs: Sequence[Job]) -> dict[str, bytes]:
    """Return the pages that lead to the editions, by their path under the output folder."""
    project = inputs.project
    locales = (project.source_locale, *project.locales)
    pages = {
        f"{locale}/index.html": render.locale_index(
            [
                job.page
                for job in jobs
                if job.edition == replace(job.edition, locale=locale, format="html", variant="standard")
            ],
            locales=locales,
            formats=FORMATS,
            url=project.url,
        )
        for locale in locales
    }
    pages["index.html"] = render.index(
        locales,
        source_locale=project.source_locale,
        project_name=project.name,
        branding=project.branding,
        ui=_Shown.of(inputs, project.source_locale, UI_DOMAIN).texts,
        url=project.url,
    )
    return pages


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
        alternates=_alternates(project, web),
        url=_url(project, web),
        pdf_href=edition_path(replace(web, format="pdf")).name,
    )


def _alternates(project: Project, web: Edition) -> tuple[tuple[str, str], ...]:
    """Return (locale, address relative to the page) of the same web page in every language of the territory."""
    return tuple(
        (other, f"../../{edition_path(replace(web, locale=other))}")
        for other in (project.source_locale, *project.locales)
    )


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
