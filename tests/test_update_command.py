"""`handouts update`: what it writes, what it leaves alone, and how it knows that there is nothing to do."""

import os
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from pipeline import catalog
from pipeline.model import Message
from tests.conftest import Handouts

SOURCE = Path("source/drinking-water.md")
CATALOG = Path("locales/es/LC_MESSAGES/drinking-water.po")
GLASS, VASO = "Keep a glass of water close to you.", "Tenga un vaso de agua cerca."
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def translated(handouts: Handouts) -> Handouts:
    """A project in which a sentence is translated, and up to date."""
    handouts("update")
    catalog = polib.pofile(str(CATALOG), wrapwidth=0)
    found = catalog.find(GLASS)
    assert found
    found.msgstr = VASO
    catalog.save()
    handouts("update")
    return handouts


def edit(old: str, new: str) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    SOURCE.write_text(text.replace(old, new), encoding="utf-8")


def entry(msgid: str) -> polib.POEntry:
    found = polib.pofile(str(CATALOG)).find(msgid)
    assert found
    return found


def files() -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().rglob("*") if path.is_file()}


def compendium(language: str = "es") -> Path:
    path = Path("other.po")
    path.write_text(HEADER.format(language) + f'msgid "{GLASS}"\nmsgstr "{VASO}"\n', encoding="utf-8")
    return path


def test_with_nothing_to_do_it_writes_nothing_and_says_the_same(translated: Handouts) -> None:
    before = files()
    assert translated("update") == (0, "", "2 catalogs, 0 changed.\n")
    assert translated("update", "es") == (0, "", "2 catalogs, 0 changed.\n")
    assert translated("update", "--check") == (0, "", "")
    after = files()
    assert {path: after[path] for path in before if path != ".handouts-cache/update"} == {
        path: before[path] for path in before if path != ".handouts-cache/update"
    }


def test_dates_of_files_and_clocks_that_are_wrong_change_nothing(translated: Handouts) -> None:
    content = CATALOG.read_bytes()
    for moment in (0, 2**31):
        for path in (SOURCE, CATALOG, Path("handouts.toml")):
            os.utime(path, (moment, moment))
        assert translated("update")[2] == "2 catalogs, 0 changed.\n"
        assert CATALOG.read_bytes() == content


def test_a_change_is_seen_though_size_and_date_of_the_file_stay(translated: Handouts) -> None:
    date = SOURCE.stat().st_mtime_ns
    edit("glass", "cupof")
    os.utime(SOURCE, ns=(date, date))
    assert translated("update", "--check")[0] == 1
    assert translated("update")[2] == "2 catalogs, 1 changed.\n"
    assert entry(GLASS.replace("glass", "cupof")).fuzzy


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(CATALOG.unlink, id="a catalog is gone"),
        pytest.param(lambda: Path("locales/drinking-water.pot").write_text("x"), id="a template was changed"),
        pytest.param(lambda: CATALOG.write_text(CATALOG.read_text().replace("#. Kind", "#. Sort")), id="a comment"),
        pytest.param(lambda: SOURCE.rename("source/other.md"), id="a handout has another name"),
    ],
)
def test_what_is_not_as_it_should_be_is_seen(translated: Handouts, damage: object) -> None:
    assert callable(damage)
    damage()
    assert translated("update", "--check")[0] == 1
    assert translated("update")[0] == 0
    assert translated("update", "--check")[0] == 0


def test_an_edited_sentence_keeps_its_translation_in_doubt_and_the_danger_is_told(translated: Handouts) -> None:
    edit(GLASS, "Do not keep a glass of water close to you.")
    assert translated("update")[0] == 0
    found = entry("Do not keep a glass of water close to you.")
    assert (found.msgstr, found.fuzzy, found.previous_msgid) == (VASO, True, GLASS)
    assert found.comment.startswith("Careful: the English now also says “Do not”.")


