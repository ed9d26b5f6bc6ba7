"""`MUTATORS` are the mistakes of the benchmark: each takes a right translation and yields every wrong one it can make.

A mutator knows nothing of the checks. What it must know of a language stands in `words/<locale>.toml`; the checks have
other lists, so that no check is asked for just the words that it was given.
"""

import itertools
import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Words:
    """What the mutators know of a language."""

    spaces: bool
    """Whether words are written apart."""
    rules: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    """By mutator, what becomes what."""


@dataclass(frozen=True)
class Clean:
    """A source text and its right translation."""

    msgid: str
    msgstr: str
    words: Words


Mutator = Callable[[Clean], Iterator[str]]

MUTATORS: dict[str, Mutator] = {}
SAFETY: set[str] = set()
"""The mutators that may change what a patient does."""

# Word characters, with the vowel signs of Arabic, Hindi and their like, which Python's \w leaves out.
_LETTER = r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u200c\u200d]"
_KEPT = re.compile(r"\{[^}]*\}|https?://[^\s)]+[\w/]|[A-Za-z0-9.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""What is not prose: placeholders and addresses."""
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f\u066b\u066c]\d+)*")
_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f\u0900-\u0903\u093a-\u094f]*(?:" + _LETTER + r")*")


@cache
def words_of(locale: str) -> Words:
    """Return the word lists of a locale."""
    data = tomllib.loads((WORDS / f"{locale}.toml").read_text(encoding="utf-8"))
    spaces: bool = data["spaces"]
    edge = (f"(?<!{_LETTER})", f"(?!{_LETTER})") if spaces else ("", "")
    rules = {
        name: tuple((re.compile(f"{edge[0]}(?:{_any_case(wrong)}){edge[1]}"), right) for wrong, right in pairs)
        for name, pairs in data["rules"].items()
    }
    return Words(spaces, rules)


def _any_case(wrong: str) -> str:
    """Return the rule so that it also finds its word at the start of a sentence."""
    first = wrong[0]
    return f"[{first}{first.upper()}]{wrong[1:]}" if first.islower() and len(first.upper()) == 1 else wrong


def mutate(name: str, clean: Clean, seed: str) -> tuple[str, ...]:
    """Return wrong translations, the same for the same seed; none where the text has no place for the mistake."""
    same = {clean.msgstr} if name == "untranslated" else {clean.msgstr, clean.msgid}
    found = sorted(set(MUTATORS[name](clean)) - same)
    return tuple(random.Random(f"{seed} {name} {clean.msgid}").sample(found, min(len(found), _most[name])))


_most: dict[str, int] = {}


def _mutator(name: str, *, safety: bool = False, most: int = 1) -> Callable[[Mutator], Mutator]:
    """Declare a mutator, of which `most` mutants are made of a message."""

    def declare(function: Mutator) -> Mutator:
        MUTATORS[name] = function
        _most[name] = most
        if safety:
            SAFETY.add(name)
        return function

    return declare


# --------------------------------------------------------------------------------------------------------- word lists

# Each by its list: a match of the first becomes the second, with the capital of a sentence's start kept.
BY_WORDS = {
    "number-word-changed": "A number that is spelled out is another: two tablets, three tablets.",
    "unit-changed": "mg becomes g, mL becomes L, °C becomes °F, kilograms become pounds.",
    "spoon-changed": "A teaspoon becomes a tablespoon, or the reverse.",
    "date-changed": "The month or the day of the week is another.",
    "time-changed": "The morning becomes the afternoon: 9:30 a.m., 9:30 p.m.",
    "negation-dropped": "“Do not” becomes “do”, “never” and “no one” vanish.",
    "negation-added": "“Take” becomes “do not take”.",
    "laterality-swapped": "Left becomes right, right becomes left.",
    "direction-swapped": "Above becomes below, before becomes after, more becomes less, or the reverse.",
    "frequency-changed": "Twice a day becomes three times a day, daily becomes weekly.",
    "duration-unit-changed": "Days become weeks, hours become minutes.",
    "softened": "“Must” becomes “may”, “do not” becomes “try not to”, “now” becomes “later”.",
    "consent-narrowed": "A partner becomes a husband or wife, two people become spouses.",
    "stigma": "A person becomes a label: people who use drugs, addicts.",
    "once-left": "The English “once” is left, which is eleven in Spanish.",
    "wrong-orthography": "Letters of another script: Traditional in Simplified, Arabic in Persian.",
    "term-wrong": "A term of the termbase is replaced by the name of something else.",
    "term-deprecated": "A term of the termbase is replaced by a name that the termbase forbids.",
}
_HARMLESS = {"term-wrong", "term-deprecated"}


