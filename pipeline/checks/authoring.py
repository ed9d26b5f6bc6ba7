"""Checks of the source, for its authors: what is hard to read, to translate, or to read right.

What they know of a language stands in `words/authoring.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline import terms
from pipeline.checks.reading import source_reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.syllables import syllables
from pipeline.model import Message, Severity
from pipeline.terms import Concept

_WORD = re.compile(r"[^\W_][\w'’.,-]*|\ufffc")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[^\W_a-z])|\n+")
_SENTENCE = re.compile(r"[.!?…][\"”’)\s]*$")


@check("ambiguous-plural", Severity.WARNING, issue_type="internationalization", scope="source")
def ambiguous_plural(message: Message, context: Context) -> Iterator[Problem]:
    """A word has its plural in brackets: “medicine(s)”.

    Who reads it aloud stumbles, and most languages cannot say it: their verbs and adjectives change too. Write the
    plural, or “one or more”. The Microsoft Manual of Style asks for this for the sake of translation.

    Bad (en):

        msgid "Bring your medicine(s)."
        msgstr ""

    Good (en):

        msgid "Bring your medicines."
        msgstr ""
    """
    endings = _rules(context.language).get("plural-endings")
    if endings and "(" in context.source.text:
        for match in re.finditer(rf"\b[^\W\d_]{{2,}}\((?:{'|'.join(endings)})\)", context.source.prose):
            yield Problem(f"“{match[0]}” cannot be said in other languages; write the plural.")


# A space stands between a number and its unit: SI Brochure, 9th edition, 5.4.3.
_UNSPACED = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?(?:mg|mcg|[µμ]g|g|kg|m[lL]|dL|IU|mmHg|mm|cm|°C|°F|℃|℉)(?![\w/-])")


@check("unit-unspaced", Severity.WARNING, issue_type="whitespace", scope="source")
def unit_unspaced(message: Message, context: Context) -> Iterator[Problem]:
    """There is no space between a dose and its unit: 10mg.

    The m of mg is mistaken for one or two zeros: ten or a hundred times the dose. ISMP, List of Error-Prone
    Abbreviations: https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (en):

        msgid "Take 10mg at night."
        msgstr ""

    Good (en):

        msgid "Take 10 mg at night."
        msgstr ""
    """
    for match in _UNSPACED.finditer(context.source.prose):
        yield Problem(f"“{match[0]}” has no space before its unit.")


@check("microgram-sign", Severity.WARNING, issue_type="characters", scope="source")
def microgram_sign(message: Message, context: Context) -> Iterator[Problem]:
    """A dose is in µg.

    By hand and in small print, µg is read as mg, a thousand times as much. Write mcg, or micrograms. ISMP, List of
    Error-Prone Abbreviations: https://www.ismp.org/recommendations/error-prone-abbreviations-list

    Bad (en):

        msgid "Take 50 µg of vitamin D."
        msgstr ""

    Good (en):

        msgid "Take 50 mcg of vitamin D."
        msgstr ""
    """
    instead = _rules(context.language).get("microgram")
    if instead and re.search(r"[\u00b5\u03bc]g\b", context.source.prose):
        yield Problem(f"µg may be read as mg; write {instead}.")


@check("long-sentence", Severity.INFO, issue_type="style", scope="source")
def long_sentence(message: Message, context: Context) -> Iterator[Problem]:
    """A sentence has more than 20 words.

    Who reads slowly has lost its beginning at its end. Federal Plain Language Guidelines, “Write short sentences”:
    https://www.plainlanguage.gov/guidelines/concise/write-short-sentences/

    Bad (en):

        msgid "You can ask the nurse to close the door and to tell you about each step of the exam before it begins."
        msgstr ""

    Good (en):

        msgid "You can ask the nurse to close the door. You can also ask to be told about each step."
        msgstr ""
    """
    rules = _rules(context.language)
    if "long" in rules:
        yield from (
            _too_long(count, first)
            for first, count in _sentences(context.source.prose)
            if rules["long"] < count <= rules["overlong"]
        )


@check("overlong-sentence", Severity.WARNING, issue_type="style", scope="source")
def overlong_sentence(message: Message, context: Context) -> Iterator[Problem]:
    """A sentence has more than 25 words.

    Make two of it, or a list. Government Digital Service, “Sentence length: why 25 words is our limit”:
    https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/

    Bad (en):

        msgid "If you have a fever or if the pain gets worse or does not go away after two days, call your clinic and "
        "ask them for an appointment."
        msgstr ""

    Good (en):

        msgid "Call your clinic if you have a fever. Call too if the pain gets worse or does not go away."
        msgstr ""
    """
    limit = _rules(context.language).get("overlong")
    if limit:
        yield from (_too_long(count, first) for first, count in _sentences(context.source.prose) if count > limit)


def _too_long(count: int, first: str) -> Problem:
    return Problem(f"The sentence that begins “{first}” has {count} words.")


_ENOUGH_WORDS = 40
_GRADE = 6.9
"""What readers of the sixth grade still understand, as AMA and NIH advise for handouts."""


@check("reading-level", Severity.INFO, issue_type="style", scope="document")
def reading_level(message: Message, context: Context) -> Iterator[Problem]:
    """The handout is harder to read than grade 6.

    AMA and NIH advise the sixth grade for handouts. The measure is the Flesch-Kincaid grade, 0.39 × words a sentence +
    11.8 × syllables a word − 15.59, over all that is a sentence; syllables are counted as groups of vowels. It is for
    English alone, and knows nothing of sense: what it says is a hint. Kincaid et al., Derivation of New Readability
    Formulas for Navy Enlisted Personnel, 1975: https://apps.dtic.mil/sti/citations/ADA006655

    Bad (en):

        msgid "Postcoital dysphoria necessitates multidisciplinary psychological evaluation. Practitioners recommend "
        "individualized pharmacological interventions. Contraindications require comprehensive consideration. "
        "Investigators documented considerable heterogeneity internationally. Psychoeducational materials facilitate "
        "understanding. Communication difficulties deteriorate relationships. Longitudinal observations demonstrate "
        "improvement. Alternative explanations deserve acknowledgement. Uncertainty predominates. "
        "Generalizations require additional corroboration. Cultural expectations influence interpretation."
        msgstr ""

    Good (en):

        msgid "Some people cry after sex. It can have many causes. Tears do not mean that you are ill. You can talk "
        "with a friend. You can see a nurse if it goes on. She will ask how you feel. You choose what you want to say. "
        "Then you both make a plan."
        msgstr ""
    """
    if context.language != "en":
        return
    words = sentences = count = 0
    for one in context.catalog.live:
        prose = source_reading(one.msgid, context.run.source_locale, False).prose
        if _SENTENCE.search(prose):
            found = [word for word in _WORD.findall(prose) if word[0].isalpha()]
            sentences += len(_sentences(prose))
            words += len(found)
            count += sum(syllables(word, "en") for word in found)
    if words < _ENOUGH_WORDS:
        return
    grade = 0.39 * words / sentences + 11.8 * count / words - 15.59
    if grade > _GRADE:
        yield Problem(
            f"Grade {grade:.1f}: {words / sentences:.0f} words a sentence, {count / words:.2f} syllables a word."
        )


@check("term-unexplained", Severity.INFO, issue_type="terminology", scope="source")
def term_unexplained(message: Message, context: Context) -> Iterator[Problem]:
    """A medical name is not explained where the handout first uses it.

    The termbase says which they are: their definition or note speaks of a “medical name” or a “clinical term”. Say what
    it means in the same sentence, or in brackets. PEMAT, item 4, “Medical terms are used only to familiarize audience
    with the terms. When used, medical terms are defined”: https://www.ahrq.gov/health-literacy/patient-education/pemat.html

    Bad (en):

        msgid "Dyspareunia can be treated."
        msgstr ""

    Good (en):

        msgid "Pain during sex can be treated. The medical name is dyspareunia."
        msgstr ""
    """
    glosses = _rules(context.language).get("glosses")
    if not glosses or _explains(context.source.prose, glosses):
        return
    for concept, occurrence in context.named.items():
        if is_clinical(concept) and _first(concept, context) is message:
            yield Problem(f"“{occurrence.surface}” is not explained where it is first used.")


def _explains(text: str, glosses: list[str]) -> bool:
    return "(" in text or re.search(rf"\b(?:{'|'.join(map(re.escape, glosses))})\b", text) is not None


_CLINICAL = re.compile(r"\b(?:clinical|medical) (?:name|term|word)\b", re.IGNORECASE)


def is_clinical(concept: Concept) -> bool:
    """Say whether the termbase calls the concept's name a medical name or a clinical term."""
    return _CLINICAL.search(f"{concept.definition} {concept.note}") is not None


