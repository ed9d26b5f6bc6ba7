"""`marked` cuts the texts of a finding into pieces and says which of them the finding is about."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Finding

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of findings about one message; `fixes` are the texts that they propose, each once."""

    source: Pieces
    translation: Pieces
    fixes: tuple[Pieces, ...]


def marked(findings: Sequence[Finding]) -> Marked:
    """Return the texts of findings that are all about the same text of the same message.

    Where a finding proposes a text, marked is what differs; else the words that it quotes, and the numbers that a
    finding about numbers names. They are looked for in both texts.
    """
    source, translation = findings[0].msgid, findings[0].msgstr
    fixes = list(dict.fromkeys(finding.fix for finding in findings if finding.fix is not None))
    changes = [_difference(translation, fix) for fix in fixes]
    named = [needle for finding in findings if finding.fix is None for needle in _named(finding)]
    return Marked(
        _cut(source, (span for needle in named for span in _found(needle, source))),
        _cut(
            translation, [*(old for old, _ in changes), *(s for needle in named for s in _found(needle, translation))]
        ),
        tuple(_cut(fix, [new]) for fix, (_, new) in zip(fixes, changes, strict=True)),
    )


def _difference(old: str, new: str) -> tuple[Span, Span]:
    """Return what is between the beginning and the end that both texts share; a letter keeps its marks."""
    start = _shared(old, new)
    while start and any(unicodedata.combining(text[start]) for text in (old, new) if start < len(text)):
        start -= 1
    rest, new_rest = old[start:], new[start:]
    end = _shared(rest[::-1], new_rest[::-1])
    return (start, len(old) - end), (start, len(new) - end)


def _shared(one: str, other: str) -> int:
    """Return how many characters both texts begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


_QUOTED = re.compile("“([^“”]+)”")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


def _named(finding: Finding) -> Iterator[re.Pattern[str]]:
    """Yield what finds the words that the finding names, in a text as `_plain_digits` gives it."""
    for quoted in _QUOTED.findall(finding.message):
        word = re.escape(_plain_digits(quoted))
        yield re.compile(rf"(?<!\w){word}(?!\w)" if quoted.isascii() else word)
    if finding.issue_type == "numbers":
        for number in _NUMBER.findall(_QUOTED.sub("", finding.message)):
            yield re.compile(rf"(?<!\d){re.escape(_plain_digits(number))}(?!\d)")


def _found(needle: re.Pattern[str], text: str) -> Iterator[Span]:
    return (match.span() for match in needle.finditer(_plain_digits(text)))


def _plain_digits(text: str) -> str:
    """Return the text, as long as it was, with the digits of all scripts as ours and every decimal mark as a point."""
    return "".join(str(unicodedata.digit(ch)) if ch.isdecimal() else "." if ch in ",٫" else ch for ch in text)


def _cut(text: str, spans: Iterable[Span]) -> Pieces:
    """Return the text in pieces at the spans, which may overlap; an empty span marks nothing."""
    inside = [False] * len(text)
    for start, end in spans:
        inside[start:end] = [True] * (end - start)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or inside[place] != inside[start]:
            pieces.append((text[start:place], inside[start]))
            start = place
    return tuple(pieces)
