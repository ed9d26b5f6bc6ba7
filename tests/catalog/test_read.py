"""`read`: every dialect of PO, and each mistake told with its line."""

from pathlib import Path

import polib
import pytest

from pipeline.catalog import read
from pipeline.errors import HandoutsError
from pipeline.model import Message, Previous

CATALOGS = Path(__file__).parents[1] / "catalogs"
MISTAKES = Path(__file__).parents[1] / "bad_input" / "catalogs"
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def one(entry: str) -> Message:
    """Return the message that the lines of `entry` hold."""
    (message,) = read(Path("x.po"), content=(HEADER + entry).encode()).messages
    return message


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param('msgid "a"\nmsgstr "b"\n', Message("a", ("b",), line=4), id="plain"),
        pytest.param('msgid ""\n"a "\n"b"\nmsgstr ""', Message("a b", line=4), id="wrapped, no final newline"),
        pytest.param('msgid "a" " b"\nmsgstr "c"', Message("a b", ("c",), line=4), id="two texts on a line"),
        pytest.param('msgid\n"a"\nmsgstr\n""\n', Message("a", line=4), id="keyword alone"),
        pytest.param('  msgid\t"a" \n msgstr"b"', Message("a", ("b",), line=4), id="blanks and none"),
        pytest.param(
            'msgctxt "c"\nmsgid "a"\nmsgstr "b"', Message("a", ("b",), "c", line=5), id="line is that of its msgid"
        ),
        pytest.param('msgctxt "c"\nmsgid ""\nmsgstr "b"', Message("", ("b",), "c", line=5), id="empty, with context"),
        pytest.param(
            'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"',
            Message("a", ("b", "bs"), msgid_plural="as", line=4),
            id="plural",
        ),
        pytest.param(
            '# one\n#two\n#\n#. three\n#.four\nmsgid "a"\nmsgstr ""',
            Message("a", comments=("one", "two", ""), extracted=("three", "four"), line=9),
            id="comments",
        ),
        pytest.param('#  indented\n#==== rule ====\nmsgid "a"\nmsgstr ""', Message("a", comments=(" indented", "==== rule ===="), line=6), id="comments as they are"),  # noqa: E501
        pytest.param(
            '#: a.md:3 \u2068my file.md\u2069:7 b.md\n#: c.md\nmsgid "a"\nmsgstr ""',
            Message("a", references=("a.md:3", "my file.md:7", "b.md", "c.md"), line=6),
            id="references",
        ),
        pytest.param(
            '#, fuzzy,python-brace-format\n#= no-wrap, fuzzy\nmsgid "a"\nmsgstr ""',
            Message("a", flags=("fuzzy", "python-brace-format", "no-wrap"), line=6),
            id="flags of both kinds",
        ),
        pytest.param(
            '#, fuzzy\n#| msgctxt "k"\n#| msgid ""\n#| "o"\n#| "ld"\n#| msgid_plural "olds"\nmsgid "a"\nmsgstr "b"',
            Message("a", ("b",), flags=("fuzzy",), previous=Previous("old", "k", "olds"), line=10),
            id="previous",
        ),
        pytest.param(
            '# kept\n#, fuzzy\n#~| msgid "old"\n#~ msgctxt "c"\n#~ msgid ""\n#~ "a"\n#~ msgstr "b"',
            Message("a", ("b",), "c", None, ("fuzzy",), ("kept",), previous=Previous("old"), obsolete=True, line=8),
            id="obsolete",
        ),
        pytest.param(
            '#~msgid "a"\n#~msgid_plural "as"\n#~msgstr[0] "b"\n#~msgstr[1] ""\n#~"bs"',
            Message("a", ("b", "bs"), msgid_plural="as", obsolete=True, line=4),
            id="obsolete plural",
        ),
        pytest.param('#~ # odd\n#~ msgid "a"\n#~ msgstr "b"', Message("a", ("b",), obsolete=True, line=5), id="obsolete comment"),  # noqa: E501
        pytest.param(
            'msgid "a"\nmsgstr "\\"\\\\\\n\\t\\r\\a\\b\\f\\v\\x41\\101"',
            Message("a", ('"\\\n\t\r\a\b\f\vAA',), line=4),
            id="escapes",
        ),
        pytest.param('msgid "a"\nmsgstr "x\u2028y\x85z\x0c"', Message("a", ("x\u2028y\x85z\x0c",), line=4), id="no other line ends"),  # noqa: E501
    ],
)  # fmt: skip
def test_an_entry(entry: str, expected: Message) -> None:
    assert one(entry) == expected
    assert one(entry.replace("\n", "\r\n")) == expected


def outcome(text: str) -> tuple[Message, ...] | str:
    try:
        return read(Path("x.po"), content=text.encode()).messages
    except HandoutsError as error:
        return str(error)


