"""`run` puts every message of a catalog to every check and makes the findings."""

import gettext
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from pipeline import files
from pipeline.catalog import Catalog
from pipeline.checks.reading import Reading, language, source_reading
from pipeline.checks.registry import Check, Problem, Scope, always, registry
from pipeline.checks.traits import UNCHANGED, UNUSUAL, Table
from pipeline.model import Finding, Message, Severity
from pipeline.terms import Concept, Occurrence, Termbase, occurrences

# How a translator says that a finding is meant: `# allow: number-mismatch The dose is another in Spain.`
_EXCUSE = re.compile(r"\s*allow:\s*(?P<id>[^\s:,;]*)[:,;]?\s*(?P<reason>.*)")

_PRINTF_FLAGS = frozenset({"c-format", "objc-format", "python-format"})


@dataclass(frozen=True)
class RunContext:
    """What holds for a run: the project's settings, or none of them outside a project."""

    source_locale: str = "en"
    termbase: Termbase = field(default_factory=Termbase)
    facts: Collection[str] | None = None
    """The names of the facts that the messages may use; None where they are not known."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    select: Collection[str] = ()
    """Only these checks; empty: all."""
    ignore: Collection[str] = ()
    root: Path | None = None
    """The folder that findings name files from."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """The catalogs of one locale, which are to agree with each other."""

    catalogs: Iterable[Catalog]

    @cached_property
    def translations(self) -> tuple[Message, ...]:
        """The messages of all catalogs whose translation is in use, in order."""
        return tuple(self._in_use())

    def first(self, count: int) -> tuple[Message, ...]:
        """Return the first of `translations`, without a look at the catalogs after them."""
        return tuple(islice(self._in_use(), count))

    def _in_use(self) -> Iterator[Message]:
        for catalog in self.catalogs:
            yield from (message for message in catalog.live if message.translated and not message.fuzzy)


class Context(NamedTuple):
    """What a check may look at beside the message: both texts, the catalog, those beside it, and the run.

    For a check of the scope `message`, `header` or `document`, `source` and `target` are empty; for a text of the
    source they are the same.
    """

    catalog: Catalog
    corpus: Corpus
    run: RunContext
    source: Reading
    target: Reading
    one_count: bool = False
    """Whether the text is a plural form for a single count, which may say that count in words: Arabic “two days”."""

    @property
    def locale(self) -> str:
        return self.catalog.locale

    @property
    def language(self) -> str:
        return language(self.catalog.locale)

    @property
    def named(self) -> Mapping[Concept, Occurrence]:
        """The concepts that the source names, each with its first occurrence there."""
        return _named(self.run.termbase, self.source.prose, self.run.source_locale)


@lru_cache(maxsize=1 << 15)
def _named(termbase: Termbase, text: str, locale: str) -> Mapping[Concept, Occurrence]:
    found: dict[Concept, Occurrence] = {}
    for one in occurrences(termbase, text, locale):
        found.setdefault(one.concept, one)
    return found


def run(
    catalog: Catalog,
    context: RunContext,
    corpus: Corpus | None = None,
    messages: Sequence[Message] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a catalog, in file order; `corpus` is all catalogs of its locale, or else it alone.

    `messages` are those to look at, besides the header; without, all that are live.

    A translation that is fuzzy or missing gets only findings about that. A catalog of the source language is no
    translation: it is asked what its authors wrote. A template of no language gets no findings.
    """
    written = catalog.locale == context.source_locale
    if catalog.path.suffix == ".pot" and not written:
        return ()
    file = _shown(catalog.path, context.root)
    blank = Reading("", catalog.locale)
    general = Context(catalog, corpus or Corpus((catalog,)), context, blank, blank)
    asked = _asked(general)
    findings: list[Finding] = []
    if messages is None:
        messages = catalog.live

    def report(message: Message, text: str, found: Sequence[_Answer]) -> None:
        if not found:
            return
        excused = excuses(message)
        findings.extend(
            Finding(
                check=check.id,
                severity=severity,
                message=problem.text,
                file=file,
                line=message.line or 1,
                locale=catalog.locale,
                msgctxt=message.msgctxt,
                msgid=message.msgid,
                msgstr=text,
                fix=problem.fix,
                issue_type=check.issue_type,
            )
            for check, severity, problem in found
            if not excused.get(check.id)
        )

    head = header(catalog)
    report(head, head.msgstr[0], _answers(_of(asked, "document" if written else "header"), head, general))
    if written:
        of_texts = _selection(asked_texts := _of(asked, "text", "source"), catalog.locale, catalog.locale)
        for message in messages if asked_texts else ():
            said = (_answers(of_texts.of(one), message, one) for one in _written(message, general))
            report(message, whole(message), list(dict.fromkeys(chain.from_iterable(said))))
        return tuple(sorted(findings, key=lambda finding: finding.line))
    of_messages = _of(asked, "message")
    of_usual = tuple(one for one in of_messages if UNUSUAL not in one[0].target)
    of_forms = _selection(asked_forms := _of(asked, "form", "text"), context.source_locale, catalog.locale)
    for message in messages:
        in_use = message.translated and not message.fuzzy
        usual = in_use and not message.comments and message.msgid_plural is None
        if found := _answers(of_usual if usual else of_messages, message, general):
            report(message, whole(message), found)
        if in_use and asked_forms:
            for text, contexts in _forms(message, general):
                answers = [_answers(of_forms.of(one), message, one) for one in contexts]
                report(message, text, answers[0] if len(answers) == 1 else min(answers, key=len))
    return tuple(sorted(findings, key=lambda finding: finding.line))


