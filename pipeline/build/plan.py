"""`plan`: the editions of a project, each with its content digest; `page_of` is all that the rendering of one needs.

What a translation may be shown as is decided here and only here: a fuzzy, untranslated or withheld message (one with
a finding of error severity) gives its place to the source text, and the edition is a draft.

The plan is made of short facts of each handout and catalog, its `Contents`, so that whoever keeps those need not read
what has not changed.
"""

import functools
import hashlib
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import get_args

from pipeline import __version__, cldr, fonts, render, review
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.model import UI_DOMAIN, Edition, Format, Handout, Message, Paper, Resource, Variant, digest_of
from pipeline.project import Project
from pipeline.review import Ledger

Key = tuple[str | None, str]
Images = Mapping[str, bytes]
"""The files that a handout shows, by target."""

FORMATS: tuple[Format, ...] = get_args(Format)
VARIANTS: tuple[Variant, ...] = get_args(Variant)
PAPERS: tuple[Paper, ...] = get_args(Paper)

_MOST_SHOWN = 2048
"""The texts of how many catalogs are held between planning and rendering, some 25 kB each; others are read again."""

_ON_THE_WEB: frozenset[Variant] = frozenset({"standard", "discreet"})
"""The variants that are web pages too; the others are layouts of paper."""


@dataclass(frozen=True)
class Inputs:
    """Everything that editions are made of; its mappings may read what they hold when it is asked for.

    `handouts` are by slug, and `images` the files that each shows. `withheld` are the messages whose translation must
    not be shown. `catalogs` has one of every locale and domain; of the source locale, the templates as their own
    translation.
    """

    project: Project
    handouts: Mapping[str, Handout]
    resources: Sequence[Resource]
    catalogs: Mapping[tuple[str, str], Catalog]
    ledgers: Mapping[str, Ledger]
    withheld: Mapping[tuple[str, str], frozenset[Key]] = field(default_factory=dict)
    images: Mapping[str, Images] = field(default_factory=dict)
    _shown: dict[tuple[str, str], "Shown"] = field(default_factory=dict, repr=False)

    def shown(self, locale: str, domain: str) -> "Shown":
        """Return what of a catalog an edition shows."""
        if (locale, domain) in self._shown:
            return self._shown[locale, domain]
        withheld = self.withheld.get((locale, domain), frozenset())
        shown = Shown.of(self.catalogs[locale, domain], self.ledgers[locale], withheld)
        if len(self._shown) < _MOST_SHOWN:
            self._shown[locale, domain] = shown
        return shown


@dataclass(frozen=True, slots=True)
class Shown:
    """What of one catalog an edition shows, and whether all of it is signed off."""

    texts: Mapping[Key, str]
    final: bool

    @classmethod
    def of(cls, catalog: Catalog, ledger: Ledger, withheld: Collection[Key]) -> "Shown":
        def fit(message: Message) -> bool:
            return message.translated and not message.fuzzy and message.key not in withheld

        # A source text is the same in every locale, and held once.
        texts = {(one.msgctxt, sys.intern(one.msgid)): one.msgstr[0] for one in catalog.live if fit(one)}
        final = all(fit(message) and review.reviewed(message, ledger, catalog.domain) for message in catalog.live)
        return cls(texts, final)

    @property
    def digest(self) -> str:
        rows = sorted(self.texts.items(), key=lambda row: (row[0][0] or "", row[0][1]))
        return digest_of(*(part for key, text in rows for part in (*key, text)))


# ---------------------------------------------------------------------------------------------------------- contents


@dataclass(frozen=True, slots=True)
class Outline:
    """What the plan knows of a handout: the digest of all it says, what it may show, the kinds of help it names."""

    digest: str
    characters: str
    resource_ids: tuple[str, ...]

    @classmethod
    def of(cls, handout: Handout, images: Images) -> "Outline":
        shown = [reference.text for reference in handout.references]
        shown += [repr(fact.value) for fact in handout.facts.values()]
        # Frozen values whose `repr` is complete and has one order: it serves as their canonical form.
        return cls(digest_of(repr(_anywhere(handout)), repr(images)), _letters(shown), handout.resource_ids)


