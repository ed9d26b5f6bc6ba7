"""`findings` as GitHub's workflow commands, which become annotations on a pull request's lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Mapping, Sequence

from pipeline.model import Coverage, Finding, Severity
from pipeline.report.words import ordered, plain

_COMMANDS: Mapping[Severity, str] = {
    Severity.OFF: "debug",
    Severity.INFO: "notice",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


def findings(found: Sequence[Finding], _coverage: Sequence[Coverage]) -> str:
    """Return a command a finding; nothing where nothing was found. The coverage has no place on a line."""
    return "".join(f"{_command(finding)}\n" for finding in ordered(found))


def _command(finding: Finding) -> str:
    line = f",line={finding.line}" if finding.line else ""
    properties = f"file={_property(finding.file)}{line},title={_property(finding.check)}"
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(finding.message)}"


def _data(text: str) -> str:
    """Escape text as the runner does (actions/toolkit, packages/core/src/command.ts)."""
    return plain(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
