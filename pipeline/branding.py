"""`read` gives what a clinic prints of itself, and `read_file` the same from a file of its own, or one clear error."""

import io
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import cldr, files, tables
from pipeline.errors import HandoutsError, visible
from pipeline.tables import Table

_LARGEST_LOGO = 1_000_000
"""Bytes: it is in every PDF."""

_MOST_PIXELS = 16_000_000
"""What a picture may unpack to; a small file can be a flood."""

_LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: of text to its ground."""

_TINT = 0.09
"""How much of the colour the grounds of boxes have."""


EXIT = "https://www.wikipedia.org/"
"""Where a discreet page leads whoever must leave it: harmless, quick, and in every language."""


@dataclass(frozen=True, slots=True)
class Branding:
    """The clinic, as every edition prints it; its phones are E.164 or short numbers, printed as the territory does.

    `logo` is a PNG or JPEG, `logo_alt` what it says to who cannot see it. `colour` is that of headings and boxes, such
    as `#0b4f5c`, `tint` the ground of boxes made from it. `interpreter` says that the clinic arranges one free of
    charge. `short_url` is a web address to type, printed beside the code to scan. `notes` makes room to write.
    `exit_url` is where the button of a discreet page leads.
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    after_hours_phone: str = ""
    logo: bytes = b""
    logo_alt: str = ""
    colour: str = ""
    interpreter: bool = False
    short_url: str = ""
    notes: bool = True
    exit_url: str = EXIT

    @property
    def tint(self) -> str:
        return _hex(_mixed(_rgb(self.colour), _TINT)) if self.colour else ""


def read_file(path: Path) -> Branding:
    """Return the clinic that a TOML file tells of, with the keys of `[branding]` at its top.

    Raises HandoutsError, with line and remedy, for the first mistake in it.
    """
    return read(tables.read(path), path.parent)


def read(table: Table, folder: Path) -> Branding:
    """Return the clinic that a table tells of; a logo's path begins in `folder`. Raises HandoutsError."""
    table.only(
        "name", "address", "phone", "after-hours-phone", "logo", "logo-alt", "colour", "interpreter", "short-url",
        "notes", "exit-url",
    )  # fmt: skip
    name = table.text("name", "")
    logo = _logo(table, folder)
    alt = table.text("logo-alt", name)
    if logo and not alt.strip():
        raise table.error(
            "The logo has no description.", "logo", hint="Name the clinic in name, or say in logo-alt what it shows."
        )
    return Branding(
        name=name,
        address=table.text("address", ""),
        phone=_phone(table, "phone"),
        after_hours_phone=_phone(table, "after-hours-phone"),
        logo=logo,
        logo_alt=alt if logo else "",
        colour=_colour(table),
        interpreter=table.flag("interpreter", False),
        short_url=_web_address(table, "short-url"),
        exit_url=_web_address(table, "exit-url") or EXIT,
        notes=table.flag("notes", True),
    )


def _phone(table: Table, key: str) -> str:
    phone = table.text(key, "")
    if phone:
        cldr.check_phone(phone, file=table.document.file, line=table.line(key))
    return phone


def _web_address(table: Table, key: str) -> str:
    url = table.text(key, "")
    if url and not (urlsplit(url).scheme in ("http", "https") and re.fullmatch(r"https?://[^\s/\"<>]+[^\s\"<>]*", url)):
        raise table.error(f"{visible(url)} is no web address.", key, hint="Write it as in “https://example.org/h”.")
    return url


# --------------------------------------------------------------------------------------------------------------- logo


def _logo(table: Table, folder: Path) -> bytes:
    named = table.text("logo", "")
    if not named:
        return b""
    path = folder / named
    if not files.resolved(path).is_relative_to(files.resolved(folder)):
        raise table.error(
            f"The logo {visible(named)} is outside of this file's folder.", "logo", hint="Put it beside the file."
        )
    if not os.path.isfile(path):
        raise table.error(f"The logo {visible(named)} is not there.", "logo", hint="Its path begins beside this file.")
    if path.stat().st_size > _LARGEST_LOGO:
        raise table.error(
            f"The logo {visible(named)} is larger than 1 MB.", "logo", hint="Every PDF holds it: save a smaller one."
        )
    content = files.read_bytes(path)
    if not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise table.error(f"The logo {visible(named)} is neither PNG nor JPEG.", "logo", hint="Save it as PNG.")
    if not _shows(content):
        raise table.error(f"The logo {visible(named)} is a broken picture.", "logo", hint="Save it again as PNG.")
    return content


def _shows(picture: bytes) -> bool:
    """Say whether a picture can be read to its last line, and is not one of far more pixels than any page shows."""
    from PIL import Image, ImageFile

    # WeasyPrint, where it is imported, bids Pillow take half a picture for a whole one.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of is judged here
            with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return False
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return True


# ------------------------------------------------------------------------------------------------------------- colour

_Colour = tuple[int, int, int]


def _colour(table: Table) -> str:
    colour = table.text("colour", "").lower()
    if not colour:
        return ""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise table.error(f"{visible(colour)} is no colour.", "colour", hint="Write it as in “#0b4f5c”.")
    # Headings stand on white and on the tint made from the colour; white words stand on the colour itself.
    ratio = contrast(colour, _hex(_mixed(_rgb(colour), _TINT)))
    if ratio < _LEAST_CONTRAST:
        raise HandoutsError(
            f"{visible(colour)} is too light: its contrast is {ratio:.1f}:1, and {_LEAST_CONTRAST}:1 is needed.",
            file=table.document.file,
            line=table.line("colour"),
            hint="Choose a darker one.",
        )
    return colour


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours such as `#0b4f5c`, from 1 to 21: WCAG 2.2, “contrast ratio”."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in _rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: str) -> _Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: _Colour, share: float) -> _Colour:
    """Return white with a `share` of the colour in it."""
    red, green, blue = (round(255 - (255 - value) * share) for value in colour)
    return red, green, blue


def _hex(colour: _Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