@dataclass(frozen=True, slots=True)
class Words:
    """What the plan knows of the words of templates and resources in one locale: all that is shown of them."""

    shown: Shown
    characters: str

    @classmethod
    def of(cls, inputs: Inputs, locale: str) -> "Words":
        return cls(inputs.shown(locale, UI_DOMAIN), _written(inputs.catalogs[locale, UI_DOMAIN]))


@dataclass(frozen=True, slots=True)
class Part:
    """What the plan knows of a handout in one locale: the digest of the texts shown, and whether all are final."""

    digest: str
    final: bool
    characters: str
    headline: render.Headline

    @classmethod
    def of(cls, inputs: Inputs, locale: str, slug: str, words: Words) -> "Part":
        shown = inputs.shown(locale, slug)
        page = _page(inputs, Edition(slug, locale, "", "html"), shown.texts, words.shown.texts)
        return cls(shown.digest, shown.final, _written(inputs.catalogs[locale, slug]), render.entry(page).headline)


@dataclass(frozen=True)
class Contents:
    """What the plan is made of: `handouts` by slug, `words` by locale, `parts` by locale and slug."""

    project: Project
    resources: Sequence[Resource]
    handouts: Mapping[str, Outline]
    words: Mapping[str, Words]
    parts: Mapping[tuple[str, str], Part]

    @classmethod
    def of(cls, inputs: Inputs) -> "Contents":
        locales = (inputs.project.source_locale, *inputs.project.locales)
        words = {locale: Words.of(inputs, locale) for locale in locales}
        return cls(
            project=inputs.project,
            resources=inputs.resources,
            handouts={
                slug: Outline.of(handout, inputs.images.get(slug, {})) for slug, handout in inputs.handouts.items()
            },
            words=words,
            parts={
                (locale, slug): Part.of(inputs, locale, slug, words[locale])
                for slug in inputs.handouts
                for locale in locales
            },
        )

    @property
    def locales(self) -> tuple[str, ...]:
        return (self.project.source_locale, *self.project.locales)


def _anywhere(handout: Handout) -> Handout:
    """Return a handout without where the checkout stands, which must not change a byte of an edition."""
    return replace(handout, path=Path("source", f"{handout.slug}.md"))


def _letters(texts: Iterable[str]) -> str:
    return "".join(sorted(set("".join(texts))))


def _written(catalog: Catalog) -> str:
    return _letters(text for message in catalog.live for text in (message.msgid, *message.msgstr))


# ------------------------------------------------------------------------------------------------------------ editions


