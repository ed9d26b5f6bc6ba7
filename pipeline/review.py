"""Sign-offs: `approve` makes them, `reviewed` and `coverage` count them, `blocking` says what a release still lacks.

A sign-off is of one exact text: it holds a digest of the context, source and translation, and any change to one of
the three voids it. The ledger is a file of its own, because gettext's tools delete flags that they do not know and
overwrite `#.` comments.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import tomlkit
from tomlkit.items import Table as TomlTable

from pipeline import cldr, tables
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.model import Coverage, Message
from pipeline.project import Gates
from pipeline.tables import Table

Role = Literal["clinical", "linguistic"]

Place = tuple[str, str | None, str]
"""What a sign-off is of: (domain, msgctxt, msgid)."""

_ROLES: Mapping[str, Role] = {"clinical": "clinical", "linguistic": "linguistic"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"\S*\w\S*")
_EXAMPLES = 3

_HEAD = "Who signed off which text. Written by `handouts approve`; a change to a text voids its sign-offs."


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A named person who may sign off the texts of some locales, and by what qualification."""

    id: str
    name: str
    qualification: str
    locales: tuple[str, ...]
    role: Role


@dataclass(frozen=True, slots=True)
class SignOff:
    """One reviewer's word, on one day, that one exact text is right."""

    domain: str
    msgctxt: str | None
    msgid: str
    digest: str
    reviewer: str
    on: date

    @property
    def place(self) -> Place:
        return self.domain, self.msgctxt, self.msgid


@dataclass(frozen=True)
class Ledger:
    """The sign-offs of one locale, by domain, within it in the order of the document."""

    sign_offs: tuple[SignOff, ...] = ()

    @cached_property
    def digests(self) -> Mapping[Place, frozenset[str]]:
        """The digests that were signed, by place."""
        signed: dict[Place, set[str]] = {}
        for sign_off in self.sign_offs:
            signed.setdefault(sign_off.place, set()).add(sign_off.digest)
        return {place: frozenset(digests) for place, digests in signed.items()}


def digest(message: Message) -> str:
    """Return the SHA-256, in hex, of what a reviewer reads: context, source and every form of the translation.

    Each part goes in with its length before it, so that no text can pass for two.
    """
    state = hashlib.sha256()
    for part in (message.msgctxt, message.msgid, message.msgid_plural, *message.msgstr):
        content = b"" if part is None else part.encode()
        state.update(f"{-1 if part is None else len(content)}:".encode() + content)
    return state.hexdigest()


def reviewed(message: Message, ledger: Ledger, domain: str) -> bool:
    """Say whether someone signed off `message` exactly as it stands. A fuzzy or unfinished one never is."""
    signed = ledger.digests.get((domain, message.msgctxt, message.msgid))
    return signed is not None and _finished(message) and digest(message) in signed


def _finished(message: Message) -> bool:
    return message.translated and not message.fuzzy


def _void(sign_off: SignOff, catalog: Catalog) -> bool:
    """Say whether the text that was signed off is not the catalog's any more: changed, obsolete or gone."""
    message = catalog.by_key.get((sign_off.msgctxt, sign_off.msgid))
    return message is None or digest(message) != sign_off.digest


def coverage(catalog: Catalog, ledger: Ledger) -> Coverage:
    """Count the live messages of `catalog`, their words, and the sign-offs of its domain.

    A word is a run without spaces in the msgid that has a letter or digit in it; for a source language that is
    written without spaces, that counts runs of text.
    """
    live = catalog.live
    done = [message for message in live if _finished(message)]
    fuzzy = sum(message.fuzzy for message in live)
    return Coverage(
        locale=catalog.locale,
        domain=catalog.domain,
        total=len(live),
        translated=len(done),
        fuzzy=fuzzy,
        untranslated=len(live) - len(done) - fuzzy,
        reviewed=sum(reviewed(message, ledger, catalog.domain) for message in done),
        stale=sum(_void(sign_off, catalog) for sign_off in _of(ledger, catalog.domain)),
        words=_words(live),
        words_translated=_words(done),
    )


def _of(ledger: Ledger, domain: str) -> list[SignOff]:
    return [sign_off for sign_off in ledger.sign_offs if sign_off.domain == domain]


def _words(messages: Iterable[Message]) -> int:
    return sum(_count(message.msgid) for message in messages)


@lru_cache(maxsize=1 << 16)
def _count(text: str) -> int:
    """Return how many words a msgid has: counted once for all locales."""
    return len(_WORD.findall(text))


def blocking(catalog: Catalog, ledger: Ledger, gates: Gates) -> tuple[str, ...]:
    """Return, as plain sentences, what of this catalog still stands before a release; () where both gates hold."""
    counted = coverage(catalog, ledger)
    sentences = []
    for what, count, gate in (
        ("translated", counted.translated, gates.translated),
        ("reviewed", counted.reviewed, gates.reviewed),
    ):
        if 100 * count < gate * counted.total:
            asked = "" if gate == 100 else f", and the gate asks for {gate}%"
            sentences.append(
                f"{counted.locale}/{counted.domain}: {count} of {counted.total} messages are {what}{asked}."
            )
    if sentences and counted.stale:
        void_ones = "1 sign-off is" if counted.stale == 1 else f"{counted.stale} sign-offs are"
        sentences.append(f"{counted.locale}/{counted.domain}: {void_ones} void, because the text changed after.")
    return tuple(sentences)


