"""Checks of the marks within a text and the spaces around them, each by the language's own rules."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.catalog import Catalog
from pipeline.checks.customs import custom, quotation_openings
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import Test, Trait, character, text, token
from pipeline.model import Message, Severity

_NO_BREAK, _NARROW_NO_BREAK = "\u00a0", "\u202f"
# How many messages tell a catalog's habits.
_ENOUGH = 200
_BLANK = " \t\u00a0\u202f\u3000"

# ¿ and ¡ may each close with either mark, and several in a row are one: RAE, Ortografía (2010), III.3.4.9.
_OPENED = re.compile("[¿¡]+")
_CLOSED = re.compile(r"(?<=[\w)\]»”\"'%*_])[?!]+(?!\w)")


@check(
    "inverted-mark-missing",
    Severity.WARNING,
    issue_type="typographical",
    target=character("[?!]"),
    applies=lambda context: custom("inverted-marks", context.locale),
)
def inverted_mark_missing(message: Message, context: Context) -> Iterator[Problem]:
    """A question or an exclamation is closed and was never opened.

    Spanish and Asturian order the words of a question as those of a statement, so ¿ and ¡ tell the reader from where
    on to read it as one. RAE, Ortografía de la lengua española (2010), III.3.4.9:
    https://www.rae.es/ortograf%C3%ADa/los-signos-de-interrogaci%C3%B3n-y-exclamaci%C3%B3n

    Bad (es):

        msgid "Does it hurt?"
        msgstr "Le duele?"

    Good (es):

        msgid "Does it hurt?"
        msgstr "¿Le duele?"
    """
    text = context.target.text
    if ("?" not in text and "!" not in text) or not custom("inverted-marks", context.locale):
        return
    prose = context.target.prose
    lacking = len(_CLOSED.findall(prose)) - len(_OPENED.findall(prose))
    if lacking > 0:
        yield Problem(f"Without its opening ¿ or ¡{_times(lacking)}: {_CLOSED.findall(prose)[-1]}")


@check("stray-space", Severity.WARNING, issue_type="whitespace", target=token(r"^[,.;:!?،؛؟，。、；：？！»)]|[«(]$"))
def stray_space(message: Message, context: Context) -> Iterator[Problem]:
    """There is a space before a mark, or within brackets, where the language sets none.

    The mark may be printed alone at the beginning of the next line. French sets a space before « : ; ! ? », and those
    who type for it are used to that.

    Bad (es):

        msgid "Call: it is free."
        msgstr "Llame : es gratis."

    Good (es):

        msgid "Call: it is free."
        msgstr "Llame: es gratis."
    """
    text, source = context.target.text, context.source.text
    if not _NEXT_TO_SPACE.search(text):
        return
    pattern = _stray(context.locale)
    if not (found := pattern.findall(text)) or len(found) <= len(pattern.findall(source)):
        return
    yield Problem(
        f"There is a space too many at {_shown(found)}.", fix=pattern.sub(lambda match: match[0].strip(), text)
    )


def _to_be_spaced(locale: str) -> Test | None:
    marks = f"{custom('spaced-marks', locale)}{custom('spaced-by-habit', locale)}"
    return f"{marks}«".__contains__ if marks else None


_SPACED = Trait(character=_to_be_spaced)


@check(
    "space-missing",
    Severity.WARNING,
    issue_type="whitespace",
    target=(_SPACED, token(r"[^\W\d_][,;!?،؛।][^\W\d_]|[^\W\d_]{3}\.[^\W\d_]{2}")),
    beside="catalog",
)
def space_missing(message: Message, context: Context) -> Iterator[Problem]:
    """There is no space after a mark, or none before it in a language that sets one.

    Two words run together, for the eye and for a screen reader. In French a no-break space stands before a colon and
    within quotation marks; before « ; ! ? » too in France, not in Canada or Switzerland, so a catalog that mostly
    sets none there is left alone. Office québécois de la langue française, Espacement avant et après les principaux
    signes de ponctuation: https://vitrinelinguistique.oqlf.gouv.qc.ca

    Bad (fr):

        msgid "Call: it is free."
        msgstr "Appelez: c’est gratuit."

    Good (fr):

        msgid "Call: it is free."
        msgstr "Appelez\u00a0: c’est gratuit."
    """
    text, locale = context.target.text, context.locale
    if custom("spaced-marks", locale) and (marks := _lacking_space(context)):
        pattern = _unspaced(marks)
        yield Problem(
            f"There must be a no-break space at {_shown(pattern.findall(text))}.", pattern.sub(_with_space, text)
        )
    if custom("no-word-spaces", locale):
        return
    found = _run_together(context.target.prose)
    if found and len(found) > len(_run_together(context.source.prose)):
        yield Problem(f"There is no space after the mark in “{found[0]}”.")


@check(
    "breaking-space",
    Severity.INFO,
    issue_type="whitespace",
    target=_SPACED,
    applies=lambda context: custom("spaced-marks", context.locale),
)
def breaking_space(message: Message, context: Context) -> Iterator[Problem]:
    """The space before a mark is one where a line may end.

    The mark is then printed alone at the beginning of the next line. A no-break space holds it to its word: U+202F
    before « ; ! ? », U+00A0 before a colon and within quotation marks, as CLDR has it for French.

    Bad (fr):

        msgid "Does it hurt?"
        msgstr "Avez-vous mal ?"

    Good (fr):

        msgid "Does it hurt?"
        msgstr "Avez-vous mal\u202f?"
    """
    text = context.target.text
    if not (marks := custom("spaced-marks", context.locale)):
        return
    pattern = _breakable(marks + custom("spaced-by-habit", context.locale))
    if found := pattern.findall(text):
        yield Problem(f"A line may end at {_shown(found)}.", fix=pattern.sub(_with_space, text))


_EDGE_SPACE = text(lambda reading: reading.text[:1] in _BLANK or reading.text[-1:] in _BLANK)


@check("edge-space-mismatch", Severity.WARNING, issue_type="whitespace", source=_EDGE_SPACE, target=_EDGE_SPACE)
def edge_space_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The source begins or ends with a space and the translation does not, or the reverse.

    Where a program joins two texts, their words run together or apart. Languages that write no spaces may drop it.

    Bad (es):

        msgid "Phone: "
        msgstr "Teléfono:"

    Good (es):

        msgid "Phone: "
        msgstr "Teléfono: "
    """
    source, target = context.source.text, context.target.text
    begins, ends = source[:1] in _BLANK, source[-1:] in _BLANK
    begun, ended = target[:1] in _BLANK, target[-1:] in _BLANK
    if (begins, ends) == (begun, ended) or not source.strip() or not target.strip():
        return
    if "\n" in _edges(source):  # The indentation of a template: where a line ends, spaces part nothing.
        return
    fix = " " * begins + target.strip(_BLANK) + " " * ends
    spaceless = custom("no-word-spaces", context.locale)
    if begun != begins and not (spaceless and begins):
        yield Problem(f"The translation {'does not begin' if begins else 'begins'} with a space.", fix)
    if ended != ends and not (spaceless and ends):
        yield Problem(f"The translation {'does not end' if ends else 'ends'} with a space.", fix)


