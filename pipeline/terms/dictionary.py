"""`DICTIONARIES` reads simplemma's dictionaries, and is ready in a fifth of the time that simplemma's own readers take.

A dictionary is a stream of records in the order of their keys, each with only what differs from the key before it
(front coding), so that simplemma decodes all of a million records before the first lookup. Here one regular expression
passes by all records but those that begin a block, which are those that share next to nothing with the record before;
a lookup decodes one block. The format: simplemma, `strategies/dictionaries/frontcode.py`.
"""

import lzma
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from simplemma.strategies.dictionaries.dictionary_factory import (
    DATA_FOLDER,
    CachingDictionaryFactory,
    DecodedStrMapping,
)
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

_MAGIC = b"SMFC1"
# Catalogs may be looked at handout by handout: a dictionary thrown away for the next locale would be read for each.
_LANGUAGES = 64
_REVERSED = 1
# In the place of how many bytes of the key to drop for the value: it is the value before, or is written out.
_AS_BEFORE, _WRITTEN_OUT = 254, 255
# How many bytes a key may share with the one before and begin a block: a few thousand blocks in a dictionary. A long
# block is parted again by the next few bytes, when it is first looked into.
_SHARED, _STEP, _MOST = 3, 4, 30
_LONG_BLOCK = 300
# Numbers from here on take a second byte.
_LONG = 128


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The blocks of a part of the stream: the first key of each, where it starts, what it shares with the key before.

    The keys of all but the first records of a block share more than `most` bytes with the one before.
    """

    keys: list[bytes]
    starts: list[int]
    prefixes: list[bytes]
    most: int


class Dictionary(DecodedStrMapping):
    """A view of the packed dictionary of a language."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reversed = bool(data[len(_MAGIC)] & _REVERSED)
        self._count, self._first = _number(data, len(_MAGIC) + 1)
        self._all = self._parted(self._first, len(data), b"", _SHARED)
        self._inner: dict[tuple[int, int], _Blocks] = {}

    def _lookup(self, key: str) -> str | None:
        wanted = key.encode()[::-1] if self._reversed else key.encode()
        blocks = self._all
        while True:
            block = bisect_right(blocks.keys, wanted) - 1
            if block < 0:
                return None
            start, end, prefix = blocks.starts[block], blocks.starts[block + 1], blocks.prefixes[block]
            most = blocks.most + _STEP
            if end - start < _LONG_BLOCK or most > _MOST:
                break
            if (start, most) not in self._inner:
                self._inner[start, most] = self._parted(start, end, prefix, most)
            blocks = self._inner[start, most]
        for found, value in self._records(start, prefix):
            if found >= wanted:
                return (value[::-1] if self._reversed else value).decode() if found == wanted else None
        return None

    def _parted(self, at: int, end: int, key: bytes, most: int) -> _Blocks:
        """Return the blocks between two places; `key` is what the first key there shares with the one before."""
        data, inside = self._data, _within(most)
        blocks = _Blocks([], [], [], most)
        while at < end:
            start = at
            shared, at = _number(data, at)
            length, at = _number(data, at)
            rest, at = data[at : at + length], at + length
            if shared <= most:
                prefix = key[:shared]
                key = prefix + rest
                if data[at] != _AS_BEFORE:
                    blocks.keys.append(key)
                    blocks.starts.append(start)
                    blocks.prefixes.append(prefix)
            if data[at] == _AS_BEFORE:
                at += 1
            else:
                length, at = _number(data, at + 1)
                at += length
            if match := inside.match(data, at, end):
                at = match.end()
        blocks.starts.append(end)
        return blocks

    def __iter__(self) -> Iterator[str]:
        for key, _ in self._records(self._first, b""):
            yield (key[::-1] if self._reversed else key).decode()

    def __len__(self) -> int:
        return self._count

    def _records(self, at: int, key: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the keys and values, as they are stored, from the record at a place on."""
        data, value = self._data, b""
        while at < len(data):
            # Nearly all numbers have one byte, and this is where the time goes.
            if (shared := data[at]) < _LONG and (length := data[at + 1]) < _LONG:
                at += 2
            else:
                shared, at = _number(data, at)
                length, at = _number(data, at)
            key = key[:shared] + data[at : at + length]
            at += length
            if (dropped := data[at]) == _AS_BEFORE:
                at += 1
            else:
                length, at = _number(data, at + 1)
                ending, at = data[at : at + length], at + length
                value = ending if dropped == _WRITTEN_OUT else key[: len(key) - dropped] + ending
            yield key, value


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that is written at a place, seven bits a byte, and where it ends."""
    number = shift = 0
    while (byte := data[at]) >= _LONG:
        number |= (byte - _LONG) << shift
        shift, at = shift + 7, at + 1
    return number | byte << shift, at + 1


@cache
def _within(most: int) -> re.Pattern[bytes]:
    """Return what passes by the records of a block: their keys share more than `most` bytes with the one before."""
    # A length of up to 23, and as many bytes.
    some = b"(?:%b)" % b"|".join(re.escape(bytes([length])) + b"." * length for length in range(24))
    return re.compile(b"(?s)(?:[\\x%02x-\\x7f]%b(?:\\xfe|[^\\xfe]%b))*+" % (most + 1, some, some))


class _DictionaryFactory(CachingDictionaryFactory):
    def _get_dictionary_uncached(self, lang: str) -> Mapping[str, str]:
        with lzma.open(DATA_FOLDER / f"{lang}.plzma") as file:
            data = file.read()
        return Dictionary(data) if data.startswith(_MAGIC) else StreamDictionaryFactory().get_dictionary(lang)


DICTIONARIES = _DictionaryFactory(cache_max_size=_LANGUAGES)
