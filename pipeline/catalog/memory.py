"""`Memory` is the translation memory of one locale: what any of its catalogs says for a text, or for one like it."""

from collections import Counter
from collections.abc import Iterable
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


class Memory:
    """Make one with `Memory.of`; `Memory()` remembers nothing."""

    def __init__(self, messages: Iterable[Message] = (), sources: Texts | None = None) -> None:
        self._by_msgid: dict[str, list[Message]] = {}
        for message in messages:
            self._by_msgid.setdefault(message.msgid, []).append(message)
        self._sources = sources or Texts(())

    @classmethod
    def of(cls, catalogs: Iterable[Catalog]) -> "Memory":
        """Return what the catalogs of one locale say, obsolete entries included, fuzzy ones not."""
        messages = [message for catalog in catalogs for message in catalog.messages]
        final = [message for message in messages if message.translated and not message.fuzzy]
        # Of all texts, translated or not: the same for every locale, so that a search serves them all.
        return cls(final, texts(frozenset(message.msgid for message in messages)))

    def lookup(self, msgctxt: str | None, msgid: str, msgid_plural: str | None = None) -> Suggestion | None:
        """Return the best translation of the text: exact, then of another context, then of a text nearly the same.

        Only an exact one on which all catalogs agree is certain. Where they do not, the most frequent one is suggested.
        """
        return self._exact((msgctxt, msgid), msgid_plural) or self._near(msgid, msgid_plural)

    def exact(self, msgctxt: str | None, msgid: str, msgid_plural: str | None = None) -> Suggestion | None:
        """Return the translation of this very text in this or another context, or None."""
        return self._exact((msgctxt, msgid), msgid_plural)

    def _exact(self, key: Key, msgid_plural: str | None) -> Suggestion | None:
        found = [m for m in self._by_msgid.get(key[1], ()) if m.msgid_plural == msgid_plural]
        in_context = [m for m in found if m.key == key]
        if not found:
            return None
        best, *others = Counter(m.msgstr for m in in_context or found).most_common()
        message = next(m for m in in_context or found if m.msgstr == best[0])
        return Suggestion(message, certain=bool(in_context) and not others)

    def _near(self, msgid: str, msgid_plural: str | None) -> Suggestion | None:
        if msgid_plural is not None:
            return None
        for text in self._sources.near(msgid):
            if suggestion := self._exact((None, text), None):
                return Suggestion(suggestion.message, certain=False)
        return None