@dataclass(frozen=True)
class Selection:
    """Which editions to make; an empty tuple means all, of variants and papers those that the project names."""

    slugs: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    def check(self, project: Project, slugs: Collection[str]) -> None:
        """Raise HandoutsError for the first name that the project, whose handouts are `slugs`, does not know."""
        for what, names, known in (
            ("handout", self.slugs, slugs),
            ("locale", self.locales, (project.source_locale, *project.locales)),
            ("territory", self.territories, project.territories),
            ("format", self.formats, FORMATS),
            ("variant", self.variants, VARIANTS),
            ("paper", self.papers, PAPERS),
        ):
            for name in names:
                if name not in known:
                    raise HandoutsError(f"No {what} {visible(name)} in this project.", hint=nearest(name, known))

    def choose(self, jobs: Iterable["Job"], project: Project, built: Collection[str] = ()) -> tuple["Job", ...]:
        """Return those of `jobs` to do. What was asked for once, and so is `built`, stays up to date with the rest."""
        return tuple(
            job for job in jobs if job.edition in self and (self.usual(job.edition, project) or str(job.path) in built)
        )

    def usual(self, edition: Edition, project: Project) -> bool:
        """Say whether an edition is of a variant and paper that is made unasked, or that was asked for."""
        return (bool(self.variants) or edition.variant in project.variants) and (
            bool(self.papers) or not edition.paper or edition.paper in project.papers
        )

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


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to render: `path` is relative to the output folder; equal digests mean equal bytes.

    Of a web page that holds once it is `finished`: then it has its links, as `render.Page` does.
    """

    edition: Edition
    path: PurePosixPath
    digest: str
    draft: bool
    url: str
    faces: tuple[fonts.WebFace, ...] = ()
    href: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    downloads: tuple[render.Download, ...] = ()


def plan(contents: Contents, selection: Selection, built: Collection[str] = ()) -> tuple[Job, ...]:
    """Return the jobs of the editions that are to be made, and of those that are `built` and that there can still be.

    They are in the order of locale, territory, handout, variant and format.
    """
    project = contents.project
    jobs = []
    made_by = (__version__, render.digest())
    for locale in contents.locales:
        words = contents.words[locale]
        faces = _faces(contents, locale)
        of_locale = digest_of(
            locale, words.shown.digest, repr(project.branding), repr(project.is_weak(locale)), project.source_locale
        )
        for territory in project.territories:
            local = [resource for resource in contents.resources if resource.territory == territory]
            of_place = digest_of(of_locale, repr(local))
            kinds = list(_kinds(project, selection, locale, territory))
            unverified = {resource.id for resource in local if resource.verified_on is None}
            for slug, handout in contents.handouts.items():
                part = contents.parts[locale, slug]
                draft = not (part.final and words.shown.final and unverified.isdisjoint(handout.resource_ids))
                made_of = "\0".join((*made_by, of_place, handout.digest, part.digest, repr(draft)))
                names = {variant: _name(slug, variant) for variant in VARIANTS}
                for kind, ending, wanted in kinds:
                    path = f"{locale}/{territory}/{names[kind.variant]}{ending}"
                    if not (wanted and (not selection.slugs or slug in selection.slugs)) and path not in built:
                        continue
                    edition = Edition(slug, locale, territory, kind.format, kind.variant, kind.paper)
                    web = kind.format == "html"
                    own = faces if web else ()
                    url = _url(project, path if web else str(edition_path(_on_the_web(edition))))
                    told = "\0".join((made_of, repr(edition), url, *(face.name for face in own)))
                    digest = hashlib.sha256(told.encode()).hexdigest()
                    jobs.append(Job(edition, PurePosixPath(path), digest, draft, url, own))
    return tuple(jobs)


def _kinds(project: Project, selection: Selection, locale: str, territory: str) -> Iterator[tuple[Edition, str, bool]]:
    """Yield the editions that a handout, here one without a name, can have in a place, each with the end of its path,
    and whether it is to be made.
    """
    any_handout = replace(selection, slugs=())
    for edition in _editions(project, "", locale, territory):
        yield edition, _ending(edition), edition in any_handout and selection.usual(edition, project)


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


def _on_the_web(edition: Edition) -> Edition:
    """Return the web page that says the same: of a discreet edition the discreet one, which leads to no other."""
    variant: Variant = "discreet" if edition.variant == "discreet" else "standard"
    return Edition(edition.slug, edition.locale, edition.territory, "html", variant)


def paper_of(edition: Edition) -> Paper:
    """Return the paper that a PDF is made for."""
    return edition.paper or cldr.paper(edition.territory)


def edition_path(edition: Edition) -> PurePosixPath:
    """Return where an edition stands under the output folder, such as `es/US/crying-after-sex.large-print.a4.pdf`.

    The name of a discreet one does not show what it is about: a number made of the slug, so that it stays the same.
    """
    name = _name(edition.slug, edition.variant)
    return PurePosixPath(edition.locale, edition.territory, f"{name}{_ending(edition)}")


def _name(slug: str, variant: Variant) -> str:
    if variant == "discreet":
        return f"health-information-{int(hashlib.sha256(slug.encode()).hexdigest(), 16) % 1_000_000:06}"
    return slug if variant == "standard" else f"{slug}.{variant}"


def _ending(edition: Edition) -> str:
    paper = f".{edition.paper.lower()}" if edition.paper else ""
    return f"{paper}.{edition.format}"


def _url(project: Project, path: str) -> str:
    return f"{project.url.rstrip('/')}/{path}" if project.url else ""


def page_of(inputs: Inputs, job: Job) -> render.Page:
    """Return all that the edition of a job is rendered from."""
    edition = job.edition
    texts, ui = (inputs.shown(edition.locale, domain).texts for domain in (edition.slug, UI_DOMAIN))
    return replace(
        _page(inputs, edition, texts, ui),
        draft=job.draft,
        fonts=job.faces,
        href=job.href,
        url=job.url,
        alternates=job.alternates,
        downloads=job.downloads,
    )


def _page(inputs: Inputs, edition: Edition, texts: render.Texts, ui: render.Texts) -> render.Page:
    project = inputs.project
    return render.Page(
        handout=_anywhere(inputs.handouts[edition.slug]),
        locale=edition.locale,
        territory=edition.territory,
        source_locale=project.source_locale,
        texts=texts,
        ui=ui,
        resources=tuple(resource for resource in inputs.resources if resource.territory == edition.territory),
        weak=project.is_weak(edition.locale),
        variant=edition.variant,
        paper=edition.paper,
        branding=project.branding,
        images=inputs.images.get(edition.slug, {}),
    )


# ------------------------------------------------------------------------------------------------------------- indexes


@dataclass(frozen=True, slots=True)
class Index:
    """A page that leads to editions, or what such pages need: equal digests mean equal bytes."""

    digest: str
    make: Callable[[], bytes]


_Place = tuple[str, str, str, bool]
"""Where what says the same is made: locale, territory, slug, and whether it is discreet."""


def _place(edition: Edition) -> _Place:
    return edition.locale, edition.territory, edition.slug, edition.variant == "discreet"


def _downloads(jobs: Iterable[Job], made: Mapping[str, int]) -> dict[_Place, tuple[render.Download, ...]]:
    """Return the PDFs of each place that are made."""
    found: dict[_Place, list[render.Download]] = {}
    for job in jobs:
        edition = job.edition
        if edition.format == "pdf" and (size := made.get(str(job.path))) is not None:
            download = render.Download(job.path.name, edition.variant, edition.paper, size)
            found.setdefault(_place(edition), []).append(download)
    return {place: tuple(downloads) for place, downloads in found.items()}


def finished(pages: Iterable[Job], jobs: Iterable[Job], made: Mapping[str, int], locales: Sequence[str]) -> list[Job]:
    """Return the jobs of web pages with their links, once it is known what is `made` of `jobs`: bytes by path.

    A page leads only to what there is, and its digest is then of that too. Of a web page, any size will do.
    """
    downloads = _downloads(jobs, made)

    @functools.cache
    def alternates(below: str) -> tuple[tuple[str, str], ...]:
        # Every language has the same, of which there are as many as languages: they are made once.
        return tuple((locale, f"../../{locale}/{below}") for locale in locales if f"{locale}/{below}" in made)

    def one(job: Job) -> Job:
        there = alternates(f"{job.edition.territory}/{job.path.name}")
        own = downloads.get(_place(job.edition), ())
        digest = hashlib.sha256(f"{job.digest}\0{(there, own)!r}".encode()).hexdigest()
        href = job.path.name if str(job.path) in made else ""
        return replace(job, digest=digest, href=href, alternates=there, downloads=own)

    return [one(job) for job in pages]


def _entries(contents: Contents, jobs: Sequence[Job], made: Mapping[str, int]) -> list[render.Entry]:
    """Return how the indexes show each place that something is made of."""
    downloads = _downloads(jobs, made)
    places: dict[_Place, Job] = {}
    for job in jobs:
        if str(job.path) in made:
            places.setdefault(_place(job.edition), job)
    entries = []
    for place, job in places.items():
        locale, territory, slug, _ = place
        page = _on_the_web(job.edition)
        path = edition_path(page)
        entries.append(
            render.Entry(
                headline=contents.parts[locale, slug].headline,
                slug=slug,
                locale=locale,
                territory=territory,
                variant=page.variant,
                draft=job.draft,
                href=path.name if str(path) in made else "",
                url=job.url,
                downloads=downloads.get(place, ()),
            )
        )
    return entries


def indexes(contents: Contents, jobs: Sequence[Job], made: Mapping[str, int]) -> dict[str, Index]:
    """Return the pages that lead to the editions that are `made`, and what they need, by path in the output folder.

    That is the index of languages, each language's own, the print desk, the fonts, and where the project has an
    address, the map for search engines and the picture of shared links. `made` has the bytes of each edition by path.
    """
    project = contents.project
    entries = _entries(contents, jobs, made)
    standard = [entry for entry in entries if entry.variant == "standard"]
    locales = tuple(locale for locale in contents.locales if any(entry.locale == locale for entry in standard))
    faces = {face.name: face for job in jobs if str(job.path) in made for face in job.faces}
    found: dict[str, Index] = {}

    def front(locale: str) -> render.Front:
        own = _faces(contents, locale)
        faces.update((face.name, face) for face in own)
        return render.Front(
            locales=locales,
            source_locale=project.source_locale,
            project_name=project.name,
            branding=project.branding,
            ui=contents.words[locale].shown.texts,
            url=project.url,
            fonts=own,
            locale=locale,
        )

    def add(path: str, make: Callable[..., bytes], *made_of: object) -> None:
        digest = digest_of(__version__, render.digest(), path, *map(repr, made_of))
        found[path] = Index(digest, functools.partial(make, *made_of))

    for locale in locales:
        own = [entry for entry in standard if entry.locale == locale]
        add(f"{locale}/index.html", render.locale_index, front(locale), own)
    printed = [entry for entry in entries if entry.downloads and entry.locale in locales]
    general = front(project.source_locale)
    add("index.html", render.index, general, bool(printed))
    if printed:
        add("print-desk.html", render.print_desk, general, printed)
    for name, face in faces.items():
        add(f"fonts/{name}", fonts.web_font, face)
    add("fonts/OFL.txt", fonts.licence)
    if project.url:
        add("sitemap.xml", render.sitemap, [entry for entry in entries if entry.href], project.source_locale)
        add("card.png", render.card, project.branding)
    return found


@functools.lru_cache(maxsize=1)
def _everywhere() -> str:
    """Return the characters that any page may show: those of source texts, of numbers and of what templates add."""
    return "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u2010\u2011–—‘’“”…·×©′″≤≥"


def _faces(contents: Contents, locale: str) -> tuple[fonts.WebFace, ...]:
    """Return the faces for all web pages of a locale, which hold every letter that one of them can show."""
    project = contents.project
    shown: list[str] = [_everywhere(), project.name, repr(project.branding), *cldr.month_names(locale)]
    shown.append(contents.words[locale].characters)
    for slug, handout in contents.handouts.items():
        shown += (contents.parts[locale, slug].characters, handout.characters)
    named = {language for resource in contents.resources for language in resource.languages if cldr.known(language)}
    for resource in contents.resources:
        shown += (resource.name, resource.about, resource.area, resource.hours, resource.display, resource.url)
    shown += (cldr.language_name(other, locale) for other in sorted(named.union(contents.locales)))
    shown += (cldr.territory_name(territory, locale) for territory in project.territories)
    shown += (
        cldr.format_list(["", "", ""], locale),
        cldr.format_list(["", ""], locale),
        cldr.format_percent(Decimal("1234567.8"), locale),
        cldr.format_file_size(1, locale),
        cldr.format_file_size(1_234_567, locale),
        cldr.format_date(date(2026, 1, 1), locale),
    )
    return render.web_faces(locale, "".join(sorted(set("".join(shown)) - {"\n"})), contents.locales)


def release_gaps(inputs: Inputs, selection: Selection) -> tuple[str, ...]:
    """Return, as sentences, what still stands between the selected editions and a release; () where nothing does.

    Gates are the project's (`[gates]`), per locale; each sentence names the locale, the domain and the figure, with the
    first of the texts below it, or the resource that nobody has verified.
    """
    project = inputs.project
    gaps: list[str] = []
    domains = [slug for slug in inputs.handouts if not selection.slugs or slug in selection.slugs]
    for locale in (project.source_locale, *project.locales):
        if selection.locales and locale not in selection.locales:
            continue
        gates = project.gates_for(locale)
        for domain in (*domains, UI_DOMAIN):
            catalog = inputs.catalogs[locale, domain]
            withheld = sorted(inputs.withheld.get((locale, domain), ()), key=str)
            gaps.extend(f"{locale}/{domain}: a check found an error in {_named(catalog, key)}." for key in withheld)
            gaps.extend(review.blocking(catalog, inputs.ledgers[locale], gates))
    wanted = {kind for slug in domains for kind in inputs.handouts[slug].resource_ids}
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
