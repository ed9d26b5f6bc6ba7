"""How handouts read: the formulas against texts that were counted by hand, and the command."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline import readability
from pipeline.checks.syllables import syllables
from tests.conftest import Handouts

ROOT = Path(__file__).resolve().parent.parent

SYLLABLES = {
    "de": "Hilfe-2 Arzt-1 Übelkeit-3 Ärztin-2 aber-2 Patienten-4 freuen-2 Feuer-2 Idee-2 Familie-4 Schmerz-1 "
    "Untersuchung-4 ideal-3 beeinflussen-4 nie-1 Infektion-4",
    "en": "crying-2 people-2 table-2 asked-1 wanted-2 feelings-2 hours-1 medicine-3 the-1",
    "es": "hacia-2 ahí-2 leer-2 oye-2 muy-1 ciudad-2 continúo-4 día-2 idea-3 ayuda-3 relación-3 después-2 o-1 "
    "médico-3 emocional-4 oír-2 quiere-2 guía-2 rey-1 y-1 huevo-2",
    "fr": "elle-1 table-1 parler-2 santé-2 médecin-3 oublie-2 parlent-1 relation-3 consentement-4 aide-1 créer-2 "
    "voyage-2 question-2 yeux-1 le-1 souvent-2 patient-2 peuvent-1 année-2 quelque-1 vie-1",
    "nl": "huilen-2 pijn-1 patiënten-4 ideeën-3 mooie-2 nieuwe-2 gezondheid-3 leeuw-1 zee-1 reactie-3",
    "pl": "lekarz-2 niepokój-3 dziecko-2 mieć-1 rozmawiać-3 się-1 pielęgniarka-4 auto-2 nauka-3",
    "pt": "história-3 dia-2 não-1 mãe-1 saudável-3 quando-2 água-2 paciência-4 relação-3 você-2 saúde-3 muito-2 "
    "sentimentos-4 reais-2 aquilo-3 rainha-3 juiz-2 cair-2 viu-1 quem-1",
    "ru": "плакать-2 врач-1 отношения-5 её-2",
    "tr": "saat-2 ağlamak-3 doktor-2 iyi-2",
}


@pytest.mark.parametrize("language", SYLLABLES)
def test_syllables_are_those_that_people_count(language: str) -> None:
    counted = dict(pair.split("-") for pair in SYLLABLES[language].split())
    assert {word: str(syllables(word, language)) for word in counted} == counted


# Each text with its words and sentences counted by hand, and the scores that follow from these counts.
TEXTS: list[tuple[str, str, int, int, dict[str, float]]] = [
    # 9 words, 2 sentences, 10 syllables, none of them in a word of three.
    ("en", "Some people cry. You can talk to a nurse.", 9, 2, {"Flesch-Kincaid grade": -0.7239, "SMOG": 3.1291}),
    # 4 words, 2 of them of three syllables; 8 syllables.
    ("en", "The medicine is important.", 4, 1, {"Flesch-Kincaid grade": 9.57, "SMOG": 11.2081}),
    # Us-ted pue-de llo-rar. Es nor-mal: 9 syllables.
    ("es", "Usted puede llorar. Es normal.", 5, 2, {"Flesch-Szigriszt (INFLESZ)": 92.195, "Fernández Huerta": 96.29}),
    # Vous pou-vez pleu-rer. Ce n'est pas grave: 9 syllables.
    ("fr", "Vous pouvez pleurer. Ce n'est pas grave.", 7, 2, {"Kandel-Moles": 108.8189}),
    # Sie kön-nen wei-nen. Das ist nor-mal: 9 syllables, 3 of 6 words of one.
    ("de", "Sie können weinen. Das ist normal.", 6, 2, {"Amstad": 89.25, "Wiener Sachtextformel 1": -2.0084}),
    # 22 letters.
    ("it", "Puoi piangere. Non sei solo.", 5, 2, {"Gulpease": 165}),
    # Vo-cê po-de cho-rar. Is-so é nor-mal: 11 syllables.
    ("pt_BR", "Você pode chorar. Isso é normal.", 6, 2, {"Flesch (Martins et al.)": 90.69}),
    # 11 vowels.
    ("ru", "Вы можете плакать. Это нормально.", 5, 2, {"Flesch (Oborneva)": 71.365}),
    # U mag hui-len. Dat is nor-maal: 8 syllables.
    ("nl", "U mag huilen. Dat is normaal.", 6, 2, {"Flesch-Douma": 101.3833}),
    # 2 of 7 words have more than six letters.
    ("sv", "Du får gråta. Det är fullständigt normalt.", 7, 2, {"LIX": 32.0714}),
    # 1 of 5 words has four syllables: na-tu-ral-ne.
    ("pl", "Możesz płakać. To jest naturalne.", 5, 2, {"Pisarek (linear)": 8.5}),
    # Ağ-la-ya-bi-lir-sin. Bu nor-mal-dir: 10 syllables.
    ("tr", "Ağlayabilirsin. Bu normaldir.", 3, 2, {"Ateşman": 60.9933}),
    ("hi", "आप रो सकते हैं। यह ठीक है।", 7, 2, {}),
    ("ar", "يمكنك البكاء. لماذا؟", 3, 2, {}),
    ("zh_Hans", "你可以哭。这很正常。", 6, 2, {}),
]


@pytest.mark.parametrize(("locale", "text", "words", "sentences", "scores"), TEXTS)
def test_each_formula_gives_what_a_person_works_out(
    locale: str, text: str, words: int, sentences: int, scores: dict[str, float]
) -> None:
    counts = readability.count([text], locale)
    assert (len(counts.words), len(counts.sentences)) == (words, sentences)
    found = {score.formula.name: score.value for score in readability.scores(counts)}
    assert found == pytest.approx(scores, abs=0.001)


def test_every_formula_is_tried_here() -> None:
    assert {name for *_, scores in TEXTS for name in scores} == {one.name for one in readability.every_formula()}


@pytest.mark.parametrize(
    ("locale", "text", "band"),
    [
        ("es", "Usted puede llorar. Es normal.", "very easy"),
        ("es", "Recomendamos psicoterapia multidisciplinaria individualizada.", "very difficult"),
        ("sv", "Du får gråta. Det är fullständigt normalt.", "easy"),
        ("tr", "Ağlayabilirsin. Bu normaldir.", "medium"),
    ],
)
def test_a_score_is_named_as_its_source_names_it(locale: str, text: str, band: str) -> None:
    assert readability.scores(readability.count([text], locale))[0].band == band


def test_numbers_marks_and_addresses_are_no_words() -> None:
    counts = readability.count(["In 2019, 41 % of the follow-up said: don’t — or both."], "en")
    assert counts.words == ("In", "of", "the", "follow-up", "said:", "don’t", "or", "both.")


HANDOUT = """\
---
title: Water
---
# Water

