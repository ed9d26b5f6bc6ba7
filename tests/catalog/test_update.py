"""`update`: what a message gets, and what is never lost."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.catalog import Catalog, Memory, dump, dump_template, read, update
from pipeline.model import Message, Previous

CATALOGS = Path(__file__).parents[1] / "catalogs"
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"POT-Creation-Date: 2026-01-01 00:00+0000\\n"\n'
    '"PO-Revision-Date: 2026-01-02 00:00+0000\\n"\n"Last-Translator: Ana\\n"\n"Language-Team: none\\n"\n'
    '"Language: es\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"X-Generator: Poedit 3.6\\n"\n'
)
LONG = "Sleep when the baby sleeps, even if it is in the middle of the day."
LONG_ES = "Duerma cuando duerma el bebé, aunque sea a mediodía."


def po(*entries: str, domain: str = "x") -> Catalog:
    """Return a Spanish catalog with these entries."""
    return read(Path(f"{domain}.po"), content="\n".join((HEADER, *(f"{entry}\n" for entry in entries))).encode())


def entry(msgid: str, msgstr: str = "", comments: str = "") -> str:
    return f'{comments}msgid "{msgid}"\nmsgstr "{msgstr}"'


def updated(catalog: Catalog | None, template: Sequence[Message], memory: Memory | None = None) -> Catalog:
    """Return the updated catalog; gettext must take its bytes, and a second update must leave it alone."""
    new = update(
        catalog, template, path=Path("x.po"), locale="es", domain="x", project="Handouts", memory=memory, now=DAY
    )
    content = dump(new)
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", "-"], input=content, check=True)
    again = read(Path("x.po"), content=content)
    assert [replace(m, line=0) for m in again.messages] == [replace(m, line=0) for m in new.messages]
    assert (
        update(again, template, path=Path("x.po"), locale="es", domain="x", project="H", memory=memory, now=LATER)
        is again
    )
    return new


def live(catalog: Catalog) -> list[tuple[str, str, bool]]:
    return [(message.msgid, message.msgstr[0], message.fuzzy) for message in catalog.live]


def obsolete(catalog: Catalog) -> list[tuple[str, str]]:
    return [(message.msgid, message.msgstr[0]) for message in catalog.messages if message.obsolete]


def test_a_new_catalog_is_whole_and_honest() -> None:
    new = update(
        None,
        (Message("Rest.", extracted=("Kind of block: title",), references=("source/x.md",)),),
        path=Path("x.po"),
        locale="es",
        domain="x",
        project="Handouts",
        now=DAY,
        comments=("Draft translation: unreviewed.",),
        bugs_to="https://x.example/issues",
    )
    assert dump(new).decode() == (
        "# Draft translation: unreviewed.\n"
        'msgid ""\n'
        'msgstr ""\n'
        '"Project-Id-Version: Handouts\\n"\n'
        '"Report-Msgid-Bugs-To: https://x.example/issues\\n"\n'
        '"POT-Creation-Date: 2026-05-01 09:30+0000\\n"\n'
        '"PO-Revision-Date: 2026-05-01 09:30+0000\\n"\n'
        '"Last-Translator: Automatically generated\\n"\n'
        '"Language-Team: none\\n"\n'
        '"Language: es\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {new.header["Plural-Forms"]}\\n"\n'
        "\n"
        "#. Kind of block: title\n"
        "#: source/x.md\n"
        'msgid "Rest."\n'
        'msgstr ""\n'
    )
    assert (new.locale, new.domain) == ("es", "x")


@pytest.mark.parametrize(("locale", "count"), [("es", 2), ("ar", 6), ("zh_Hans", 1), ("en", 2)])
def test_a_new_catalog_has_the_plural_forms_of_its_language(locale: str, count: int) -> None:
    template = (Message("one day", ("", ""), msgid_plural="{n} days", flags=("python-brace-format",)),)
    new = update(None, template, path=Path("x.po"), locale=locale, domain="x", project="H", now=DAY)
    assert new.header["Plural-Forms"].startswith("nplurals=")
    assert len(new.live[0].msgstr) == int(new.header["Plural-Forms"][9])
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", "-"], input=dump(new), check=True)


def test_nothing_changes() -> None:
    catalog = po(entry("One", "Uno"), entry("Two"))
    template = (Message("One"), Message("Two"))
    assert updated(catalog, template) is catalog


def test_obsolete_entries_between_the_others_may_stay_there() -> None:
    catalog = po(entry("One", "Uno"), '#~ msgid "Old"\n#~ msgstr "Viejo"', entry("Two"))
    assert updated(catalog, (Message("One"), Message("Two"))) is catalog


def test_the_order_is_the_templates_then_the_obsolete_ones() -> None:
    catalog = po(entry("A", "a"), '#~ msgid "Old"\n#~ msgstr "Viejo"', entry("B", "b"), entry("C", "c"), entry("D"))
    new = updated(catalog, (Message("C"), Message("New"), Message("A")))
    assert live(new) == [("C", "c", False), ("New", "", False), ("A", "a", False)]
    assert obsolete(new) == [("Old", "Viejo"), ("B", "b")]  # and D had nothing to lose
    assert dump(new).decode() == (
        HEADER.replace("2026-01-01 00:00", "2026-05-01 09:30")
        + '\nmsgid "C"\nmsgstr "c"\n\nmsgid "New"\nmsgstr ""\n\nmsgid "A"\nmsgstr "a"\n\n'
        '#~ msgid "Old"\n#~ msgstr "Viejo"\n\n#~ msgid "B"\n#~ msgstr "b"\n'
    )


def test_translations_comments_and_flags_stay_and_the_template_says_the_rest() -> None:
    catalog = po(
        '# Mine.\n#. Old words.\n#: old.md:3\n#, no-wrap, c-format, fuzzy, ours\n#| msgid "Pain"\n'
        + entry("Ache", "Dolor")
    )
    template = (Message("Ache", flags=("python-brace-format",), extracted=("New.",), references=("new.md",)),)
    new = update(
        catalog, template, path=Path("x.po"), locale="es", domain="x", project="H", now=DAY,
        annotate=lambda message: (f"Term: {message.msgid}\nsecond line ",),
    )  # fmt: skip
    assert dump(new).decode().partition("\n\n")[2] == (
        "# Mine.\n#. New.\n#. Term: Ache\n#. second line\n#: new.md\n#, no-wrap, fuzzy, ours, python-brace-format\n"
        '#| msgid "Pain"\nmsgid "Ache"\nmsgstr "Dolor"\n'
    )


def test_an_obsolete_entry_comes_back_as_it_was() -> None:
    catalog = po(
        '# Mine.\n#~ msgid "One"\n#~ msgstr "Uno"', '#, fuzzy\n#~| msgid "To"\n#~ msgid "Two"\n#~ msgstr "Dos"'
    )
    new = updated(catalog, (Message("Two"), Message("One")))
    assert live(new) == [("Two", "Dos", True), ("One", "Uno", False)]
    assert new.live[0].previous == Previous("To")
    assert new.live[1].comments == ("Mine.",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(LONG, LONG.replace("middle", "midle"), id="a typo"),
        pytest.param(LONG, LONG.replace("Sleep when", "Sleep **when**"), id="bold"),
        pytest.param(LONG, LONG.replace(" even", ""), id="a word less"),
        pytest.param(LONG, f"{LONG} Ask somebody to look after the older children.", id="a sentence more"),
        pytest.param(f"{LONG} Ask for help with the older children.", LONG, id="a sentence less"),
        pytest.param(LONG, f"You are tired. {LONG}", id="a sentence before"),
        pytest.param("Rest well every day.", "Rest well every day. " + LONG, id="a short one that grew"),
        pytest.param("Take 2 tablets a day", "Take 4 tablets a day", id="another number"),
        pytest.param("Warning sign", "Warning signs", id="a heading"),
    ],
)
def test_an_edited_text_brings_its_translation_in_doubt(old: str, new: str) -> None:
    catalog = po(entry(old, LONG_ES, "# Mine.\n"))
    result = updated(catalog, (Message(new),))
    (message,) = result.live
    assert (message.msgstr, message.flags) == ((LONG_ES,), ("fuzzy",))
    assert (message.previous, message.comments) == (Previous(old), ("Mine.",))
    assert obsolete(result) == [(old, LONG_ES)]
    undone = updated(result, (Message(old),))
    assert undone.live == catalog.live


def test_an_edit_that_is_undone_leaves_in_doubt_what_was_so_before() -> None:
    for doubtful in ("#, fuzzy\n", '#, fuzzy\n#| msgid "Sleep."\n'):
        catalog = po(doubtful + entry(LONG, LONG_ES))
        result = updated(catalog, (Message(LONG + " Now."),))
        assert obsolete(result) == []
        assert live(updated(result, (Message(LONG),))) == [(LONG, LONG_ES, True)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may drive.", "Do not drive."),
        ("Pain", "Main"),
        ("Yes", "Yesterday was a long day for all of us."),
        ("Eat a little and often.", LONG),
    ],
)
def test_another_text_is_not_taken_for_an_edit(old: str, new: str) -> None:
    result = updated(po(entry(old, "algo")), (Message(new),))
    assert live(result) == [(new, "", False)]
    assert obsolete(result) == [(old, "algo")]


def test_an_edit_of_an_entry_in_doubt_keeps_the_text_it_was_made_from() -> None:
    catalog = po('#, fuzzy\n#| msgid "Older."\n' + entry(LONG, LONG_ES))
    (message,) = updated(catalog, (Message(LONG + "!"),)).messages
    assert message.previous == Previous("Older.")


def test_each_old_text_serves_once_and_the_likest_first() -> None:
    catalog = po(entry("Take 2 tablets a day", "dos"), entry("Take 3 tablets every day", "tres"))
    new = updated(
        catalog,
        (Message("Take 3 tablets a day"), Message("Take 3 tablets every day!"), Message("Take 5 tablets a day")),
    )
    assert live(new) == [
        ("Take 3 tablets a day", "dos", True),
        ("Take 3 tablets every day!", "tres", True),
        ("Take 5 tablets a day", "", False),
    ]


def test_an_untranslated_text_is_not_skipped_for_a_worse_match() -> None:
    catalog = po(entry("Take 2 tablets a day"), entry("Take 2 capsules a day", "cápsulas"))
    new = updated(catalog, (Message("Take 3 tablets a day"), Message("Take 3 capsules a day")))
    assert live(new) == [("Take 3 tablets a day", "", False), ("Take 3 capsules a day", "cápsulas", True)]


def test_an_obsolete_entry_helps_and_stays() -> None:
    catalog = po(f'#~ msgid "{LONG}"\n#~ msgstr "{LONG_ES}"')
    new = updated(catalog, (Message(LONG + " Rest."),))
    assert live(new) == [(LONG + " Rest.", LONG_ES, True)]
    assert obsolete(new) == [(LONG, LONG_ES)]


def test_the_same_text_in_another_context() -> None:
    catalog = po(entry("Pain", "Dolor"), 'msgctxt "verb"\n' + entry("Rest", "Descanse"))
    new = updated(catalog, (Message("Pain"), Message("Pain", msgctxt="label"), Message("Rest")))
    assert live(new) == [("Pain", "Dolor", False), ("Pain", "Dolor", True), ("Rest", "Descanse", True)]
    assert [m.previous for m in new.live] == [None, Previous("Pain"), Previous("Rest", "verb")]
    assert obsolete(new) == [("Rest", "Descanse")]


def test_the_same_text_in_another_document() -> None:
    memory = Memory.of([po(entry("Rest.", "Descanse."), entry("Help", "Ayuda", "#, fuzzy\n"), domain="other")])
    new = updated(None, (Message("Rest."), Message("Help"), Message("Rest.", msgctxt="label")), memory)
    assert live(new) == [("Rest.", "Descanse.", False), ("Help", "Ayuda", True), ("Rest.", "Descanse.", True)]
    assert new.live[0].previous is None


def test_documents_that_disagree() -> None:
    memory = Memory.of([po(entry("Rest.", text), domain=text) for text in ("Repose.", "Descanse.", "Descanse.")])
    (message,) = updated(None, (Message("Rest."),), memory).live
    assert (message.msgstr, message.fuzzy, message.previous) == (("Descanse.",), True, Previous("Rest."))


def test_what_moved_to_another_document_and_was_edited() -> None:
    memory = Memory.of([po(entry(LONG, LONG_ES), domain="other")])
    (message,) = updated(None, (Message(LONG.replace("the day", "a day")),), memory).live
    assert (message.msgstr, message.fuzzy, message.previous) == ((LONG_ES,), True, Previous(LONG))


def test_an_old_untranslated_message_gets_only_what_is_certain() -> None:
    memory = Memory.of([po(entry("Rest.", "Descanse."), entry(LONG + "!", LONG_ES), domain="other")])
    new = updated(po(entry("Rest."), entry(LONG)), (Message("Rest."), Message(LONG)), memory)
    assert live(new) == [("Rest.", "Descanse.", False), (LONG, "", False)]


def test_a_translation_is_never_replaced_by_the_memory() -> None:
    memory = Memory.of([po(entry("Rest.", "Descanse."), domain=name) for name in "abc"])
    catalog = po(entry("Rest.", "Repose."))
    assert updated(catalog, (Message("Rest."),), memory) is catalog


def test_plural_forms_come_and_go_and_no_form_is_lost() -> None:
    singular = po(entry("day", "día"))
    plural = updated(singular, (Message("day", ("", ""), msgid_plural="days"),))
    assert (plural.live[0].msgstr, plural.live[0].fuzzy) == (("día", "día"), True)
    old = po('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"\nmsgstr[1] "días"')
    (message,) = updated(old, (Message("day"),)).messages
    assert (message.msgstr, message.fuzzy) == (("días",), True)
    assert message.previous == Previous("day", None, "days")
    assert message.comments == ("Former plural form: día",)
    (message,) = updated(old, (Message("day", ("", ""), msgid_plural="the days"),)).messages
    assert (message.msgstr, message.fuzzy) == (("día", "días"), True)


def test_a_plural_is_no_suggestion_for_a_singular() -> None:
    old = po(f'msgid "{LONG}"\nmsgid_plural "{LONG}s"\nmsgstr[0] "uno"\nmsgstr[1] "dos"')
    new = updated(old, (Message(LONG + "!"),), Memory.of([old]))
    assert live(new) == [(LONG + "!", "", False)]
    assert [m.msgstr for m in new.messages if m.obsolete] == [("uno", "dos")]


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("", "Language", "es"),
        ('"Language: \\n"\n', "Language", "es"),
        ("", "MIME-Version", "1.0"),
        ("", "Content-Transfer-Encoding", "8bit"),
    ],
)
def test_the_header_gets_what_it_lacks(lines: str, field: str, value: str) -> None:
    content = f'msgid ""\nmsgstr ""\n"X-Mine: 1\\n"\n{lines}"Content-Type: text/plain; charset=UTF-8\\n"\n'
    new = updated(read(Path("x.po"), content=content.encode()), ())
    assert new.header[field] == value
    assert new.header["X-Mine"] == "1"
    assert new.header["Plural-Forms"].startswith("nplurals=2;")
    assert "POT-Creation-Date" not in new.header


@pytest.mark.parametrize("mine", ["nplurals=2; plural=n!=1;", "nplurals=3; plural=n==1 ? 0 : 2;"])
def test_a_teams_own_plural_forms_stay(mine: str) -> None:
    content = HEADER.replace("nplurals=2; plural=(n != 1);", mine)
    catalog = read(Path("x.po"), content=content.encode())
    assert update(catalog, (), path=Path("x.po"), locale="es", domain="x", project="H", now=DAY) is catalog


def test_a_placeholder_is_no_plural_form() -> None:
    content = HEADER.replace("nplurals=2; plural=(n != 1);", "nplurals=INTEGER; plural=EXPRESSION;")
    new = updated(read(Path("x.po"), content=content.encode()), ())
    assert new.header["Plural-Forms"].startswith("nplurals=2;")
    assert new.header["POT-Creation-Date"] == "2026-01-01 00:00+0000"


@pytest.mark.parametrize("path", sorted(CATALOGS.glob("*.po")), ids=lambda path: path.stem)
def test_the_first_update_of_a_real_file_loses_nothing(path: Path) -> None:
    catalog = read(path)
    template = [replace(m, msgstr=("",) * len(m.msgstr), flags=(), comments=(), previous=None) for m in catalog.live]
    new = update(catalog, template[::-1], path=path, locale=catalog.locale, domain="x", project="H", now=DAY)
    written = dump(new)
    again = read(path, content=written)
    assert again.header == new.header
    assert {m.key: (m.msgstr, m.comments, m.fuzzy) for m in again.messages} == {
        m.key: (m.msgstr, m.comments, m.fuzzy) for m in catalog.messages
    }
    assert b"\r\n" in written or b"\r\n" not in path.read_bytes()
    assert again.header_comments == catalog.header_comments


def test_msgmerge_finds_nothing_to_add(tmp_path: Path) -> None:
    """After our update, GNU's, which knows neither memory nor `#.` of ours, keeps each message and its state."""
    catalog = po(entry("One", "Uno"), entry(LONG, LONG_ES), entry("Gone", "Ido"))
    template = (Message(LONG + "!"), Message("One"))
    (tmp_path / "x.po").write_bytes(dump(updated(catalog, template)))
    (tmp_path / "x.pot").write_bytes(dump_template(template, project="H", domain="x", now=DAY))
    command = ["msgmerge", "--quiet", "--previous", "--no-wrap", str(tmp_path / "x.po"), str(tmp_path / "x.pot")]
    merged = subprocess.run(command, capture_output=True, check=True).stdout
    ours = read(tmp_path / "x.po")
    theirs = read(Path("x.po"), content=merged)
    assert [replace(m, line=0) for m in theirs.messages] == [replace(m, line=0) for m in ours.messages]