def approve(ledger: Ledger, catalog: Catalog, reviewer: Reviewer, on: date) -> Ledger:
    """Return `ledger` with every message of `catalog` signed off by `reviewer`, and its void sign-offs gone.

    Others' sign-offs of the same texts stay. A text that this reviewer signed before keeps its day.

    Raises HandoutsError where the reviewer may not sign for the locale, is the translator (ISO 17100 asks for a second
    person), or where a message is untranslated or fuzzy.
    """
    if catalog.locale not in reviewer.locales:
        raise HandoutsError(
            f"{visible(reviewer.name)} may not sign for {visible(catalog.locale)}, "
            f"only for {', '.join(reviewer.locales)}.",
            hint="Add the locale to locales/reviewers.toml if the person is qualified for it.",
        )
    if _is_translator(reviewer, catalog.header.get("Last-Translator", "")):
        raise HandoutsError(
            f"{visible(reviewer.name)} is the translator (Last-Translator) and cannot sign off the translation.",
            file=catalog.path,
            hint="A second person reviews it.",
        )
    if open_ := [message for message in catalog.live if not _finished(message)]:
        shown = ", ".join(visible(message.msgid, 40) for message in open_[:_EXAMPLES])
        more = f" and {len(open_) - _EXAMPLES} more" if len(open_) > _EXAMPLES else ""
        raise HandoutsError(
            f"Not translated, or fuzzy: {shown}{more}.",
            file=catalog.path,
            line=open_[0].line or None,
            hint="Finish the translation first; a sign-off is of a whole text.",
        )
    standing: dict[Place, list[SignOff]] = {}
    for sign_off in _of(ledger, catalog.domain):
        if not _void(sign_off, catalog):
            standing.setdefault(sign_off.place, []).append(sign_off)
    own = []
    for message in catalog.live:
        new = SignOff(catalog.domain, message.msgctxt, message.msgid, digest(message), reviewer.id, on)
        before = standing.get(new.place, [])
        own += before if any(sign_off.reviewer == reviewer.id for sign_off in before) else [*before, new]
    others = [sign_off for sign_off in ledger.sign_offs if sign_off.domain != catalog.domain]
    return Ledger(tuple(sorted([*others, *own], key=lambda sign_off: sign_off.domain)))


def _is_translator(reviewer: Reviewer, last_translator: str) -> bool:
    """Compare the names; the address after a PO header's name says nothing of who it is."""
    name = last_translator.partition("<")[0]
    return " ".join(name.casefold().split()) == " ".join(reviewer.name.casefold().split())


# ------------------------------------------------------------------------------------------------------------ on disk


def read_reviewers(path: Path) -> dict[str, Reviewer]:
    """Return the reviewers of `locales/reviewers.toml` by id; none where there is no such file.

    Raises HandoutsError with the line of what is wrong.
    """
    if not path.is_file():
        return {}
    top = tables.read(path)
    top.only("reviewer")
    every = top.table("reviewer")
    return {name: _reviewer(name, every.table(name)) for name in every.values}


def _reviewer(name: str, table: Table) -> Reviewer:
    table.only("name", "qualification", "locales", "role")
    locales = table.texts("locales")
    for locale in locales:
        cldr.check_locale(locale, table.document.file, table.line("locales"))
    return Reviewer(name, table.text("name"), table.text("qualification"), locales, table.choice("role", _ROLES))


def read_ledger(path: Path, reviewers: Mapping[str, Reviewer] | None = None) -> Ledger:
    """Return the sign-offs in `locales/<locale>/reviews.toml`; none where there is no such file.

    With `reviewers`, a sign-off by anyone else is a mistake: whoever signed stays listed as long as the word counts.

    Raises HandoutsError with the line of what is wrong.
    """
    if not path.is_file():
        return Ledger()
    top = tables.read(path)
    top.only("sign-off")
    sign_offs: dict[tuple[Place, str], SignOff] = {}
    for table in top.tables("sign-off"):
        sign_off = _sign_off(table)
        if reviewers is not None and sign_off.reviewer not in reviewers:
            raise table.error(
                f"{visible(sign_off.reviewer)} is not in reviewers.toml.",
                "reviewer",
                hint=nearest(sign_off.reviewer, reviewers),
            )
        key = (sign_off.place, sign_off.reviewer)
        if key in sign_offs:
            raise table.error(f"{visible(sign_off.reviewer)} signs {visible(sign_off.msgid)} twice.")
        sign_offs[key] = sign_off
    return Ledger(tuple(sign_offs.values()))


def _sign_off(table: Table) -> SignOff:
    table.only("domain", "msgctxt", "msgid", "digest", "reviewer", "on")
    signed = table.text("digest")
    if not _DIGEST.fullmatch(signed):
        raise table.error("“digest” must be 64 hexadecimal digits.", "digest", hint="`handouts approve` writes it.")
    return SignOff(
        domain=table.text("domain"),
        msgctxt=table.text("msgctxt", blank=True) if "msgctxt" in table.values else None,
        msgid=table.text("msgid", blank=True),
        digest=signed,
        reviewer=table.text("reviewer"),
        on=table.day("on"),
    )


def dump_ledger(ledger: Ledger) -> str:
    """Return the ledger as TOML; `read_ledger` gives it back."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    document.add(tomlkit.nl())
    rows = tomlkit.aot()
    for sign_off in ledger.sign_offs:
        rows.append(_row(sign_off))
    if ledger.sign_offs:
        document.add("sign-off", rows)
    return tomlkit.dumps(document)


def _row(sign_off: SignOff) -> TomlTable:
    row = tomlkit.table()
    row.add("domain", sign_off.domain)
    if sign_off.msgctxt is not None:
        row.add("msgctxt", sign_off.msgctxt)
    row.add("msgid", sign_off.msgid)
    row.add("digest", sign_off.digest)
    row.add("reviewer", sign_off.reviewer)
    row.add("on", sign_off.on)
    return row
