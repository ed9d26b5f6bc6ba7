"""`Memory` is the translation memory of one locale: what any of its catalogs says for a text, or for one like it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.catalog.match import Key, Texts, texts
from pipeline.catalog.value import Catalog
from pipeline.model import Message


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation that stands elsewhere. `certain` says that it may be taken over as it is."""

    message: Message
    """The entry it comes from."""
    certain: bool
    outside: bool = False
    """Whether it comes from a compendium, which is no catalog of the project."""


class Memory:
    """Make one with `Memory.of`; `Memory()` remembers nothing."""

    def __init__(
        self, messages: Iterable[Message] = (), sources: Texts | None = None, outside: Iterable[Message] = ()
    ) -> None:
        self._final: dict[str, list[Message]] = {}
        self._doubtful: dict[str, list[Message]] = {}
        self._outside: dict[str, list[Message]] = {}
        for message in messages:
            if any(message.msgstr):
                known = self._final if message.translated and not message.fuzzy else self._doubtful
                known.setdefault(message.msgid, []).append(message)
        for message in outside:
            if message.translated and not message.fuzzy:
                self._outside.setdefault(message.msgid, []).append(message)
        self._sources = sources or Texts(())

    @classmethod
    def of(cls, catalogs: Iterable[Catalog], outside: Sequence[Message] = ()) -> "Memory":
        """Return what the catalogs of one locale say, obsolete entries included, and what `outside` of them does.

        What is fuzzy there serves only for the very same text.
        """
        messages = [message for catalog in catalogs for message in catalog.messages]
        # Of all texts, translated or not: the same for every locale, so that a search serves them all.
        sources = texts(frozenset(message.msgid for message in (*messages, *outside)))
        return cls(messages, sources, outside)

    def lookup(self, msgctxt: str | None, msgid: str, msgid_plural: str | None = None) -> Suggestion | None:
        """Return the best translation of the text: exact, then of another context, then of a text nearly the same.

        Only an exact one on which all catalogs agree is certain. Where they do not, the most frequent one is suggested.
        What a compendium says comes after what the catalogs say, and what is fuzzy in them after that.
        """
        return self._exact((msgctxt, msgid), msgid_plural) or self._near(msgid, msgid_plural)

    def exact(self, msgctxt: str | None, msgid: str, msgid_plural: str | None = None) -> Suggestion | None:
        """Return the translation of this very text in this or another context, or None."""
        return self._exact((msgctxt, msgid), msgid_plural)

    def _exact(self, key: Key, msgid_plural: str | None) -> Suggestion | None:
        if best := _best(self._final, key, msgid_plural):
            return best
        if best := _best(self._outside, key, msgid_plural):
            return Suggestion(best.message, certain=False, outside=True)
        if best := _best(self._doubtful, key, msgid_plural):
            return Suggestion(best.message, certain=False)
        return None

    def _near(self, msgid: str, msgid_plural: str | None) -> Suggestion | None:
        if msgid_plural is not None:
            return None
        for text in self._sources.near(msgid):
            if best := _best(self._final, (None, text), None) or _best(self._outside, (None, text), None):
                return Suggestion(best.message, certain=False)
        return None


def _best(messages: dict[str, list[Message]], key: Key, msgid_plural: str | None) -> Suggestion | None:
    found = [m for m in messages.get(key[1], ()) if m.msgid_plural == msgid_plural]
    if not found:
        return None
    in_context = [m for m in found if m.key == key]
    best, *others = Counter(m.msgstr for m in in_context or found).most_common()
    message = next(m for m in in_context or found if m.msgstr == best[0])
    return Suggestion(message, certain=bool(in_context) and not others)
