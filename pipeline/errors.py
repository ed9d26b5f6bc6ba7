"""`HandoutsError`: what a person can do wrong, told once, with its place and its remedy.

Everything else that is raised is a bug of ours and shows its traceback.
"""

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

# Control, format (bidi, zero-width), surrogate and private-use characters can hide or reorder a message on a terminal.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class HandoutsError(Exception):
    """One mistake of a person's: `FILE:LINE: what is wrong. What to do.`

    `message` and `hint` are whole sentences; text quoted from a file belongs through `visible` first.
    """

    def __init__(
        self, message: str, *, file: Path | str | None = None, line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        file = "" if self.file is None else _seen(str(self.file))
        place = "" if not file else f"{file}:" if self.line is None else f"{file}:{self.line}:"
        return " ".join(part for part in (place, self.message, self.hint) if part)

    def __reduce__(self) -> tuple[Callable[..., "HandoutsError"], tuple[object, ...]]:
        # Keyword-only arguments do not survive the default pickling, and errors cross process borders.
        return _restore, (type(self), self.message, self.file, self.line, self.hint)


def _restore(
    kind: type[HandoutsError], message: str, file: Path | str | None, line: int | None, hint: str
) -> HandoutsError:
    return kind(message, file=file, line=line, hint=hint)


def visible(text: str, limit: int = 80) -> str:
    r"""Return `text` quoted for a message: unseen characters as `\u202e`, cut after `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"“{_seen(cut)}”"


def _seen(text: str) -> str:
    return "".join(
        ch if unicodedata.category(ch) not in _UNSEEN else ch.encode("unicode_escape").decode("ascii") for ch in text
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the known name nearest to `name`, or all of them where none is near and they are few."""
    names = sorted(known)
    if close := difflib.get_close_matches(name, names, n=1, cutoff=0.6):
        return f"Did you mean {visible(close[0])}?"
    if names and len(names) <= 12:
        return f"Known: {', '.join(names)}."
    return ""


def collect(function: Callable[[In], Out], items: Iterable[In]) -> list[Out]:
    """Apply `function` to every item; where some raise HandoutsError, go on, then raise them all as one ExceptionGroup.

    A person with five broken files wants five messages, not five runs.
    """
    results: list[Out] = []
    errors: list[HandoutsError] = []
    for item in items:
        try:
            results.append(function(item))
        except HandoutsError as error:
            errors.append(error)
        except ExceptionGroup as group:
            matched, rest = group.split(HandoutsError)
            if rest is not None or matched is None:
                raise
            errors.extend(flatten(matched))
    if errors:
        raise ExceptionGroup("several mistakes", errors)
    return results


def flatten(group: ExceptionGroup[HandoutsError]) -> list[HandoutsError]:
    """Return the errors of a group, and of the groups in it, in order."""
    errors: list[HandoutsError] = []
    for error in group.exceptions:
        errors.extend(flatten(error) if isinstance(error, ExceptionGroup) else [error])
    return errors
