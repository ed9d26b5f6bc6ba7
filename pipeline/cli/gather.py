"""`gather` reads what editions are made of; of what is as it was, only the short facts that were kept of it.

The facts of a catalog are kept with a digest of all that they were worked out from, and taken where that is the same:
dates and sizes of files count for nothing. Of a catalog that changed, the messages that did not are not checked again.
"""

import importlib.metadata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TypeVar

from pipeline import checks, files, source
from pipeline.build import Contents, Inputs, Outline, Part, Words
from pipeline.catalog import Catalog
from pipeline.cli import kept
from pipeline.cli.current import Digests
from pipeline.cli.past import Past
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
        return _Gathering(workspace, Past(workspace, digests if _alone(workspace) else None), slugs).all()
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
    def __init__(self, workspace: Workspace, past: Past, slugs: Collection[str]) -> None:
        project = workspace.project
        self._workspace, self._past, self._slugs = workspace, past, slugs
        self._root, self._every = project.root, (project.source_locale, *project.locales)
        self._withheld: dict[Pair, frozenset[Key]] = {}
        self._looked: dict[str, dict[str, _Looked]] = {}
        """By domain and locale."""
        self._inputs = Inputs(
            project=project,
            handouts=_Lazy(workspace.sources, workspace.handout),
            resources=workspace.resources,
            catalogs=_Lazy(set(workspace.pairs(self._every)), lambda pair: workspace.current_catalog(*pair)),
            ledgers=_Lazy(self._every, workspace.ledger),
            withheld=self._withheld,
            images=_Lazy(workspace.sources, lru_cache(32)(partial(images, workspace))),
        )

    def all(self) -> Gathered:
        workspace = self._workspace
        collect(self._past.signed, self._every)
        self._past.judge()
        words = self._words()
        handouts: dict[str, Outline] = {}
        parts: dict[tuple[str, str], Part] = {}

        def add(slug: str) -> None:
            found = self._handout(slug, words)
            handouts[slug] = found.outline
            parts.update({(locale, slug): own.part for locale, own in found.parts.items()})

        collect(add, workspace.sources)
        contents = Contents(workspace.project, workspace.resources, handouts, words, parts)
        return Gathered(self._inputs, contents, self._past.keep)

    def _words(self) -> dict[str, Words]:
        old = self._past.take("parts/ui", dict[str, _OfWords]) or {}
        new: dict[str, _OfWords] = {}
        digests = {
            locale: kept.digest(self._past.common, *self._past.of_catalog(locale, UI_DOMAIN)) for locale in self._every
        }
        if {locale: found.made_of for locale, found in old.items()} != digests:
            _ = self._workspace.termbase  # Where that is broken, it is told once, and not for every catalog.

        def one(locale: str) -> None:
            found = old.get(locale)
            if found is None or found.made_of != digests[locale]:
                withheld = self._errors(locale, UI_DOMAIN)
                found = _OfWords(digests[locale], withheld, Words.of(self._inputs, locale))
            self._withheld[locale, UI_DOMAIN] = frozenset(found.withheld)
            new[locale] = found

        collect(one, self._every)
        if new != old:
            self._past.give("parts/ui", new)
        return {locale: found.words for locale, found in new.items()}

    def _handout(self, slug: str, words: Mapping[str, Words]) -> _OfHandout:
        workspace, past = self._workspace, self._past
        old = past.take(f"parts/{slug}", _OfHandout)
        made_of = kept.digest(past.common, past.of(workspace.sources[slug]))
        if old is None or old.made_of != made_of or not self._shows(old.images):
            shown = source.images(workspace.handout(slug), self._root).values()
            digests = {str(path.relative_to(self._root)): past.of(path) for path in shown}
            new = _OfHandout(made_of, digests, Outline.of(workspace.handout(slug), self._inputs.images[slug]))
        else:
            new = _OfHandout(made_of, old.images, old.outline)

        def one(locale: str) -> None:
            of_words = (words[locale].shown.digest.encode(), repr(words[locale].shown.final).encode())
            of_images = repr(sorted(new.images.items())).encode()
            own = kept.digest(made_of, of_images, *past.of_catalog(locale, slug), *of_words)
            part = old.parts.get(locale) if old else None
            if part is None or part.made_of != own:
                withheld = self._errors(locale, slug)
                part = _OfPart(own, withheld, Part.of(self._inputs, locale, slug, words[locale]))
            self._withheld[locale, slug] = frozenset(part.withheld)
            new.parts[locale] = part

        collect(one, self._every)
        # What was not checked must not be taken for whole.
        if new != old and (not self._slugs or slug in self._slugs):
            past.give(f"parts/{slug}", new)
        return new

    def _shows(self, digests: Mapping[str, bytes]) -> bool:
        """Say whether the files that a handout shows are as they were; of one that is hidden, nobody can tell."""
        return all(was and self._past.of(self._root / path) == was for path, was in digests.items())

    def _errors(self, locale: str, domain: str) -> tuple[Key, ...]:
        """Return the messages of a catalog that an error was found in, by looking at those that are new."""
        workspace, past = self._workspace, self._past
        found = workspace.current_catalog(locale, domain)
        past.was_read(found)
        if locale == workspace.project.source_locale or (self._slugs and domain not in {*self._slugs, UI_DOMAIN}):
            self._withheld[locale, domain] = frozenset()
            return ()
        if domain not in self._looked:
            self._looked[domain] = past.take(f"errors/{domain}", dict[str, _Looked]) or {}
        rules = self._rules(found)
        before = self._looked[domain].get(locale)
        known = before.messages if before and before.rules == rules else {}
        digests = {message.key: _digest(message) for message in found.live}
        fresh = [message for message in found.live if digests[message.key] not in known]
        context = workspace.check_context(found, least=Severity.ERROR)
        said = workspace.said_of(found, context, past.corpora[locale], fresh)
        bad = {(one.msgctxt, one.msgid) for one in said if one.severity >= Severity.ERROR}
        bad.update(key for key, made_of in digests.items() if known.get(made_of))
        looked = _Looked(rules, {made_of: key in bad for key, made_of in digests.items()})
        self._looked[domain] |= {locale: looked}
        past.give(f"errors/{domain}", self._looked[domain])
        self._withheld[locale, domain] = frozenset(bad)
        return tuple(sorted(bad, key=str))

    def _rules(self, found: Catalog) -> bytes:
        """Return the digest of all that the checks of a message go by, besides the message."""
        header = {name: value for name, value in found.header.items() if name not in _DATES}
        facts = sorted(self._workspace.facts(found.domain) or ())
        _, _, verdict = self._past.of_catalog(found.locale, found.domain)
        return kept.digest(self._past.common, repr((found.locale, found.domain, header, facts)).encode(), verdict)


def _digest(message: Message) -> bytes:
    """Return the digest of all of a message but its place."""
    return kept.digest(repr(replace(message, line=0)).encode())


def images(workspace: Workspace, slug: str) -> dict[str, bytes]:
    """Return the files that a handout shows, by target."""
    shown = source.images(workspace.handout(slug), workspace.project.root)
    return {target: files.read_bytes(path) for target, path in shown.items()}
