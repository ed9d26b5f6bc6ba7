"""The termbase: how it is read, where its terms occur in many languages, and what translators are told."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import terms
from pipeline.errors import HandoutsError
from pipeline.model import Message
from pipeline.terms import Concept, Term, Termbase

DCA = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <text>
    <body>
      <conceptEntry id="partner">
        <descrip type="subjectField">relationships</descrip>
        <descripGrp><descrip type="definition">A person whom
          someone is close to.</descrip></descripGrp>
        <langSec xml:lang="en"><termSec><term>partner</term></termSec></langSec>
        <langSec xml:lang="es">
          <termSec>
            <term>pareja</term>
            <termNote type="partOfSpeech">noun</termNote>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
          </termSec>
          <termSec>
            <term>esposo</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
            <note>a <hi>husband</hi></note>
          </termSec>
        </langSec>
      </conceptEntry>
    </body>
  </text>
</tbx>
"""
DCT = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
  <text>
    <body>
      <conceptEntry id="partner">
        <min:subjectField>relationships</min:subjectField>
        <basic:definition>A person whom someone is close to.</basic:definition>
        <langSec xml:lang="en"><termSec><term>partner</term></termSec></langSec>
        <langSec xml:lang="es">
          <termSec>
            <term>pareja</term>
            <min:partOfSpeech>noun</min:partOfSpeech>
            <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
          </termSec>
          <termSec>
            <term>esposo</term>
            <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>
            <note>a husband</note>
          </termSec>
        </langSec>
      </conceptEntry>
    </body>
  </text>
