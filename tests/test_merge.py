"""Two branches that worked on one catalog become one file that parses, in which no one's work is missing."""

import os
import re
import subprocess
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
from tests.conftest import Handouts

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


def test_what_was_asked_of_an_open_message_that_the_other_branch_removed_is_kept() -> None:
    base, asked = made(final("")), made(final("", comments=("Rest how long?",)))
    for merged in (merge(base, made(), asked), merge(base, asked, made())):
        assert (only(merged).comments, only(merged).obsolete) == (("Rest how long?",), True)


def test_a_reading_that_is_told_already_is_not_told_twice() -> None:
    told = f"{NOTE} “Repose.”"
    base = made(final("Descanse."))
    merged = merge(base, made(final("Relájese.", comments=(told,))), made(final("Repose.")))
    assert only(merged).comments == (told,)


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
    def catalog(*names: str, created: str = "2026-05-01 09:30+0000") -> Catalog:
        return made(*(final("x", name) for name in names), POT_Creation_Date=created)

    base = catalog("a", "b", "c")
    newer = catalog("a", "new", "b", "c", created="2026-06-01 09:30+0000")
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


# --------------------------------------------------------------------------------------------------- with Git, for real

START = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Rest."
msgstr ""

msgid "Drink."
msgstr ""
"""
CATALOG = "locales/es/LC_MESSAGES/x.po"
LEDGER = "locales/es/reviews.toml"


def row(msgid: str, digest: str) -> str:
    return f"""\
