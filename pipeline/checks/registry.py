"""`registry` gives every check by its id: those declared with `@check` in this package and in plug-ins.

A plug-in is a package whose entry point of the group `handouts.checks` names a module that declares checks.
"""

import importlib
import importlib.metadata
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from pipeline.checks.traits import Trait
from pipeline.model import Message, Severity

if TYPE_CHECKING:
    from pipeline.checks.runner import Context

Scope = Literal["form", "message", "header", "text", "source", "document"]
"""What a check is asked about. Of a translation: each form that is in use; each message, whatever its state; or the
header alone. Of what its author wrote in the source language: each text of the `source`; or the `document`, all of
them. A `text` is either, a form of a translation or a text of the source, and is looked at by itself."""

IssueType = Literal[
    "terminology", "mistranslation", "omission", "untranslated", "addition", "duplication", "inconsistency", "grammar",
    "legal", "register", "locale-specific-content", "locale-violation", "style", "characters", "misspelling",
    "typographical", "formatting", "inconsistent-entities", "numbers", "markup", "pattern-problem", "whitespace",
    "internationalization", "length", "non-conformance", "uncategorized", "other",
]  # fmt: skip
"""The types of ITS 2.0: https://www.w3.org/TR/its20/#lqissue-typevalues"""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check alone knows: what is wrong, and the whole text as it should be where that is beyond doubt."""

    text: str
    fix: str | None = None


Beside = Literal["", "catalog", "locale"]
"""Which messages a check looks at beside the one that it is asked about: none, its catalog's, or all of its locale."""

CheckFunction = Callable[[Message, "Context"], Iterator[Problem]]
Applies = Callable[["Context"], object]
"""Says whether a check can have anything to say of a catalog: its language may have no list of words."""


def always(_: "Context") -> bool:
    """Say so of every catalog."""
    return True


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a PO file in a check's docstring."""

    good: bool
    locale: str
    po: str


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A declared check. `summary`, `documentation` and `examples` are its function's docstring, taken apart.

    Of the forms and texts of a catalog that it applies to, it is asked about those whose source has a trait of `source`
    or whose translation has one of `target`, or with `both` that have either; without traits, about all. Of messages,
    only UNUSUAL is told.
    """

    id: str
    severity: Severity
    issue_type: IssueType
    scope: Scope
    summary: str
    documentation: str
    examples: tuple[Example, ...]
    function: CheckFunction
    source: tuple[Trait, ...] = ()
    target: tuple[Trait, ...] = ()
    both: bool = False
    applies: Applies = always
    beside: Beside = ""


_declared: dict[str, Check] = {}


def check(
    id: str,  # noqa: A002
    severity: Severity,
    *,
    issue_type: IssueType,
    scope: Scope = "form",
    source: Trait | tuple[Trait, ...] = (),
    target: Trait | tuple[Trait, ...] = (),
    both: bool = False,
    applies: Applies = always,
    beside: Beside = "",
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare the decorated function as a check; the traits and `applies` say where it need not be asked.

    One that looks at other messages too says so by `beside`: what it says may change with them.

    Raises ValueError for an id that is taken or misspelled, an unknown issue type, or a docstring that lacks a
    summary, a reason, or a bad and a good example.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", id):
        raise ValueError(f"{id!r} is no id of a check: write small letters and hyphens")
    if issue_type not in get_args(IssueType):
        raise ValueError(f"{id}: {issue_type!r} is no issue type of ITS 2.0")

    def declare(function: CheckFunction) -> CheckFunction:
        if (taken := _declared.get(id)) is not None:
            raise ValueError(f"{id}: already declared in {taken.function.__module__}")
        summary, documentation, examples = _read_docstring(inspect.getdoc(function) or "")
        if not summary or not documentation:
            raise ValueError(f"{id}: its docstring needs a summary and, after an empty line, why it matters")
        if {example.good for example in examples} != {True, False}:
            raise ValueError(f"{id}: its docstring needs a bad and a good example")
        _declared[id] = Check(
            id, severity, issue_type, scope, summary, documentation, examples, function, _several(source),
            _several(target), both, applies, beside,
        )  # fmt: skip
        return function

    return declare


def _several(traits: Trait | tuple[Trait, ...]) -> tuple[Trait, ...]:
    return (traits,) if isinstance(traits, Trait) else traits


@cache
def registry() -> Mapping[str, Check]:
    """Return every check by its id, in the order of ids; the first call imports them."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__, f"{__package__}."):
        importlib.import_module(module.name)
    for entry_point in importlib.metadata.entry_points(group="handouts.checks"):
        entry_point.load()
    return MappingProxyType(dict(sorted(_declared.items())))


_EXAMPLE = re.compile(r"^(Bad|Good) \((\w+)\):\n\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)


def _read_docstring(text: str) -> tuple[str, str, tuple[Example, ...]]:
    """Return the summary, the text up to the examples, and the examples."""
    summary, _, rest = f"{text}\n".partition("\n")
    first = _EXAMPLE.search(rest)
    examples = tuple(
        Example(match[1] == "Good", match[2], inspect.cleandoc(match[3]) + "\n") for match in _EXAMPLE.finditer(rest)
    )
    return summary.strip(), rest[: first.start() if first else None].strip(), examples
