"""Checks across all catalogs of a locale: one text translated in several ways, and several texts in the same way."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.checks import cues
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context, Corpus
from pipeline.model import Message, Severity

Key = tuple[str | None, str]


def _has_several_ways(context: Context) -> object:
    return _ways(context.corpus)


@check(
    "inconsistent-translation",
    Severity.INFO,
    issue_type="inconsistency",
    scope="message",
    applies=_has_several_ways,
    beside="locale",
)
def inconsistent_translation(message: Message, context: Context) -> Iterator[Problem]:
    """The same text is translated in another way elsewhere.

    A reader of two handouts then looks for a difference that is not there. All catalogs of the locale are compared, and
    the translation that fewer of them have is told of. “Delete?” and “Delete” are not the same text, nor are “View:”
    and “View”: a question or the title of a list may need another form of the word. Where the two places need different
    words, `msgctxt` parts them. https://www.gnu.org/software/gettext/manual/html_node/Contexts.html

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
    several = _ways(context.corpus)
    if not several or message.fuzzy or not message.translated:
        return
    ways = several.get((message.msgctxt, _folded(message.msgid)))
    if ways is None or message.msgid_plural is not None:
        return
    usual, times = ways.most_common(1)[0]
    if _bare(message.msgstr[0]).casefold() != usual.casefold():
        yield Problem(f"Elsewhere this text is “{usual}”{f' ({times} times)' if times > 1 else ''}.")


@lru_cache(maxsize=8)
def _ways(corpus: Corpus) -> Mapping[Key, Counter[str]]:
    """Return how often each text is translated in which way, for texts that have several; the first of equals leads."""
    messages: dict[Key, list[Message]] = {}
    for message in corpus.translations:
        if message.msgid_plural is None:
            messages.setdefault((message.msgctxt, _folded(message.msgid)), []).append(message)
    ways: dict[Key, Counter[str]] = {}
    for key, found in messages.items():
        if len(found) > 1:
            spelled: dict[str, str] = {}
            texts = [_bare(message.msgstr[0]) for message in found]
            ways[key] = Counter(spelled.setdefault(text.casefold(), text) for text in texts)
    return {key: found for key, found in ways.items() if len(found) > 1}


def _has_shared(context: Context) -> object:
    return _sharing(context.corpus)


@check(
    "same-translation",
    Severity.WARNING,
    issue_type="mistranslation",
    scope="message",
    applies=_has_shared,
    beside="locale",
)
def same_translation(message: Message, context: Context) -> Iterator[Problem]:
    """Two texts that say different things have one translation: only one of them can be right.

    “You may drive.” and “Do not drive.” are nearly the same to whoever copies a translation, and to the programs that
    suggest them. Told of are texts of all catalogs of the locale of which one denies, or says left or above where the
    other says right or below; but where these words are known in the locale's language, the checks of single messages
    find the wrong one of the two, and this one is silent. GNU gettext itself suggests such translations:
    https://www.gnu.org/software/gettext/manual/html_node/Fuzzy-Entries.html

    Bad (sw):

        msgid "You may drive after this test."
        msgstr "Usiendeshe gari baada ya kipimo hiki."

        msgid "Do not drive after this test."
        msgstr "Usiendeshe gari baada ya kipimo hiki."

    Good (sw):

        msgid "You may drive after this test."
        msgstr "Unaweza kuendesha gari baada ya kipimo hiki."

        msgid "Do not drive after this test."
        msgstr "Usiendeshe gari baada ya kipimo hiki."
    """
    others = _sharing(context.corpus).get(message.msgstr[0])
    if others is None or others[0] == message.msgid or message.fuzzy or message.msgid_plural is not None:
        return
    for other in others:
        if what := _difference(message.msgid, other, context):
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


def company(message: Message) -> tuple[Key, str]:
    """Return by what a message is compared with others: as what text it counts, and its translation."""
    return (message.msgctxt, _folded(message.msgid)), message.msgstr[0]


def _difference(one: str, other: str, context: Context) -> str:
    """Return in what the two say the opposite, "" where they may mean the same, as single words often do."""
    if not (" " in one.strip() and " " in other.strip()):
        return ""
    source = context.run.source_locale
    for topic in ("negation", "direction", "laterality"):
        if cues.known(topic, context.locale):
            continue
        first, second = ({cue.kind for cue in cues.source_cues(topic, text, source)} for text in (one, other))
        if topic == "negation" and ("sure" in first) != ("sure" in second):
            return "one of the two denies"
        for here, there in ("left", "right"), *(cues.setting("direction", "pairs") if topic == "direction" else ()):
            if {here, there} == {*first, *second} and len(first) == len(second) == 1 and first != second:
                return f"says “{min(second)}” where this says “{min(first)}”"
    return ""


_EDGE = " .…。।"
_TITLE_OR_QUESTION = ":!?！？：؟¿¡;"


def _bare(text: str) -> str:
    """Return a text without the mark at its end, which with capitals makes no other text."""
    return " ".join(text.split()).strip(_EDGE + _TITLE_OR_QUESTION)


@lru_cache(maxsize=1 << 15)
def _folded(text: str) -> str:
    """Return what a source says, whatever its capitals and whether a full stop ends it."""
    return " ".join(text.split()).strip(_EDGE).casefold()
