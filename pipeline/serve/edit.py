"""`save` puts one edited message into its catalog; what anyone else did to the file meanwhile stays."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline import catalog, files
from pipeline.catalog import Catalog
from pipeline.catalog.change import is_warning
from pipeline.catalog.header import timestamp
from pipeline.errors import HandoutsError
from pipeline.model import Message, digest_of

Key = tuple[str | None, str]

_ROUNDS = 5
"""How often a catalog may change under our hands before we give up."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a translator may change of a message: its forms, whether it needs work, and the comments, one a line."""

    msgstr: tuple[str, ...]
    fuzzy: bool
    comments: tuple[str, ...]

    def of(self, message: Message) -> Message:
        """Return `message` with the edit made.

        A text that needs no work has no previous source any more, and no warning of how the source has changed.
        """
        fuzzy = self.fuzzy and any(text.strip() for text in self.msgstr)
        others = tuple(flag for flag in message.flags if flag != "fuzzy")
        return replace(
            message,
            msgstr=self.msgstr,
            flags=("fuzzy", *others) if fuzzy else others,
            comments=tuple(line.rstrip() for line in self.comments),
            extracted=message.extracted if fuzzy else tuple(each for each in message.extracted if not is_warning(each)),
            previous=message.previous if fuzzy else None,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """`message` as its file holds it now, None where it is gone; `saved` says whether that is what was asked for."""

    saved: bool
    message: Message | None


def stamp(message: Message) -> str:
    """Return what tells whether a message is still as it was read: the digest of all that a translator sees."""
    old = message.previous
    return digest_of(
        *(message.msgctxt, message.msgid, message.msgid_plural),
        *((old.msgctxt, old.msgid, old.msgid_plural) if old else (None, None, None)),
        *("fuzzy" if message.fuzzy else None, str(len(message.msgstr))),
        *message.msgstr,
        *message.comments,
    )


def save(found: Catalog, key: Key, seen: str, edit: Edit, *, translator: str, now: datetime) -> Outcome:
    """Make `edit` in the file of `found`, in the message `key` that had the stamp `seen` when the translator read it.

    The file is read anew. If that message is not as it was, nothing is written and the outcome has what it is now;
    changes of other messages are kept. `translator` becomes the header's Last-Translator, unless it is "".

    Whoever calls holds the writers' lock of the catalogs' folder. Raises HandoutsError where the file cannot be read or
    written, and where it keeps changing.
    """
    for _ in range(_ROUNDS):
        content = files.read_bytes(found.path)
        current = catalog.read(found.path, locale=found.locale, domain=found.domain, content=content)
        message = current.by_key.get(key)
        if message is None:
            return Outcome(saved=False, message=None)
        wanted = edit.of(message)
        if wanted == message:
            return Outcome(saved=True, message=message)
        if stamp(message) != seen:
            return Outcome(saved=False, message=message)
        written = _written(current, wanted, translator, now)
        # A program that knows nothing of our lock, such as Poedit, may have saved while we worked.
        if files.read_bytes(found.path) == content:
            files.write(found.path, written)
            return Outcome(saved=True, message=wanted)
    raise HandoutsError("Keeps being changed by another program; nothing was saved.", file=found.path)


def _written(current: Catalog, wanted: Message, translator: str, now: datetime) -> bytes:
    """Return the file with `wanted` in it. Raises HandoutsError where it would not be read back as it is."""
    header = {**current.header, "PO-Revision-Date": timestamp(now)}
    if translator:
        header["Last-Translator"] = translator
    changed = replace(catalog.replace_messages(current, {wanted.key: wanted}), header=header)
    try:
        written = catalog.dump(changed)
        again = catalog.read(current.path, content=written).by_key.get(wanted.key)
    except (HandoutsError, UnicodeEncodeError) as error:
        raise _unfit(current.path) from error
    if again is None or replace(again, line=wanted.line) != wanted:
        raise _unfit(current.path)
    return written


def _unfit(path: Path) -> HandoutsError:
    return HandoutsError(
        "This text cannot be kept in a PO file; nothing was saved.",
        file=path,
        hint="Take out characters that are no text, such as NUL.",
    )
