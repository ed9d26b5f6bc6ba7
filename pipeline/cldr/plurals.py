"""`plural_forms` turns CLDR's plural rules into a gettext header; `equivalent` compares two headers.

Babel's own gettext table contradicts CLDR for a third of the locales, so the header is derived from the rules.
CLDR's rules also tell fractions and compact millions apart, which gettext cannot count: the forms that no count
under a million needs are left out. That drops the `many` of French, Italian, Portuguese and Spanish ("un millón de"),
as their gettext teams do, and the `other` of Polish, Russian and Ukrainian, which is for fractions.
"""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.cldr.locales import babel_locale

# The order of forms is CLDR's and gettext's alike.
_TAGS = ("zero", "one", "two", "few", "many", "other")

# Counts that tell any two rules apart: CLDR's rules look at the last two digits, seldom at more.
_COUNTS = (*range(1001), 1011, 1100, 2000, 10_000, 10_001, 40_000, 60_000, 100_000, 100_011, 123_456, 999_999)


@dataclass(frozen=True, slots=True)
class PluralForms:
    """How many forms a catalog has, and the C expression that gives the form of a count `n`."""

    nplurals: int
    expression: str

    @property
    def header(self) -> str:
        """The value of the `Plural-Forms` field."""
        return f"nplurals={self.nplurals}; plural={self.expression};"


@cache
def plural_forms(locale: str) -> PluralForms:
    """Return the forms of a known locale: `nplurals=2; plural=(n != 1);` for `en`."""
    rule = babel_locale(locale).plural_form
    needed = {rule(count) for count in _COUNTS}
    trees = [tree for tag, tree in sorted(rule.abstract, key=lambda pair: _TAGS.index(pair[0])) if tag in needed]
    if "other" not in needed:  # The last form then is what is left.
        trees.pop()
    if not trees:
        return PluralForms(1, "0")
    if len(trees) == 1:
        return PluralForms(2, f"({_condition(trees[0], truth=False).text})")
    chain = " : ".join(f"{_condition(tree, truth=True).text} ? {form}" for form, tree in enumerate(trees))
    return PluralForms(len(trees) + 1, f"({chain} : {len(trees)})")


@dataclass(frozen=True, slots=True)
class _Condition:
    """A piece of C: its text, and the operator that it would have to be guarded from, or a truth value."""

    kind: Literal["true", "false", "and", "or", "relation"]
    text: str = ""


_TRUE, _FALSE = _Condition("true"), _Condition("false")


def _condition(tree: Any, *, truth: bool) -> _Condition:
    """Return C that holds where `tree`, of Babel's rule parser, is `truth`, for whole counts."""
    kind, arguments = tree
    if kind == "not":
        return _condition(arguments[0], truth=not truth)
    if kind in ("and", "or"):
        parts = [_condition(argument, truth=truth) for argument in arguments]
        return _join("and" if (kind == "and") == truth else "or", parts)
    if kind != "relation":
        raise ValueError(f"unknown node {kind!r} in a CLDR plural rule")
    _, operand, (_, ranges) = arguments
    return _relation(operand, ranges, truth=truth)


def _join(operator: Literal["and", "or"], parts: list[_Condition]) -> _Condition:
    absorbing, neutral = (_FALSE, _TRUE) if operator == "and" else (_TRUE, _FALSE)
    if absorbing in parts:
        return absorbing
    rest = [part for part in parts if part != neutral]
    if len(rest) < 2:
        return rest[0] if rest else neutral
    texts = [f"({part.text})" if operator == "and" and part.kind == "or" else part.text for part in rest]
    return _Condition(operator, (" && " if operator == "and" else " || ").join(texts))


def _relation(operand: Any, ranges: list[tuple[Any, Any]], *, truth: bool) -> _Condition:
    spans = _merged([(low[1][0], high[1][0]) for low, high in ranges])
    left = _operand(operand)
    if isinstance(left, int):
        return _TRUE if any(low <= left <= high for low, high in spans) == truth else _FALSE
    return _join("or" if truth else "and", [_span(left, low, high, truth=truth) for low, high in spans])


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _span(left: str, low: int, high: int, *, truth: bool) -> _Condition:
    if low == high:
        return _Condition("relation", f"{left} {'==' if truth else '!='} {low}")
    if low == 0:
        return _Condition("relation", f"{left} {'<=' if truth else '>'} {high}")
    if truth:
        return _Condition("and", f"{left} >= {low} && {left} <= {high}")
    return _Condition("or", f"{left} < {low} || {left} > {high}")


def _operand(tree: Any) -> int | str:
    """Return C for an operand of UTS 35: of a whole count, n and i are the count and all others are 0."""
    kind, arguments = tree
    if kind == "mod":
        left = _operand(arguments[0])
        divisor = arguments[1][1][0]
        return left % divisor if isinstance(left, int) else f"{left} % {divisor}"
    return "n" if kind in ("n", "i") else 0


def read_plural_forms(header: str) -> PluralForms:
    """Return the forms that a `Plural-Forms` field declares. Raises ValueError where it is not one."""
    match = re.fullmatch(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*", header)
    if not match:
        raise ValueError("not of the shape nplurals=…; plural=…;")
    forms = PluralForms(int(match[1]), match[2])
    function = _function(forms.expression)
    try:
        fits = all(0 <= function(count) < forms.nplurals for count in _COUNTS)
    except ArithmeticError as error:
        raise ValueError("divides by zero") from error
    if not fits:
        raise ValueError(f"the expression gives a form beyond nplurals={forms.nplurals}")
    return forms


@cache
def equivalent(header: str, standard: str) -> bool:
    """Say whether a catalog's `Plural-Forms` (or its bare expression) serves as well as the standard one.

    It does where the two tell the same counts apart, however written or numbered, and where `header` is knowingly
    coarser: fewer forms than the standard, but more than one. Counts from a million on do not matter.
    What cannot be read is equivalent to nothing.
    """
    try:
        ours, theirs = _read_expression(header), _read_expression(standard)
        pairs = {(theirs(count), ours(count)) for count in _COUNTS}
    except (ValueError, ArithmeticError):
        return False
    fine = {their for their, _ in pairs}
    coarse = {our for _, our in pairs}
    is_function = len(pairs) == len(fine)
    return is_function and (len(coarse) > 1 or len(fine) == 1)


def _read_expression(text: str) -> Callable[[int], int]:
    return _function(read_plural_forms(text).expression if "nplurals" in text else text.strip().removesuffix(";"))


def _function(expression: str) -> Callable[[int], int]:
    try:
        # The standard library's reader of C plural expressions; it takes no names but n, and limits depth and length.
        function: Callable[[int], int] = gettext.c2py(expression)
        function(1)
    except RecursionError as error:
        raise ValueError("too deep") from error
    except SyntaxError as error:  # gettext lets through some that its own Python for them does not
        raise ValueError("not an expression") from error
    except ArithmeticError as error:
        raise ValueError("divides by zero") from error
    return function
