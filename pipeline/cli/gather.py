"""`gather` reads what editions are made of; of what is as it was, only the short facts that were kept of it.

The facts of a catalog are kept with a digest of all that they were worked out from, and taken where that is the same:
dates and sizes of files count for nothing. Of a catalog that changed, the messages that did not are not checked again.
"""

import importlib.metadata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pipeline import catalog, checks, files, source
from pipeline.build import Contents, Inputs, Outline, Part, Words
from pipeline.catalog import Catalog
from pipeline.cli import kept
from pipeline.cli.current import Digests
from pipeline.cli.workspace import Pair, Workspace
from pipeline.errors import HandoutsError, collect
from pipeline.model import UI_DOMAIN, Message, Severity

Key = tuple[str | None, str]
Held = TypeVar("Held")
Kind = TypeVar("Kind")

# They say when a catalog was written, and no check of a message asks for that.
_DATES = ("POT-Creation-Date", "PO-Revision-Date")


@dataclass(frozen=True)
class Gathered:
    """What a build is made of, and `keep`, which keeps the facts of it for the next one."""

    inputs: Inputs
    contents: Contents
    keep: Callable[[], None]


def gather(workspace: Workspace, digests: Digests | None = None, slugs: Collection[str] = ()) -> Gathered:
    """Read the catalogs and ledgers of every locale, and find which messages no edition may show.

    `digests` are of the project's files as they are now; without them, nothing is taken from what was kept. With
    `slugs`, only editions of those handouts will be made: others are not checked.

    Raises HandoutsError, or a group of them, for every mistake in what has to be read.
    """
    try:
        return _Gathering(workspace, digests if digests is not None and _alone(workspace) else None, slugs).all()
    except (HandoutsError, ExceptionGroup):
        # The first mistake may have stood before others: whoever has five broken files wants to be told of five.
        _ = workspace.handouts, workspace.termbase
        every = (workspace.project.source_locale, *workspace.project.locales)
        collect(lambda pair: workspace.current_catalog(*pair), workspace.pairs(every))
        raise


def _alone(workspace: Workspace) -> bool:
    """Say whether every check that can withhold a message looks at that alone, as far as can be told."""
    if importlib.metadata.entry_points(group="handouts.checks"):
        return False
    project = workspace.project
    own = (project.severities, *project.locale_severities.values(), *project.domain_severities.values())
    errors = {name for severities in own for name, severity in severities.items() if severity >= Severity.ERROR}
    return not any(checks.registry()[name].beside for name in errors)


# Each `made_of` is the digest of all that a fact was worked out from.


@dataclass(slots=True)
class _OfPart:
    made_of: bytes
    withheld: tuple[Key, ...]
    part: Part


@dataclass(slots=True)
class _OfWords:
    made_of: bytes
    withheld: tuple[Key, ...]
    words: Words


@dataclass(slots=True)
class _OfHandout:
    made_of: bytes
    images: dict[str, bytes]
    """The digest of each file that it shows, by its path within the project."""
    outline: Outline
    parts: dict[str, _OfPart] = field(default_factory=dict)


@dataclass(slots=True)
class _Looked:
    """Which messages of a catalog were checked by the same rules, by digest, and whether each must be withheld."""

    rules: bytes
    messages: dict[bytes, bool]


@dataclass(slots=True)
class _Sample:
    """The first translations of a locale, with the domain and the catalog's digest, and what they are taken for."""

    texts: list[tuple[str, bytes, list[str]]]
    verdict: tuple[bool, ...]


class _Beside:
    """The catalogs of a locale, each read when it is come to."""

    def __init__(self, workspace: Workspace, locale: str) -> None:
        self._workspace, self._locale = workspace, locale

    def __iter__(self) -> Iterator[Catalog]:
        for domain in self._workspace.domains:
            if self._workspace.project.catalog_path(self._locale, domain).is_file():
                yield self._workspace.catalog(self._locale, domain)


