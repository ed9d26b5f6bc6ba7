"""`piece` finds the part of a translation that belongs to a part of its source; `joined` puts translations together."""

import re
from collections.abc import Sequence

from pipeline import cldr

_SENTENCE_END = re.compile(
    rf"(?:(?<=[{cldr.SENTENCE_ENDS}])|(?<=[{cldr.SENTENCE_ENDS}][)\"”’»*_]))\s+"
    rf"|(?<=[{cldr.FULL_WIDTH_ENDS}])(?![」』”’）])|\n+"
)
# Written without a space between sentences.
_IDEOGRAPH = re.compile("[\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uff60]$")
_NEAR = 2


def joined(texts: Sequence[str]) -> str:
    """Return the texts one after the other, as their script sets sentences apart."""
    whole = ""
    for text in texts:
        gap = "" if not whole or _IDEOGRAPH.search(whole) else " "
        whole += gap + text
    return whole


def piece(msgstr: str, source: str, start: int, end: int) -> tuple[str, str]:
    """Return what translates `source[start:end]` in `msgstr`, and the text that it translates.

    Where these are whole sentences and both texts have as many, that is the sentences in the same places; else it is
    all of both.
    """
    ours, theirs = _sentences(source), _sentences(msgstr)
    if len(ours) != len(theirs):
        return msgstr, source
    first = next((at for at, (begin, _) in enumerate(ours) if abs(begin - start) <= _NEAR), None)
    last = next((at for at, (_, stop) in enumerate(ours) if abs(stop - end) <= _NEAR), None)
    if first is None or last is None or last < first:
        return msgstr, source
    return msgstr[theirs[first][0] : theirs[last][1]], source[ours[first][0] : ours[last][1]]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of `text` begins and ends."""
    places = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if gap.end() < len(text):
            places.append((start, gap.start()))
            start = gap.end()
    places.append((start, len(text)))
    return places