RICH = "Rest when you can. Drink a glass of water every hour. Call us when the pain does not go away."
RICH_ES = "Descanse cuando pueda. Beba un vaso de agua cada hora. Llámenos si el dolor no desaparece."
FIRST, REST = "Rest when you can.", "Drink a glass of water every hour. Call us when the pain does not go away."


def test_each_part_of_a_paragraph_that_was_split_gets_its_sentences() -> None:
    new = updated(po(entry(RICH, RICH_ES, "# Mine.\n")), (Message(FIRST), Message(REST)))
    assert live(new) == [
        (FIRST, "Descanse cuando pueda.", True),
        (REST, "Beba un vaso de agua cada hora. Llámenos si el dolor no desaparece.", True),
    ]
    assert [(m.previous, m.comments) for m in new.live] == [
        (Previous(FIRST), ("Mine.",)),
        (Previous(REST), ("Mine.",)),
    ]
    assert obsolete(new) == [(RICH, RICH_ES)]  # as a whole it is nowhere else


def test_a_part_that_was_edited_too_is_told_from_its_own_sentence() -> None:
    edited = REST.replace("every hour", "every day")
    new = updated(po(entry(RICH, RICH_ES)), (Message(FIRST), Message(edited)))
    assert live(new)[1] == (edited, "Beba un vaso de agua cada hora. Llámenos si el dolor no desaparece.", True)
    assert new.live[1].previous == Previous(REST)
    assert new.live[1].extracted == (
        "Careful: the English now says “day” where it said “hour”. The translation was made for the old text.",
    )