def _edges(text: str) -> str:
    """Return the space that a text begins and ends with."""
    return text[: len(text) - len(text.lstrip())] + text[len(text.rstrip()) :]


@check(
    "foreign-punctuation",
    Severity.WARNING,
    issue_type="typographical",
    target=Trait(character=lambda locale: _may_be_foreign(locale).__contains__),
)
def foreign_punctuation(message: Message, context: Context) -> Iterator[Problem]:
    """A mark belongs to another script than the words that it stands at.

    Arabic sets ، ؛ ؟ and Chinese ，。？ where English sets , . ? and a reader stumbles on the others: they are turned
    the wrong way, sit at the wrong height, or are typed in the place of a danda. Within Latin words they are right.

    Bad (ar):

        msgid "Does it hurt?"
        msgstr "هل هذا مؤلم?"

    Good (ar):

        msgid "Does it hurt?"
        msgstr "هل هذا مؤلم؟"
    """
    text = context.target.text
    own: dict[str, str] = custom("own-marks", context.locale) or {}
    wide = [] if _may_be_wide(context) else _FULL_WIDTH.findall(text)
    mended = _FULL_WIDTH.sub(lambda match: _HALF_WIDTH[match[0]], text) if wide else text
    if own:
        # A mark beside a mark is met once the one before it is the script's own.
        while _foreign(context.locale).search(mended):
            mended = _foreign(context.locale).sub(lambda match: own[match[0]], mended)
        if found := _foreign(context.locale).findall(text):
            wanted = ", ".join(f"“{own[mark]}”" for mark in dict.fromkeys(found))
            yield Problem(f"{_shown(found)} is another script's: write {wanted}.", mended)
    if wide:
        yield Problem(f"{_shown(wide)} is a mark of Chinese or Japanese.", mended)


