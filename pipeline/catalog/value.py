"""`Catalog` is one PO file as a value, and `read` makes it from a file; it remembers how each entry was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pipeline.catalog import header as headers
from pipeline.catalog.draft import Scanned
from pipeline.catalog.scan import scan
from pipeline.errors import HandoutsError
from pipeline.files import decode, read_bytes
from pipeline.model import Message

_BOM = b"\xef\xbb\xbf"
_LARGEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a catalog was read from: its text (line ends as they stand), and where in it each entry is."""

    text: str
    bom: bool
    entries: tuple[Scanned, ...]
    """The header first."""


@dataclass(frozen=True)
class Catalog:
    """The translations of one domain into one locale, in file order.

    A message that is still the very object that was read is written back byte for byte; any other is written anew.
    """

    path: Path
    locale: str
    domain: str
    header: Mapping[str, str]
    messages: tuple[Message, ...] = ()
    header_comments: tuple[str, ...] = ()
    header_flags: tuple[str, ...] = ()
    original: Original | None = field(default=None, repr=False, compare=False)
    adopted: tuple[Original, ...] = field(default=(), repr=False, compare=False)
    """Other files that messages were taken over from, as they stand there."""

    @cached_property
    def live(self) -> tuple[Message, ...]:
        """The messages that are not obsolete."""
        return tuple(message for message in self.messages if not message.obsolete)

    @cached_property
    def by_key(self) -> Mapping[tuple[str | None, str], Message]:
        """The live messages by (msgctxt, msgid)."""
        return {message.key: message for message in self.live}


def read(path: Path, *, locale: str = "", domain: str = "", content: bytes | None = None) -> Catalog:
    """Return the catalog in the PO file `path`, or in `content`, where `path` then only serves for names and messages.

    Without `locale`, the header's Language counts, then the folder's name (`locales/<locale>/LC_MESSAGES`); without
    `domain`, the file's name.

    Raises HandoutsError, with the line, where the file is not strictly PO in UTF-8.
    """
    content = read_bytes(path, _LARGEST) if content is None else content
    text = _decode(content, path)
    entries = scan(text, path)
    first = entries[0].message
    fields = headers.check(first, path)
    return Catalog(
        path=path,
        locale=locale or fields.get("Language", "").replace("-", "_") or _folder_locale(path),
        domain=domain or path.stem,
        header=fields,
        messages=tuple(entry.message for entry in entries[1:]),
        header_comments=first.comments,
        header_flags=first.flags,
        original=Original(text, content.startswith(_BOM), entries),
    )


def replace_messages(catalog: Catalog, changed: Mapping[tuple[str | None, str], Message]) -> Catalog:
    """Return `catalog` with the live messages of these keys replaced. Raises KeyError for a key that it lacks."""
    if missing := changed.keys() - catalog.by_key.keys():
        raise KeyError(*missing)
    messages = tuple(message if message.obsolete else changed.get(message.key, message) for message in catalog.messages)
    return replace(catalog, messages=messages)


def _decode(content: bytes, path: Path) -> str:
    try:
        return decode(content, path)
    except HandoutsError as error:
        charset = headers.declared(content)
        if error.message.startswith("Not UTF-8") and charset.lower() not in {"", "utf-8", "utf8", "charset"}:
            raise HandoutsError(
                f"{error.message.removesuffix('.')}; the header says {charset}.",
                file=path,
                line=error.line,
                hint="Convert it, for example with msgconv --to-code=UTF-8.",
            ) from error
        raise


def _folder_locale(path: Path) -> str:
    return path.parent.parent.name if path.parent.name == "LC_MESSAGES" else ""