def test_a_part_gets_the_whole_where_sentences_do_not_correspond() -> None:
    new = updated(po(entry(RICH, "Descanse y beba mucha agua.")), (Message(FIRST), Message(REST)))
    assert live(new) == [(FIRST, "Descanse y beba mucha agua.", True), (REST, "Descanse y beba mucha agua.", True)]
    assert [m.previous for m in new.live] == [Previous(RICH), Previous(RICH)]


def test_a_paragraph_that_was_joined_gets_both_translations() -> None:
    catalog = po(entry(FIRST, "Descanse.", "# One.\n"), entry(REST, "Beba. Llame.", "# Two.\n"))
    new = updated(catalog, (Message(RICH),))
    assert live(new) == [(RICH, "Descanse. Beba. Llame.", True)]
    assert (new.live[0].previous, new.live[0].comments) == (Previous(RICH), ("One.", "Two."))
    assert obsolete(new) == [(FIRST, "Descanse."), (REST, "Beba. Llame.")]


def test_a_join_that_is_undone_brings_both_back_as_they_were() -> None:
    catalog = po(entry(FIRST, "Descanse."), entry(REST, "Beba. Llame."))
    joined = read(Path("x.po"), content=dump(updated(catalog, (Message(RICH),))))
    again = updated(joined, (Message(FIRST), Message(REST)))
    assert live(again) == [(FIRST, "Descanse.", False), (REST, "Beba. Llame.", False)]