def _by_words(name: str, documentation: str) -> None:
    def mutator(clean: Clean) -> Iterator[str]:
        for pattern, new in clean.words.rules.get(name, ()):
            for match in pattern.finditer(clean.msgstr):
                before, rest = clean.msgstr[: match.start()], match.expand(new) + clean.msgstr[match.end() :]
                if not new:
                    rest = rest.lstrip(" ")
                    before = before if rest[:1].isalnum() else before.rstrip(" ")
                if match[0][:1].isupper():
                    rest = rest[:1].upper() + rest[1:]
                yield (before + rest).strip()

    mutator.__doc__ = documentation
    _mutator(name, safety=name not in _HARMLESS, most=3)(mutator)


for _name, _documentation in BY_WORDS.items():
    _by_words(_name, _documentation)


# ------------------------------------------------------------------------------------------------------------ numbers


def _numbers(text: str) -> list[re.Match[str]]:
    """Return the numbers of a text that are written in digits, leaving out those in addresses and placeholders."""
    kept = [match.span() for match in _KEPT.finditer(text)]
    return [match for match in _NUMBER.finditer(text) if not any(start <= match.start() < end for start, end in kept)]


def _digit(like: str, value: int) -> str:
    """Return the digit `value` in the script of the digit `like`."""
    return chr(ord(like) - unicodedata.decimal(like) + value)


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


@_mutator("number-changed", safety=True)
def number_changed(clean: Clean) -> Iterator[str]:
    """The last digit of a number is another one."""
    for match in _numbers(clean.msgstr):
        last = match[0][-1]
        for value in range(1, 10):
            if value != unicodedata.decimal(last):
                yield _put(clean.msgstr, match, match[0][:-1] + _digit(last, value))


@_mutator("number-swapped", safety=True)
def number_swapped(clean: Clean) -> Iterator[str]:
    """Two neighbouring numbers have changed places: 2 tablets every 8 hours, 8 tablets every 2 hours."""
    numbers = _numbers(clean.msgstr)
    for first, second in itertools.pairwise(numbers):
        if first[0] != second[0]:
            yield _put(_put(clean.msgstr, second, first[0]), first, second[0])


@_mutator("number-dropped", safety=True)
def number_dropped(clean: Clean) -> Iterator[str]:
    """A number is gone. A lone 1 is left, for many languages say one tablet without it."""
    for match in _numbers(clean.msgstr):
        if match[0] not in {"1", "١", "१"}:
            rest = clean.msgstr[match.end() :]
            yield clean.msgstr[: match.start()] + (rest.lstrip(" \u00a0\u202f") if clean.words.spaces else rest)


@_mutator("number-added", safety=True)
def number_added(clean: Clean) -> Iterator[str]:
    """A number that the text does not have stands before a word."""
    kept = [match.span() for match in _KEPT.finditer(clean.msgstr)]
    for match in _WORD.finditer(clean.msgstr):
        before = clean.msgstr[: match.start()]
        if (before and before[-1] != " ") or re.search(r"\d\s*$", before):
            continue
        if any(start <= match.start() < end for start, end in kept):
            continue
        for number in ("13", "17", "46"):
            if number not in clean.msgstr:
                yield f"{before}{number} {clean.msgstr[match.start() :]}"


@_mutator("number-tenfold", safety=True)
def number_tenfold(clean: Clean) -> Iterator[str]:
    """A number has one zero more: 10 mg, 100 mg."""
    for match in _numbers(clean.msgstr):
        groups = re.match(r"\d+", match[0])
        assert groups is not None
        rest = match[0][groups.end() :]
        minutes = clean.msgstr[: match.start()].endswith(":")
        if (not rest or len(rest) == 4) and not minutes and float(groups[0]):
            yield _put(clean.msgstr, match, groups[0] + _digit(groups[0][-1], 0) + rest)


@_mutator("decimal-lost", safety=True, most=3)
def decimal_lost(clean: Clean) -> Iterator[str]:
    """The decimal separator is gone: 2.5 mL, 25 mL."""
    for match in _numbers(clean.msgstr):
        if re.fullmatch(r"\d+[.,\u066b]\d{1,2}", match[0]):
            yield _put(clean.msgstr, match, re.sub(r"\D", "", match[0]))


