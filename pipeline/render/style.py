"""`web` and `paper` give the style sheet of a page; `families` names the fonts that its script is set in.

Web and paper share the tokens and never a sheet: what only a printer understands (running elements, page counters)
would be an error in a web page.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from pipeline import cldr, fonts
from pipeline.branding import Branding
from pipeline.errors import HandoutsError, visible
from pipeline.fonts import WebFace
from pipeline.model import Paper, Variant

_LATIN = "Noto Sans"

# Scripts set in their own face first: Arabic for its digits and punctuation, Han for quotation marks as wide as its
# characters. All others take Latin letters, digits and bullets from one face and only their own letters from another.
_OWN_FACE_FIRST = frozenset({"Arab", "Aran", "Hans", "Hant", "Jpan", "Kore"})

_NO_LATIN = frozenset({"Noto Naskh Arabic", "Noto Nastaliq Urdu"})

# Languages of the Arabic script that readers know in Nastaliq; Naskh reads as foreign to them (ISO 15924: Aran).
_NASTALIQ = frozenset({"ks", "pa_Arab", "ur"})

# Scripts without a sheet of their own for paper, by the one that they are set like.
_SET_LIKE = {"Hant": "Hans", "Jpan": "Hans", "Laoo": "Thai"} | dict.fromkeys(
    ("Beng", "Gujr", "Guru", "Knda", "Mlym", "Orya", "Sinh", "Taml", "Telu"), "Deva"
)


def families(locale: str, *beside: str) -> tuple[str, ...]:
    """Return the font families that the locale's script is printed in, first choice first.

    Those of the languages that stand `beside` it follow: a title in the source's, a name of a place in its own.

    Raises HandoutsError where no font is known for the locale's own script.
    """
    script = _script(locale)
    own = _of_script(script)
    if not own:
        raise HandoutsError(
            f"No font is known for {visible(locale)}, which is written in the script {visible(script)}.",
            hint="Add one to pipeline/fonts.toml, or print another language.",
        )
    first = (*own, _LATIN) if script in _OWN_FACE_FIRST else (_LATIN, *own)
    return tuple(dict.fromkeys((*first, *(family for other in beside for family in _of_script(_script(other))))))


def _script(locale: str) -> str:
    """Return the script that the locale is printed in: `cldr.script`, but `Aran` where Arabic letters hang."""
    nastaliq = locale in _NASTALIQ or cldr.language(locale) in _NASTALIQ
    return "Aran" if nastaliq and cldr.script(locale) == "Arab" else cldr.script(locale)


def _of_script(script: str) -> tuple[str, ...]:
    return tuple(font.family for font in fonts.table() if script in font.scripts)


def web_faces(locale: str, characters: str, names: Sequence[str]) -> tuple[WebFace, ...]:
    """Return the faces that a web page in `locale` is set in, and for the `names` of other languages those of theirs.

    A script that no font is known for has none: the reader's own may have.
    """
    own = _web_families(locale)
    every = characters + "".join(map(cldr.own_name, names))
    faces = list(fonts.web_faces(own, every))
    written: dict[str, str] = {}
    for other in names:
        if not set(_of_script(_script(other))) & set(own):
            for family in _of_script(_script(other))[:1]:
                written[family] = written.get(family, "") + cldr.own_name(other)
    for family, letters in sorted(written.items()):
        faces += fonts.web_faces([family], letters.replace(" ", ""), weights=[400])
    return tuple(face for face in faces if face.style == "normal" or face.family in own)


def _web_families(locale: str) -> tuple[str, ...]:
    own = _of_script(_script(locale))
    return tuple(dict.fromkeys((*own, _LATIN) if _script(locale) in _OWN_FACE_FIRST else (_LATIN, *own)))


@lru_cache
def web(
    locale: str,
    faces: tuple[WebFace, ...] = (),
    names: tuple[str, ...] = (),
    *,
    folder: str = "",
    branding: Branding | None = None,
) -> str:
    """Return the style sheet of a web page in `locale`, whole; the only files it asks for are `faces`, in `folder`.

    `names` are the locales whose own names stand in the page.
    """
    own = _web_families(locale)
    sheet = _sheet("tokens", "web", locale)
    for face in faces:
        italic = ";font-style:italic" if face.style == "italic" else ""
        ranged = _range(face, own)
        sheet += (
            f'@font-face{{font-family:"{face.family}";src:url("{folder}{face.name}") format("woff2");'
            f"font-weight:{face.weight}{italic};font-display:swap{ranged}}}\n"
        )
    stack = dict.fromkeys((*own, *(face.family for face in faces)))
    sheet += f":root {{ --sans: {', '.join(map(_quoted, stack))}, system-ui, sans-serif }}\n"
    for other in names:
        script = _script(other)
        if script in _OWN_FACE_FIRST and script != _script(locale):
            sheet += (
                f".names :lang({cldr.tag(other)}) {{ font-family: {_quoted(_of_script(script)[0])}, var(--sans) }}\n"
            )
    if branding is not None and branding.colour:
        # Its contrast was measured on white.
        own_colours = f"--accent: {branding.colour}; --tint: {branding.tint}"
        sheet += f"@media (prefers-color-scheme: light) {{ :root {{ {own_colours} }} }}\n"
    return sheet


def _range(face: WebFace, own: Sequence[str]) -> str:
    """Return which characters a browser shall take from a face; it fetches one only where it shows such a character."""
    if face.family not in own:
        return ";unicode-range:" + ",".join(f"U+{ord(letter):X}" for letter in face.characters)
    # Naskh and Nastaliq have digits and marks of their own style, and no business with Latin letters.
    return ";unicode-range:U+0-40,U+5B-60,U+7B-10FFFF" if face.family in _NO_LATIN else ""


def _quoted(family: str) -> str:
    return f'"{family}"'


def paper(
    locale: str,
    size: Paper,
    *beside: str,
    variant: Variant = "standard",
    draft: bool = False,
    branding: Branding | None = None,
) -> str:
    """Return the style sheet of a printed page in `locale`, with parts in other languages, on paper of `size`.

    A `draft` says so in the margin of every page but the first, which wants room where the print is large.
    """
    names = ", ".join(f'"{name}"' for name in families(locale, *beside))
    sheet = _sheet("tokens", "paper", locale) + _read(f"variant-{variant}")
    sheet += f"{_margins(locale, size, variant, draft)}:root {{ --sans: {names} }}\n"
    if branding is not None and branding.colour and variant not in _COLOURLESS:
        sheet += f":root {{ --accent: {branding.colour}; --tint: {branding.tint} }}\n"
    return sheet


_COLOURLESS = frozenset({"black-and-white"})
_TALL = frozenset({"Aran", "Khmr", "Mymr"})


def _margins(locale: str, size: Paper, variant: Variant, draft: bool) -> str:
    # Room to punch and bind: two holes (ISO 838) want 25 mm, three in Letter 1 in; on both sides, for duplex prints.
    # Page boxes know no logical margins.
    left, right = ("25mm", "28mm") if cldr.direction(locale) == "rtl" else ("28mm", "25mm")
    tall = _script(locale) in _TALL
    if variant != "large-print":
        top, foot = ("24mm", "33mm") if tall else ("20mm", "27mm")
        return f"@page {{ size: {size}; margin: {top} {right} {foot} {left} }}\n"
    top, foot = ("52mm", "38mm") if tall else ("46mm" if _script(locale) == "Arab" else "40mm", "32mm")
    first = "@page :first { margin-top: 20mm }\n" if draft else ""
    return f"@page {{ size: {size}; margin: {top if draft else '20mm'} {right} {foot} {left} }}\n{first}"


@cache
def script(name: str) -> str:
    """Return one of the small scripts of web pages."""
    return resources.files("pipeline.render").joinpath("js", f"{name}.js").read_text(encoding="utf-8")


@lru_cache
def hashed(sheet: str) -> str:
    """Return the Content Security Policy source that allows exactly this style sheet or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")


@cache
def _sheet(*parts: str) -> str:
    *names, locale = parts
    medium = names[-1]
    script = _SET_LIKE.get(_script(locale), _script(locale))
    return "".join(map(_read, (*names, f"script-{script.lower()}-{medium}")))


@cache
def _read(name: str) -> str:
    file = resources.files("pipeline.render").joinpath("css", f"{name}.css")
    return file.read_text(encoding="utf-8") if file.is_file() else ""
