"""`forms` gives the forms that a word of a text may be known by; `term_words` does so for the words of a term.

Two words are the same where they share a form: the word itself, folded (case, vowel marks, spelling variants), or its
lemma. A word that the lemmatizer does not know also has its stem, and its beginnings without an ending; a term's
words always have theirs. So an inflection that no dictionary has is still met, and yet “provided” is not “provider”.

Case tells words apart in two ways. A term's word with two capitals is an acronym, and only capitals are it: “AIDS” is
not “aids”, though “STIs” is “STI”. German writes nouns, and nothing else within a sentence, with a capital: “Arm” is
not “arm”, and “leiden” is not “Leiden”.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby

import snowballstemmer
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from pipeline.terms.dictionary import DICTIONARIES

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


# Marks on forms, so that a stem or a beginning never equals another word's lemma, nor an acronym or a noun a word.
_STEM, _BEGINNING, _ACRONYM, _NOUN = "-", "…", "^", "*"


Spelled = str | tuple[str, bool]
"""A word as it stands in a text; in German also whether a sentence starts with it."""


def spelled(text: str, language: str) -> list[Spelled]:
    """Return the words of an NFC text, in order."""
    if language in _CAPITAL_NOUNS:
        return [(match[0], _starts(text, match.start())) for match in _pattern(language).finditer(text)]
    found: list[Spelled] = _pattern(language).findall(text)
    return found


def forms(words: Iterable[Spelled], language: str) -> list[frozenset[str]]:
    """Return the forms of each word of a text."""
    return [_forms(word, language) if isinstance(word, str) else _german_forms(*word, language) for word in words]


def places(text: str, language: str) -> list[tuple[int, int]]:
    """Return where each word of the text starts and ends, in characters."""
    return [match.span() for match in _pattern(language).finditer(text)]


def term_words(term: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the forms of each word of a term."""
    return tuple(
        _term_forms(match[0], language) for match in _pattern(language).finditer(unicodedata.normalize("NFC", term))
    )


def _term_forms(word: str, language: str) -> frozenset[str]:
    if acronym := capitals(word):
        return frozenset({acronym})
    forms = (
        _forms(word, language) | _stems(_variants(word, language), language) | {f"{fold(word, language)}{_BEGINNING}"}
    )
    noun = language in _CAPITAL_NOUNS and word[0].isupper()
    return frozenset(f"{_NOUN}{form}" for form in forms) if noun else forms


def capitals(word: str) -> str:
    """Return the form of an acronym, or "" for another word: two capitals, up to the last, then little: STIs, HIV에."""
    upper = [at for at, ch in enumerate(word) if ch.isupper()]
    if len(upper) < 2:
        return ""
    end = next((at for at in range(upper[-1] + 1, len(word)) if not word[at].isdigit()), len(word))
    ending = word[end:]
    short = len(ending) <= _LONGEST_ACRONYM_ENDING or ending.lower() == ending.upper()
    start = next(at for at, ch in enumerate(word) if ch.lower() != ch.upper() or ch.isdigit())
    return f"{_ACRONYM}{word[start:end]}" if short else ""


_LONGEST_ACRONYM_ENDING = 3

# Rat für deutsche Rechtschreibung, Amtliches Regelwerk, § 55 (nouns) and § 54 (starts); Luxembourgish does the same.
_CAPITAL_NOUNS = frozenset({"de", "gsw", "lb"})
_OPENING = " \t\n„“”‚‘’«»‹›\"'([*_-–—•"
_ENDS = ".!?:…"
_FARTHEST = 8


def _starts(text: str, at: int) -> bool:
    """Return whether a sentence starts at this place, so that any word has a capital there."""
    before = text[max(0, at - _FARTHEST) : at].rstrip(_OPENING)
    return not before or before[-1] in _ENDS


@lru_cache(maxsize=1 << 17)
def _german_forms(word: str, starts: bool, language: str) -> frozenset[str]:
    if not word[0].isupper():
        return _forms(word, language)
    shout = word.isupper() and len(word) > 1
    noun = _forms(word.capitalize() if shout else word, language)
    marked = {form if form[0] == _ACRONYM else f"{_NOUN}{form}" for form in noun | _forms(word, language)}
    return frozenset(marked | _forms(word.lower(), language) if starts or shout else marked)


# Beyond lie only variation selectors.
_MARKS_END = 0x20000


