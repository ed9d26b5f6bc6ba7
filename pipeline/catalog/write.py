"""`dump` writes a catalog back, what nobody changed byte for byte; `dump_template` writes a template."""

import re
from collections.abc import Sequence
from datetime import datetime

import polib

from pipeline.catalog import header as headers
from pipeline.catalog.value import Catalog, Original
from pipeline.model import Message

_CREATED = re.compile(r'(?m)^"POT-Creation-Date: ([^"\\]*)\\n"$')
_STICKY = re.compile(r"(?m)^#= (.*)$")


def dump(catalog: Catalog) -> bytes:
    """Return the bytes of `catalog` as a PO file in UTF-8.

    Messages that are the objects that were read keep their own text, and the blank lines around them; the others are
    written by polib in the manner of the file: its line ends, and wrapped only where the file is.
    """
    original = catalog.original
    if original is None:
        messages = (_header(catalog, ""), *catalog.messages)
        return ("\n\n".join(_entry(message) for message in messages) + "\n").encode()
    text = _merged(catalog, original)
    return (b"\xef\xbb\xbf" if original.bom else b"") + text.encode()


def _merged(catalog: Catalog, original: Original) -> str:
    text, entries = original.text, original.entries
    # By identity, since an equal message may stand elsewhere; by key, for the place of one that was changed.
    same = {id(entry.message): place for place, entry in enumerate(entries)}
    places = {entry.message.key: place for place, entry in enumerate(entries)}
    newline = "\r\n" if "\r\n" in text else "\n"
    width: int | None = None
    pieces: list[str] = []
    last = -1
    for message in (_unchanged_header(catalog, original), *catalog.messages):
        place = same.get(id(message), places.get(message.key))
        if place is not None and place == last + 1:
            pieces.append(text[entries[last].end if place else 0 : entries[place].start])
        else:
            pieces.append(newline * 2)
        if id(message) in same and place is not None:
            pieces.append(text[entries[place].start : entries[place].end])
        else:
            width = _width(text) if width is None else width
            before = "" if place is None else text[entries[place].start : entries[place].end]
            pieces.append(_entry(message, width, _sticky(before)).replace("\n", newline))
        last = -2 if place is None else place
    tail = text[entries[-1].end :]
    pieces.append(tail if tail.strip() or last == len(entries) - 1 else newline)
    return "".join(pieces)


def _unchanged_header(catalog: Catalog, original: Original) -> Message:
    """Return the header that was read where it still says the same, else a new one."""
    first = original.entries[0].message
    same = (
        headers.parse(first.msgstr[0]) == catalog.header
        and first.comments == catalog.header_comments
        and first.flags == catalog.header_flags
    )
    return first if same else _header(catalog, first.msgstr[0])


def _header(catalog: Catalog, before: str) -> Message:
    return Message(
        "",
        (headers.edited(before, catalog.header),),
        flags=catalog.header_flags,
        comments=catalog.header_comments,
    )


def dump_template(
    messages: Sequence[Message],
    *,
    project: str,
    domain: str,
    now: datetime,
    previous: bytes | None = None,
    bugs_to: str = "",
) -> bytes:
    """Return the bytes of a template (POT) with `messages` in their order.

    `previous` is the template as it stands: where only the day would differ, it is returned as it is. Its header is
    fuzzy, as xgettext marks it: nobody has filled it in.
    """
    plurals = any(message.msgid_plural is not None for message in messages)
    fields = headers.template(project=project, bugs_to=bugs_to, plurals=plurals, now=now)
    title = (f"Template of “{domain}”: made from the source, so that changes here are lost.",)
    if previous and (created := _CREATED.search(previous.decode("utf-8", "replace"))):
        same_day = _template(messages, fields | {"POT-Creation-Date": created[1]}, title)
        if same_day == previous:
            return previous
    return _template(messages, fields, title)


def _template(messages: Sequence[Message], fields: dict[str, str], title: tuple[str, ...]) -> bytes:
    header = Message("", (headers.edited("", fields),), flags=("fuzzy",), comments=title)
    return ("\n\n".join(_entry(message) for message in (header, *messages)) + "\n").encode()


def _entry(message: Message, width: int = 0, sticky: frozenset[str] = frozenset()) -> str:
    """Return `message` as the lines of a PO entry, without the last line end.

    Comments are ours to write, since polib wraps them, drops those of obsolete entries and knows one line of flags.
    `width` is the column at which texts break, 0 for never; flags in `sticky` go on a `#=` line.
    """
    lines = [f"# {line}".rstrip() for text in message.comments for line in text.split("\n")]
    lines += (f"#. {line}".rstrip() for text in message.extracted for line in text.split("\n"))
    if message.references:
        lines.append("#: " + " ".join(map(_reference, message.references)))
    for mark, flags in (
        ("#,", [flag for flag in message.flags if flag not in sticky]),
        ("#=", [flag for flag in message.flags if flag in sticky]),
    ):
        if flags:
            lines.append(f"{mark} {', '.join(flags)}")
    plural = message.msgid_plural is not None
    old = message.previous
    entry = polib.POEntry(
        msgctxt=message.msgctxt,
        msgid=message.msgid,
        msgid_plural=message.msgid_plural or "",
        msgstr="" if plural else message.msgstr[0],
        msgstr_plural=dict(enumerate(message.msgstr)) if plural else {},
        previous_msgctxt=old.msgctxt if old else None,
        previous_msgid=old.msgid if old else None,
        previous_msgid_plural=old.msgid_plural if old else None,
        obsolete=message.obsolete,
    )
    # A header field is one line, whatever the width (Weblate issue 1884).
    lines.append(entry.__unicode__(0 if message.key == (None, "") else width).rstrip("\n"))
    return "\n".join(lines)


def _reference(reference: str) -> str:
    """Return `reference` as `#:` holds it: in isolates where it has a space (gettext manual, "PO File Entries")."""
    return f"\u2068{reference}\u2069" if any(character.isspace() for character in reference) else reference


def _sticky(before: str) -> frozenset[str]:
    """Return the flags that the entry's old text had on `#=` lines: a writer leaves each flag on its own kind of line."""
    return frozenset(flag.strip() for line in _STICKY.findall(before) for flag in line.split(","))


def _width(text: str) -> int:
    """Return the column at which the file's texts are wrapped, 0 where they are not.

    As Poedit and Lokalize do, the longest line counts; but only among lines that a wrapper broke: those that go on in
    the next line without a line end in the text.
    """
    lines = [line.strip() for line in text.split("\n")]
    broken = [
        len(line)
        for line, following in zip(lines, lines[1:], strict=False)
        if following.startswith('"') and line.endswith('"') and not line.endswith(('\\n"', ' ""'))
    ]
    return max(78, *broken) if broken else 0
