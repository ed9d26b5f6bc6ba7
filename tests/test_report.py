"""`pipeline.report`: what each format says, and that hostile text in a catalog cannot leave its place in any."""

import json
import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.model import Coverage, Finding, Severity
from pipeline.report import FINDINGS, STATUS
from pipeline.report.words import percent

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
    return Finding("term-missing", Severity.ERROR, text, text, 3, text, text, text, text, text)


# --------------------------------------------------------------------------------------------------------------- text


def test_text() -> None:
    assert FINDINGS["text"](FOUND, COVERAGE) == (
        "locales/ar/LC_MESSAGES/x.po: info header: has no team\n"
        "locales/ar/LC_MESSAGES/x.po:7: warning unchanged: is still the source text Fix: راحة\n"
        "\n"
        "locales/es/LC_MESSAGES/x.po:12: error number-mismatch: 10 is missing\n"
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


def test_hostile_text() -> None:
    lines = FINDINGS["text"]([hostile()], ()).splitlines()
    assert len(lines) == 3
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
    if name == "markdown":
        tags = {element.tag for element in rendered(printed).iter()}
        assert tags <= {"body", "table", "thead", "tbody", "tr", "th", "td", "code", "p"}


@pytest.mark.parametrize("name", STATUS)
def test_no_text_breaks_a_status(name: str) -> None:
    printed = STATUS[name]([Coverage(HOSTILE, HOSTILE, 1, 0, 0, 1, 0, 0)])
    assert printed.encode()
    assert not re.search("[\u202e\x1b\x00\u2028]", printed)
