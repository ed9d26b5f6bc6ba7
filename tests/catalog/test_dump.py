"""`dump`: what nobody changed comes back byte for byte; what changed is written in the manner of the file."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from pipeline.catalog import Catalog, dump, dump_template, read, replace_messages
from pipeline.model import Message, Previous

CATALOGS = Path(__file__).parents[1] / "catalogs"
ALL = sorted(CATALOGS.glob("*.po"))
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def gnu(*command: str, content: bytes) -> bytes:
    """Return what a program of GNU gettext makes of `content`; it must take it without an error."""
    return subprocess.run([*command, "-"], input=content, capture_output=True, check=True).stdout


def changed(content: str, key: tuple[str | None, str], **fields: object) -> str:
    catalog = read(Path("x.po"), content=content.encode())
    message = replace(catalog.by_key[key], **fields)  # type: ignore[arg-type]
    return dump(replace_messages(catalog, {key: message})).decode()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_unchanged_is_identical(path: Path) -> None:
    assert dump(read(path)) == path.read_bytes()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_gnu_and_polib_write_is_identical(path: Path) -> None:
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    for command in (["msgcat"], ["msgcat", "--no-wrap"], ["msgattrib", "--set-fuzzy", "--clear-obsolete"]):
        written = gnu(*command, content=content)
        assert dump(read(path, content=written)) == written
    if path.stem not in {"unseparated.es", "gettext-1.0.pl"}:
        saved = str(polib.pofile(content.decode().replace("\r\n", "\n"))).encode()
        assert dump(read(path, content=saved)) == saved


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_one_changed_message_changes_only_its_own_lines(path: Path) -> None:
    catalog = read(path)
    content = path.read_bytes()
    assert catalog.original
    for message in catalog.live:
        (entry,) = (entry for entry in catalog.original.entries if entry.message is message)
        new = replace(message, msgstr=tuple(f"{text} · new" for text in message.msgstr))
        written = dump(replace_messages(catalog, {message.key: new}))
        before = len(catalog.original.text[: entry.start].encode()) + 3 * catalog.original.bom
        after = len(catalog.original.text[entry.end :].encode())
        assert written[:before] == content[:before]
        assert written[len(written) - after :] == content[len(content) - after :]
        again = read(path, content=written)
        assert replace(again.by_key[message.key], line=0) == replace(new, line=0)
        assert (b"\r\n" in written) == (b"\r\n" in content)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_written_anew_it_says_the_same_and_gettext_takes_it(path: Path) -> None:
    catalog = read(path)
    fresh = dump(replace(catalog, original=None))
    again = read(path, content=fresh)
    assert again.header == catalog.header
    assert [replace(m, line=0) for m in again.messages] == [replace(m, line=0) for m in catalog.messages]
    if path.stem != "babel.es":  # where Babel added a flag that the translation does not satisfy
        gnu("msgfmt", "-c", "-o", "/dev/null", content=fresh)


def test_a_comment_changes_and_the_texts_keep_their_breaks() -> None:
    entry = '# old\n#: a.md:3\nmsgid ""\n"one "\n"two"\nmsgstr "uno"   \n"dos"\n'
    expected = entry.replace("# old", "# new\n#. from the template")
    assert changed(f"{HEADER}\n{entry}", (None, "one two"), comments=("new",), extracted=("from the template",)) == (
        f"{HEADER}\n{expected}"
    )


def test_a_changed_previous_text_is_written_where_comments_follow_it() -> None:
    entry = '#| msgid "old"\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n'
    assert changed(f"{HEADER}\n{entry}", (None, "a"), comments=("new",)) == (
        f'{HEADER}\n# new\n#, fuzzy\n#| msgid "old"\nmsgid "a"\nmsgstr "b"\n'
    )


@pytest.mark.parametrize(
    ("flags", "lines"),
    [
        (("fuzzy", "markdown-text"), "#, fuzzy\n#= markdown-text\n"),
        (("markdown-text", "no-wrap"), "#, no-wrap\n#= markdown-text\n"),
        (("fuzzy",), "#, fuzzy\n"),
        ((), ""),
    ],
)
def test_each_flag_stays_on_its_kind_of_line(flags: tuple[str, ...], lines: str) -> None:
    before = f'{HEADER}\n#, fuzzy\n#= markdown-text\nmsgid "a"\nmsgstr "b"\n'
    assert changed(before, (None, "a"), flags=flags) == f'{HEADER}\n{lines}msgid "a"\nmsgstr "b"\n'


def test_long_texts_are_wrapped_only_where_the_file_is() -> None:
    long = "palabra " * 30
    unwrapped = HEADER + f'\nmsgid "a"\nmsgstr "{long}"\n\nmsgid "b"\nmsgstr "c"\n'
    assert f'\nmsgid "b"\nmsgstr "{long}"\n' in changed(unwrapped, (None, "b"), msgstr=(long,))
    wrapped = gnu("msgcat", content=unwrapped.encode()).decode()
    lines = changed(wrapped, (None, "b"), msgstr=(long,)).splitlines()
    assert 70 < max(map(len, lines)) <= 80


def test_an_obsolete_entry_keeps_its_previous_text() -> None:
    catalog = read(CATALOGS / "gettext-1.0.pl.po")
    message = replace(catalog.messages[-1], comments=("Changed.",))
    written = dump(replace(catalog, messages=(*catalog.messages[:-1], message))).decode()
    assert written.endswith(
        '# Changed.\n#, fuzzy\n#~| msgid "Call us"\n'
        '#~ msgctxt "heading"\n#~ msgid "Call us today"\n#~ msgstr "Zadzwoń"\n'
    )


def test_a_changed_header_field_changes_one_line() -> None:
    path = CATALOGS / "poedit-windows.es.po"
    catalog = read(path)
    written = dump(replace(catalog, header={**catalog.header, "Last-Translator": "Ana", "X-New": "1"}))
    assert written == path.read_bytes().replace(b"Last-Translator: \\n", b"Last-Translator: Ana\\n").replace(
        b'SearchPath-0: .\\n"\r\n', b'SearchPath-0: .\\n"\r\n"X-New: 1\\n"\r\n'
    )


def test_the_last_comment_of_the_file_outlives_its_neighbour() -> None:
    catalog = read(CATALOGS / "mixed-line-ends.de.po")
    written = dump(replace(catalog, messages=catalog.messages[:1]))
    assert written.endswith(b"# A last word, for no entry.\n")


def test_unknown_keys_are_refused() -> None:
    catalog = read(CATALOGS / "poedit.es.po")
    with pytest.raises(KeyError, match="Nowhere"):
        replace_messages(catalog, {(None, "Nowhere"): Message("Nowhere")})


def test_a_catalog_made_from_nothing() -> None:
    header = {"Language": "es", "Content-Type": "text/plain; charset=UTF-8"}
    message = Message(
        'Say "no"\tnow',
        ("Diga «no»\\ya",),
        "c",
        flags=("fuzzy", "no-wrap"),
        comments=("one", "", "two"),
        extracted=("three",),
        references=("my file.md:12", "a.md:3"),
        previous=Previous("Say", "k"),
    )
    catalog = Catalog(Path("x.po"), "es", "x", header, (message,), header_comments=("Draft.",))
    assert dump(catalog).decode() == (
        '# Draft.\nmsgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        "# one\n#\n# two\n#. three\n#: \u2068my file.md\u2069:12 a.md:3\n#, fuzzy, no-wrap\n"
        '#| msgctxt "k"\n#| msgid "Say"\nmsgctxt "c"\nmsgid "Say \\"no\\"\\tnow"\nmsgstr "Diga «no»\\\\ya"\n'
    )
    again = read(Path("x.po"), content=dump(catalog))
    assert replace(again.messages[0], line=0) == message


class TestTemplate:
    messages = (
        Message("Sleep", extracted=("Kind of block: title",), references=("source/sleep.md",)),
        Message("{n} of them", flags=("python-brace-format",), references=("source/sleep.md",)),
        Message("day", ("", ""), msgid_plural="days"),
    )

    def dump(self, previous: bytes | None = None, now: datetime = DAY, count: int = 3) -> bytes:
        return dump_template(
            self.messages[:count],
            project="Handouts",
            domain="sleep",
            now=now,
            previous=previous,
            bugs_to="https://x.example",
        )

    def test_whole(self) -> None:
        assert self.dump(count=2).decode() == (
            "# Template of “sleep”: made from the source, so that changes here are lost.\n"
            "#, fuzzy\n"
            'msgid ""\n'
            'msgstr ""\n'
            '"Project-Id-Version: Handouts\\n"\n'
            '"Report-Msgid-Bugs-To: https://x.example\\n"\n'
            '"POT-Creation-Date: 2026-05-01 09:30+0000\\n"\n'
            '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n'
            '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n'
            '"Language-Team: LANGUAGE <LL@li.org>\\n"\n'
            '"Language: \\n"\n'
            '"MIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=UTF-8\\n"\n'
            '"Content-Transfer-Encoding: 8bit\\n"\n'
            "\n"
            "#. Kind of block: title\n"
            "#: source/sleep.md\n"
            'msgid "Sleep"\n'
            'msgstr ""\n'
            "\n"
            "#: source/sleep.md\n"
            "#, python-brace-format\n"
            'msgid "{n} of them"\n'
            'msgstr ""\n'
        )

    def test_gettext_takes_it(self) -> None:
        gnu("msgfmt", "-o", "/dev/null", content=self.dump())
        assert b"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;" in self.dump()

    def test_its_day_changes_with_its_messages_only(self) -> None:
        later = datetime(2027, 1, 1, tzinfo=UTC)
        before = self.dump()
        assert self.dump(before, later) == before
        assert b"POT-Creation-Date: 2027-01-01 00:00+0000" in self.dump(self.dump(count=2), later)
        assert b"POT-Creation-Date: 2027-01-01 00:00+0000" in self.dump(b"broken \xff", later)
        assert b"POT-Creation-Date: 2027-01-01 00:00+0000" in self.dump(before.replace(b"Sleep", b"sleep"), later)
