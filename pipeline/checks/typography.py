"""Checks of spaces and of the mark that ends a text."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.checks.customs import custom
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import token
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
_FULL_STOP = "a full stop"
_EMPHASIS = frozenset({_FULL_STOP, "an exclamation mark"})
_KIND = {mark: kind for kind, marks in _MARKS.items() for mark in marks}
# What may stand between that mark and the end: closing brackets and quotation marks, and marks of direction.
_CLOSING = " \n\t\u00a0\u202f\"'*_`)]}»›”’“‘）］｝」』】》〉\u200b\u200e\u200f\u061c\u2069"
# A text of so many words and more is a sentence, to which a translation may add the full stop that the source left out.
_SENTENCE = 6
# “6 p.m.”: what ends so and is no sentence ends with an abbreviation.
_ABBREVIATED = re.compile(r"[^\W\d_]\.\s?[^\W\d_]\.$")
# What stands in brackets behind the end of its sentence.
_ASIDE = re.compile(r"(?<=[.。．।!?！？؟])\s*[(（][^()（）]*[)）]$")


@check("double-space", Severity.WARNING, issue_type="whitespace", target=token("^$"))
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
    The mark is the script's own: 。 and । are full stops, ؟ is a question mark, and so is ; in Greek. Thai and Lao need
    no full stop. A heading may become a question, an abbreviation may lose its full stop, and a sentence that lacks one
    in the source may get it: any in Japanese and Korean, elsewhere a long one. Some languages exclaim more than others.

    Bad (ar):

        msgid "Does it hurt?"
        msgstr "هذا مؤلم."

    Good (ar):

        msgid "Does it hurt?"
        msgstr "هل هذا مؤلم؟"
    """
    source = _source_end(context.source.visible, context.run.source_locale)
    target = _end(context.target.visible, context.locale)
    if source == target or _is_free(source, target, context):
        return
    if source and target:
        yield Problem(f"The source ends with {source}, the translation with {target}.")
    elif source:
        yield Problem(f"The source ends with {source}, and the translation does not.")
    else:
        yield Problem(f"The translation ends with {target}, and the source does not.")


def _is_free(source: str, target: str, context: Context) -> bool:
    """Say whether languages or translators may differ here: a heading may ask, an abbreviation has its full stop."""
    if not source and target == "a question mark":
        return True
    if {source, target} == _EMPHASIS:
        return True
    if (source and source != _FULL_STOP) or (target and target != _FULL_STOP):
        return False
    if custom("full-stop-may-be-added" if target else "no-full-stop", context.locale):
        return True
    with_stop = (context.source if source else context.target).visible.strip()
    if " " not in with_stop or (not source and len(context.source.visible.split()) >= _SENTENCE):
        return True
    return len(with_stop.split()) < _SENTENCE and _ABBREVIATED.search(with_stop) is not None


def _end(text: str, locale: str) -> str:
    """Return the kind of mark that ends the text, "" for none."""
    text = text.rstrip()
    text = (_ASIDE.sub("", text) if text.endswith((")", "）")) else text).rstrip(_CLOSING)
    kinds, within = _kinds(locale)
    if text.endswith("..."):
        return "an ellipsis"
    return "a question mark" if within and within in text else kinds.get(text[-1:], "")


@lru_cache(maxsize=1 << 15)
def _source_end(text: str, locale: str) -> str:
    return _end(text, locale)


@cache
def _kinds(locale: str) -> tuple[dict[str, str], str]:
    """Return what each mark says in a locale, and the mark that asks from within a text, or ""."""
    return _KIND | (custom("sentence-ends", locale) or {}), custom("question-within", locale) or ""