[[sign-off]]
domain = "x"
msgid = "{msgid}"
digest = "{digest * 64}"
reviewer = "eva"
role = "clinical"
at = 2026-05-01T09:30:00Z
"""


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True)

    def commit(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        for command in (["add", "--all"], ["commit", "-m", "x"]):
            done = self.git(*command)
            assert done.returncode == 0, done.stderr

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture
def repository(handouts: Handouts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The project as a repository in which `handouts merge-po --install` was run once, with one catalog."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ana")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ana@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_EDITOR", "true")
    made = Repository(tmp_path)
    assert made.git("init", "--initial-branch", "main").returncode == 0
    assert handouts("merge-po", "--install")[0] == 0
    made.commit(CATALOG, START)
    return made


def branches(repository: Repository, name: str, ours: str, theirs: str) -> None:
    """Let the branch `other` hold `theirs`, and then `main` hold `ours`."""
    repository.git("switch", "-c", "other")
    repository.commit(name, theirs)
    repository.git("switch", "main")
    repository.commit(name, ours)


def translated(rest: str, drink: str) -> str:
    return START.replace('"Rest."\nmsgstr ""', f'"Rest."\nmsgstr "{rest}"').replace(
        '"Drink."\nmsgstr ""', f'"Drink."\nmsgstr "{drink}"'
    )


@pytest.mark.parametrize("command", [("merge", "other"), ("rebase", "other"), ("cherry-pick", "other")])
def test_git_merges_two_translators_work(repository: Repository, command: tuple[str, ...]) -> None:
    branches(repository, CATALOG, translated("Descanse.", ""), translated("", "Beba."))
    done = repository.git(*command)
    assert done.returncode == 0, done.stderr
    assert repository.text(CATALOG) == translated("Descanse.", "Beba.")


@pytest.mark.parametrize("command", [("merge", "other"), ("rebase", "other")])
def test_git_stops_where_both_translated_the_same(repository: Repository, command: tuple[str, ...]) -> None:
    branches(repository, CATALOG, translated("Descanse.", ""), translated("Repose.", "Beba."))
    done = repository.git(*command)
    assert done.returncode == 1
    assert CATALOG in done.stdout + done.stderr
    assert "“Rest.”" in done.stdout + done.stderr
    in_place, left = ("Descanse.", "Repose.") if command[0] == "merge" else ("Repose.", "Descanse.")
    expected = translated(in_place, "Beba.")
    assert repository.text(CATALOG) == expected.replace('msgid "Rest."', f'# {NOTE} “{left}”\n#, fuzzy\nmsgid "Rest."')
    # As it stands, it may be committed: nothing is lost, and nothing in doubt is published.
    repository.git("add", CATALOG)
    assert repository.git(command[0], "--continue").returncode == 0
    assert repository.git("status", "--porcelain").stdout == ""


def test_a_catalog_that_both_branches_added_is_merged(repository: Repository) -> None:
    name = CATALOG.replace("es", "fr")
    branches(repository, name, translated("Repos.", ""), translated("", "Buvez."))
    assert repository.git("merge", "other").returncode == 0
    assert repository.text(name) == translated("Repos.", "Buvez.")


def test_templates_are_merged(repository: Repository) -> None:
    branches(repository, "locales/x.pot", f'{START}\nmsgid "a"\nmsgstr ""\n', f'{START}\nmsgid "b"\nmsgstr ""\n')
    done = repository.git("merge", "other")
    assert done.returncode == 0, done.stdout
    assert re.findall('msgid "(.+)"', repository.text("locales/x.pot")) == ["Rest.", "Drink.", "a", "b"]


def test_sign_offs_of_both_branches_stand_and_withdrawn_ones_do_not(repository: Repository) -> None:
    repository.commit(LEDGER, "# Who.\n\n" + row("a", "a"))
    branches(
        repository,
        LEDGER,
        "# Who.\n\n" + row("a", "a") + "\n" + row("b", "b"),
        "# Who.\n\n" + row("c", "c") + "\n" + row("a", "a").replace("sign-off", "revoked").replace("digest", "of"),
    )
    done = repository.git("merge", "other")
    assert done.returncode == 0, done.stderr
    withdrawn = row("a", "a").replace("sign-off", "revoked").replace("digest", "of")
    assert repository.text(LEDGER) == "# Who.\n\n" + "\n".join((row("b", "b"), row("c", "c"), withdrawn))


@pytest.mark.parametrize(
    ("name", "content"),
    [(CATALOG, 'msgid "Rest\nmsgstr ""\n{}'), (LEDGER, "sign-off = {}\n"), (LEDGER, "[[sign-off.more]]\n# {}\n")],
)
def test_what_cannot_be_read_is_left_to_git_and_not_dropped(repository: Repository, name: str, content: str) -> None:
    repository.commit(name, content.format("[]"))
    branches(repository, name, content.format("[1]"), content.format("[2]"))
    done = repository.git("merge", "other")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "merged line by line" in done.stderr
    assert "<<<<<<< ours" in repository.text(name)
    assert "[2]" in repository.text(name)


def test_installing_twice_changes_nothing_and_works_from_a_worktree(
    repository: Repository, handouts: Handouts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> tuple[bytes, bytes]:
        return (tmp_path / ".git/config").read_bytes(), (tmp_path / ".gitattributes").read_bytes()

    before = state()
    assert handouts("merge-po", "--install")[0] == 0
    assert state() == before
    assert repository.git("worktree", "add", "-b", "third", "elsewhere/tree").returncode == 0
    tree = Repository(tmp_path / "elsewhere/tree")
    monkeypatch.chdir(tree.folder)
    assert handouts("merge-po", "--install")[0] == 0
    assert state() == before
    repository.commit(CATALOG, translated("Descanse.", ""))
    tree.commit(CATALOG, translated("", "Beba."))
    assert tree.git("merge", "main").returncode == 0
    assert tree.text(CATALOG) == translated("Descanse.", "Beba.")


def test_what_stands_in_gitattributes_stays(
    handouts: Handouts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init"], cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / ".gitattributes").write_text("* text=auto\n*.po merge=handouts")
    handouts("merge-po", "--install")
    assert (tmp_path / ".gitattributes").read_text().splitlines() == [
        "* text=auto",
        "*.po merge=handouts",
        "*.pot merge=handouts",
        "reviews.toml merge=handouts",
    ]


def test_outside_of_a_repository_it_says_so(
    handouts: Handouts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    code, out, err = handouts("merge-po", "--install")
    assert (code, out) == (2, "")
    assert "This is no Git working tree. Run it in your clone." in err


def test_it_asks_for_three_files(handouts: Handouts) -> None:
    code, _, err = handouts("merge-po", "a.po", "b.po")
    assert code == 2
    assert "BASE, OURS and THEIRS" in err
