"""`scan` reads the text of a PO file, strictly: each entry as a `Message`, with the place where it stands."""

import re
from pathlib import Path

from pipeline.catalog.draft import BLANK, ESCAPES, LONGEST, Draft, Scanned
from pipeline.errors import HandoutsError, visible
from pipeline.model import Message

# An entry as gettext itself writes it, without plural forms and not obsolete, up to where the next one begins.
# Nothing in it is tried twice: that takes no memory, however long the entry.
_STRINGS = r'((?:"[^"\\\n]*+(?:\\[nt"\\][^"\\\n]*+)*+"\n)++)'
_USUAL = re.compile(
    r"((?:#\. [^\n]*+(?<![ \t\r\v\f])\n)*+)((?:#: [^\n\u2068\u2069]*+\n)*+)((?:#,[^\n]*+\n)?+)"
    rf"(?:msgctxt {_STRINGS})?msgid {_STRINGS}msgstr {_STRINGS}\n*+(?=#|msgid |msgctxt |\Z)"
)
_ESCAPE = re.compile(r"\\(.)")


def scan(text: str, path: Path) -> tuple[Scanned, ...]:
    """Return the entries of `text` in file order, the header first; `path` is only for messages.

    What no entry claims (blank lines, comments at the end of the file) is left to whoever holds `text`.

    Raises HandoutsError at the first line that is not PO, and where an entry comes twice or the header is not first.
    """
    _check_line_ends(text, path)
    entries: list[Scanned] = []
    draft = Draft(path)
    offset = end = 0
    number = 1
    while offset < len(text):
        after = text.find("\n", offset) + 1 or len(text) + 1
        if line := text[offset : after - 1].strip(BLANK):
            if draft.done and draft.ends_before(line):
                entries.append(draft.finish(end))
                draft = Draft(path)
            # Most entries are usual ones, and one expression reads those in a third of the time.
            if draft.start < 0 and (usual := _usual(text, offset, number)):
                entry, after = usual
                entries.append(entry)
                number += text.count("\n", offset, after) - 1
            else:
                draft.take(line, number, offset)
                end = after - 1 - (text[after - 2] == "\r")
        number += 1
        offset = after
    if draft.field:
        entries.append(draft.finish(end))
    _check_keys(entries, path)
    return tuple(entries)


def _usual(text: str, start: int, number: int) -> tuple[Scanned, int] | None:
    """Return the usual entry that begins at `start`, line `number`, and where the next begins; None for any other."""
    if not (found := _USUAL.match(text, start)) or found.end() - start > LONGEST:
        return None
    extracted, references, flags, context, msgid, msgstr = found.groups()
    message = Message(
        _value(msgid),
        (_value(msgstr),),
        None if context is None else _value(context),
        None,
        tuple(dict.fromkeys(flag for part in flags[2:].split(",") if (flag := part.strip()))) if flags else (),
        (),
        tuple(extracted[3:-1].split("\n#. ")) if extracted else (),
        tuple(references[2:].replace("\n#:", " ").split()),
        None,
        False,
        number + text.count("\n", start, found.start(5)),
    )
    return Scanned(message, start, found.end(6) - 1, found.end(3)), found.end()


def _value(strings: str) -> str:
    """Return what strings with the usual escapes say, one on each line."""
    value = strings[1:-2].replace('"\n"', "")
    return _ESCAPE.sub(lambda escape: ESCAPES[escape[1]], value) if "\\" in value else value


def _check_line_ends(text: str, path: Path) -> None:
    if "\r" in text and (bare := re.search(r"\r(?!\n)", text)):
        raise HandoutsError(
            "A carriage return stands inside a line.",
            file=path,
            line=text.count("\n", 0, bare.start()) + 1,
            hint="Write it as \\r, or end lines with LF or CRLF.",
        )


def _check_keys(entries: list[Scanned], path: Path) -> None:
    if not entries or entries[0].message.key != (None, "") or entries[0].message.obsolete:
        raise HandoutsError(
            "The file does not begin with a header.",
            file=path,
            line=1,
            hint='Put msgid "" first, and a msgstr that holds “Content-Type: text/plain; charset=UTF-8\\n”.',
        )
    lines: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        message = entry.message
        first = lines.setdefault(message.key, message.line)
        if first != message.line:
            raise HandoutsError(
                f"The entry {visible(message.msgid)} comes twice, first at line {first}.",
                file=path,
                line=message.line,
                hint="Keep one of the two; an obsolete entry counts too.",
            )
