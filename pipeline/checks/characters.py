"""Checks of single characters that a reader does not see, and yet break the page or turn it around."""

import re
from collections.abc import Iterator

from pipeline.checks import traits
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity

# C0 but for the tab and the line feed, DEL, C1, and what only damage leaves: the replacement character, a byte order
# mark within a text, and noncharacters. https://www.unicode.org/faq/private_use.html#noncharacters
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufffd\ufffe\uffff]"
_CONTROL = re.compile(_CONTROLS)
_OVERRIDES = "\u202d\u202e"
_MARKS = "[\u202a-\u202e\u2066-\u2069]"
_BIDI = re.compile(_MARKS)
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_EMBEDDINGS, _ISOLATES = "\u202a\u202b", "\u2066\u2067\u2068"


@check("control-character", Severity.ERROR, issue_type="characters", target=traits.character(_CONTROLS))
def control_character(message: Message, context: Context) -> Iterator[Problem]:
    r"""The translation has a control character, or one that only damage to a file leaves.

    It prints as a box or as nothing, cuts words for a screen reader, and can hide text from whoever reviews it.
    U+FFFD says that a program could not read what stood there.

    Bad (vi):

        msgid "See a clinician soon."
        msgstr "Hãy đi kh\bám sớm."

    Good (vi):

        msgid "See a clinician soon."
        msgstr "Hãy đi khám sớm."
    """
    found = _CONTROL.findall(context.target.text)
    for character in dict.fromkeys(found):
        if character not in context.source.text:
            lost = "\ufffd" in found  # Nobody knows what stood there.
            yield Problem(
                f"There is a control character (U+{ord(character):04X}).",
                fix=None if lost else _CONTROL.sub("", context.target.text),
            )


@check("bidi-control", Severity.ERROR, issue_type="characters", target=traits.character(_MARKS))
def bidi_control(message: Message, context: Context) -> Iterator[Problem]:
    """A direction is forced, or begun and not ended.

    An override shows “911” as “119”, and hides what a text says from whoever reviews it (https://trojansource.codes).
    A mark that is never closed turns around whatever the page prints after it. Isolates and marks that are closed
    (U+2066 to U+2069) are fine, though the page isolates numbers by itself.
    https://www.w3.org/International/questions/qa-bidi-unicode-controls

    Bad (ar):

        msgid "Call the clinic."
        msgstr "اتصل بالعيادة\u2067."

    Good (ar):

        msgid "Call the clinic."
        msgstr "اتصل \u2067بالعيادة\u2069."
    """
    text = context.target.text
    if not _BIDI.search(text):
        return
    if any(override in text for override in _OVERRIDES):
        yield Problem("A direction is forced (U+202D or U+202E).", fix=_BIDI.sub("", text))
        return
    if any(_unbalanced(paragraph) for paragraph in text.split("\n")):
        yield Problem("A direction is begun and not ended, or ended and not begun.", fix=_BIDI.sub("", text))


def _unbalanced(paragraph: str) -> bool:
    opened: list[str] = []
    for character in _BIDI.findall(paragraph):
        if character in _EMBEDDINGS:
            opened.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            opened.append(_POP_ISOLATE)
        elif not opened or opened.pop() != character:
            return True
    return bool(opened)


@check("newline-mismatch", Severity.ERROR, issue_type="whitespace", source=traits.LINE_BREAK, target=traits.LINE_BREAK)
def newline_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    r"""The source begins or ends with a line break and the translation does not, or the reverse.

    Programs join such texts, and gettext's `msgfmt --check` refuses the catalog.
    https://www.gnu.org/software/gettext/manual/html_node/msgfmt-Invocation.html

    Bad (es):

        msgid "Call now.\n"
        msgstr "Llame ahora."

    Good (es):

        msgid "Call now.\n"
        msgstr "Llame ahora.\n"
    """
    source, target = context.source.text, context.target.text
    begins, ends = source.startswith("\n"), source.endswith("\n")
    if target.startswith("\n") == begins and target.endswith("\n") == ends:
        return
    fix = "\n" * begins + target.strip("\n") + "\n" * ends
    if target.startswith("\n") != begins:
        yield Problem(f"The translation {'does not begin' if begins else 'begins'} with a line break.", fix)
    if target.endswith("\n") != ends:
        yield Problem(f"The translation {'does not end' if ends else 'ends'} with a line break.", fix)
