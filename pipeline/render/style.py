"""`web` and `paper` give the style sheet of a page; `families` names the fonts that its script is set in.

Web and paper share the tokens and never a sheet: what only a printer understands (running elements, page counters)
would be an error in a web page.
"""

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Literal

from pipeline import cldr, fonts
from pipeline.errors import HandoutsError, visible

_LATIN = "Noto Sans"

# Scripts set in their own face first: Arabic for its digits and punctuation, Han for quotation marks as wide as its
# characters. All others take Latin letters, digits and bullets from one face and only their own letters from another.
_OWN_FACE_FIRST = frozenset({"Arab", "Hans", "Hant", "Jpan", "Kore"})


def families(locale: str, *beside: str) -> tuple[str, ...]:
    """Return the font families that the locale's script is printed in, first choice first.

    Those of the languages that stand `beside` it follow: a title in the source's, a name of a place in its own.

    Raises HandoutsError where no font is known for the locale's own script.
    """
    script = cldr.script(locale)
    own = _of_script(script)
    if not own:
        raise HandoutsError(
            f"No font is known for {visible(locale)}, which is written in the script {visible(script)}.",
            hint="Add one to pipeline/fonts.toml, or print another language.",
        )
    first = (*own, _LATIN) if script in _OWN_FACE_FIRST else (_LATIN, *own)
    return tuple(dict.fromkeys((*first, *(family for other in beside for family in _of_script(cldr.script(other))))))


def _of_script(script: str) -> tuple[str, ...]:
    return tuple(font.family for font in fonts.table() if script in font.scripts)


def web(locale: str) -> str:
    """Return the style sheet of a web page in `locale`, whole: a page asks for no other file."""
    return _sheet("tokens", "web", locale)


def paper(locale: str, size: Literal["Letter", "A4"], *beside: str) -> str:
    """Return the style sheet of a printed page in `locale`, with parts in other languages, on paper of `size`."""
    # Room to punch and bind: two holes (ISO 838) want 25 mm, three in Letter 1 in; on both sides, for duplex prints.
    # Page boxes know no logical margins.
    left, right = ("25mm", "28mm") if cldr.direction(locale) == "rtl" else ("28mm", "25mm")
    names = ", ".join(f'"{name}"' for name in families(locale, *beside))
    page = f"@page {{ size: {size}; margin: 20mm {right} 27mm {left} }}\n:root {{ --sans: {names} }}\n"
    return _sheet("tokens", "paper", locale) + page


def hashed(sheet: str) -> str:
    """Return the Content Security Policy source that allows exactly this sheet."""
    return "sha256-" + base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")


@cache
def _sheet(*parts: str) -> str:
    *names, locale = parts
    medium = names[-1]
    script = cldr.script(locale).lower()
    return "".join(map(_read, (*names, f"script-{script}", f"script-{script}-{medium}")))


@cache
def _read(name: str) -> str:
    file = resources.files("pipeline.render").joinpath("css", f"{name}.css")
    return file.read_text(encoding="utf-8") if file.is_file() else ""
