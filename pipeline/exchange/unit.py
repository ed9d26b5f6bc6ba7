"""`Unit` is a message on its way to a translation tool or back; `units` makes those of a catalog."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from pipeline import review
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError, visible
from pipeline.exchange.tree import unwritable
from pipeline.model import Message, digest_of
from pipeline.review import Ledger

State = Literal["initial", "translated", "reviewed", "final"]
"""The states of XLIFF 2.1. What is fuzzy is `initial`, though it has a text."""

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Unit:
    """A message as a file of another tool holds it; `msgstr` has a text for each plural form, as in a catalog."""

    domain: str
    msgid: str
    msgstr: tuple[str, ...]
    state: State = "initial"
    msgctxt: str | None = None
    msgid_plural: str | None = None
    locale: str = ""
    notes: tuple[str, ...] = ()
    base: str = ""
    """What `stamp` gave when the unit was written, so that it can be told who has changed the text since."""
    problem: str = ""
    """Why its translation cannot be taken, as a sentence; "" where it can."""
    line: int = 0
    """The line or row that it begins on in the file, from 1; 0 where it comes from no file."""

    @property
    def key(self) -> tuple[str | None, str]:
        return self.msgctxt, self.msgid

    @property
    def translated(self) -> bool:
        """Whether every form has text."""
        return bool(self.msgstr) and all(text.strip() for text in self.msgstr)

    @property
    def stamp(self) -> str:
        """What `stamp` gives for the translation as it stands in the file."""
        return stamp(self.msgstr, fuzzy=self.translated and self.state == "initial")

    @property
    def id(self) -> str:
        """A name that is unlike that of any other unit of the file, and holds the stamp: an NMTOKEN of XML."""
        return f"m{_digest(self.msgctxt, self.msgid, self.msgid_plural)}.{self.stamp}"


def units(catalog: Catalog, ledger: Ledger) -> tuple[Unit, ...]:
    """Return the live messages of `catalog`, in order, with the state that the flags and the sign-offs give them."""
    return tuple(
        Unit(
            domain=catalog.domain,
            msgid=message.msgid,
            msgstr=message.msgstr,
            state=_state(message, catalog, ledger),
            msgctxt=message.msgctxt,
            msgid_plural=message.msgid_plural,
            locale=catalog.locale,
            notes=message.extracted,
            base=message_stamp(message),
            line=message.line,
        )
        for message in catalog.live
    )


def _state(message: Message, catalog: Catalog, ledger: Ledger) -> State:
    if not message.translated or message.fuzzy:
        return "initial"
    return "reviewed" if review.reviewed(message, ledger, catalog.domain) else "translated"


def message_stamp(message: Message) -> str:
    """Return the stamp of the translation as it stands in the catalog."""
    return stamp(message.msgstr, fuzzy=message.translated and message.fuzzy)


def stamp(msgstr: tuple[str, ...], *, fuzzy: bool) -> str:
    """Return 16 hexadecimal digits that tell one translation of a text from another, also whether it is fuzzy."""
    return _digest(*msgstr, "fuzzy" if fuzzy else None)


def base(identity: str) -> str:
    """Return the stamp in the id that a file has for a unit; "" where the id is none of ours."""
    name, dot, found = identity.partition(".")
    return found if dot and name.startswith("m") and len(name) == len(found) + 1 == _DIGITS + 1 else ""


def is_of(identity: str, msgctxt: str | None, msgid: str, msgid_plural: str | None) -> bool:
    """Say whether an id was made for this context and source."""
    return identity.startswith(f"m{_digest(msgctxt, msgid, msgid_plural)}.")


_DIGITS = 16


def _digest(*parts: str | None) -> str:
    return digest_of(*parts)[:_DIGITS]


def context_of(identity: str, name: str | None, msgid: str, msgid_plural: str | None) -> str | None:
    """Return the context that a file names.

    A name that some tool gave to a unit that had none is no context, and neither is the empty one that a cell of a
    spreadsheet has for want of any: the id tells.
    """
    if not base(identity):
        return name
    return next((one for one in (name, None, "") if is_of(identity, one, msgid, msgid_plural)), name)


class Text(NamedTuple):
    """A text of a file with its translation: a unit has one, or one for each plural form."""

    source: str
    target: str
    state: State
    problem: str


def assembled(
    texts: Sequence[Text], plural: tuple[str, str] | None, *, identity: str, name: str | None, domain: str, locale: str
) -> Unit:
    """Return the unit that a file has in these texts; `plural` is the msgid and the plural of one with forms.

    `identity` and `name` are what the file calls it by. It is in the least of its texts' states.
    """
    msgid, msgid_plural = plural or (texts[0].source, None)
    return Unit(
        domain=domain,
        msgid=msgid,
        msgstr=tuple(text.target for text in texts),
        state=min((text.state for text in texts), key=STATES.index),
        msgctxt=context_of(identity, name, msgid, msgid_plural),
        msgid_plural=msgid_plural,
        locale=locale,
        base=base(identity),
        problem=next((text.problem for text in texts if text.problem), ""),
    )


def check_writable(units: Sequence[Unit]) -> None:
    """Raise HandoutsError for a character that no XML file can hold, such as a control character."""
    for unit in units:
        texts = (unit.msgid, *unit.msgstr, *unit.notes, unit.msgctxt or "", unit.msgid_plural or "")
        if character := unwritable("".join(texts)):
            raise HandoutsError(
                f"{visible(unit.msgid)} of {unit.locale}/{unit.domain} has the character {visible(character)}, "
                "which XML cannot hold.",
                hint="Remove it, or export to CSV.",
            )