_Asked = tuple[tuple[Check, Severity], ...]
_Answer = tuple[Check, Severity, Problem]


def _asked(general: Context) -> _Asked:
    """Return the checks that are on and can have anything to say of a catalog."""
    run = general.run
    on = _on(tuple(run.select), tuple(run.ignore), tuple(run.severities.items()))
    return tuple((check, severity) for check, severity in on if check.applies is always or check.applies(general))


@lru_cache(maxsize=256)
def _on(select: tuple[str, ...], ignore: tuple[str, ...], severities: tuple[tuple[str, Severity], ...]) -> _Asked:
    """Return the checks that are on, with their severities."""
    own = dict(severities)
    wanted = [one for one in registry().values() if one.id not in ignore and (not select or one.id in select)]
    return tuple((one, severity) for one in wanted if (severity := own.get(one.id, one.severity)))


def _of(asked: _Asked, *scopes: Scope) -> _Asked:
    return tuple((check, severity) for check, severity in asked if check.scope in scopes)


def _answers(asked: _Asked, message: Message, context: Context) -> list[_Answer]:
    return [(check, severity, problem) for check, severity in asked for problem in check.function(message, context)]


class _Selection:
    """Picks, of the checks of a catalog's forms, those that may have something to say of one form."""

    def __init__(self, asked: _Asked, source_locale: str, locale: str) -> None:
        self._source = _source_table(source_locale)
        self._target = Table(locale, chain([UNCHANGED], *(check.target for check, _ in asked)))
        self._wanted = [
            (
                one,
                self._source.mask(one[0].source),
                self._target.mask(one[0].target),
                not (one[0].source or one[0].target),
                one[0].both,
            )
            for one in asked
        ]
        self._of_source = sum({self._source.bits[trait] for check, _ in asked for trait in check.source})
        self._chosen: dict[tuple[int, int], _Asked] = {}

    def of(self, context: Context) -> _Asked:
        source, target = context.source, context.target
        traits = (
            _source_traits(source, self._source, self._of_source),
            self._target.of(target) | (source.text == target.text),
        )
        chosen = self._chosen.get(traits)
        if chosen is None:
            of_source, of_target = traits
            chosen = self._chosen[traits] = tuple(
                one
                for one, in_source, in_target, always, both in self._wanted
                if always or (all if both else any)((in_source & of_source, in_target & of_target))
            )
        return chosen


@lru_cache(maxsize=64)
def _selection(asked: _Asked, source_locale: str, locale: str) -> _Selection:
    return _Selection(asked, source_locale, locale)


@cache
def _source_table(locale: str) -> Table:
    return Table(locale, chain.from_iterable(check.source for check in registry().values()))


