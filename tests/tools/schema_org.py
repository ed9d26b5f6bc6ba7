"""`mistakes` tells where JSON-LD strays from the terms of schema.org that `schema_org.toml` pins."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TERMS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_SHAPES = {"Text": r"(?s).+", "URL": r"https?://\S+", "Date": r"\d{4}-\d\d-\d\d", "Number": r"[\d.]+"}


def mistakes(thing: dict[str, Any]) -> list[str]:
    """Return, as sentences, each unknown type, property and value of a node and of those in it; or []."""
    return list(_mistakes(thing))


def _mistakes(thing: dict[str, Any]) -> Iterator[str]:
    kind = thing.get("@type", "")
    if kind not in _TERMS["types"]:
        yield f"{kind} is no type"
        return
    known = {name: held for type_ in _above(kind) for name, held in _TERMS["properties"].get(type_, {}).items()}
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in known:
            yield f"{kind} has no {name}"
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                inner = each.get("@type", "")
                if inner in _TERMS["types"] and not set(_above(inner)) & set(known[name]):
                    yield f"{name} of {kind} is no {inner}"
                yield from _mistakes(each)
            elif not any(re.fullmatch(_SHAPES[held], str(each)) for held in known[name] if held in _SHAPES):
                yield f"{name} of {kind} is not {each!r}"


def _above(kind: str) -> list[str]:
    """Return a type and all that it is a kind of."""
    return [kind, *(above for parent in _TERMS["types"][kind] for above in _above(parent))]
