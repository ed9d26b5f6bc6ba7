"""`message_view`, `finding_view` and `row` say of a message what the page shows of it, as values that JSON can hold."""

import difflib
import re
from collections.abc import Iterable, Sequence

from pipeline import checks, markup, render, terms
from pipeline.catalog.change import is_warning
from pipeline.model import Coverage, Finding, Message, Severity
from pipeline.serve.edit import stamp
from pipeline.terms import Term, Termbase

Json = dict[str, object]

# What a translator must carry over as it stands.
_TOKEN = re.compile(r"\{[A-Za-z_]\w*\}|\[@[^\[\]]+\]")
_TERM_LINE = "Term: "
"""How `terms.annotate` begins its lines; here the terms have a place of their own."""


def state(message: Message, *, reviewed: bool) -> str:
    """Return untranslated, fuzzy, translated or reviewed."""
    if not message.translated:
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    return "reviewed" if reviewed else "translated"


def row(domain: str, message: Message, findings: Sequence[Finding], *, reviewed: bool) -> Json:
    """Return what the list of messages shows of one."""
    return {
        "mark": render.mark(domain, message.key),
        "domain": domain,
        "source": _plain(message.msgid),
        "state": state(message, reviewed=reviewed),
        "severity": _worst(findings),
    }


def message_view(
    domain: str,
    message: Message,
    findings: Sequence[Finding],
    *,
    reviewed: bool,
    termbase: Termbase,
    source_locale: str,
    tag: str,
) -> Json:
    """Return all that is shown of the message that is being worked on; `tag` is the target's BCP 47 tag."""
    return {
        **row(domain, message, findings, reviewed=reviewed),
        "stamp": stamp(message),
        "sources": [message.msgid] if message.msgid_plural is None else [message.msgid, message.msgid_plural],
        "texts": list(message.msgstr),
        "fuzzy": message.fuzzy,
        "comments": "\n".join(message.comments),
        "careful": [line for line in message.extracted if is_warning(line)],
        "notes": [line for line in message.extracted if not line.startswith(_TERM_LINE) and not is_warning(line)],
        "tokens": list(dict.fromkeys(_TOKEN.findall(message.msgid))),
        "change": _change(message.previous.msgid, message.msgid) if message.previous else [],
        "terms": _terms(termbase, message.msgid, source_locale, tag),
        "findings": [finding_view(finding) for finding in findings],
    }


def finding_view(finding: Finding) -> Json:
    """Return what is shown of a finding, with its check's summary."""
    declared = checks.registry().get(finding.check)
    return {
        "check": finding.check,
        "severity": finding.severity.name.lower(),
        "message": finding.message,
        "fix": finding.fix,
        "text": finding.msgstr,
        "summary": declared.summary if declared else "",
    }


def of_text(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that tell more than the state does, the worst first."""
    told = [finding for finding in findings if finding.check not in {"untranslated", "fuzzy"}]
    return sorted(told, key=lambda finding: -finding.severity)


def coverage_view(coverage: Coverage) -> Json:
    """Return the counts of one catalog."""
    return {
        "total": coverage.total,
        "translated": coverage.translated - coverage.reviewed,
        "reviewed": coverage.reviewed,
        "fuzzy": coverage.fuzzy,
        "untranslated": coverage.untranslated,
        "stale": coverage.stale,
    }


def _worst(findings: Sequence[Finding]) -> str:
    worst = max((finding.severity for finding in findings), default=Severity.OFF)
    return "" if worst is Severity.OFF else worst.name.lower()


def _plain(text: str) -> str:
    return markup.plain(markup.parse_inline(text))


def _change(before: str, after: str) -> list[list[str]]:
    """Return how the source changed, as pairs of what became of a run of words (same, gone, new) and the run."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    runs: list[list[str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(["same", "".join(old[a:b])])
            continue
        runs += ([name, "".join(run)] for name, run in (("gone", old[a:b]), ("new", new[c:d])) if run)
    return runs


def _terms(termbase: Termbase, msgid: str, source_locale: str, tag: str) -> list[Json]:
    """Return the concepts that the source names and that have a name in the target, each with its terms."""
    named = {found.concept.id: found for found in terms.occurrences(termbase, _plain(msgid), source_locale)}
    return [
        {
            "source": found.surface,
            "definition": found.concept.definition,
            "good": [_term(term) for term in _best_first(known) if term.status != "deprecated"],
            "bad": [_term(term) for term in known if term.status == "deprecated"],
        }
        for found in named.values()
        if (known := found.concept.terms_in(tag))
    ]


def _best_first(known: Iterable[Term]) -> list[Term]:
    return sorted(known, key=lambda term: term.status != "preferred")


def _term(term: Term) -> Json:
    return {"text": term.text, "note": term.note, "preferred": term.status == "preferred", "reviewed": term.reviewed}
