"""`Past`: what was found out about a project before, and whether that still holds, by the digests of its files.

Dates and sizes of files count for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from pipeline import catalog, checks
from pipeline.catalog import Catalog
from pipeline.cli import kept
from pipeline.cli.current import Digests
from pipeline.cli.workspace import Workspace
from pipeline.errors import collect

Kind = TypeVar("Kind")


@dataclass(slots=True)
class _Sample:
    """The first translations of a locale, with the domain and the catalog's digest, and what they are taken for."""

    texts: list[tuple[str, bytes, list[str]]]
    verdict: tuple[bool, ...]


class _Catalogs:
    """The catalogs of a locale, each read when it is come to."""

    def __init__(self, workspace: Workspace, locale: str) -> None:
        self._workspace, self._locale = workspace, locale

    def __iter__(self) -> Iterator[Catalog]:
        for domain in self._workspace.domains:
            if self._workspace.project.catalog_path(self._locale, domain).is_file():
                yield self._workspace.catalog(self._locale, domain)


class Past:
    """What was kept for a project whose files have these digests now; without digests, nothing was.

    `common` is the digest of what everything depends on: settings, resources and terms.
    """

    def __init__(self, workspace: Workspace, digests: Digests | None) -> None:
        project = workspace.project
        self._workspace, self._digests, self._root = workspace, digests, project.root
        self._new: dict[str, bytes] = {}
        """What is to be kept, by name."""
        self._settled = digests is not None
        """Whether all was read as the digests say."""
        anywhere = repr(replace(project, root=Path())).encode()
        self.common = kept.digest(anywhere, *map(self.of, (project.resources_path, project.terms_path)))
        self.corpora = {locale: checks.Corpus(_Catalogs(workspace, locale)) for locale in project.locales}
        self.signed = cache(self._signed)
        self._verdicts: dict[str, tuple[bool, ...]] = {}

    def take(self, name: str, kind: type[Kind]) -> Kind | None:
        """Return what was kept under a name, where there is such a thing."""
        return None if self._digests is None else kept.read(self._root, name, kind)

    def give(self, name: str, value: object) -> None:
        """Let `value` be kept under a name."""
        # Encoded, it takes a tenth of the memory.
        self._new[name] = kept.encoded(value)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to keep."""
        return self._settled and bool(self._new)

    def keep(self) -> None:
        """Keep what was given, unless a file was read that is none of those whose digests are known."""
        if self._settled:
            for name, value in self._new.items():
                kept.write(self._root, name, value)
        self._new.clear()

    def of(self, path: Path) -> bytes:
        """Return the digest of a file of the project, b"" where there is none."""
        return self._digests.get(str(path.relative_to(self._root)), b"") if self._digests else b""

    def of_catalog(self, locale: str, domain: str) -> tuple[bytes, ...]:
        """Return the digests of a catalog, of its sign-offs, and of what its checks believe of all the locale's."""
        signed = self.signed(locale)
        path = self._workspace.project.catalog_path(locale, domain)
        return self.of(path), signed.get(domain, signed[""]), repr(self._verdicts.get(locale)).encode()

    def of_shown(self) -> bytes:
        """Return a digest of which files there are that a handout may show: one that misses its picture is broken."""
        beside = (path for path in self._digests or () if path.startswith("source/") and not path.endswith(".md"))
        return kept.digest(*(path.encode() for path in sorted(beside)))

    def was_read(self, found: Catalog) -> None:
        """Note that a catalog was read, perhaps after somebody had changed it."""
        if found.original is not None and kept.digest(catalog.dump(found)) != self.of(found.path):
            self._settled = False

    def _signed(self, locale: str) -> Mapping[str, bytes]:
        """Return the digest of the sign-offs by domain, and of which of them count; "" is any domain without."""
        ledger = self._workspace.ledger(locale)
        rows: dict[str, list[bytes]] = {"": []}
        for sign_off in ledger.sign_offs:
            rows.setdefault(sign_off.domain, []).append(repr((sign_off, ledger.counts(sign_off))).encode())
        roles = repr(ledger.roles).encode()
        return {domain: kept.digest(roles, *own) for domain, own in rows.items()}

    def judge(self) -> None:
        """Find what the first translations of each locale make the checks believe of all."""
        if self._digests is None:
            return
        old = self.take("samples", dict[str, _Sample]) or {}
        samples = collect(lambda locale: self._sample(locale, old.get(locale)), self.corpora)
        new = dict(zip(self.corpora, samples, strict=True))
        self._verdicts = {locale: sample.verdict for locale, sample in new.items()}
        if new != old:
            self.give("samples", new)

    def _sample(self, locale: str, before: _Sample | None) -> _Sample:
        known = {(domain, made_of): texts for domain, made_of, texts in before.texts} if before else {}
        rows: list[tuple[str, bytes, list[str]]] = []
        for domain in self._workspace.domains:
            if sum(len(texts) for _, _, texts in rows) >= checks.SAMPLE:
                break
            made_of = self.of(self._workspace.project.catalog_path(locale, domain))
            texts = known.get((domain, made_of)) if made_of else []
            if texts is None:
                found = self._workspace.catalog(locale, domain)
                self.was_read(found)
                texts = [message.msgstr[0] for message in checks.Corpus((found,)).first(checks.SAMPLE)]
            rows.append((domain, made_of, texts))
        if before is not None and _texts(before.texts) == _texts(rows):
            return _Sample(rows, before.verdict)
        return _Sample(rows, checks.verdict(self.corpora[locale], locale))


def _texts(rows: Iterable[tuple[str, bytes, list[str]]]) -> list[str]:
    return [text for _, _, texts in rows for text in texts][: checks.SAMPLE]
