"""`pipeline.review`: a sign-off is of one exact text, by a listed person who is not the translator."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import review
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError
from pipeline.model import Coverage, Message
from pipeline.project import Gates
from pipeline.review import Ledger, Reviewer, SignOff

ANA = Reviewer("ana", "Ana Test", "none, she is made up", ("es",), "linguistic")
BEN = Reviewer("ben", "Ben Test", "none, he is made up", ("es", "en"), "clinical")
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)

ONE = Message("Drink water.", ("Beba agua.",), line=10)
TWO = Message("Rest", ("Descanse",), msgctxt="heading", line=14)
SAME_TEXT = Message("Rest", ("Reposo",), line=18)


def catalog(*messages: Message, domain: str = "x", translator: str = "Someone Else <s@example.org>") -> Catalog:
    return Catalog(
        path=Path(f"locales/es/LC_MESSAGES/{domain}.po"),
        locale="es",
        domain=domain,
        header={"Last-Translator": translator},
        messages=messages,
    )


SIGNED = review.approve(Ledger(), catalog(ONE, TWO, SAME_TEXT), ANA, MONDAY)


# ------------------------------------------------------------------------------------------------------------- digest


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, msgid="Drink water"),
        replace(ONE, msgstr=("Beba agua",)),
        replace(ONE, msgctxt=""),
        replace(ONE, msgctxt="heading"),
        replace(ONE, msgid_plural="Drink waters."),
        replace(ONE, msgstr=("Beba", " agua.")),
        replace(ONE, msgid="Drink water.Beba", msgstr=(" agua.",)),
    ],
)
def test_any_change_of_the_text_changes_the_digest(other: Message) -> None:
    assert review.digest(other) != review.digest(ONE)


@pytest.mark.parametrize(
    "same",
    [
        replace(ONE, line=99),
        replace(ONE, comments=("a note",)),
        replace(ONE, extracted=("Kind: paragraph",)),
        replace(ONE, references=("source/y.md",)),
        replace(ONE, flags=("python-brace-format",)),
    ],
)
def test_what_is_around_the_text_does_not(same: Message) -> None:
    assert review.digest(same) == review.digest(ONE)


def test_the_digest_is_what_ledgers_hold() -> None:
    """Pinned: another way to digest would void every sign-off there is."""
    assert review.digest(ONE) == "7b021a29fb6caf141b0fd6f800805d3f626f71c2e5003eaa9d7d98ff1540ac85"


TEXTS = st.text(alphabet="ab:1-2", max_size=4)
MESSAGES = st.builds(
    Message,
    msgid=TEXTS,
    msgstr=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    msgctxt=st.none() | TEXTS,
    msgid_plural=st.none() | TEXTS,
)


@given(MESSAGES, MESSAGES)
def test_no_text_passes_for_another(one: Message, other: Message) -> None:
    assert (review.digest(one) == review.digest(other)) == (one == other)


# ------------------------------------------------------------------------------------------------ reviewed and counted


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        (ONE, True),
        (TWO, True),
        (SAME_TEXT, True),
        (replace(ONE, msgstr=("Beba  agua.",)), False),
        (replace(ONE, flags=("fuzzy",)), False),
        (replace(ONE, msgstr=("",)), False),
        (replace(ONE, msgid="Drink more water."), False),
        (replace(ONE, msgctxt="heading"), False),
        (replace(TWO, msgctxt=None), False),
    ],
)
def test_reviewed_is_the_exact_text(message: Message, counts: bool) -> None:
    assert review.reviewed(message, SIGNED, "x") is counts


def test_a_sign_off_is_of_one_domain() -> None:
    assert not review.reviewed(ONE, SIGNED, "y")


def test_coverage() -> None:
    now = catalog(
        ONE,
        replace(TWO, msgstr=("Descanso",)),
        replace(SAME_TEXT, flags=("fuzzy",)),
        Message("Take {n} pills – or 2½ – a day.", ("",)),
        Message("Gone", ("Ido",), obsolete=True),
    )
    assert review.coverage(now, SIGNED) == Coverage(
        "es", "x", total=4, translated=2, fuzzy=1, untranslated=1, reviewed=1, stale=1, words=11, words_translated=3
    )


def test_coverage_of_nothing() -> None:
    assert review.coverage(catalog(), Ledger()) == Coverage("es", "x", 0, 0, 0, 0, 0, 0)


def test_a_text_that_is_gone_or_obsolete_leaves_a_stale_sign_off() -> None:
    assert review.coverage(catalog(ONE, replace(TWO, obsolete=True)), SIGNED).stale == 2


def test_blocking() -> None:
    now = catalog(ONE, replace(TWO, msgstr=("Descanso",)), replace(SAME_TEXT, flags=("fuzzy",)))
    assert review.blocking(now, SIGNED, Gates()) == (
        "es/x: 2 of 3 messages are translated.",
        "es/x: 1 of 3 messages are reviewed.",
        "es/x: 1 sign-off is void, because the text changed after.",
    )
    assert review.blocking(now, SIGNED, Gates(translated=67, reviewed=33)) == (
        "es/x: 2 of 3 messages are translated, and the gate asks for 67%.",
        "es/x: 1 sign-off is void, because the text changed after.",
    )
    assert review.blocking(now, SIGNED, Gates(translated=66, reviewed=33)) == ()
    assert review.blocking(catalog(ONE, TWO, SAME_TEXT), SIGNED, Gates()) == ()
    assert review.blocking(now, Ledger(), Gates(0, 0)) == ()


# ------------------------------------------------------------------------------------------------------------ approve


def test_approve_signs_every_message_in_document_order() -> None:
    assert [(s.domain, s.msgctxt, s.msgid, s.reviewer, s.on) for s in SIGNED.sign_offs] == [
        ("x", None, "Drink water.", "ana", MONDAY),
        ("x", "heading", "Rest", "ana", MONDAY),
        ("x", None, "Rest", "ana", MONDAY),
    ]


def test_approve_again_changes_only_what_changed() -> None:
    now = catalog(ONE, replace(TWO, msgstr=("Descanso",)), SAME_TEXT)
    again = review.approve(SIGNED, now, ANA, TUESDAY)
    assert [sign_off.on for sign_off in again.sign_offs] == [MONDAY, TUESDAY, MONDAY]
    assert review.coverage(now, again).reviewed == 3
    assert review.coverage(now, again).stale == 0
    assert review.approve(again, now, ANA, TUESDAY) == again


def test_two_reviewers_sign_beside_each_other() -> None:
    both = review.approve(SIGNED, catalog(ONE, TWO, SAME_TEXT), BEN, TUESDAY)
    assert len(both.sign_offs) == 6
    assert {sign_off.reviewer for sign_off in both.sign_offs} == {"ana", "ben"}
    changed = catalog(replace(ONE, msgstr=("Tome agua.",)), TWO, SAME_TEXT)
    after = review.approve(both, changed, BEN, TUESDAY)
    assert {s.reviewer for s in after.sign_offs if s.msgid == "Drink water."} == {"ben"}
    assert {s.reviewer for s in after.sign_offs if s.msgctxt == "heading"} == {"ana", "ben"}


def test_other_domains_stay_and_domains_are_sorted() -> None:
    more = review.approve(SIGNED, catalog(ONE, domain="a"), ANA, MONDAY)
    assert [sign_off.domain for sign_off in more.sign_offs] == ["a", "x", "x", "x"]
    assert more.sign_offs[1:] == SIGNED.sign_offs


@pytest.mark.parametrize(
    ("reviewer", "found", "says"),
    [
        (replace(ANA, locales=("fr",)), catalog(ONE), "may not sign for “es”, only for fr."),
        (ANA, catalog(ONE, translator="ana  test <other@example.org>"), "is the translator"),
        (ANA, catalog(ONE, translator="Ana Test"), "is the translator"),
        (ANA, catalog(ONE, replace(TWO, flags=("fuzzy",))), "x.po:14: Not translated, or fuzzy: “Rest”."),
        (ANA, catalog(replace(ONE, msgstr=("",)), TWO), "x.po:10: Not translated, or fuzzy: “Drink water.”."),
        (
            ANA,
            catalog(*(Message(f"Text {n}\u202e", ("",), line=n) for n in range(1, 6))),
            "x.po:1: Not translated, or fuzzy: “Text 1\\u202e”, “Text 2\\u202e”, “Text 3\\u202e” and 2 more.",
        ),
    ],
)
def test_approve_refuses(reviewer: Reviewer, found: Catalog, says: str) -> None:
    with pytest.raises(HandoutsError) as caught:
        review.approve(Ledger(), found, reviewer, MONDAY)
    assert says in str(caught.value)


def test_an_obsolete_message_needs_no_translation() -> None:
    ledger = review.approve(Ledger(), catalog(ONE, Message("Old", ("",), obsolete=True)), ANA, MONDAY)
    assert [sign_off.msgid for sign_off in ledger.sign_offs] == ["Drink water."]


# ------------------------------------------------------------------------------------------------------------ on disk


def test_the_ledger_as_a_person_reads_it() -> None:
    digest = review.digest(TWO)
    assert review.dump_ledger(Ledger((SignOff("x", "heading", "Rest", digest, "ana", MONDAY),))) == (
        "# Who signed off which text. Written by `handouts approve`; a change to a text voids its sign-offs.\n"
        "\n"
        "[[sign-off]]\n"
        'domain = "x"\n'
        'msgctxt = "heading"\n'
        'msgid = "Rest"\n'
        f'digest = "{digest}"\n'
        'reviewer = "ana"\n'
        "on = 2026-03-02\n"
    )


SIGN_OFFS = st.builds(
    SignOff,
    domain=st.sampled_from(["x", "ui"]),
    msgctxt=st.none() | st.text(),
    msgid=st.text(st.characters(exclude_categories=["Cs"])),
    digest=st.just("0" * 64),
    reviewer=st.sampled_from(["ana", "ben"]),
    on=st.dates(),
)


@given(st.lists(SIGN_OFFS, unique_by=lambda sign_off: (sign_off.place, sign_off.reviewer)))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, sign_offs: list[SignOff]) -> None:
    path = tmp_path_factory.mktemp("ledger") / "reviews.toml"
    path.write_bytes(review.dump_ledger(Ledger(tuple(sign_offs))).encode())
    assert review.read_ledger(path) == Ledger(tuple(sign_offs))


def test_no_file_is_no_sign_off_and_no_reviewer(tmp_path: Path) -> None:
    assert review.read_ledger(tmp_path / "reviews.toml") == Ledger()
    assert review.read_reviewers(tmp_path / "reviewers.toml") == {}


GOOD = f'[[sign-off]]\ndomain = "x"\nmsgid = "a"\ndigest = "{"0" * 64}"\nreviewer = "ana"\non = 2026-03-02\n'


def test_only_listed_people_count(tmp_path: Path) -> None:
    path = tmp_path / "reviews.toml"
    path.write_text(GOOD + GOOD.replace("ana", "anna").replace('"a"', '"b"'))
    assert len(review.read_ledger(path).sign_offs) == 2
    with pytest.raises(HandoutsError, match=r"“anna” is not in reviewers.toml. Did you mean “ana”\?") as caught:
        review.read_ledger(path, {"ana": ANA})
    assert caught.value.line == 11


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD + GOOD, 7, "“ana” signs “a” twice."),
        (GOOD.replace("digest", "digets"), 4, "Unknown key “digets”"),
        (GOOD.replace("0" * 64, "0" * 63), 4, "64 hexadecimal digits"),
        (GOOD.replace("2026-03-02", "2026-03-02T10:00:00"), 6, "a date such as"),
        (GOOD.replace("2026-03-02", '"2026-03-02"'), 6, "a date such as"),
        (GOOD.replace('reviewer = "ana"\n', ""), 1, "“reviewer” is missing"),
        (GOOD.replace('msgid = "a"\n', ""), 1, "“msgid” is missing"),
        (GOOD.replace("[[sign-off]]", "[sign-off]"), 1, "written as [[sign-off]]"),
        (GOOD.replace("[[sign-off]]", "[[signoff]]"), 1, "Did you mean “sign-off”?"),
        ("<<<<<<< HEAD\n" + GOOD, 1, "Not TOML"),
        ("sign-off = [1]\n", 1, "written as [[sign-off]]"),
    ],
)
def test_mistakes_in_a_ledger(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "reviews.toml"
    path.write_text(text)
    with pytest.raises(HandoutsError) as caught:
        review.read_ledger(path)
    assert caught.value.line == line
    assert caught.value.file == path
    assert says in str(caught.value)


REVIEWERS = """\
[reviewer.ana]
name = "Ana Test"
qualification = "made up"
role = "linguistic"
locales = ["es", "pt_BR"]
"""


def test_reviewers(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.toml"
    path.write_text(REVIEWERS)
    assert review.read_reviewers(path) == {"ana": Reviewer("ana", "Ana Test", "made up", ("es", "pt_BR"), "linguistic")}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("made up", "", 3, "“qualification” is empty."),
        ('name = "Ana Test"\n', "", 1, "“name” is missing in [reviewer.ana]."),
        ("linguistic", "boss", 4, "none of “clinical”, “linguistic”"),
        ("pt_BR", "pt-BR", 5, "Write “pt_BR”."),
        ("role", "rule", 4, "Did you mean “role”?"),
        ("[reviewer.ana]", "[reviewers.ana]", 1, "Did you mean “reviewer”?"),
    ],
)
def test_mistakes_in_reviewers(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = tmp_path / "reviewers.toml"
    path.write_text(REVIEWERS.replace(old, new))
    with pytest.raises(HandoutsError) as caught:
        review.read_reviewers(path)
    assert caught.value.line == line
    assert says in str(caught.value)
