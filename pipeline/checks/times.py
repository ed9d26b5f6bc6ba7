"""The checks of times of day and of dates; `plain` writes both in one way, so that their numbers can be compared."""

import re
import tomllib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline import cldr
from pipeline.checks import numerals, spelling
from pipeline.checks.finder import Finder
from pipeline.checks.reading import Reading, language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import Trait
from pipeline.checks.traits import text as of_text
from pipeline.model import Message, Severity

_DAY, _HALF_DAY = 24 * 60, 12 * 60
# “10 at night” is p.m. from six on, “2 at night” is a.m.: CLDR's day periods, in most languages.
_NIGHT_BEGINS = 6
_APOSTROPHE = re.compile("['ʼ]")
_DIGITS_OF_DATE = re.compile(r"(?<![\d.])\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![\d.])")
# “05.05.”: a day and a month that no year follows.
_DAY_AND_MONTH = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)\d{4}\.?\s(?:[^\W\d_]{1,3}\s)?$")
_NUMERIC_DATE = re.compile(r"\d\s?[./-]\s?\d")
# Where a date may be turned into the calendar of the country.
_OTHER_CALENDARS = frozenset({"am", "fa", "he", "ne", "ps", "th", "ti"})
_MONTH = re.compile(r"[A-Z][a-z]{2}|\d[./-]\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day as a text tells it: `half` is am, pm or night, or "" where it does not say.

    `sure` where the text shows that it is a time, and no other number.
    """

    hour: int
    minute: int
    half: str
    sure: bool
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """The minutes since midnight, by the clock of 24 hours where the text names no half of the day."""
        late = self.half == "pm" or (self.half == "night" and _NIGHT_BEGINS <= self.hour < 12)
        hour = self.hour % 12 + 12 * late if self.half and self.hour <= 12 else self.hour
        return (hour * 60 + self.minute) % _DAY


def _has_time(reading: Reading) -> object:
    return _source_moments(reading.prose, reading.locale)


def _is_known(context: Context) -> object:
    return context.language in _table()


@check(
    "time-mismatch",
    Severity.ERROR,
    issue_type="numbers",
    source=of_text(_has_time),
    applies=_is_known,
)
def time_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A time of day became another: morning is evening, or the text no longer says which.

    A dose or a visit twelve hours off is missed. Times are compared by the clock: “2 p.m.” is 14:00, 14 h and 下午2点.
    Where the source says p.m., the translation must say so too or use the clock of 24 hours. Which number an hour
    has is `number-mismatch`'s matter. ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations:
    https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (es):

        msgid "Come back at 4 p.m."
        msgstr "Vuelva a las 4 a. m."

    Good (es):

        msgid "Come back at 4 p.m., not at 9:30 a.m."
        msgstr "Vuelva a las 16:00, no a las 9:30 de la mañana."
    """
    text = context.source.prose
    said = _source_moments(text, context.source.locale)
    if not said or context.language not in _table():
        return
    there = moments(context.target.prose, context.target.locale)
    first = {other.minutes: other for other in reversed(there)}
    free: dict[int, deque[int]] = {}
    for other in there:
        free.setdefault(other.minutes, deque()).append(other.start)
    digits: frozenset[str] = frozenset()
    places: list[int] = []
    for one in said:
        opposite = (one.minutes + _HALF_DAY) % _DAY
        wanted = {one.minutes} if one.half or one.hour > 12 else {one.minutes, opposite}
        if left := [free[minute] for minute in wanted if free.get(minute)]:
            places.append(min(left).popleft())
        elif right := [first[minute].start for minute in wanted if minute in first]:
            places.append(min(right))
        elif wrong := first.get(opposite):
            here = context.target.prose[wrong.start : wrong.end]
            yield Problem(f"“{text[one.start : one.end].strip(' ,')}” is “{here.strip(' ,،')}” here.")
        elif str(one.hour) in (digits := digits or _digits(context)):
            yield Problem(f"“{text[one.start : one.end].strip(' ,')}” is no time of day here.")
    if len(places) == len(said) == len({one.minutes for one in said}) and places != sorted(places):
        yield Problem("The times of day stand in another order.")


def _has_date(reading: Reading) -> object:
    return _source_dates(reading.prose, reading.locale) or _source_days(reading.prose, reading.locale)


@check(
    "date-mismatch",
    Severity.ERROR,
    issue_type="numbers",
    source=of_text(_has_date),
)
def date_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A date became another: another month, another day of the week, or the days of two dates swapped.

    Someone may come on the wrong day, or take a medicine a month too long. Months are known by CLDR's names or, as in
    Chinese, by their number; a date in digits may stand in the order of its locale. Unicode CLDR, calendars:
    https://cldr.unicode.org/

    Bad (de):

        msgid "Come back on March 14."
        msgstr "Kommen Sie am 14. Mai wieder."

    Good (de):

        msgid "Come back on March 14."
        msgstr "Kommen Sie am 14. März wieder."
    """
    text = context.source.prose
    for said, read in (
        (_source_dates(text, context.source.locale), dates),
        (_source_days(text, context.source.locale), weekdays),
    ):
        there = read(context.target.prose, context.target.locale) if said else {}
        missing = [one for one in said if one not in there]
        added = [one for one in there if one not in said]
        if missing and added:
            yield Problem(f"“{said[missing[0]]}” is “{there[added[0]]}” here.")
        elif missing and read is dates and _swapped(missing, context):
            yield Problem(f"“{said[missing[0]]}” is no date here.")
        elif said and read is dates and (odd := _year_first(context)):
            yield Problem(f"“{odd}” has its day where the year should be.")


def _has_part_of_day(reading: Reading) -> object:
    return _source_parts(reading.prose, reading.locale)


def _part_of_day(locale: str) -> Finder:
    return _parts(language(locale))


@check(
    "part-of-day-mismatch",
    Severity.WARNING,
    issue_type="mistranslation",
    source=of_text(_has_part_of_day),
    target=Trait(word=_part_of_day),
    both=True,
)
def part_of_day_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The morning became the evening, or midnight noon.

    A tablet that keeps one awake, or makes one sleep, has its part of the day; so has the time to stop eating before an
    operation. Only a part that is gone and has another in its place is reported: “at bedtime” may be said without the
    night. That patients often take label instructions otherwise than they are meant: Davis et al., Annals of Internal
    Medicine 2006;145:887–894: https://doi.org/10.7326/0003-4819-145-12-200612190-00144

    Bad (es):

        msgid "Take it in the morning."
        msgstr "Tómelo por la noche."

    Good (es):

        msgid "Take it in the morning, and put the drops in at bedtime."
        msgstr "Tómelo por la mañana y póngase las gotas al acostarse."
    """
    said = _source_parts(context.source.prose, context.source.locale)
    if not said:
        return
    there = parts(context.target.prose, context.target.locale)
    names, others = Counter(name for name, _ in said), Counter(name for name, _ in there)
    missing, added = names - others, others - names
    if missing and added:
        yield Problem(f"“{_last(said, missing)}” is “{_last(there, added)}” here.")


def parts(text: str, locale: str) -> list[tuple[str, str]]:
    """Return the parts of the day that `text` names: morning, late, noon, midnight; and how they are written."""
    return [(match.lastgroup or "", match[0]) for match in _parts(language(locale)).finditer(text)]


def moments(text: str, locale: str) -> list[Moment]:
    """Return the times of day in `text`; a bare number up to 24 may be one, and is not `sure`."""
    found: list[Moment] = []
    if not numerals.has_digits(text):
        return found
    for match in _clock(language(locale)).finditer(text):
        half = next((name for name in ("am", "pm", "night") if match[f"{name}1"] or match[f"{name}2"]), "")
        colon, mark = match["mark"] == ":", bool(match["mark"] and match["mark"] != ".")
        sure = bool(half or colon or match["word"] or mark)
        minute = int(match["minute"] or 0)
        if minute > 59:
            continue
        if int(match["hour"]) <= 24:
            found.append(Moment(int(match["hour"]), minute, half, sure, *match.span()))
    return found


def dates(text: str, locale: str) -> dict[tuple[int, int], str]:
    """Return the days in `text` that have a month's name, as (month, day), and how they are written."""
    found: dict[tuple[int, int], str] = {}
    if not numerals.has_digits(text):
        return found
    months, pattern = _months(locale)
    for match in pattern.finditer(text):
        name = re.sub(r"\s", " ", match["month1"] or match["month2"]).casefold()
        day = int(match["day1"] or match["day2"])
        if name in months and 1 <= day <= 31:
            found[months[name], day] = match[0].strip()
    return found


def weekdays(text: str, locale: str) -> dict[tuple[int, int], str]:
    """Return the days of the week in `text`, Monday being (0, 0), and how they are written."""
    pattern = _weekdays(locale)
    matches = pattern.finditer(_APOSTROPHE.sub("’", text)) if pattern else ()
    return {(0, int((match.lastgroup or "").removeprefix("day"))): match[0] for match in matches}


def plain(text: str, locale: str) -> Iterator[str]:
    """Yield `text` with its times as on a clock of 24 hours, without “:00”; then with its months as numbers, too."""
    parts, end = [], 0
    for one in moments(text, locale):
        if one.sure:
            hour, minute = divmod(one.minutes, 60)
            parts += [text[end : one.start], f" {hour}:{minute:02d} " if minute else f" {hour} "]
            end = one.end
    clocked = _DAY_AND_MONTH.sub(r"\1 / \2 ", "".join([*parts, text[end:]]))
    yield clocked
    months, pattern = _months(locale)
    yield pattern.sub(lambda match: _in_digits(match, months), clocked)


def hours(text: str, locale: str) -> frozenset[int]:
    """Return the hours of the times of day that a source tells, as it numbers them."""
    return frozenset(one.hour for one in _source_moments(text, locale))


def tells_time(text: str, locale: str) -> bool:
    """Say whether a source tells a time of day."""
    return bool(_source_moments(text, locale))


def without(text: str, locale: str, *, clock: bool = True) -> str:
    """Return `text` with a full stop for each date and, with `clock`, for each time of day."""
    if not numerals.has_digits(text):
        return text
    _, pattern = _months(locale)
    text = _DIGITS_OF_DATE.sub(".", pattern.sub(".", text))
    for one in reversed(moments(text, locale) if clock else []):
        if one.sure:
            text = f"{text[: one.start]}.{text[one.end :]}"
    return text


def _in_digits(match: re.Match[str], months: Mapping[str, int]) -> str:
    name = re.sub(r"\s", " ", match["month1"] or match["month2"]).casefold()
    return f" {match['day1'] or match['day2']} / {months[name]} " if name in months else match[0]


@lru_cache(maxsize=1 << 15)
def _source_moments(text: str, locale: str) -> tuple[Moment, ...]:
    """Return the source's times of day: worked out once for all locales."""
    return tuple(one for one in moments(text, locale) if one.sure)


@lru_cache(maxsize=1 << 15)
def _source_dates(text: str, locale: str) -> Mapping[tuple[int, int], str]:
    return dates(text, locale) if _MONTH.search(text) and any(map(str.isdigit, text)) else {}


@lru_cache(maxsize=1 << 15)
def _source_days(text: str, locale: str) -> Mapping[tuple[int, int], str]:
    return weekdays(text, locale) if "day" in text else {}


@lru_cache(maxsize=1 << 15)
def _source_parts(text: str, locale: str) -> Sequence[tuple[str, str]]:
    return parts(text, locale)


def _last(named: Iterable[tuple[str, str]], among: Counter[str]) -> str:
    return [written for name, written in named if name in among][-1]


def _digits(context: Context) -> frozenset[str]:
    """Return the whole numbers of the translation, in Latin digits."""
    return frozenset(f"{one.value:f}" for one in numerals.in_digits(context.target.prose, context.target.locale))


def _swapped(missing: list[tuple[int, int]], context: Context) -> bool:
    """Say whether the days of dates stand in the translation, but not with a month, where its months are known."""
    text, locale = context.target.prose, context.target.locale
    known = bool(_months(locale)[0]) and language(locale) not in _OTHER_CALENDARS
    digits = _digits(context)
    return known and not _NUMERIC_DATE.search(text) and all(str(day) in digits for _, day in missing)


def _year_first(context: Context) -> str:
    """Return a date that has the year where the locale writes the day, or ""."""
    locale = next((name for name in (context.locale, context.language) if cldr.known(name)), None)
    if locale is None or cldr.year_first(locale):
        return ""
    text = context.target.prose
    for match in _months(context.target.locale)[1].finditer(text):
        if match["day2"] and _YEAR_BEFORE.search(text[: match.start()]):
            return text[match.start() - 5 : match.end()].strip()
    return ""


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words" / "clock.toml").read_text("utf-8"))


@cache
def _clock(of: str) -> re.Pattern[str]:
    """Return the pattern of an hour with its minutes and half of the day: 9:30 a.m., 下午4点, 9 h 30, शाम 4 बजे."""
    row = _table().get(of, {})

    def half(place: int) -> str:
        names = ("am", "pm", "night")
        return "|".join(f"(?P<{name}{place}>{spelling.pattern(row.get(name, ()), of)})" for name in names)

    # Chinese, Japanese and Korean say it first.
    behind = r"(?:(?P<am2>)(?P<pm2>)(?P<night2>))" if row.get("half_first") else rf"(?:\s{{0,2}}(?:{half(2)}))?"
    word = spelling.pattern(row.get("hour", ()), of)
    marks = "|".join([":", r"\.", "h", *(re.escape(w) for w in row.get("hour", ()) if not w.endswith("*"))])
    return re.compile(
        rf"(?:(?:{half(1)})[\s,]{{0,2}})?(?<![\d.,:/])(?P<hour>\d{{1,2}})(?![\d%])(?!,\d)"
        rf"(?:\s?(?P<mark>{marks})\s?(?P<minute>\d\d)(?!\d))?(?:\s?分|분|phút)?(?P<word>(?:-[^\W\d_]{{1,3}})?\s?{word})?"
        rf"{behind}",
        re.IGNORECASE,
    )


@cache
def _parts(of: str) -> Finder:
    """Return what finds the parts of the day. Midnight is no night, and French “après-midi” no noon."""
    rows: dict[str, list[str]] = _table().get(of, {}).get("parts", {})
    ordered = [(name, rows[name]) for name in ("midnight", "late", "noon", "morning") if name in rows]
    joined = "(?:[وفبل]?(?:ال|لل)?)" if of == "ar" else ""
    words = [word for _, some_words in ordered for word in some_words]
    some = spelling.groups(ordered, of, prefix=joined)
    return spelling.finder(re.compile(some, re.IGNORECASE), words, of, prefix=joined)


@cache
def _months(locale: str) -> tuple[Mapping[str, int], Finder]:
    """Return the number of each month's name, and what finds a day beside one."""
    of = language(locale)
    row = _table().get(of, {})
    if "months" in row:
        names = {name: number for number, name in enumerate(row["months"], 1)}
    else:
        known = [name for name in (locale, of, *row.get("months_of", ())) if cldr.known(name)]
        names = {name: number for one in known for name, number in cldr.month_names(one).items()}
    if of == "en" or not names:
        names = {name: number for name, number in names.items() if not name.isdigit()}
    prefix = "[وبل]?" if of == "ar" else ""
    one_of = spelling.pattern(names, of, prefix=prefix)
    ending = r"(?:\.|-?[^\W\d_]{1,3}|[ºª])?"
    small = r"\s?(?:[^\W\d_]{1,3}\s)?"
    pattern = re.compile(
        rf"(?<![\d.,:/])(?P<day1>\d{{1,2}}){ending}{small}(?<!\d)(?P<month1>{one_of})(?!\d)"
        rf"|(?<!\d)(?P<month2>{one_of})\.?{small}(?P<day2>\d{{1,2}})(?![\d:.,]\d|\d)",
        0 if of == "en" else re.IGNORECASE,  # May is no “may”.
    )
    return (
        {name.casefold(): number for name, number in names.items()},
        spelling.finder(pattern, names, of, prefix=prefix),
    )


@cache
def _weekdays(locale: str) -> re.Pattern[str] | None:
    """Return the pattern of the days of the week; where their names are inflected, of how these begin."""
    of = language(locale)
    row = _table().get(of, {})
    known = next((name for name in (locale, of) if cldr.known(name)), None)
    if known is None:
        return None
    spellings = {number: list(words) for number, words in enumerate(row.get("days", [()] * 7))}
    for name, number in cldr.day_names(known).items():
        cut = len(name) - (2 if len(name) > 5 else 1) if row.get("inflects_days") else len(name)
        spellings[number].append(_APOSTROPHE.sub("’", name[:cut]) + "*")
    joined = row.get("days_prefix", "")
    longest = sorted(spellings.items(), key=lambda item: max(map(len, item[1])), reverse=True)
    some = "|".join(f"(?P<day{number}>{spelling.pattern(words, of, prefix=joined)})" for number, words in longest)
    return re.compile(some, re.IGNORECASE)
