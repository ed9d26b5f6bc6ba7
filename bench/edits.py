"""`revise` rewrites the handouts of a corpus as a round of edits would, and says what became of each text.

Catalogs stay as they are: what an update makes of them is what is measured.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import english
from bench.english import Block

_NUMBER = re.compile(r"(?<![\w/\-{.])\d+(?:\.\d+)?(?![\w\-}]|\.\d)")
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_TEXT = frozenset({"p", "ul", "ol", "quote"})
EDITS = ("word replaced", "number changed", "sentence added", "made bold", "word dropped", "typo")

# Of the paragraphs, items and quotes, in percent; the rest stays.
_EDITED, _MOVED, _AWAY, _DELETED, _ADDED, _SPLIT, _JOINED = 5, 1, 1, 1, 2, 1, 1


@dataclass(frozen=True)
class Edit:
    """What became of `old`, the texts of a document, in `domain`, where `new` stands now."""

    kind: str
    domain: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    origin: str = ""
    """The document that it was moved from."""


def revise(folder: Path, *, docs: int, terms: int, seed: int = 1) -> list[Edit]:
    """Write version 2 of the handouts in `folder`, a corpus of the same arguments, and return what was done.

    The same arguments give the same bytes.
    """
    names = english.terms(terms, seed)
    edits: list[Edit] = []
    leaving: list[tuple[str, Block]] = []
    for number in range(1, docs + 1):
        domain = f"handout-{number:04d}"
        rng = random.Random(f"edit:{seed}:{number}")
        blocks, moved, away = _revised(english.document(number, seed, names), domain, english.Author(rng, names), edits)
        for block in moved:
            blocks.insert(rng.randint(1, len(blocks)), block)
            edits.append(Edit("moved inside", domain, block.texts, block.texts))
        for origin, block in leaving:
            blocks.insert(rng.randint(1, len(blocks)), block)
            edits.append(Edit("moved to another", domain, block.texts, block.texts, origin))
        leaving = [(domain, block) for block in away]
        (folder / "source" / f"{domain}.md").write_text(english.markdown(blocks)[0], encoding="utf-8", newline="\n")
    return edits


def _revised(
    document: Sequence[Block], domain: str, author: english.Author, edits: list[Edit]
) -> tuple[list[Block], list[Block], list[Block]]:
    """Return the blocks that stay, those that move inside of the document, and those that leave it."""
    blocks: list[Block] = []
    moved: list[Block] = []
    away: list[Block] = []
    rest = list(document)
    while rest:
        block = rest.pop(0)
        if block.kind not in _TEXT:
            blocks.append(block)
            continue
        roll = author.rng.random() * 100
        if (roll := roll - _EDITED) < 0:
            kind, text = _edited(block.texts[0], author)
            edits.append(Edit(kind, domain, block.texts, (text,)))
            blocks.append(replace(block, texts=(text,)))
        elif (roll := roll - _MOVED) < 0:
            moved.append(block)
        elif (roll := roll - _AWAY) < 0:
            away.append(block)
        elif (roll := roll - _DELETED) < 0:
            edits.append(Edit("deleted", domain, block.texts))
        elif (roll := roll - _SPLIT) < 0 and len(parts := _SENTENCE_END.split(block.texts[0])) > 1:
            edits.append(Edit("split", domain, block.texts, tuple(parts)))
            blocks += (replace(block, texts=(part,)) for part in parts)
        elif (roll := roll - _JOINED) < 0 and rest and block.kind == rest[0].kind:
            old = (*block.texts, *rest.pop(0).texts)
            edits.append(Edit("joined", domain, old, (" ".join(old),)))
            blocks.append(replace(block, texts=(" ".join(old),)))
        else:
            blocks.append(block)
            if roll < _ADDED:
                text = author.paragraph()
                edits.append(Edit("added", domain, (), (text,)))
                blocks.append(Block("p", (text,)))
    return blocks, moved, away


def _edited(text: str, author: english.Author) -> tuple[str, str]:
    """Return one small change, as an author would make it: its kind, and the new text."""
    rng = author.rng
    kind = rng.choice(EDITS)
    words = text.split(" ")
    plain = list(_plain(words))
    if kind == "number changed" and (number := _NUMBER.search(text)):
        return kind, text[: number.start()] + str(int(float(number[0])) + 3) + text[number.end() :]
    if kind == "sentence added":
        return kind, f"{text} {author.sentence()}"
    if plain and kind in {"typo", "made bold"}:
        at = rng.choice(plain)
        words[at] = words[at] + words[at][-1] if kind == "typo" else f"**{words[at]}**"
        return kind, " ".join(words)
    if kind == "word dropped" and len(plain) > 3:
        del words[rng.choice(plain)]
        return kind, " ".join(words)
    at = rng.choice(plain) if plain else 0
    words[at] = rng.choice([word for word in english.COMMON if word != words[at]])
    return "word replaced", " ".join(words)


def _plain(words: Sequence[str]) -> Iterator[int]:
    """Yield the places of words that are no part of a term, a link or a mark."""
    names = {*english.KINDS, *english.CONDITIONS}
    return (at for at, word in enumerate(words) if word.isalpha() and word.islower() and word not in names)