@lru_cache(maxsize=1 << 15)
def _known_traits(_source: Reading, _table: Table) -> list[int]:
    """Return a new pair: the bits that are worked out, and those among them that the source has."""
    return [0, 0]


def _source_traits(source: Reading, table: Table, wanted: int) -> int:
    """Return the traits of a source: each worked out once for all locales."""
    known = _known_traits(source, table)
    if missing := wanted & ~known[0]:
        known[0] |= missing
        known[1] |= table.of(source, missing)
    return known[1] & wanted


def corpora(catalogs: Iterable[Catalog]) -> tuple[Corpus, ...]:
    """Return the catalogs by locale, each locale where it comes first."""
    by_locale: dict[str, list[Catalog]] = {}
    for catalog in catalogs:
        by_locale.setdefault(catalog.locale, []).append(catalog)
    return tuple(Corpus(tuple(found)) for found in by_locale.values())


def _written(message: Message, general: Context) -> Iterator[Context]:
    """Yield the texts of a message as its author wrote them."""
    printf = not _PRINTF_FLAGS.isdisjoint(message.flags)
    for text in (message.msgid,) if message.msgid_plural is None else (message.msgid, message.msgid_plural):
        reading = source_reading(text, general.run.source_locale, printf)
        yield Context(general.catalog, general.corpus, general.run, reading, reading)


def _forms(message: Message, general: Context) -> Iterator[tuple[str, list[Context]]]:
    """Yield each text of a translation with the contexts to see it in.

    A plural form translates `msgid_plural` or `msgid`, whichever it suits better: “One day” is as right as “%d days”.
    """
    catalog, run = general.catalog, general.run
    printf = not _PRINTF_FLAGS.isdisjoint(message.flags)
    sources = (message.msgid,) if message.msgid_plural is None else (message.msgid_plural, message.msgid)
    single = single_counts(catalog.header.get("Plural-Forms", "")) if message.msgid_plural is not None else ()
    for number, text in enumerate(message.msgstr):
        target = Reading(text, catalog.locale, printf)
        yield (
            text,
            [
                Context(
                    catalog,
                    general.corpus,
                    run,
                    source_reading(one, run.source_locale, printf),
                    target,
                    number in single,
                )
                for one in sources
            ],
        )


@cache
def single_counts(header: str) -> frozenset[int]:
    """Return the plural forms that stand for exactly one count: the first three of Arabic's six."""
    match = re.search(r"plural\s*=([^;]+)", header)
    try:
        form = gettext.c2py(match[1] if match else "")
        uses = Counter(form(count) for count in range(1000))
    except (ValueError, ArithmeticError, RecursionError):
        return frozenset()
    return frozenset(number for number, times in uses.items() if times == 1)


def header(catalog: Catalog) -> Message:
    """Return the catalog's header as the message that it is in the file."""
    if catalog.original is not None:
        return catalog.original.entries[0].message
    fields = "".join(f"{name}: {value}\n" for name, value in catalog.header.items())
    return Message("", (fields,), comments=catalog.header_comments, flags=catalog.header_flags)


def whole(message: Message) -> str:
    """Return all forms of a translation as one text, for findings about all of it."""
    return "\n".join(message.msgstr)


def texts(catalog: Catalog) -> frozenset[tuple[object, ...]]:
    """Return (msgctxt, msgid, msgstr) as findings about `catalog` would name them: each form, the whole, the header."""
    messages = (header(catalog), *catalog.live)
    return frozenset(
        (message.msgctxt, message.msgid, text) for message in messages for text in (whole(message), *message.msgstr)
    )


def excuses(message: Message) -> dict[str, str]:
    """Return the ids of the checks that a translator's comment excuses the message from, with the reasons given."""
    if not message.comments:
        return {}
    matches = (_EXCUSE.match(comment) for comment in message.comments)
    return {match["id"]: match["reason"].strip() for match in matches if match}


def _shown(path: Path, root: Path | None) -> str:
    if root is None:
        return str(path)
    here, root = files.resolved(path), files.resolved(root)
    return str(here.relative_to(root)) if here.is_relative_to(root) else str(path)
