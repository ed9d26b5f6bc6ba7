"""`explain` tells of one check, and `checks_page` of them all; both are made from the checks' docstrings."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from pipeline.checks.registry import Check, Example, registry

_INTRODUCTION = """\
# Checks

<!-- Made from the checks' docstrings in pipeline/checks/ by scripts/docs.py; edit them there. -->

`handouts check` puts every translation to these checks. In `handouts.toml` a check can be given another severity:

```toml
[checks]
term-missing = "error" # "error", "warning", "info" or "off"
```

Where a finding is meant, say why in a translator's comment above the message. Without a reason it excuses nothing:

```po
# allow: number-mismatch The emergency number is another in this country.
msgid "…"
```

| Check | Severity | Tells of |
| --- | --- | --- |
"""


def explain(id: str) -> str:  # noqa: A002
    """Return what a terminal shows of the check `id`. Raises KeyError where there is none."""
    check = registry()[id]
    head = f"{check.id} ({check.severity.name.lower()}, {check.issue_type})"
    parts = [head, check.summary, *_filled(check.documentation)]
    for example in check.examples:
        parts += [f"{_verdict(example)} ({example.locale}):", textwrap.indent(example.po, "    ").rstrip()]
    return "\n\n".join(parts) + "\n"


def checks_page() -> str:
    """Return docs/checks.md: a table of all checks, then a section for each."""
    checks = registry().values()
    return _INTRODUCTION + "".join(_rows(checks)) + "".join(map(_section, checks))


def _rows(checks: Iterable[Check]) -> Iterator[str]:
    for check in checks:
        yield f"| [{check.id}](#{check.id}) | {check.severity.name.lower()} | {_escaped(check.summary)} |\n"


def _section(check: Check) -> str:
    head = f"\n## {check.id}\n\n{_escaped(check.summary)}\n"
    kind = f"Severity: {check.severity.name.lower()}. Issue type of ITS 2.0: {check.issue_type}."
    return "\n".join([head, f"{kind}\n", _escaped(check.documentation), *map(_shown, check.examples)]) + "\n"


def _shown(example: Example) -> str:
    return f"\n{_verdict(example)} ({example.locale}):\n\n```po\n{_visible(example.po)}```"


def _verdict(example: Example) -> str:
    return "Good" if example.good else "Bad"


def _filled(text: str) -> list[str]:
    return [textwrap.fill(paragraph, 100, break_long_words=False) for paragraph in text.split("\n\n")]


def _escaped(text: str) -> str:
    """Return prose for a page of Markdown, its addresses as links; code stands between backticks as it is."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(
        part if part.startswith("`") else re.sub(r"(https?://[^\s)]+[^\s).,;:])", r"<\1>", part) for part in parts
    )


# Characters that no reader of the page would see, or see as another, and marks that would turn the lines around them.
_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b\u2028-\u202e\u2060-\u2069\ue000-\uf8ff]")


def _visible(po: str) -> str:
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", po)
