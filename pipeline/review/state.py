"""`reviewed`, `coverage` and `missing` tell how far a catalog is; `blocking` says what a release still lacks."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.catalog import Catalog
from pipeline.errors import visible
from pipeline.model import Coverage, Message
from pipeline.project import Gates, Role
from pipeline.review.ledger import Ledger, SignOff, holds

_WORD = re.compile(r"\S*\w\S*")
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that is not reviewed, and why: because of what it is, or of what is wrong with its sign-offs."""

    locale: str
    domain: str
    path: Path
    line: int
    msgctxt: str | None
    msgid: str
    why: str
    lacks: tuple[Role, ...] = ()
    """The roles of those whose word is still missing; where the ledger asks for none, anyone's will do."""

    @property
    def place(self) -> str:
        """The file, relative to where the command runs, and the line where it has one."""
        file = os.path.relpath(self.path)
        return f"{file}:{self.line}" if self.line else file

    def __str__(self) -> str:
        return f"{visible(self.place, 1000)[1:-1]}: {visible(self.msgid, 60)}: {self.why}"


def reviewed(message: Message, ledger: Ledger, domain: str) -> bool:
    """Say whether `message`, exactly as it stands, is signed off: by each role that the ledger asks for, or by anyone.

    A fuzzy or unfinished one never is.
    """
    signed = {sign_off.role for sign_off in _valid(message, ledger, domain)}
    return bool(signed) and signed.issuperset(ledger.roles) and finished(message)


def _valid(message: Message, ledger: Ledger, domain: str) -> list[SignOff]:
    """Return the sign-offs of the text as it stands that count."""
    written = ledger.by_place.get((domain, message.msgctxt, message.msgid), ())
    return [sign_off for sign_off in written if ledger.counts(sign_off) and holds(sign_off, message, ledger.locale)]


def finished(message: Message) -> bool:
    """Say whether a message is translated and not fuzzy: whether there is something to sign off."""
    return message.translated and not message.fuzzy


def void(sign_off: SignOff, catalog: Catalog) -> bool:
    """Say whether the text that was signed off is not the catalog's any more: changed, obsolete or gone."""
    message = catalog.by_key.get((sign_off.msgctxt, sign_off.msgid))
    return message is None or not holds(sign_off, message, catalog.locale)


def coverage(catalog: Catalog, ledger: Ledger) -> Coverage:
    """Count the live messages of `catalog`, their words, and the sign-offs of its domain.

    A word is a run without spaces in the msgid that has a letter or digit in it; for a source language that is
    written without spaces, that counts runs of text.
    """
    live = catalog.live
    done = [message for message in live if finished(message)]
    fuzzy = sum(message.fuzzy for message in live)
    return Coverage(
        locale=catalog.locale,
        domain=catalog.domain,
        total=len(live),
        translated=len(done),
        fuzzy=fuzzy,
        untranslated=len(live) - len(done) - fuzzy,
        reviewed=sum(reviewed(message, ledger, catalog.domain) for message in done),
        stale=sum(void(sign_off, catalog) for sign_off in ledger.of(catalog.domain)),
        words=_words(live),
        words_translated=_words(done),
    )


def _words(messages: Iterable[Message]) -> int:
    return sum(_count(message.msgid) for message in messages)


@lru_cache(maxsize=1 << 16)
def _count(text: str) -> int:
    """Return how many words a msgid has: counted once for all locales."""
    return len(_WORD.findall(text))


def missing(catalog: Catalog, ledger: Ledger) -> tuple[Gap, ...]:
    """Return every live message of `catalog` that is not reviewed, in its order, each with the reason."""
    return tuple(
        _gap(catalog, message, ledger) for message in catalog.live if not reviewed(message, ledger, catalog.domain)
    )


def _gap(catalog: Catalog, message: Message, ledger: Ledger) -> Gap:
    path, line = catalog.path, message.line
    if not line and message.references:
        # The source's own text stands in no catalog: its reference tells the file, relative to the project's root.
        file, _, number = message.references[0].partition(":")
        path, line = catalog.path.parent.parent / file, int(number) if number.isdecimal() else 0
    signed = {sign_off.role for sign_off in _valid(message, ledger, catalog.domain)}
    lacks = tuple(role for role in ledger.roles if not finished(message) or role not in signed)
    why = "; ".join(_reasons(catalog, message, ledger, lacks))
    return Gap(catalog.locale, catalog.domain, path, line, message.msgctxt, message.msgid, why, lacks)


def _reasons(catalog: Catalog, message: Message, ledger: Ledger, lacks: Sequence[Role]) -> Iterator[str]:
    if not finished(message):
        yield "fuzzy" if message.fuzzy else "not translated"
        return
    yield f"no {' and no '.join(lacks)} sign-off" if lacks else "not signed off"
    for sign_off in ledger.by_place.get((catalog.domain, *message.key), ()):
        if not holds(sign_off, message, catalog.locale):
            yield f"{visible(sign_off.reviewer)} signed another text, on {sign_off.at.date()}"
        elif sign_off.digest not in ledger.revoked and (reason := ledger.refused.get(sign_off)):
            yield f"the sign-off by {visible(sign_off.reviewer)} {reason}"
    for revocation in ledger.revocations:
        of = revocation.sign_off
        if of.place == (catalog.domain, *message.key) and holds(of, message, catalog.locale):
            told = f"{visible(of.reviewer)} was withdrawn on {revocation.at.date()}"
            yield f"the sign-off by {told}: {visible(revocation.reason, 200)[1:-1]}"


def blocking(catalog: Catalog, ledger: Ledger, gates: Gates) -> tuple[str, ...]:
    """Return what of this catalog still stands before a release, () where both gates hold.

    Each is a sentence with the figures, and below it the first of the messages that it is about, a line each.
    """
    counted = coverage(catalog, ledger)
    gaps = missing(catalog, ledger)
    unfinished = [gap for gap in gaps if not finished(catalog.by_key[gap.msgctxt, gap.msgid])]
    of = f"{counted.locale}/{counted.domain}"
    sentences = []
    for what, count, gate, open_ in (
        ("translated", counted.translated, gates.translated, unfinished),
        ("reviewed", counted.reviewed, gates.reviewed, gaps),
    ):
        if 100 * count < gate * counted.total:
            asked = "" if gate == 100 else f", and the gate asks for {gate}%"
            sentences.append(f"{of}: {count} of {counted.total} messages are {what}{asked}.{_first(open_, of)}")
    if sentences and counted.stale:
        void_ones = "1 sign-off is" if counted.stale == 1 else f"{counted.stale} sign-offs are"
        sentences.append(f"{of}: {void_ones} void, because the text changed after.")
    return tuple(sentences)


def _first(gaps: Sequence[Gap], of: str) -> str:
    """Return the first gaps, each on a line of its own, and how many more there are."""
    lines = [str(gap) for gap in gaps[:_EXAMPLES]]
    if more := len(gaps) - len(lines):
        lines.append(f"and {more} more: `handouts status {of.partition('/')[0]} --missing` lists all.")
    return "".join(f"\n  {line}" for line in lines)
