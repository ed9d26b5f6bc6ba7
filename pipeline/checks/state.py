"""Checks of a message's state: is it translated, is the translation in use, is an excuse one?"""

import re
from collections.abc import Iterator

from pipeline import cldr
from pipeline.checks.reading import Reading, language
from pipeline.checks.registry import Problem, check, registry
from pipeline.checks.runner import Context, excuses
from pipeline.checks.traits import UNCHANGED, UNUSUAL
from pipeline.errors import nearest, visible
from pipeline.model import Message, Severity

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = (".", "!", "?")
# One word that is no word of a language: plugin_name, IPv6, WebAuthn, ^account/$.
_CODE = re.compile(r"(?=\S*(?:_|/|\d|[a-z][A-Z]))[\w^$/.+-]+")


@check("untranslated", Severity.WARNING, issue_type="untranslated", scope="message", target=UNUSUAL)
def untranslated(message: Message, context: Context) -> Iterator[Problem]:
    """A message has no translation, or not for every plural form.

    The page then shows the source text in its place, marked as another language. Whether a document may be published
    so is for the project's gates to say; this is the list of what is left to do.

    Bad (es):

        msgid "See a clinician soon."
        msgstr ""

    Good (es):

        msgid "See a clinician soon."
        msgstr "Consulte pronto a un profesional de la salud."
    """
    if message.fuzzy or message.translated:
        return
    empty = [number for number, text in enumerate(message.msgstr) if not text.strip()]
    if 0 < len(empty) < len(message.msgstr):
        yield Problem(f"Plural form {', '.join(map(str, empty))} is not translated.")
    else:
        yield Problem("Not translated.")


@check("fuzzy", Severity.WARNING, issue_type="inconsistency", scope="message", target=UNUSUAL)
def fuzzy(message: Message, context: Context) -> Iterator[Problem]:
    """A translation is only a suggestion, made for a similar text.

    A suggestion can say the opposite of the source: GNU msgmerge offers “Do not drive.” for “You may drive.” It is
    never shown to readers. Compare it with the source, correct it, and remove the `fuzzy` flag.
    https://www.gnu.org/software/gettext/manual/html_node/Fuzzy-Entries.html

    Bad (es):

        #, fuzzy
        msgid "You may drive."
        msgstr "No conduzca."

    Good (es):

        msgid "You may drive."
        msgstr "Puede conducir."
    """
    if message.fuzzy:
        yield Problem("The translation is only a suggestion (fuzzy).")


@check(
    "unchanged",
    Severity.WARNING,
    issue_type="untranslated",
    target=UNCHANGED,
    applies=lambda context: context.language != language(context.run.source_locale),
)
def unchanged(message: Message, context: Context) -> Iterator[Problem]:
    """A translation is the source text again.

    It counts as translated, so nobody will look for it, and its readers cannot read it. Names, numbers, addresses,
    codes and placeholders may stay as they are; so may a single word, which can be the same in languages of one script,
    and an abbreviation in any.

    Bad (es):

        msgid "See a clinician soon."
        msgstr "See a clinician soon."

    Good (es):

        msgid "{pct_men}"
        msgstr "{pct_men}"
    """
    if message.msgctxt == "resource" and not message.msgid.endswith(_SENTENCE_END):
        return  # The official name of a place to get help.
    if _CODE.fullmatch(context.source.prose.strip()):
        return
    words = _WORD.findall(context.source.prose)
    if len(words) > 1 or (words and not words[0].isupper() and not _same_script(context.source, context.target)):
        yield Problem("The translation is the source text again.")


def _same_script(source: Reading, target: Reading) -> bool:
    return _script(source.locale) == _script(target.locale)


def _script(locale: str) -> str:
    name = cldr.resolve(locale)
    return cldr.script(name) if name else "Latn"


@check("excuse-without-reason", Severity.WARNING, issue_type="other", scope="message", target=UNUSUAL)
def excuse_without_reason(message: Message, context: Context) -> Iterator[Problem]:
    """A comment excuses a message from a check, but gives no reason, or names no check.

    An excuse hides what a check would say, so whoever reads the catalog next must learn why that is right. Without a
    reason it excuses nothing.

    Bad (es):

        # allow: number-mismatch
        msgid "See a clinician soon."
        msgstr "Consulte pronto a un profesional de la salud."

    Good (es):

        # allow: number-mismatch The page counts from the day of the first symptom here.
        msgid "Wait 24 hours."
        msgstr "Espere un día."
    """
    for name, reason in excuses(message).items():
        if name not in registry():
            yield Problem(
                f"No check is called {visible(name)}, so nothing is excused. {nearest(name, registry())}".strip()
            )
        elif not reason:
            yield Problem(f"No reason is given for allowing {name}, so it is not excused.")
