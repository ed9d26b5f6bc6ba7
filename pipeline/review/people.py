"""`read_reviewers` reads who may sign off texts: by what qualification, for which locales, with which keys."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import cldr, tables
from pipeline.errors import visible
from pipeline.model import Message
from pipeline.project import ROLES, Role
from pipeline.tables import Table

_ROLES: Mapping[str, Role] = {role: role for role in ROLES}

# An id is a principal of an allowed-signers file, where “*”, “?”, “!”, commas, quotes and spaces have a meaning:
# https://man.openbsd.org/ssh-keygen.1#ALLOWED_SIGNERS
_ID = re.compile(r"\w[\w.@+-]*")
_KEY = re.compile(r"((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?: .*)?")
_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")

# As people and tools write it above an entry; whoever is named there comes before the header's Last-Translator.
_TRANSLATED_BY = re.compile(r"(?:last-)?translat(?:or|ed by)\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A named person who may sign off the texts of some locales, and by what qualification.

    `emails` are those of their commits and of their own translations; `keys` their public SSH keys, as “type base64”.
    """

    id: str
    name: str
    qualification: str
    locales: tuple[str, ...]
    role: Role
    emails: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def fingerprints(self) -> frozenset[str]:
        """The keys' fingerprints, as OpenSSH and git print them."""
        return frozenset(_fingerprint(key) for key in self.keys)

    def translated(self, message: Message, header: Mapping[str, str]) -> bool:
        """Say whether the PO file names this person as the translator of `message`, by name or by e-mail address.

        The comments of an entry (“# Translator: …”, “# Translated by: …”) come before the header's Last-Translator.
        Other names in comments do not count: people who asked or corrected are credited there too.
        """
        named = [match[1] for line in message.comments if (match := _TRANSLATED_BY.fullmatch(line.strip()))]
        return any(self._is(who) for who in named or [header.get("Last-Translator", "")])

    def _is(self, who: str) -> bool:
        name, _, address = who.partition("<")
        written = {_plain(name), _plain(address.partition(">")[0])} - {""}
        return not written.isdisjoint({_plain(self.name), *map(_plain, self.emails)})


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _fingerprint(key: str) -> str:
    blob = base64.b64decode(key.partition(" ")[2])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def may_sign(reviewers: Iterable[Reviewer], locale: str, role: Role | None = None) -> tuple[Reviewer, ...]:
    """Return who may sign for a locale, in a role where one is given."""
    return tuple(one for one in reviewers if locale in one.locales and role in (None, one.role))


def read_reviewers(path: Path) -> dict[str, Reviewer]:
    """Return the reviewers of `locales/reviewers.toml` by id; none where there is no such file.

    Raises HandoutsError with the line of what is wrong.
    """
    if not path.is_file():
        return {}
    top = tables.read(path)
    top.only("reviewer")
    every = top.table("reviewer")
    reviewers: dict[str, Reviewer] = {}
    owners: dict[str, str] = {}
    for name in every.values:
        table = every.table(name)
        if not _ID.fullmatch(name):
            raise table.error(
                f"{visible(name)} cannot be an id.", hint="Use letters, digits and . _ @ + -, a letter or digit first."
            )
        reviewers[name] = _reviewer(name, table)
        for print_ in reviewers[name].fingerprints:
            if owners.setdefault(print_, name) != name:
                raise table.error(f"{visible(owners[print_])} has the same key: a key is of one person.", "keys")
    return reviewers


def _reviewer(name: str, table: Table) -> Reviewer:
    table.only("name", "qualification", "locales", "role", "emails", "keys")
    locales = table.texts("locales")
    for locale in locales:
        cldr.check_locale(locale, table.document.file, table.line("locales"))
    emails = table.texts("emails", ())
    for email in emails:
        if not _EMAIL.fullmatch(email):
            raise table.error(f"{visible(email)} is no e-mail address.", "emails")
    return Reviewer(
        name,
        table.text("name"),
        table.text("qualification"),
        locales,
        table.choice("role", _ROLES),
        emails,
        tuple(_keys(table)),
    )


def _keys(table: Table) -> Iterator[str]:
    """Yield the public keys as “type base64”, without comments."""
    for key in table.texts("keys", ()):
        if (match := _KEY.fullmatch(key)) is None or not _is_of_type(match[2], match[1]):
            raise table.error(
                f"{visible(key)} is no public SSH key.", "keys", hint="Copy the line of a file such as id_ed25519.pub."
            )
        yield f"{match[1]} {match[2]}"


def _is_of_type(blob: str, kind: str) -> bool:
    """Say whether the key's own bytes begin with the type that stands before them (RFC 4253, section 6.6)."""
    try:
        content = base64.b64decode(blob, validate=True)
    except binascii.Error:
        return False
    return content.startswith(len(kind).to_bytes(4, "big") + kind.encode())
