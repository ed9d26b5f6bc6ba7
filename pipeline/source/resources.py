"""`read_resources` reads the places to get help, each with the page where its number was read."""

import re
from datetime import date, datetime
from pathlib import Path

from pipeline import cldr, tables
from pipeline.errors import HandoutsError, collect, visible
from pipeline.model import Resource
from pipeline.tables import Table

_KEYS = (
    "id", "territory", "area", "name", "name-lang", "about", "phone", "display", "hours", "free", "confidential",
    "min-age", "languages", "url", "source", "read-on", "verified-on",
)  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WEB = re.compile(r"https?://[^\s/]+(?:/\S*)?")


def read_resources(path: Path, root: Path) -> tuple[Resource, ...]:
    """Return the rows of `path` in their order, none where there is no such file.

    Raises HandoutsError, or an ExceptionGroup with the first mistake of each row.
    """
    if not path.is_file():
        return ()
    file = path.relative_to(root) if path.is_relative_to(root) else path
    top = tables.read(path, file)
    top.only("resource")
    rows = list(top.tables("resource"))
    resources = tuple(collect(_resource, rows))
    _check_unique(resources, rows)
    return resources


def _resource(row: Table) -> Resource:
    row.only(*_KEYS)
    identifier = row.text("id")
    if not _ID.fullmatch(identifier):
        raise row.error(f"{visible(identifier)} is no id.", "id", hint="Use small letters, digits and hyphens.")
    territory = row.text("territory")
    if not cldr.is_territory(territory):
        raise row.error(
            f"Unknown territory {visible(territory)}.", "territory", hint="Two capital letters, as in “US”."
        )
    name_lang = row.text("name-lang", "en")
    _check_language(row, "name-lang", name_lang)
    languages = row.texts("languages", ())
    for language in languages:
        _check_language(row, "languages", language)
    phone, display, url = row.text("phone", ""), row.text("display", ""), _web(row, "url")
    if phone:
        cldr.check_phone(phone, territory, display, file=row.document.file, line=row.line("phone"))
    elif display:
        raise row.error("A number that prints but cannot be called.", "display", hint="Add phone.")
    elif not url:
        raise row.error("Neither phone nor url: nobody could reach it.", hint="Add one of them.")
    return Resource(
        id=identifier,
        territory=territory,
        name=row.text("name"),
        about=row.text("about"),
        source=_web(row, "source", needed=True),
        area=row.text("area", ""),
        name_lang=name_lang,
        phone=phone,
        display=display,
        hours=row.text("hours", ""),
        free=_truth(row, "free"),
        confidential=_truth(row, "confidential"),
        min_age=row.integer("min-age", None, 1, 120),
        languages=languages,
        url=url,
        read_on=_day(row, "read-on"),
        verified_on=_day(row, "verified-on"),
    )


def _check_language(row: Table, key: str, language: str) -> None:
    if not cldr.known(language.replace("-", "_")):
        raise row.error(f"Unknown language {visible(language)}.", key, hint="Such as “es” or “zh-Hans”.")


def _web(row: Table, key: str, *, needed: bool = False) -> str:
    address = row.text(key) if needed else row.text(key, "")
    if address and not _WEB.fullmatch(address):
        raise row.error(f"{visible(address)} is no web address.", key, hint="It begins with https://.")
    return address


def _truth(row: Table, key: str) -> bool:
    value = row.values.get(key, False)
    if not isinstance(value, bool):
        raise row.error(f"{visible(key)} must be true or false.", key)
    return value


def _day(row: Table, key: str) -> date | None:
    """Return a date, None where it is missing or an empty text: it has not happened."""
    value = row.values.get(key, "")
    if value == "":
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise row.error(f"{visible(key)} must be a date such as 2026-03-05, or empty.", key)
    return value


def _check_unique(resources: tuple[Resource, ...], rows: list[Table]) -> None:
    seen: set[tuple[str, ...]] = set()
    for resource, row in zip(resources, rows, strict=True):
        known_by = (resource.id, resource.territory, resource.area, resource.name)
        if known_by in seen:
            what = f"{visible(resource.name)} of {resource.territory} stands there twice."
            raise HandoutsError(what, file=row.document.file, line=row.line(), hint="Delete one of the two.")
        seen.add(known_by)