def test_a_project_may_leave_dangerous_ones_empty(translated: Handouts) -> None:
    with Path("handouts.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[update]\ndangerous = "empty"\n')
    edit(GLASS, "Do not keep a glass of water close to you.")
    assert translated("update")[0] == 0
    assert entry("Do not keep a glass of water close to you.").msgstr == ""
    old = [found for found in polib.pofile(str(CATALOG)).obsolete_entries() if found.msgid == GLASS]
    assert [found.msgstr for found in old] == [VASO]


def test_a_policy_that_is_none_is_told(translated: Handouts) -> None:
    with Path("handouts.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[update]\ndangerous = "hide"\n')
    code, _, err = translated("update")
    assert code == 2
    assert "“dangerous” is “hide”, which is none of “suggest”, “empty”." in err


def test_a_compendium_is_suggested_and_never_final(handouts: Handouts) -> None:
    handouts("update")
    assert handouts("update", "--compendium", str(compendium()))[0] == 0
    found = entry(GLASS)
    assert (found.msgstr, found.fuzzy) == (VASO, True)
    before = CATALOG.read_bytes()
    assert handouts("update")[2] == "2 catalogs, 0 changed.\n"
    assert CATALOG.read_bytes() == before


def test_a_compendium_of_no_language_of_the_project_is_told(handouts: Handouts) -> None:
    before = files()
    code, _, err = handouts("update", "--compendium", str(compendium("de")))
    assert code == 2
    assert "other.po: The header names the language “de”, which is none of those updated." in err
    assert files().keys() - before.keys() == {"other.po"}


def test_in_a_folder_that_cannot_be_written_to_nothing_is_remembered_and_all_is_well(translated: Handouts) -> None:
    cache = Path(".handouts-cache")
    for path in cache.iterdir():
        path.unlink()
    cache.rmdir()
    cache.write_text("in the way")
    assert translated("update") == (0, "", "2 catalogs, 0 changed.\n")
    assert cache.read_text() == "in the way"


def test_what_is_remembered_is_left_out_of_git_and_may_be_damaged(translated: Handouts) -> None:
    cache = Path(".handouts-cache")
    assert (cache / ".gitignore").read_text() == "*\n"
    for content in (b"", b"\xff\xfe", b"x y z", b"0" * 32 + b" many"):
        (cache / "update").write_bytes(content)
        assert translated("update") == (0, "", "2 catalogs, 0 changed.\n")


def test_two_updates_settle_what_one_handout_has_from_another(handouts: Handouts) -> None:
    """What an update leaves behind is current, also where it filled in what other catalogs say."""
    Path("source/other.md").write_text(f"# Other\n\n{GLASS}\n\nAnother text, and more of it.\n", encoding="utf-8")
    handouts("update", "--compendium", str(compendium()))
    Path(".handouts-cache/update").unlink(missing_ok=True)
    assert handouts("update", "--check")[0] == 0
    edit(GLASS, f"{GLASS} Always.")
    handouts("update")
    Path(".handouts-cache/update").unlink()
    assert handouts("update", "--check")[0] == 0


def test_what_a_translator_saves_while_an_update_works_is_kept(
    translated: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor knows nothing of our lock."""
    edit("Dark urine can mean", "Dark urine may mean")
    saved = CATALOG.read_text(encoding="utf-8").replace(VASO, "Tenga siempre un vaso cerca.")
    dump, saves = catalog.dump, iter([True])

    def slow(found: catalog.Catalog) -> bytes:
        content = dump(found)
        if next(saves, False):
            CATALOG.write_text(saved, encoding="utf-8")
        return content

    monkeypatch.setattr(catalog, "dump", slow)
    assert translated("update")[2] == "2 catalogs, 1 changed.\n"
    assert entry(GLASS).msgstr == "Tenga siempre un vaso cerca."
    assert entry("Dark urine may mean that you need more water.").msgid
    assert translated("update", "--check") == (0, "", "")


def test_a_handout_with_another_name_takes_its_whole_catalog_along(translated: Handouts) -> None:
    before = catalog.read(CATALOG)
    kept = (*before.messages, Message("Once said.", ("Dicho una vez.",), obsolete=True))
    doubtful = replace(before.messages[0], msgstr=("¿Agua?",), flags=("fuzzy",), comments=("Ask Ana.",))
    CATALOG.write_bytes(catalog.dump(replace(before, messages=(doubtful, *kept[1:]))))
    translated("update")
    before = catalog.read(CATALOG)
    SOURCE.rename("source/water.md")
    Path("source/water.md").write_text(Path("source/water.md").read_text().replace("close to you", "near you"))
    code, _, err = translated("update")
    assert code == 0, err
    after = catalog.read(CATALOG.with_name("water.po"))
    assert after.header == {**before.header, "POT-Creation-Date": after.header["POT-Creation-Date"]}
    said = {message.msgid: (message.msgstr, message.fuzzy, message.comments) for message in after.messages}
    for message in before.messages:
        if message.msgid != GLASS:
            assert said[message.msgid] == (message.msgstr, message.fuzzy, message.comments)
    assert said[GLASS.replace("close to you", "near you")] == ((VASO,), True, ())
    assert CATALOG.is_file()


def test_catalogs_of_no_handout_are_told_with_what_keeps_their_work(translated: Handouts) -> None:
    assert translated("status")[2] == ""
    SOURCE.rename("source/water.md")
    told = (
        "“drinking-water” has 1 catalog and no handout. `handouts update` gives what is said there to the handout that "
        "has the texts now; then remove it: `git rm locales/drinking-water.pot "
        "locales/*/LC_MESSAGES/drinking-water.po`.\n"
    )
    assert told in translated("check")[2]
    for _ in range(2):
        assert translated("update")[2].endswith(f" changed.\n{told}")
    for arguments in (["status"], ["check"], ["check", "es", "--format", "json"], ["run", "--jobs", "1"]):
        code, out, err = translated(*arguments)
        assert (code, told in err, "and no handout" in out) == (0, True, False)
    CATALOG.unlink()
    assert translated("update") == (0, "", "2 catalogs, 0 changed.\n")
