"""`load`: everything of a project that more than one command needs, read once."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline import catalog, checks, cldr, review, source, tables, terms
from pipeline import project as projects
from pipeline.catalog import Catalog
from pipeline.cli.output import say, show
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.model import UI_DOMAIN, Coverage, Finding, Handout, Message, Resource, Severity
from pipeline.project import Project
from pipeline.review import Ledger, Reviewer
from pipeline.terms import Termbase

__all__ = ["SEVERITIES", "Pair", "Workspace", "fail", "load", "say", "show", "targets"]

SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}
"""From which severity a finding fails, by the name that `--fail-on` takes."""

Pair = tuple[str, str]
"""A locale and a domain: what one catalog is of."""


@dataclass(frozen=True)
class Workspace:
    """A project, of which each file is read when it is first asked for, and only then."""

    project: Project
    resources: tuple[Resource, ...]
    sources: Mapping[str, Path]
    """The file of each handout, by slug."""
    held: int | None = None
    """How many catalogs, and how many handouts, are held at once, or all: others are read again when asked for."""
    _ledgers: dict[str, Ledger] = field(default_factory=dict, repr=False)

    @property
    def domains(self) -> tuple[str, ...]:
        return (*self.sources, UI_DOMAIN)

    def handout(self, slug: str) -> Handout:
        """Return a handout. Raises HandoutsError, or a group of them, for every mistake in it."""
        return self._handout(slug)

    @cached_property
    def _handout(self) -> Callable[[str], Handout]:
        return lru_cache(self.held)(lambda slug: source.read_in(self.project, self.sources[slug], self.resources))

    @property
    def handouts(self) -> Sequence[Handout]:
        return collect(self.handout, self.sources)

    def template(self, domain: str) -> tuple[Message, ...]:
        """Return the messages of a domain, as the sources stand now."""
        return self._template(domain)

    @cached_property
    def _template(self) -> Callable[[str], tuple[Message, ...]]:
        def read(domain: str) -> tuple[Message, ...]:
            if domain == UI_DOMAIN:
                return source.ui_messages(self.resources)
            return source.handout_messages(self.handout(domain), self.project.source_locale)

        return lru_cache(self.held)(read)

    @cached_property
    def templates(self) -> Mapping[str, tuple[Message, ...]]:
        """The messages of each domain, as the sources stand now."""
        return {domain: self.template(domain) for domain in self.domains}

    @cached_property
    def termbase(self) -> Termbase:
        return terms.read(self.project.terms_path, self.project.root)

    def pairs(self, locales: Iterable[str]) -> list[Pair]:
        """Return the catalogs of `locales`, as (locale, domain)."""
        return [(locale, domain) for locale in locales for domain in self.domains]

    def relative(self, path: Path) -> str:
        """Return how a report names `path`: relative to where the command runs."""
        return os.path.relpath(path)

    def catalog(self, locale: str, domain: str) -> Catalog:
        """Return the catalog of a target locale, read once; for the source locale, the template as its own translation.

        A catalog that is not there yet is one in which nothing is translated. Raises HandoutsError for a broken one.
        """
        return self._catalog(locale, domain)

    @cached_property
    def _catalog(self) -> Callable[[str, str], Catalog]:
        def read(locale: str, domain: str) -> Catalog:
            if locale == self.project.source_locale:
                return self._source_catalog(domain)
            path = self.project.catalog_path(locale, domain)
            if path.is_file():
                return catalog.read(path, locale=locale, domain=domain)
            return Catalog(path=path, locale=locale, domain=domain, header={}, messages=self.template(domain))

        return lru_cache(self.held)(read)

    def current_catalog(self, locale: str, domain: str) -> Catalog:
        """Return the catalog as `catalog` does; raise HandoutsError where it lacks a message that the source has."""
        found = self.catalog(locale, domain)
        if missing := {message.key for message in self.template(domain)} - found.by_key.keys():
            example = min(missing, key=lambda key: key[1])[1]
            raise HandoutsError(
                f"Does not know {visible(example)} and {len(missing) - 1} more messages of the source."
                if len(missing) > 1
                else f"Does not know {visible(example)} of the source.",
                file=self.relative(found.path),
                hint="Run `handouts update`.",
            )
        return found

    def _source_catalog(self, domain: str) -> Catalog:
        messages = tuple(replace(message, msgstr=(message.msgid,)) for message in self.template(domain))
        return Catalog(
            path=self.project.template_path(domain),
            locale=self.project.source_locale,
            domain=domain,
            header={},
            messages=messages,
        )

    @cached_property
    def reviewers(self) -> Mapping[str, Reviewer]:
        """Who may sign off texts, by id."""
        return review.read_reviewers(self.project.reviewers_path)

    def ledger(self, locale: str) -> Ledger:
        """Return the sign-offs of a locale, each judged: is it by someone who may, and proven as the project asks?"""
        if locale not in self._ledgers:
            project, path = self.project, self.project.ledger_path(locale)
            read = review.read_ledger(path, locale=locale)
            roles = project.gates_for(locale).reviewed_by
            self._ledgers[locale] = review.judged(read, path, self.reviewers, project.review.verify, roles)
        return self._ledgers[locale]

    def coverage(self, pairs: Iterable[Pair]) -> tuple[Coverage, ...]:
        """Return the coverage of each catalog, in order."""
        return tuple(collect(lambda pair: review.coverage(self.current_catalog(*pair), self.ledger(pair[0])), pairs))

    def facts(self, domain: str) -> frozenset[str] | None:
        """Return the names of the facts that the messages of a domain may use; None where that is not known."""
        return frozenset(self.handout(domain).facts) if domain in self.sources else None

    def findings(
        self,
        pairs: Collection[Pair],
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        least: Severity = Severity.INFO,
    ) -> tuple[Finding, ...]:
        """Return what the checks say of each catalog, seen beside all others of its locale.

        Checks that can have nothing to say of the `least` severity are not asked; the others' findings are all there.
        """
        wanted = set(pairs)
        locales = dict.fromkeys(locale for locale, _ in pairs)
        every = collect(lambda pair: self.catalog(*pair), self.pairs(locales))
        return tuple(
            replace(finding, file=self.relative(found.path))
            for corpus in checks.corpora(every)
            for found in corpus.catalogs
            if (found.locale, found.domain) in wanted
            for finding in self.said_of(
                found, self.check_context(found, select=select, ignore=ignore, least=least), corpus
            )
        )

    def source_findings(
        self, slugs: Iterable[str], *, select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """Return what the checks say of handouts as their authors wrote them, each at its place in the source."""
        return tuple(
            replace(finding, file=self.relative(self.project.root / handout.path))
            for handout in map(self.handout, slugs)
            for finding in self.said_of_source(handout.slug, select=select, ignore=ignore)
        )

    def said_of_source(
        self, slug: str, *, select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """Return what the checks say of a handout as its author wrote it."""
        written = self._written(self.handout(slug))
        return checks.run(written, self.check_context(written, select=select, ignore=ignore))

    def _written(self, handout: Handout) -> Catalog:
        """Return the messages of a handout with the line that each begins on, first where it stands twice."""
        lines = {segment.key: segment.line for segment in reversed(source.segments(handout))}
        messages = tuple(
            replace(message, line=lines[message.key], msgstr=("",)) for message in self.template(handout.slug)
        )
        return replace(self._source_catalog(handout.slug), messages=messages)

    def said_of(
        self,
        found: Catalog,
        context: checks.RunContext,
        corpus: checks.Corpus,
        messages: Sequence[Message] | None = None,
    ) -> Iterable[Finding]:
        """Return what the checks say of a catalog, or of some messages of it, beside the others of its locale."""
        if found.original is not None or found.locale == self.project.source_locale:
            return checks.run(found, context, corpus, messages)
        # Of a catalog that is not there, one finding says all; it is the one that its first message would get.
        empty = replace(found, messages=found.messages[:1])
        return [
            replace(
                finding, message=f"There is no such catalog: {len(found.messages)} messages. Run `handouts update`."
            )
            for finding in checks.run(empty, context)
            if finding.check == "untranslated"
        ]

    def check_context(
        self,
        found: Catalog,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        least: Severity = Severity.INFO,
    ) -> checks.RunContext:
        severities = self.project.severities_for(found.locale, found.domain)
        if least > Severity.INFO:
            able = (id_ for id_, check in checks.registry().items() if severities.get(id_, check.severity) >= least)
            select = tuple(id_ for id_ in able if not select or id_ in select)
        return checks.RunContext(
            source_locale=self.project.source_locale,
            termbase=self.termbase.within(found.domain),
            facts=self.facts(found.domain),
            severities=severities,
            select=tuple(select),
            ignore=tuple(ignore),
        )


def load(start: Path | None = None) -> Workspace:
    """Read the project around `start` (the working directory): its settings, handouts, resources, terms, templates.

    Raises HandoutsError, or a group of them, for every mistake in them, and where there is no handout at all.
    """
    workspace = begin(start, held=None)
    _ = workspace.handouts, workspace.templates, workspace.termbase
    return workspace


def begin(start: Path | None = None, *, held: int | None = 128) -> Workspace:
    """Do as `load` does, but read no more than the settings and the resources yet, and hold little at once."""
    found = projects.load(projects.find(start or Path.cwd()))
    resources = source.read_resources(found.resources_path, found.root)
    workspace = Workspace(found, resources, {path.stem: path for path in source.paths(found)}, held)
    if not workspace.sources:
        raise HandoutsError(
            "Holds no handout.", file=found.source_dir, hint="Write one, such as source/drinking-water.md."
        )
    _check_severities(found, workspace.domains)
    return workspace


def _check_severities(found: Project, domains: Collection[str]) -> None:
    """Raise HandoutsError for a check in `handouts.toml` that is none, and for a domain there that is none."""
    places: dict[tuple[str, ...], Mapping[str, Severity]] = {
        (): found.severities,
        **{("locale", locale): own for locale, own in found.locale_severities.items()},
        **{("domain", domain): own for domain, own in found.domain_severities.items()},
    }
    known = checks.registry() if any(places.values()) else {}
    for place, own in places.items():
        for name in own:
            if name not in known:
                table = _in_checks(found, *place)
                raise table.error(f"Unknown check {visible(name)}.", name, hint=nearest(name, known))
    for domain in found.domain_severities:
        if domain not in domains:
            raise _in_checks(found, "domain").error(
                f"[checks.domain] has {visible(domain)}, which is no handout.", domain, hint=nearest(domain, domains)
            )


def _in_checks(found: Project, *path: str) -> tables.Table:
    """Return a table below [checks] again, for the line of a mistake in it."""
    table = tables.read(found.root / projects.FILE, projects.FILE).table("checks")
    for key in path:
        table = table.table(key)
    return table


def targets(workspace: Workspace, locales: Sequence[str], *, source: bool = False) -> tuple[str, ...]:
    """Return the target locales a command was given, or all; raise HandoutsError for one the project has not.

    With `source`, the source locale may be given too.
    """
    known = workspace.project.locales
    for locale in locales:
        if source and locale == workspace.project.source_locale:
            continue
        if locale not in known:
            cldr.check_locale(locale)
            raise HandoutsError(
                f"This project has no locale {visible(locale)}.",
                hint=nearest(locale, known) or "Add it to `locales` in handouts.toml.",
            )
    return tuple(dict.fromkeys(locales)) or known


def fail(findings: Sequence[Finding], fail_on: str | None, project: Project | None) -> bool:
    """Return whether a finding is severe enough to fail: at `fail_on`, or else at its locale's gate, or at an error."""

    def threshold(finding: Finding) -> Severity | None:
        if fail_on is not None:
            return SEVERITIES[fail_on]
        return project.gates_for(finding.locale).fail_on if project else Severity.ERROR

    return any((least := threshold(finding)) is not None and finding.severity >= least for finding in findings)