class _Lazy(Mapping[Held, Kind]):
    """A mapping whose values are made when they are asked for."""

    def __init__(self, keys: Collection[Held], make: Callable[[Held], Kind]) -> None:
        self._keys, self._make = keys, make

    def __getitem__(self, key: Held) -> Kind:
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    def __iter__(self) -> Iterator[Held]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Gathering:
    def __init__(self, workspace: Workspace, digests: Digests | None, slugs: Collection[str]) -> None:
        project = workspace.project
        self._workspace, self._digests, self._slugs = workspace, digests, slugs
        self._root, self._every = project.root, (project.source_locale, *project.locales)
        self._common = kept.digest(repr(project).encode(), *map(self._of, (project.resources_path, project.terms_path)))
        self._corpora = {locale: checks.Corpus(_Beside(workspace, locale)) for locale in project.locales}
        self._verdicts: dict[str, tuple[bool, ...]] = {}
        self._withheld: dict[Pair, frozenset[Key]] = {}
        self._signatures: dict[str, Mapping[str, bytes]] = {}
        self._looked: dict[str, dict[str, _Looked]] = {}
        """By domain and locale."""
        self._new: dict[str, object] = {}
        """What is to be kept, by name."""
        self._settled = digests is not None
        """Whether all was read as the digests say."""
        self._inputs = Inputs(
            project=project,
            handouts=_Lazy(workspace.sources, workspace.handout),
            resources=workspace.resources,
            catalogs=_Lazy(set(workspace.pairs(self._every)), lambda pair: workspace.current_catalog(*pair)),
            ledgers=_Lazy(self._every, workspace.ledger),
            withheld=self._withheld,
            images=_Lazy(workspace.sources, lambda slug: images(workspace, slug)),
        )

    def all(self) -> Gathered:
        workspace = self._workspace
        collect(self._signed, self._every)
        self._judge()
        words = self._words()
        handouts: dict[str, Outline] = {}
        parts: dict[tuple[str, str], Part] = {}

        def add(slug: str) -> None:
            found = self._handout(slug, words)
            handouts[slug] = found.outline
            parts.update({(locale, slug): own.part for locale, own in found.parts.items()})

        collect(add, workspace.sources)
        contents = Contents(workspace.project, workspace.resources, handouts, words, parts)
        return Gathered(self._inputs, contents, self._keep)

    # --------------------------------------------------------------------------------------------------- what is kept

    def _keep(self) -> None:
        if self._settled:
            for name, value in self._new.items():
                kept.write(self._root, name, value)

    def _kept(self, name: str, kind: type[Kind]) -> Kind | None:
        return None if self._digests is None else kept.read(self._root, name, kind)

    def _of(self, path: Path) -> bytes:
        """Return the digest of a file of the project, b"" where there is none."""
        return self._digests.get(str(path.relative_to(self._root)), b"") if self._digests else b""

    def _of_catalog(self, locale: str, domain: str) -> tuple[bytes, ...]:
        """Return the digests of what is said in a catalog, and of it: its sign-offs that count, and its company."""
        path = self._workspace.project.catalog_path(locale, domain)
        signed = self._signed(locale)
        return self._of(path), signed.get(domain, signed[""]), repr(self._verdicts.get(locale)).encode()

    def _signed(self, locale: str) -> Mapping[str, bytes]:
        """Return the digests of the sign-offs that count, by domain; "" is any domain without."""
        if locale not in self._signatures:
            ledger = self._workspace.ledger(locale)
            rows: dict[str, list[bytes]] = {"": []}
            for sign_off in ledger.sign_offs:
                if ledger.counts(sign_off):
                    rows.setdefault(sign_off.domain, []).append(repr(sign_off).encode())
            roles = repr(ledger.roles).encode()
            self._signatures[locale] = {domain: kept.digest(roles, *own) for domain, own in rows.items()}
        return self._signatures[locale]

    # ------------------------------------------------------------------------------------------------ facts and parts

    def _words(self) -> dict[str, Words]:
        old = self._kept("parts/ui", dict[str, _OfWords]) or {}
        new: dict[str, _OfWords] = {}
        digests = {locale: kept.digest(self._common, *self._of_catalog(locale, UI_DOMAIN)) for locale in self._every}
        if {locale: found.made_of for locale, found in old.items()} != digests:
            _ = self._workspace.termbase  # Where that is broken, it is told once, and not for every catalog.

        def one(locale: str) -> None:
            made_of = digests[locale]
            found = old.get(locale)
            if found is None or found.made_of != made_of:
                withheld = self._errors(locale, UI_DOMAIN)
                found = _OfWords(made_of, withheld, Words.of(self._inputs, locale))
            self._withheld[locale, UI_DOMAIN] = frozenset(found.withheld)
            new[locale] = found

        collect(one, self._every)
        if new != old:
            self._new["parts/ui"] = new
        return {locale: found.words for locale, found in new.items()}

    def _handout(self, slug: str, words: Mapping[str, Words]) -> _OfHandout:
        workspace = self._workspace
        old = self._kept(f"parts/{slug}", _OfHandout)
        made_of = kept.digest(self._common, self._of(workspace.sources[slug]))
        if old is None or old.made_of != made_of or not self._shows(old.images):
            shown = source.images(workspace.handout(slug), self._root).values()
            digests = {str(path.relative_to(self._root)): self._of(path) for path in shown}
            new = _OfHandout(made_of, digests, Outline.of(workspace.handout(slug), self._inputs.images[slug]))
        else:
            new = _OfHandout(made_of, old.images, old.outline)

        def one(locale: str) -> None:
            of_words = (words[locale].shown.digest.encode(), repr(words[locale].shown.final).encode())
            of_images = repr(sorted(new.images.items())).encode()
            own = kept.digest(made_of, of_images, *self._of_catalog(locale, slug), *of_words)
            part = old.parts.get(locale) if old else None
            if part is None or part.made_of != own:
                withheld = self._errors(locale, slug)
                part = _OfPart(own, withheld, Part.of(self._inputs, locale, slug, words[locale]))
            self._withheld[locale, slug] = frozenset(part.withheld)
            new.parts[locale] = part

        collect(one, self._every)
        # What was not checked must not be taken for whole.
        if new != old and (not self._slugs or slug in self._slugs):
            self._new[f"parts/{slug}"] = new
        return new

    def _shows(self, digests: Mapping[str, bytes]) -> bool:
        """Say whether the files that a handout shows are as they were; of one that is hidden, nobody can tell."""
        return all(was and self._of(self._root / path) == was for path, was in digests.items())

    # ----------------------------------------------------------------------------------------------------- the checks

    def _judge(self) -> None:
        """Find what the first translations of each locale make the checks believe of all."""
        if self._digests is None:
            return
        old = self._kept("samples", dict[str, _Sample]) or {}
        new: dict[str, _Sample] = {}

        def one(locale: str) -> None:
            before = old.get(locale)
            known = {(domain, made_of): texts for domain, made_of, texts in before.texts} if before else {}
            rows: list[tuple[str, bytes, list[str]]] = []
            for domain in self._workspace.domains:
                if sum(len(texts) for _, _, texts in rows) >= checks.SAMPLE:
                    break
                made_of = self._of(self._workspace.project.catalog_path(locale, domain))
                texts = known.get((domain, made_of)) if made_of else []
                if texts is None:
                    texts = _first(self._workspace.catalog(locale, domain))
                rows.append((domain, made_of, texts))
            same = before is not None and _texts(before.texts) == _texts(rows)
            found = before.verdict if before and same else checks.verdict(self._corpora[locale], locale)
            new[locale] = _Sample(rows, found)
            self._verdicts[locale] = found

        collect(one, self._workspace.project.locales)
        if new != old:
            self._new["samples"] = new

    def _errors(self, locale: str, domain: str) -> tuple[Key, ...]:
        """Return the messages of a catalog that an error was found in, by looking at those that are new."""
        workspace = self._workspace
        found = workspace.current_catalog(locale, domain)
        if found.original is not None and kept.digest(catalog.dump(found)) != self._of(found.path):
            self._settled = False
        if locale == workspace.project.source_locale or (self._slugs and domain not in {*self._slugs, UI_DOMAIN}):
            self._withheld[locale, domain] = frozenset()
            return ()
        if domain not in self._looked:
            self._looked[domain] = self._kept(f"errors/{domain}", dict[str, _Looked]) or {}
        rules = self._rules(found)
        before = self._looked[domain].get(locale)
        known = before.messages if before and before.rules == rules else {}
        digests = {message.key: _digest(message) for message in found.live}
        fresh = [message for message in found.live if digests[message.key] not in known]
        context = workspace.check_context(found, least=Severity.ERROR)
        said = workspace.said_of(found, context, self._corpora[locale], fresh)
        bad = {(one.msgctxt, one.msgid) for one in said if one.severity >= Severity.ERROR}
        bad.update(key for key, made_of in digests.items() if known.get(made_of))
        looked = _Looked(rules, {made_of: key in bad for key, made_of in digests.items()})
        self._looked[domain] |= {locale: looked}
        self._new[f"errors/{domain}"] = self._looked[domain]
        self._withheld[locale, domain] = frozenset(bad)
        return tuple(sorted(bad, key=str))

    def _rules(self, found: Catalog) -> bytes:
        """Return the digest of all that the checks of a message go by, besides the message."""
        header = {name: value for name, value in found.header.items() if name not in _DATES}
        facts = sorted(self._workspace.facts(found.domain) or ())
        own = (found.locale, found.domain, header, facts, self._verdicts.get(found.locale))
        return kept.digest(self._common, repr(own).encode())


def _digest(message: Message) -> bytes:
    """Return the digest of all of a message but its place."""
    return kept.digest(repr(replace(message, line=0)).encode())


def _first(found: Catalog) -> list[str]:
    return [message.msgstr[0] for message in checks.Corpus((found,)).first(checks.SAMPLE)]


def _texts(rows: Iterable[tuple[str, bytes, list[str]]]) -> list[str]:
    return [text for _, _, texts in rows for text in texts][: checks.SAMPLE]


def images(workspace: Workspace, slug: str) -> dict[str, bytes]:
    """Return the files that a handout shows, by target."""
    shown = source.images(workspace.handout(slug), workspace.project.root)
    return {target: files.read_bytes(path) for target, path in shown.items()}
