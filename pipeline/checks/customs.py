"""`custom` looks up in `words/typography.toml` how a locale sets marks, spaces and words."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from pipeline import cldr
from pipeline.checks.reading import language


@cache
def custom(table: str, locale: str) -> Any:
    """Return the row of `table` that is nearest to the locale, or the table's default, or None."""
    rows = _tables()[table]
    return next((rows[name] for name in _nearest_first(locale) if name in rows), rows.get("default"))


@cache
def script(locale: str) -> str:
    """Return the script of a locale; one that CLDR does not know is taken to be written in Latin letters."""
    known = next((name for name in (locale, language(locale)) if cldr.known(name)), "en")
    return cldr.script(known)


@cache
def quotation_marks(locale: str) -> str:
    """Return all marks that the locale may quote with, each opening one before its closing one."""
    marks = cldr.quotation_marks(locale if cldr.known(locale) else language(locale))
    pairs = (marks.opening, marks.closing, marks.alternate_opening, marks.alternate_closing)
    return "".join(pairs) + str(custom("more-quotation-marks", locale))


@cache
def quotation_openings(locale: str) -> str:
    """Return the marks among them that only ever open: German has « on either side."""
    marks = quotation_marks(locale)
    return "".join(dict.fromkeys(set(marks[::2]) - set(marks[1::2])))


def _nearest_first(locale: str) -> Iterator[str]:
    """Yield the names that a row for the locale may have: zh_TW, zh_Hant, zh."""
    yield locale
    if cldr.known(locale):
        yield f"{language(locale)}_{cldr.script(locale)}"
    yield language(locale)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("pipeline.checks").joinpath("words", "typography.toml").read_text("utf-8"))
