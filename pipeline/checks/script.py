"""Checks of letters: those of another script, those that only look right, and those of another language's writing.

Scripts and look-alikes stand in `words/scripts.toml`, the writing of languages in `words/orthography.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import cldr
from pipeline.checks.cues import in_its_language
from pipeline.checks.reading import language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import Test, Trait
from pipeline.model import Message, Severity

_FOLDER = Path(__file__).with_name("words")


def _is_foreign(locale: str) -> Test | None:
    return pattern.match if (pattern := _foreign(locale)) else None


def _is_misspelled(locale: str) -> Test | None:
    return writing["pattern"].search if (writing := _orthography(locale)) else None


_FOREIGN_LETTER = Trait(character=_is_foreign)


@check("wrong-script", Severity.WARNING, issue_type="characters", target=_FOREIGN_LETTER)
def wrong_script(message: Message, context: Context) -> Iterator[Problem]:
    """A word is written in a script that the language is not written in.

    It was left untranslated, or typed with the wrong keyboard, and its readers may not be able to read it at all.
    Words of the source may stay as they are, and in any script so may Latin abbreviations and units, and single Greek
    letters. Unicode, UTS #39, Mixed-Script Detection: https://www.unicode.org/reports/tr39/#Mixed_Script_Detection

    Bad (ru):

        msgid "See a clinician soon."
        msgstr "Вскоре обратитесь к doktor."

    Good (ru):

        msgid "Take 10 mg of Paxlovid if you have COVID-19."
        msgstr "Примите 10 mg Paxlovid при COVID-19."
    """
    foreign = _foreign(context.locale)
    if foreign is None or not foreign.search(context.target.text):
        return
    ours = context.source.text.casefold()
    for word in dict.fromkeys(foreign.findall(context.target.prose)):
        if not _may_stay(word, ours):
            yield Problem(f"“{word}” is in another script.")


_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_GREEK_LETTER = re.compile("[\u0370-\u03ff]")


def _may_stay(word: str, ours: str) -> bool:
    """Say whether a foreign word is no mistake: it is the source's, or what every script takes as it is."""
    folded = word.casefold()
    if folded in ours or _GREEK_LETTER.fullmatch(word):
        return True
    if not _LATIN.match(word):
        return False
    # “cookie” for “cookies”, “Email” for “e-mail”; an abbreviation; a letter, as in “type a” or “2 x 3”.
    stem = folded[: max(3, len(folded) - 2)]
    return len(word) < 3 or word[1:] != word[1:].lower() or folded in _kept() or stem in ours.replace("-", "")


@check("confusable-letter", Severity.ERROR, issue_type="characters", target=_FOREIGN_LETTER)
def confusable_letter(message: Message, context: Context) -> Iterator[Problem]:
    """A letter of another script stands in a word, because it looks the same.

    Nobody sees a Latin “a” in a Russian word, but a screen reader spells it out, and neither search nor a dictionary
    finds the word. Unicode, UTS #39, Confusable Detection:
    https://www.unicode.org/reports/tr39/#Confusable_Detection

    Bad (ru):

        msgid "See a clinician soon."
        msgstr "Вскоре обратитесь к врaчу."

    Good (ru):

        msgid "Take vitamin C."
        msgstr "Принимайте витамин C."
    """
    foreign = _foreign(context.locale)
    if foreign is None or not foreign.search(context.target.text):
        return
    text, scripts = context.target.prose, _scripts(context.locale)
    words = _mixed().findall(text) + (_LONE_LATIN.findall(text) if scripts == ("Cyrl",) else [])
    for word in dict.fromkeys(words):
        right = _in_one_script(word, scripts)
        if right is not None and word not in context.source.text.split():
            odd = ", ".join(dict.fromkeys(a for a, b in zip(word, right, strict=True) if a != b))
            yield Problem(f"“{word}” has letters of another script that only look right: {odd}.")


# Short words that are wholly of Latin letters which Cyrillic has too: “o” and “co” for “о” and “со”.
_LONE_LATIN = re.compile(r"(?<![^\s(«„“])(?:[acoyi]|[aceopy]{2})(?=\s)")


def _in_one_script(word: str, own: tuple[str, ...]) -> str | None:
    """Return the word in the one script that it can be read in, the locale's own first; None where there is none."""
    for script in (*own, *(other for other in _ALIKE if other not in own)):
        for (into, _), table in _alike().items():
            if into == script and _whole(script).fullmatch(right := word.translate(table)):
                return right
    return None


_ALIKE = ("Cyrl", "Latn", "Grek")


@check("wrong-orthography", Severity.WARNING, issue_type="characters", target=Trait(character=_is_misspelled))
def wrong_orthography(message: Message, context: Context) -> Iterator[Problem]:
    """A letter is of another language's writing: Arabic in Persian, Traditional in Simplified Chinese.

    It looks nearly the same, but is another letter to a search, a screen reader and many fonts; the other Chinese
    script some readers cannot read.
    https://www.w3.org/TR/alreq/ and Taira et al. 2021: https://doi.org/10.1007/s11606-021-06666-z

    Bad (fa):

        msgid "See a clinician soon."
        msgstr "به زودي به يك پزشك مراجعه كنيد."

    Good (fa):

        msgid "See a clinician soon."
        msgstr "به زودی به یک پزشک مراجعه کنید."
    """
    writing = _orthography(context.locale)
    if writing is None or not (found := _wrong_letters(context.target.text, context.source.text, context.locale)):
        return
    if not in_its_language(context):
        return
    letters = ", ".join(found[:5])
    certain = writing["right"] and not any(letter in writing["others"] for letter in found)
    fix = context.target.text.translate(writing["right"]) if certain else None
    yield Problem(f"These characters are {writing['whose']}: {letters}.", fix=fix)