def test_chinese_sentences_are_joined_without_a_space() -> None:
    catalog = po(entry(FIRST, "请休息。"), entry(REST, "喝水。"))
    assert live(updated(catalog, (Message(RICH),))) == [(RICH, "请休息。喝水。", True)]


def test_a_dangerous_edit_is_told_and_told_no_more_once_a_translator_has_dealt_with_it() -> None:
    template = (Message("You may not drive after you took these tablets.", extracted=("Kind: paragraph",)),)
    catalog = po(entry("You may drive after you took these tablets.", "Puede conducir tras tomar estas tabletas."))
    new = updated(catalog, template)
    warning = "Careful: the English now says “may not” where it said “may”. The translation was made for the old text."
    assert new.live[0].extracted == (warning, "Kind: paragraph")

    done = replace(new.live[0], msgstr=("No conduzca tras tomar estas tabletas.",), flags=(), previous=None)
    saved = read(Path("x.po"), content=dump(replace(new, messages=(done,))))
    assert updated(saved, template) is saved  # nothing to do, so that no run has to follow each translator
    changed = updated(saved, (*template, Message("New")))
    assert changed.live[0].extracted == ("Kind: paragraph",)


def test_the_warning_is_told_again_after_a_tool_rewrote_the_comments() -> None:
    catalog = po('#, fuzzy\n#| msgid "Take 2 tablets."\n' + entry("Take 4 tablets.", "Tome 2 tabletas."))
    assert updated(catalog, (Message("Take 4 tablets."),)).live[0].extracted == (
        "Careful: the English now says “4” where it said “2”. The translation was made for the old text.",
    )