def _first(concept: Concept, context: Context) -> Message | None:
    """Return the first message of the handout that names the concept."""
    locale = context.run.source_locale
    for message in context.catalog.live:
        prose = source_reading(message.msgid, locale, False).prose
        if any(one.concept is concept for one in terms.occurrences(context.run.termbase, prose, locale)):
            return message
    return None


@check("percent-without-whole", Severity.INFO, issue_type="numbers", scope="source")
def percent_without_whole(message: Message, context: Context) -> Iterator[Problem]:
    """A percentage does not say what it is of.

    “30% had pain” leaves open of whom, and how many they were. Say it in the sentence: “30% of the women in a study”,
    or in numbers, “3 of 10 women”. CDC, Clear Communication Index, on numbers: https://www.cdc.gov/ccindex/

    Bad (en):

        msgid "Pain returned later: 30%."
        msgstr ""

    Good (en):

        msgid "Pain returned in 30% of the women."
        msgstr ""
    """
    wholes = _rules(context.language).get("wholes")
    if not wholes or not ("%" in context.source.text or "percent" in context.source.text):
        return
    for sentence in _SENTENCE_END.split(context.source.prose):
        shown = re.search(r"\d[\d.,]*\s?(?:%|percent\b)", sentence)
        if shown and not re.search(rf"\b(?:{'|'.join(wholes)})\b", sentence, re.IGNORECASE):
            yield Problem(f"“{shown[0]}” does not say what it is of.")


