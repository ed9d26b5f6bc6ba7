"""`words` gives the forms that each word of a text may be known by; `term_words` does so for a term.

Two words are the same where they share a form: the word itself, folded (case, vowel marks, spelling variants), or its
lemma. A word that the lemmatizer does not know also has its stem, and its beginnings without an ending; a term's
words always have theirs. So an inflection that no dictionary has is still met, and yet “provided” is not “provider”.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby

import simplemma
import snowballstemmer
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

# Written without spaces between words, so terms are sought as substrings: UAX #14, class SA, and Han and Kana.
UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "th", "yue", "zh"})

# What simplemma calls languages that CLDR calls otherwise.
_SIMPLEMMA = {"bs": "hbs", "fil": "tl", "hr": "hbs", "no": "nb", "sr": "hbs"}
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


# Marks on forms, so that a stem or a beginning never equals another word's lemma.
_STEM, _BEGINNING = "-", "…"
_LONGEST_SYLLABLE = 7


def words(text: str, language: str) -> list[frozenset[str]]:
    """Return the forms of each word of an NFC text, in order."""
    return [_forms(word, language) for word in _pattern().findall(text)]


def places(text: str) -> list[tuple[int, int]]:
    """Return where each word of the text starts and ends, in characters."""
    return [match.span() for match in _pattern().finditer(text)]


def term_words(term: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the forms of each word of a term."""
    return tuple(
        _forms(match[0], language)
        | _stems(_variants(match[0], language), language)
        | {f"{fold(match[0], language)}{_BEGINNING}"}
        for match in _pattern().finditer(unicodedata.normalize("NFC", term))
    )


# Beyond lie only variation selectors.
_MARKS_END = 0x20000


@cache
def _pattern() -> re.Pattern[str]:
    """Return what a word is: letters and digits, and the marks and joiners on them, which `str.isalnum` refuses."""
    marks = [code for code in range(_MARKS_END) if unicodedata.category(chr(code))[0] == "M"]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])]
    extended = "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs) + "\u200c\u200d\u0640"
    return re.compile(rf"[^\W_](?:[^\W_]|[{extended}])*")


@lru_cache(maxsize=1 << 17)
def _forms(word: str, language: str) -> frozenset[str]:
    variants = _variants(word, language)
    forms = {fold(variant, language) for variant in variants}
    code = _SIMPLEMMA.get(language, language)
    if code in SUPPORTED_LANGUAGES:
        forms |= {fold(simplemma.lemmatize(variant, lang=code), language) for variant in variants}
        if any(simplemma.is_known(variant, lang=code) for variant in variants):
            return frozenset(forms)
    return frozenset(forms) | _stems(variants, language) | _beginnings(fold(word, language), language)


def _beginnings(folded: str, language: str) -> frozenset[str]:
    """Return what the word may be an inflection of: itself without an ending of up to four letters, or half of it.

    Vietnamese has no inflection, so there a syllable with one more letter is another word. But no syllable has more
    than seven letters (nghiêng) or ends in s: such a word is borrowed, and may have a foreign ending (endorphins).
    """
    if language == "vi" and len(folded) <= _LONGEST_SYLLABLE and not folded.endswith("s"):
        return frozenset()
    cuts = range(1, min(4, len(folded) // 2) + 1)
    return frozenset(f"{folded[:-cut]}{_BEGINNING}" for cut in cuts)


def _stems(variants: Iterable[str], language: str) -> frozenset[str]:
    """Return the stems, marked as such."""
    if language not in _SNOWBALL:
        return frozenset()
    stem = _stemmer(language).stemWord
    return frozenset(f"{fold(stem(variant.casefold()), language)}{_STEM}" for variant in variants)


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_SNOWBALL[language])


# ------------------------------------------------------------------------------------------- spellings and affixes

_UNMARKED = dict.fromkeys(
    [*range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE), 0x0640, 0x200C, 0x200D]  # tashkil, tatweel, joiners
)
# Hamza on its seat, final yeh and teh marbuta are often typed without their marks.
_ARABIC = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي")
# Persian and Urdu have their own yeh and kaf, but Arabic ones are typed for them.
_PERSIAN = str.maketrans("يىك", "ییک")
_RUSSIAN = str.maketrans("ё", "е")
# Both places of the tone are current in open syllables: hòa and hoà. The newer one is the form here.
_VIETNAMESE = {
    unicodedata.normalize("NFC", first + tone + second): unicodedata.normalize("NFC", first + second + tone)
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
_VIETNAMESE_OLD = re.compile("|".join(_VIETNAMESE))

# One-letter words are written onto the next: and, so; with, like, to; the. In Hebrew also: from, that.
_ARABIC_PREFIX = re.compile(r"[وف]?(?:[بك]?ال|لل|[بكل])?")
_ARABIC_ARTICLE = re.compile("ال")
_HEBREW_PREFIX = re.compile(r"ו?(?:[הבכלמש]|[בכלמ]ה|שה)?")


@lru_cache(maxsize=1 << 17)
def fold(word: str, language: str) -> str:
    """Return the word in the one spelling that comparing goes by."""
    folded = unicodedata.normalize("NFC", word.casefold()).translate(_UNMARKED)
    match language:
        case "ar":
            return folded.translate(_ARABIC)
        case "fa" | "ur":
            return folded.translate(_PERSIAN)
        case "ru" | "uk" | "be":
            return unicodedata.normalize("NFC", folded.replace("\u0301", "")).translate(_RUSSIAN)
        case "vi":
            return _VIETNAMESE_OLD.sub(lambda match: _VIETNAMESE[match[0]], folded)
        case _:
            return folded


def _variants(word: str, language: str) -> tuple[str, ...]:
    """Return the word as it stands, in small letters, and without what is written onto it."""
    plain = word.translate(_UNMARKED)
    match language:
        case "ar":
            return tuple(one for variant in _without(_ARABIC_PREFIX, plain) for one in _singular(variant))
        case "fa" | "ur":  # Phrases borrowed from Arabic keep its article.
            return _without(_ARABIC_ARTICLE, plain)
        case "he":
            return _without(_HEBREW_PREFIX, plain)
        case "ko":  # Particles follow the noun without a space.
            return tuple(plain[:end] for end in range(min(2, len(plain)), len(plain) + 1))
        case "ru" | "uk" | "be":
            plain = plain.replace("\u0301", "")
            return tuple({plain, plain.lower(), plain.lower().translate(_RUSSIAN)})
        case _:
            return (plain, plain.lower()) if plain != plain.lower() else (plain,)


def _without(prefix: re.Pattern[str], word: str) -> tuple[str, ...]:
    """Return the word, and what is left after every prefix of it; a root has three letters."""
    rests = (word[end:] for end in range(1, len(word) - 2) if prefix.fullmatch(word, 0, end))
    return (word, *rests)


def _singular(word: str) -> tuple[str, ...]:
    """Return the word, and what its regular Arabic plural, feminine or accusative is made from.

    اعتداء of اعتداءات, جنسي of جنسية, رجال of رجالا.
    """
    ending = next((ending for ending in ("ات", "ة", "ا") if word.endswith(ending) and len(word) > 4), "")
    return (word, word.removesuffix(ending)) if ending else (word,)
