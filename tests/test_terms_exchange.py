"""The termbase carried out and in: TBX, spreadsheets, and what an import changes."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.storage import tbx

from pipeline import terms
from pipeline.errors import HandoutsError
from pipeline.terms import Concept, Status, Term, Termbase
from pipeline.terms.termbase import clean

FILE = Path("terms.csv")
TBX = Path("terms.tbx")
PARTNER = Concept(
    "partner",
    "relationships",
    "A person whom someone is close to.",
    {
        "en": (Term("partner", "preferred", reviewed="2026-05-04"),),
        "es": (
            Term("pareja", "preferred", "", "noun", "", (), "unreviewed"),
            Term("esposo", "deprecated", "a husband", "noun", "", (), "unreviewed"),
            Term("compañero", "admitted", "", "", "", ("painful-sex",), "uncertain"),
        ),
        "es-MX": (Term("novio"),),
    },
    "Not a spouse.",
    {"es": "Ask the community."},
)
PTSD = Concept("ptsd", terms={"en": (Term("PTSD", type="acronym"), Term("=1+1"), Term("'=2"), Term('a "b", c'))})
BASE = Termbase((PARTNER, PTSD, Concept("empty")))


def said(termbase: Termbase) -> list[tuple[object, ...]]:
    return [
        (one.id, one.subject, one.definition, one.note, sorted(one.notes.items()), list(one.terms.items()))
        for one in termbase
    ]


def through_tbx(termbase: Termbase) -> Termbase:
    return terms.parse(terms.dump(termbase, "Terms.", "en"), TBX)[0]


def through_csv(termbase: Termbase, *, bom: bool = False) -> Termbase:
    return terms.read_csv(terms.dump_csv(termbase, bom=bom), FILE)


# ------------------------------------------------------------------------------------------------------- round trips


def test_tbx_and_spreadsheet_give_back_what_they_were_given() -> None:
    assert said(through_tbx(BASE)) == said(BASE)
    assert said(through_csv(BASE)) == said(BASE)
    assert said(through_csv(through_tbx(BASE), bom=True)) == said(BASE)


_texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
    .map(clean)
    .filter(lambda text: text not in terms.tbx.NOTES.values())
)
_filled = _texts.filter(bool)
_tags = st.sampled_from(["en", "es", "es-MX", "zh-Hans", "ar"])
_terms = st.builds(
    Term,
    text=_filled | st.sampled_from(["=A1", "+1", "-x", "@x", "'=x", "''-", "'", "<b>&"]),
    status=st.sampled_from(["preferred", "admitted", "deprecated"]),
    note=_texts,
    part_of_speech=_texts,
    type=_texts,
    domains=st.lists(st.from_regex(r"[a-z-]{1,6}", fullmatch=True), max_size=2, unique=True).map(tuple),
    reviewed=st.sampled_from(["", "unreviewed", "uncertain", "2026-01-31"]),
)


def _agreeing(found: list[Term]) -> tuple[Term, ...]:
    """Terms that do not contradict each other: each once, none preferred but the first."""
    once = list({term.key: term for term in found}.values())
    rest: Status = "admitted"
    return tuple(
        replace(term, status=rest) if at and term.status == "preferred" else term for at, term in enumerate(once)
    )


_concepts = st.builds(
    lambda identity, subject, definition, note, by_tag, notes: Concept(
        identity, subject, definition, by_tag, note, {tag: said for tag, said in notes.items() if tag in by_tag}
    ),
    _filled,
    _texts,
    _texts,
    _texts,
    st.dictionaries(_tags, st.lists(_terms, min_size=1, max_size=3).map(_agreeing), max_size=3),
    st.dictionaries(_tags, _filled, max_size=2),
)
_termbases = st.lists(_concepts, max_size=3, unique_by=lambda concept: concept.id).map(
    lambda concepts: Termbase(tuple(concepts))
)


@given(_termbases)
def test_any_termbase_survives_tbx_and_spreadsheet(termbase: Termbase) -> None:
    assert said(through_csv(through_tbx(termbase))) == said(termbase)


@given(_termbases, _termbases)
def test_an_update_says_what_was_meant_and_is_then_idempotent(one: Termbase, other: Termbase) -> None:
    before = terms.dump(one, "Terms.", "en")
    merged = terms.merge(one, other, "en", remove=True).termbase
    after = terms.updated(before, TBX, merged)
    assert sorted(said(terms.parse(after, TBX)[0]), key=str) == sorted(said(merged), key=str)
    assert terms.updated(after, TBX, merged) == after


# -------------------------------------------------------------------------------------------------------- spreadsheet


def test_a_spreadsheet_runs_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(terms.dump_csv(BASE).decode())))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert "'=1+1" in {cell for row in rows for cell in row}


def test_a_spreadsheet_for_excel_says_that_it_is_utf_8() -> None:
    assert terms.dump_csv(BASE, bom=True) == b"\xef\xbb\xbf" + terms.dump_csv(BASE)


def test_a_spreadsheet_of_some_languages_has_those_alone() -> None:
    assert list(terms.read_csv(terms.dump_csv(BASE, ["en", "es"]), FILE).concepts[0].terms) == ["en", "es"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_are_parted_by_what_excel_writes(delimiter: str) -> None:
    text = "Term,Concept,LANGUAGE\r\npareja,partner,es\r\n".replace(",", delimiter)
    assert terms.read_csv(text.encode(), FILE).concepts[0].terms == {"es": (Term("pareja"),)}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "terms.csv: Is empty."),
        ("concept,term\n", "terms.csv:1: Has no column “language”."),
        ("concept,language,term,statsu\n", "terms.csv:1: Unknown column “statsu”. Did you mean “status”?"),
        ("concept,language,term,term\n", "terms.csv:1: Has the column “term” twice."),
        ("concept,language,term\na,es,b,c\n", "terms.csv:2: Has 4 cells for 3 columns."),
        ("concept,language,term\n,es,b\n", "terms.csv:2: The row names no concept."),
        ("concept,language,term\na,es,\n", "terms.csv:2: A term needs its language"),
        ("concept,language,term\na,,b\n", "terms.csv:2: A term needs its language"),
        ("concept,language,term\na,Spanish,b\n", "terms.csv:2: “Spanish” is no language tag."),
        ("concept,language,term,status\na,es,b,good\n", "terms.csv:2: Unknown status “good”."),
        ("concept,language,term,reviewed\na,es,b,yes\n", "terms.csv:2: “yes” says nothing of a review."),
        ("concept,language,term,reviewed\na,es,b,2026-02-30\n", "terms.csv:2: “2026-02-30” says nothing of a review."),
        ("concept,language,term\na,es,b\na,es,B\n", "terms.csv:3: The concept “a” has the term “B” twice."),
        (
            "concept,language,term,status\na,es,b,preferred\na,es,c,preferred\n",
            "terms.csv:3: The concept “a” prefers both “b” and “c” in “es”.",
        ),
        (
            "concept,definition,language,term\na,x,es,b\na,y,en,c\n",
            "terms.csv:3: The concept “a” has another definition than on line 2.",
        ),
        ("concept,language,term\na,es,b\x07\n", "terms.csv:2: Holds the character"),
        (f"concept,language,term\na,es,{'b' * 5000}\n", "terms.csv:2: A cell is longer than 4000 characters."),
        ('concept,language,term\na,es,"b\n', "terms.csv:2: Not readable as CSV"),
    ],
)
def test_a_mistake_in_a_spreadsheet_is_told_with_its_line(text: str, line: str) -> None:
    with pytest.raises((HandoutsError, ExceptionGroup)) as caught:
        terms.read_csv(text.encode(), FILE)
    error = caught.value.exceptions[0] if isinstance(caught.value, ExceptionGroup) else caught.value
    assert str(error).startswith(line)


@given(st.binary() | st.text().map(lambda text: f"concept,language,term\n{text}".encode()))
def test_any_bytes_give_a_termbase_or_an_error(content: bytes) -> None:
    try:
        assert isinstance(terms.read_csv(content, FILE), Termbase)
    except ExceptionGroup as group:
        _, others = group.split(HandoutsError)
        if others:
            raise
    except HandoutsError:
        pass


# ---------------------------------------------------------------------------------------------------------------- TBX

WRITTEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Ours. -->
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <text>
    <body>
      <!-- First: -->
      <conceptEntry id="a"><langSec xml:lang="en"><termSec><term>ä</term></termSec></langSec></conceptEntry>
      <conceptEntry id="b">
        <descrip type="context">kept as it is</descrip>
        <langSec xml:lang="en"><termSec><term>b</term></termSec></langSec>
      </conceptEntry> <!-- beside -->
      <conceptEntry id="c">
        <langSec xml:lang="en"><termSec><term>c</term></termSec></langSec>
      </conceptEntry>
    </body>
  </text>
</tbx>
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_did_not_change_stays_byte_for_byte(newline: str) -> None:
    before = WRITTEN.replace("\n", newline).encode()
    base = terms.parse(before, TBX)[0]
    assert terms.updated(before, TBX, base) == before
    without_c = Termbase(base.concepts[:2])
    after = terms.updated(before, TBX, without_c).decode()
    assert after == before.decode()[: before.decode().index('      <conceptEntry id="c"')] + newline.join(
        ["    </body>", "  </text>", "</tbx>", ""]
    )


def test_a_changed_concept_is_written_anew_and_a_new_one_at_the_end() -> None:
    base = terms.parse(WRITTEN.encode(), TBX)[0]
    a, b, c = base.concepts
    changed = replace(a, terms={"en": (Term("ä", "preferred"),)})
    after = terms.updated(WRITTEN.encode(), TBX, Termbase((changed, b, c, Concept("d", terms={"en": (Term("d"),)}))))
    assert said(terms.parse(after, TBX)[0]) == said(Termbase((changed, b, c, Concept("d", terms={"en": (Term("d"),)}))))
    lines = after.decode().split("\n")
    assert lines[1] == "<!-- Ours. -->"
    assert "      </conceptEntry> <!-- beside -->" in lines
    assert lines[-4:] == ["    </body>", "  </text>", "</tbx>", ""]


def test_what_would_be_lost_is_refused() -> None:
    base = terms.parse(WRITTEN.encode(), TBX)[0]
    changed = replace(base.concepts[1], subject="x")
    with pytest.raises(HandoutsError, match=r"terms\.tbx:8: The concept “b” has what would be lost: context"):
        terms.updated(WRITTEN.encode(), TBX, Termbase((base.concepts[0], changed)))


def test_a_file_in_the_other_style_is_not_mixed_up() -> None:
    with pytest.raises(HandoutsError, match="style is DCT"):
        terms.updated(WRITTEN.replace('"dca"', '"dct"').encode(), TBX, BASE)


def test_elements_nested_without_end_are_an_error() -> None:
    with pytest.raises(HandoutsError, match="nested too deep"):
        terms.parse(b"<tbx>" + b"<descripGrp>" * 100_000, TBX)


# -------------------------------------------------------------------------------------------------------------- merge


def test_an_import_says_what_changes() -> None:
    other = Termbase(
        (
            replace(PARTNER, definition="", terms={"es": (Term("pareja", "admitted", "", "noun"), Term("novia"))}),
            Concept("spouse", terms={"en": (Term("partner"),)}),
        )
    )
    merged = terms.merge(BASE, other, "en")
    assert [(one.concept, one.kind) for one in merged.changes] == [
        ("partner", "changed"),
        ("ptsd", "kept"),
        ("empty", "kept"),
        ("spouse", "added"),
    ]
    assert merged.changes[0].details == (
        "~ es: pareja: status preferred → admitted; reviewed unreviewed → –",
        "+ es: novia (admitted)",
        "- es: esposo (deprecated)",
        "- es: compañero (admitted)",
    )
    assert merged.conflicts == ("“partner” names partner, spouse: a translation needs a term of each.",)
    joined = merged.termbase.concepts[0]
    assert list(joined.terms) == ["en", "es", "es-MX"]
    assert joined.definition == PARTNER.definition


def test_only_when_asked_does_an_import_remove_concepts() -> None:
    merged = terms.merge(BASE, Termbase((PARTNER,)), "en", remove=True)
    assert [(one.concept, one.kind) for one in merged.changes] == [("ptsd", "removed"), ("empty", "removed")]
    assert len(merged.termbase) == 1


# ------------------------------------------------------------------------------------------- for one handout or place


def test_a_territory_has_its_own_terms_and_those_of_its_language() -> None:
    concept = Concept(
        "dryness",
        terms={
            "es": (Term("sequedad", "preferred"), Term("sequía", "deprecated")),
            "es-MX": (Term("resequedad", "preferred"), Term("sequía", "admitted")),
        },
    )
    assert concept.terms_in("es") == (Term("sequedad", "preferred"), Term("sequía", "deprecated"))
    assert concept.terms_in("es-MX") == (
        Term("resequedad", "preferred"),
        Term("sequía", "admitted"),
        Term("sequedad", "admitted"),
    )
    base = Termbase((concept,))
    assert [one.surface for one in terms.occurrences(base, "la resequedad", "es_MX")] == ["resequedad"]
    assert terms.occurrences(base, "la resequedad", "es_ES") == ()


def test_a_term_of_one_handout_holds_there_alone() -> None:
    own = Term("dolor al tener sexo", "preferred", domains=("painful-sex",))
    base = Termbase((Concept("pain", terms={"es": (Term("dispareunia", "preferred"), own)}),))
    (elsewhere,) = base.within("crying-after-sex")
    assert elsewhere.terms_in("es") == (Term("dispareunia", "preferred"),)
    (here,) = base.within("painful-sex")
    assert here.terms_in("es") == (Term("dispareunia", "admitted"), own)
    # One index serves all handouts for which nothing is special.
    assert base.within("crying-after-sex") is base.within("ui")
    assert BASE.within("painful-sex") is not BASE.within("ui")
    plain = Termbase((PTSD,))
    assert plain.within("ui") is plain


def glossary(termbase: Termbase, tag: str) -> list[Any]:
    content = terms.dump_glossary(termbase, "en", tag, "Terms & names.")
    return list(tbx.tbxfile.parsestring(content).units)  # type: ignore[no-untyped-call]


def test_a_glossary_opens_in_the_toolkit_that_weblate_reads_it_with() -> None:
    (unit,) = glossary(BASE, "es")
    assert (unit.source, unit.target) == ("partner", "pareja")
    assert "Also: compañero." in unit.getnotes()
    assert "Not: esposo (a husband)." in unit.getnotes()


def test_a_glossary_has_each_name_that_may_be_used_in_the_source() -> None:
    names = (Term("hotline", "preferred"), Term("helpline"), Term("hot line", "deprecated"))
    line = Concept("line", terms={"en": names, "es": (Term("línea de ayuda", "preferred"),)})
    pairs = [(unit.source, unit.target) for unit in glossary(Termbase((line,)), "es")]
    assert pairs == [("hotline", "línea de ayuda"), ("helpline", "línea de ayuda")]


def test_a_glossary_leaves_out_what_has_no_preferred_name_in_the_language() -> None:
    assert glossary(BASE, "fr") == []
