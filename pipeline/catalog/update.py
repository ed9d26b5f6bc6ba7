"""`update` brings a catalog up to its template, and keeps every translation: live, fuzzy or obsolete."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.catalog import header as headers
from pipeline.catalog.match import Key, pair
from pipeline.catalog.memory import Memory
from pipeline.catalog.value import Catalog
from pipeline.model import Message, Previous

Annotate = Callable[[Message], tuple[str, ...]]

_FORMAT = re.compile(r"(?:no-|possible-|impossible-)?[a-z-]+-format")


def _nothing(_: Message) -> tuple[str, ...]:
    return ()


def update(
    catalog: Catalog | None,
    template: Sequence[Message],
    *,
    path: Path,
    locale: str,
    domain: str,
    project: str,
    now: datetime,
    memory: Memory | None = None,
    annotate: Annotate = _nothing,
    comments: tuple[str, ...] = (),
    bugs_to: str = "",
) -> Catalog:
    """Return the catalog for `template`: its messages in its order, then the obsolete ones.

    A message gets, in this order: its own translation, live or obsolete; the one that other domains agree on; and then,
    always fuzzy and with its previous text, the same text's of another context, the one it was edited from, and a like
    text's of another domain. A message that had no translation before this run is not given a fuzzy one: whoever
    emptied it would find it again and again.

    `template`'s extracted comments, references and format flags replace the old ones; `annotate` gives further `#.`
    lines. `comments` and `bugs_to` are for the header of a new catalog. `now` must be aware; it dates what changed.

    The same catalog comes back, itself, where nothing changes.
    """
    if catalog is None:
        fields = headers.new(project=project, locale=locale, bugs_to=bugs_to, now=now)
        catalog = Catalog(path, locale, domain, fields, header_comments=comments)
        return replace(catalog, messages=_merge(catalog, fields, template, memory or Memory(), annotate))
    fields = headers.completed(catalog.header, locale)
    messages = _merge(catalog, fields, template, memory or Memory(), annotate)
    if _same(messages, catalog.messages):
        messages = catalog.messages
        if fields == catalog.header:
            return catalog
    else:
        fields["POT-Creation-Date"] = headers.timestamp(now)
    return replace(catalog, header=fields, messages=messages)


def _same(new: Sequence[Message], old: Sequence[Message]) -> bool:
    """Say whether `new` holds the objects of `old`; where the obsolete ones stand between the others, they may stay."""
    ordered = [message for message in old if not message.obsolete] + [message for message in old if message.obsolete]
    return list(map(id, new)) == list(map(id, ordered))


def _merge(
    catalog: Catalog, fields: Mapping[str, str], template: Sequence[Message], memory: Memory, annotate: Annotate
) -> tuple[Message, ...]:
    old = {message.key: message for message in catalog.messages}
    wanted = {message.key for message in template}
    vanished = {key: message for key, message in old.items() if key not in wanted}
    pairs = pair(tuple(message.key for message in template if message.key not in old), tuple(vanished))
    others = _other_contexts(catalog.messages)
    forms = headers.nplurals(fields)
    taken: set[Key] = set()
    live: list[Message] = []
    for message in template:
        wording = replace(message, extracted=_lines((*message.extracted, *annotate(message))), obsolete=False, line=0)
        if before := old.get(message.key):
            live.append(_carried(before, wording, memory, forms))
            continue
        suggested, source = _suggested(
            wording, others, vanished.get(pairs.get(message.key, message.key)), memory, forms
        )
        live.append(suggested)
        if source is not None and not source.obsolete:
            taken.add(source.key)
    return (*live, *(_obsolete(m) for k, m in vanished.items() if k not in taken and (m.obsolete or any(m.msgstr))))


def _lines(comments: Sequence[str]) -> tuple[str, ...]:
    """Return `comments` as they will be read back: one line each, no blanks at the end."""
    return tuple(line.rstrip() for comment in comments for line in comment.split("\n"))


def _other_contexts(messages: Sequence[Message]) -> dict[str, Message]:
    """Return for each msgid its best translation in any context: final before fuzzy, live before obsolete."""
    best: dict[str, Message] = {}
    for message in sorted(messages, key=lambda m: (not m.translated, m.fuzzy, m.obsolete)):
        if message.translated:
            best.setdefault(message.msgid, message)
    return best


def _carried(before: Message, wording: Message, memory: Memory, forms: int) -> Message:
    """Return `before` with the template's wording around its translation; `before` itself where nothing changes."""
    message = replace(
        before,
        msgid_plural=wording.msgid_plural,
        extracted=wording.extracted,
        references=wording.references,
        flags=_flags(before.flags, wording.flags),
        obsolete=False,
    )
    if not any(before.msgstr):
        message = replace(message, msgstr=_fitted(before.msgstr, wording, forms))
        found = memory.exact(*message.key, message.msgid_plural)
        if found and found.certain and not message.fuzzy:
            message = replace(message, msgstr=found.message.msgstr, previous=None)
    elif before.msgid_plural != wording.msgid_plural:
        message = _fuzzy(replace(message, msgstr=_fitted(before.msgstr, wording, forms)), before)
        if wording.msgid_plural is None:  # a form that has no place any more is a person's work all the same
            left = (text for text in before.msgstr[:-1] if text and text != before.msgstr[-1])
            message = replace(
                message, comments=(*message.comments, *_lines([f"Former plural form: {text}" for text in left]))
            )
    return before if message == before else message