def test_a_project_may_have_dangerous_edits_left_empty() -> None:
    catalog = po(entry("Take 2 tablets a day", "Tome 2 tabletas"), entry(LONG, LONG_ES))
    edited = LONG.replace("baby", "child")
    new = update(
        catalog, (Message("Take 4 tablets a day"), Message(edited)), path=Path("x.po"), locale="es", domain="x",
        project="H", now=DAY, keep_dangerous=False,
    )  # fmt: skip
    assert live(new) == [("Take 4 tablets a day", "", False), (edited, LONG_ES, True)]
    assert obsolete(new) == [("Take 2 tablets a day", "Tome 2 tabletas"), (LONG, LONG_ES)]


def test_what_a_small_edit_changed_for_sure_is_mended() -> None:
    catalog = po(entry("Call us within 2 days.", "Llámenos en 2 días."))
    new = updated(catalog, (Message("Call us within 4 days."),))
    assert obsolete(new) == [("Call us within 2 days.", "Llámenos en 2 días.")]  # for when the edit is undone
    (message,) = new.live
    assert (message.msgstr, message.fuzzy, message.previous) == (
        ("Llámenos en 4 días.",), True, Previous("Call us within 2 days."),
    )  # fmt: skip


def test_what_was_in_doubt_moves_to_another_document_with_all_that_was_said_of_it() -> None:
    other = po('# Mine.\n#, fuzzy\n#| msgid "Old."\n' + entry("Rest.", "Descanse."), domain="other")
    (message,) = updated(None, (Message("Rest."),), Memory.of([other])).live
    assert (message.msgstr, message.fuzzy, message.previous, message.comments) == (
        ("Descanse.",), True, Previous("Old."), ("Mine.",),
    )  # fmt: skip


