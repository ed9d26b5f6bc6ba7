"""Checks of words and letters that stand once too often."""

import re
from collections.abc import Collection, Iterator

from pipeline.checks.customs import custom
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import character, text, token
from pipeline.model import Message, Severity

# Letters and the signs that are written on them, which Python does not count among the characters of words.
_LETTER = (
    r"\w\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u0fff\u1000-\u1049\u1780-\u17d3"
    "\u200c\u200d"
)
# A word and itself again, with nothing but space between; no placeholder, markup or part of a longer word.
_DOUBLED = re.compile(
    rf"(?<![{_LETTER}{{%(<\[`&/’'.-])([{_LETTER}]+)[ \u00a0\n]+(\1)(?![{_LETTER}’'`(=/@-]|\.\w)", re.IGNORECASE
)
# Chinese and Japanese have no space between: two characters or more again, or one of the particles.
_DOUBLED_UNSPACED = re.compile(r"([\u3400-\u9fff]{2,8})\1|(的|在|和|是|把|被|を)\2(?![确確士])")

_SHORT = 2


def _may_double(reading: Reading) -> bool:
    if custom("no-word-spaces", reading.locale):
        return bool(_DOUBLED_UNSPACED.search(reading.text))
    words = reading.text.lower().split()
    return any(map(str.startswith, words[1:], words))


@check(
    "repeated-word",
    Severity.WARNING,
    issue_type="duplication",
    target=text(_may_double),
    applies=lambda context: custom("doubled-words", context.locale) is not None,
)
def repeated_word(message: Message, context: Context) -> Iterator[Problem]:
    """A word stands twice in a row.

    Often one was left over from an edit, and sometimes another word is missing in its place. Where a language doubles
    words, to say “little by little” (Turkish “yavaş yavaş”, Hindi “धीरे धीरे”) or because two sound alike (French
    « nous nous »), those words are left alone, and a language of which too little is known altogether.

    Bad (fr):

        msgid "Stop if it hurts."
        msgstr "Arrêtez si si cela fait mal."

    Good (fr):

        msgid "Let us meet at 10."
        msgstr "Nous nous retrouvons à 10 h."
    """
    text = context.target.text
    pattern = _DOUBLED_UNSPACED if custom("no-word-spaces", context.locale) else _DOUBLED
    if not pattern.search(text):
        return
    if _DOUBLED.search(context.source.text):
        return
    for match in pattern.finditer(text):
        if not _is_meant(match, context.locale):
            yield Problem(f"Twice in a row: “{match[1] or match[2]}”.")
            return


def _is_meant(match: re.Match[str], locale: str) -> bool:
    """Say whether the language doubles the word, or has two words that are alike."""
    word = (match[1] or match[2]).lower()
    known: Collection[str] | None = custom("short-words", locale)
    if word[0].isnumeric() or (known is not None and len(word) <= _SHORT and word not in known):
        return True
    if word in (custom("doubled-after-comma", locale) or ()) and match.string[: match.start()].endswith(", "):
        return True
    if word in (custom("doubled-in-other-case", locale) or ()) and match[1] != match[2]:
        return True
    return word in custom("doubled-words", locale)


# Small letters of Latin, Greek and Cyrillic, but for numerals and addresses: iii, xxx, www.
_TRIPLED = re.compile(r"(?!(?<!\w)(?:iii|www|xxx)(?!\w))([a-zß-ÿā-ɏа-яѐ-ӿα-ωά-ώ])\1\1")


@check(
    "tripled-letter",
    Severity.WARNING,
    issue_type="misspelling",
    target=token(r"([a-zß-ÿā-ɏа-яѐ-ӿα-ωά-ώ])\1\1"),
    applies=lambda context: not custom("tripled-letters", context.locale),
)
def tripled_letter(message: Message, context: Context) -> Iterator[Problem]:
    """A letter stands three times in a row.

    It is a slip of the keyboard in most languages. Some join words with three of a letter at the seam (German
    “Essstörung”) and are left alone.

    Bad (es):

        msgid "Call the clinic."
        msgstr "Llame a la clíniiica."

    Good (de):

        msgid "You can get help for an eating disorder."
        msgstr "Bei einer Essstörung gibt es Hilfe."
    """
    text = context.target.text
    if not (found := _TRIPLED.search(text)) or custom("tripled-letters", context.locale):
        return
    if not _TRIPLED.search(context.source.text):
        yield Problem(f"Three times in a row: “{found[1]}”.")


# Between two letters. After a particle and before Latin letters or a placeholder it is right (الـDNA), as it is in
# the abbreviations هـ and م.
_KASHIDA = re.compile(
    r"(?<=[\u0620-\u063f\u0641-\u064a\u0671-\u06d3])\u0640+(?=[\u0620-\u063f\u0641-\u064a\u0671-\u06d3])"
)


@check("kashida", Severity.WARNING, issue_type="characters", target=character("\u0640"))
def kashida(message: Message, context: Context) -> Iterator[Problem]:
    """A word is stretched with the letter kashida (U+0640, tatweel).

    It is decoration, typed to fill a line. Whoever looks for the word does not find it, and the termbase does not know
    it. Unicode Standard 16.0, 9.2: https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-9/

    Bad (ar):

        msgid "Help is free."
        msgstr "المســـاعدة مجانية."

    Good (ar):

        msgid "The DNA test is free."
        msgstr "فحص الـDNA مجاني."
    """
    text = context.target.text
    if "\u0640" in text and _KASHIDA.search(text):
        yield Problem("A word is stretched (U+0640).", fix=_KASHIDA.sub("", text))
