"""Checks across all catalogs of a locale: one text translated in several ways, and several texts in the same way."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from pipeline.checks import numerals
from pipeline.checks.cues import source_cues
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context, Corpus
from pipeline.model import Message, Severity

Key = tuple[str | None, str]


@check("inconsistent-translation", Severity.INFO, issue_type="inconsistency", scope="message")
def inconsistent_translation(message: Message, context: Context) -> Iterator[Problem]:
    """The same text is translated in another way elsewhere.

    A reader of two handouts then looks for a difference that is not there. All catalogs of the locale are compared, and
    the translation that fewer of them have is told of. Where the two places need different words, `msgctxt` parts
    them. https://www.gnu.org/software/gettext/manual/html_node/Contexts.html

    Bad (es):

        msgid "Call the clinic."
        msgstr "Llame a la clínica."

        msgid "Call the clinic"
        msgstr "Telefonee al consultorio"

    Good (es):

        msgid "Call the clinic."
        msgstr "Llame a la clínica."

        msgid "Call the clinic"
        msgstr "Llame a la clínica"
    """
    ways = _ways(context.corpus).get((message.msgctxt, _bare(message.msgid).casefold()))
    if ways is None or not message.translated or message.fuzzy:
        return
    usual, times = ways.most_common(1)[0]
    if _bare(message.msgstr[0]).casefold() != usual.casefold():
        yield Problem(f"Elsewhere this text is “{usual}”{f' ({times} times)' if times > 1 else ''}.")


@lru_cache(maxsize=8)
def _ways(corpus: Corpus) -> Mapping[Key, Counter[str]]:
    """Return how often each text is translated in which way, for texts that have several; the first of equals leads."""
    ways: dict[Key, Counter[str]] = {}
    spelled: dict[str, str] = {}
    for message in corpus.translations:
        if message.msgid_plural is None:
            text = _bare(message.msgstr[0])
            way = spelled.setdefault(text.casefold(), text)
            ways.setdefault((message.msgctxt, _bare(message.msgid).casefold()), Counter())[way] += 1
    return {key: found for key, found in ways.items() if len(found) > 1}


@check("same-translation", Severity.WARNING, issue_type="mistranslation", scope="message")
def same_translation(message: Message, context: Context) -> Iterator[Problem]:
    """Two texts that say different things have one translation: only one of them can be right.

    “You may drive.” and “You may not drive.” are nearly the same to whoever copies a translation, and to the programs
    that suggest them. Told of are texts whose numbers differ, or of which one has a “not”, in all catalogs of the
    locale. GNU gettext itself suggests such translations:
    https://www.gnu.org/software/gettext/manual/html_node/Fuzzy-Entries.html

    Bad (es):

        msgid "You may drive after this test."
        msgstr "No conduzca después de esta prueba."

        msgid "Do not drive after this test."
        msgstr "No conduzca después de esta prueba."

    Good (es):

        msgid "You may drive after this test."
        msgstr "Puede conducir después de esta prueba."

        msgid "Do not drive after this test."
        msgstr "No conduzca después de esta prueba."
    """
    if not message.translated or message.fuzzy or message.msgid_plural is not None:
        return
    others = _sharing(context.corpus).get(message.msgstr[0])
    if others is None or others[0] == message.msgid:
        return
    source = context.run.source_locale
    for other in others:
        if what := _difference(message.msgid, other, source):
            yield Problem(f"“{other}” has the same translation, and {what}.")
            return


@lru_cache(maxsize=8)
def _sharing(corpus: Corpus) -> Mapping[str, tuple[str, ...]]:
    """Return the translations that several texts share, with these texts, in order."""
    texts: dict[str, dict[str, None]] = {}
    for message in corpus.translations:
        if message.msgid_plural is None:
            texts.setdefault(message.msgstr[0], {})[message.msgid] = None
    return {text: tuple(sources) for text, sources in texts.items() if len(sources) > 1}


def _difference(one: str, other: str, locale: str) -> str:
    """Return in what the two say different things, "" where they may mean the same, as single words often do."""
    if " " in one.strip() and " " in other.strip() and _denies(one, locale) != _denies(other, locale):
        return "one of the two has a negation"
    first, second = _numbers(one, locale), _numbers(other, locale)
    if first and second and first != second:
        return f"{_told(first - second or first)} is {_told(second - first or second)} there"
    return ""


def _denies(text: str, locale: str) -> bool:
    return any(cue.kind == "sure" for cue in source_cues("negation", text, locale))


@lru_cache(maxsize=1 << 15)
def _numbers(text: str, locale: str) -> Counter[Decimal]:
    return Counter(next(iter(numerals.readings(text, locale)), Counter())) if numerals.has_digits(text) else Counter()


def _told(numbers: Counter[Decimal]) -> str:
    return ", ".join(f"{number:f}" for number in numbers)


_EDGE = " .:!?…。！？：।؟"


def _bare(text: str) -> str:
    """Return a text without the mark at its end, which with capitals makes no other text."""
    return " ".join(text.split()).strip(_EDGE)
