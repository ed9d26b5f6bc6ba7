"""Checks of how a text is stored: its normal form, characters that nobody sees or knows, and a wrong encoding."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from pipeline import cldr
from pipeline.checks import traits
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import Trait
from pipeline.model import Message, Severity


def _is_unstable(character: str) -> bool:
    """Say whether the character may be one with the one before it, or is another one in NFC."""
    joins = unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
    return joins or not unicodedata.is_normalized("NFC", character)


@check("not-normalized", Severity.WARNING, issue_type="characters", target=Trait(character=lambda _: _is_unstable))
def not_normalized(message: Message, context: Context) -> Iterator[Problem]:
    """A letter and its mark are stored apart, though there is one character for both.

    It looks the same, or nearly: some fonts set the mark beside its letter. A search for the word does not find it, and
    terms are not recognized. The web's texts are in Normalization Form C: https://www.w3.org/TR/charmod-norm/

    Bad (vi):

        msgid "See a clinician soon."
        msgstr "Hãy đi kha\u0301m sớm."

    Good (vi):

        msgid "See a clinician soon."
        msgstr "Hãy đi khám sớm."
    """
    if _apart(context.target.text) and not _apart(context.source.text):
        fix = unicodedata.normalize("NFC", context.target.text)
        yield Problem("A letter is apart from its mark (not NFC).", fix=fix)


def _apart(text: str) -> bool:
    """Say whether letters and marks could be one; their order, and what NFC itself takes apart, is no difference."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return False
    each = "".join(unicodedata.normalize("NFC", character) for character in text)
    return len(unicodedata.normalize("NFC", each)) < len(each)


_JOINERS = "\u200c\u200d"
_BREAK = "\u200b"
_MARKS = "\u200e\u200f\u061c"
_INVISIBLES = (
    f"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e{_BREAK}{_JOINERS}{_MARKS}\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_INVISIBLE = re.compile(_INVISIBLES)
# Scripts whose letters join: a joiner or non-joiner is spelling there. Unicode Standard, 9.2 and 12.1.
_JOINING = frozenset({"Arab", "Beng", "Deva", "Gujr", "Guru", "Khmr", "Knda", "Mlym", "Mong", "Mymr", "Nkoo", "Orya",
                      "Sinh", "Syrc", "Taml", "Telu"})  # fmt: skip
# Scripts without spaces between words: a zero-width space says where a line may end. UAX #14, class SA.
_UNSPACED = frozenset({"Khmr", "Laoo", "Mymr", "Thai", "Tibt", "Bali", "Java"})


@check("invisible-character", Severity.WARNING, issue_type="characters", target=traits.character(_INVISIBLES))
def invisible_character(message: Message, context: Context) -> Iterator[Problem]:
    """There is a character that nobody sees, and that the language does not need.

    A soft hyphen, a zero-width space or a word joiner comes with text from web pages. It cuts words for searches, for
    the check of terms and for screen readers, and can hide text from whoever reviews it. Joiners are spelling in
    Persian or Hindi, zero-width spaces end lines in Khmer or Thai, and marks of direction help right-to-left text:
    there they are fine. https://www.unicode.org/faq/unsup_char.html

    Bad (es):

        msgid "See a clinician soon."
        msgstr "Consulte pronto a un profe\u00adsional de la salud."

    Good (fa):

        msgid "Medicines"
        msgstr "دارو\u200cها"
    """
    text = context.target.text
    if text.isascii() or not (found := _INVISIBLE.findall(text)):
        return
    fine = _needed(context.locale)
    wrong = [one for one in dict.fromkeys(found) if one not in fine and one not in context.source.text]
    wrong = [one for one in wrong if one != "\u200d" or not _EMOJI_JOINED.search(text)]
    if wrong:
        names = ", ".join(f"U+{ord(one):04X} {unicodedata.name(one, '').lower()}".strip() for one in wrong)
        yield Problem(f"There is an invisible character: {names}.", fix=_without(text, wrong))


_EMOJI_JOINED = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]\u200d")


def _without(text: str, characters: list[str]) -> str | None:
    """Return the text without them; None where it would not be the same text: they end lines or fill a syllable."""
    if any(one in "\u2028\u2029\u3164\u115f\u1160\uffa0" for one in characters):
        return None
    return re.sub(f"[{''.join(characters)}]", "", text)