_CAPITALS = re.compile(r"\b[A-Z][A-Z'’]+(?:\s+[A-Z][A-Z'’]+)*\b")
_LONGEST_ACRONYM = 6


@check("capitals-in-source", Severity.INFO, issue_type="style", scope="source")
def capitals_in_source(message: Message, context: Context) -> Iterator[Problem]:
    """Words are in capital letters to stress them.

    They are harder to read, screen readers may spell them out, and most scripts of the world have no capitals to
    translate them with. Write bold text. The Federal Plain Language Guidelines advise against them too.

    Bad (en):

        msgid "DO NOT drive."
        msgstr ""

    Good (en):

        msgid "**Do not** drive after an HIV or STI test."
        msgstr ""
    """
    shouted = _rules(context.language).get("shouted")
    if not shouted:
        return
    for match in _CAPITALS.finditer(context.source.prose):
        words = match[0].replace("’", "'").split()
        if any(word in shouted or len(word) > _LONGEST_ACRONYM for word in words):
            yield Problem(f"“{match[0]}” is in capital letters.")


_FACT = r"\{[A-Za-z_]\w*\}"


@check("fact-agreement", Severity.INFO, issue_type="internationalization", scope="source")
def fact_agreement(message: Message, context: Context) -> Iterator[Problem]:
    """A word beside a fact has a form that depends on it: “a {dose}”, “the {n}th”.

    The fact prints in each language as its rules ask for; “a 8 mg” is wrong, and so is an ending that is set behind it.
    Let no article stand before a fact, and no letter touch it.

    Bad (en):

        msgid "Take a {dose} tablet."
        msgstr ""

    Good (en):

        msgid "Take the tablet of {dose}."
        msgstr ""
    """
    articles = _rules(context.language).get("articles")
    if not articles or "{" not in context.source.text:
        return
    text = context.source.text
    for match in re.finditer(rf"\b(?:{'|'.join(articles)})\s{_FACT}|{_FACT}['’]?[^\W\d_]+", text, re.IGNORECASE):
        yield Problem(f"“{match[0]}” depends on what the fact is.")


@lru_cache(maxsize=1 << 4)
def _sentences(prose: str) -> list[tuple[str, int]]:
    """Return the first words of each sentence, and how many it has."""
    found = [_WORD.findall(sentence) for sentence in _SENTENCE_END.split(prose)]
    return [(" ".join(words[:3]).replace("\ufffc", "…"), len(words)) for words in found if words]


@cache
def _rules(of: str) -> Mapping[str, Any]:
    """Return what is known of a language; nothing of one that is not in the file."""
    rules: dict[str, dict[str, Any]] = tomllib.loads(
        (Path(__file__).parent / "words" / "authoring.toml").read_text("utf-8")
    )
    return rules.get(of, {})
