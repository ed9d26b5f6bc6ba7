"""`catalogs` makes those of two made-up languages, to see a layout hold before any translator has begun.

`en_XA` is English with accents, longer by two fifths, as translations are; `ar_XB` is English in Arabic letters, from
right to left. CLDR has both: https://cldr.unicode.org/index/cldr-spec/pseudolocales
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.model import Message
from pipeline.project import Project

LOCALES = ("en_XA", "ar_XB")

_LONGER = 1.4
"""How long a text is for each of its source's letters. W3C: https://www.w3.org/International/articles/article-text-size"""

_WORDS = ("óñé", "ţŵó", "ţĥŕéé", "ƒóúŕ", "ƒíṽé", "šíẋ", "šéṽéñ", "éíğĥţ", "ñíñé")

_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒğĥíĵķļḿñóþǫŕšţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻḾÑÓÞǪŔŠŢÚṼŴẊÝŽ",
)
_ARABIC = str.maketrans(
    {
        **dict(zip("abcdefghijklmnopqrstuvwxyz", "ابصدهفغحيجكلمنوپقرستوفوخيز", strict=True)),
        "?": "؟",
        ",": "،",
        ";": "؛",
    }
)

# What a translation must keep as it is: placeholders, citations, where links lead, code.
_KEPT = re.compile(r"\{\w+\}|\[@[\w-]+\]|\]\([^)]*\)|\]\[[^\]]*\]|`[^`]*`|<[^>]*>|\\.")


def catalogs(
    project: Project, templates: Mapping[str, Sequence[Message]], locales: Sequence[str] = LOCALES
) -> dict[tuple[str, str], Catalog]:
    """Return a whole catalog of each pseudo-locale and domain."""
    return {
        (locale, domain): Catalog(
            path=project.catalog_path(locale, domain),
            locale=locale,
            domain=domain,
            header={},
            messages=tuple(_translated(message, _LANGUAGES[locale]) for message in messages),
        )
        for locale in locales
        for domain, messages in templates.items()
    }


def _translated(message: Message, translate: Callable[[str], str]) -> Message:
    texts = (message.msgid, message.msgid_plural) if message.msgid_plural else (message.msgid,)
    return replace(message, msgstr=tuple(map(translate, texts)))


def accented(text: str) -> str:
    """Return `text` with accents on its letters, and made-up words after it."""
    wanted = round(sum(map(str.isalpha, _KEPT.sub("", text))) * (_LONGER - 1))
    words = iter(_WORDS * (wanted // len(_WORDS[0]) + 1))
    longer = ""
    while len(longer) < wanted:
        longer += f" {next(words)}"
    said = _outside(text, lambda part: part.translate(_ACCENTS))
    mark = re.search(r"[.?!:]?(?: ?\[@[\w-]+\])*$", said)
    at = mark.start() if mark else len(said)
    return said[:at] + longer + said[at:]


def mirrored(text: str) -> str:
    """Return `text` in Arabic letters."""
    return _outside(text, lambda part: part.lower().translate(_ARABIC))


def _outside(text: str, write: Callable[[str], str]) -> str:
    """Return `text` with `write` done to all but what must be kept."""
    written, at = "", 0
    for kept in _KEPT.finditer(text):
        written += write(text[at : kept.start()]) + kept.group()
        at = kept.end()
    return written + write(text[at:])


_LANGUAGES: Mapping[str, Callable[[str], str]] = {"en_XA": accented, "ar_XB": mirrored}