@_mutator("percent-lost", safety=True, most=3)
def percent_lost(clean: Clean) -> Iterator[str]:
    """The percent sign is gone: 5% of patients, 5 of patients."""
    for match in re.finditer(r"(?<=\d)[ \u00a0\u202f]?[%٪％]|[%٪％](?=\d)", clean.msgstr):
        yield _put(clean.msgstr, match, "")


@_mutator("hotline-typed", safety=True)
def hotline_typed(clean: Clean) -> Iterator[str]:
    """A telephone number is typed into the text, where the territory's own should be filled in."""
    end = re.search(r"[.。।!?？؟]*$", clean.msgstr)
    assert end is not None
    for number in ("911", "999", "112", "988", "1-800-662-4357", "0800 111 0 111", "116 123"):
        yield f"{clean.msgstr[: end.start()]} ({number}){end[0]}"
        if "{clinic_phone}" in clean.msgstr:
            yield clean.msgstr.replace("{clinic_phone}", number)


@_mutator("debris", safety=True)
def debris(clean: Clean) -> Iterator[str]:
    """What a machine leaves: XNUMX for a number, a broken token, a special token, a sentence about the translation."""
    for match in _numbers(clean.msgstr):
        yield _put(clean.msgstr, match, "XNUMX")
        yield _put(clean.msgstr, match, "__NUM1__")
        yield _put(clean.msgstr, match, "%1$")
    for token in ("<unk>", "</s>", "[MASK]", "@@", "▁", "&amp;quot;", "{{0}}", "⁇"):
        yield f"{clean.msgstr} {token}"
        for space in re.finditer(" ", clean.msgstr):
            yield f"{clean.msgstr[: space.start()]} {token} {clean.msgstr[space.end() :]}"
    for opening in ("Translation: ", "Here is the translation: ", "Sure! ", "As an AI language model, "):
        yield opening + clean.msgstr


# ---------------------------------------------------------------------------------------------- placeholders and markup


@_mutator("placeholder-lost", most=3)
def placeholder_lost(clean: Clean) -> Iterator[str]:
    """A placeholder is gone."""
    for match in re.finditer(r"\{\w+\}", clean.msgstr):
        yield _put(clean.msgstr, match, "")


@_mutator("placeholder-renamed", most=3)
def placeholder_renamed(clean: Clean) -> Iterator[str]:
    """A placeholder's name is translated, or damaged."""
    for match in re.finditer(r"\{\w+\}", clean.msgstr):
        for name in ("{number}", match[0].replace("_", " "), match[0].upper(), match[0][:-2] + "}", match[0][:-1]):
            yield _put(clean.msgstr, match, name)


@_mutator("markup-broken", most=3)
def markup_broken(clean: Clean) -> Iterator[str]:
    """A mark of Markdown is gone or spaced apart: a star, or a bracket of a link."""
    for match in re.finditer(r"\*\*?|\]\(|\[|(?<=[\w/])\)$", clean.msgstr):
        if match[0] != ")" or "](" in clean.msgstr:
            yield _put(clean.msgstr, match, "")
    yield clean.msgstr.replace("](", "] (")


@_mutator("link-changed", most=3)
def link_changed(clean: Clean) -> Iterator[str]:
    """A web or e-mail address is another one."""
    for match in re.finditer(r"https?://[^\s)]+[\w/]|[\w.]+@example\.org", clean.msgstr, re.ASCII):
        yield _put(clean.msgstr, match, re.sub(r"\.(gov|org)\b", ".com", match[0]))
        yield _put(clean.msgstr, match, re.sub(r"(?<=[lp])e", "", match[0], count=1))
        yield _put(clean.msgstr, match, match[0].replace("https", "http"))


# ---------------------------------------------------------------------------------------------- punctuation and spacing


@_mutator("bracket-lost", most=3)
def bracket_lost(clean: Clean) -> Iterator[str]:
    """A bracket of a pair is gone."""
    if "](" not in clean.msgstr:
        for match in re.finditer(r"[()（）]", clean.msgstr):
            yield _put(clean.msgstr, match, "")


@_mutator("quote-lost", most=3)
def quote_lost(clean: Clean) -> Iterator[str]:
    """A quotation mark of a pair is gone."""
    for match in re.finditer(r"[“”„«»「」《》\"]", clean.msgstr):
        yield _put(clean.msgstr, match, "")


