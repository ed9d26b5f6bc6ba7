"""`merge` joins two edits of one catalog, message by message; where both changed a translation, it keeps both readings.

What only one side changed is taken over as it is. Where both gave a text of their own, one stands in the entry, fuzzy,
and the other in a translator's comment: no gettext tool drops that, and every editor shows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from pipeline.catalog.match import Key
from pipeline.catalog.value import Catalog
from pipeline.model import Message

Value = TypeVar("Value")

NOTE = "Conflict: another branch says"
"""How the comment begins that holds the reading that does not stand in the entry."""

# Both branches set these whenever they save; the later save is right.
_OF_EVERY_SAVE = frozenset(
    {"Last-Translator", "PO-Revision-Date", "POT-Creation-Date", "Project-Id-Version", "X-Generator"}
)
_NOBODY = frozenset({"", "Automatically generated", "FULL NAME <EMAIL@ADDRESS>"})
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Merged:
    """What `merge` returns; where nothing conflicts, nothing needs a person."""

    catalog: Catalog
    conflicts: tuple[Message, ...]
    """The messages of `catalog` whose translation both sides finished, each in its way; in its order."""
    fields: tuple[str, ...]
    """The header fields that both sides changed, other than those that every save changes."""


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Return the catalog that has the changes of `ours` and those of `theirs`, which both began as `base`.

    A text that either side wrote stands in an entry or in a note of the result. An entry that one side removed and the
    other worked on stays as an obsolete one; or, where the first carried its translation on to the edited source text,
    the work goes along. The file is laid out like the side whose template is newer.
    """
    sides = _Sides(base, ours, theirs)
    merged: dict[Key, Message] = {}
    conflicts: set[Key] = set()
    for key in sides.order:
        one, other = sides.one.get(key), sides.other.get(key)
        if one is not None and other is not None:
            merged[key], conflict = _both(sides, sides.had.get(key), one, other)
            conflicts |= {key} if conflict else set()
        elif (left := one or other) and (kept := _left(sides.had.get(key), left)):
            merged[key] = kept
    _carry_on(sides, merged)
    fields, notes = _fields(sides)
    catalog = replace(
        sides.first,
        header=fields,
        header_comments=(
            *_lines(base.header_comments, ours.header_comments, theirs.header_comments),
            *_credit(sides, fields),
            *notes.values(),
        ),
        header_flags=_lines(base.header_flags, ours.header_flags, theirs.header_flags),
        messages=tuple(_in_order(sides, merged)),
        adopted=(sides.second.original,) if sides.second.original else (),
    )
    return Merged(catalog, tuple(m for m in catalog.messages if m.key in conflicts), tuple(notes))


@dataclass(frozen=True)
class _Sides:
    """The three catalogs, and what is asked of them again and again."""

    base: Catalog
    ours: Catalog
    theirs: Catalog

    @cached_property
    def had(self) -> Mapping[Key, Message]:
        return {message.key: message for message in self.base.messages}

    @cached_property
    def one(self) -> Mapping[Key, Message]:
        return {message.key: message for message in self.ours.messages}

    @cached_property
    def other(self) -> Mapping[Key, Message]:
        return {message.key: message for message in self.theirs.messages}

    @cached_property
    def known(self) -> frozenset[str]:
        """The texts that stood in `base`, in whatever entry: to say one of them again is no new work."""
        return frozenset(text for message in self.base.messages for text in message.msgstr)

    @cached_property
    def first(self) -> Catalog:
        """The side that the result is laid out like."""
        if _text(self.ours) == _text(self.base):
            return self.theirs
        if _text(self.theirs) == _text(self.base):
            return self.ours
        had, one, other = (tuple(messages) for messages in (self.had, self.one, self.other))
        if (one == had) != (other == had):
            return self.theirs if one == had else self.ours
        return self.later("POT-Creation-Date")

    @cached_property
    def second(self) -> Catalog:
        return self.theirs if self.first is self.ours else self.ours

    @cached_property
    def order(self) -> tuple[Key, ...]:
        """The keys of both sides: those of `first`, and each other one after the one that it follows in `second`."""
        first = self.one if self.first is self.ours else self.other
        second = self.other if self.first is self.ours else self.one
        followers: dict[Key | None, list[Key]] = {}
        last: Key | None = None
        for key in second:
            if key in first:
                last = key
            else:
                followers.setdefault(last, []).append(key)
        ordered = followers.get(None, [])
        for key in first:
            ordered += (key, *followers.get(key, ()))
        return tuple(ordered)

    def later(self, field: str) -> Catalog:
        """Return the side with the later date in `field`; of equals, the same one whichever is `ours`."""

        def rank(side: Catalog) -> tuple[datetime, datetime, str]:
            return _moment(side, field), _moment(side, "PO-Revision-Date"), _text(side)

        return max(self.ours, self.theirs, key=rank)