def _suggested(
    wording: Message, others: dict[str, Message], edited: Message | None, memory: Memory, forms: int
) -> tuple[Message, Message | None]:
    """Return a new message with the best suggestion, and the old entry that it was edited from."""
    exact = memory.exact(*wording.key, wording.msgid_plural)
    if exact and exact.certain:
        return replace(wording, msgstr=exact.message.msgstr), None
    same_text = edited if edited and edited.msgid == wording.msgid else others.get(wording.msgid)
    for source in (same_text, exact.message if exact else None, edited):
        if source and any(source.msgstr) and (source.msgid_plural is None) == (wording.msgid_plural is None):
            message = replace(wording, msgstr=source.msgstr)
            if source is not edited:
                return _fuzzy(message, source), None
            kept = replace(message, comments=edited.comments, flags=_flags(edited.flags, wording.flags))
            return _fuzzy(kept, edited), edited
    if near := memory.lookup(*wording.key, wording.msgid_plural):
        return _fuzzy(replace(wording, msgstr=near.message.msgstr), near.message), None
    return replace(wording, msgstr=_fitted(("",), wording, forms)), None


def _fuzzy(message: Message, source: Message) -> Message:
    """Return `message` marked as in doubt, with the text that its translation was made from.

    That is `source`'s own previous text where `source` was in doubt itself, as in msgmerge.
    """
    made_from = Previous(source.msgid, source.msgctxt, source.msgid_plural)
    flags = ("fuzzy", *(flag for flag in message.flags if flag != "fuzzy"))
    return replace(message, flags=flags, previous=(source.previous if source.fuzzy else None) or made_from)


def _flags(old: tuple[str, ...], template: tuple[str, ...]) -> tuple[str, ...]:
    """Return the template's flags and the old ones that are not about the format, the old ones where they stood."""
    kept = tuple(flag for flag in old if flag in template or not _FORMAT.fullmatch(flag))
    return (*kept, *(flag for flag in template if flag not in kept))


def _fitted(msgstr: tuple[str, ...], wording: Message, forms: int) -> tuple[str, ...]:
    """Return `msgstr` with as many texts as `wording` needs."""
    if wording.msgid_plural is None:
        return msgstr[-1:]
    return msgstr if len(msgstr) > 1 or forms == 1 else msgstr * forms


def _obsolete(message: Message) -> Message:
    """Return `message` as msgmerge keeps it: what the template said of it goes, what a person did stays."""
    if message.obsolete:
        return message
    return replace(message, obsolete=True, extracted=(), references=())
