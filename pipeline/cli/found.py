"""`found` gives what the checks say of a project, and how far its catalogs are; of what is as it was, what was kept.

A catalog is checked by itself, and then compared with those of its locale that have a text or a translation in common
with it: only what has changed of these makes it be compared anew.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from pipeline import checks, review
from pipeline.catalog import Catalog
from pipeline.cli import current, kept
from pipeline.cli.past import Past
from pipeline.cli.workspace import Pair, Workspace
from pipeline.errors import HandoutsError, collect
from pipeline.model import Coverage, Finding


@dataclass(slots=True)
class _Checked:
    """What is said of a catalog, and the digest of all that goes by; no file is named, and no other catalog counts."""

    made_of: bytes
    findings: list[Finding]
    coverage: Coverage | None
    rows: bytes
    company: bytes
    """The digest of what it was compared with, b"" where there was nothing."""
    compared: list[Finding]


def found(
    workspace: Workspace, pairs: Collection[Pair], *, written: Collection[str] = ()
) -> tuple[tuple[Finding, ...], tuple[Coverage, ...]]:
    """Return the findings and the coverage of catalogs; before them the findings of handouts as `written`.

    Raises HandoutsError, or a group of them, for every mistake in what has to be read.
    """
    root = workspace.project.root
    seen = current.look(root, "check")
    past = Past(workspace, seen.digests if seen else None)
    try:
        told = _Search(workspace, past).all(pairs, written=written)
        if past.has_news and current.look(root, "check") == seen:
            past.keep()
        return told
    except (HandoutsError, ExceptionGroup):
        # The first mistake may have stood before others: whoever has five broken files wants to be told of five.
        _ = workspace.handouts, workspace.templates, workspace.termbase
        collect(lambda pair: workspace.current_catalog(*pair), pairs)
        raise


class _Search:
    def __init__(self, workspace: Workspace, past: Past) -> None:
        self._workspace, self._past = workspace, past
        self._source = workspace.project.source_locale
        self._comparing = tuple(id_ for id_, check in checks.registry().items() if check.beside == "locale")
        self._kept = {domain: past.take(f"checked/{domain}", dict[str, _Checked]) or {} for domain in workspace.domains}
        self._changed: set[str] = set()
        self._common = kept.digest(past.common, past.of_shown())

    def all(
        self, pairs: Collection[Pair], *, written: Collection[str]
    ) -> tuple[tuple[Finding, ...], tuple[Coverage, ...]]:
        workspace, past = self._workspace, self._past
        locales = tuple(dict.fromkeys(locale for locale, _ in pairs))
        collect(past.signed, locales)
        past.judge()
        sources = [(self._source, slug) for slug in written]
        wanted = set(pairs)
        every = [(locale, domain) for domain in workspace.domains for locale in locales if (locale, domain) in wanted]
        if stale := [pair for pair in (*sources, *every) if self._is_stale(*pair)]:
            _ = workspace.termbase  # Where that is broken, it is told once, and not for every catalog.
        collect(lambda pair: self._check(*pair), stale)
        for locale in locales:
            self._compare(locale, wanted)
        for domain in sorted(self._changed):
            past.give(f"checked/{domain}", self._kept[domain])
        in_order = [pair for locale in locales for pair in workspace.pairs([locale]) if pair in wanted]
        findings = tuple(finding for pair in (*sources, *in_order) for finding in self._named(*pair))
        coverage = (self._kept[domain][locale].coverage for locale, domain in pairs)
        return findings, tuple(one for one in coverage if one is not None)

    def _is_stale(self, locale: str, domain: str) -> bool:
        known = self._kept[domain].get(locale)
        return known is None or known.made_of != self._made_of(locale, domain)

    def _made_of(self, locale: str, domain: str) -> bytes:
        source = self._workspace.sources.get(domain)
        own = () if locale == self._source else self._past.of_catalog(locale, domain)
        return kept.digest(self._common, self._past.of(source) if source else b"", locale.encode(), *own)

    def _check(self, locale: str, domain: str) -> None:
        """Check a catalog by itself, or what its author wrote."""
        workspace = self._workspace
        made_of = self._made_of(locale, domain)
        self._changed.add(domain)
        if locale == self._source:
            said = workspace.said_of_source(domain)
            self._kept[domain][locale] = _Checked(made_of, _unnamed(said), None, b"", b"", [])
            return
        found = workspace.current_catalog(locale, domain)
        self._past.was_read(found)
        context = workspace.check_context(found, ignore=self._comparing)
        of_catalog = workspace.said_of(found, context, self._past.corpora[locale])
        coverage = review.coverage(found, workspace.ledger(locale))
        self._kept[domain][locale] = _Checked(made_of, _unnamed(of_catalog), coverage, _rows(found), b"", [])

    def _rows(self, locale: str, domain: str) -> bytes:
        if not self._is_stale(locale, domain):
            return self._kept[domain][locale].rows
        return _rows(self._workspace.catalog(locale, domain))

    def _compare(self, locale: str, wanted: Collection[Pair]) -> None:
        """Compare each catalog with the others of its locale, where what it has in common with them has changed."""
        workspace = self._workspace
        rows = {domain: self._rows(locale, domain) for domain in workspace.domains}
        for domain, (company, others) in _companies(rows).items():
            known = self._kept[domain].get(locale)
            if (locale, domain) not in wanted or known is None or known.company == company:
                continue
            found = workspace.catalog(locale, domain)
            corpus = checks.Corpus(tuple(workspace.catalog(locale, other) for other in others))
            context = workspace.check_context(found, select=self._comparing)
            said = workspace.said_of(found, context, corpus) if company else ()
            self._kept[domain][locale] = replace(known, company=company, compared=_unnamed(said))
            self._changed.add(domain)

    def _named(self, locale: str, domain: str) -> list[Finding]:
        """Return the findings of a catalog in the order of its messages, each with the file that it is of."""
        workspace, known = self._workspace, self._kept[domain][locale]
        of_source = locale == self._source
        path = workspace.sources[domain] if of_source else workspace.project.catalog_path(locale, domain)
        file = workspace.relative(path)
        every = sorted((*known.findings, *known.compared), key=_place) if known.compared else known.findings
        return [replace(finding, file=file) for finding in every]


def _place(finding: Finding) -> tuple[int, bool, str]:
    """Return where a finding stands: of one message, those of all of it come first, in the order of the checks."""
    of_form = checks.registry()[finding.check].scope in ("form", "text")
    return finding.line, of_form, "" if of_form else finding.check


def _unnamed(findings: Iterable[Finding]) -> list[Finding]:
    return [replace(finding, file="") for finding in findings]


def _rows(found: Catalog) -> bytes:
    """Return, of each translation in use, three digests: as what text it counts, the translation, and its source."""
    numbers = array("Q")
    for message in checks.Corpus((found,)).translations:
        if message.msgid_plural is None:
            numbers.extend(map(_number, (*checks.company(message), message.key)))
    return numbers.tobytes()


def _number(value: object) -> int:
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=8).digest(), "little")


def _companies(rows: Mapping[str, bytes]) -> dict[str, tuple[bytes, list[str]]]:
    """Return, of each catalog, the digest of all rows that have a text or a translation in common with one of its own.

    With it are the catalogs whose rows these are; where there are no others, it is b"".
    """
    numbers = {domain: array("Q", own) for domain, own in rows.items()}
    counted: list[Counter[int]] = [Counter(), Counter()]
    for own in numbers.values():
        for column, counter in enumerate(counted):
            counter.update(own[column::3])
    shared: dict[tuple[int, int], list[tuple[str, tuple[int, int, int]]]] = {}
    of_domain: dict[str, dict[tuple[int, int], None]] = {domain: {} for domain in rows}
    for domain, own in numbers.items():
        for row in zip(own[::3], own[1::3], own[2::3], strict=True):
            for column, counter in enumerate(counted):
                if counter[row[column]] > 1:
                    shared.setdefault((column, row[column]), []).append((domain, row))
                    of_domain[domain][column, row[column]] = None
    found = {}
    for domain, keys in of_domain.items():
        company = [shared[key] for key in keys]
        others = {other for group in company for other, _ in group}
        said = repr([[row for _, row in group] for group in company]).encode()
        found[domain] = (kept.digest(said) if keys else b"", [other for other in rows if other in others])
    return found
