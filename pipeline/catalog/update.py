"""`update` brings a catalog up to its template, and keeps every translation: live, fuzzy or obsolete."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.catalog import header as headers
from pipeline.catalog.change import is_warning
from pipeline.catalog.match import Key
from pipeline.catalog.memory import Memory
from pipeline.catalog.suggest import Origins, Rules, fitted, flags, fuzzy, suggested
from pipeline.catalog.value import Catalog
from pipeline.model import Message

Annotate = Callable[[Message], tuple[str, ...]]


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
    source_locale: str = "en",
    keep_dangerous: bool = True,
) -> Catalog:
    """Return the catalog for `template`: its messages in its order, then the obsolete ones.

    A message gets, in this order: its own translation, live or obsolete; the one that other domains agree on; and then,
    always fuzzy and with its previous text, the same text's of another context or of a compendium, those of the texts
    that it was joined of, the part of the one that it was split from, the one it was edited from, and a like text's of
    another domain. A message that had no translation before this run is not given a fuzzy one, unless a compendium has
    its text: whoever emptied it would find it again and again.

    What an edit changed for sure is mended in the translation (`change.repaired`). What makes it dangerous is told in
    the first `#.` line (`change.careful`), or the message is left empty where `keep_dangerous` is not set.

    `template`'s extracted comments, references and format flags replace the old ones; `annotate` gives further `#.`
    lines. `comments` and `bugs_to` are for the header of a new catalog. `now` must be aware; it dates what changed.

    The same catalog comes back, itself, where nothing changes.
    """
    rules = Rules(locale, source_locale, keep_dangerous)
    if catalog is None:
        fields = headers.new(project=project, locale=locale, bugs_to=bugs_to, now=now)
        catalog = Catalog(path, locale, domain, fields, header_comments=comments)
        return replace(catalog, messages=_merge(catalog, fields, template, memory or Memory(), annotate, rules))
    fields = headers.completed(catalog.header, locale)
    messages = _merge(catalog, fields, template, memory or Memory(), annotate, rules)
    if _same(messages, catalog.messages):
        messages = catalog.messages
        if fields == catalog.header:
            return catalog
    else:
        fields["POT-Creation-Date"] = headers.timestamp(now)
    return replace(catalog, header=fields, messages=messages)


def _same(new: Sequence[Message], old: Sequence[Message]) -> bool:
    """Say whether `new` holds the objects of `old`; where the obsolete ones stand between the others, they may stay.

    So may a warning in an entry that a translator has dealt with: it goes when something else changes.
    """
    ordered = [message for message in old if not message.obsolete] + [message for message in old if message.obsolete]
    return len(new) == len(ordered) and all(
        ours is theirs or ours == _unwarned(theirs) for ours, theirs in zip(new, ordered, strict=True)
    )


def _unwarned(message: Message) -> Message:
    return replace(message, extracted=tuple(line for line in message.extracted if not is_warning(line)))


def _merge(
    catalog: Catalog,
    fields: Mapping[str, str],
    template: Sequence[Message],
    memory: Memory,
    annotate: Annotate,
    rules: Rules,
) -> tuple[Message, ...]:
    old = {message.key: message for message in catalog.messages}
    wanted = {message.key for message in template}
    vanished = {key: message for key, message in old.items() if key not in wanted}
    origins = Origins(catalog, tuple(m.key for m in template if m.key not in old), vanished)
    forms = headers.nplurals(fields)
    taken: set[Key] = set()
    live: list[Message] = []
    for message in template:
        extracted = _lines((*message.extracted, *annotate(message)))
        before = old.get(message.key)
        if before and _is_current(before, message, extracted):
            live.append(before)
            continue
        wording = replace(message, extracted=extracted, obsolete=False, line=0)
        if before:
            live.append(_carried(before, wording, memory, forms, rules))
            continue
        new, source = suggested(wording, origins, memory, forms, rules)
        asked = origins.edited(wording)
        if asked and not any(asked.msgstr):  # what somebody wrote of a text that nobody has translated yet
            new = replace(new, comments=(*new.comments, *asked.comments))
            source = source or asked
        live.append(rules.warned(new))
        if source is not None and not source.obsolete:
            taken.add(source.key)
    left = (message for key, message in vanished.items() if key not in taken)
    return (*live, *(_obsolete(m) for m in left if m.obsolete or any(m.msgstr) or m.comments))


def _lines(comments: Sequence[str]) -> tuple[str, ...]:
    """Return `comments` as they will be read back: one line each, no blanks at the end."""
    return tuple(line.rstrip() for comment in comments for line in comment.split("\n"))


def _is_current(before: Message, message: Message, extracted: tuple[str, ...]) -> bool:
    """Say of most entries, and quickly, that `_carried` would return them as they are."""
    return (
        before.translated
        and not before.obsolete
        and before.previous is None
        and before.extracted == extracted
        and before.references == message.references
        and before.flags == message.flags
        and before.msgid_plural == message.msgid_plural
    )


def _carried(before: Message, wording: Message, memory: Memory, forms: int, rules: Rules) -> Message:
    """Return `before` with the template's wording around its translation; `before` itself where nothing changes."""
    message = replace(
        before,
        msgid_plural=wording.msgid_plural,
        extracted=wording.extracted,
        references=wording.references,
        flags=flags(before.flags, wording.flags),
        obsolete=False,
    )
    if not any(before.msgstr):
        message = replace(message, msgstr=fitted(before.msgstr, wording, forms))
        found = memory.exact(*message.key, message.msgid_plural)
        if found and found.certain and not message.fuzzy:
            message = replace(message, msgstr=found.message.msgstr, previous=None)
        elif found and found.outside and not message.fuzzy:
            message = fuzzy(replace(message, msgstr=found.message.msgstr), found.message)
    elif before.msgid_plural != wording.msgid_plural:
        message = fuzzy(replace(message, msgstr=fitted(before.msgstr, wording, forms)), before)
        if wording.msgid_plural is None:  # a form that has no place any more is a person's work all the same
            left = (text for text in before.msgstr[:-1] if text and text != before.msgstr[-1])
            message = replace(
                message, comments=(*message.comments, *_lines([f"Former plural form: {text}" for text in left]))
            )
    message = rules.warned(message)
    return before if message == before else message


def _obsolete(message: Message) -> Message:
    """Return `message` as msgmerge keeps it: what the template said of it goes, what a person did stays."""
    if message.obsolete:
        return message
    return replace(message, obsolete=True, extracted=(), references=())
