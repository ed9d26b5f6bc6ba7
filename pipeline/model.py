"""The words of the project as frozen values; every room speaks in them and none of them touches the disk."""

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

ALWAYS = "24/7"
"""The opening hours of a resource that never closes; templates have words for it. Any other hours are translated."""

UI_DOMAIN = "ui"
"""The catalog of the words that templates add, and of the resources' names and descriptions."""

# --------------------------------------------------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Previous:
    """The source text that a fuzzy translation was made from (`#|` lines)."""

    msgid: str
    msgctxt: str | None = None
    msgid_plural: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A gettext entry. `msgstr` has one text, or one per plural form where `msgid_plural` is set."""

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    msgctxt: str | None = None
    msgid_plural: str | None = None
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """Translators' own comments (`# `), one a line."""
    extracted: tuple[str, ...] = ()
    """Comments from the template (`#. `), one a line."""
    references: tuple[str, ...] = ()
    previous: Previous | None = None
    obsolete: bool = False
    line: int = 0
    """The line of its `msgid` in the file, from 1; 0 where it comes from no file."""

    @property
    def key(self) -> tuple[str | None, str]:
        """What a message is known by within its domain: (msgctxt, msgid)."""
        return self.msgctxt, self.msgid

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @property
    def translated(self) -> bool:
        """Whether every form has text; says nothing of fuzzy."""
        return bool(self.msgstr) and all(map(str.strip, self.msgstr))


# ----------------------------------------------------------------------------------------------------------- sources

SegmentKind = Literal[
    "title", "summary", "heading", "paragraph", "list item", "table header", "table cell", "quote", "alt text",
    "template", "resource",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """One translatable block of a handout, with its inline Markdown, unwrapped."""

    msgid: str
    kind: SegmentKind
    line: int
    msgctxt: str | None = None
    comments: tuple[str, ...] = ()
    """What the author says to translators."""
    heading: str = ""
    """The heading it stands under, as plain text."""
    translate: bool = True

    @property
    def key(self) -> tuple[str | None, str]:
        return self.msgctxt, self.msgid


BlockKind = Literal[
    "heading", "paragraph", "list", "ordered list", "item", "table", "row", "header cell", "cell", "quote", "rule",
    "code", "key takeaways", "callout", "teach back", "resource",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A node of a handout's body.

    A block holds a segment (its own inline text), or children, or both: a list item holds its text and may hold a
    list. `kind` says what else counts: `level` of a heading (1–6), `argument` of a callout ("" or "urgent") or a
    resource (its id) or code (its text), `start` of an ordered list, `align` of a cell ("", "left", "center", "right").
    A table's first row holds its header cells.
    """

    kind: BlockKind
    line: int
    segment: Segment | None = None
    children: tuple["Block", ...] = ()
    level: int = 0
    argument: str = ""
    start: int = 1
    align: str = ""


FactFormat = Literal["number", "percent", "date", "text"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity stated once, with its evidence; `format` says how CLDR prints it.

    A percentage's value is in percent: 41 prints as "41%" in English.
    """

    name: str
    value: Decimal | date | str
    format: FactFormat = "number"
    citation: str = ""
    sample: str = ""
    year: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that a handout cites; printed as it stands, in the language of the work's citation (English)."""

    id: str
    text: str
    doi: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A code of a public vocabulary (MeSH, SNOMED CT…) that says what a handout is about."""

    scheme: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Handout:
    """One document a patient takes home, as its author wrote it."""

    slug: str
    path: Path
    title: Segment
    summary: Segment | None
    blocks: tuple[Block, ...]
    audience: str = ""
    version: str = ""
    reviewed_on: date | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    subjects: tuple[Subject, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    """The targets of reference links, by their normalized label."""
    resource_ids: tuple[str, ...] = ()
    """The kinds of help it calls for, in order, each once."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A place to get help in one territory, with its source and the day it was verified.

    `phone` is E.164 ("+18006564673") or a bare short number ("988"); `display` is how it prints.
    """

    id: str
    territory: str
    name: str
    about: str
    source: str
    area: str = ""
    name_lang: str = "en"
    phone: str = ""
    display: str = ""
    hours: str = ""
    free: bool = False
    confidential: bool = False
    min_age: int | None = None
    languages: tuple[str, ...] = ()
    url: str = ""
    read_on: date | None = None
    verified_on: date | None = None


# ---------------------------------------------------------------------------------------------------------- findings


class Severity(enum.IntEnum):
    """How much a finding matters; INFO never fails a run."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one place: the unit of every report."""

    check: str
    severity: Severity
    message: str
    file: str
    line: int
    locale: str = ""
    msgctxt: str | None = None
    msgid: str = ""
    msgstr: str = ""
    fix: str | None = None
    issue_type: str = "other"
    """The ITS 2.0 localization quality issue type: https://www.w3.org/TR/its20/#lqissue-typevalues"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one catalog is: `total = translated + fuzzy + untranslated`; `reviewed` counts of the translated.

    `stale` counts sign-offs that a later change voided. `words` counts source words, by the same classes.
    """

    locale: str
    domain: str
    total: int
    translated: int
    fuzzy: int
    untranslated: int
    reviewed: int
    stale: int
    words: int = 0
    words_translated: int = 0


# ---------------------------------------------------------------------------------------------------------- editions

Format = Literal["html", "pdf"]
Variant = Literal["standard", "large-print", "bilingual", "black-and-white", "discreet"]
Paper = Literal["Letter", "A4"]


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """The unit of output: handout × locale × territory × format × variant × paper.

    `paper` is "" where it is the territory's own, or there is none.
    """

    slug: str
    locale: str
    territory: str
    format: Format
    variant: Variant = "standard"
    paper: Paper | Literal[""] = ""


def digest_of(*parts: str | None) -> str:
    """Return the SHA-256, in hex, of texts, each with its length before it: no two rows of texts pass for one."""
    state = hashlib.sha256()
    for part in parts:
        content = b"" if part is None else part.encode("utf-8", "surrogatepass")
        state.update(f"{-1 if part is None else len(content)}:".encode() + content)
    return state.hexdigest()
