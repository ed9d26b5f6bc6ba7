"""Two branches that worked on one catalog become one file that parses, in which no one's work is missing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pipeline.catalog import Catalog, Merged, dump, merge, read
from pipeline.catalog.merge import NOTE
from pipeline.model import Message, Previous

PATH = Path("x.po")
HEADER = {
    "Project-Id-Version": "x",
    "POT-Creation-Date": "2026-05-01 09:30+0000",
    "PO-Revision-Date": "2026-05-01 09:30+0000",
    "Last-Translator": "Ana <ana@example.org>",
    "Language": "es",
    "Content-Type": "text/plain; charset=UTF-8",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
ENTRY = re.compile(r"“((?:[^”\\]|\\.)*)”")
NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}


def made(*messages: Message, comments: tuple[str, ...] = (), **fields: str) -> Catalog:
    """A catalog as it is read from a file."""
    header = HEADER | {name.replace("_", "-"): value for name, value in fields.items()}
    return read(PATH, content=dump(Catalog(PATH, "es", "x", header, messages, comments)))


def final(text: str, msgid: str = "Rest.", **more: object) -> Message:
    return replace(Message(msgid, (text,)), **more)  # type: ignore[arg-type]


def fuzzy(text: str, msgid: str = "Rest.", **more: object) -> Message:
    return final(text, msgid, flags=("fuzzy",), **more)


def only(merged: Merged) -> Message:
    (message,) = merged.catalog.messages
    return message


# ------------------------------------------------------------------------------------------------- what comes of two


def test_each_side_translates_its_own_message() -> None:
    base = made(final("", "Rest."), final("", "Drink."))
    merged = merge(base, made(final("Descanse."), final("", "Drink.")), made(final(""), final("Beba.", "Drink.")))
    assert [message.msgstr for message in merged.catalog.messages] == [("Descanse.",), ("Beba.",)]
    assert not merged.conflicts


def test_two_final_readings_are_both_kept_and_in_doubt() -> None:
    merged = merge(made(final("")), made(final("Descanse.")), made(final("Repose, “ya”.\nSí.")))
    assert only(merged).msgstr == ("Descanse.",)
    assert only(merged).fuzzy
    assert only(merged).comments == (f"{NOTE} “Repose, “ya”.\\nSí.”",)
    assert merged.conflicts == (only(merged),)


def test_a_changed_plural_keeps_every_form_of_both() -> None:
    def plural(*forms: str) -> Catalog:
        return made(Message("one day", forms, msgid_plural="{n} days"))

    merged = merge(plural("", ""), plural("un día", "{n} días"), plural("1 día", "{n} jornadas"))
    assert only(merged).msgstr == ("un día", "{n} días")
    assert only(merged).comments == (f"{NOTE} [0] “1 día” [1] “{{n}} jornadas”",)


@pytest.mark.parametrize("draft", ["Repose.", "Descansar."])
def test_who_finishes_an_open_message_settles_it(draft: str) -> None:
    base, done, open_ = made(fuzzy("Descansar.")), made(final("Descanse.")), made(fuzzy(draft, comments=("Sure?",)))
    for merged in (merge(base, done, open_), merge(base, open_, done)):
        assert only(merged).msgstr == ("Descanse.",)
        assert not only(merged).fuzzy
        assert not merged.conflicts
        # A draft that someone wrote is told of; one that stood there before is no news.
        assert any("Repose." in comment for comment in only(merged).comments) == (draft == "Repose.")


def test_a_doubt_about_a_final_text_stays_when_the_other_side_changes_it() -> None:
    for ours, theirs in ((fuzzy("Descanse."), final("Repose.")), (final("Repose."), fuzzy("Descanse."))):
        message = only(merge(made(final("Descanse.")), made(ours), made(theirs)))
        assert (message.msgstr, message.fuzzy) == (("Repose.",), True)


def test_a_draft_that_one_side_confirms_and_the_other_rewrites_is_never_final_unread() -> None:
    message = only(merge(made(fuzzy("Descanse.")), made(final("Descanse.")), made(fuzzy("Repose."))))
    assert (message.msgstr, message.fuzzy) == (("Descanse.",), False)
    assert message.comments == (f"{NOTE} “Repose.”",)


def test_emptying_a_translation_does_not_beat_a_better_one() -> None:
    message = only(merge(made(final("Descanse.")), made(final("")), made(final("Repose."))))
    assert (message.msgstr, message.fuzzy) == (("Repose.",), True)


def test_comments_and_flags_of_both_are_there_and_what_one_removed_is_not() -> None:
    base = made(final("Descanse.", comments=("old", "stays"), flags=("no-wrap",)))
    ours = made(final("Descanse.", comments=("stays", "ours"), flags=("no-wrap", "python-brace-format")))
    theirs = made(final("Descanse.", comments=("old", "stays", "theirs"), flags=()))
    assert only(merge(base, ours, theirs)).comments == ("stays", "ours", "theirs")
    assert only(merge(base, ours, theirs)).flags == ("python-brace-format",)


def test_work_on_a_message_that_the_other_branch_removed_is_kept_as_obsolete() -> None:
    base = made(final("Descanse."), final("Beba.", "Drink."))
    merged = merge(base, made(final("Beba.", "Drink.")), made(final("Repose."), final("Beba.", "Drink.")))
    assert [(m.msgid, m.msgstr, m.obsolete) for m in merged.catalog.messages] == [
        ("Drink.", ("Beba.",), False),
        ("Rest.", ("Repose.",), True),
    ]
    assert not merged.conflicts


def test_a_message_that_only_one_side_removed_is_gone() -> None:
    base = made(final("Descanse."), final("Beba.", "Drink."))
    merged = merge(base, made(final("Descanse.")), base)
    assert [message.msgid for message in merged.catalog.messages] == ["Rest."]


def test_work_on_a_text_that_the_other_branch_edited_goes_along_with_it() -> None:
    base = made(final("Descanse."))
    updated = made(fuzzy("Descanse.", "Rest well.", previous=Previous("Rest.")))
    worked = made(final("Repose.", comments=("Ana: better",)))
    for merged in (merge(base, updated, worked), merge(base, worked, updated)):
        assert only(merged).msgid == "Rest well."
        assert only(merged).msgstr == ("Repose.",)
        assert only(merged).fuzzy
        assert only(merged).previous == Previous("Rest.")
        assert only(merged).comments == ("Ana: better",)


def test_new_messages_stand_where_their_branch_put_them() -> None:
    def catalog(*names: str, **fields: str) -> Catalog:
        return made(*(final("x", name) for name in names), **fields)

    base = catalog("a", "b", "c")
    newer = catalog("a", "new", "b", "c", POT_Creation_Date="2026-06-01 09:30+0000")
    for one, other in ((newer, catalog("a", "b", "two", "c")), (catalog("a", "b", "two", "c"), newer)):
        assert [m.msgid for m in merge(base, one, other).catalog.messages] == ["a", "new", "b", "two", "c"]


def test_the_later_save_names_the_translator_and_the_earlier_one_stays_named() -> None:
    ours = made(final("a"), PO_Revision_Date="2026-05-02 10:00+0200", Last_Translator="Eva <eva@example.org>")
    theirs = made(final(""), PO_Revision_Date="2026-05-02 09:00+0000", Last_Translator="Leo <leo@example.org>")
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(made(final("")), one, other)
        assert merged.catalog.header["PO-Revision-Date"] == "2026-05-02 09:00+0000"
        assert merged.catalog.header["Last-Translator"] == "Leo <leo@example.org>"
        assert merged.catalog.header_comments == ("Eva <eva@example.org>, 2026.",)
        assert not merged.fields


def test_header_fields_merge_one_by_one_and_clashes_are_told() -> None:
    merged = merge(
        made(X_Domain="a", Language_Team="a"),
        made(X_Domain="a", Language_Team="b", X_Ours="1"),
        made(X_Domain="c", Language_Team="d", PO_Revision_Date="2026-07-01 00:00+0000"),
    )
    header = merged.catalog.header
    assert (header["X-Domain"], header["Language-Team"], header["X-Ours"]) == ("c", "d", "1")
    assert merged.fields == ("Language-Team",)
    assert merged.catalog.header_comments == (f"{NOTE} Language-Team: b",)


def test_what_neither_side_changed_is_written_as_it_stood() -> None:
    text = (
        'msgid ""\r\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\r\n\r\n\r\n'
        '#,  fuzzy\r\n#  spaced\r\nmsgid "a"\r\nmsgstr ""\r\n"odd"\r\n" breaks"\r\n\r\n'
        'msgid "b"\r\nmsgstr "%s"\r\n\r\nmsgid "c"\r\nmsgstr "%s"\r\n# the end\r\n'
    )
    base, ours, theirs = (read(PATH, content=(text % found).encode()) for found in (("", ""), ("B", ""), ("", "C")))
    assert dump(merge(base, ours, theirs).catalog) == (text % ("B", "C")).encode()


def test_an_entry_of_the_other_branch_is_written_as_it_stands_there() -> None:
    base = made(final("a", "a"))
    theirs = read(PATH, content=dump(base) + b'\n#  by hand\nmsgid ""\n"n"\n"ew"\nmsgstr "y"\n')
    ours = made(final("b", "a"), POT_Creation_Date="2026-06-01 09:30+0000")
    assert b'\n\n#  by hand\nmsgid ""\n"n"\n"ew"\nmsgstr "y"\n' in dump(merge(base, ours, theirs).catalog)


# --------------------------------------------------------------------------------------------------------- properties

texts = st.one_of(
    st.sampled_from(["", "one", "two", 'thr"ee', "fo\\ur\n", "cinco”"]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
)
lines = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Catalogs of few messages, so that two of them have the same ones."""

    def message(key: tuple[str | None, str]) -> Message:
        plural = draw(st.sampled_from([None, None, "p"]))
        return Message(
            key[1],
            tuple(draw(texts) for _ in range(1 if plural is None else draw(st.integers(1, 2)))),
            key[0],
            plural,
            draw(st.sampled_from([(), (), ("fuzzy",), ("fuzzy", "no-wrap")])),
            draw(lines),
            draw(lines),
            (),
            draw(st.sampled_from([None, None, Previous("a"), Previous("b", "x")])),
            draw(st.sampled_from([False, False, True])),
        )

    keys = draw(st.lists(st.tuples(st.sampled_from([None, "x"]), st.sampled_from(["a", "b", "c"])), unique=True))
    return made(
        *(message(key) for key in keys),
        comments=draw(lines),
        POT_Creation_Date=draw(st.sampled_from(["2026-05-01 09:30+0000", "2026-05-02 09:30+0000", "never"])),
        Last_Translator=draw(st.sampled_from(["Ana", "Eva", "Leo"])),
        X_Team=draw(st.sampled_from(["a", "b", "c"])),
    )


