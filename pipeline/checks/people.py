"""Checks of what a text says of people, and whom it tells them to call. Their lists are in `words/`."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.checks.cues import cues, in_its_language, lexicon, setting, source_cues
from pipeline.checks.numerals import has_digits
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import DIGIT
from pipeline.model import Message, Severity


@check(
    "consent-narrowed-to-marriage",
    Severity.ERROR,
    issue_type="addition",
    target=lexicon("marriage"),
    applies=in_its_language,
)
def consent_narrowed(message: Message, context: Context) -> Iterator[Problem]:
    """The translation speaks of husband, wife or marriage, and the source does not.

    A partner is anyone someone has sex with, and consent is asked of everyone. A handout that says “spouses” tells the
    unmarried that it is not for them, and the married that it is not about them. Such translations were met in Arabic,
    Vietnamese and Chinese. WHO asks for sexual experiences “free of coercion, discrimination and
    violence” for everyone: https://www.who.int/health-topics/sexual-health

    Bad (de):

        msgid "Talk with your partner."
        msgstr "Sprechen Sie mit Ihrem Ehemann."

    Good (de):

        msgid "Talk with your partner."
        msgstr "Sprechen Sie mit Ihrem Partner oder Ihrer Partnerin."
    """
    if not in_its_language(context):
        return
    found = cues("marriage", context.target.prose, context.locale)
    if found and not source_cues("marriage", context.source.prose, context.source.locale):
        yield Problem(f"“{found[0].text}” is about marriage; the source is not.")


@check("stigmatizing-word", Severity.WARNING, issue_type="style", target=lexicon("stigma"), applies=in_its_language)
def stigmatizing_word(message: Message, context: Context) -> Iterator[Problem]:
    """A person is called by an illness, a deed or what was done to them, as in “addict”, “lunatic” or “victim”.

    Such words keep people from care, and make clinicians judge them harder. NIDA, Words Matter:
    https://nida.nih.gov/research-topics/addiction-science/words-matter-preferred-language-talking-about-addiction
    WHO, Preventing suicide: a resource for media professionals, 2023, asks not to speak of suicide as a crime that one
    “commits”. Name the person first: “a person who uses drugs”, “a person who was assaulted”. Where the source labels,
    it is the source that needs the change.

    Bad (es):

        msgid "People who use drugs can get help."
        msgstr "Los drogadictos pueden recibir ayuda."

    Good (es):

        msgid "People who use drugs can get help."
        msgstr "Las personas que consumen drogas pueden recibir ayuda."
    """
    if not in_its_language(context) or not (found := cues("stigma", context.target.prose, context.locale)):
        return
    theirs = {cue.kind for cue in source_cues("stigma", context.source.prose, context.source.locale)}
    for cue in found:
        if cue.kind not in theirs:
            yield Problem(f"“{cue.text}” labels people.")


@check("hotline-typed", Severity.ERROR, issue_type="locale-specific-content", target=DIGIT)
def hotline_typed(message: Message, context: Context) -> Iterator[Problem]:
    """The translation has a telephone number that the source does not have.

    A number helps in its territory only, and only as long as it is right: who calls 911 in Spain or 112 in Mexico may
    reach nobody. Numbers stand in `resources.toml`, for each territory, with a source and the day they were checked; a
    text names the resource. ITU-T E.161.1 lists what countries answer to: https://www.itu.int/rec/T-REC-E.161.1

    Bad (es):

        # allow: number-mismatch The emergency number is another in this country.
        msgid "Call 911 now."
        msgstr "Llame al 112 ahora."

    Good (es):

        msgid "Call the emergency number now."
        msgstr "Llame ahora al número de emergencias."
    """
    if sum(map(len, _DIGITS.findall(context.target.prose))) < min(map(len, _short())):
        return
    ours = _digits(context.source.prose)
    for shown, digits in _runs(context.target.prose):
        if digits not in ours and (_is_phone(shown, digits) or (digits in _short() and _sends_to_phone(context))):
            yield Problem(f"“{shown}” is typed into the text; numbers belong to the resources.")


@check("hotline-in-source", Severity.WARNING, issue_type="locale-specific-content", scope="source", source=DIGIT)
def hotline_in_source(message: Message, context: Context) -> Iterator[Problem]:
    """The source has a telephone number typed into its text.

    It prints in every territory, and helps in one. Numbers stand in `resources.toml`, for each territory, with a source
    and the day they were checked; the text has a box for the resource, or says “the emergency number”. ITU-T E.161.1
    lists what countries answer to: https://www.itu.int/rec/T-REC-E.161.1

    Bad (en):

        msgid "Call 911 now."
        msgstr ""

    Good (en):

        msgid "Call the emergency number now."
        msgstr ""
    """
    if has_digits(context.source.prose):
        for shown, digits in _runs(context.source.prose):
            if _is_phone(shown, digits) or (digits in _short() and _sends_to_phone(context)):
                yield Problem(f"“{shown}” is typed into the text; numbers belong to the resources.")


_DIGITS = re.compile(r"\d+")
# Digits with what telephone numbers are grouped by; ITU-T E.123.
_RUN = re.compile(r"\+?\(?\d(?:[\d\s().\-\u2010-\u2013/]*\d)?")
# What else has as many digits: a grouped number, a date, two years.
_NO_PHONE = re.compile(r"\d{1,3}(?:[\s.]\d{3})+|\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{4}\s?[-\u2010-\u2013/]\s?\d{4}")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164 allows fifteen; no territory's whole numbers are under seven.


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each run of digits as it stands, and its digits alone, as ASCII."""
    for match in _RUN.finditer(text):
        digits = match[0] if match[0].isdecimal() else "".join(filter(str.isdecimal, match[0]))
        yield match[0], digits if digits.isascii() else "".join(str(unicodedata.decimal(one)) for one in digits)


@lru_cache(maxsize=1 << 15)
def _digits(text: str) -> str:
    """Return all digits of a source: worked out once for all locales."""
    return "".join(digits for _, digits in _runs(text))


def _is_phone(shown: str, digits: str) -> bool:
    return _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS and not _NO_PHONE.fullmatch(shown)


@cache
def _short() -> frozenset[str]:
    return frozenset(setting("hotline", "short"))


def _sends_to_phone(context: Context) -> bool:
    return bool(source_cues("hotline", context.source.prose, context.source.locale)) or any(
        "phone" in name for name in context.source.placeholders
    )