@cache
def _needed(locale: str) -> str:
    """Return the invisible characters that a locale's writing needs, all of them where it is not known."""
    name = cldr.resolve(locale)
    if not name:
        return _JOINERS + _BREAK + _MARKS
    script = cldr.script(name)
    marks = _MARKS if cldr.direction(name) == "rtl" else ""
    return (_JOINERS if script in _JOINING else "") + (_BREAK if script in _UNSPACED else "") + marks


def _has_no_meaning(character: str) -> bool:
    """Say so of what is not assigned up to U+FFFF, and of private use beyond, where Unicode still adds pictures.

    Noncharacters are another check's.
    """
    if character < "\ufdd0":
        return unicodedata.category(character) in {"Cn", "Co", "Cs"}
    return "\U000f0000" <= character <= "\U0010fffd"


@check(
    "unassigned-character",
    Severity.ERROR,
    issue_type="characters",
    target=Trait(character=lambda _: _has_no_meaning),
)
def unassigned_character(message: Message, context: Context) -> Iterator[Problem]:
    """There is a character that Unicode gives no meaning, or that only one font knows (private use).

    It prints as an empty box, or as another sign in another font. Symbols of old fonts (Wingdings, Symbol) come so, and
    then a bullet, an arrow or “µ” is lost. https://www.unicode.org/faq/private_use.html

    Bad (es):

        msgid "Call now."
        msgstr "\uf0b7 Llame ahora."

    Good (es):

        msgid "Call now."
        msgstr "• Llame ahora."
    """
    text = context.target.text
    if text.isascii():
        return
    for character in dict.fromkeys(filter(_has_no_meaning, text)):
        if character not in context.source.text:
            kind = "for private use" if unicodedata.category(character) == "Co" else "not assigned"
            yield Problem(f"U+{ord(character):04X} is {kind}.")


# UTF-8 that was read as Windows-1252 or Latin-1: a lead byte's character, then those of continuation bytes. Two bytes
# are only taken where no text could have them: Ã and Â before a sign; else a punctuation mark, or several in a row.
_SIGNS = "\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•–—˜™š›œžŸ"
_FIRSTS = "[ÂÃâÐÑØÙÚÛ×à-éРС]"
_PAIR = re.compile(f"{_FIRSTS}[{_SIGNS}’”…\u0400-\u040f\u0450-\u045fҐґ№]")
_MOJIBAKE = re.compile(
    "Ã[\x80-\x9f¡-ª¬-º¼-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ“•–—˜™š›œžŸ]|Â[\xa0-ª¬-º¼-¿]|â€[\x80-\xbf™œ˜“”\"'¦¢¹º]|â‚¬"
    f"|(?:[ÐÑ][{_SIGNS}’”…]){{2}}|(?:[ØÙÚÛ][{_SIGNS}’”…]){{2}}|(?:[×][{_SIGNS}’”…]){{2}}"
    f"|(?:à[¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»][{_SIGNS}’”…]){{2}}|(?:[ä-éã][{_SIGNS}’”…]{{2}}){{2}}|(?:á[º»][{_SIGNS}’”…])"
    "|(?:[РС][\u0400-\u040f\u0450-\u045f°±Ііґµ¶·ё№є»јЅѕї‚„…†‡€‰‹‘’“”•–—™›\xa0Ўў¤Ґ¦§Ё©Є«¬\xad®Ї]){3}"
)


@check("mojibake", Severity.ERROR, issue_type="characters", target=traits.character(_FIRSTS))
def mojibake(message: Message, context: Context) -> Iterator[Problem]:
    """Letters became two or three signs each: the text was read in the wrong encoding.

    Somewhere between two programs UTF-8 was taken for Windows-1252 or a code like it. The words cannot be read.
    https://www.w3.org/International/questions/qa-what-is-encoding

    Bad (es):

        msgid "Call the doctor."
        msgstr "Llame al mÃ©dico."

    Good (es):

        msgid "Call the doctor."
        msgstr "Llame al médico."
    """
    text = context.target.text
    if text.isascii() or not _PAIR.search(text):
        return
    if (found := _MOJIBAKE.search(text)) and found[0] not in context.source.text:
        yield Problem(f"“{found[0]}” is a letter in the wrong encoding.", fix=_read_again(text))


def _read_again(text: str) -> str | None:
    """Return the text read as it should have been; None where that does not work out."""
    for code in ("cp1252", "latin-1", "cp1251"):
        try:
            return text.encode(code).decode("utf-8")
        except UnicodeError:
            continue
    return None
