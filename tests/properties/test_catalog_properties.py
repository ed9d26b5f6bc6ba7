"""PO files: nothing crashes the reader, nothing is rewritten that did not change, and no translation is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from pipeline.catalog import Catalog, Memory, dump, read, replace_messages, update
from pipeline.errors import HandoutsError
from pipeline.model import Message, Previous

CATALOGS = Path(__file__).parents[1] / "catalogs"
PATH = Path("x.po")
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
HEADER = {
    "Project-Id-Version": "x",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

anything = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200)
# Few words, so that texts repeat and are alike; more of them, so that lines are wrapped.
prose = st.lists(
    st.sampled_from(
        ["Take", "rest", "not", "2", "10", "tablets", "a", "day.", '"quiet"', "\\", "té", "睡觉", "**now**"]
    ),
    min_size=1,
    max_size=30,
).map(" ".join)
texts = st.one_of(prose, anything)
comments = st.lists(prose, max_size=2).map(tuple)
flags = st.lists(st.sampled_from(["fuzzy", "python-brace-format", "no-wrap", "ours"]), max_size=3, unique=True).map(
    tuple
)
contexts = st.one_of(st.none(), st.sampled_from(["", "title", 'a "b"']))


@st.composite
def messages(draw: st.DrawFn, obsolete: bool = False) -> Message:
    plural = draw(st.one_of(st.none(), texts.filter(bool)))
    count = 1 if plural is None else draw(st.integers(1, 3))
    return Message(
        draw(texts.filter(bool)),
        tuple(draw(st.one_of(st.just(""), texts)) for _ in range(count)),
        draw(contexts),
        plural,
        draw(flags),
        draw(comments),
        () if obsolete else draw(comments),
        ()
        if obsolete
        else draw(st.lists(st.sampled_from(["a.md", "a.md:3", "my file.md", "my file.md:3"])).map(tuple)),
        draw(st.one_of(st.none(), st.builds(Previous, texts, contexts, st.one_of(st.none(), texts)))),
        obsolete,
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    both = draw(st.lists(st.one_of(messages(), messages(obsolete=True)), max_size=6, unique_by=lambda m: m.key))
    made = Catalog(PATH, "es", "x", HEADER, tuple(both), draw(comments))
    return made if draw(st.booleans()) else read(PATH, content=dump(made))


@st.composite
def edits(draw: st.DrawFn, msgid: str) -> str:
    """Return the text after an edit: longer, with another number, or a part of it."""
    words = msgid.split(" ")
    cut = draw(st.integers(0, len(words)))
    choices = (f"{msgid} {draw(prose)}", msgid.replace("2", "3"), " ".join(words[:cut]), " ".join(words[cut:]))
    return draw(st.sampled_from(choices)) or "x"


@st.composite
def templates(draw: st.DrawFn, catalog: Catalog) -> list[Message]:
    """Return a template in which some messages stay, some are edited, some move, some are new."""
    kept = [replace(m, msgstr=("",), comments=(), flags=(), previous=None, obsolete=False) for m in catalog.messages]
    kept = [m for m in kept if draw(st.booleans())]
    edited = [replace(m, msgid=draw(edits(m.msgid))) for m in kept if draw(st.booleans())]
    if len(kept) > 1 and draw(st.booleans()):
        edited.append(replace(kept[0], msgid=f"{kept.pop(0).msgid} {kept.pop(0).msgid}"))
    new = draw(st.lists(messages(), max_size=2))
    every = {
        m.key: replace(m, msgstr=("",) if m.msgid_plural is None else ("", ""), flags=(), previous=None)
        for m in (*kept, *edited, *new)
    }
    return draw(st.permutations(list(every.values())))


def without_lines(messages: Sequence[Message]) -> list[Message]:
    return [replace(message, line=0) for message in messages]


def read_or_told(content: bytes) -> Catalog | None:
    try:
        return read(PATH, content=content)
    except HandoutsError as error:
        told = error
    assert told.line is not None
    assert told.file == PATH
    return None


lines = st.sampled_from(
    [
        'msgid ""',
        'msgstr "Content-Type: text/plain; charset=UTF-8\\n"',
        'msgid "a"',
        'msgstr "b"',
        'msgid "c"',
        '"d"',
        'msgctxt "e"',
        'msgid_plural "f"',
        'msgstr[0] "g"',
        'msgstr[1] "h"',
        "",
        " ",
        "#",
        "# i",
        "#. j",
        "#: k:1",
        "#, fuzzy",
        "#= ours",
        '#| msgid "l"',
        '#| "m"',
        '#~ msgid "n"',
        '#~ msgstr "o"',
        '#~ "p"',
        '#~| msgid "q"',
        "#~",
        '"',
        '"\\',
        "msgid",
        "<<<<<<< x",
        "=======",
        "msgstr[9]",
        '#~ msgctxt "r"',
        "#~ # s",
        "\r",
        '"\u2028"',
        "\ufeff",
        "#|",
        "#~|",
    ]
)
start = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
soup = st.builds(
    lambda found, end, header: (start if header else b"") + end.join(found).encode(),
    st.lists(lines, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a real file with a piece cut out, doubled or replaced."""
    content = draw(st.sampled_from(sorted(CATALOGS.glob("*.po")))).read_bytes()
    a = draw(st.integers(0, len(content)))
    b = draw(st.integers(a, min(len(content), a + 40)))
    return content[:a] + draw(st.one_of(st.binary(max_size=8), st.just(content[a:b] * 2), st.just(b""))) + content[b:]


