"""Checks of marks that come in pairs: brackets and quotation marks."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.customs import quotation_marks
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import character
from pipeline.model import Message, Severity

# Brackets of all scripts; the full-width ones of Chinese are the same as ours. Those that quote are below.
# https://www.unicode.org/Public/UCD/latest/ucd/BidiBrackets.txt
_OPENING = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "［": "］",
    "｛": "｝",
    "【": "】",
    "〔": "〕",
    "〖": "〗",
    "﴿": "﴾",
}
_BRACKETS = f"[{re.escape(''.join((*_OPENING, *_OPENING.values())))}]"
_BRACKET = re.compile(_BRACKETS)
_HAS_BRACKET = character(_BRACKETS)
# What another language may say without brackets: “file(s)”, Polish „został(-a)”.
_ENDING = re.compile(r"(?<=[A-Za-zÀ-ӿ)])\(-?[^\W\d_]{1,3}\)")
# What has a bracket without a partner: `a)` and `10)` of a list, a face.
_LONE = re.compile(r"(?<!\S)(?:[^\W\d_]|\d{1,2})\)(?=\s)|[:;]-?[()]")


@check("bracket-mismatch", Severity.WARNING, issue_type="typographical", source=_HAS_BRACKET, target=_HAS_BRACKET)
def bracket_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A bracket is opened and not closed, or the reverse; or what stands in brackets in the source is gone.

    In brackets stands the dose in another unit, or the words that explain a term: with the brackets it is often lost.
    They may be those of any script.

    Bad (es):

        msgid "Take 1 teaspoon (5 mL)."
        msgstr "Tome 1 cucharadita (5 ml."

    Good (zh_Hans):

        msgid "Take 1 teaspoon (5 mL)."
        msgstr "服用1茶匙（5毫升）。"
    """
    source, target = context.source.text, context.target.text
    if not _BRACKET.search(source) and not _BRACKET.search(target):
        return
    (pairs, single), (translated_pairs, lone) = _brackets(context.source.visible), _brackets(context.target.visible)
    if lone and not single:
        yield Problem(f"A bracket has no partner: {' '.join(lone)}")
    elif translated_pairs < pairs and not lone:
        yield Problem(f"The source has {pairs} in brackets, the translation {translated_pairs or 'none'}.")


@lru_cache(maxsize=1 << 12)
def _brackets(text: str) -> tuple[int, list[str]]:
    """Return how many pairs of brackets the text has, and those without a partner."""
    text = _ENDING.sub(" ", text)
    pairs, lone = _paired(_BRACKET.findall(text))
    return _paired(_BRACKET.findall(_LONE.sub(" ", text))) if lone else (pairs, lone)


def _paired(brackets: list[str]) -> tuple[int, list[str]]:
    pairs = 0
    lone: list[str] = []
    for bracket in brackets:
        if lone and _narrow(_OPENING.get(lone[-1], "")) == _narrow(bracket):
            lone.pop()
            pairs += 1
        else:
            lone.append(bracket)
    return pairs, lone


def _narrow(bracket: str) -> str:
    return unicodedata.normalize("NFKC", bracket)


# Marks that quote and nothing else, but for the gershayim of Hebrew, a " between letters. ‘ ’ and ' are apostrophes
# too, and count in pairs around words.
_DOUBLE = re.compile(r"[“”„‟«»‹›「」『』《》〝〞〟]|(?<![\u05d0-\u05ea])\"|\"(?![\u05d0-\u05ea])")
_SINGLE = re.compile(r"(?<!\w)[‘‚'](?=\S)[^‘’'\n]*?(?<=\S)[’‘'](?!\w)|(?<!\w)[‘‚][^‘’\n]{1,60}[’‘](?!\w)")
_ANY = re.compile("[“”„‟«»‹›「」『』《》〝〞〟\"‘’‚']|&(?:quot|apos|#39|#x27|[lr][ds]quo|[lr]aquo);")
_TYPOGRAPHIC = re.compile("[“”„‟«»‹›「」『』《》〝〞〟]")
_MAY_QUOTE = character("[“”„‟«»‹›「」『』《》〝〞〟\"‘’‚'&]")


@check("quotation-mark-mismatch", Severity.WARNING, issue_type="typographical", source=_MAY_QUOTE, target=_MAY_QUOTE)
def quotation_mark_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A quotation is begun and not ended, or the reverse; or the source quotes and the translation does not.

    Without its marks, what someone says, or what stands on a button, reads as if the handout said it.

    Bad (es):

        msgid "Ask for the “blue card”."
        msgstr "Pida la «tarjeta azul."

    Good (de):

        msgid "Ask for the “blue card”."
        msgstr "Fragen Sie nach der „blauen Karte“."
    """
    if not _ANY.search(context.source.text) and not _ANY.search(context.target.text):
        return
    ours, theirs = len(_DOUBLE.findall(context.source.prose)), len(_DOUBLE.findall(context.target.prose))
    if theirs % 2 and not ours % 2:
        yield Problem("A quotation mark has no partner.")
    elif _quotes(context.source, ours) and not theirs and not _highlights(context):
        yield Problem("The source quotes, and the translation does not.")


def _quotes(source: Reading, double: int) -> bool:
    return double >= 2 or _SINGLE.search(source.prose) is not None


def _highlights(context: Context) -> bool:
    """Say whether the translation sets words apart by other means: single marks, or markup that the source has not."""
    target = context.target
    if _ANY.search(target.text):
        return True
    return bool(target.structure - context.source.structure) or bool(target.tags - context.source.tags)


@check("foreign-quotation-marks", Severity.INFO, issue_type="locale-violation", target=_MAY_QUOTE)
def foreign_quotation_marks(message: Message, context: Context) -> Iterator[Problem]:
    """The quotation marks are those of another language.

    German quotes „so“, French « so », Japanese 「so」. CLDR says which marks a language has, and style guides which
    others are as right. Straight marks are left alone. https://cldr.unicode.org/translation/delimiters

    Bad (ru):

        msgid "Ask for the “blue card”."
        msgstr "Попросите “синюю карту”."

    Good (ru):

        msgid "Ask for the “blue card”."
        msgstr "Попросите «синюю карту»."
    """
    text = context.target.text
    if text.isascii() or not (found := _TYPOGRAPHIC.findall(text)):
        return
    own = quotation_marks(context.locale)
    if foreign := [mark for mark in dict.fromkeys(found) if mark not in own]:
        opening, closing = own[0], own[1]
        yield Problem(f"{' '.join(foreign)} is another language's: quote with {opening} and {closing}.")
