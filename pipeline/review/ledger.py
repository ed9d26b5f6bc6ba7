"""`read_ledger` and `dump_ledger`: the sign-offs of one locale, their proofs and what was withdrawn, as TOML."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import tomlkit
from tomlkit.items import Table as TomlTable

from pipeline import tables
from pipeline.errors import visible
from pipeline.model import Message, digest_of
from pipeline.project import ROLES, Role
from pipeline.review.people import Reviewer
from pipeline.tables import Table

Place = tuple[str, str | None, str]
"""What a sign-off is of: (domain, msgctxt, msgid)."""

NOT_COMMITTED = "is not committed yet"
"""Why a sign-off does not count that was made in this working tree: its reviewer has to commit it, not to sign anew."""

_ROLES: Mapping[str, Role] = {role: role for role in ROLES}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HEAD = (
    "Who signed off which text. Written by `handouts approve` and `handouts revoke`; a change to a text, or to a line",
    "here, voids the sign-off.",
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """One reviewer's word, at one time, that one exact text is right. `digest` binds all of that: see `sealed`."""

    domain: str
    msgctxt: str | None
    msgid: str
    digest: str
    reviewer: str
    role: Role
    at: datetime

    @property
    def place(self) -> Place:
        return self.domain, self.msgctxt, self.msgid


@dataclass(frozen=True, slots=True)
class Revocation:
    """A sign-off that was withdrawn, and why: it never counts again, also where a merge brings it back."""

    sign_off: SignOff
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A reviewer's SSH signature of a batch of sign-offs, by their digests."""

    reviewer: str
    digests: tuple[str, ...]
    armored: str


