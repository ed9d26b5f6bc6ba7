"""`fixed` returns a catalog with its spaces, marks and unseen characters put right, and `diff` shows what changed.

No word is touched: a fix that would change a letter or a digit, or where words begin and end, is not made. What a
sentence says, and whether a question is one, is for translators: such findings stay.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline import checks
from pipeline.catalog import Catalog, replace_messages
from pipeline.checks.customs import quotation_marks
from pipeline.errors import visible
from pipeline.model import Finding, Message

SAFE = (
    "breaking-space",
    "control-character",
    "double-space",
    "edge-space-mismatch",
    "end-punctuation-mismatch",
    "foreign-punctuation",
    "foreign-quotation-marks",
    "invisible-character",
    "newline-mismatch",
    "not-normalized",
    "space-missing",
    "stray-space",
    "three-dots",
)
"""The checks whose findings may be fixed."""

Told = Callable[[Sequence[Finding]], Sequence[Finding]]
"""Which of the findings count."""

_ROUNDS = 20
"""More than a text can need: it has at most one problem of a kind, but one fix may ask for another."""


def fixed(found: Catalog, context: checks.RunContext, told: Told = tuple) -> Catalog:
    """Return `found` with all that is safe to fix fixed, so that fixing it again changes nothing.

    Only findings count that `context` asks for and that `told` lets through. A text on which two fixes do not agree
    stays as it was.
    """
    chosen = tuple(name for name in SAFE if not context.select or name in context.select)
    if not chosen:
        return found
    context = replace(context, select=chosen)
    before, changed = found.by_key, {}
    for _ in range(_ROUNDS):
        changed = _better(found, told(checks.run(found, context)))
        if not changed:
            return found
        found = replace_messages(found, changed)
    return replace_messages(found, {key: before[key] for key in changed})


def _better(found: Catalog, findings: Sequence[Finding]) -> dict[tuple[str | None, str], Message]:
    """Return the messages that change, by key; of several fixes of one text the first, and the others the next time."""
    changed: dict[tuple[str | None, str], Message] = {}
    for finding in findings:
        key = (finding.msgctxt, finding.msgid)
        message = changed.get(key, found.by_key[key])
        fix = _cure(finding, message, found)
        if fix is not None and finding.msgstr in message.msgstr and words(fix) == words(finding.msgstr):
            forms = tuple(fix if text == finding.msgstr else text for text in message.msgstr)
            if forms != message.msgstr:
                changed[key] = replace(message, msgstr=forms)
    return changed


def words(text: str) -> list[str]:
    """Return the words of a text, as letters, their marks and digits, without what nobody sees."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    letters = unicodedata.normalize("NFC", seen)
    return "".join(ch if unicodedata.category(ch)[0] in "LMN" else " " for ch in letters).split()


_LISTED = re.compile(r"[^\W\d],[^\W\d]")
_NO_BREAK_EDGE = re.compile(r"\A[\u00a0\u202f]|[\u00a0\u202f]\Z")


def _cure(finding: Finding, message: Message, found: Catalog) -> str | None:
    """Return the text as it should be, as the check has it or, where that leaves it open, from here; else None."""
    if finding.check == "edge-space-mismatch" and _NO_BREAK_EDGE.search(finding.msgstr):
        return None  # Typed on purpose: the French suffix of a label is " :" where the English is ":".
    if finding.check == "foreign-punctuation" and _LISTED.search(finding.msgid):
        return None  # A program takes the text apart at its commas: “yes,no,maybe”.
    if finding.check == "foreign-quotation-marks":
        return _requoted(finding.msgstr, quotation_marks(found.locale))
    if finding.check == "end-punctuation-mismatch":
        return _ended(finding.msgstr, message, found)
    return finding.fix


_QUOTING = "“”„‟«»‹›「」『』《》〝〞〟"
_PAIRS = ("“”", "„“", "„”", "«»", "»«", "「」")
_QUOTED = re.compile("|".join(f"{pair[0]}([^{_QUOTING}]*){pair[1]}" for pair in _PAIRS))


def _requoted(text: str, own: str) -> str | None:
    """Return the text in the language's own marks; None where a mark has no partner or quotes within quotes."""

    def quoted(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        return own[0] + inner.strip(" \u00a0\u202f") + own[1]

    return None if set(_QUOTING) & set(_QUOTED.sub("", text)) else _QUOTED.sub(quoted, text)


_ENDS = ".:"
_FEWEST = 3
"""Of texts that must show how the catalog ends a sentence."""


def _ended(text: str, message: Message, found: Catalog) -> str | None:
    """Return the text with the mark that it lacks at its end, as the catalog sets it: 。 or ।; None where that is open.

    A text that ends with another mark stays: it may say something else.
    """
    end = message.msgid.rstrip()[-1:]
    bare = text.rstrip()
    if not end or end not in _ENDS or not bare or unicodedata.category(bare[-1])[0] not in "LMN":
        return None
    usual = Counter(
        form.rstrip()[-1:]
        for other in found.live
        if other.translated and not other.fuzzy and other.msgid.rstrip().endswith(end)
        for form in other.msgstr
    )
    mark, times = usual.most_common(1)[0]
    if times < _FEWEST or 2 * times <= usual.total() or unicodedata.category(mark) != "Po":
        return None
    return f"{bare}{mark}{text[len(bare) :]}"


def diff(before: bytes, after: bytes, name: str) -> str:
    """Return what changed in the file `name` as a unified diff; unseen characters and unusual spaces as escapes."""
    old, new = (content.decode("utf-8-sig").splitlines() for content in (before, after))
    lines = difflib.unified_diff(old, new, name, name, lineterm="")
    return "".join(f"{_shown(line)}\n" for line in lines)


def _shown(line: str) -> str:
    seen = visible(line, len(line))[1:-1]
    return "".join(f"\\u{ord(ch):04x}" if ch != " " and unicodedata.category(ch) == "Zs" else ch for ch in seen)
