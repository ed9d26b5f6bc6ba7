"""`findings`, `status` and `readability` as one JSON document each, for programs.

Its shape is `"version": 1` and is documented.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.model import Coverage, Finding
from pipeline.readability import Row
from pipeline.report.words import ordered, plain, severity
from pipeline.review import Summary

_BEYOND_ASCII = re.compile(r"[^\x20-\x7e\n]+")


def findings(found: Sequence[Finding], coverage: Sequence[Coverage]) -> str:
    """Return the findings by file and line, and the coverage of the catalogs that were checked."""
    return dump(
        {
            "version": 1,
            "findings": [_finding(finding) for finding in ordered(found)],
            "coverage": [_coverage(row) for row in coverage],
        }
    )


def status(coverage: Sequence[Coverage], summary: Summary | None = None) -> str:
    """Return the coverage, with the words of the source that are translated, and how the sign-offs stand."""
    words = [{"words": row.words, "words_translated": row.words_translated} for row in coverage]
    rows = [_coverage(row) | more for row, more in zip(coverage, words, strict=True)]
    reviews = {} if summary is None else {"reviews": _reviews(summary)}
    return dump({"version": 1, "coverage": rows, **reviews})


def readability(rows: Sequence[Row]) -> str:
    """Return how each handout reads in each locale, with each formula that was used and its source."""
    return dump({"version": 1, "readability": [_reading(row) for row in rows]})


def _reading(row: Row) -> dict[str, Any]:
    return {
        "handout": row.slug,
        "locale": row.locale,
        "texts": row.texts,
        "translated": row.translated,
        "sentences": len(row.counts.sentences),
        "words": len(row.counts.words),
        "words_per_sentence": round(row.counts.per_sentence, 2),
        "long_sentences": row.counts.long,
        "length_ratio": None if row.length is None else round(row.length, 3),
        "medical_names": row.clinical,
        "medical_names_unexplained": row.unexplained,
        "scores": [
            {
                "formula": score.formula.name,
                "value": round(score.value, 2),
                "band": score.band,
                "is": str(score.formula),
                "means": score.formula.means,
                "source": score.formula.source,
            }
            for score in row.scores
        ],
        "no_score": row.without,
    }


def _reviews(summary: Summary) -> dict[str, Any]:
    return {
        "sign_offs": summary.verification,
        "locales": list(summary.locales),
        "missing": [
            {
                "locale": gap.locale,
                "domain": gap.domain,
                "place": gap.place,
                "msgctxt": gap.msgctxt,
                "msgid": gap.msgid,
                "lacks": list(gap.lacks),
                "why": gap.why,
            }
            for gap in summary.missing
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": severity(finding),
        "locale": finding.locale,
        "file": finding.file,
        "line": finding.line,
        "msgctxt": finding.msgctxt,
        "msgid": finding.msgid,
        "msgstr": finding.msgstr,
        "message": finding.message,
        "fix": finding.fix,
    }


def _coverage(row: Coverage) -> dict[str, Any]:
    return {
        "locale": row.locale,
        "domain": row.domain,
        "total": row.total,
        "translated": row.translated,
        "fuzzy": row.fuzzy,
        "untranslated": row.untranslated,
        "reviewed": row.reviewed,
        "stale": row.stale,
    }


def dump(value: Mapping[str, Any]) -> str:
    """Return JSON that people can read in any script: only unseen characters (bidi controls, …) are escaped."""
    return _BEYOND_ASCII.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def _escaped(match: re.Match[str]) -> str:
    if plain(match[0]) == match[0]:
        return match[0]
    return "".join(one if plain(one) == one else json.dumps(one)[1:-1] for one in match[0])