def noted(message: Message) -> Iterator[str]:
    """The texts in the notes of a message."""
    for comment in message.comments:
        if comment.startswith(NOTE):
            # A closing mark inside of a text is no end of it: only the last one of a form is.
            for form in re.split(r"(?<=”) \[\d\] (?=“)", re.sub(r"^\[0\] ", "", comment.removeprefix(f"{NOTE} "))):
                yield re.sub(r"\\(.)", lambda found: NAMED[found[1]], form[1:-1])


def said(catalog: Catalog) -> Counter[str]:
    """Every text of a catalog, in an entry or a note."""
    return Counter(text for m in catalog.messages for text in (*m.msgstr, *noted(m)) if text)


@given(catalogs(), catalogs(), catalogs())
def test_no_text_that_either_side_wrote_is_lost_and_the_result_parses(
    base: Catalog, ours: Catalog, theirs: Catalog
) -> None:
    merged = merge(base, ours, theirs)
    again = read(PATH, content=dump(merged.catalog))
    assert [replace(m, line=0) for m in again.messages] == [replace(m, line=0) for m in merged.catalog.messages]
    assert again.header == merged.catalog.header
    old = {text for m in base.messages for text in m.msgstr}
    for side in (ours, theirs):
        assert {text for m in side.messages for text in m.msgstr} - old <= said(again).keys() | {""}


