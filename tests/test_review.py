"""`pipeline.review`: a sign-off is one listed person's word on one exact text, which someone else translated."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import review
from pipeline.catalog import Catalog
from pipeline.errors import HandoutsError
from pipeline.model import Coverage, Message
from pipeline.project import Gates
from pipeline.review import Ledger, Reviewer, Revocation, Role, Signature, SignOff

ANA = Reviewer("ana", "Ana Test", "none, she is made up", ("es",), "linguistic", ("ana@example.org",))
BEN = Reviewer("ben", "Ben Test", "none, he is made up", ("es", "en"), "clinical")
EVA = Reviewer("eva", "Eva Test", "none, she is made up", ("es",), "linguistic")
EVERYONE = {"ana": ANA, "ben": BEN, "eva": EVA}
MONDAY, TUESDAY = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 3, 10, tzinfo=UTC)
BOTH: tuple[Role, ...] = ("clinical", "linguistic")
NOBODY = Ledger("es")

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


SIGNED = review.approve(NOBODY, catalog(ONE, TWO, SAME_TEXT), ANA, MONDAY)


# --------------------------------------------------------------------------------------------------------------- seals

SEALED = review.sealed(ONE, "x", "es", ANA, MONDAY)


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
def test_any_change_of_the_text_voids_the_sign_off(other: Message) -> None:
    assert review.holds(SEALED, ONE, "es")
    assert not review.holds(SEALED, other, "es")


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
    assert review.holds(SEALED, same, "es")


@pytest.mark.parametrize(
    "forged",
    [
        replace(SEALED, reviewer="ben"),
        replace(SEALED, role="clinical"),
        replace(SEALED, at=TUESDAY),
        replace(SEALED, at=MONDAY + timedelta(microseconds=1)),
        replace(SEALED, domain="y"),
    ],
)
def test_a_sign_off_given_to_another_person_role_time_or_handout_is_void(forged: SignOff) -> None:
    assert not review.holds(forged, ONE, "es")


def test_a_sign_off_moved_to_another_locale_is_void() -> None:
    assert not review.holds(SEALED, ONE, "es_MX")


def test_the_same_moment_told_from_another_time_zone_is_the_same() -> None:
    assert review.holds(replace(SEALED, at=datetime.fromisoformat("2026-03-02T11:00:00+01:00")), ONE, "es")


def test_the_digest_is_what_ledgers_hold() -> None:
    """Pinned: another way to digest would void every sign-off there is."""
    assert SEALED.digest == "1076ae5b4ca7c1fe944c381a5c9b240844692090703b3a4a50c4ffe029ed0bad"


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
    assert review.holds(review.sealed(one, "x", "es", ANA, MONDAY), other, "es") == (one == other)


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


def test_where_roles_are_asked_for_each_must_have_signed() -> None:
    asked = replace(SIGNED, roles=BOTH)
    assert not review.reviewed(ONE, asked, "x")
    assert review.coverage(catalog(ONE, TWO, SAME_TEXT), asked).reviewed == 0
    both = review.approve(asked, catalog(ONE, TWO, SAME_TEXT), BEN, TUESDAY, messages=[ONE])
    assert review.reviewed(ONE, both, "x")
    assert not review.reviewed(TWO, both, "x")
    assert not review.reviewed(replace(ONE, msgstr=("Tome agua.",)), both, "x")


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
    assert review.coverage(catalog(), NOBODY) == Coverage("es", "x", 0, 0, 0, 0, 0, 0)


def test_a_text_that_is_gone_or_obsolete_leaves_a_stale_sign_off() -> None:
    assert review.coverage(catalog(ONE, replace(TWO, obsolete=True)), SIGNED).stale == 2


PLACE = "locales/es/LC_MESSAGES/x.po"


def test_what_is_missing_is_told_with_its_place_and_reason() -> None:
    now = catalog(
        ONE,
        replace(TWO, msgstr=("Descanso",)),
        replace(SAME_TEXT, flags=("fuzzy",)),
        Message("New", ("Nuevo",), line=22),
        Message("Empty", ("",), line=26),
    )
    told = review.missing(now, replace(SIGNED, roles=BOTH))
    assert list(map(str, told)) == [
        f"{PLACE}:10: “Drink water.”: no clinical sign-off",
        f"{PLACE}:14: “Rest”: no clinical and no linguistic sign-off; “ana” signed another text, on 2026-03-02",
        f"{PLACE}:18: “Rest”: fuzzy",
        f"{PLACE}:22: “New”: no clinical and no linguistic sign-off",
        f"{PLACE}:26: “Empty”: not translated",
    ]
    assert [gap.lacks for gap in told] == [("clinical",), BOTH, BOTH, BOTH, BOTH]
    assert [gap.msgid for gap in review.missing(now, SIGNED)] == ["Rest", "Rest", "New", "Empty"]


def test_a_text_of_the_source_is_told_at_its_place_there() -> None:
    own = replace(catalog(replace(ONE, line=0, references=("source/x.md:7",))), path=Path("locales/x.pot"))
    assert str(review.missing(own, NOBODY)[0]) == "source/x.md:7: “Drink water.”: not signed off"


def test_blocking() -> None:
    now = catalog(ONE, replace(TWO, msgstr=("Descanso",)), replace(SAME_TEXT, flags=("fuzzy",)))
    fuzzy = f"  {PLACE}:18: “Rest”: fuzzy"
    changed = f"  {PLACE}:14: “Rest”: not signed off; “ana” signed another text, on 2026-03-02"
    assert review.blocking(now, SIGNED, Gates()) == (
        f"es/x: 2 of 3 messages are translated.\n{fuzzy}",
        f"es/x: 1 of 3 messages are reviewed.\n{changed}\n{fuzzy}",
        "es/x: 1 sign-off is void, because the text changed after.",
    )
    assert review.blocking(now, SIGNED, Gates(translated=67, reviewed=33)) == (
        f"es/x: 2 of 3 messages are translated, and the gate asks for 67%.\n{fuzzy}",
        "es/x: 1 sign-off is void, because the text changed after.",
    )
    assert review.blocking(now, SIGNED, Gates(translated=66, reviewed=33)) == ()
    assert review.blocking(catalog(ONE, TWO, SAME_TEXT), SIGNED, Gates()) == ()
    assert review.blocking(now, NOBODY, Gates(0, 0)) == ()


def test_of_many_texts_the_first_are_named_and_the_rest_counted() -> None:
    many = catalog(*(Message(f"Text {n}", (f"Texto {n}",), line=n) for n in range(1, 9)))
    (told,) = review.blocking(many, NOBODY, Gates())
    assert told.splitlines()[1:] == [
        f"  {PLACE}:1: “Text 1”: not signed off",
        f"  {PLACE}:2: “Text 2”: not signed off",
        f"  {PLACE}:3: “Text 3”: not signed off",
        "  and 5 more: `handouts status es --missing` lists all.",
    ]


# ------------------------------------------------------------------------------------------------------------ approve


def test_approve_signs_every_message_in_document_order() -> None:
    assert [(s.domain, s.msgctxt, s.msgid, s.reviewer, s.role, s.at) for s in SIGNED.sign_offs] == [
        ("x", None, "Drink water.", "ana", "linguistic", MONDAY),
        ("x", "heading", "Rest", "ana", "linguistic", MONDAY),
        ("x", None, "Rest", "ana", "linguistic", MONDAY),
    ]


def test_approve_again_changes_only_what_changed() -> None:
    now = catalog(ONE, replace(TWO, msgstr=("Descanso",)), SAME_TEXT)
    again = review.approve(SIGNED, now, ANA, TUESDAY)
    assert [sign_off.at for sign_off in again.sign_offs] == [MONDAY, TUESDAY, MONDAY]
    assert review.coverage(now, again).reviewed == 3
    assert review.coverage(now, again).stale == 0
    assert review.approve(again, now, ANA, TUESDAY) == again


def test_two_reviewers_sign_beside_each_other() -> None:
    both = review.approve(SIGNED, catalog(ONE, TWO, SAME_TEXT), BEN, TUESDAY)
    assert len(both.sign_offs) == 6
    assert {sign_off.reviewer for sign_off in both.sign_offs} == {"ana", "ben"}


def test_who_signs_a_changed_text_anew_takes_the_place_of_the_same_role_only() -> None:
    before = review.approve(SIGNED, catalog(ONE, TWO, SAME_TEXT), BEN, MONDAY)
    changed = catalog(replace(ONE, msgstr=("Tome agua.",)), TWO, SAME_TEXT)
    after = review.approve(before, changed, EVA, TUESDAY)
    assert {s.reviewer for s in after.sign_offs if s.msgid == "Drink water."} == {"ben", "eva"}
    assert {s.reviewer for s in after.sign_offs if s.msgctxt == "heading"} == {"ana", "ben", "eva"}
    assert review.coverage(changed, after).stale == 1, "Ben signed the old text, and nobody of his role the new one"


def test_single_messages_can_be_signed_while_others_are_unfinished() -> None:
    now = catalog(ONE, replace(TWO, msgstr=("",)), SAME_TEXT)
    after = review.approve(NOBODY, now, ANA, MONDAY, messages=[SAME_TEXT])
    assert [sign_off.place for sign_off in after.sign_offs] == [("x", None, "Rest")]
    more = review.approve(after, now, ANA, TUESDAY, messages=[ONE])
    assert [(sign_off.msgid, sign_off.at) for sign_off in more.sign_offs] == [
        ("Drink water.", TUESDAY),
        ("Rest", MONDAY),
    ]


def test_a_sign_off_of_a_text_that_is_gone_goes_when_all_is_signed() -> None:
    assert review.approve(SIGNED, catalog(ONE), ANA, TUESDAY).sign_offs == SIGNED.sign_offs[:1]
    assert len(review.approve(SIGNED, catalog(ONE), ANA, TUESDAY, messages=[ONE]).sign_offs) == 3


def test_other_domains_stay_and_domains_are_sorted() -> None:
    more = review.approve(SIGNED, catalog(ONE, domain="a"), ANA, MONDAY)
    assert [sign_off.domain for sign_off in more.sign_offs] == ["a", "x", "x", "x"]
    assert more.sign_offs[1:] == SIGNED.sign_offs


@pytest.mark.parametrize(
    ("reviewer", "found", "says"),
    [
        (replace(ANA, locales=("fr",)), catalog(ONE), "may not sign for “es”, only for fr."),
        (
            ANA,
            catalog(ONE, translator="ana  test <other@example.org>"),
            "x.po:10: “Ana Test” translated “Drink water.”",
        ),
        (ANA, catalog(ONE, translator="Ana Test"), "cannot sign that off"),
        (ANA, catalog(ONE, translator="A. T. <Ana@Example.org>"), "cannot sign that off"),
        (ANA, catalog(ONE, translator="ana@example.org"), "cannot sign that off"),
        (
            ANA,
            catalog(ONE, replace(TWO, comments=("Translator: Ana Test",))),
            "x.po:14: “Ana Test” translated “Rest”, as the file says, and cannot sign that off.",
        ),
        (ANA, catalog(replace(ONE, comments=("translated by: <ana@example.org>",))), "cannot sign that off"),
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
        review.approve(NOBODY, found, reviewer, MONDAY)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "found",
    [
        catalog(ONE, translator="Automatically generated"),
        catalog(ONE, translator=""),
        catalog(ONE, translator="Ana <test@example.org>"),
        # The entry's own word comes before the header's.
        catalog(replace(ONE, comments=("Translator: Someone Else",)), translator="Ana Test"),
        # Who asked something did not translate.
        catalog(replace(ONE, comments=("Ana Test: is this the usual word?", "Translators: mind the gap"))),
    ],
)
def test_a_second_person_may_sign(found: Catalog) -> None:
    assert review.approve(NOBODY, found, ANA, MONDAY).sign_offs


def test_a_project_may_let_the_translator_sign() -> None:
    own = catalog(ONE, translator="Ana Test")
    assert review.approve(NOBODY, own, ANA, MONDAY, second_person=False).sign_offs


def test_an_obsolete_message_needs_no_translation() -> None:
    ledger = review.approve(NOBODY, catalog(ONE, Message("Old", ("",), obsolete=True)), ANA, MONDAY)
    assert [sign_off.msgid for sign_off in ledger.sign_offs] == ["Drink water."]


# ------------------------------------------------------------------------------------------------------------- revoke


def test_a_withdrawn_sign_off_is_kept_as_history_and_does_not_count() -> None:
    now = catalog(ONE, TWO, SAME_TEXT)
    after = review.revoke(SIGNED, now, TUESDAY, "“Rest” is a noun here.", messages=[TWO])
    assert [sign_off.msgid for sign_off in after.sign_offs] == ["Drink water.", "Rest"]
    (revocation,) = after.revocations
    assert (revocation.sign_off, revocation.at, revocation.reason) == (
        SIGNED.sign_offs[1],
        TUESDAY,
        "“Rest” is a noun here.",
    )
    assert [gap.why for gap in review.missing(now, after)] == [
        "not signed off; the sign-off by “ana” was withdrawn on 2026-03-03: “Rest” is a noun here."
    ]


def test_a_withdrawn_sign_off_that_a_merge_brings_back_does_not_count() -> None:
    now = catalog(ONE, TWO, SAME_TEXT)
    after = review.revoke(SIGNED, now, TUESDAY, "wrong", messages=[ONE])
    merged = replace(after, sign_offs=SIGNED.sign_offs)
    assert not review.reviewed(ONE, merged, "x")
    anew = review.approve(review.judged(merged, now.path, EVERYONE, "none"), now, ANA, TUESDAY)
    assert review.reviewed(ONE, anew, "x")
    assert len(anew.revocations) == 1
    assert len(anew.sign_offs) == 3


def test_one_persons_word_can_be_withdrawn_beside_anothers() -> None:
    now = catalog(ONE, TWO, SAME_TEXT)
    both = review.approve(SIGNED, now, BEN, MONDAY)
    after = review.revoke(both, now, TUESDAY, "no longer licensed", reviewers=["ben"])
    assert after.sign_offs == SIGNED.sign_offs
    assert {revocation.sign_off.reviewer for revocation in after.revocations} == {"ben"}
    with pytest.raises(HandoutsError, match="Nobody has signed that"):
        review.revoke(after, now, TUESDAY, "again", reviewers=["ben"])


# ------------------------------------------------------------------------------------------------------- who may sign


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ({"ana": replace(ANA, locales=("fr",))}, "is by someone who may not sign for “es”"),
        ({"ana": replace(ANA, role="clinical")}, "is linguistic, and reviewers.toml says clinical"),
        ({}, "is by nobody in reviewers.toml"),
    ],
)
def test_a_sign_off_counts_only_while_its_reviewer_may_give_it(people: dict[str, Reviewer], why: str) -> None:
    judged = review.judged(SIGNED, Path("locales/es/reviews.toml"), people, "none")
    assert not review.reviewed(ONE, judged, "x")
    assert review.missing(catalog(ONE), judged)[0].why == f"not signed off; the sign-off by “ana” {why}"
    assert judged.sign_offs == SIGNED.sign_offs, "what does not count is not lost"


# ------------------------------------------------------------------------------------------------------------ on disk


def test_the_ledger_as_a_person_reads_it() -> None:
    rest = catalog(TWO)
    signed = review.approve(NOBODY, rest, ANA, MONDAY)
    (one,) = signed.sign_offs
    head = (
        "# Who signed off which text. Written by `handouts approve` and `handouts revoke`; a change to a text, or to a "
        "line\n# here, voids the sign-off.\n\n"
    )
    assert review.dump_ledger(signed) == head + (
        "[[sign-off]]\n"
        'domain = "x"\n'
        'msgctxt = "heading"\n'
        'msgid = "Rest"\n'
        f'digest = "{one.digest}"\n'
        'reviewer = "ana"\n'
        'role = "linguistic"\n'
        "at = 2026-03-02T10:00:00Z\n"
    )
    withdrawn = review.revoke(signed, rest, TUESDAY, "A noun.")
    assert review.dump_ledger(withdrawn) == head + (
        "[[revoked]]\n"
        'domain = "x"\n'
        'msgctxt = "heading"\n'
        'msgid = "Rest"\n'
        f'of = "{one.digest}"\n'
        'reviewer = "ana"\n'
        'role = "linguistic"\n'
        "at = 2026-03-02T10:00:00Z\n"
        "revoked-at = 2026-03-03T10:00:00Z\n"
        'reason = "A noun."\n'
    )


DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
TIMES = st.datetimes(timezones=st.just(UTC))
SIGN_OFFS = st.builds(
    SignOff,
    domain=st.sampled_from(["x", "ui"]),
    msgctxt=st.none() | st.text(),
    msgid=st.text(st.characters(exclude_categories=["Cs"])),
    digest=DIGESTS,
    reviewer=st.sampled_from(["ana", "ben"]),
    role=st.sampled_from(BOTH),
    at=TIMES,
)
SAID = st.text(min_size=1).filter(str.strip)


@given(
    st.builds(
        Ledger,
        st.just("es"),
        st.lists(SIGN_OFFS, unique_by=lambda one: one.digest).map(tuple),
        st.lists(st.builds(Signature, SAID, st.lists(DIGESTS, unique=True).map(tuple), SAID), max_size=3).map(tuple),
        st.lists(st.builds(Revocation, SIGN_OFFS, TIMES, SAID), max_size=3).map(tuple),
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger) -> None:
    path = tmp_path_factory.mktemp("ledger") / "reviews.toml"
    text = review.dump_ledger(ledger)
    path.write_bytes(text.encode())
    assert review.read_ledger(path, locale="es") == ledger
    # What git is asked about: no text that someone wrote can look like the line of a digest.
    lines = text.split("\n")
    assert sum(line.startswith("digest = ") for line in lines) == len(ledger.sign_offs)
    assert sum(line.startswith("of = ") for line in lines) == len(ledger.revocations)


def test_no_file_is_no_sign_off_and_no_reviewer(tmp_path: Path) -> None:
    assert review.read_ledger(tmp_path / "es" / "reviews.toml") == NOBODY
    assert review.read_reviewers(tmp_path / "reviewers.toml") == {}


GOOD = f"""\
[[sign-off]]
domain = "x"
msgid = "a"
digest = "{"0" * 64}"
reviewer = "ana"
role = "linguistic"
at = 2026-03-02T10:00:00Z
"""


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD + GOOD, 8, "“ana” signs “a” twice."),
        (GOOD.replace("digest", "digets"), 4, "Unknown key “digets”"),
        (GOOD.replace("0" * 64, "0" * 63), 4, "64 hexadecimal digits"),
        (GOOD.replace("T10:00:00Z", ""), 7, "a time such as"),
        (GOOD.replace("10:00:00Z", "10:00:00"), 7, "a time such as"),
        (GOOD.replace("linguistic", "boss"), 6, "none of “clinical”, “linguistic”"),
        (GOOD.replace("[[sign-off]]", "[[revoked]]"), 4, "Unknown key “digest”"),
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


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEpe8+RYJbQYDFTgd3K7pzqsJgfkQ1Yp1pWx6Zl1wVnT"


def test_reviewers(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.toml"
    path.write_text(f'{REVIEWERS}emails = ["ana@example.org"]\nkeys = ["{KEY} ana@home"]\n')
    ana = Reviewer("ana", "Ana Test", "made up", ("es", "pt_BR"), "linguistic", ("ana@example.org",), (KEY,))
    assert review.read_reviewers(path) == {"ana": ana}
    assert review.may_sign([ana], "es") == review.may_sign([ana], "es", "linguistic") == (ana,)
    assert review.may_sign([ana], "fr") == review.may_sign([ana], "es", "clinical") == ()


def test_a_key_is_of_one_person(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.toml"
    one = f'{REVIEWERS}keys = ["{KEY} ana@home"]\n'
    path.write_text(one + one.replace("ana", "ben", 1))
    with pytest.raises(HandoutsError, match="“ana” has the same key") as caught:
        review.read_reviewers(path)
    assert caught.value.line == 12


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("made up", "", 3, "“qualification” is empty."),
        ('name = "Ana Test"\n', "", 1, "“name” is missing in [reviewer.ana]."),
        ("linguistic", "boss", 4, "none of “clinical”, “linguistic”"),
        ("pt_BR", "pt-BR", 5, "Write “pt_BR”."),
        ("role", "rule", 4, "Did you mean “role”?"),
        ("[reviewer.ana]", "[reviewers.ana]", 1, "Did you mean “reviewer”?"),
        ("[reviewer.ana]", '[reviewer."*"]', 1, "“*” cannot be an id."),
        ("[reviewer.ana]", '[reviewer."ana,ben"]', 1, "cannot be an id."),
        ("[reviewer.ana]", '[reviewer."-ana"]', 1, "cannot be an id."),
        ('role = "ling', 'emails = ["Ana <a@example.org>"]\nrole = "ling', 4, "is no e-mail address."),
        ('role = "ling', 'keys = ["ssh-ed25519"]\nrole = "ling', 4, "is no public SSH key."),
        ('role = "ling', 'keys = ["ssh-ed25519 AAAA"]\nrole = "ling', 4, "is no public SSH key."),
        ('role = "ling', f'keys = ["{KEY}\\n* {KEY}"]\nrole = "ling', 4, "is no public SSH key."),
        ('role = "ling', f'keys = ["cert-authority {KEY}"]\nrole = "ling', 4, "is no public SSH key."),
    ],
)
def test_mistakes_in_reviewers(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = tmp_path / "reviewers.toml"
    path.write_text(REVIEWERS.replace(old, new))
    with pytest.raises(HandoutsError) as caught:
        review.read_reviewers(path)
    assert caught.value.line == line
    assert says in str(caught.value)
