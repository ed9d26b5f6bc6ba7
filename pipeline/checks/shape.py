"""Checks of a text's outer shape: its capitals, length, sentences and lines, and the names within it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.customs import custom, script
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import LINE_BREAK, text
from pipeline.cldr import FULL_WIDTH_ENDS, SENTENCE_ENDS
from pipeline.model import Message, Severity

# What may stand before the first letter: opening marks, markup, a bullet.
_BEFORE_FIRST = ' \t\n\u00a0*_"“”„«‹‘([（「¿¡-–—•'
_SENTENCE_END = (".", "!", "?", ":")
_BICAMERAL = frozenset({"Armn", "Cyrl", "Grek", "Latn"})
"""Scripts that begin sentences with capitals; Georgian has them and does not."""
_BICAMERAL_END = "\u0590"
"""All their letters but rare ones stand before it."""


@check(
    "capital-missing",
    Severity.WARNING,
    issue_type="typographical",
    target=text(lambda reading: reading.text.lstrip(_BEFORE_FIRST)[:1].islower()),
)
def capital_missing(message: Message, context: Context) -> Iterator[Problem]:
    """The source is a sentence that begins with a capital letter, and the translation begins with a small one.

    Its beginning may be lost. A single word or a label may be small in another language: “Monday” is « lundi ».

    Bad (es):

        msgid "Take it with food."
        msgstr "tómelo con alimentos."

    Good (fr):

        msgid "Monday"
        msgstr "lundi"
    """
    target = context.target.text.lstrip(_BEFORE_FIRST)
    if not target[:1].islower() or target[0] >= _BICAMERAL_END:
        return
    source = context.source.text.lstrip(_BEFORE_FIRST)
    if not source[:1].isupper() or not source.rstrip('"”)*_ \n').endswith(_SENTENCE_END) or " " not in source.strip():
        return
    first = target.split(maxsplit=1)[0]
    # A name (iPhone), an address, or Irish and Zulu, which put small letters before the capital.
    if first.islower() and first.isalpha():
        yield Problem(f"The sentence begins with a small letter: “{first}”.", _capitalized(context.target.text))


def _capitalized(text: str) -> str:
    place = len(text) - len(text.lstrip(_BEFORE_FIRST))
    return text[:place] + text[place].upper() + text[place + 1 :]


_FEW_LETTERS = 6
"""So short a text in capitals is an acronym: HIV, PTSD."""


_CAPITALS = text(lambda reading: reading.text.isupper())


@check(
    "all-capitals-mismatch",
    Severity.WARNING,
    issue_type="style",
    source=_CAPITALS,
    target=_CAPITALS,
    applies=lambda context: script(context.locale) in _BICAMERAL,
)
def all_capitals_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The source or the translation is in capital letters, and the other is not.

    Words in capitals are harder to read for most people, and some screen readers spell them out. RNIB, Clear print
    guidelines, and PEMAT advise against them: https://www.ahrq.gov/health-literacy/patient-education/pemat.html

    Bad (es):

        msgid "Take it with food."
        msgstr "TÓMELO CON ALIMENTOS."

    Good (es):

        msgid "HIV"
        msgstr "VIH"
    """
    source, target = context.source.text, context.target.text
    if target.isupper() == source.isupper() or script(context.locale) not in _BICAMERAL:
        return
    if target.isupper() and _capitals(target) > _FEW_LETTERS and sum(map(str.isalpha, source)) > _FEW_LETTERS:
        yield Problem("The translation is in capital letters.")
    elif source.isupper() and " " in source.strip() and _capitals(source) > _FEW_LETTERS and target.lower() != target:
        yield Problem("The source is in capital letters, and the translation is not.")


def _capitals(text: str) -> int:
    return sum(map(str.isupper, text))


_COMPARABLE = 40
"""Shorter texts differ too much in length: a word may become a phrase."""
_SHORTEST, _LONGEST = 0.45, 2.1
"""Of what is usual in the language: words/typography.toml says what that is measured on."""


