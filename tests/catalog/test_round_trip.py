"""Other tools in the loop: what they write is taken as it is, and an update after them touches only what it must."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from io import BytesIO
from pathlib import Path

import pytest
from translate.storage import pypo

from pipeline.catalog import Catalog, dump, read, update
from pipeline.model import Message

CATALOGS = sorted((Path(__file__).parents[1] / "catalogs").glob("*.po"))
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
NEW = Message("A text that is in no catalog.", references=("new.md",))

Tool = Callable[[bytes], bytes]


def msgcat(*options: str) -> Tool:
    def run(content: bytes) -> bytes:
        content = content.removeprefix(b"\xef\xbb\xbf")
        return subprocess.run(["msgcat", *options, "-"], input=content, capture_output=True, check=True).stdout

    return run


def translate_toolkit(content: bytes) -> bytes:
    out = BytesIO()
    pypo.pofile(BytesIO(content)).serialize(out)
    return out.getvalue()


TOOLS = {
    "as it is": bytes,
    "msgcat": msgcat(),
    "msgcat --no-wrap": msgcat("--no-wrap"),
    "translate-toolkit": translate_toolkit,
}
# Entries without a blank line between them.
REFUSED = {"unseparated.es"}
"""What translate-toolkit does not read."""

through = pytest.mark.parametrize(
    ("tool", "path"),
    [
        pytest.param(tool, path, id=f"{name}-{path.stem}")
        for name, tool in TOOLS.items()
        for path in CATALOGS
        if name != "translate-toolkit" or path.stem not in REFUSED
    ],
)


def template(catalog: Catalog) -> list[Message]:
    """Return the template that the catalog's messages come from."""
    return [
        replace(
            message, msgstr=("",) * len(message.msgstr), comments=(), previous=None, line=0,
            flags=tuple(flag for flag in message.flags if flag != "fuzzy"),
        )
        for message in catalog.live
    ]  # fmt: skip


def updated(content: bytes, path: Path, messages: Sequence[Message]) -> bytes:
    catalog = read(path, content=content)
    new = update(catalog, messages, path=path, locale=catalog.locale, domain="x", project="x", now=DAY)
    return dump(new)


def changes(before: bytes, after: bytes) -> list[str]:
    old, new = (content.decode().split("\n") for content in (before, after))
    return [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]


@through
def test_what_a_tool_writes_is_written_back_to_the_byte(path: Path, tool: Tool) -> None:
    content = tool(path.read_bytes())
    assert dump(read(path, content=content)) == content


@through
def test_an_update_that_brings_one_message_touches_no_other(path: Path, tool: Tool) -> None:
    content = tool(path.read_bytes())
    # What obsolete entries stand between the others move to the end, and a header is completed: once.
    messages = [*template(read(path, content=content)), Message("A first change.")]
    current = updated(content, path, messages)
    assert updated(current, path, messages) == current
    found = [line for line in changes(current, updated(current, path, [*messages, NEW])) if "POT-Creation" not in line]
    end = "\r" if 2 * content.count(b"\r\n") > content.count(b"\n") else ""
    assert sorted(found) == sorted(f"+{line}{end}" for line in ("", "#: new.md", f'msgid "{NEW.msgid}"', 'msgstr ""'))


@pytest.mark.parametrize("path", [path for path in CATALOGS if path.stem not in REFUSED], ids=lambda path: path.stem)
def test_a_tool_takes_what_an_update_writes(path: Path) -> None:
    """GNU and translate-toolkit find the same in it as we do."""
    messages = template(read(path))
    content = updated(path.read_bytes(), path, [NEW, *messages[1:]])
    ours = {(m.msgctxt or "", m.msgid): (m.msgstr, m.fuzzy) for m in read(path, content=content).live}
    theirs = {
        (unit.getcontext(), str(unit.source)): (
            tuple(map(str, getattr(unit.target, "strings", [unit.target]))),
            unit.isfuzzy(),
        )
        for unit in pypo.pofile(BytesIO(content)).units
        if unit.source and not unit.isobsolete()
    }
    assert theirs == ours
    again = read(path, content=msgcat()(content))
    assert {(m.msgctxt or "", m.msgid): (m.msgstr, m.fuzzy) for m in again.live} == ours


def test_a_header_field_that_was_broken_over_lines_stays_so() -> None:
    content = (
        b'msgid ""\nmsgstr ""\n"Language-Team: Spanish (Mexico) "\n"(https://example.org/es_MX/)\\n"\n'
        b'"POT-Creation-Date: 2026-01-01 00:00+0000\\n"\n"Language: es\\n"\n"MIME-Version: 1.0\\n"\n'
        b'"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    assert changes(content, updated(content, Path("x.po"), [NEW]))[:2] == [
        '-"POT-Creation-Date: 2026-01-01 00:00+0000\\n"',
        '+"POT-Creation-Date: 2026-05-01 09:30+0000\\n"',
    ]
    assert b'"Language-Team: Spanish (Mexico) "\n"(https://example.org/es_MX/)\\n"\n' in updated(
        content, Path("x.po"), [NEW]
    )


def test_a_changed_comment_leaves_the_other_comments_and_the_texts_as_they_are_written() -> None:
    content = (
        'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#unspaced\n#.old\n#:  a.md:3   b.md:4\n#:c.md\n#, no-wrap,fuzzy\n#|  msgid "Tak "\n#| "e"\nmsgid "Ta"\n"ke"\n'
        'msgstr   "To"\n"me"\n'
    )
    catalog = read(Path("x.po"), content=content.encode())
    message = replace(catalog.live[0], extracted=("new",))
    assert dump(replace(catalog, messages=(message,))).decode() == content.replace("#.old", "#. new")
