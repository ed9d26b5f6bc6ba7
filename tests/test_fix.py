"""`handouts check --fix`: what it puts right, what it leaves to people, and that no word ever changes."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import catalog, checks
from pipeline.catalog import Catalog
from pipeline.cli.fix import SAFE, diff, fixed, words
from pipeline.model import Message, Severity
from tests.conftest import Handouts

CATALOG = Path("locales/es/LC_MESSAGES/drinking-water.po")
GLASS = "Keep a glass of water close to you."


def catalog_of(locale: str, *messages: Message) -> Catalog:
    return Catalog(Path(f"{locale}.po"), locale, "x", {"Language": locale}, messages)


def after(locale: str, source: str, text: str, *others: Message) -> str:
    found = catalog_of(locale, Message(source, (text,)), *others)
    return fixed(found, checks.RunContext()).messages[0].msgstr[0]


def sentences(*texts: str) -> list[Message]:
    return [Message(f"Sentence {number}.", (text,)) for number, text in enumerate(texts)]


DANDA = sentences("पानी पिएँ।", "आराम करें।", "हमें फ़ोन करें।")


@pytest.mark.parametrize(
    ("locale", "source", "wrong", "right"),
    [
        ("es", "Call the clinic.", "Llame a  la clínica.", "Llame a la clínica."),
        ("es", "Call: it is free.", "Llame : es gratis.", "Llame: es gratis."),
        ("es", "Phone: ", "Teléfono:", "Teléfono: "),
        ("es", "Wait…", "Espere...", "Espere…"),
        ("es", "See a clinician.", "Consulte a un profe\u00adsional.", "Consulte a un profesional."),
        ("es", "Call now.\n", "Llame ahora.", "Llame ahora.\n"),
        ("fr", "Call: it is free.", "Appelez: c’est gratuit.", "Appelez\u00a0: c’est gratuit."),
        ("fr", "Does it hurt?", "Avez-vous mal ?", "Avez-vous mal\u202f?"),
        ("fr", "The “blue card”.", "La « carte » bleue.", "La «\u00a0carte\u00a0» bleue."),
        ("ar", "Does it hurt?", "هل هذا مؤلم?", "هل هذا مؤلم؟"),
        ("zh_Hans", "Call us.", "请联系我们.", "请联系我们。"),
        ("vi", "See a clinician soon.", "Hãy đi kha\u0301m sớm.", "Hãy đi khám sớm."),
        ("ru", "The “blue card”.", "Это “синяя карта”.", "Это «синяя карта»."),
        ("de", "The “blue card”.", "Die “blaue Karte”.", "Die „blaue Karte“."),
        # One fix asks for another: a double space, and then one before the mark.
        ("es", "Call: it is free.", "Llame  : es gratis.", "Llame: es gratis."),
    ],
)
def test_what_is_safe_is_fixed(locale: str, source: str, wrong: str, right: str) -> None:
    assert after(locale, source, wrong) == right
    assert after(locale, source, right) == right


@pytest.mark.parametrize(
    ("locale", "source", "text", "others", "right"),
    [
        ("hi", "Drink water.", "पानी पिएँ", DANDA, "पानी पिएँ।"),
        ("es", "Rest a lot.", "Descanse mucho", sentences("Beba.", "Coma.", "Duerma."), "Descanse mucho."),
        # The catalog shows no custom, or two.
        ("hi", "Drink water.", "पानी पिएँ", DANDA[:2], "पानी पिएँ"),
        ("hi", "Drink water.", "पानी पिएँ", [*DANDA, *sentences("क.", "ख.", "ग.")], "पानी पिएँ"),
        # Another mark may say something else, and a question needs more than its mark.
        ("es", "Rest a lot.", "¿Descansa mucho?", sentences("Beba.", "Coma.", "Duerma."), "¿Descansa mucho?"),
        ("es", "Do you rest?", "Descansa mucho", sentences("Beba.", "Coma.", "Duerma."), "Descansa mucho"),
    ],
)
def test_a_sentence_ends_as_the_catalogs_others_do(
    locale: str, source: str, text: str, others: list[Message], right: str
) -> None:
    assert after(locale, source, text, *others) == right


@pytest.mark.parametrize(
    ("locale", "source", "text"),
    [
        ("es", "Take it with food.", "tómelo con alimentos."),  # a capital is a word's
        ("ru", "The “blue «big» card”.", "Это “синяя «большая» карта”."),  # quotes within quotes
        ("es", "Call the clinic.", "Llame\x0ba la clínica."),  # two words or one?
        ("ar", "Call the clinic.", "اتصل بالعيادة\u2067."),  # which way it is to be read
        ("es", "Take 10 mg.", "Tome 100 mg."),
        ("fr", ":", "\u00a0:"),  # no-break spaces are typed on purpose
        ("fa", "yes,no,maybe", "بله,خیر,شاید"),  # a program takes it apart
    ],
)
def test_what_needs_a_person_is_left(locale: str, source: str, text: str) -> None:
    assert after(locale, source, text) == text


def test_excused_fuzzy_and_switched_off_texts_stay() -> None:
    wrong = "Llame a  la clínica."
    excused = Message("A.", (wrong,), comments=("allow: double-space as the form prints it",))
    found = catalog_of("es", excused, Message("B.", (wrong,), flags=("fuzzy",)), Message("C.", (wrong,)))
    texts = [message.msgstr[0] for message in fixed(found, checks.RunContext()).messages]
    assert texts == [wrong, wrong, "Llame a la clínica."]
    for context in (
        checks.RunContext(ignore=("double-space",)),
        checks.RunContext(select=("number-mismatch",)),
        checks.RunContext(select=("three-dots",)),
        checks.RunContext(severities={"double-space": Severity.OFF}),
    ):
        assert fixed(found, context) == found


def test_each_plural_form_is_fixed() -> None:
    message = Message("%d  day", ("un  día", "%d días ."), msgid_plural="%d days.")
    (new,) = fixed(catalog_of("es", message), checks.RunContext()).messages
    assert new.msgstr == ("un  día", "%d días.")


def test_what_may_be_fixed_are_checks_of_single_texts() -> None:
    assert {checks.registry()[name].scope for name in SAFE} == {"form"}


PIECES = ["dolor", "Fiebre", "10", "mg", "ألم", "疼痛", "боль", "दर्द", "e\u0301", "{name}", "**x**"]
MARKS = [" ", "  ", ".", ",", ":", ";", "!", "?", "...", "…", "«", "»", "“", "”", "„", "「", "」", "(", ")", "\n", "\t",
         "\u00a0", "\u202f", "\u00ad", "\u200b", "\u200c", "\u200f", "\u2067", "\u2069", "\x07", "\x0b",
         "？", "。", "،", "¿", '"']  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKS), max_size=12).map("".join)


@given(st.sampled_from(["es", "fr", "fr_CA", "ar", "fa", "zh_Hans", "ru", "hi", "th", "el", "de"]), TEXTS, TEXTS)
@example("es", "Pain.", "dolor\x07Fiebre")
def test_no_word_changes_and_a_second_time_changes_nothing(locale: str, source: str, text: str) -> None:
    found = catalog_of(locale, Message(source, (text,)), *sentences("a.", "b.", "c."))
    context = checks.RunContext()
    once = fixed(found, context)
    assert fixed(once, context) == once
    (new,) = once.messages[0].msgstr
    assert words(new) == words(text)
    assert [ch for ch in new if ch.isdigit()] == [ch for ch in text if ch.isdigit()]


def test_words_are_letters_and_digits_and_where_they_part() -> None:
    assert words("¿Tome 10\u00a0mg, e\u0301l?") == ["Tome", "10", "mg", "él"]
    assert words("profe\u00adsional") == ["profesional"]
    assert words("a b") != words("ab")
    assert words("10") != words("1 0")
    assert words("दर्द") == ["दर्द"]


# ------------------------------------------------------------------------------------------------------- the command


def translate(text: str, path: Path = CATALOG) -> None:
    found = catalog.read(path)
    changed = Message(GLASS, (text,), references=found.by_key[None, GLASS].references)
    path.write_bytes(catalog.dump(catalog.replace_messages(found, {changed.key: changed})))


def text_of(path: Path = CATALOG) -> str:
    return catalog.read(path).by_key[None, GLASS].msgstr[0]


def test_diff_shows_and_writes_nothing_and_fix_does_it(handouts: Handouts) -> None:
    handouts("update")
    assert handouts("check", "--diff")[:2] == (0, "")
    translate("Tenga un vaso de agua  cerca\u200b .")
    before = CATALOG.read_bytes()
    code, out, _ = handouts("check", "es", "--diff")
    assert code == 1
    assert '-msgstr "Tenga un vaso de agua  cerca\\u200b ."\n+msgstr "Tenga un vaso de agua cerca."\n' in out
    assert CATALOG.read_bytes() == before
    code, _, err = handouts("check", "es", "--fix")
    assert (code, err) == (0, "Catalogs fixed: 1.\n")
    assert text_of() == "Tenga un vaso de agua cerca."
    changed = [
        one for one in zip(before.splitlines(), CATALOG.read_bytes().splitlines(), strict=True) if len(set(one)) > 1
    ]
    assert len(changed) == 1
    assert handouts("check", "es", "--fix")[2] == "Catalogs fixed: 0.\n"


def test_a_file_outside_any_project_is_fixed(handouts: Handouts, tmp_path_factory: pytest.TempPathFactory) -> None:
    handouts("update")
    path = tmp_path_factory.mktemp("elsewhere") / "es.po"
    path.write_bytes(CATALOG.read_bytes())
    translate("Tenga un vaso de agua  cerca.", path)
    untouched = CATALOG.read_bytes()
    assert handouts("check", str(path), "--fix")[2] == "Catalogs fixed: 1.\n"
    assert text_of(path) == "Tenga un vaso de agua cerca."
    assert CATALOG.read_bytes() == untouched


def test_a_broken_catalog_keeps_the_others_as_they_are(handouts: Handouts) -> None:
    handouts("update")
    translate("Tenga un vaso de agua  cerca.")
    before = CATALOG.read_bytes()
    Path("broken.po").write_text('msgid "x\n')
    assert handouts("check", str(CATALOG), "broken.po", "--fix")[0] == 2
    assert CATALOG.read_bytes() == before


def test_a_catalog_that_is_not_there_is_not_made(handouts: Handouts) -> None:
    handouts("update")
    CATALOG.unlink()
    assert handouts("check", "es", "--diff")[:2] == (0, "")
    assert handouts("check", "es", "--fix")[2] == "Catalogs fixed: 0.\n"
    assert not CATALOG.exists()


def test_diff_shows_unusual_spaces() -> None:
    assert diff(b"a :\n", "a\u00a0:\n".encode(), "x.po").endswith("\n-a :\n+a\\u00a0:\n")
    assert diff(b"a\n", b"a\n", "x.po") == ""