</tbx>
"""


def read(content: str | bytes, folder: Path) -> Termbase:
    (folder / "terms.tbx").write_bytes(content.encode() if isinstance(content, str) else content)
    return terms.read(folder / "terms.tbx", folder)


@pytest.mark.parametrize("content", [DCA, DCT], ids=["dca", "dct"])
def test_both_styles_of_tbx_say_the_same(content: str, tmp_path: Path) -> None:
    (concept,) = read(content, tmp_path)
    assert (concept.id, concept.subject) == ("partner", "relationships")
    assert concept.definition == "A person whom someone is close to."
    assert concept.terms == {
        "en": (Term("partner"),),
        "es": (Term("pareja", "preferred", "", "noun"), Term("esposo", "deprecated", "a husband")),
    }


def test_what_is_said_of_a_review_and_of_a_handout_holds_for_each_term_below(tmp_path: Path) -> None:
    reviewed = (
        '<transacGrp><transac type="transactionType">modification</transac><date>2026-05-04</date>'
        '<transacNote type="responsibility">reviewer</transacNote></transacGrp>'
    )
    content = (
        DCA.replace('<langSec xml:lang="es">', f'<langSec xml:lang="es">{reviewed}<note>ask again</note>')
        .replace("<term>esposo</term>", "<term>esposo</term><note>uncertain: ask a native clinician</note>")
        .replace('<langSec xml:lang="en">', '<admin type="projectSubset">a b</admin><langSec xml:lang="en">')
    )
    (concept,) = read(content, tmp_path)
    assert [(term.reviewed, term.domains) for term in concept.terms["es"]] == [
        ("2026-05-04", ("a", "b")),
        ("uncertain", ("a", "b")),
    ]
    assert concept.terms["es"][1].note == "a husband"
    assert concept.notes == {"es": "ask again"}
    assert concept.beyond == ()


def test_a_project_without_a_termbase_has_an_empty_one(tmp_path: Path) -> None:
    assert len(terms.read(tmp_path / "terms.tbx", tmp_path)) == 0


PREFERRED = '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>'


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("</tbx>", "</tbz>", "terms.tbx:25: Not well-formed XML: mismatched tag."),
        (
            "<tbx ",
            "<!DOCTYPE tbx [<!ENTITY a 'b'>]><tbx ",
            "terms.tbx: Declares entities or names an outside file, which",
        ),
        ("tbx", "martif", "terms.tbx:2: Not TBX: its root is <martif>."),
        ('<conceptEntry id="partner">', "<conceptEntry>", "terms.tbx:5: A concept has no id."),
        ('<langSec xml:lang="es">', "<langSec>", "terms.tbx:10: A language section has no xml:lang."),
        ('<langSec xml:lang="es">', '<langSec xml:lang="en">', "terms.tbx:10: The concept “partner” has two sections"),
        ("<term>esposo</term>", "<term> </term>", "terms.tbx:16: A term is empty."),
        (
            "<term>esposo</term>",
            "<term>Pareja</term>",
            "terms.tbx:16: The concept “partner” has the term “Pareja” twice.",
        ),
        (
            "deprecatedTerm",
            "preferredTerm",
            "terms.tbx:16: The concept “partner” prefers both “pareja” and “esposo” in “es”",
        ),
        ("deprecatedTerm-admn-sts", "deprecated", "terms.tbx:16: Unknown administrative status “deprecated”."),
        ("</body>", '<conceptEntry id="partner"/></body>', "terms.tbx:23: Two concepts have the id “partner”."),
        ('encoding="UTF-8"', 'encoding="klingon"', "terms.tbx: Not readable as XML: unknown encoding: klingon."),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line: str, tmp_path: Path) -> None:
    assert old in DCA
    with pytest.raises((HandoutsError, ExceptionGroup)) as caught:
        read(DCA.replace(old, new), tmp_path)
    error = caught.value.exceptions[0] if isinstance(caught.value, ExceptionGroup) else caught.value
    assert str(error).startswith(line)


def test_every_concept_with_a_mistake_is_told(tmp_path: Path) -> None:
    broken = "<conceptEntry/><conceptEntry/></body>"
    with pytest.raises(ExceptionGroup) as caught:
        read(DCA.replace("</body>", broken), tmp_path)
    assert len(caught.value.exceptions) == 2


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.sampled_from([DCA, DCT]).flatmap(lambda text: st.integers(0, len(text)).map(lambda cut: text.encode()[:cut]))
)
def test_any_bytes_give_a_termbase_or_an_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    try:
        assert isinstance(read(content, tmp_path_factory.mktemp("any")), Termbase)
    except ExceptionGroup as group:
        _, others = group.split(HandoutsError)
        if others:
            raise
    except HandoutsError:
        pass


# -------------------------------------------------------------------------------------------------------- occurrences


def termbase(**by_locale: str | list[str]) -> Termbase:
    """A termbase with one concept for each term of a locale."""
    return Termbase(
        tuple(
            Concept(text, terms={locale.replace("_", "-"): (Term(text),)})
            for locale, texts in by_locale.items()
            for text in ([texts] if isinstance(texts, str) else texts)
        )
    )


@pytest.mark.parametrize(
    ("locale", "term", "text", "surfaces"),
    [
        # What must stay silent first: another word, a part of one, a name in braces.
        ("en", "provider", "You provided it.", []),
        ("en", "sex", "a sextet from Essex", []),
        ("en", "sex", "{sex} and {n_sex}", []),
        ("ru", "терапевт", "к психотерапевту", []),
        ("es", "sexo", "sexto", []),
        ("ar", "شريك", "شركة", []),
        ("vi", "bạn tình", "bạn và tình", []),
        # Case, number, gender, person.
        ("en", "partner", "PARTNERS, and a Partner’s", ["PARTNERS", "Partner"]),
        ("en", "bleed", "It bled, and bleeds.", ["bled", "bleeds"]),
        ("es", "relaciones sexuales", "una relación sexual", ["relación sexual"]),
        ("fr", "agression sexuelle", "les agressions sexuelles", ["agressions sexuelles"]),
        ("fr", "agression", "d’une agression ou l'agression", ["agression", "agression"]),
        ("fr", "psychothérapeute", "aux psychothérapeutes", ["psychothérapeutes"]),
        ("ru", "половой контакт", "после половых контактов", ["половых контактов"]),
        ("ru", "психотерапевт", "с психотерапевтами", ["психотерапевтами"]),
        ("ru", "партнёр", "с партнером и партнёрами", ["партнером", "партнёрами"]),
        ("de", "Partner", "mit Partnern", ["Partnern"]),
        ("tr", "ilaç", "ilaçlarınızı", ["ilaçlarınızı"]),
        ("hi", "दवा", "दवाओं", ["दवाओं"]),
        ("ne", "औषधि", "औषधिहरू", ["औषधिहरू"]),  # no lemmas, but stems
        # What Arabic and Hebrew write onto a word; vowel marks; the letters that are typed in two ways.
        ("ar", "العلاقة الجنسية", "وبالعلاقات الجنسية", ["وبالعلاقات الجنسية"]),
        ("ar", "الاعتداء الجنسي", "للاعتداءات الجنسية", ["للاعتداءات الجنسية"]),
        ("ar", "دواء", "والأدوية", ["والأدوية"]),
        ("ar", "إجهاض آمن", "اجهاض امن", ["اجهاض امن"]),
        ("ar", "شريك", "مع شَرِيكِك وشريكًا", ["شَرِيكِك", "وشريكًا"]),
        ("fa", "دارو", "داروها", ["داروها"]),
        ("fa", "پزشکی", "پزشكي", ["پزشكي"]),
        ("fa", "پزشک", "با پزشک‌هایتان", ["پزشک‌هایتان"]),
        ("am", "ሐኪም", "ለሐኪምዎ ይንገሩ", ["ለሐኪምዎ"]),
        ("am", "ሐኪም", "ከሐኪም ጋር", ["ከሐኪም"]),
        ("he", "תרופה", "והתרופה", ["והתרופה"]),
        # Particles follow a Korean noun; Vietnamese has two places for the tone; others have no spaces.
        ("ko", "정신 건강", "정신 건강은", ["정신 건강은"]),
        ("vi", "sức khỏe", "Sức khoẻ", ["Sức khoẻ"]),
        ("vi", "endorphin", "các endorphins", ["endorphins"]),
        ("vi", "tin", "tình tinh", []),
        ("zh_Hans", "性行为", "在性行为之后", ["性行为"]),
        ("ja", "性行為", "性行為のあと", ["性行為"]),
        ("th", "ยา", "กินยานี้", ["ยา"]),
        ("zh_Hans", "PTSD", "患有PTSD的人", ["PTSD"]),
        # A locale has the terms of its language; a language that nobody has words for is compared as it is written.
        ("es_MX", "pareja", "su pareja", ["pareja"]),
        ("ht", "patnè", "patnè ou", ["patnè"]),
        ("ht", "patnè", "patnèl yo", ["patnèl"]),
        ("ht", "klinik", "klas", []),
        # An acronym only in capitals; a German noun only with its own.
        ("en", "AIDS", "hearing aids, AIDS", ["AIDS"]),
        ("en", "STI", "STIs sting", ["STIs"]),
        ("zh_Hans", "IST", "EXIST ist IST", ["IST"]),
        ("de", "Arm", "arme Leute, ARM, Arme", ["ARM", "Arme"]),
        ("de", "arm", "Arm und arme. Arme Leute im Arm", ["Arm", "arme", "Arme"]),
        ("tr", "ilaç", "İLAÇ", ["İLAÇ"]),
        # A phrase ends where a clause does, unless its own comma is there.
        ("fr", "dépression sévère", "dépression, sévère", []),
        ("ru", "люди, пережившие насилие", "людям, пережившим насилие", ["людям, пережившим насилие"]),
        # Two words that meet in Chinese; and a term between them and a mark.
        ("zh_Hans", "性交", "男性交往", []),
        ("zh_Hans", "性行为", "“性行为”是指", ["性行为"]),
        # Text and term in two normal forms.
        ("vi", "bạn tình", "ba\u0323n ti\u0300nh", ["bạn tình"]),
    ],
)  # fmt: skip
def test_a_term_is_found_in_any_form_and_nothing_else_is(
    locale: str, term: str, text: str, surfaces: list[str]
) -> None:
    base = termbase(**{"es" if locale == "es_MX" else locale: term})
    assert [found.surface for found in terms.occurrences(base, text, locale)] == surfaces
    assert [found.surface for found in terms.occurrences_of(base, text, locale)] == surfaces
    assert all(terms.called(concept, text, locale) == bool(surfaces) for concept in base)


def test_the_longest_term_wins() -> None:
    base = termbase(en=["sex", "painful sex", "sex life"])
    found = terms.occurrences(base, "Painful sex, sex, painful sex life", "en")
    assert [one.surface for one in found] == ["Painful sex", "sex", "painful sex"]
    every = terms.occurrences_of(base, "painful sex", "en")
    assert [one.surface for one in every] == ["sex", "painful sex"]


def test_two_concepts_may_share_a_term() -> None:
    base = Termbase(
        (Concept("a", terms={"es": (Term("salud mental"),)}), Concept("b", terms={"es": (Term("salud mental"),)}))
    )
    assert [one.concept.id for one in terms.occurrences(base, "su salud mental", "es")] == ["a", "b"]


def test_only_the_statuses_asked_for() -> None:
    base = Termbase((Concept("a", terms={"es": (Term("pareja", "preferred"), Term("esposo", "deprecated"))}),))
    found = terms.occurrences(base, "pareja, esposo", "es", {"deprecated"})
    assert [one.surface for one in found] == ["esposo"]


@given(st.text(), st.sampled_from(["en", "ar", "he", "ko", "th", "vi", "zh_Hans", "xx", ""]))
def test_an_occurrence_is_where_it_says(text: str, locale: str) -> None:
    base = termbase(**{tag: ["a", "b c", "ا", "性"] for tag in ("en", "ar", "he", "ko", "th", "vi", "zh_Hans", "xx")})
    for found in (*terms.occurrences(base, text, locale), *terms.occurrences_of(base, text, locale)):
        assert unicodedata.normalize("NFC", text)[found.start : found.end] == found.surface


# ------------------------------------------------------------------------------------------------------------- notes


def test_translators_are_told_what_to_write_and_what_not() -> None:
    base = Termbase(
        (
            Concept(
                "partner",
                terms={
                    "en": (Term("partner", "preferred"),),
                    "es": (
                        Term("compañero"),
                        Term("pareja", "preferred"),
                        Term("esposo", "deprecated", "a husband."),
                        Term("socio", "deprecated"),
                    ),
                },
            ),
            Concept("sex", terms={"en": (Term("sex"),), "fr": (Term("sexe"),)}),
        )
    )
    lines = terms.annotate(base, "en", "es")
    message = Message("Talk with your **partners**, or a *partner*, about [sex](https://example.org/partner).")
    assert lines(message) == ("Term: partner → pareja, compañero (not: esposo: a husband; socio)",)
    assert lines(Message("{partner} of {n_partner}")) == ()
    assert terms.annotate(Termbase(), "en", "es")(message) == ()
