"""`approve` and `revoke`: a ledger in, and the ledger with a person's word added or withdrawn out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError, visible
from pipeline.model import Message
from pipeline.review.ledger import NOT_COMMITTED, Ledger, Place, Revocation, SignOff, holds, sealed
from pipeline.review.people import Reviewer
from pipeline.review.state import finished, void

_EXAMPLES = 3
_SECOND = timedelta(seconds=1)


def approve(
    ledger: Ledger,
    catalog: Catalog,
    reviewer: Reviewer,
    at: datetime,
    *,
    messages: Sequence[Message] | None = None,
    second_person: bool = True,
) -> Ledger:
    """Return `ledger` with `messages` of `catalog`, or all of them, signed off by `reviewer`.

    Others' sign-offs of the same texts stay, and so does one that this reviewer made before, if it counts. What is void
    goes: sign-offs of an earlier text by this role, and, where all is signed, those of texts that are gone.

    Raises HandoutsError where the reviewer may not sign for the locale, is the translator (ISO 17100 asks for a second
    person), or where a message is untranslated or fuzzy.
    """
    chosen = catalog.live if messages is None else messages
    _check_locale(reviewer, catalog)
    if second_person:
        _check_second_person(reviewer, catalog, chosen)
    _check_finished(catalog, chosen)
    at = at.replace(microsecond=0)
    signed = {(catalog.domain, *message.key): message for message in chosen}
    kept: list[SignOff] = []
    standing: set[Place] = set()
    for sign_off in ledger.of(catalog.domain):
        message = signed.get(sign_off.place)
        if message is None:
            gone = messages is None and void(sign_off, catalog)
            kept += [] if gone else [sign_off]
        elif sign_off.reviewer == reviewer.id:
            if sign_off.place not in standing and _stands(sign_off, message, ledger):
                standing.add(sign_off.place)
                kept.append(sign_off)
        elif sign_off.role != reviewer.role or holds(sign_off, message, ledger.locale):
            kept.append(sign_off)
    kept += [
        _new(message, catalog.domain, ledger, reviewer, at)
        for place, message in signed.items()
        if place not in standing
    ]
    return _with(ledger, catalog, kept)


def _new(message: Message, domain: str, ledger: Ledger, reviewer: Reviewer, at: datetime) -> SignOff:
    """Return a sign-off that is none of those that do not count: one of the same second, or by a clock put back, is."""
    void_ones = ledger.revoked | {sign_off.digest for sign_off in ledger.refused}
    while (new := sealed(message, domain, ledger.locale, reviewer, at)).digest in void_ones:
        at += _SECOND
    return new


def _stands(sign_off: SignOff, message: Message, ledger: Ledger) -> bool:
    fit = ledger.counts(sign_off) or ledger.refused.get(sign_off) == NOT_COMMITTED
    return fit and sign_off.digest not in ledger.revoked and holds(sign_off, message, ledger.locale)


def _with(ledger: Ledger, catalog: Catalog, own: Iterable[SignOff]) -> Ledger:
    """Return `ledger` with the sign-offs of one domain replaced, in order, and without signatures of none of them."""
    order = {message.key: number for number, message in enumerate(catalog.live)}
    sorted_ = sorted(own, key=lambda sign_off: order.get(sign_off.place[1:], len(order)))
    others = [sign_off for sign_off in ledger.sign_offs if sign_off.domain != catalog.domain]
    sign_offs = tuple(sorted([*others, *sorted_], key=lambda sign_off: sign_off.domain))
    standing = {sign_off.digest for sign_off in sign_offs}
    signatures = tuple(one for one in ledger.signatures if not standing.isdisjoint(one.digests))
    return replace(ledger, sign_offs=sign_offs, signatures=signatures)


def _check_locale(reviewer: Reviewer, catalog: Catalog) -> None:
    if catalog.locale not in reviewer.locales:
        raise HandoutsError(
            f"{visible(reviewer.name)} may not sign for {visible(catalog.locale)}, "
            f"only for {', '.join(reviewer.locales)}.",
            hint="Add the locale to locales/reviewers.toml if the person is qualified for it.",
        )


def _check_second_person(reviewer: Reviewer, catalog: Catalog, chosen: Iterable[Message]) -> None:
    own = [message for message in chosen if reviewer.translated(message, catalog.header)]
    if own:
        raise HandoutsError(
            f"{visible(reviewer.name)} translated {_told(own)}, as the file says, and cannot sign that off.",
            file=catalog.path,
            line=own[0].line or None,
            hint="A second person reviews it; `second-person = false` under [review] in handouts.toml lets that go.",
        )


def _check_finished(catalog: Catalog, chosen: Iterable[Message]) -> None:
    if open_ := [message for message in chosen if not finished(message)]:
        raise HandoutsError(
            f"Not translated, or fuzzy: {_told(open_)}.",
            file=catalog.path,
            line=open_[0].line or None,
            hint="Finish the translation first, or sign off single texts with --message or --line.",
        )


def _told(messages: Sequence[Message]) -> str:
    shown = ", ".join(visible(message.msgid, 40) for message in messages[:_EXAMPLES])
    return f"{shown} and {len(messages) - _EXAMPLES} more" if len(messages) > _EXAMPLES else shown


def revoke(
    ledger: Ledger,
    catalog: Catalog,
    at: datetime,
    reason: str,
    *,
    reviewers: Collection[str] = (),
    messages: Sequence[Message] | None = None,
) -> Ledger:
    """Return `ledger` with sign-offs of a domain withdrawn, and the history of that: of `messages`, or of all texts.

    `reviewers` names by id whose word is withdrawn; without, everyone's. Raises HandoutsError where there is none.
    """
    places = None if messages is None else {(catalog.domain, *message.key) for message in messages}
    gone = [
        sign_off
        for sign_off in ledger.of(catalog.domain)
        if (not reviewers or sign_off.reviewer in reviewers) and (places is None or sign_off.place in places)
    ]
    if not gone:
        raise HandoutsError(f"Nobody has signed that of {visible(catalog.locale)}/{visible(catalog.domain)}.")
    at = at.replace(microsecond=0)
    kept = [sign_off for sign_off in ledger.of(catalog.domain) if sign_off not in gone]
    history = [*ledger.revocations, *(Revocation(sign_off, at, reason) for sign_off in gone)]
    return replace(_with(ledger, catalog, kept), revocations=tuple(history))