Drink some water. It is good for you.

Hydration prevents dehydration. Dyspareunia is another matter.

## A heading without an end
"""


def rows(out: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["handout"], row["locale"]): row for row in json.loads(out)["readability"]}


def written(handouts: Handouts, locales: str = '["es", "vi"]') -> None:
    Path("source/water.md").write_text(HANDOUT)
    settings = Path("handouts.toml")
    settings.write_text(re.sub(r"(?m)^locales = .*$", f"locales = {locales}", settings.read_text()))
    code, _, err = handouts("update")
    assert code == 0, err


def translate(locale: str, msgid: str, msgstr: str, flags: str = "") -> None:
    path = Path(f"locales/{locale}/LC_MESSAGES/water.po")
    before = path.read_text()
    after = re.sub(rf'msgid "{re.escape(msgid)}"\nmsgstr ""', f'{flags}msgid "{msgid}"\nmsgstr "{msgstr}"', before)
    assert after != before
    path.write_text(after)


def test_a_handout_is_measured_in_each_language_by_its_own_formula(handouts: Handouts) -> None:
    written(handouts)
    translate("es", "Drink some water. It is good for you.", "Beba agua. Le hace bien.")
    code, out, err = handouts("readability", "--format", "json")
    assert (code, err) == (0, "")
    found = rows(out)
    source, es, vi = (found["water", locale] for locale in ("en", "es", "vi"))
    assert (source["texts"], source["sentences"], source["words"]) == (2, 4, 15)
    assert [score["formula"] for score in source["scores"]] == ["Flesch-Kincaid grade", "SMOG"]
    assert (es["texts"], es["translated"], es["words"]) == (2, 1, 5)
    # Be-ba a-gua. Le ha-ce bien: 8 syllables in 5 words, 2 sentences; 24 characters for 37.
    assert es["scores"][0]["value"] == pytest.approx(206.835 - 62.3 * 8 / 5 - 5 / 2, abs=0.01)
    assert es["length_ratio"] == pytest.approx(24 / 37, abs=0.001)
    assert (vi["translated"], vi["scores"]) == (0, [])
    assert "No validated formula" in vi["no_score"]


def test_a_fuzzy_translation_counts_for_nothing(handouts: Handouts) -> None:
    written(handouts)
    translate("es", "Drink some water. It is good for you.", "Beba agua. Le hace bien.", "#, fuzzy\n")
    assert rows(handouts("readability", "es", "--format", "json")[1])["water", "es"]["words"] == 0


def test_the_grade_is_what_the_check_says(handouts: Handouts) -> None:
    hard = "Practitioners recommend individualized pharmacological interventions, in {0} of people. "
    Path("source/water.md").write_text(f"---\ntitle: Water\n---\n# Water\n\n{hard * 12}\n".replace("{0}", "3.7 %"))
    said = handouts("check", "en", "--select", "reading-level")[1]
    grade = next(
        score["value"]
        for score in rows(handouts("readability", "--format", "json")[1])["water", "en"]["scores"]
        if score["formula"] == "Flesch-Kincaid grade"
    )
    assert f"Grade {grade:.1f}:" in said


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_a_person_reads_the_score_with_its_formula_and_source(handouts: Handouts, format_: str) -> None:
    written(handouts)
    translate("es", "Drink some water. It is good for you.", "Beba agua. Le hace bien.")
    out = handouts("readability", "--format", format_)[1]
    plain = out.replace("\\", "")
    assert "Flesch-Szigriszt (INFLESZ) 104.7, very easy" in plain
    assert "Flesch-Szigriszt (INFLESZ) = 206.835 − 62.3 × syllables per word" in plain
    assert "An Sist Sanit Navar. 2008;31(2):135-152." in plain
    assert "vi: No validated formula is known to this project." in plain


def test_medical_names_that_nobody_explains_are_counted(handouts: Handouts) -> None:
    termbase = (ROOT / "source/terms.tbx").read_bytes()
    Path("source/terms.tbx").write_bytes(termbase)
    written(handouts, '["es"]')
    source = rows(handouts("readability", "--format", "json")[1])["water", "en"]
    assert (source["medical_names"], source["medical_names_unexplained"]) == (1, 1)


def test_an_unknown_locale_is_named(handouts: Handouts) -> None:
    code, out, err = handouts("readability", "zz")
    assert (code, out) == (2, "")
    assert "zz" in err


def test_the_manual_has_every_formula_and_source() -> None:
    page = (ROOT / "docs/readability.md").read_text("utf-8")
    for formula in readability.every_formula():
        assert f"{formula.name} = {formula}" in page
        assert formula.source in page
