"""`read` gives a TOML file as a `Table`, whose every complaint names the file, the line and the nearest known key."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import HandoutsError, nearest, visible
from pipeline.files import decode, read_bytes

Chosen = TypeVar("Chosen")
Value = TypeVar("Value")

_LARGEST = 64 * 2**20

# A dotted key of 32 steps or more: tomllib takes memory by the square of the steps.
_LONG_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){32}""")

Key = str | int
"""A step into a document: a key of a table, or a place in an array of tables, from 0."""


def read(path: Path, file: Path | str | None = None) -> "Table":
    """Return the top table of the TOML file `path`; messages call it `file`, or `path`.

    Raises HandoutsError where it cannot be read or is not TOML.
    """
    named = file or path
    return parse(decode(read_bytes(path, _LARGEST), Path(named)), named)


def parse(text: str, file: Path | str) -> "Table":
    """Return the top table of the TOML `text`. Floats become Decimal, so that 5.0 keeps its zero."""
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise HandoutsError("Not TOML that can be read: a key has too many steps.", file=file, line=line)
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, file) from error
    except (RecursionError, ValueError, ArithmeticError) as error:  # Too deep; not a number or date after all.
        raise HandoutsError("Not TOML that can be read.", file=file) from error
    return Table(values, Document(text, file))


def _syntax_error(said: str, text: str, file: Path | str) -> HandoutsError:
    place = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", said, re.DOTALL)
    what = place[1] if place else said
    line = int(place[2]) if place and place[2] else text.count("\n") + 1
    return HandoutsError(f"Not TOML: {visible(what, 200)[1:-1]}.", file=file, line=line)


@dataclass(frozen=True)
class Document:
    """The text that tables were read from; it finds lines when someone must be told one."""

    text: str
    file: Path | str

    @cached_property
    def lines(self) -> Mapping[tuple[Key, ...], int]:
        """The line, from 1, of every table's header and every key outside of inline tables."""
        return dict(reversed([*_lines(self.text)]))


