"""`findings` as SARIF 2.1.0, which GitHub and other forges show as code scanning alerts.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.model import Coverage, Finding, Severity
from pipeline.report.document import dump
from pipeline.report.words import ordered, plain

_LEVELS: Mapping[Severity, str] = {
    Severity.OFF: "none",
    Severity.INFO: "note",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


def findings(found: Sequence[Finding], _coverage: Sequence[Coverage]) -> str:
    """Return one run with its rules and results. The coverage has no place in SARIF."""
    found = ordered(found)
    rules = sorted({finding.check: finding.issue_type for finding in found}.items())
    places = {check: place for place, (check, _) in enumerate(rules)}
    seen: Counter[str] = Counter()
    return dump(
        {
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "handouts",
                            "version": __version__,
                            "rules": [_rule(check, issue_type) for check, issue_type in rules],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(finding, places[finding.check], seen) for finding in found],
                }
            ],
        }
    )


def _rule(check: str, issue_type: str) -> dict[str, Any]:
    return {
        "id": check,
        "shortDescription": {"text": check.replace("-", " ").capitalize() + "."},
        "help": {"text": f"Run `handouts explain {check}`."},
        "properties": {"itsLocQualityIssueType": issue_type},
    }


def _result(finding: Finding, rule: int, seen: Counter[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(os.fsencode(finding.file))}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding, seen)},
        "properties": {
            "locale": finding.locale,
            "msgctxt": finding.msgctxt,
            "msgid": finding.msgid,
            "msgstr": finding.msgstr,
            "fix": finding.fix,
        },
    }


def _message(text: str) -> str:
    """Return plain text; `[words](target)` in it would be a link, so its brackets are escaped (section 3.11.6)."""
    shown = plain(text)
    return shown.replace("[", "\\[").replace("]", "\\]") if "](" in shown else shown


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return what stays the same while lines move: GitHub knows an alert again by this key alone."""
    parts = (finding.check, finding.file, finding.msgctxt, finding.msgid)
    text = "\0".join("" if part is None else f"={part}" for part in parts)
    # The name of a file need not be UTF-8; Python has its bytes as surrogates (PEP 383).
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[key] += 1
    return f"{key}:{seen[key]}"
