"""The benchmark's corpus is the same every time and its key is right; what tools flag is scored as it should be."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from bench import __main__ as bench
from bench import checks, corpus, edits, english, peers, process, real_catalogs, stages, tools, update
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


def test_a_share_of_false_alarms_counts_the_judged_messages_that_are_still_flagged() -> None:
    rows = [line.split("\t") for line in real_catalogs.LABELS.read_text(encoding="utf-8").splitlines()[1:]]
    pinned = {package.partition("==")[0]: package for package in real_catalogs.PACKAGES}
    mine = [row for row in rows if row[0] == "unchanged"]
    kept = [row for row in mine if row[1] == "false"][:1] + [row for row in mine if row[1] == "real"][:3]
    alarms = tuple(
        real_catalogs.Alarm(check, "warning", pinned[package], locale, json.loads(msgid), json.loads(msgstr), "Bad.")
        for check, _, package, locale, msgid, msgstr in kept
    )
    survey = real_catalogs.Survey(alarms, Counter({"es": 200}))
    assert "| unchanged | 4 | 1 | 2.000 % | 0.500 % |" in real_catalogs.judged(survey)
    assert {label for _, label, *_ in rows} == {"real", "false"}
    assert len({tuple(row) for row in rows}) == len(rows)
    assert min(Counter(check for check, *_ in rows).values()) >= 150


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


def test_memory_is_of_the_command_alone_and_not_of_whoever_measures(tmp_path: Path) -> None:
    held = bytearray(80_000_000)
    assert process.measure(["true"], tmp_path).peak < 20_000_000 < len(held)
    assert process.measure([sys.executable, "-c", "bytearray(90_000_000)"], tmp_path).peak > 90_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has orphans adopted by whom they should be")
def test_a_process_that_a_command_leaves_behind_counts_too(tmp_path: Path) -> None:
    work = f"{sys.executable} -c 'sum(range(4_000_000))'"
    left = process.measure(["sh", "-c", f"{work} & exec true"], tmp_path)
    assert left.cpu > process.measure(["true"], tmp_path).cpu + 0.02


def test_a_command_that_is_missing_or_fails_is_an_error_and_one_that_may_find_something_is_not(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        process.measure(["no-such-program"], tmp_path)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        process.measure(["sh", "-c", "echo Why >&2; exit 3"], tmp_path)
    assert caught.value.stderr == b"Why\n"
    assert process.measure(["sh", "-c", "echo found; exit 1"], tmp_path, good=(0, 1)).output == b"found\n"


def test_msgfmt_names_the_message_of_the_line_that_it_complains_of(tmp_path: Path) -> None:
    made = corpus.write(tmp_path, docs=1, locales=1, terms=40)
    path = tmp_path / "locales" / made.locales[0] / "LC_MESSAGES" / f"{made.domains[0]}.po"
    entry = '#. p\n#, python-brace-format\nmsgid ""\n"Call "\n"{x}."\nmsgstr "Llame."\n'
    path.write_text(f"{path.read_text()}\n{entry}")
    _, flagged = tools.msgfmt(made)
    assert flagged == {(made.locales[0], made.domains[0], "Call {x}."): {"msgfmt"}}


def test_a_peer_gets_what_has_changed_and_the_rest_keeps_its_date(tiny: corpus.Corpus, tmp_path: Path) -> None:
    work = replace(tiny, folder=tmp_path / "work")
    shutil.copytree(tiny.folder, work.folder)
    theirs = peers.refresh(work, tmp_path / "theirs").folder
    first, second = (theirs / "source" / f"{domain}.md" for domain in tiny.domains)
    before = first.stat().st_mtime_ns
    (work.folder / "source" / second.name).write_text("Changed.\n")
    peers.refresh(work, theirs)
    assert second.read_text() == "Changed.\n"
    assert first.stat().st_mtime_ns == before
    assert (theirs / "locales").is_dir()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[stages.Row]:
    """Every stage on one handout in one locale, where none of the peers is there that pip would have to fetch."""
    folder = tmp_path_factory.mktemp("bench")
    made = corpus.write(folder / "corpus", docs=1, locales=1, terms=TERMS)
    tools.prepare(made)
    measured = stages.Bench(made, folder / "no peers", TERMS, traps=0.3, times=1)
    return [row for stage in stages.STAGES.values() for row in stage(measured)]


def test_every_goal_is_of_something_that_is_measured(rows: list[stages.Row]) -> None:
    tools_of = {(row.stage, row.tool) for row in rows}
    qualities = {(row.stage, name) for row in rows for name in row.quality}
    for goal in stages.GOALS:
        assert (goal.stage, goal.what) in tools_of | qualities


def test_ours_is_first_in_every_stage_and_measured_and_what_is_not_there_says_so(rows: list[stages.Row]) -> None:
    for stage in dict.fromkeys(row.stage for row in rows):
        first = next(row for row in rows if row.stage == stage)
        assert "handouts" in first.tool or "ours" in first.tool
        assert first.used, first.why
        assert first.used.peak > 0
    missing = {row.tool for row in rows if not row.used}
    assert {"Weblate's checks, one process", "mdpo, one process", "Sphinx gettext", "Babel"} <= missing
    assert all("not measured: " in row.why for row in rows if not row.used)
    text = bench.table(rows)
    assert "| extract | Sphinx gettext | not measured: " in text


def test_a_stage_leaves_quality_that_the_small_corpus_reaches(rows: list[stages.Row]) -> None:
    first = {row.stage: row for row in reversed(rows)}
    assert first["check"].quality["recall"] == 1.0
    assert first["update, nothing new"].quality == {"files written": 0.0}
    assert first["update"].quality["unchanged, kept"] == 1.0


def made_up(stage: str, tool: str, cpu: float, wall: float = 1.0, **more: object) -> stages.Row:
    used = process.Usage(cpu, 20_000_000, b"", wall)
    return replace(stages.Row(stage, tool, used), **more)  # type: ignore[arg-type]


def test_a_table_tells_ratios_goals_and_what_is_reached() -> None:
    found = [
        made_up("extract", "handouts", 1.0),
        made_up("extract", "mdpo, one process", 0.5),
        made_up("extract", "Sphinx gettext", 1.25),
        made_up("PDFs, two processes", "handouts", 6.0, 1.0),
        made_up("PDFs, two processes", "WeasyPrint, a process each", 1.0, 8.0),
        made_up("pages, cold", "handouts", 1.0, quality={"kept": 0.5}),
        made_up("pages, cold", "mdpo + Markdown, one process", 2.0),
    ]
    lines = bench.table(found).splitlines()
    assert lines[3] == "| extract | mdpo, one process | 0.50 | 1.00 | 20 | 2.00 | 2.50 | yes |"
    assert lines[4] == "| extract | Sphinx gettext | 1.25 | 1.00 | 20 | 0.80 | 0.40 | no |"
    assert lines[6].endswith("| 0.12 (wall) | 0.17 | yes |")
    assert lines[8].endswith("| 0.50 | 1.00 | yes, and the stretch |")
    told = json.loads(json.dumps(bench.document(found)))
    assert [each["ratio"] for each in told] == [None, 2.0, 0.8, None, 0.125, None, 0.5]
    assert told[1]["goal"] == 2.5
    assert told[1]["peak"] == 20_000_000
    assert bench.qualities(found).endswith("| kept | 0.5000 |  |  |")


def test_a_quality_below_its_goal_is_not_reached() -> None:
    found = [
        made_up("check", "handouts", 1.0, quality={"recall": 0.98, "right messages flagged": 0.0005}),
        made_up("check", "pofilter", 1.0, quality={"recall": 0.8, "right messages flagged": 0.08}),
    ]
    assert bench.qualities(found).splitlines() == [
        "| check | handouts | goal | reached | pofilter |",
        "| --- | ---: | ---: | --- | ---: |",
        "| recall | 0.9800 | 0.99 | no | 0.8000 |",
        "| right messages flagged | 0.0005 | 0.001 | yes | 0.0800 |",
    ]


def test_growth_is_what_a_handout_costs_beside_the_size_before() -> None:
    runs = {
        10: [made_up("extract", "handouts", 1.0, things=10)],
        100: [made_up("extract", "handouts", 10.4, things=100)],
        1000: [made_up("extract", "handouts", 120.0, things=1000)],
    }
    lines = bench.growth(runs).splitlines()
    assert lines[2:] == [
        "| extract | 10 | 1.00 | 100.0 | 20 |  |  |",
        "| extract | 100 | 10.40 | 104.0 | 20 | 1.04 | yes |",
        "| extract | 1,000 | 120.00 | 120.0 | 20 | 1.15 | no |",
    ]


def test_growth_is_of_ours_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = ["--growth", "1,2", "--locales", "1", "--terms", str(TERMS), "--times", "1", "--only", "extract"]
    monkeypatch.setattr(sys, "argv", ["bench", *sizes])
    bench.main()
    stages_told = [line.split(" | ")[0] for line in capsys.readouterr().out.splitlines()[2:]]
    assert stages_told == ["| extract"] * 2 + ["| extract, nothing new"] * 2
