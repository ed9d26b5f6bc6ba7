"""Checks of spaces and of the mark that ends a text."""

import re
from collections.abc import Iterator

from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity

_DOUBLE_SPACE = re.compile(r"(?<=\S) {2,}(?=\S)")

# The marks of all scripts that end a sentence, by what they say: Unicode's Sentence_Terminal and its like.
# https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt
_MARKS = {
    "a full stop": ".。．｡।॥۔።។။։",
    "a question mark": "?？؟;՞፧",
    "an exclamation mark": "!！՜",
    "a colon": ":：፦៖",
    "an ellipsis": "…⋯",
}
_KIND = {mark: kind for kind, marks in _MARKS.items() for mark in marks}
# What may stand between that mark and the end: closing brackets and quotation marks, and marks of direction.
_CLOSING = " \n\t\u00a0\u202f\"'*_`)]}»›”’“‘）］｝」』】》〉\u200b\u200e\u200f\u061c\u2069"
# Thai and Lao end a sentence with a space: Unicode Standard, 16.1 and 16.2.
_NO_FULL_STOP = frozenset({"lo", "th"})


@check("double-space", Severity.WARNING, issue_type="whitespace")
def double_space(message: Message, context: Context) -> Iterator[Problem]:
    """There are two spaces in a row, and the source has none.

    Often something was deleted there. On a printed page it leaves a gap.

    Bad (es):

        msgid "Call the clinic."
        msgstr "Llame a  la clínica."

    Good (es):

        msgid "Call the clinic."
        msgstr "Llame a la clínica."
    """
    text = context.target.text
    if "  " in text and _DOUBLE_SPACE.search(text) and not _DOUBLE_SPACE.search(context.source.text):
        yield Problem("There are two spaces in a row.", fix=_DOUBLE_SPACE.sub(" ", text))


@check("end-punctuation-mismatch", Severity.WARNING, issue_type="typographical")
def end_punctuation_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The text ends with another kind of mark than the source, or with none.

    A question that became a statement may say something else, and a sentence that just stops may have lost its end.
    The mark is the script's own: 。 and । are full stops, ؟ is a question mark. Thai and Lao need no full stop. A
    heading may become a question.

    Bad (ar):

        msgid "Does it hurt?"
        msgstr "هذا مؤلم."

    Good (ar):

        msgid "Does it hurt?"
        msgstr "هل هذا مؤلم؟"
    """
    source, target = _end(context.source.visible), _end(context.target.visible)
    if source == target or (source == "a full stop" and not target and context.language in _NO_FULL_STOP):
        return
    if not source and target == "a question mark":
        return
    if source and target:
        yield Problem(f"The source ends with {source}, the translation with {target}.")
    elif source:
        yield Problem(f"The source ends with {source}, and the translation does not.")
    else:
        yield Problem(f"The translation ends with {target}, and the source does not.")


def _end(text: str) -> str:
    """Return the kind of mark that ends the text, "" for none."""
    text = text.rstrip(_CLOSING)
    return "an ellipsis" if text.endswith("...") else _KIND.get(text[-1:], "")