@given(catalogs(), catalogs())
def test_what_one_side_alone_changed_is_taken_byte_for_byte(base: Catalog, changed: Catalog) -> None:
    assert dump(merge(base, base, changed).catalog) == dump(changed)
    assert dump(merge(base, changed, base).catalog) == dump(changed)
    assert dump(merge(base, changed, changed).catalog) == dump(changed)


@given(catalogs(), catalogs(), catalogs())
def test_the_sides_are_alike_but_for_which_reading_stands_in_the_entry(
    base: Catalog, ours: Catalog, theirs: Catalog
) -> None:
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert said(one.catalog) == said(other.catalog)
    assert [(m.key, m.fuzzy, m.obsolete) for m in one.catalog.messages] == [
        (m.key, m.fuzzy, m.obsolete) for m in other.catalog.messages
    ]
    assert one.catalog.header == other.catalog.header
    assert {m.key for m in one.conflicts} == {m.key for m in other.conflicts}


@given(catalogs(), catalogs(), catalogs())
def test_nothing_is_final_but_what_a_side_had_final(base: Catalog, ours: Catalog, theirs: Catalog) -> None:
    finals = {(m.key, m.msgstr) for side in (ours, theirs) for m in side.messages if not m.fuzzy}
    for message in merge(base, ours, theirs).catalog.messages:
        assert message.fuzzy or (message.key, message.msgstr) in finals