def _text(catalog: Catalog) -> str:
    return catalog.original.text if catalog.original else ""


def _moment(catalog: Catalog, field: str) -> datetime:
    try:
        return datetime.strptime(catalog.header.get(field, ""), "%Y-%m-%d %H:%M%z")
    except ValueError:
        return _LONG_AGO


def _either(base: Value, ours: Value, theirs: Value, both: Value) -> Value:
    """Return the value of the side that changed it, and `both` where both did, each in its way."""
    if ours in (theirs, base):
        return theirs
    return ours if theirs == base else both


def _lines(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines, or flags, without those that either side removed and with those that either added."""
    stay = [line for line in ours if line in theirs or line not in base]
    new = [line for line in theirs if line not in base and line not in ours]
    return _either(base, ours, theirs, (*stay, *new))


# ----------------------------------------------------------------------------------------------------------- messages


def _both(sides: _Sides, had: Message | None, one: Message, other: Message) -> tuple[Message, bool]:
    """Return the message that both sides have, and whether its translation conflicts."""
    had = had or Message(one.msgid, msgctxt=one.msgctxt)
    first = one if sides.first is sides.ours else other
    says = [replace(message, line=0) for message in (had, one, other)]
    if says[1] == says[2]:
        return first, False
    if says[0] in says[1:]:
        return (other if says[0] == says[1] else one), False
    reading = _reading(sides, had, one, other)
    said = _lines(had.comments, one.comments, other.comments)
    flags = _lines(*(tuple(flag for flag in message.flags if flag != "fuzzy") for message in (had, one, other)))
    obsolete = _either(had.obsolete, one.obsolete, other.obsolete, first.obsolete)
    message = replace(
        reading.message,
        previous=reading.message.previous if reading.fuzzy else None,
        flags=("fuzzy", *flags) if reading.fuzzy else flags,
        comments=(*said, *(line for line in reading.note if line not in said)),
        extracted=() if obsolete else _either(had.extracted, one.extracted, other.extracted, first.extracted),
        references=() if obsolete else _either(had.references, one.references, other.references, first.references),
        obsolete=obsolete,
        line=0,
    )
    # What came out just as a side has it is written as that side has it.
    same = (side for side in (first, one, other) if replace(side, line=0) == message)
    return next(same, message), reading.conflict


@dataclass(frozen=True, slots=True)
class _Reading:
    """Which translation stands in the entry: that of `message`."""

    message: Message
    fuzzy: bool
    note: tuple[str, ...] = ()
    """The reading that does not, as a comment."""
    conflict: bool = False


def _reading(sides: _Sides, had: Message, one: Message, other: Message) -> _Reading:
    before, *after = [(m.msgstr, m.msgid_plural, m.fuzzy, m.previous) for m in (had, one, other)]
    if before in after or after[0] == after[1]:
        changed = other if after[0] == before else one
        return _Reading(changed, changed.fuzzy)
    # What was open, whoever finishes it settles; what was final, a doubt of either side leaves in doubt.
    open_ = had.fuzzy or not had.translated
    if one.msgstr == other.msgstr or not any(one.msgstr + other.msgstr):
        fuzzy = (one.fuzzy and other.fuzzy) if open_ else (one.fuzzy or other.fuzzy)
        return _Reading(one if one.fuzzy == fuzzy else other, fuzzy)
    pairs = (one, other), (other, one)
    empty = [text for without, text in pairs if not any(without.msgstr)]
    doubted = [text for without, text in pairs if without.fuzzy and without.msgstr == had.msgstr]
    if empty or doubted:
        text = (empty or doubted)[0]
        return _Reading(text, text.fuzzy or not open_)

    finals = [message for message in (one, other) if not message.fuzzy]
    conflict = len(finals) == 2 or (len(finals) == 1 and not open_)
    news = [message for message in (one, other) if not sides.known.issuperset(filter(None, message.msgstr))]
    kept = finals[0] if len(finals) == 1 else news[0] if not finals and news else one
    left = other if kept is one else one
    # A draft that stood in the file before was carried here by an update: a final text takes its place without a word.
    note = () if len(finals) == 1 and left not in news and not conflict else (_note(left),)
    return _Reading(kept, conflict or not finals, note, conflict)


def _note(message: Message) -> str:
    """Return the comment with a message's translation; C's escapes keep it on one line, as in the file's own texts."""
    forms = [f"“{text.translate(_ESCAPES)}”" for text in message.msgstr]
    if len(forms) > 1:
        forms = [f"[{place}] {form}" for place, form in enumerate(forms)]
    return f"{NOTE} {' '.join(forms)}"


def _left(had: Message | None, message: Message) -> Message | None:
    """Return a message that one side lacks: new, or removed there; None where nothing of it is lost with it."""
    if had is None:
        return message
    if _work(message) == _work(had) or not (any(message.msgstr) or set(message.comments) - set(had.comments)):
        return None
    return replace(message, obsolete=True, extracted=(), references=(), line=0)


def _work(message: Message) -> tuple[object, ...]:
    return message.msgstr, message.fuzzy, message.comments


def _carry_on(sides: _Sides, merged: dict[Key, Message]) -> None:
    """Give what one side did with a text to the entry that the other side's update made from it.

    `update` carries a translation to the edited source text, fuzzy and with `#|` for the old one; meanwhile, the other
    branch still had that, and someone worked on it.
    """
    for updated, worked in ((sides.one, sides.other), (sides.other, sides.one)):
        heirs = {
            (new.previous.msgctxt, new.previous.msgid): new
            for new in reversed(list(updated.values()))
            if new.previous and new.fuzzy and new.key not in sides.had and new.key not in worked
        }
        for key, had in sides.had.items():
            heir, work = heirs.get(key), merged.get(key)
            if heir is None or work is None or key in updated or heir.msgstr != had.msgstr:
                continue
            merged[heir.key] = replace(
                heir,
                msgstr=work.msgstr,
                previous=(work.previous if work.fuzzy else None) or heir.previous,
                comments=_lines(had.comments, heir.comments, work.comments),
                line=0,
            )
            del merged[key]


def _in_order(sides: _Sides, merged: Mapping[Key, Message]) -> Iterator[Message]:
    """Yield the messages in order; those that became obsolete come last, as `update` puts them."""
    there = {message.key: message.obsolete for message in sides.first.messages}
    last = []
    for key in sides.order:
        if message := merged.get(key):
            if message.obsolete and not there.get(key):
                last.append(message)
            else:
                yield message
    yield from last


# ------------------------------------------------------------------------------------------------------------- header


def _fields(sides: _Sides) -> tuple[dict[str, str], dict[str, str]]:
    """Return the header's fields, and for each on which the sides do not agree, the comment with the other value."""
    fields: dict[str, str] = {}
    notes: dict[str, str] = {}
    for name in (*sides.first.header, *sides.second.header):
        ours, theirs = sides.ours.header.get(name), sides.theirs.header.get(name)
        later = sides.later(name if name.endswith("-Date") else "PO-Revision-Date")
        clash = later.header.get(name)
        value = _either(sides.base.header.get(name), ours, theirs, clash)
        if value is not None:
            fields[name] = value
        if name not in _OF_EVERY_SAVE and sides.base.header.get(name) not in (ours, theirs) and ours != theirs:
            notes[name] = f"{NOTE} {name}: {theirs if clash == ours else ours}"
    return fields, notes


def _credit(sides: _Sides, fields: Mapping[str, str]) -> Iterator[str]:
    """Yield the line that names the last translator of the other side, as msginit names those of before.

    A second person reviews a translation, so that whoever worked on it must stay known.
    """
    name = "Last-Translator"
    base, ours, theirs = (side.header.get(name, "") for side in (sides.base, sides.ours, sides.theirs))
    if base in (ours, theirs) or ours == theirs:
        return
    side = sides.theirs if fields.get(name) == ours else sides.ours
    who = side.header.get(name, "")
    written = "\n".join((*sides.ours.header_comments, *sides.theirs.header_comments))
    if who not in _NOBODY and who not in written:
        saved = _moment(side, "PO-Revision-Date")
        yield who if saved == _LONG_AGO else f"{who}, {saved.year}."
