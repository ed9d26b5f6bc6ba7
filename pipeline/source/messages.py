"""`templates` gives the messages of every domain: equal text is one message, with all that is known of its places."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline import cldr, tables
from pipeline.model import ALWAYS, UI_DOMAIN, Fact, Handout, Message, Resource, Segment
from pipeline.source.body import segments_of

_UI = Path(__file__).with_name("ui.toml")
_RESOURCES = "source/resources.toml"
_RESOURCE_CONTEXT = "resource"
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def segments(handout: Handout) -> tuple[Segment, ...]:
    """Return what is to be translated, in document order: title, summary, body."""
    front = (handout.title,) if handout.summary is None else (handout.title, handout.summary)
    return tuple(segment for segment in (*front, *segments_of(handout.blocks)) if segment.translate)


@cache
def ui_segments() -> tuple[Segment, ...]:
    """Return the words that templates add, with the notes for their translators."""
    return tuple(
        Segment(row.text("text"), "template", row.line() or 0, comments=(row.text("note"),))
        for row in tables.read(_UI, _UI.name).tables("message")
    )


def templates(
    handouts: Iterable[Handout], resources: Iterable[Resource], *, source_locale: str = "en", lines: bool = False
) -> dict[str, tuple[Message, ...]]:
    """Return the template messages of each domain, in document order: handouts in theirs, then `ui`.

    References are files, or `file:line` where `lines` is set.
    """
    domains = {handout.slug: handout_messages(handout, source_locale, lines=lines) for handout in handouts}
    return {**domains, UI_DOMAIN: ui_messages(resources)}


def handout_messages(handout: Handout, source_locale: str, *, lines: bool = False) -> tuple[Message, ...]:
    """Return the messages of one handout, each once."""
    places = [(segment, _reference(handout, segment, lines=lines)) for segment in segments(handout)]
    return tuple(_merged(places, lambda group: _comments(group, handout, source_locale)))


def _reference(handout: Handout, segment: Segment, *, lines: bool) -> str:
    file = handout.path.as_posix()
    return f"{file}:{segment.line}" if lines else file


def ui_messages(resources: Iterable[Resource]) -> tuple[Message, ...]:
    """Return the messages of the domain `ui`: the words of templates, then those of the resources."""
    rows = [(text, row) for row in resources for text in (row.name, row.about, row.area, row.hours) if text]
    rows = [(text, row) for text, row in rows if text != ALWAYS]
    places = [(segment, "") for segment in ui_segments()] + [
        (Segment(text, "resource", 0, _RESOURCE_CONTEXT, (_about(text, row),)), _RESOURCES) for text, row in rows
    ]
    return tuple(_merged(places, lambda _: ()))


def _about(text: str, row: Resource) -> str:
    names = {row.name: "Name", row.area: "Area", row.hours: "Hours"}
    return f"{names.get(text, 'Description')} of a place to get help, {row.id}, {row.territory}. Source: {row.source}"


def _merged(
    places: Iterable[tuple[Segment, str]], describe: Callable[[Sequence[Segment]], Iterable[str]]
) -> Iterator[Message]:
    """Yield one message for the segments of each key; `describe` adds to their authors' notes."""
    groups: dict[tuple[str | None, str], list[tuple[Segment, str]]] = {}
    for segment, reference in places:
        groups.setdefault(segment.key, []).append((segment, reference))
    for (msgctxt, msgid), group in groups.items():
        found = [segment for segment, _ in group]
        notes = [note for segment in found for note in segment.comments]
        yield Message(
            msgid,
            msgctxt=msgctxt,
            flags=("python-brace-format",) if _PLACEHOLDER.search(msgid) else (),
            extracted=_once([*notes, *describe(found)]),
            references=_once(reference for _, reference in group if reference),
        )


def _comments(group: Sequence[Segment], handout: Handout, source_locale: str) -> Iterator[str]:
    """Yield what is told of a message besides notes: what it is, where it stands, how its facts print."""
    kinds = ", ".join(_once(segment.kind for segment in group))
    sections = " | ".join(_once(segment.heading for segment in group if segment.heading))
    yield f"Kind: {kinds}" + (f" · Section: {sections}" if sections else "")
    for name in _once(_PLACEHOLDER.findall(group[0].msgid)):
        yield _printed(handout.facts[name], handout, source_locale)


def _printed(fact: Fact, handout: Handout, locale: str) -> str:
    works = {reference.id: reference.text for reference in handout.references}
    evidence = [fact.note, fact.sample, works.get(fact.citation, fact.citation)]
    if not fact.citation and fact.year is not None:
        evidence.append(str(fact.year))
    told = "; ".join(part.strip().rstrip(".") for part in evidence if part.strip())
    return f"{{{fact.name}}} prints as “{_format(fact, locale)}”" + (f" ({told})" if told else "")


def _format(fact: Fact, locale: str) -> str:
    match fact.value:
        case Decimal():
            form = cldr.format_percent if fact.format == "percent" else cldr.format_number
            return form(fact.value, locale)
        case date():
            return cldr.format_date(fact.value, locale)
        case _:
            return fact.value


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
