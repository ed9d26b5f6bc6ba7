"""The benchmark's corpus is the same every time and its key is right; what tools flag is scored as it should be."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from bench import checks, corpus, edits, english, process, real_catalogs, tools, update
from bench.pseudo import Language
from bench.score import score

TERMS = 40


def write(folder: Path, seed: int = 1) -> corpus.Corpus:
    return corpus.write(folder, docs=2, locales=5, terms=TERMS, seed=seed, traps=0.5)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> corpus.Corpus:
    return write(tmp_path_factory.mktemp("corpus"))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_arguments_give_the_same_bytes_and_another_seed_gives_others(
    tiny: corpus.Corpus, tmp_path: Path
) -> None:
    again = write(tmp_path / "again")
    other = write(tmp_path / "other", seed=2)
    assert files(again.folder) == files(tiny.folder)
    assert files(other.folder) != files(tiny.folder)


def test_more_locales_or_terms_than_there_are_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="20 locales"):
        corpus.write(tmp_path, docs=1, locales=21, terms=1)
    with pytest.raises(ValueError, match="terms"):
        english.terms(1_000_000, 1)


def test_what_the_key_does_not_name_is_translated_as_the_language_has_it(tiny: corpus.Corpus) -> None:
    names = english.terms(TERMS, 1)
    met = 0
    for locale in tiny.locales:
        language = Language(locale, names)
        for domain in tiny.domains:
            for entry in polib.pofile(str(tiny.folder / "locales" / locale / "LC_MESSAGES" / f"{domain}.po")):
                met += 1
                at = (locale, domain, entry.msgid)
                right = entry.msgstr == language.translate(entry.msgid) and not entry.fuzzy
                assert right == (at not in tiny.defects and at not in tiny.traps)
    assert met == tiny.messages
    assert tiny.defects.keys().isdisjoint(tiny.traps)


def test_every_kind_of_defect_and_trap_comes_up(tmp_path: Path) -> None:
    made = corpus.write(tmp_path, docs=8, locales=5, terms=40, traps=0.5)
    assert set(made.defects.values()) == set(corpus.RATES)
    assert set(made.traps.values()) == {"local_digits", "decimal_comma", "percent_space", "inflected_term"}


@pytest.mark.parametrize(
    ("locale", "english_text", "translated"),
    [
        ("zh_Hans", "Call 911.", "911。"),
        ("ar", "Why, {clinic_name}?", "، {clinic_name}؟"),
        ("hi", "See [it](https://a.example/).", "(https://a.example/)।"),
        ("fr", "Stop!", "\u00a0!"),
    ],
)
def test_addresses_numbers_and_facts_stay_and_marks_are_the_scripts_own(
    locale: str, english_text: str, translated: str
) -> None:
    assert Language(locale, ()).translate(english_text).endswith(translated)


def test_spanish_opens_its_questions() -> None:
    said = Language("es", ()).translate("Stop. Does it hurt?")
    assert said.count("¿") == 1
    assert said.index("¿") > said.index(".")


def test_a_term_has_its_own_name_and_keeps_its_plural() -> None:
    language = Language("es", ("renal cyst",))
    assert language.translate("renal cyst") == language.preferred["renal cyst"]
    assert language.translate("renal cysts") == language.preferred["renal cyst"] + "s"
    assert language.translate("renal cyst", {"renal cyst": "otro"}) == "otro"
    names = {language.preferred["renal cyst"], language.deprecated["renal cyst"], language.name("renal cyst", "w")}
    assert len(names) == 3


def test_a_score_counts_messages_once_and_right_ones_as_false() -> None:
    a, b, c, d = (("es", "one", name) for name in "abcd")
    made = corpus.Corpus(Path(), ("es",), ("one",), 10, {a: "fuzzy", b: "fuzzy", c: "wrong_url"}, {d: "local_digits"})
    found = score(made, {a: {"x", "y"}, c: {"x"}, d: {"y"}})
    assert found.recall == {"fuzzy": 0.5, "wrong_url": 1.0}
    assert found.total_recall == pytest.approx(2 / 3)
    assert found.precision == pytest.approx(2 / 3)
    assert found.false_share == pytest.approx(1 / 7)
    assert found.false_by == {"y": 1}
    assert found.trapped == {"local_digits": 1}
    assert found.missed == (b,)
    assert found.alarms == (d,)


def test_a_score_of_nothing_flagged_is_no_division_by_zero() -> None:
    found = score(corpus.Corpus(Path(), (), (), 0, {}, {}), {})
    assert (found.total_recall, found.precision, found.false_share) == (1.0, 1.0, 0.0)


def test_the_checks_find_every_defect_of_a_small_corpus(tmp_path: Path) -> None:
    made = corpus.write(tmp_path, docs=1, locales=2, terms=40)
    tools.prepare(made)
    used, flagged = tools.handouts(made)
    found = score(made, flagged)
    assert found.missed == ()
    assert used.cpu > 0
    assert used.peak > 0
    text = checks.report(made, {"handouts": checks.Result(1.0, 2_000_000, found)})
    assert f"{made.messages:,} messages, {len(made.defects):,} of them defective; no traps." in text
    assert "| recall | 1.0000 |" in text


def test_pofilter_is_read_by_the_names_of_its_tests(tmp_path: Path) -> None:
    made = corpus.write(tmp_path, docs=1, locales=1, terms=40)
    _, flagged = tools.pofilter(made)
    untranslated = [at for at, kind in made.defects.items() if kind == "untranslated"]
    assert untranslated
    assert all("untranslated" in flagged[at] for at in untranslated)


def test_a_survey_leaves_out_what_is_unfinished_and_gives_shares_of_messages() -> None:
    def finding(check: str, line: int, msgid: str) -> dict[str, object]:
        names = {"check": check, "severity": "warning", "locale": "es", "file": "a.po", "message": "Bad."}
        return names | {"line": line, "msgid": msgid, "msgstr": "b"}

    found = [finding("fuzzy", 1, "a"), finding("double-space", 1, "a"), finding("double-space", 5, "c")]
    found += [finding("double-space", 5, "c"), finding("header-field-missing", 9, "")]
    alarms = tuple(real_catalogs.alarms("Some==1", found))
    assert [(one.check, one.msgid) for one in alarms] == [("double-space", "c")] * 2
    survey = real_catalogs.Survey(alarms, Counter({"es": 4}))
    assert survey.shares() == {"double-space": 0.25}
    assert "| double-space | warning | 1 | 25.000 % | es 25.0 % |" in real_catalogs.report(survey)
    assert real_catalogs.samples(alarms, "double-space", 3)[0] == "## double-space"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[corpus.Corpus, corpus.Corpus, list[edits.Edit]]:
    """A corpus, one with its sources edited and its catalogs as yet, and what was edited."""
    folder = tmp_path_factory.mktemp("edited")
    old = corpus.write(folder / "old", docs=16, locales=2, terms=TERMS)
    process.handouts(old.folder, "update")
    done = update.revised(old, folder / "new", docs=16, terms=TERMS, seed=1)
    return old, replace(old, folder=folder / "new"), done


def test_edits_are_the_same_every_time_and_all_kinds_come_up(
    edited: tuple[corpus.Corpus, corpus.Corpus, list[edits.Edit]], tmp_path: Path
) -> None:
    _, new, done = edited
    (tmp_path / "source").mkdir()
    assert edits.revise(tmp_path, docs=16, terms=TERMS) == done
    sources = {path.name: path.read_text() for path in (new.folder / "source").glob("*.md")}
    assert sources == {path.name: path.read_text() for path in (tmp_path / "source").glob("*.md")}
    assert {edit.kind for edit in done} == {
        "added", "deleted", "joined", "made bold", "moved inside", "moved to another", "number changed",
        "sentence added", "split", "typo", "word dropped", "word replaced",
    }  # fmt: skip
    for edit in done:
        assert all(text in sources[f"{edit.domain}.md"] for text in edit.new)


def test_an_update_keeps_what_stayed_or_moved_and_suggests_the_right_text_for_the_rest(
    edited: tuple[corpus.Corpus, corpus.Corpus, list[edits.Edit]], tmp_path: Path
) -> None:
    old, new, done = edited
    languages = [Language(locale, english.terms(TERMS, 1)) for locale in old.locales]
    before = update.outcomes(old, new, done, languages)
    assert before["typo"].keys() == before["split"].keys() == {"lost"}

    work = replace(new, folder=tmp_path / "work")
    shutil.copytree(new.folder, work.folder)
    process.handouts(work.folder, "update")
    found = update.outcomes(old, work, done, languages)
    assert {kind: set(counts) for kind, counts in found.items()} == {
        **{kind: {"suggested"} for kind in before},
        **{kind: {"kept"} for kind in ("unchanged", "moved inside", "moved to another")},
        "added": {"empty"},
    }
    _, wrote = update.idle(work.folder)
    assert not wrote


def test_what_an_update_does_wrong_is_counted(
    edited: tuple[corpus.Corpus, corpus.Corpus, list[edits.Edit]], tmp_path: Path
) -> None:
    old, new, _ = edited
    language = Language(old.locales[0], english.terms(TERMS, 1))
    work = replace(new, folder=tmp_path / "work", locales=old.locales[:1])
    shutil.copytree(new.folder, work.folder)
    path = work.folder / "locales" / language.locale / "LC_MESSAGES" / "handout-0001.po"
    catalog = polib.pofile(str(path))
    kept, lost, doubtful, other, edited_one = [entry for entry in catalog if entry.translated()][:5]
    done = [edits.Edit("typo", "handout-0001", (edited_one.msgid,), (edited_one.msgid,))]
    lost.msgstr, other.msgstr = "", "x"
    doubtful.flags.append("fuzzy")
    catalog.save()
    only = replace(old, domains=("handout-0001",))
    found = update.outcomes(only, replace(work, domains=("handout-0001",)), done, [language])
    assert {name: found["unchanged"][name] for name in ("lost", "in doubt", "wrong hint")} == dict.fromkeys(
        ("lost", "in doubt", "wrong hint"), 1
    )
    assert found["unchanged"]["kept"] > 1
    assert kept.translated()
    assert found["typo"] == {"taken for final": 1}