@given(st.one_of(st.binary(max_size=300), soup, damaged()))
def test_any_bytes_are_a_catalog_or_one_mistake(content: bytes) -> None:
    catalog = read_or_told(content)
    if catalog is not None:
        assert dump(catalog) == content
        again = read(PATH, content=dump(replace(catalog, original=None)))
        assert without_lines(again.messages) == without_lines(catalog.messages)


@given(catalogs())
def test_what_is_written_is_read_back(catalog: Catalog) -> None:
    content = dump(catalog)
    again = read(PATH, content=content)
    assert without_lines(again.messages) == without_lines(catalog.messages)
    assert (again.header, again.header_comments) == (catalog.header, catalog.header_comments)
    assert dump(again) == content


@given(st.sampled_from(sorted(CATALOGS.glob("*.po"))), st.data())
def test_a_change_in_a_real_file_is_read_back(path: Path, data: st.DataObject) -> None:
    catalog = read(path)
    old = data.draw(st.sampled_from(catalog.live))
    new = replace(
        old,
        msgstr=tuple(data.draw(texts) for _ in old.msgstr),
        comments=data.draw(comments),
        extracted=data.draw(comments),
        flags=data.draw(flags),
        previous=data.draw(st.one_of(st.none(), st.builds(Previous, texts, contexts))),
    )
    again = read(path, content=dump(replace_messages(catalog, {old.key: new})))
    # Flags of "#=" lines come after those of "#,": their order may change.
    expected = [new if message is old else message for message in catalog.messages]
    assert [replace(m, line=0, flags=tuple(sorted(m.flags))) for m in again.messages] == [
        replace(m, line=0, flags=tuple(sorted(m.flags))) for m in expected
    ]


@given(catalogs(), st.lists(catalogs(), max_size=2), st.data())
def test_an_update_loses_nothing_and_ends(catalog: Catalog, others: list[Catalog], data: st.DataObject) -> None:
    template = data.draw(templates(catalog))
    memory = Memory.of([catalog, *others])
    new = update(catalog, template, path=PATH, locale="es", domain="x", project="x", memory=memory, now=DAY)

    assert [m.key for m in new.live] == [m.key for m in template]
    assert [m.msgid_plural for m in new.live] == [m.msgid_plural for m in template]

    had = {text for m in catalog.messages for text in m.msgstr if text}
    told = "\n".join(line for m in new.messages for line in m.comments)
    has = {text for m in new.messages for text in m.msgstr}
    for text in had - has:  # the one place left: a former plural form, in a comment, line by line
        assert all(line.rstrip() in told for line in text.split("\n"))

    content = dump(new)
    again = read(PATH, content=content)
    assert without_lines(again.messages) == without_lines(new.messages)
    assert (
        dump(update(again, template, path=PATH, locale="es", domain="x", project="x", memory=memory, now=DAY))
        == content
    )


@given(catalogs(), st.data())
def test_nothing_is_final_but_what_was(catalog: Catalog, data: st.DataObject) -> None:
    template = data.draw(templates(catalog))
    memory = Memory.of([catalog])
    new = update(catalog, template, path=PATH, locale="es", domain="x", project="x", memory=memory, now=DAY)
    final = {(m.key, m.msgid_plural, m.msgstr) for m in catalog.messages if not m.fuzzy}
    for message in new.live:
        if any(message.msgstr) and not message.fuzzy:
            assert (message.key, message.msgid_plural, message.msgstr) in final
        if message.fuzzy and message.key not in {m.key for m in catalog.messages}:
            assert message.previous
    kept = Counter(m.key for m in new.messages)
    assert all(count == 1 for count in kept.values())