def test_a_compendium_fills_what_is_empty_in_doubt() -> None:
    memory = Memory.of([], [Message("Rest.", ("Descanse.",)), Message(LONG, (LONG_ES,))])
    new = updated(po(entry("Rest.")), (Message("Rest."), Message(LONG + "!")), memory)
    assert live(new) == [("Rest.", "Descanse.", True), (LONG + "!", LONG_ES, True)]


def test_what_somebody_asked_of_a_text_that_is_not_translated_yet_goes_along_and_is_kept() -> None:
    catalog = po(entry(LONG, "", "# Which clinic is meant?\n"), entry("Rest.", "Descanse."))
    edited = read(Path("x.po"), content=dump(updated(catalog, (Message(LONG + "!"), Message("Rest.")))))
    assert [(m.msgid, m.comments) for m in edited.messages] == [
        (LONG + "!", ("Which clinic is meant?",)), ("Rest.", ()),
    ]  # fmt: skip
    gone = read(Path("x.po"), content=dump(updated(edited, (Message("Rest."),))))
    assert [(m.msgid, m.comments, m.obsolete) for m in gone.messages][1:] == [
        (LONG + "!", ("Which clinic is meant?",), True)
    ]
    back = updated(gone, (Message("Rest."), Message(LONG + "!")))
    assert [(m.comments, m.obsolete) for m in back.messages][1:] == [(("Which clinic is meant?",), False)]
