"""`parse` reads the fields of a PO header; `edited` writes changed ones back among the lines that stay."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipeline import cldr
from pipeline.errors import HandoutsError, visible
from pipeline.model import Message

_CHARSET = re.compile(r"charset=([^\s;]*)", re.IGNORECASE)
_NPLURALS = re.compile(r"nplurals\s*=\s*([0-9]+)\s*;\s*plural\s*=\s*\S")


def parse(msgstr: str) -> dict[str, str]:
    """Return the header's fields in order; of a field that comes twice, the first counts, as in gettext."""
    fields: dict[str, str] = {}
    for line in msgstr.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    return fields


def edited(msgstr: str, fields: Mapping[str, str]) -> str:
    """Return `msgstr` with the values of `fields`: unchanged lines as they are, new fields last, absent ones gone."""
    lines = []
    left = dict(fields)
    for line in msgstr.removesuffix("\n").split("\n") if msgstr else ():
        name, colon, value = line.partition(":")
        if not colon:
            lines.append(line)
        elif (field := name.strip()) in left:
            lines.append(line if value.strip() == left[field] else f"{field}: {left[field]}")
            del left[field]
    lines += (f"{name}: {value}" for name, value in left.items())
    return "".join(f"{line}\n" for line in lines)


def check(header: Message, path: Path) -> dict[str, str]:
    """Return the header's fields. Raises HandoutsError where it does not say that the file is UTF-8."""
    fields = parse(header.msgstr[0])
    content_type = next((value for name, value in fields.items() if name.lower() == "content-type"), "")
    charset = _CHARSET.search(content_type)
    if not charset:
        raise HandoutsError(
            "The header names no charset.",
            file=path,
            line=header.line,
            hint="Add “Content-Type: text/plain; charset=UTF-8\\n” to it.",
        )
    if charset[1].lower() not in {"utf-8", "utf8"}:
        raise HandoutsError(
            f"The header names the charset {visible(charset[1])}, but the file is UTF-8.",
            file=path,
            line=header.line,
            hint="Write charset=UTF-8.",
        )
    return fields


def declared(content: bytes) -> str:
    """Return the charset that undecoded `content` claims, or ""."""
    match = re.search(rb"charset=([A-Za-z0-9_-]+)", content)
    return match[1].decode("ascii") if match else ""


def new(*, project: str, locale: str, bugs_to: str, now: datetime) -> dict[str, str]:
    """Return the fields of a catalog that nobody has worked on; GNU's `msginit --no-translator` writes the same."""
    return {
        "Project-Id-Version": project,
        "Report-Msgid-Bugs-To": bugs_to,
        "POT-Creation-Date": timestamp(now),
        "PO-Revision-Date": timestamp(now),
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(locale),
    }


def template(*, project: str, bugs_to: str, plurals: bool, now: datetime) -> dict[str, str]:
    """Return the fields of a template, with the placeholders that xgettext leaves for translators to fill in."""
    fields = {
        "Project-Id-Version": project,
        "Report-Msgid-Bugs-To": bugs_to,
        "POT-Creation-Date": timestamp(now),
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "LANGUAGE <LL@li.org>",
        "Language": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return fields | {"Plural-Forms": "nplurals=INTEGER; plural=EXPRESSION;"} if plurals else fields


def completed(fields: Mapping[str, str], locale: str) -> dict[str, str]:
    """Return `fields` with what gettext needs and they lack; what a team wrote itself stays."""
    whole = dict(fields)
    if not whole.get("Language"):
        whole["Language"] = locale
    whole.setdefault("MIME-Version", "1.0")
    whole.setdefault("Content-Transfer-Encoding", "8bit")
    if not _NPLURALS.search(whole.get("Plural-Forms", "")):
        whole["Plural-Forms"] = plural_forms(locale)
    return whole


def plural_forms(locale: str) -> str:
    """Return the value of Plural-Forms for `locale`, by CLDR's rules."""
    forms = cldr.plural_forms(locale)
    return f"nplurals={forms.nplurals}; plural={forms.expression};"


def nplurals(fields: Mapping[str, str]) -> int:
    """Return how many forms a plural entry of the catalog has."""
    match = _NPLURALS.search(fields.get("Plural-Forms", ""))
    return int(match[1]) if match else 2


def timestamp(now: datetime) -> str:
    """Return an aware `now` as PO headers write it: “2026-01-31 09:30+0000”."""
    return now.strftime("%Y-%m-%d %H:%M%z")