# There an apostrophe is a letter's sign; elsewhere it parts words: l'utérus, partner's, HIV'in.
_APOSTROPHE = "'’ʼ"
_WITH_APOSTROPHE = frozenset({"be", "he", "uk"})


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return what a word is: letters and digits, and the marks and joiners on them, which `str.isalnum` refuses."""
    within = f"|[{_APOSTROPHE}](?=[^\\W_])" if language in _WITH_APOSTROPHE else ""
    return re.compile(rf"[^\W_]+(?:(?:[{_marks()}]+{within})[^\W_]*)*")


@cache
def _marks() -> str:
    marks = [code for code in range(_MARKS_END) if unicodedata.category(chr(code))[0] == "M"]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs) + "\u200c\u200d\u0640"


_DICTIONARY = DictionaryLookupStrategy(DICTIONARIES)
_LEMMATIZER = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=DICTIONARIES))


@lru_cache(maxsize=1 << 17)
def _forms(word: str, language: str) -> frozenset[str]:
    variants = _variants(word, language)
    forms = {fold(variant, language) for variant in variants}
    if acronym := capitals(word):
        forms.add(acronym)
    code = _SIMPLEMMA.get(language, language)
    if code in SUPPORTED_LANGUAGES:
        forms |= {fold(_LEMMATIZER.lemmatize(variant, code), language) for variant in variants}
        if any(_DICTIONARY.get_lemma(variant, code) is not None for variant in variants):
            return frozenset(forms)
    return frozenset(forms) | _stems(variants, language) | _beginnings(fold(word, language), language)


def _beginnings(folded: str, language: str) -> frozenset[str]:
    """Return what the word may be an inflection of: itself without an ending of up to four letters, or half of it.

    Vietnamese has no inflection, so there a syllable with one more letter is another word. But what is no syllable is
    a borrowed word, and may have a foreign ending: endorphins.
    Korean endings are known: see `_KOREAN_ENDING`.
    """
    if language == "ko":
        return frozenset()
    if language == "vi" and _VIETNAMESE_SYLLABLE.fullmatch(unicodedata.normalize("NFD", folded)):
        return frozenset()
    cuts = range(1, min(4, len(folded) // 2) + 1)
    return frozenset(f"{folded[:-cut]}{_BEGINNING}" for cut in cuts)


def _stems(variants: Iterable[str], language: str) -> frozenset[str]:
    """Return the stems, marked as such."""
    if language not in _SNOWBALL:
        return frozenset()
    stem = _stemmer(language).stemWord
    return frozenset(f"{fold(stem(_small(variant, language)), language)}{_STEM}" for variant in variants)


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
_APOSTROPHES = str.maketrans("’ʼ", "''")
_CYRILLIC = str.maketrans("ё’ʼ", "е''")
# Both places of the tone are current in open syllables: hòa and hoà. The newer one is the form here.
_VIETNAMESE = {
    unicodedata.normalize("NFC", first + tone + second): unicodedata.normalize("NFC", first + second + tone)
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
_VIETNAMESE_OLD = re.compile("|".join(_VIETNAMESE))
# Of a decomposed word: an initial, one run of vowels with their marks, a final; L. C. Thompson, A Vietnamese Reference
# Grammar, 1987.
_VIETNAMESE_SYLLABLE = re.compile(r"[bcdđghklmnpqrstvx]*(?:[aeiouy][\u0300-\u031b\u0323]*)+(?:ch|ng|nh|[cmnpt])?")
# After these consonants a last y is also written i: bác sỹ, bác sĩ.
_VIETNAMESE_Y = re.compile("(?<=[hklmst])[yỳýỷỹỵ]$")
_Y_TO_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
# A dotted and a dotless i are two letters, each with its capital.
_TURKISH = str.maketrans("İI", "iı")
_TURKIC = frozenset({"az", "tr"})
# One anusvara is written for nasal consonants and for the chandrabindu: चिन्ता, चिंता; हाँ, हां.
_HINDI = re.compile("ँ|[ङञणनम]्(?=[क-म])")

# One-letter words are written onto the next: and, so; with, like, to; the. In Hebrew also: from, that.
_ARABIC_PREFIX = re.compile(r"[وف]?(?:[بك]?ال|لل|[بكل])?")
_ARABIC_ARTICLE = re.compile("ال")
_ARABIC_PRONOUN = re.compile("(?:هما|كما|ها|هم|هن|كم|كن|نا|ي|ك|ه)$")
_HEBREW_PREFIX = re.compile(r"ו?(?:[הבכלמש]|[בכלמ]ה|שה)?")
# From, in, to, of, about, like; your, the, the object: W. Leslau, Reference Grammar of Amharic, 1995.
_AMHARIC_PREFIX = re.compile("(?:ከ|በ|ለ|የ|ስለ|እንደ|የከ|የበ|የለ)(?=..)")
_AMHARIC_ENDING = re.compile("(?<=..)(?:ዎን?|ውን?|ን)$")
# A Persian plural, pronoun or “a” after a joiner: زن‌های, زن‌هایتان, زن‌ام.
_PERSIAN_ENDING = re.compile("\u200c(?:های?|هایی|ها?ی?(?:ام|ات|اش|م|ت|ش|مان|تان|شان)|ای|ی)$")


@lru_cache(maxsize=1 << 17)
def fold(word: str, language: str) -> str:
    """Return the word in the one spelling that comparing goes by."""
    folded = unicodedata.normalize("NFC", _small(word, language)).translate(_UNMARKED)
    match language:
        case "ar":
            return folded.translate(_ARABIC)
        case "fa" | "ur":
            return folded.translate(_PERSIAN)
        case "ru" | "uk" | "be":
            return unicodedata.normalize("NFC", folded.replace("\u0301", "")).translate(_CYRILLIC)
        case "vi":
            newer = _VIETNAMESE_OLD.sub(lambda match: _VIETNAMESE[match[0]], folded)
            return _VIETNAMESE_Y.sub(lambda match: match[0].translate(_Y_TO_I), newer)
        case "hi" | "mr" | "ne":
            return _HINDI.sub("ं", folded)
        case _:
            return folded


def _small(word: str, language: str) -> str:
    return (word.translate(_TURKISH) if language in _TURKIC else word).casefold()


def _variants(word: str, language: str) -> tuple[str, ...]:
    """Return the word as it stands, in small letters, and without what is written onto it."""
    plain = word.translate(_UNMARKED)
    match language:
        case "ar":
            bare = [one for variant in _without(_ARABIC_PREFIX, plain) for one in _unpossessed(variant)]
            return tuple(dict.fromkeys(one for variant in bare for one in _singular(variant)))
        case "fa" | "ur":  # Phrases borrowed from Arabic keep its article.
            single = _PERSIAN_ENDING.sub("", word).translate(_UNMARKED)
            return tuple(dict.fromkeys((*_without(_ARABIC_ARTICLE, plain), single)))
        case "am":
            root = _AMHARIC_PREFIX.sub("", plain, count=1)
            return tuple(dict.fromkeys((plain, root, _AMHARIC_ENDING.sub("", root))))
        case "he":
            return _without(_HEBREW_PREFIX, plain)
        case "ko":
            ends = range(1, len(plain))
            return (plain, *(plain[:end] for end in ends if _KOREAN_ENDING.fullmatch(plain, end)))
        case "ru" | "uk" | "be":
            plain = plain.replace("\u0301", "").translate(_APOSTROPHES)
            return tuple({plain, plain.lower(), plain.lower().translate(_CYRILLIC)})
        case "az" | "tr":
            return (plain, small) if (small := _small(plain, language)) != plain else (plain,)
        case _:
            return (plain, plain.lower()) if plain != plain.lower() else (plain,)


def _without(prefix: re.Pattern[str], word: str) -> tuple[str, ...]:
    """Return the word, and what is left after every prefix of it; a root has three letters."""
    rests = (word[end:] for end in range(1, len(word) - 2) if prefix.fullmatch(word, 0, end))
    return (word, *rests)


def _unpossessed(word: str) -> tuple[str, ...]:
    """Return the word, and what is left without the pronoun written onto it: صحة of صحتك, شريك of شريكها."""
    rest = _ARABIC_PRONOUN.sub("", word)
    if rest == word or len(rest) < 3:
        return (word,)
    return (word, rest, f"{rest[:-1]}ة") if rest.endswith("ت") else (word, rest)


def _singular(word: str) -> tuple[str, ...]:
    """Return the word, and what its regular Arabic plural, feminine adjective or accusative is made from.

    اعتداء of اعتداءات, علاقة of علاقات, جنسي of جنسية, رجال of رجالا. Another ة is no ending: حملة is not حمل.
    """
    if len(word) > 4:
        for ending, stems in (("ات", ("", "ة")), ("ية", ("ي",)), ("ا", ("",))):
            if word.endswith(ending):
                return (word, *(word.removesuffix(ending) + stem for stem in stems))
    return (word,)


# What follows a Korean noun without a space: a plural, particles and the copula, or the verbs “do” and “become” that
# make a verb of a noun of two syllables or more. A closed class: orthography of Korean (한글 맞춤법), 14 and 41.
_KOREAN_PARTICLE = (
    "께서|에게서|에게|한테서|한테|에서|에|으로서|으로써|으로|로서|로써|로|이나마|이나|나|"
    "이라도|라도|이라|라|이란|란|이며|며|이든|든|이랑|랑|하고|과|와|은|는|이|가|을|를|의|"
    "도|만|까지|부터|조차|마저|처럼|보다|밖에|마다|이야|야|께|뿐|대로|만큼|씩|이고|고|인|"
    "인지|입니다|이에요|예요|이다|이면|면|이라면|라면|이었다|였다|이었습니다|였습니다|이라고|"
    "라고|이라는|라는"
)
# A longer particle is found by going back where a shorter one leads nowhere.
_KOREAN_ENDING = re.compile(
    rf"(?:들)?(?:{_KOREAN_PARTICLE})*|(?<=[가-힣]{{2}})(?:하|해|했|한|할|합|함|되|돼|됐|된|될|됩|됨)[가-힣]*"
)
