"""`syllables` counts the syllables of a word by the rules of its language, which stand in `words/syllables.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path


@lru_cache(maxsize=1 << 14)
def syllables(word: str, language: str) -> int:
    """Return how many syllables a word has, nearly; at least 1. Raises KeyError for a language without rules."""
    silent, nucleus = _rules()[language]
    letters = "".join(filter(str.isalpha, word.lower()))
    return max(1, len(nucleus.findall(silent.sub("", letters))))


@cache
def _rules() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    rows = tomllib.loads((Path(__file__).parent / "words" / "syllables.toml").read_text("utf-8"))
    # Where nothing is silent, nothing matches.
    return {of: (re.compile(row.get("silent", r"(?!)")), re.compile(row["nucleus"])) for of, row in rows.items()}