@pytest.mark.parametrize(
    "entry",
    [
        '#. one\n#.  two\n#: a.md:1 b.md\n#: c.md\n#, fuzzy, ours,fuzzy\nmsgctxt "x"\nmsgid "a"\nmsgstr "b"\n',
        'msgid ""\n"a "\n"b\\n"\nmsgstr ""\n"\\"c\\\\n\\t"\n',
        '#.\nmsgid "a"\nmsgstr "b"\n',
        '#. \nmsgid "a"\nmsgstr "b"\n',
        '#. one \t\nmsgid "a"\nmsgstr "b"\n',
        '#: \u2068my file.md\u2069\nmsgid "a"\nmsgstr "b"\n',
        '#: a.md\n#. one\nmsgid "a"\nmsgstr "b"\n',
        '#, fuzzy\n#| msgid "o"\nmsgid "a"\nmsgstr "b"\n',
        '#, ,\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n',
        '#. one\n\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a"\n#. one\nmsgstr "b"\n',
        'msgid "a" "b"\nmsgstr "c"\n',
        'msgid "a"\n\n"b"\nmsgstr "c"\n',
        'msgid "a"\nmsgstr "b"\n"\\x4"\n"1"\n',
        'msgid "a"\nmsgstr "b"\n"\\1"\n"01"\n',
        'msgid "a"\nmsgstr "b\\"\n',
        'msgid "a"\nmsgstr "b\\q"\n',
        'msgid "a"\nmsgstr "b"c"\n',
        'msgid "a"\nmsgstr "b"\n\n"c"\n',
        'msgid "a"\nmsgstr "b"\nmsgstr "c"\n',
        'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n',
        'msgid "a"\nmsgstr "b"\nmsgstr[0] "c"\n',
        'msgid "a"\nmsgstr "b"\n#~ "c"\n',
        'msgid "a"\nmsgstr "b"\n<<<<<<< ours\n',
        'msgid "a"\nmsgstr "b"\nnonsense\n',
        'msgctxt "x"\nmsgstr "b"\n',
        '#~ msgid "a"\n#~ msgstr "b"\n',
        f'msgid "a"\nmsgstr "{"b" * 20_001}"\n',
    ],
)
def test_what_is_read_in_one_go_is_as_if_read_line_by_line(entry: str) -> None:
    # Blanks at the ends of lines say nothing, but gettext writes none, and the first of the two is for what it writes.
    usual = '#. one\nmsgid "{}"\nmsgstr "d"\n\n'
    text = HEADER + usual.format("before") + entry + "\n" + usual.format("after")
    assert outcome(text) == outcome(text.replace("\n", " \n"))


def test_entries_need_no_blank_line_between_them() -> None:
    catalog = read(CATALOGS / "unseparated.es.po")
    assert [(m.key, m.msgstr, m.obsolete) for m in catalog.messages] == [
        ((None, "One"), ("Uno",), False),
        ((None, "Two and a half"), ("Dos y medio",), False),
        (("c", "Three"), ("Tres",), False),
        ((None, "Gone"), ("Ido",), True),
        ((None, "Four"), ("",), False),
        ((None, "Five"), ("Cinco",), True),
        ((None, "Six"), ("Seis!\a",), True),
    ]
    assert [m.msgid for m in catalog.live] == ["One", "Two and a half", "Three", "Four"]
    assert catalog.by_key.keys() == {m.key for m in catalog.live}


def test_the_header() -> None:
    catalog = read(CATALOGS / "weblate.fr.po")
    assert catalog.header["X-Generator"] == "Weblate 5.14.3"
    assert list(catalog.header)[:2] == ["Project-Id-Version", "Report-Msgid-Bugs-To"]
    assert catalog.header_comments[0] == "Translations for the handouts."
    assert catalog.header_flags == ()


@pytest.mark.parametrize(
    ("path", "language", "locale", "domain"),
    [
        ("locales/es/LC_MESSAGES/sleep.po", "fr", "fr", "sleep"),
        ("locales/es/LC_MESSAGES/sleep.po", "pt-BR", "pt_BR", "sleep"),
        ("locales/zh_Hans/LC_MESSAGES/ui.po", "", "zh_Hans", "ui"),
        ("elsewhere/ui.po", "", "", "ui"),
    ],
)
def test_whose_catalog_it_is(path: str, language: str, locale: str, domain: str) -> None:
    content = f'msgid ""\nmsgstr "Language: {language}\\nContent-Type: text/plain; charset=utf-8\\n"\n'.encode()
    catalog = read(Path(path), content=content)
    assert (catalog.locale, catalog.domain) == (locale, domain)
    told = read(Path(path), locale="ht", domain="pain", content=content)
    assert (told.locale, told.domain) == ("ht", "pain")


@pytest.mark.parametrize("path", sorted(CATALOGS.glob("*.po")), ids=lambda path: path.stem)
def test_polib_reads_the_same(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    if path.stem in {"unseparated.es", "gettext-1.0.pl"}:  # what polib cannot read: `#=`, `#~ #`, `\x`, a keyword alone
        with pytest.raises((OSError, IndexError)):
            polib.pofile(text)
        return
    theirs = polib.pofile(text.replace("\r\n", "\n"))
    ours = read(path)
    assert dict(theirs.metadata) == ours.header
    assert [
        (e.msgctxt, e.msgid, tuple(e.msgstr_plural.values()) or (e.msgstr,), tuple(e.flags), e.previous_msgid)
        for e in theirs
    ] == [(m.msgctxt, m.msgid, m.msgstr, m.flags, m.previous and m.previous.msgid) for m in ours.messages]


@pytest.mark.parametrize("path", sorted(MISTAKES.glob("*.po")), ids=lambda path: path.stem)
def test_a_mistake_is_told(path: Path) -> None:
    with pytest.raises(HandoutsError) as caught:
        read(Path(path.name), content=path.read_bytes())
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(HandoutsError, match=r"none\.po: Cannot be read"):
        read(tmp_path / "none.po")
