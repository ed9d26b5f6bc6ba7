"""`dump`, `read` and `beyond`: the findings that a project already had, so that only new ones are told.

A baseline is JSON that shows in a diff what was fixed: one finding a line, in order. A finding is known again by its
check, file, message and the text that it is about; where it stands in the file does not matter.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import files
from pipeline.errors import HandoutsError
from pipeline.model import Finding

Entry = tuple[str, str, str | None, str, str]
"""Check, file, msgctxt, msgid, and a digest of the text."""

Baseline = frozenset[Entry]

_KEYS = ("check", "file", "msgctxt", "msgid", "digest")
_VERSION = 1


def dump(findings: Iterable[Finding], path: Path) -> bytes:
    """Return the baseline file `path` for these findings; it names their files from its own folder."""
    entries = sorted({_entry(finding, path) for finding in findings}, key=lambda entry: [part or "" for part in entry])
    lines = [json.dumps(dict(zip(_KEYS, entry, strict=True)), ensure_ascii=False) for entry in entries]
    body = "".join(f"\n  {line}," for line in lines).removesuffix(",")
    return f'{{"version": {_VERSION}, "findings": [{body}\n]}}\n'.encode("utf-8", "backslashreplace")


def read(path: Path) -> Baseline:
    """Return the baseline in the file `path`. Raises HandoutsError where it is missing or is none."""
    text = files.read_text(path)
    try:
        document = json.loads(text)
        if document["version"] == _VERSION:
            return frozenset(_checked(row) for row in document["findings"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _no_baseline(path) from error
    raise _no_baseline(path)


def beyond(findings: Sequence[Finding], baseline: Baseline, path: Path) -> tuple[Finding, ...]:
    """Return the findings that the baseline, which was read from `path`, does not hold."""
    return tuple(finding for finding in findings if _entry(finding, path) not in baseline)


def _entry(finding: Finding, path: Path) -> Entry:
    # A header tells when its catalog was last changed: with that in the digest, no finding about it is known again.
    text = "" if (finding.msgctxt, finding.msgid) == (None, "") else finding.msgstr
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    file = Path(os.path.relpath(finding.file, path.parent)).as_posix()
    return finding.check, file, finding.msgctxt, finding.msgid, digest


def _checked(row: dict[str, object]) -> Entry:
    """Return a row of the file as an entry. Raises KeyError or TypeError for another shape."""
    match [row[key] for key in _KEYS]:
        case [str(check), str(file), str() | None as msgctxt, str(msgid), str(digest)]:
            return check, file, msgctxt, msgid, digest
        case _:
            raise TypeError


def _no_baseline(path: Path) -> HandoutsError:
    return HandoutsError("Not a baseline.", file=path, hint="Write it with `handouts check --write-baseline`.")
