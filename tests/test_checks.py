"""Every check against its fixtures `tests/checks/<id>.<locale>.po` and the examples of its page.

In a fixture a message under `# expect: ID, ID` gives exactly these findings, and any other message none.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import catalog, checks, terms
from pipeline.catalog import Catalog
from pipeline.checks import Example, RunContext, registry
from pipeline.checks.registry import check
from pipeline.model import Message, Severity

FOLDER = Path(__file__).parent / "checks"
FIXTURES = sorted(FOLDER.glob("*.po"))
TERMBASE = terms.read(FOLDER / "terms.tbx", FOLDER)
CONTEXT = RunContext(termbase=TERMBASE, root=FOLDER)

Found = dict[int, Counter[str]]


def name_of(path: Path) -> tuple[str, str]:
    """The check and the locale that a fixture is for."""
    check_id, locale, _ = path.name.split(".")
    return check_id, locale


def expected(one: Catalog) -> Found:
    """What the comments of a fixture say: the ids of findings by line."""
    assert one.original is not None
    by_line: Found = {}
    for message in [entry.message for entry in one.original.entries]:
        for comment in message.comments:
            if match := re.match(r"\s*expect: (.+)", comment):
                by_line[message.line] = Counter(match[1].split(", "))
    return by_line


def found(one: Catalog, context: RunContext = CONTEXT) -> Found:
    by_line: Found = {}
    for finding in checks.run(one, context):
        by_line.setdefault(finding.line, Counter())[finding.check] += 1
    return by_line


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_a_fixture_gives_what_it_says(path: Path) -> None:
    one = catalog.read(path, locale=name_of(path)[1])
    assert found(one) == expected(one)


def test_every_check_has_fixtures_that_it_speaks_and_is_silent_on() -> None:
    speaks = {name for path in FIXTURES for names in expected(catalog.read(path)).values() for name in names}
    assert speaks == set(registry())
    assert {name_of(path)[0] for path in FIXTURES} == set(registry())
    for check_id in registry():
        mine = [catalog.read(path) for path in FIXTURES if name_of(path)[0] == check_id]
        entries = sum(len(one.live) + 1 for one in mine)
        assert any(check_id in names for one in mine for names in expected(one).values()), check_id
        assert sum(len(expected(one)) for one in mine) < entries, check_id


HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
EXAMPLES = [(name, example) for name, check in registry().items() for example in check.examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_of_the_manual_is_what_it_says(name: str, example: Example) -> None:
    whole = example.po if 'msgid ""\n' in example.po else HEADER.format(locale=example.locale) + example.po
    one = catalog.read(Path("example.po"), locale=example.locale, content=whole.encode())
    names = {finding.check for finding in checks.run(one, CONTEXT)}
    assert names == (set() if example.good else {name})


# ------------------------------------------------------------------------------------------------------- the runner


def catalog_of(*messages: Message, locale: str = "es", name: str = "x.po") -> Catalog:
    fields = {
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return Catalog(path=Path(name), locale=locale, domain="x", header=fields, messages=messages)


WRONG = Message("Take 10 mg.", ("Tome 100 mg.",), line=7)


def test_a_finding_says_where_and_what() -> None:
    finding = checks.run(catalog_of(WRONG), CONTEXT)[0]
    assert (finding.check, finding.severity, finding.issue_type) == ("number-mismatch", Severity.ERROR, "numbers")
    assert (finding.file, finding.line, finding.locale) == ("x.po", 7, "es")
    assert (finding.msgid, finding.msgstr, finding.message) == ("Take 10 mg.", "Tome 100 mg.", "10 is missing.")


def test_files_are_named_from_the_root(tmp_path: Path) -> None:
    inside = replace(catalog_of(WRONG), path=tmp_path / "locales" / "x.po")
    assert checks.run(inside, RunContext(root=tmp_path))[0].file == "locales/x.po"
    assert checks.run(inside, RunContext(root=tmp_path / "elsewhere"))[0].file == str(tmp_path / "locales" / "x.po")


@pytest.mark.parametrize(
    ("context", "severities"),
    [
        (RunContext(), {Severity.ERROR}),
        (RunContext(severities={"number-mismatch": Severity.INFO}), {Severity.INFO}),
        (RunContext(severities={"number-mismatch": Severity.OFF}), set()),
        (RunContext(ignore=("number-mismatch",)), set()),
        (RunContext(select=("number-mismatch",)), {Severity.ERROR}),
        (RunContext(select=("fuzzy",)), set()),
    ],
)
def test_settings_choose_and_weigh(context: RunContext, severities: set[Severity]) -> None:
    assert {finding.severity for finding in checks.run(catalog_of(WRONG), context)} == severities


def test_neither_the_source_language_nor_a_template_is_a_translation() -> None:
    assert checks.run(catalog_of(WRONG, locale="en"), CONTEXT) == ()
    assert checks.run(catalog_of(replace(WRONG, msgstr=("",)), locale="", name="x.pot"), CONTEXT) == ()


def test_a_plural_form_may_follow_either_source_but_not_neither() -> None:
    message = Message("1 day", ("1 día", "%d días"), msgid_plural="%d days", flags=("c-format",))
    assert found(with_plurals(message)) == {}
    wrong = replace(message, msgstr=("1 día", "10 días"))
    assert [f.msgstr for f in checks.run(with_plurals(wrong), CONTEXT)] == ["10 días", "10 días"]


def with_plurals(message: Message) -> Catalog:
    one = catalog_of(message)
    return replace(one, header={**one.header, "Plural-Forms": "nplurals=2; plural=(n != 1);"})


def test_a_fact_of_the_handout_that_is_not_in_the_text_is_told_apart() -> None:
    message = Message("{n_men} men", ("{n_women} hombres",), flags=("python-brace-format",))
    texts = [f.message for f in checks.run(catalog_of(message), RunContext(facts={"n_men", "n_women"}))]
    assert texts == ["{n_men} is missing.", "{n_women} is a fact of the handout, but not of this text."]


def test_a_fix_is_offered_only_where_it_is_beyond_doubt() -> None:
    damaged = Message("Call us.", ("Ll\bámenos.",))
    assert checks.run(catalog_of(damaged), CONTEXT)[0].fix == "Llámenos."
    lost = Message("Call us.", ("Ll\ufffdmenos.",))
    assert checks.run(catalog_of(lost), CONTEXT)[0].fix is None


def test_texts_name_every_finding_of_a_catalog() -> None:
    for path in FIXTURES:
        one = catalog.read(path, locale=name_of(path)[1])
        for finding in checks.run(one, CONTEXT):
            assert (finding.msgctxt, finding.msgid, finding.msgstr) in checks.texts(one)


@pytest.mark.parametrize("locale", ["xx", "", "sr@latin", "zh_CN", "not a locale", "pt_br"])
def test_an_unknown_locale_is_checked_as_well_as_can_be(locale: str) -> None:
    findings = checks.run(catalog_of(WRONG, locale=locale), CONTEXT)
    assert "number-mismatch" in {finding.check for finding in findings}


# ------------------------------------------------------------------------------------------------------ the registry

DOCSTRING = """Say what is wrong.

    Say why it matters.

    Bad (es):

        msgid "a"
        msgstr "b"

    Good (es):

        msgid "a"
        msgstr "a"
    """


@pytest.mark.parametrize(
    ("name", "issue_type", "docstring", "complaint"),
    [
        ("fuzzy", "other", DOCSTRING, "already declared in pipeline.checks.state"),
        ("Not An Id", "other", DOCSTRING, "is no id of a check"),
        ("new-one", "nonsense", DOCSTRING, "is no issue type"),
        ("new-one", "other", "", "needs a summary"),
        ("new-one", "other", "Say what is wrong.", "needs a summary"),
        ("new-one", "other", DOCSTRING[: DOCSTRING.index("Good")], "needs a bad and a good example"),
    ],
)
def test_a_declaration_that_is_not_whole_is_refused(name: str, issue_type: str, docstring: str, complaint: str) -> None:
    def function(message, context):  # type: ignore[no-untyped-def]
        yield from ()

    function.__doc__ = docstring
    registry()
    with pytest.raises(ValueError, match=complaint):
        check(name, Severity.ERROR, issue_type=issue_type)(function)  # type: ignore[arg-type]


def test_a_check_of_a_plug_in_runs_like_any_other(tmp_path: Path) -> None:
    """A package whose entry point names a module; it is another process, so that nothing stays declared here."""
    import subprocess
    import sys

    (tmp_path / "plug_in.py").write_text(
        "from pipeline.checks import Problem, check\n"
        "from pipeline.model import Severity\n"
        "@check('shouting', Severity.INFO, issue_type='style')\n"
        f"def shouting(message, context):\n    '''{DOCSTRING}'''\n    yield Problem('Why so loud?')\n"
    )
    information = tmp_path / "plug_in-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: plug-in\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[handouts.checks]\nshouting = plug_in\n")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from pipeline import checks; print(*checks.registry())"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(shown.stdout.split()) == {*registry(), "shouting"}


# ---------------------------------------------------------------------------------------------------- any text at all

LOCALES = ("ar", "de", "es", "he", "hi", "ja", "km", "ko", "ru", "th", "vi", "xx", "zh_Hans")
MEANINGFUL = st.text(alphabet="*_`[](){}<>!\\@#%$sd0123456789.,:/ \n\u202e\u2067\u066b½aé性ال-")
TEXTS = st.text() | MEANINGFUL
FLAGS = st.sets(st.sampled_from(["fuzzy", "c-format", "python-format", "python-brace-format"])).map(tuple)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    plural = draw(st.none() | TEXTS)
    forms = draw(st.lists(TEXTS, min_size=1, max_size=1 if plural is None else 6))
    comments = tuple(draw(st.lists(TEXTS | TEXTS.map("allow: {}".format), max_size=2)))
    return Message(draw(TEXTS), tuple(forms), None, plural, draw(FLAGS), comments)


@given(messages(), st.sampled_from(LOCALES), st.text() | st.just("nplurals=2; plural=(n != 1);"))
def test_any_text_gives_findings_and_never_an_exception(message: Message, locale: str, plural_forms: str) -> None:
    one = catalog_of(message, locale=locale)
    one = replace(one, header={**one.header, "Plural-Forms": plural_forms})
    for finding in checks.run(one, CONTEXT):
        assert finding.check in registry()
        assert finding.message


@given(TEXTS, st.sampled_from(LOCALES))
def test_the_same_text_has_the_same_numbers_markup_and_addresses(text: str, locale: str) -> None:
    """What a text says does not depend on whose it is, but for the marks in its numbers."""
    about_form = {"placeholder-mismatch", "markup-mismatch", "url-mismatch", "raw-html", "newline-mismatch"}
    one = catalog_of(Message(text, (text,)), locale=locale)
    assert not about_form & {finding.check for finding in checks.run(one, RunContext())}