@check(
    "unlikely-length",
    Severity.WARNING,
    issue_type="length",
    source=text(lambda reading: len(reading.text) >= _COMPARABLE),
    applies=lambda context: custom("length", context.locale),
)
def unlikely_length(message: Message, context: Context) -> Iterator[Problem]:
    """The translation is less than half, or more than twice, as long as one into its language usually is.

    A sentence may be missing, or the translation may belong to another message. What is usual was measured for each
    language; texts of fewer than 40 characters are not judged.

    Bad (es):

        msgid "Call the clinic if the pain gets worse or if you have a fever."
        msgstr "Llame a la clínica."

    Good (zh_Hans):

        msgid "Call the clinic if the pain gets worse or if you have a fever."
        msgstr "如果疼痛加重或出现发烧，请致电诊所。"
    """
    length = len(context.source.text)
    if length < _COMPARABLE or not (usual := custom("length", context.locale)):
        return
    share = len(context.target.text) / (length * usual)
    if _SHORTEST <= share <= _LONGEST:
        return
    share = len(context.target.prose.strip()) / max(1, len(context.source.prose.strip())) / usual
    if not _SHORTEST <= share <= _LONGEST and len(context.source.prose.strip()) >= _COMPARABLE:
        than = "shorter" if share < 1 else "longer"
        yield Problem(f"Much {than} than is usual: {share:.0%} of the length to expect.")


# A sentence ends with its mark and a space, or in Chinese and Japanese without one; abbreviations have small letters
# or digits next.
_SENTENCE = re.compile(
    rf"(?<![{SENTENCE_ENDS}])[{SENTENCE_ENDS}]++[\"”»’)*_\]]*+\s++(?=[¿¡\"“„«‘(*_\[]*([^\W\d_]))|[{FULL_WIDTH_ENDS}]"
)
_END = re.compile(rf"[{SENTENCE_ENDS}][\s\"”»’)*_\]]|[{FULL_WIDTH_ENDS}]")
_MANY = 3


def _has_many_sentences(reading: Reading) -> object:
    return _sentences(reading.prose) >= _MANY


