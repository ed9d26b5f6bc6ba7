"""`format_number` and its siblings print a value as CLDR does for a locale, in Latin digits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cache

from babel import dates, lists, numbers, units

from pipeline.cldr.locales import babel_locale
from pipeline.cldr.rows import row

# In running text people type any of these for the one that CLDR prints.
_SPACES = frozenset("\u0020\u00a0\u2009\u202f")
_APOSTROPHES = frozenset("'\u2019")


@dataclass(frozen=True, slots=True)
class NumberSymbols:
    """The marks in a locale's numbers. `groups` holds every separator to accept; its spaces and apostrophes vary."""

    decimal: str
    groups: frozenset[str]


def format_number(value: Decimal | int, locale: str) -> str:
    """Return `value` with the locale's marks: 1208 is “1,208” in `en`, “1208” in `es`.

    The digits after the point are those of `value`: Decimal("5.0") keeps its zero, which tells how exact a number is.
    """
    return _format(Decimal(value), locale, babel_locale(locale).decimal_formats[None].pattern)


def format_percent(value: Decimal | int, locale: str) -> str:
    """Return a value that is in percent, with the locale's sign: 41 is “41%” in `en`, “41 %” in `fr`."""
    pattern = babel_locale(locale).percent_formats[None].pattern
    return _format(Decimal(value).scaleb(-2), locale, pattern, scale=2).replace("%", row("percent-sign", locale))


def _format(value: Decimal, locale: str, pattern: str, scale: int = 0) -> str:
    """Return `value` by a CLDR number pattern, which itself multiplies by ten to the power of `scale`."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number to print")
    exponent = value.as_tuple().exponent
    places = max(0, -int(exponent) - scale)
    exact = re.sub(r"0(\.[0#]+)?", "0" + "." * bool(places) + "0" * places, pattern, count=1)
    # CLDR's minimumGroupingDigits, which Babel does not read. The first group has three digits in every locale.
    whole_digits = value.adjusted() + 1 + scale
    return numbers.format_decimal(
        value,
        format=exact,
        locale=babel_locale(locale),
        decimal_quantization=False,
        group_separator=whole_digits >= 3 + row("minimum-grouping", locale),
        numbering_system="latn",
    )


def format_file_size(count: int, locale: str) -> str:
    """Return a number of bytes in the unit that people read: “123 kB”, “1.2 MB”."""
    kilobytes = Decimal(count) / 1000
    unit = "kilobyte" if kilobytes < 1000 else "megabyte"
    shown = kilobytes if unit == "kilobyte" else (kilobytes / 1000).quantize(Decimal("0.1"))
    number = format_number(shown.to_integral_value(ROUND_CEILING) if unit == "kilobyte" else shown, locale)
    # Where CLDR has no short name of its own, it writes "kByte" (root.xml).
    return units.format_unit(number, f"digital-{unit}", "short", locale=babel_locale(locale)).replace("Byte", "B")


def format_date(value: date, locale: str) -> str:
    """Return the date in the locale's long form, Gregorian: “March 5, 2026”."""
    return dates.format_date(value, "long", locale=babel_locale(locale))


@cache
def month_names(locale: str) -> Mapping[str, int]:
    """Return the number of each Gregorian month by its names in CLDR: in a date, short in a date, and alone."""
    known = babel_locale(locale).months
    names = {name: number for width in ("wide", "abbreviated") for number, name in known["format"][width].items()}
    # Of a month that stands alone Babel may find the name in another language: the locale's own begins as in a date.
    names |= {
        name: number
        for number, name in known["stand-alone"]["wide"].items()
        if name[:1].casefold() == known["format"]["wide"][number][:1].casefold()
    }
    return {str(name).rstrip("."): number for name, number in names.items()}


def year_first(locale: str) -> bool:
    """Say whether the locale's dates begin with the year: 2026年3月5日."""
    pattern = str(babel_locale(locale).date_formats["long"].pattern)
    return "d" in pattern.partition("y")[2]


@cache
def day_names(locale: str) -> Mapping[str, int]:
    """Return the number of each day of the week by its long name in CLDR; Monday is 0."""
    return {str(name): number for number, name in babel_locale(locale).days["format"]["wide"].items()}


def format_list(items: Sequence[str], locale: str) -> str:
    """Return the items joined as the locale joins them: “A, B, and C”."""
    return lists.format_list(list(items), locale=babel_locale(locale))


@cache
def number_symbols(locale: str) -> NumberSymbols:
    """Return the decimal mark and the group separators to accept in the locale's text."""
    decimal = numbers.get_decimal_symbol(babel_locale(locale), numbering_system="latn")
    group = numbers.get_group_symbol(babel_locale(locale), numbering_system="latn")
    alike = next((marks for marks in (_SPACES, _APOSTROPHES) if group in marks), frozenset({group}))
    return NumberSymbols(decimal, alike)