def _may_be_foreign(locale: str) -> str:
    return "".join((*_HALF_WIDTH, *(custom("own-marks", locale) or ())))


def _may_be_wide(context: Context) -> bool:
    text = context.target.text
    return text.isascii() or custom("no-word-spaces", context.locale) or bool(_FULL_WIDTH.search(context.source.text))


@check("three-dots", Severity.INFO, issue_type="typographical", target=token(r"\.\.\."))
def three_dots(message: Message, context: Context) -> Iterator[Problem]:
    """Three full stops stand for an ellipsis, which the source has as one sign.

    A screen reader may read out three dots, and a line may end between them.

    Bad (es):

        msgid "Wait…"
        msgstr "Espere..."

    Good (es):

        msgid "Wait…"
        msgstr "Espere…"
    """
    text, source = context.target.text, context.source.text
    if "..." in text and "…" in source and "..." not in source and "...." not in text:
        yield Problem("Three full stops stand for “…”.", fix=text.replace("...", "…"))


# No language sets a space before these, unless they begin something else: a file `.txt`, a number `.5`, a row of dots.
_NEVER_SPACED = (r",(?![\w,])", r"\.(?![\w.…/*])", "[،؛؟，。、；：？！]")
# Some do before these. `:role:`, `!=`, `:)` and their like are no marks.
_SOMEWHERE_SPACED = {":": r":(?![\w:(/)\-`])", ";": r";(?![)\-])", "!": r"!(?![\w=\[])", "?": r"\?(?![\w=&])"}
_SPACE = "[ \u00a0\u202f]"
_NEXT_TO_SPACE = re.compile(rf"{_SPACE}[,.;:!?،؛؟，。、；：？！»)]|[«(]{_SPACE}")
# What a mark follows: a word, a closing mark, a placeholder.
_BEFORE_MARK = r"[\w)\]}»”’%*_]"
_AFTER_MARK = r"(?=[\s»”\")\]*_]|$)"


@cache
def _stray(locale: str) -> re.Pattern[str]:
    """Return what finds the spaces that the locale does not set, with the mark that they stand before."""
    spaced = "".join(custom(table, locale) for table in ("spaced-marks", "spaced-by-habit", "either-way"))
    marks = "|".join((*_NEVER_SPACED, *(mark for kind, mark in _SOMEWHERE_SPACED.items() if kind not in spaced)))
    patterns = [rf"(?<={_BEFORE_MARK}){_SPACE}+(?:{marks})", r"(?<=\() +(?=\w)", r"(?<=\w) +\)"]
    if "»" not in spaced and "«" in quotation_openings(locale):
        patterns += [rf"(?<=«){_SPACE}+(?=\w)", rf"(?<=[\w.!?…]){_SPACE}+»"]
    return re.compile("|".join(patterns))


