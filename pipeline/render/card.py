"""`card` draws the picture that a shared link shows: a sheet of paper, without a word, so that it is right for all."""

import io

from pipeline.branding import Branding

SIZE = (1200, 630)
"""Pixels, 1.91 to 1, as https://ogp.me and those that show such pictures want it."""

_ACCENT, _SHEET, _LINE, _TINT = "#0b4f5c", "#ffffff", "#b9c6cb", "#e9f1f1"


def card(branding: Branding) -> bytes:
    """Return a PNG in the clinic's colour; the same for every handout, and it tells nothing of what one is about."""
    from PIL import Image, ImageDraw

    accent, tint = branding.colour or _ACCENT, branding.tint or _TINT
    picture = Image.new("RGB", SIZE, accent)
    draw = ImageDraw.Draw(picture)
    left, top, width = 372, 84, 456
    draw.rectangle((left, top, left + width, SIZE[1]), fill=_SHEET)
    draw.rectangle((left + 48, top + 56, left + 300, top + 84), fill=accent)
    draw.rectangle((left + 48, top + 104, left + 200, top + 116), fill=_LINE)
    draw.rectangle((left + 48, top + 152, left + width - 48, top + 290), fill=tint)
    draw.rectangle((left + 48, top + 152, left + 56, top + 290), fill=accent)
    for row, end in enumerate((330, 290, 310)):
        draw.rectangle((left + 84, top + 182 + 34 * row, left + end, top + 192 + 34 * row), fill=_LINE)
    for row, end in enumerate((396, 372, 402, 340, 390, 384)):
        draw.rectangle((left + 48, top + 330 + 34 * row, left + end, top + 340 + 34 * row), fill=_LINE)
    written = io.BytesIO()
    picture.quantize(8).save(written, "PNG", optimize=True)
    return written.getvalue()
