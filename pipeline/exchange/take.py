"""`compare` says, message by message, what an import would change, and `taken` makes the catalog that has it.

Nothing that someone wrote is lost: a text that both sides changed stays as it is here and is told, and an empty one
never takes the place of a text.
"""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline import checks
from pipeline.catalog import Catalog, replace_messages
from pipeline.catalog.header import timestamp
from pipeline.errors import visible
from pipeline.exchange.unit import Unit, message_stamp
from pipeline.model import Finding, Message, Severity

ChangeKind = Literal["new", "changed", "state", "same", "empty", "refused", "conflict", "unknown"]
"""What becomes of a unit. The first three are taken: a text for a message that had none, another text, the same text
with another state. `same` and `empty` change nothing. The last three are not taken: an error in the text, a text that
was changed here too since the file was made, a message that is not in the catalog."""

TAKEN: tuple[ChangeKind, ...] = ("new", "changed", "state")
LEFT: tuple[ChangeKind, ...] = ("refused", "conflict", "unknown")

Policy = Literal["file", "fuzzy", "translated"]
"""Whether what is taken is fuzzy: as the file's state says, always, or never."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one unit, with the message as it is and as it would be."""

    unit: Unit
    kind: ChangeKind
    before: Message | None = None
    after: Message | None = None
    reason: str = ""
    """Why it is not taken, as a sentence."""
    findings: tuple[Finding, ...] = ()
    """What the checks say of the new text."""


def compare(
    units: Sequence[Unit],
    catalog: Catalog,
    context: checks.RunContext,
    *,
    others: Sequence[Catalog] = (),
    policy: Policy = "file",
) -> tuple[Change, ...]:
    """Return what becomes of each unit of the catalog's locale and domain, in order.

    `others` are the locale's other catalogs, which the checks look at beside this one.
    """
    seen = Counter((unit.key, unit.msgid_plural) for unit in units)
    first = [_compared(unit, catalog, policy, twice=seen[unit.key, unit.msgid_plural] > 1) for unit in units]
    wanted = {change.after.key: change.after for change in first if change.after is not None}
    said = _said(catalog, wanted, context, others)
    return tuple(_judged(change, said.get(change.unit.key, ())) for change in first)


def _compared(unit: Unit, catalog: Catalog, policy: Policy, *, twice: bool) -> Change:
    ours = catalog.by_key.get(unit.key)
    if ours is None or ours.msgid_plural != unit.msgid_plural:
        return Change(unit, "unknown", ours, reason=_unknown(unit, catalog))
    now = message_stamp(ours)
    if unit.stamp == unit.base or (not unit.translated and unit.msgstr == ours.msgstr):
        return Change(unit, "same", ours)
    if not unit.translated:
        return Change(unit, "empty", ours)
    if twice:
        return Change(unit, "refused", ours, reason="The message stands in the file more often than once.")
    if unit.problem:
        return Change(unit, "refused", ours, reason=unit.problem)
    if len(unit.msgstr) != len(ours.msgstr):
        return Change(
            unit, "refused", ours, reason=f"It has {len(unit.msgstr)} plural forms, and needs {len(ours.msgstr)}."
        )
    if unit.base and unit.base != now and unit.msgstr != ours.msgstr:
        return Change(unit, "conflict", ours, reason="The translation was changed here too since the file was made.")
    fuzzy = policy == "fuzzy" or (policy == "file" and unit.state == "initial")
    if unit.msgstr == ours.msgstr and (fuzzy == ours.fuzzy or (fuzzy and unit.base != now)):
        # Only a file that was made from just this text may say that it is in doubt.
        return Change(unit, "same", ours)
    after = replace(
        ours,
        msgstr=unit.msgstr,
        flags=_flags(ours.flags, fuzzy=fuzzy),
        previous=ours.previous if fuzzy else None,
    )
    kind: ChangeKind = "state" if unit.msgstr == ours.msgstr else "changed" if any(ours.msgstr) else "new"
    return Change(unit, kind, ours, after)


def _flags(flags: tuple[str, ...], *, fuzzy: bool) -> tuple[str, ...]:
    others = tuple(flag for flag in flags if flag != "fuzzy")
    return ("fuzzy", *others) if fuzzy else others


def _unknown(unit: Unit, catalog: Catalog) -> str:
    if any(message.key == unit.key for message in catalog.messages if message.obsolete):
        return "The source does not have this text any more."
    same = [message for message in catalog.live if message.msgid == unit.msgid]
    if same:
        return f"The catalog has this text, but of another context or plural: line {same[0].line}."
    sources = {message.msgid: message.line for message in catalog.live}
    # `get_close_matches` compares with each text: beyond this, a person is better served by `handouts update`.
    few = list(sources)[:_LOOKED_AT]
    near = difflib.get_close_matches(unit.msgid[:_LOOKED_AT], few, n=1, cutoff=0.6)
    if near:
        return f"The source has changed; the nearest text is {visible(near[0])}, line {sources[near[0]]}."
    return "The catalog has no such text."


_LOOKED_AT = 1000


def _said(
    catalog: Catalog,
    wanted: Mapping[tuple[str | None, str], Message],
    context: checks.RunContext,
    others: Sequence[Catalog],
) -> dict[tuple[str | None, str], tuple[Finding, ...]]:
    """Return what the checks say of each message as it would be, were it in use: they pass over what is fuzzy."""
    if not wanted:
        return {}
    in_use = {key: replace(message, flags=_flags(message.flags, fuzzy=False)) for key, message in wanted.items()}
    trial = replace_messages(catalog, in_use)
    found: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in checks.run(trial, context, checks.Corpus((trial, *others))):
        if (key := (finding.msgctxt, finding.msgid)) in wanted:
            found.setdefault(key, []).append(finding)
    return {key: tuple(findings) for key, findings in found.items()}


def _judged(change: Change, findings: tuple[Finding, ...]) -> Change:
    if change.after is None:
        return change
    errors = [finding for finding in findings if finding.severity >= Severity.ERROR]
    if errors:
        return replace(change, kind="refused", reason=errors[0].message, findings=findings)
    return replace(change, findings=findings)


def taken(catalog: Catalog, changes: Sequence[Change], now: datetime) -> Catalog:
    """Return `catalog` with what is taken; the same object where that is nothing. `now`, aware, dates the revision."""
    after = {change.after.key: change.after for change in changes if change.kind in TAKEN and change.after is not None}
    if not after:
        return catalog
    header = {**catalog.header, "PO-Revision-Date": timestamp(now)}
    return replace(replace_messages(catalog, after), header=header)
