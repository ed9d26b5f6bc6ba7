"""`Shard` is a part of a list of names, for a command of which others do the other parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Shard:
    """The `number`-th of `count` parts of a list, from 1: all parts together are the list, and share nothing."""

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> "Shard":
        """Return the part that `text`, such as `2/3`, names. Raises click.BadParameter where it names none."""
        if not (match := re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)) or not 1 <= int(match[1]) <= int(match[2]):
            raise click.BadParameter("write it like 2/3: the second of three parts")
        return cls(int(match[1]), int(match[2]))

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what is in this part, whatever the order of `names`."""
        return tuple(sorted(names)[self.number - 1 :: self.count])

    def __str__(self) -> str:
        return f"{self.number}-of-{self.count}"
