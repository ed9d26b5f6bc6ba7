"""`breakable` marks where a line may end in text of scripts that write no spaces, and where it may not in Korean.

`sentences` and `words` part a text as UAX #29 and ICU's dictionaries do.
"""

import re
import unicodedata

from icu4py.breakers import LineBreaker, SentenceBreaker, WordBreaker

from pipeline.cldr.locales import language, script

_NO_SPACES = frozenset({"Khmr", "Laoo", "Mymr"})
"""Scripts whose words ICU finds by dictionary, and Pango does not. (Thai, Pango breaks by libthai.)"""

_MAY_END = "\u200b"
_MAY_NOT_END = "\u2060"
# Korean lines end at spaces, as a browser's `word-break: keep-all` has it: UAX #14, 5.1, style "Korean with spaces".
_WITHIN_KOREAN = re.compile(r"(?<=[\w%)}\u201d\u2019])(?=[\uac00-\ud7a3])")


def breakable(text: str, locale: str) -> str:
    """Return `text` with U+200B where a line may end and U+2060 where it may not, by the locale's script.

    For a printed page alone: they are in no catalog, and nothing that is read aloud or compared may hold them.
    """
    match script(locale):
        case "Kore":
            return _WITHIN_KOREAN.sub(_MAY_NOT_END, text)
        case found if found in _NO_SPACES:
            return _broken(text, language(locale))
        case _:
            return text


def sentences(text: str, locale: str) -> tuple[str, ...]:
    """Return the sentences of `text`, in order; together they are the text."""
    return tuple(SentenceBreaker(text, language(locale)))


def words(text: str, locale: str) -> tuple[str, ...]:
    """Return the words of `text`, and the marks and spaces between them, in order; together they are the text."""
    return tuple(WordBreaker(text, language(locale)))


def _broken(text: str, of: str) -> str:
    broken = ""
    for part in LineBreaker(text, of):
        before = broken[-1:]
        if before.strip() and unicodedata.category(before)[0] in "LM" and unicodedata.category(part[0])[0] == "L":
            broken += _MAY_END
        broken += part
    return broken