def _wrong_letters(text: str, source: str, locale: str) -> list[str]:
    writing = _orthography(locale)
    found = writing["pattern"].findall(text) if writing else []
    return [letter for letter in dict.fromkeys(found) if letter not in source]


# U+1060 to U+1097 are letters of Mon, Karen and Shan, which Zawgyi uses for Burmese forms; a virama must be followed
# by the consonant that it stacks; the vowel sign E is stored after its consonant, and Zawgyi stores it before.
_ZAWGYI = re.compile(
    "[\u1060-\u1097]|\u1039(?![\u1000-\u1021])|(?<![\u1000-\u102a\u103b-\u103f\u104e\u1050-\u1055\u200b\u200c\u2060])\u1031"
)


@check("zawgyi", Severity.ERROR, issue_type="characters", applies=lambda context: context.language == "my")
def zawgyi(message: Message, context: Context) -> Iterator[Problem]:
    r"""Burmese is written in Zawgyi, a font's own code, and not in Unicode.

    With any other font it cannot be read: letters stand in the wrong order and under the wrong consonants. The signs of
    it are code points that Burmese does not use and an order that Unicode does not allow. Unicode, FAQ, Myanmar Scripts
    and Languages: https://www.unicode.org/faq/myanmar.html

    Bad (my):

        msgid "Stay healthy."
        msgstr "က်န္းမာေအာင္ေနပါ။"

    Good (my):

        msgid "Stay healthy."
        msgstr "ကျန်းမာအောင်နေပါ။"
    """
    if context.language == "my" and (found := _ZAWGYI.search(context.target.text)):
        yield Problem(f"The text is not Unicode but Zawgyi (U+{ord(found[0][0]):04X} tells).")


# ------------------------------------------------------------------------------------------------------------- data


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "scripts.toml").read_text("utf-8"))


@cache
def _kept() -> frozenset[str]:
    return frozenset(_data()["kept"]["latin"].split())


@cache
def _scripts(locale: str) -> tuple[str, ...]:
    """Return the scripts that a locale is written in, none where it is not known."""
    several, either = _data()["several"], _data()["either"]
    name = cldr.resolve(locale)
    if not name:
        return ()
    script = cldr.script(name)
    if "_" not in name and language(locale) in either:
        return tuple(either[language(locale)])
    return tuple(several.get(script, (script,)))


@cache
def _foreign(locale: str) -> re.Pattern[str] | None:
    """Return what matches words in scripts that the locale is not written in; None where that is not known."""
    letters: Mapping[str, str] = _data()["letters"]
    own = _scripts(locale)
    if not own or not set(own) <= set(letters):
        return None
    others = "".join(ranges for script, ranges in letters.items() if script not in own)
    return re.compile(f"[{others}][{others}\u0300-\u036f]*")


@cache
def _whole(script: str) -> re.Pattern[str]:
    return re.compile(f"[{_data()['letters'][script]}\u0300-\u036f\u02bc\u2019']+")


@cache
def _alike() -> dict[tuple[str, str], dict[int, int]]:
    """Return what turns letters into their look-alikes, by (into, from)."""
    tables = {}
    for pair, (first, second) in _data()["alike"].items():
        one, other = pair.split("-")
        tables[other, one] = str.maketrans(first, second)
        tables[one, other] = str.maketrans(second, first)
    return tables


@cache
def _mixed() -> re.Pattern[str]:
    """Return what matches words with letters of two scripts that look alike; a Greek letter may be a prefix: μg."""
    latin, cyrillic, greek = (_data()["letters"][script] for script in ("Latn", "Cyrl", "Grek"))
    twins = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
    pairs = [
        f"[{latin}][{cyrillic}]|[{cyrillic}][{latin}]",
        f"[{latin}][{twins}]|[{twins}][{latin}]|[{latin}][{greek}]{{2}}|[{greek}]{{2}}[{latin}]",
        f"[{cyrillic}][{greek}]|[{greek}][{cyrillic}]",
    ]
    letters = f"[{latin}{cyrillic}{greek}\u0300-\u036f]"
    return re.compile(f"(?<!{letters})(?={letters}*?(?:{'|'.join(pairs)})){letters}+")


@cache
def _orthography(locale: str) -> dict[str, Any] | None:
    """Return `whose` letters are wrong in the locale, their `pattern`, and what is `right` for them, if anything is."""
    tables = tomllib.loads((_FOLDER / "orthography.toml").read_text("utf-8"))
    name = cldr.resolve(locale)
    key = f"zh_{cldr.script(name)}" if name and language(name) == "zh" else language(locale)
    if (found := tables.get(key)) is None:
        return None
    right = str.maketrans(found["letters"], found["right"]) if "right" in found else None
    pattern = re.compile(f"[{found['letters']}{found.get('others', '')}]")
    return {"whose": found["whose"], "pattern": pattern, "others": found.get("others", ""), "right": right}
