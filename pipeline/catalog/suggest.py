"""`suggested` gives a text that is new in a catalog the best translation there is for it, and says how sure it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from pipeline.catalog import match, pieces
from pipeline.catalog.change import careful, repaired
from pipeline.catalog.match import Key
from pipeline.catalog.memory import Memory
from pipeline.catalog.value import Catalog
from pipeline.model import Message, Previous

_FORMAT = re.compile(r"(?:no-|possible-|impossible-)?[a-z-]+-format")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a suggestion is treated that an edit made dangerous."""

    locale: str
    source_locale: str
    keep_dangerous: bool

    def warned(self, message: Message) -> Message:
        """Return `message` with what is dangerous in it as its first `#.` comment, where it is in doubt."""
        old = message.previous
        if not message.fuzzy or old is None or old.msgid == message.msgid:
            return message
        warning = careful(old.msgid, message.msgid, self.source_locale)
        return replace(message, extracted=(warning, *message.extracted)) if warning else message

    def edited(self, source: Message, wording: Message) -> Message | None:
        """Return `wording` with `source`'s translation, mended and in doubt; None where it may not be suggested."""
        message = fuzzy(replace(wording, msgstr=source.msgstr), source)
        assert message.previous is not None
        if not self.keep_dangerous and careful(message.previous.msgid, wording.msgid, self.source_locale):
            return None
        mended = tuple(repaired(text, source.msgid, wording.msgid, self.locale) for text in source.msgstr)
        return replace(message, msgstr=mended)


class Origins:
    """What the texts that are new in a catalog may have been made from there."""

    def __init__(self, catalog: Catalog, new: tuple[Key, ...], vanished: Mapping[Key, Message]) -> None:
        keys = tuple(vanished)
        self._vanished = vanished
        self._joined = match.joined(new, keys)
        self._split = match.split(new, keys)
        self._pairs = match.pair(new, keys)
        self._others = _other_contexts(catalog.messages)

    def same_text(self, wording: Message) -> Message | None:
        """Return the best translation of the very text, in any context."""
        paired = self.edited(wording)
        return paired if paired and paired.msgid == wording.msgid else self._others.get(wording.msgid)

    def edited(self, wording: Message) -> Message | None:
        """Return the entry whose text was edited into this one."""
        return self._vanished.get(self._pairs.get(wording.key, wording.key))

    def parts(self, wording: Message) -> Message | None:
        """Return what several entries say of the parts of this text together, or one entry of this part of its text."""
        if wording.msgid_plural is not None:
            return None
        parts = [self._vanished[key] for key in self._joined.get(wording.key, ())]
        if any(m.msgid_plural is not None for m in parts):
            return None
        if parts and all(any(m.msgstr) for m in parts):
            return Message(
                pieces.joined([_made_from(m).msgid for m in parts]),
                (pieces.joined([m.msgstr[0] for m in parts]),),
                comments=tuple(dict.fromkeys(line for m in parts for line in m.comments)),
            )
        if found := self._split.get(wording.key):
            whole, (start, end) = self._vanished[found[0]], found[1]
            if whole.msgid_plural is None and any(whole.msgstr):
                if whole.fuzzy:  # which text its translation is of is not known by sentences
                    return whole
                msgstr, msgid = pieces.piece(whole.msgstr[0], whole.msgid, start, end)
                return replace(whole, msgid=msgid, msgstr=(msgstr,))
        return None


def _other_contexts(messages: Sequence[Message]) -> dict[str, Message]:
    """Return for each msgid its best translation in any context: final before fuzzy, live before obsolete."""
    best: dict[str, Message] = {}
    for message in sorted(messages, key=lambda m: (not m.translated, m.fuzzy, m.obsolete)):
        if message.translated:
            best.setdefault(message.msgid, message)
    return best


def suggested(
    wording: Message, origins: Origins, memory: Memory, forms: int, rules: Rules
) -> tuple[Message, Message | None]:
    """Return a new message with the best suggestion, and the old entry that it was edited from."""
    exact = memory.exact(*wording.key, wording.msgid_plural)
    if exact and exact.certain:
        return _adopted(exact.message, wording), None
    edited = origins.edited(wording)
    for source in (origins.same_text(wording), exact.message if exact else None):
        if _fits(source, wording):
            return fuzzy(_adopted(source, wording), source), source if source is edited and source.fuzzy else None
    for source in (origins.parts(wording), edited):
        if _fits(source, wording):
            kept = replace(wording, comments=source.comments, flags=flags(source.flags, wording.flags))
            if message := rules.edited(source, kept):
                # What was final stays as it was, too, and so does what was mended: the edit may be undone.
                served = source is edited and source.fuzzy and message.msgstr == source.msgstr
                return message, source if served else None
    near = memory.lookup(*wording.key, wording.msgid_plural)
    if near and (message := rules.edited(near.message, wording)):
        return message, None
    return replace(wording, msgstr=fitted(("",), wording, forms)), None


def _fits(source: Message | None, wording: Message) -> TypeGuard[Message]:
    """Say whether the translation of `source` is one, and has as many forms as `wording` needs."""
    return source is not None and any(source.msgstr) and (source.msgid_plural is None) == (wording.msgid_plural is None)


def _adopted(source: Message, wording: Message) -> Message:
    """Return `wording` with the translation of the same text elsewhere, and what people said of it there."""
    return replace(wording, msgstr=source.msgstr, comments=source.comments)


def fuzzy(message: Message, source: Message) -> Message:
    """Return `message` marked as in doubt, with the text that its translation was made from."""
    flags = ("fuzzy", *(flag for flag in message.flags if flag != "fuzzy"))
    return replace(message, flags=flags, previous=_made_from(source))


def _made_from(source: Message) -> Previous:
    """Return the text that the translation of `source` was made from.

    That is its own previous text where it was in doubt itself, as in msgmerge.
    """
    return (source.previous if source.fuzzy else None) or Previous(source.msgid, source.msgctxt, source.msgid_plural)


def flags(old: tuple[str, ...], template: tuple[str, ...]) -> tuple[str, ...]:
    """Return the template's flags and the old ones that are not about the format, the old ones where they stood."""
    kept = tuple(flag for flag in old if flag in template or not _FORMAT.fullmatch(flag))
    return (*kept, *(flag for flag in template if flag not in kept))


def fitted(msgstr: tuple[str, ...], wording: Message, forms: int) -> tuple[str, ...]:
    """Return `msgstr` with as many texts as `wording` needs."""
    if wording.msgid_plural is None:
        return msgstr[-1:]
    return msgstr if len(msgstr) > 1 or forms == 1 else msgstr * forms