@dataclass(frozen=True)
class Ledger:
    """The sign-offs of one locale, by domain, within it in the order of the document.

    `roles` and `refused` are not in the file: which roles must each have signed (none: any will do), and the sign-offs
    that do not count, with the reason. `judged` fills them in.
    """

    locale: str = ""
    sign_offs: tuple[SignOff, ...] = ()
    signatures: tuple[Signature, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    roles: tuple[Role, ...] = ()
    refused: Mapping[SignOff, str] = field(default_factory=dict)

    @cached_property
    def by_place(self) -> Mapping[Place, tuple[SignOff, ...]]:
        """The sign-offs of each text, those that do not count too."""
        found: dict[Place, list[SignOff]] = {}
        for sign_off in self.sign_offs:
            found.setdefault(sign_off.place, []).append(sign_off)
        return {place: tuple(sign_offs) for place, sign_offs in found.items()}

    @cached_property
    def revoked(self) -> frozenset[str]:
        """The digests of the sign-offs that were withdrawn."""
        return frozenset(revocation.sign_off.digest for revocation in self.revocations)

    def counts(self, sign_off: SignOff) -> bool:
        """Say whether a sign-off is neither withdrawn nor refused; what it is of may have changed."""
        return sign_off.digest not in self.revoked and sign_off not in self.refused

    def of(self, domain: str) -> list[SignOff]:
        """Return the sign-offs of one domain."""
        return [sign_off for sign_off in self.sign_offs if sign_off.domain == domain]


def sealed(message: Message, domain: str, locale: str, reviewer: Reviewer, at: datetime) -> SignOff:
    """Return the sign-off of `message`, exactly as it stands, by `reviewer`."""
    digest = _seal(message, domain, locale, reviewer.id, reviewer.role, at)
    return SignOff(domain, message.msgctxt, message.msgid, digest, reviewer.id, reviewer.role, at)


def holds(sign_off: SignOff, message: Message, locale: str) -> bool:
    """Say whether `sign_off` is of `message` exactly as it stands, and says itself what was said then."""
    own = sign_off.domain, locale, sign_off.reviewer, sign_off.role, sign_off.at
    return sign_off.digest == _seal(message, *own)


def _seal(message: Message, domain: str, locale: str, reviewer: str, role: Role, at: datetime) -> str:
    """Return the SHA-256, in hex, of what a reviewer reads (context, source, all of the translation) and says."""
    said = locale, domain, reviewer, role, at.astimezone(UTC).isoformat()
    return digest_of(*said, message.msgctxt, message.msgid, message.msgid_plural, *message.msgstr)


# ------------------------------------------------------------------------------------------------------------- reading


def read_ledger(path: Path, *, locale: str = "") -> Ledger:
    """Return the ledger `locales/<locale>/reviews.toml`; an empty one where there is no such file.

    Without `locale`, the folder's name counts. Which of its sign-offs count is for `judged` to say.

    Raises HandoutsError with the line of what is wrong.
    """
    locale = locale or path.parent.name
    if not path.is_file():
        return Ledger(locale)
    top = tables.read(path)
    top.only("sign-off", "signature", "revoked")
    sign_offs: dict[str, SignOff] = {}
    for table in top.tables("sign-off"):
        sign_off = _sign_off(table, "digest")
        if sign_off.digest in sign_offs:
            raise table.error(f"{visible(sign_off.reviewer)} signs {visible(sign_off.msgid)} twice.")
        sign_offs[sign_off.digest] = sign_off
    return Ledger(
        locale,
        tuple(sign_offs.values()),
        tuple(_signature(table) for table in top.tables("signature")),
        tuple(_revocation(table) for table in top.tables("revoked")),
    )


def _sign_off(table: Table, digest: str, *more: str) -> SignOff:
    table.only("domain", "msgctxt", "msgid", digest, "reviewer", "role", "at", *more)
    return SignOff(
        domain=table.text("domain"),
        msgctxt=table.text("msgctxt", blank=True) if "msgctxt" in table.values else None,
        msgid=table.text("msgid", blank=True),
        digest=_digest(table, digest, table.text(digest)),
        reviewer=table.text("reviewer"),
        role=table.choice("role", _ROLES),
        at=table.moment("at"),
    )


def _digest(table: Table, key: str, written: str) -> str:
    if not _DIGEST.fullmatch(written):
        raise table.error(f"{visible(key)} must be 64 hexadecimal digits.", key, hint="`handouts approve` writes it.")
    return written


def _revocation(table: Table) -> Revocation:
    sign_off = _sign_off(table, "of", "revoked-at", "reason")
    return Revocation(sign_off, table.moment("revoked-at"), table.text("reason"))


def _signature(table: Table) -> Signature:
    table.only("reviewer", "digests", "signature")
    digests = tuple(_digest(table, "digests", digest) for digest in table.texts("digests"))
    return Signature(table.text("reviewer"), digests, table.text("signature"))


# ------------------------------------------------------------------------------------------------------------- writing


def dump_ledger(ledger: Ledger) -> str:
    """Return the ledger as TOML; `read_ledger` gives it back.

    A sign-off's digest stands on a line of its own that nothing else of the file looks like: `git blame` of that line
    tells who brought the sign-off in.
    """
    document = tomlkit.document()
    for line in _HEAD:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for name, rows in (
        ("sign-off", [_row(sign_off, "digest") for sign_off in ledger.sign_offs]),
        ("revoked", [_revoked_row(revocation) for revocation in ledger.revocations]),
        ("signature", [_signature_row(signature) for signature in ledger.signatures]),
    ):
        if rows:
            document.add(name, _array(rows))
    return tomlkit.dumps(document)


def _array(rows: Iterable[TomlTable]) -> tomlkit.items.AoT:
    array = tomlkit.aot()
    for row in rows:
        array.append(row)
    return array


def _row(sign_off: SignOff, digest: str) -> TomlTable:
    row = tomlkit.table()
    row.add("domain", sign_off.domain)
    if sign_off.msgctxt is not None:
        row.add("msgctxt", sign_off.msgctxt)
    row.add("msgid", sign_off.msgid)
    row.add(digest, sign_off.digest)
    row.add("reviewer", sign_off.reviewer)
    row.add("role", sign_off.role)
    row.add("at", sign_off.at)
    return row


def _revoked_row(revocation: Revocation) -> TomlTable:
    """Return the row of what was withdrawn, its digest under another name: no line of it looks like a sign-off's."""
    row = _row(revocation.sign_off, "of")
    row.add("revoked-at", revocation.at)
    row.add("reason", revocation.reason)
    return row


def _signature_row(signature: Signature) -> TomlTable:
    row = tomlkit.table()
    row.add("reviewer", signature.reviewer)
    digests = tomlkit.array()
    digests.extend(signature.digests)
    row.add("digests", digests.multiline(True))
    row.add("signature", tomlkit.string(signature.armored, multiline=True))
    return row