@check(
    "sentence-count-mismatch",
    Severity.WARNING,
    issue_type="omission",
    source=text(_has_many_sentences),
    target=text(lambda reading: len(_END.findall(reading.text)) >= _MANY - 1),
    applies=lambda context: not custom("no-full-stop", context.locale),
)
def sentence_count_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The translation has at most half, or at least twice, as many sentences as the source.

    Translators join two sentences or part one; that leaves most of them. Fewer by half may be an omission.

    Bad (es):

        msgid "Sit down. Breathe in slowly. Breathe out. Call us."
        msgstr "Siéntese y respire lentamente antes de llamarnos por teléfono."

    Good (es):

        msgid "Sit down. Breathe in slowly. Breathe out. Call us."
        msgstr "Siéntese. Inspire lentamente y espire. Llámenos."
    """
    ours = _sentences(context.source.prose)
    if ours < _MANY and len(_END.findall(context.target.text)) + 1 < max(_MANY, 2 * ours):
        return
    if custom("no-full-stop", context.locale):
        return
    theirs = _sentences(context.target.prose)
    if max(ours, theirs) >= _MANY and not ours < 2 * theirs < 4 * ours:
        yield Problem(f"The source has {_counted(ours)}, the translation {theirs}.")


@lru_cache(maxsize=1 << 15)
def _sentences(text: str) -> int:
    """Return how many sentences the text has."""
    text = text.strip()
    ends = sum(map(_ends_sentence, _SENTENCE.finditer(text)))
    return ends + (not text.endswith(tuple(FULL_WIDTH_ENDS)))


def _ends_sentence(match: re.Match[str]) -> bool:
    if match[0] in FULL_WIDTH_ENDS:
        return True
    if match[1].islower() and match[1] < _BICAMERAL_END:
        return False
    # An abbreviation has full stops too: Hindi मि.ग्रा., Spanish « T. E. P. T. ».
    _, _, word = match.string[: match.start()].rpartition(" ")
    return "." not in word and (len(word) > 1 or not match[0].startswith("."))


def _counted(sentences: int) -> str:
    return "1 sentence" if sentences == 1 else f"{sentences} sentences"


_ITEM = re.compile(r"^[ \t]*(?:[-*+•·‣–] |\d{1,2}[.)] )", re.MULTILINE)


@check("line-mismatch", Severity.WARNING, issue_type="formatting", source=LINE_BREAK, target=LINE_BREAK)
def line_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    r"""The translation has other paragraphs or list items than the source.

    A list that runs on in one line is hard to follow, and a missing item is a missing step. Where lines are wrapped
    within a paragraph does not count.

    Bad (es):

        msgid "Bring:\n- your card\n- your medicines"
        msgstr "Traiga:\n- su tarjeta y sus medicamentos"

    Good (es):

        msgid "Bring:\n- your card\n- your medicines"
        msgstr "Traiga:\n- su tarjeta\n- sus medicamentos"
    """
    source, target = context.source.text, context.target.text
    if "\n" not in source and "\n" not in target:
        return
    ours, theirs = len(_ITEM.findall(source)), len(_ITEM.findall(target))
    if ours != theirs:
        yield Problem(f"List items: the source has {ours}, the translation {theirs}.")
    ours, theirs = source.strip().count("\n\n"), target.strip().count("\n\n")
    if ours != theirs:
        yield Problem(f"Paragraphs: the source has {ours + 1}, the translation {theirs + 1}.")


_ACRONYM = re.compile(r"(?<![\w&/.-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{1,5}(?:s|es)?(?![\w/-]|\.\w)")
_IN_CAPITALS = re.compile(r"\w*[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁІЇЄҐЎ]\w?[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁІЇЄҐЎ]\w*|(?:[^\W\d_a-z]\.[ \u00a0]?){2,}")


def _has_acronym(reading: Reading) -> object:
    return _acronyms(reading.prose)


@check(
    "acronym-missing",
    Severity.WARNING,
    issue_type="inconsistent-entities",
    source=text(_has_acronym),
    applies=lambda context: script(context.locale) in _BICAMERAL,
)
def acronym_missing(message: Message, context: Context) -> Iterator[Problem]:
    """The source has an acronym, and the translation has neither it nor another in its place.

    Patients look for the letters that stand on their records. HIV may become VIH or ВИЧ: any acronym will do, and what
    the termbase says of it is checked there. Scripts without capital letters are left alone.

    Bad (es):

        msgid "An HIV test is free."
        msgstr "La prueba es gratuita."

    Good (es):

        msgid "An HIV test is free."
        msgstr "La prueba del VIH es gratuita."
    """
    wanted = _acronyms(context.source.prose)
    if not wanted:
        return
    text = context.target.prose
    if script(context.locale) not in _BICAMERAL or text.isupper():
        return
    lowered = text.lower()
    lacking = [acronym for acronym in wanted if acronym.lower() not in lowered]
    others = {word for word in _IN_CAPITALS.findall(text) if not any(acronym in word for acronym in wanted)}
    if len(lacking) > len(others) and not _is_term(lacking[0], context):
        yield Problem(f"{lacking[0]} is missing, and nothing in capital letters stands for it.")


def _is_term(acronym: str, context: Context) -> bool:
    return any(acronym in occurrence.surface for occurrence in context.named.values())


@lru_cache(maxsize=1 << 15)
def _acronyms(text: str) -> tuple[str, ...]:
    if text.isupper():
        return ()
    return tuple(dict.fromkeys(match.rstrip("es") for match in _ACRONYM.findall(text) if match not in _NO_ACRONYMS))


# Words that English alone writes in capitals, and capitals that shout.
_NO_ACRONYMS = frozenset(
    {"AM", "PM", "OK", "TV", "US", "UK", "USA", "ID", "NOT", "AND", "OR", "NO", "DO", "ALL", "MUST"}
)

_CAMEL = re.compile(r"(?<![\w/.@-])(?:[A-Z][a-z]+[A-Z][a-z]+|[a-z]{1,2}[A-Z][a-z]{3,})(?![\w/@-]|\.\w)")


def _has_name(reading: Reading) -> object:
    return _names(reading.prose)


@check(
    "name-mismatch",
    Severity.WARNING,
    issue_type="inconsistent-entities",
    source=text(_has_name),
    applies=lambda context: script(context.locale) == "Latn",
)
def name_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A name with a capital letter inside is missing or spelled otherwise: MedlinePlus, FaceTime.

    A reader looks for the service by this name. Languages in other scripts may spell it by its sound, and are left
    alone.

    Bad (es):

        msgid "Read more at MedlinePlus."
        msgstr "Encontrará más información en Medlineplus."

    Good (es):

        msgid "Read more at MedlinePlus."
        msgstr "Encontrará más información en MedlinePlus."
    """
    names = _names(context.source.prose)
    if not names or script(context.locale) != "Latn":
        return
    text = context.target.text
    for name in names:
        if name not in text:
            yield Problem(f"{name} is missing, or spelled otherwise.")


@lru_cache(maxsize=1 << 15)
def _names(text: str) -> tuple[str, ...]:
    return tuple(_CAMEL.findall(text))
