"""`known` and `check_locale` say whether a locale exists; the rest say what it and its territories are called."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from pipeline.cldr.rows import data
from pipeline.errors import HandoutsError, nearest, visible

# CLDR names these too, but nobody lives there: groupings, outlying Oceania, pseudo-regions, "unknown".
_NO_TERRITORIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


# Locales that nobody reads, to try layouts with: CLDR 48, main/en_XA.xml and main/ar_XB.xml, which Babel leaves out.
_PSEUDO = {"en_XA": "Pseudo-Accents", "ar_XB": "Pseudo-Bidi"}


@cache
def babel_locale(locale: str) -> Locale:
    """Return Babel's object for a known locale. Only this room may hold one."""
    return Locale.parse(language(locale) if locale in _PSEUDO else locale)


def known(locale: str) -> bool:
    """Say whether `locale` is a Babel identifier in its one right spelling: `zh_Hans`, not `zh-hans` or `zh_CN`."""
    return locale != "" and _canonical(locale) == locale


_MODIFIERS = {"latin": "_Latn", "cyrillic": "_Cyrl", "arabic": "_Arab"}


@cache
def resolve(locale: str) -> str:
    """Return the `known` locale that some spelling means, or "": `zh_Hant_TW` for `zh-tw`, `sr_Latn` for `sr@latin`."""
    name, _, modifier = locale.partition("@")
    return _canonical(name + _MODIFIERS.get(modifier, "")) or _canonical(language(name.replace("-", "_")))


def check_locale(locale: str, file: Path | str | None = None, line: int | None = None) -> None:
    """Raise HandoutsError, with the right spelling or the nearest known locale, where `locale` is not `known`."""
    if known(locale):
        return
    if canonical := _canonical(locale):
        raise HandoutsError(
            f"The locale {visible(locale)} is spelled otherwise here.",
            file=file,
            line=line,
            hint=f"Write {visible(canonical)}.",
        )
    raise HandoutsError(f"Unknown locale {visible(locale)}.", file=file, line=line, hint=_hint(locale))


@cache
def _canonical(locale: str) -> str:
    """Return the one right spelling of what someone wrote, or "" where it names no locale."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,4}){0,2}", locale):
        return ""
    if (pseudo := locale.replace("-", "_")) in _PSEUDO:
        return pseudo
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ""
    if not re.search(r"[_-]", locale):  # Babel reads the old code `iw` as `he_IL`.
        return str(parsed.language)
    return str(parsed)


def _hint(locale: str) -> str:
    names = Locale("en").languages.items()
    codes = {str(name).casefold(): code for code, name in names if isinstance(code, str) and known(code)}
    if code := codes.get(locale.casefold()):
        return f"Write {visible(code)}."
    kin = [code for code in locale_identifiers() if language(code) == language(locale) and known(code)]
    return nearest(locale, kin) or "A locale is written as in “es”, “pt_BR” or “zh_Hans”."


def tag(locale: str) -> str:
    """Return the BCP 47 tag: `zh-Hans` for `zh_Hans`."""
    return locale.replace("_", "-")


def language(locale: str) -> str:
    """Return the language subtag: `zh` for `zh_Hans`."""
    return locale.partition("_")[0]


@cache
def script(locale: str) -> str:
    """Return the ISO 15924 script that the locale is written in: `Hans` for `zh_Hans`, `Arab` for `ar`."""
    if explicit := babel_locale(locale).script:
        return explicit
    likely: dict[str, str] = dict(get_global("likely_subtags"))
    for name in (locale, language(locale)):
        if name in likely:
            return likely[name].split("_")[1]
    return "Zyyy"


def direction(locale: str) -> Literal["ltr", "rtl"]:
    """Return the direction of the locale's script. Babel's own answer ignores a script in the name (`ku_Arab`)."""
    return "rtl" if script(locale) in data()["right-to-left"]["scripts"] else "ltr"


@cache
def language_name(locale: str, in_locale: str) -> str:
    """Return what `locale` is called in `in_locale`: `zh_Hans` in `en` is “Simplified Chinese”."""
    names = babel_locale(in_locale).languages
    if locale in _PSEUDO:
        return f"{language_name(language(locale), in_locale)} ({_PSEUDO[locale]})"
    if locale in names:
        return str(names[locale])
    name = babel_locale(locale).get_display_name(in_locale) or babel_locale(locale).get_display_name("en")
    return str(name or locale)


def own_name(locale: str) -> str:
    """Return what the locale calls itself: `zh_Hans` is “简体中文”."""
    return language_name(locale, locale)


def collation_key(name: str) -> tuple[tuple[int, ...], str]:
    """Return what languages' own names sort by: script after script, as CLDR's root collation has them."""
    order = _order()
    # The one letter of these names that the collation keeps whole though it can be taken apart.
    letters = unicodedata.normalize("NFD", name.casefold()).replace("\u064a\u0654", "\u0626")
    return tuple(order[letter] for letter in letters if letter in order), name


@cache
def _order() -> dict[str, int]:
    return {letter: weight for weight, letter in enumerate(data()["collation"]["order"])}


def is_territory(code: str) -> bool:
    """Say whether `code` is a territory's two capital letters (ISO 3166-1, as CLDR has them)."""
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories and code not in _NO_TERRITORIES


def territory_name(territory: str, in_locale: str) -> str:
    """Return what a territory is called in `in_locale`, or its code where CLDR has no name."""
    return str(babel_locale(in_locale).territories.get(territory, territory))


def paper(territory: str) -> Literal["Letter", "A4"]:
    """Return the paper that a territory's printers hold."""
    return "Letter" if territory in data()["paper"]["letter"] else "A4"
