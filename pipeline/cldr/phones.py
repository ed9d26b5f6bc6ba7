"""`check_phone`, `format_phone` and `tel`: a telephone number is data of a territory, never text.

A number is E.164 (`+18006564673`) or a short number's bare digits (`988`), which libphonenumber cannot hold.
"""

import re
from pathlib import Path

import phonenumbers

from pipeline.errors import HandoutsError, visible

_SHORT = re.compile(r"[0-9]{3,6}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# What may stand between digits in print; nothing that could reorder them on the page.
_DISPLAY = re.compile(r"\+?[0-9 ()./\u00a0\u2010\u2011-]+")


def check_phone(
    phone: str, territory: str = "", display: str = "", *, file: Path | str | None = None, line: int | None = None
) -> None:
    """Raise HandoutsError unless `phone` can be dialled and `display`, where given, shows its digits and no others."""
    try:
        format_phone(phone, territory, display)
    except HandoutsError as error:
        raise HandoutsError(error.message, file=file, line=line, hint=error.hint) from None


def format_phone(phone: str, territory: str, display: str = "") -> str:
    """Return the number as `territory` writes it, or `display`, which must have the same digits.

    A number of another country prints in international form. Raises HandoutsError as `check_phone` does.
    """
    if _SHORT.fullmatch(phone):
        return _shown(phone, display, {phone})
    number = _parse(phone)
    at_home = number.country_code == phonenumbers.country_code_for_region(territory)
    style = phonenumbers.PhoneNumberFormat
    printed = phonenumbers.format_number(number, style.NATIONAL if at_home else style.INTERNATIONAL)
    significant = phonenumbers.national_significant_number(number)
    prefix = phonenumbers.ndd_prefix_for_region(territory, True) or ""
    accepted = {phone[1:], significant, prefix + significant, _digits(printed)}
    return _shown(printed, display, accepted)


def _shown(printed: str, display: str, accepted: set[str]) -> str:
    if not display:
        return printed
    if not _DISPLAY.fullmatch(display):
        raise HandoutsError(
            f"{visible(display)} is not how a telephone number prints.",
            hint="Use digits, spaces, hyphens, points and parentheses.",
        )
    if _digits(display) not in accepted:
        raise HandoutsError(f"{visible(display)} has other digits than the number to call, {visible(printed)}.")
    return display


def _parse(phone: str) -> phonenumbers.PhoneNumber:
    hint = "Write it as in “+18006564673”, or a short number's digits as in “988”."
    if not _E164.fullmatch(phone):
        raise HandoutsError(f"{visible(phone)} is not a telephone number.", hint=hint)
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException as error:
        raise HandoutsError(f"{visible(phone)} begins with no country's code.", hint=hint) from error
    if not phonenumbers.is_possible_number(number):
        raise HandoutsError(
            f"{visible(phone)} has too few or too many digits for a number of +{number.country_code}.", hint=hint
        )
    return number


def tel(phone: str) -> str:
    """Return the address that dials the number: `tel:+18006564673`, `tel:988`.

    A short number has no country's code: `tel:+1-988` (RFC 3966's global form) reaches nobody.
    """
    return f"tel:{phone}"


def _digits(text: str) -> str:
    return "".join(ch for ch in text if "0" <= ch <= "9")