@dataclass(frozen=True)
class Table:
    """A table of a TOML file, read key by key; `path` is where it stands in its document."""

    values: Mapping[str, Any]
    document: Document
    path: tuple[Key, ...] = ()

    def error(self, message: str, key: Key | None = None, *, hint: str = "") -> HandoutsError:
        """Return the error about this table, or about one of its keys."""
        return HandoutsError(message, file=self.document.file, line=self.line(key), hint=hint)

    def line(self, key: Key | None = None) -> int | None:
        """Return the line of `key`, or of what is around it where it has none of its own; None for a whole file."""
        path = self.path if key is None else (*self.path, key)
        return next(
            (self.document.lines[p] for n in range(len(path), 0, -1) if (p := path[:n]) in self.document.lines), None
        )

    def only(self, *known: str) -> None:
        """Raise HandoutsError for a key that is not `known`."""
        for key in self.values:
            if key not in known:
                raise self.error(f"Unknown key {visible(key)}{self._place}.", key, hint=nearest(key, known))

    def text(self, key: str, default: str | None = None, *, blank: bool = False) -> str:
        """Return a text; without a default, it must be there and, unless it may be `blank`, say something."""
        value = self._typed(key, str, "a text", default)
        if default is None and not blank and not value.strip():
            raise self.error(f"{visible(key)} is empty.", key)
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return an array of texts, none of them twice."""
        values = self._typed(key, list, "a list of texts", None if default is None else list(default))
        for value in values:
            if not isinstance(value, str):
                raise self.error(f"{visible(key)} must be a list of texts.", key)
            if values.count(value) > 1:
                raise self.error(f"{visible(value)} stands twice in {visible(key)}.", key)
        return tuple(values)

    def integer(self, key: str, default: int | None, lowest: int, highest: int) -> int | None:
        """Return a whole number between two bounds, or `default`."""
        value = self.values.get(key, default)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest):
            return value
        raise self.error(f"{visible(key)} must be a whole number from {lowest} to {highest}.", key)

    def day(self, key: str) -> date:
        """Return a date, which must be there."""
        value = self._typed(key, date, "a date such as 2026-03-05", None)
        if isinstance(value, datetime):
            raise self.error(f"{visible(key)} must be a date such as 2026-03-05.", key)
        return value

    def moment(self, key: str) -> datetime:
        """Return a point in time with its offset from UTC, which must be there."""
        value = self._typed(key, datetime, "a time such as 2026-03-05T14:30:00Z", None)
        if value.tzinfo is None:
            raise self.error(f"{visible(key)} must be a time such as 2026-03-05T14:30:00Z.", key)
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        return self._typed(key, bool, "true or false", default)

    def choice(self, key: str, choices: Mapping[str, Chosen], default: str | None = None) -> Chosen:
        """Return what one of the names in `choices` stands for."""
        value = self._typed(key, str, "a text", default)
        if value not in choices:
            names = ", ".join(visible(name) for name in choices)
            raise self.error(f"{visible(key)} is {visible(value)}, which is none of {names}.", key)
        return choices[value]

    def table(self, key: str) -> "Table":
        """Return the table under `key`; where it is not there, an empty one."""
        return Table(self._typed(key, dict, "a table", {}), self.document, (*self.path, key))

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the tables of the array of tables `[[key]]`, of which there may be none."""
        values = self._typed(key, list, f"written as [[{key}]]", [])
        for place, value in enumerate(values):
            if not isinstance(value, dict):
                raise self.error(f"{visible(key)} must be written as [[{key}]].", key)
            yield Table(value, self.document, (*self.path, key, place))

    def _typed(self, key: str, kind: type[Value], wanted: str, default: Value | None) -> Value:
        if key not in self.values:
            if default is None:
                raise self.error(f"{visible(key)} is missing{self._place}.")
            return default
        value = self.values[key]
        if not isinstance(value, kind):
            raise self.error(f"{visible(key)} must be {wanted}.", key)
        return value

    @property
    def _place(self) -> str:
        names = [name for name in self.path if isinstance(name, str)]
        return f" in [{'.'.join(names)}]" if names else ""


_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|\n|[\[\]{}=.,]|[^\s\[\]{}=.,#\"']+",
    re.DOTALL,
)


def _lines(text: str) -> Iterator[tuple[tuple[Key, ...], int]]:
    """Yield the place and line of every header and key. `text` is TOML that tomllib has read."""
    table: tuple[Key, ...] = ()
    counts: dict[tuple[Key, ...], int] = {}
    for line, statement in _statements(text):
        if statement[0] == "[":
            names = _names(token for token in statement if token not in ("[", "]"))
            table = _current(names[:-1], counts) + names[-1:]
            if statement[1] == "[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            place = table
        else:
            place = table + _names(statement[: statement.index("=")])
        yield from ((place[:end], line) for end in range(1, len(place) + 1))


def _current(names: tuple[Key, ...], counts: Mapping[tuple[Key, ...], int]) -> tuple[Key, ...]:
    """Return the place of a table by its names; within an array of tables, its last one is meant."""
    place: tuple[Key, ...] = ()
    for name in names:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    return place


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each statement as its line and its tokens; line ends inside of brackets do not end one."""
    line, first, depth = 1, 1, 0
    tokens: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n" and depth == 0 and tokens:
            yield first, tokens
            tokens = []
        elif token != "\n" and not token.startswith("#"):
            if not tokens:
                first = line
            tokens.append(token)
            depth += (token in ("[", "{")) - (token in ("]", "}"))
        line += token.count("\n")
    if tokens:
        yield first, tokens


def _names(tokens: Iterable[str]) -> tuple[Key, ...]:
    quoted = ('"', "'")
    return tuple(
        tomllib.loads(f"name = {token}")["name"] if token.startswith(quoted) else token
        for token in tokens
        if token != "."
    )
