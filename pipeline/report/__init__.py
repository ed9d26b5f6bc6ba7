"""`FINDINGS`, `STATUS` and `READABILITY`: what was found, how far the catalogs are, how they read; a file a format.

Every function takes frozen values and returns the whole text, which ends with a line end unless it is empty. What
comes from catalogs is foreign: each format makes it harmless in its own way.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from pipeline.model import Coverage, Finding
from pipeline.readability import Row
from pipeline.report import badge, document, github, junit, markdown, page, sarif, text
from pipeline.review import Summary

FINDINGS: Mapping[str, Callable[[Sequence[Finding], Sequence[Coverage]], str]] = {
    "text": text.findings,
    "json": document.findings,
    "sarif": sarif.findings,
    "junit": junit.findings,
    "github": github.findings,
    "markdown": markdown.findings,
    "html": page.findings,
}


class Status(Protocol):
    """How far the catalogs are, and how their sign-offs stand where that is given."""

    def __call__(self, coverage: Sequence[Coverage], summary: Summary | None = None, /) -> str: ...


STATUS: Mapping[str, Status] = {
    "text": text.status,
    "json": document.status,
    "markdown": markdown.status,
    "badge": badge.status,
}

READABILITY: Mapping[str, Callable[[Sequence[Row]], str]] = {
    "text": text.readability,
    "json": document.readability,
    "markdown": markdown.readability,
}

__all__ = ["FINDINGS", "READABILITY", "STATUS"]