def _lacking_space(context: Context) -> str:
    """Return the marks to ask a space of where the text lacks it before one, or ""."""
    text = context.target.text
    always: str = custom("spaced-marks", context.locale)
    by_habit: str = custom("spaced-by-habit", context.locale)
    if by_habit and _unspaced(by_habit).search(text) and _has_habit(context.catalog, by_habit):
        return always + by_habit
    return always if _unspaced(always).search(text) else ""


def _has_habit(catalog: Catalog, marks: str) -> bool:
    """Say whether the catalog mostly sets a space before these marks; its first messages tell."""
    spaced, unspaced = re.compile(rf"{_SPACE}{_class(marks)}{_AFTER_MARK}(?<=\w..)"), _unspaced(marks)
    texts = [text for message in catalog.live[:_ENOUGH] for text in message.msgstr]
    return sum(len(spaced.findall(text)) for text in texts) >= sum(len(unspaced.findall(text)) for text in texts)


@cache
def _unspaced(marks: str) -> re.Pattern[str]:
    """Return what finds the marks without the space that they need; `&amp;` has none, and “?!” one for both."""
    entity = r"(?<!&\w\w;)(?<!&\w{3};)(?<!&\w{4};)"
    # The mark comes first in the pattern, and what must stand before it after that: it is found the faster for it.
    patterns = [rf"{_class(marks)}{_AFTER_MARK}(?<={_BEFORE_MARK}.){entity}"]
    if "»" in marks:
        patterns += [r"»(?<=[^\s«].)", r"«(?=[^\s»])"]
    return re.compile("|".join(patterns))


@cache
def _breakable(marks: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\S) {_class(marks)}{_AFTER_MARK}" + (r"|« (?=\S)" if "»" in marks else ""))


def _with_space(match: re.Match[str]) -> str:
    mark = match[0].strip()
    if mark == "«":
        return f"«{_NO_BREAK}"
    return f"{_NO_BREAK if mark in ':»' else _NARROW_NO_BREAK}{mark}"


@cache
def _foreign(locale: str) -> re.Pattern[str]:
    """Return what finds another script's mark between letters that are not Latin, or at the end of such words."""
    own: dict[str, str] = custom("own-marks", locale)
    letter = r"(?<=[\u0370-\u1cff\u1f00-\u1fff\u3041-\u30ff\u3400-\u9fff])"
    return re.compile(rf"{letter}{_class(''.join(own))}(?![A-Za-z0-9_.`:/])")


_HALF_WIDTH = {
    "，": ",",
    "、": ",",
    "。": ".",
    "．": ".",
    "；": ";",
    "：": ":",
    "？": "?",
    "！": "!",
    "（": "(",
    "）": ")",
}
_FULL_WIDTH = re.compile("[，、。．；：？！（）]")

_INSIDE = re.compile(r"[,;!?،؛।](?=[^\W\d_])(?<=[^\W\d_].)|\.(?=[^\W\d_]{2})(?<=[^\W\d_]{3}.)")


def _run_together(prose: str) -> list[str]:
    """Return where a mark has words on both sides: `a,b`, and `one.Two` where letters tell a new sentence."""
    found = []
    for match in _INSIDE.finditer(prose):
        before, after = prose[: match.start()].rsplit(maxsplit=1)[-1], prose[match.end() :].split(maxsplit=1)[0]
        if match[0] != "." or (before[1:].islower() and after.istitle()):
            found.append(f"{before}{match[0]}{after}")
    return found


def _class(marks: str) -> str:
    return f"[{re.escape(marks)}]"


def _shown(found: list[str]) -> str:
    return ", ".join(f"“{mark.strip()}”" for mark in dict.fromkeys(found))


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""
