"""`row` looks up what `data.toml` says of a locale, by CLDR's inheritance."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from babel.core import get_global


def row(table: str, locale: str) -> Any:
    """Return the value of `table` for `locale`, or for the nearest locale above it, or the table's default."""
    rows = data()[table]["locales"]
    return next((rows[name] for name in ancestry(locale) if name in rows), data()[table]["default"])


def ancestry(locale: str) -> Iterator[str]:
    """Yield `locale` and the locales that it inherits from, without the root: es_MX, es_419, es."""
    parents: dict[str, str] = dict(get_global("parent_exceptions"))
    while locale and locale != "root":
        yield locale
        locale = parents.get(locale) or locale.rpartition("_")[0]


@cache
def data() -> dict[str, Any]:
    """Return the tables of `data.toml`."""
    return tomllib.loads(resources.files("pipeline.cldr").joinpath("data.toml").read_text("utf-8"))
