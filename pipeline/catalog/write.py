"""`dump` writes a catalog back, what nobody changed byte for byte; `dump_template` writes a template."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from operator import is_

import polib

from pipeline.catalog import header as headers
from pipeline.catalog.draft import Scanned
from pipeline.catalog.value import Catalog, Original
from pipeline.model import Message

_CREATED = re.compile(r'(?m)^"POT-Creation-Date: ([^"\\]*)\\n"$')
_STICKY = re.compile(r"(?m)^#= (.*)$")
_NOWHERE = -2
_HEADER = (None, "")


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
    messages = (_unchanged_header(catalog, original), *catalog.messages)
    if len(messages) == len(entries) and all(map(is_, messages, (entry.message for entry in entries))):
        return text
    places = {entry.message.key: place for place, entry in enumerate(entries)}
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    width = cache(lambda: _width(text))
    adopted = {id(entry.message): (other.text, entry) for other in catalog.adopted for entry in other.entries}
    pieces: list[str] = []
    last = -1
    for message in messages:
        place = places.get(message.key, _NOWHERE)
        # Neighbours that still are neighbours keep what stands between them.
        follows = place == last + 1
        pieces.append(text[entries[last].end if place else 0 : entries[place].start] if follows else newline * 2)
        if place != _NOWHERE and entries[place].message is message:
            pieces.append(text[entries[place].start : entries[place].end])
        elif found := adopted.get(id(message)):
            there, entry = found
            pieces.append(there[entry.start : entry.end].replace("\r\n", "\n").replace("\n", newline))
        elif place == _NOWHERE:
            pieces.append(_entry(message, width()).replace("\n", newline))
        else:
            pieces.append(_changed(message, entries[place], text, width).replace("\n", newline))
        last = place
    tail = text[entries[-1].end :]
    pieces.append(tail if tail.strip() or last == len(entries) - 1 else newline)
    return "".join(pieces)


def _changed(message: Message, entry: Scanned, text: str, width: Callable[[], int]) -> str:
    """Return the lines of `message`, which stands in the place of `entry`: only what differs is written anew."""
    old = entry.message
    lines = _by_kind(text[entry.start : entry.end].replace("\r\n", "\n"))
    same = {
        "#": old.comments == message.comments,
        "#.": old.extracted == message.extracted,
        "#:": old.references == message.references,
        "#,": old.flags == message.flags,
        "#|": (old.obsolete, old.previous) == (message.obsolete, message.previous),
        "msgid": (old.obsolete, old.key, old.msgid_plural) == (message.obsolete, message.key, message.msgid_plural),
        "msgstr": (old.obsolete, old.msgid_plural is None, old.msgstr)
        == (message.obsolete, message.msgid_plural is None, message.msgstr),
    }
    if not all(same[kind] for kind in ("#", "#.", "#:", "#,")):
        sticky = frozenset(
            flag.strip() for line in lines["#,"] for part in _STICKY.findall(line) for flag in part.split(",")
        )
        comments = _by_kind("\n".join(_comments(message, sticky)))
        lines |= {kind: comments[kind] for kind in ("#", "#.", "#:", "#,") if not same[kind]}
    if not all(same[kind] for kind in ("#|", "msgid", "msgstr")):
        body = _by_kind(_body(message, width()))
        if message.key == _HEADER:
            body["msgstr"] = _header_lines(body["msgstr"], lines["msgstr"])
        lines |= {kind: body[kind] for kind in ("#|", "msgid", "msgstr") if not same[kind]}
    return "\n".join(line for kind in same for line in lines[kind])


def _by_kind(text: str) -> dict[str, list[str]]:
    """Return the lines of an entry by what they are: each kind of comment, the texts of the key, the translation."""
    lines: dict[str, list[str]] = {kind: [] for kind in ("#", "#.", "#:", "#,", "#|", "msgid", "msgstr")}
    field = "msgid"
    for line in filter(str.strip, text.split("\n")):
        mark = line.lstrip()[:2]
        bare = line.lstrip().removeprefix("#~").lstrip()
        if mark == "#|" or (mark == "#~" and bare.startswith("|")):
            lines["#|"].append(line)
        elif mark.startswith("#") and mark != "#~":
            kind = "#," if line.lstrip().startswith("#= ") else mark
            lines[kind if kind in lines else "#"].append(line)
        else:
            field = "msgstr" if bare.startswith("msgstr") else field
            lines[field].append(line)
    return lines


def _header_lines(new: list[str], old: list[str]) -> list[str]:
    """Return the lines of a new header; fields that the old one has keep its line breaks."""
    broken: dict[str, list[str]] = {}
    part: list[str] = []
    for line in old:
        part.append(line.strip().removeprefix("msgstr").lstrip())
        if part[-1].endswith('\\n"'):
            broken["".join(text[1:-1] for text in part)] = part
            part = []
        elif part == ['""']:
            part = []
    return [kept for line in new for kept in broken.get(line[1:-1], [line])]


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


def _entry(message: Message, width: int = 0) -> str:
    """Return `message` as the lines of a PO entry, without the last line end; texts break at `width`, 0 for never."""
    return "\n".join((*_comments(message), _body(message, width)))


def _comments(message: Message, sticky: frozenset[str] = frozenset()) -> list[str]:
    """Return the comment lines: ours to write, since polib wraps them and drops those of obsolete entries.

    Flags in `sticky` go on a `#=` line: a writer leaves each flag on its own kind of line.
    """
    lines = [f"# {line}".rstrip() for text in message.comments for line in text.split("\n")]
    lines += (f"#. {line}".rstrip() for text in message.extracted for line in text.split("\n"))
    if message.references:
        lines.append("#: " + " ".join(map(_reference, message.references)))
    if flags := [flag for flag in message.flags if flag not in sticky]:
        lines.append(f"#, {', '.join(flags)}")
    if flags := [flag for flag in message.flags if flag in sticky]:
        lines.append(f"#= {', '.join(flags)}")
    return lines


def _body(message: Message, width: int) -> str:
    """Return the previous text and the fields."""
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
    text: str = entry.__unicode__(0 if message.key == _HEADER else width)
    return text.rstrip("\n")


def _reference(reference: str) -> str:
    """Return `reference` as `#:` holds it: a file name with spaces in isolates (gettext manual, "PO File Entries")."""
    name, colon, line = reference.rpartition(":")
    if not line.isdecimal():
        name, colon, line = reference, "", ""
    return f"\u2068{name}\u2069{colon}{line}" if any(character.isspace() for character in name) else reference


def _width(text: str) -> int:
    """Return the column at which the file's texts are wrapped, 0 where they are not.

    As Poedit and Lokalize do, the longest line counts; but only among lines that a wrapper broke: those that go on in
    the next line without a line end in the text.
    """
    lines = [line.strip() for line in text.split("\n")]
    broken = [
        len(line)
        for line, following in pairwise(lines)
        if following.startswith('"') and line.endswith('"') and not line.endswith(('\\n"', ' ""'))
    ]
    return max(78, *broken) if broken else 0
