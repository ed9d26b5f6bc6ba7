"""`findings` as JUnit XML: a suite a file; errors fail, warnings and notes are only told.

The format has no weaker word than failure, and a warning must not break a build that `--fail-on error` lets pass.
"""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from pipeline.model import Coverage, Finding, Severity
from pipeline.report.words import ordered, percent, plain, severity


def findings(found: Sequence[Finding], coverage: Sequence[Coverage]) -> str:
    """Return a suite for each file with findings, and one that lists the catalogs, so that no run is empty."""
    root = ElementTree.Element("testsuites", name="handouts")
    for file, group in groupby(ordered(found), key=lambda finding: finding.file):
        _suite(root, file, list(group))
    if coverage:
        _catalogs(root, coverage)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(root: ElementTree.Element, file: str, found: Sequence[Finding]) -> None:
    failures = sum(finding.severity is Severity.ERROR for finding in found)
    suite = _new_suite(root, file, tests=len(found), failures=failures)
    for finding in found:
        name = f"{finding.check} (line {finding.line})" if finding.line else finding.check
        case = ElementTree.SubElement(suite, "testcase", classname=plain(file), name=plain(name), file=plain(file))
        if finding.line:
            case.set("line", str(finding.line))
        told = plain(finding.message)
        details = (
            f"{plain(file)}:{finding.line}: {told}\nmsgid: {plain(finding.msgid)}\nmsgstr: {plain(finding.msgstr)}"
        )
        if finding.severity is Severity.ERROR:
            failure = ElementTree.SubElement(case, "failure", type=finding.check, message=told)
            failure.text = details
        else:
            ElementTree.SubElement(case, "system-out").text = f"{severity(finding)}: {details}"


def _catalogs(root: ElementTree.Element, coverage: Sequence[Coverage]) -> None:
    suite = _new_suite(root, "catalogs", tests=len(coverage), failures=0)
    for row in coverage:
        case = ElementTree.SubElement(suite, "testcase", classname="catalogs", name=plain(f"{row.locale}/{row.domain}"))
        told = f"{percent(row.translated, row.total)}% translated, {percent(row.reviewed, row.total)}% reviewed"
        ElementTree.SubElement(case, "system-out").text = told


def _new_suite(root: ElementTree.Element, name: str, *, tests: int, failures: int) -> ElementTree.Element:
    counts = {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0"}
    return ElementTree.SubElement(root, "testsuite", {"name": plain(name), **counts})
