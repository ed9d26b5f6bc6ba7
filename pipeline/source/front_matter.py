"""`read_front_matter` reads the YAML before a handout: title, summary, facts, references and the like.

YAML is composed, never constructed: values are read as they are written, so that `1.10` keeps its zero, `no` is a word
and `1:30` is not ninety; and every mistake has its line.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import yaml

from pipeline.errors import HandoutsError, nearest, visible
from pipeline.model import Fact, FactFormat, Reference, Subject
from pipeline.source.mistakes import Mistakes

_KEYS = ("title", "summary", "audience", "version", "reviewed-on", "subjects", "facts", "references")
_FACT_KEYS = ("value", "format", "sample", "year", "citation", "note")
_REFERENCE_KEYS = ("text", "doi", "url")
_SUBJECT_KEYS = ("scheme", "code", "label")

_FIRST_LINE = 2
_DEEPEST = 20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # beyond that, no locale's format is exact
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")  # https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_WEB = re.compile(r"https?://[^\s/]+(?:/\S*)?")

# libyaml's parser is an order of magnitude faster; a PyYAML built without it has only its own.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the line it stands on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body of a handout; `fact_lines` tells where each fact is declared."""

    title: Text | None = None
    summary: Text | None = None
    audience: str = ""
    version: str = ""
    reviewed_on: date | None = None
    subjects: tuple[Subject, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    fact_lines: Mapping[str, int] = field(default_factory=dict)


def read_front_matter(text: str, mistakes: Mistakes) -> FrontMatter:
    """Return what the YAML `text`, which begins on the second line of its file, says; `mistakes` gets what is wrong.

    Raises HandoutsError where it is not YAML at all.
    """
    try:
        _check_depth(text, mistakes)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise HandoutsError(
            f"Not YAML: {error.problem or error.context}.",
            file=mistakes.file,
            line=None if mark is None else mark.line + _FIRST_LINE,
            hint="Put a text that holds “: ” or “#” in quotes.",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise HandoutsError("Not YAML that can be read.", file=mistakes.file, line=_FIRST_LINE) from error
    if root is None:
        return FrontMatter()
    reader = _Reader(mistakes)
    return reader.front_matter(reader.mapping(root, "The front matter", _KEYS))


def _check_depth(text: str, mistakes: Mistakes) -> None:
    """Raise HandoutsError where nodes are nested too deep: libyaml's composer would overflow its stack, and crash."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + _FIRST_LINE
            raise HandoutsError("The front matter is nested too deep.", file=mistakes.file, line=line)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads YAML nodes; what is wrong goes to `mistakes`, and reading goes on with the default."""

    mistakes: Mistakes

    def error(self, message: str, node: yaml.Node, hint: str = "") -> None:
        self.mistakes.add(message, _line(node), hint)

    def front_matter(self, keys: Mapping[str, yaml.Node]) -> FrontMatter:
        references = tuple(self.references(keys.get("references")))
        cited = [reference.id for reference in references]
        declared = self.named(keys.get("facts"), "facts", _NAME, "letters, digits and underscores")
        facts = {name: fact for name, node in declared.items() if (fact := self.fact(name, node, cited)) is not None}
        return FrontMatter(
            title=self.placed(keys.get("title"), "title"),
            summary=self.placed(keys.get("summary"), "summary"),
            audience=self.text(keys.get("audience"), "audience"),
            version=self.text(keys.get("version"), "version"),
            reviewed_on=self.day(keys.get("reviewed-on"), "reviewed-on"),
            subjects=tuple(self.subjects(keys.get("subjects"))),
            facts=facts,
            references=references,
            fact_lines={name: _line(node) for name, node in declared.items()},
        )

    # ------------------------------------------------------------------------------------------------------ its parts

    def fact(self, name: str, node: yaml.Node, cited: Collection[str]) -> Fact | None:
        """Return the fact, or None where its value cannot be read."""
        keys = self.mapping(node, f"The fact {visible(name)}", _FACT_KEYS)
        wanted = self.text(keys.get("format"), "format")
        formats: dict[str, FactFormat] = {each: each for each in get_args(FactFormat)}
        if wanted and wanted not in formats:
            self.error(f"Unknown format {visible(wanted)}.", keys["format"], nearest(wanted, formats))
            return None
        raw = self.text(keys.get("value"), "value")
        if not raw:
            if keys or _is_empty(node):
                self.error(f"The fact {visible(name)} has no value.", keys.get("value", node), "Such as: value: 41")
            return None
        value = _value(raw)
        natural: FactFormat = "number" if isinstance(value, Decimal) else "date" if isinstance(value, date) else "text"
        format_ = formats.get(wanted, natural)
        if format_ == "text":
            value = raw
        elif format_ != natural and not (format_ == "percent" and natural == "number"):
            self.error(f"{visible(raw)} does not print as {visible(format_)}.", keys["value"], _value_hint(format_))
            return None
        if not wanted and natural == "text" and raw[0].isdigit():
            self.error(f"{visible(raw)} is neither a number nor a date.", keys["value"], _value_hint("number"))
            return None
        citation = self.text(keys.get("citation"), "citation")
        if citation and citation not in cited:
            self.error(
                f"The fact {visible(name)} cites {visible(citation)}, which is not among the references.",
                keys["citation"],
                nearest(citation, cited),
            )
        return Fact(
            name,
            value,
            format_,
            citation=citation,
            sample=self.text(keys.get("sample"), "sample"),
            year=self.year(keys.get("year")),
            note=self.text(keys.get("note"), "note"),
        )

    def references(self, node: yaml.Node | None) -> Iterator[Reference]:
        letters = "letters, digits, hyphens, points and underscores"
        for name, value in self.named(node, "references", _ID, letters).items():
            keys = self.mapping(value, f"The reference {visible(name)}", _REFERENCE_KEYS)
            text = self.text(keys.get("text"), "text")
            if not text and (keys or _is_empty(value)):
                self.error(f"The reference {visible(name)} has no text.", value, "Say who wrote what, and where.")
            doi = self.text(keys.get("doi"), "doi")
            if doi and not _DOI.fullmatch(doi):
                self.error(f"{visible(doi)} is no DOI.", keys["doi"], "It begins with 10., without https://doi.org/.")
            url = self.text(keys.get("url"), "url")
            if url and not _WEB.fullmatch(url):
                self.error(f"{visible(url)} is no web address.", keys["url"], "It begins with https://.")
            yield Reference(name, text, doi, url)

    def subjects(self, node: yaml.Node | None) -> Iterator[Subject]:
        if node is None or _is_empty(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.error("subjects must be a list.", node, "Such as: - {scheme: MeSH, code: D004414, label: Dyspareunia}")
            return
        for item in node.value:
            keys = self.mapping(item, "A subject", _SUBJECT_KEYS)
            texts = {key: self.text(keys.get(key), key) for key in _SUBJECT_KEYS}
            if missing := [key for key, text in texts.items() if not text]:
                self.error(f"The subject has no {missing[0]}.", item)
            yield Subject(**texts)

    # ----------------------------------------------------------------------------------------------------- its values

    def named(self, node: yaml.Node | None, key: str, pattern: re.Pattern[str], letters: str) -> dict[str, yaml.Node]:
        """Return a mapping whose keys are the author's own names."""
        if node is None:
            return {}
        entries = self.mapping(node, key)
        for name, value in entries.items():
            if not pattern.fullmatch(name):
                self.error(f"{visible(name)} is no name that {key} can have.", value, f"Use {letters}.")
        return {name: value for name, value in entries.items() if pattern.fullmatch(name)}

    def mapping(self, node: yaml.Node, what: str, known: Collection[str] = ()) -> dict[str, yaml.Node]:
        """Return a mapping's values by their keys, which must be `known` where any are."""
        if _is_empty(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.error(f"{what} must be keys with values.", node, "Such as: key: value")
            return {}
        values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self.error(f"{what} has a key that is no text.", key)
            elif known and name not in known:
                self.error(f"Unknown key {visible(name)}.", key, nearest(name, known))
            elif name in values:
                self.error(f"{visible(name)} stands there twice.", key, "Delete one of the two.")
            else:
                values[name] = value
        return values

    def text(self, node: yaml.Node | None, key: str) -> str:
        """Return a text on one line, "" where there is none."""
        if node is None or _is_empty(node):
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.error(f"{key} must be a text.", node)
            return ""
        return " ".join(str(node.value).split())

    def placed(self, node: yaml.Node | None, key: str) -> Text | None:
        text = self.text(node, key)
        return Text(text, _line(node)) if node is not None and text else None

    def day(self, node: yaml.Node | None, key: str) -> date | None:
        raw = self.text(node, key)
        value = _value(raw)
        if node is None or not raw or isinstance(value, date):
            return value if isinstance(value, date) else None
        self.error(f"{key} is {visible(raw)}, which is no date.", node, "Write it as in 2026-03-05, or leave it empty.")
        return None

    def year(self, node: yaml.Node | None) -> int | None:
        raw = self.text(node, "year")
        if node is None or not raw:
            return None
        if not re.fullmatch(r"[12][0-9]{3}", raw):
            self.error(f"{visible(raw)} is no year.", node)
            return None
        return int(raw)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + _FIRST_LINE


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("", "~", "null")


def _value(raw: str) -> Decimal | date | str:
    if _NUMBER.fullmatch(raw):
        return Decimal(raw)
    if _DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return raw
    return raw


def _value_hint(format_: FactFormat) -> str:
    if format_ == "date":
        return "Write it as in 2026-03-05."
    return "Write the number plainly, as in 1208 or 7.5, without a sign; or say format: text."