@_mutator("end-punctuation-lost")
def end_punctuation_lost(clean: Clean) -> Iterator[str]:
    """The sentence does not end."""
    if re.search(r"[.!?]$", clean.msgid):
        yield re.sub(r"[.。।!?？؟]+$", "", clean.msgstr)


@_mutator("end-punctuation-changed")
def end_punctuation_changed(clean: Clean) -> Iterator[str]:
    """A question becomes a statement."""
    if clean.msgid.endswith("?"):
        yield re.sub(r"[?？؟]$", "。" if "？" in clean.msgstr else ".", clean.msgstr)


@_mutator("word-doubled")
def word_doubled(clean: Clean) -> Iterator[str]:
    """A word stands twice. Only where words are written apart, and no short ones, which grammar may double."""
    if clean.words.spaces:
        kept = [match.span() for match in _KEPT.finditer(clean.msgstr)]
        for match in _WORD.finditer(clean.msgstr):
            whole = clean.msgstr[: match.start()][-1:] in {"", " "} and clean.msgstr[match.end() :][:1] == " "
            if whole and len(match[0]) > 4 and not any(start <= match.start() < end for start, end in kept):
                yield _put(clean.msgstr, match, f"{match[0]} {match[0].lower()}")


@_mutator("space-doubled")
def space_doubled(clean: Clean) -> Iterator[str]:
    """A space stands twice, or after the end."""
    for match in re.finditer(" ", clean.msgstr):
        yield _put(clean.msgstr, match, "  ")
    yield f"{clean.msgstr} "


# --------------------------------------------------------------------------------------------------------- the language


@_mutator("untranslated", safety=True)
def untranslated(clean: Clean) -> Iterator[str]:
    """The translation is the source text."""
    yield clean.msgid


@_mutator("english-left", safety=True)
def english_left(clean: Clean) -> Iterator[str]:
    """The second half is English, four words or more."""
    english = clean.msgid.split()
    if len(english) < 8 or _KEPT.search(clean.msgid) or "**" in clean.msgid:
        return
    if clean.words.spaces:
        own = clean.msgstr.split(" ")
        yield " ".join([*own[: len(own) // 2], *english[len(english) // 2 :]])
    else:
        yield " ".join([clean.msgstr[: len(clean.msgstr) // 2], *english[len(english) // 2 :]])


# ----------------------------------------------------------------------------------------------------------- characters


def _inside_words(clean: Clean, put: tuple[str, ...]) -> Iterator[str]:
    kept = [match.span() for match in _KEPT.finditer(clean.msgstr)]
    for match in _WORD.finditer(clean.msgstr):
        if len(match[0]) > 3 and not any(start <= match.start() < end for start, end in kept):
            middle = match.start() + 2
            for character in put:
                yield clean.msgstr[:middle] + character + clean.msgstr[middle:]


@_mutator("bidi-control")
def bidi_control(clean: Clean) -> Iterator[str]:
    """A control character turns the order of the text."""
    yield from _inside_words(clean, ("\u202a", "\u202b", "\u202d", "\u202e", "\u2067"))


@_mutator("invisible-character")
def invisible_character(clean: Clean) -> Iterator[str]:
    """A character that nobody sees breaks a word for search, sorting and screen readers."""
    yield from _inside_words(clean, ("\u200b", "\u2060", "\ufeff", "\u00ad"))


_LOOKALIKES = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "y": "у"}


@_mutator("confusable-letter")
def confusable_letter(clean: Clean) -> Iterator[str]:
    """A letter of another script looks the same: a Cyrillic а in a Latin word, or the reverse."""
    kept = [match.span() for match in _KEPT.finditer(clean.msgstr)]
    alike = {**_LOOKALIKES, **{there: here for here, there in _LOOKALIKES.items()}}
    for match in _WORD.finditer(clean.msgstr):
        if len(match[0]) < 3 or any(start <= match.start() < end for start, end in kept):
            continue
        for index, letter in enumerate(match[0]):
            if letter in alike:
                yield _put(clean.msgstr, match, match[0][:index] + alike[letter] + match[0][index + 1 :])


@_mutator("denormalized")
def denormalized(clean: Clean) -> Iterator[str]:
    """The accents are characters of their own (Unicode's form NFD)."""
    yield unicodedata.normalize("NFD", clean.msgstr)
