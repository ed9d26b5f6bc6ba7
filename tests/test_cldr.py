"""`pipeline.cldr` against what CLDR prints, as ICU 77 (CLDR 47) shows it, and against gettext's own plural rules."""

import gettext
from datetime import date
from decimal import Decimal

import pytest
from babel.localedata import locale_identifiers

from pipeline import cldr
from pipeline.cldr import rows
from pipeline.cldr.locales import babel_locale
from pipeline.errors import HandoutsError

LRM, NBSP, NNBSP = "\u200e", "\u00a0", "\u202f"


# ------------------------------------------------------------------------------------------------------------ locales


@pytest.mark.parametrize("locale", ["en", "es", "es_419", "es_MX", "pt_BR", "zh_Hans", "zh_Hant_HK", "ht", "fa_AF"])
def test_known(locale: str) -> None:
    assert cldr.known(locale)
    cldr.check_locale(locale)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("zh-Hans", "Write “zh_Hans”."),
        ("zh_hans", "Write “zh_Hans”."),
        ("zh_CN", "Write “zh_Hans_CN”."),
        ("EN", "Write “en”."),
        ("iw", "Write “he”."),
        ("tl", "Write “fil”."),
        ("spanish", "Write “es”."),
        ("Haitian Creole", "Write “ht”."),
        ("xx", "as in “es”"),
        ("de_XX", "Did you mean “de_"),
        ("mww_Latn", "as in “es”"),
        ("", "as in “es”"),
        ("../es", "as in “es”"),
        ("es\u202e", "as in “es”"),
    ],
)
def test_unknown(written: str, remedy: str) -> None:
    assert not cldr.known(written)
    with pytest.raises(HandoutsError) as caught:
        cldr.check_locale(written, "handouts.toml", 3)
    assert str(caught.value).startswith("handouts.toml:3: ")
    assert remedy in caught.value.hint
    assert "\u202e" not in str(caught.value)


def test_every_identifier_of_cldr_has_its_facts() -> None:
    """No locale that we accept may later fail in a room that trusts us."""
    for locale in filter(cldr.known, locale_identifiers()):
        assert cldr.own_name(locale)
        assert len(cldr.script(locale)) == 4
        assert cldr.direction(locale) in ("ltr", "rtl")
        assert cldr.format_percent(41, locale)
        assert cldr.format_date(date(2026, 3, 5), locale)
        assert cldr.number_symbols(locale).decimal


@pytest.mark.parametrize(
    ("locale", "tag", "language", "script", "direction"),
    [
        ("en", "en", "en", "Latn", "ltr"),
        ("ar", "ar", "ar", "Arab", "rtl"),
        ("zh_Hans", "zh-Hans", "zh", "Hans", "ltr"),
        ("zh", "zh", "zh", "Hans", "ltr"),
        ("zh_Hant_HK", "zh-Hant-HK", "zh", "Hant", "ltr"),
        ("pt_BR", "pt-BR", "pt", "Latn", "ltr"),
        ("pa_Arab", "pa-Arab", "pa", "Arab", "rtl"),
        ("pa", "pa", "pa", "Guru", "ltr"),
        ("ku_Arab", "ku-Arab", "ku", "Arab", "rtl"),
        ("ru", "ru", "ru", "Cyrl", "ltr"),
        ("he", "he", "he", "Hebr", "rtl"),
        ("ht", "ht", "ht", "Latn", "ltr"),
    ],
)
def test_subtags(locale: str, tag: str, language: str, script: str, direction: str) -> None:
    assert cldr.tag(locale) == tag
    assert cldr.language(locale) == language
    assert cldr.script(locale) == script
    assert cldr.direction(locale) == direction


@pytest.mark.parametrize(
    ("locale", "in_locale", "name"),
    [
        ("es", "es", "español"),
        ("zh_Hans", "zh_Hans", "简体中文"),
        ("zh_Hans", "en", "Simplified Chinese"),
        ("ar", "ar", "العربية"),
        ("vi", "vi", "Tiếng Việt"),
        ("ru", "en", "Russian"),
        ("pt_BR", "pt_BR", "português (Brasil)"),
        ("pt_BR", "en", "Brazilian Portuguese"),
        ("fr", "ar", "الفرنسية"),
        ("fa_AF", "fa_AF", "دری"),
        ("ht", "ht", "Kreyòl Ayisyen"),
    ],
)
def test_names(locale: str, in_locale: str, name: str) -> None:
    assert cldr.language_name(locale, in_locale) == name
    if locale == in_locale:
        assert cldr.own_name(locale) == name


def test_territories() -> None:
    assert all(map(cldr.is_territory, ["US", "GB", "AU", "MX", "XK", "PR"]))
    assert not any(map(cldr.is_territory, ["us", "USA", "UK", "EU", "UN", "ZZ", "XA", "001", "419", ""]))
    assert cldr.territory_name("US", "es") == "Estados Unidos"
    assert cldr.territory_name("GB", "zh_Hans") == "英国"


@pytest.mark.parametrize(
    ("territory", "paper"),
    [("US", "Letter"), ("CA", "Letter"), ("MX", "Letter"), ("PH", "Letter"), ("GB", "A4"), ("AU", "A4"), ("ES", "A4")],
)
def test_paper(territory: str, paper: str) -> None:
    assert cldr.paper(territory) == paper


# ------------------------------------------------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    ("value", "locale", "printed"),
    [
        ("1208", "en", "1,208"),
        ("1208", "es", "1208"),
        ("21000", "es", "21.000"),
        ("1208", "es_ES", "1208"),
        ("1208", "es_MX", "1,208"),
        ("1208", "es_US", "1,208"),
        ("1208", "pl", "1208"),
        ("21000", "pl", f"21{NBSP}000"),
        ("1208", "pt_PT", "1208"),
        ("1208", "pt_BR", "1.208"),
        ("1208", "it", "1208"),
        ("1208", "fr", f"1{NNBSP}208"),
        ("1208", "ru", f"1{NBSP}208"),
        ("1208", "vi", "1.208"),
        ("1208", "zh_Hans", "1,208"),
        ("1208", "ar", "1,208"),
        ("21000", "ar_EG", "21,000"),
        ("21000", "fa", "21,000"),
        ("21000", "my", "21,000"),
        ("2100000", "hi", "21,00,000"),
        ("5.1", "en", "5.1"),
        ("5.1", "vi", "5,1"),
        ("5.0", "en", "5.0"),
        ("7.50", "es", "7,50"),
        ("0.12345", "en", "0.12345"),
        ("-3", "en", "-3"),
        ("999.5", "es", "999,5"),
        ("1E+3", "en", "1,000"),
        ("0", "ar", "0"),
    ],
)
def test_numbers(value: str, locale: str, printed: str) -> None:
    assert cldr.format_number(Decimal(value), locale) == printed


def test_a_number_may_be_an_int() -> None:
    assert cldr.format_number(230, "en") == "230"


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        cldr.format_number(Decimal("NaN"), "en")


@pytest.mark.parametrize(
    ("value", "locale", "printed"),
    [
        ("41", "en", "41%"),
        ("41", "es", f"41{NBSP}%"),
        ("41", "es_US", "41%"),
        ("41", "fr", f"41{NBSP}%"),
        ("41", "ru", f"41{NBSP}%"),
        ("41", "vi", "41%"),
        ("41", "zh_Hans", "41%"),
        ("41", "ar", f"41{LRM}%{LRM}"),
        ("41", "ar_EG", f"41{LRM}%{LRM}"),
        ("41", "he", "41%"),
        ("41", "fa", "41%"),
        ("41", "tr", "%41"),
        ("41", "eu", f"%{NBSP}41"),
        ("5.1", "en", "5.1%"),
        ("7.5", "vi", "7,5%"),
        ("5.0", "fr", f"5,0{NBSP}%"),
        ("0.05", "en", "0.05%"),
        ("100", "en", "100%"),
        ("1208", "es", f"1208{NBSP}%"),
    ],
)
def test_percent(value: str, locale: str, printed: str) -> None:
    assert cldr.format_percent(Decimal(value), locale) == printed


@pytest.mark.parametrize(
    ("locale", "printed"),
    [
        ("en", "March 5, 2026"),
        ("es", "5 de marzo de 2026"),
        ("ar", "5 مارس 2026"),
        ("ar_EG", "5 مارس 2026"),
        ("zh_Hans", "2026年3月5日"),
        ("ru", "5 марта 2026\u202fг."),
    ],
)
def test_dates(locale: str, printed: str) -> None:
    assert cldr.format_date(date(2026, 3, 5), locale).replace(NBSP, NNBSP) == printed


@pytest.mark.parametrize(
    ("locale", "printed"),
    [("en", "A, B, and C"), ("es", "A, B y C"), ("zh_Hans", "A、B和C"), ("ar", "A وB وC"), ("vi", "A, B và C")],
)
def test_lists(locale: str, printed: str) -> None:
    assert cldr.format_list(["A", "B", "C"], locale) == printed
    assert cldr.format_list(["A"], locale) == "A"
    assert cldr.format_list([], locale) == ""


@pytest.mark.parametrize(
    ("locale", "decimal", "groups"),
    [
        ("en", ".", {","}),
        ("de", ",", {"."}),
        ("fr", ",", {" ", NBSP, NNBSP, "\u2009"}),
        ("ru", ",", {" ", NBSP, NNBSP, "\u2009"}),
        ("de_CH", ".", {"'", "’"}),
        ("ar_EG", ".", {","}),
    ],
)
def test_symbols(locale: str, decimal: str, groups: set[str]) -> None:
    symbols = cldr.number_symbols(locale)
    assert symbols.decimal == decimal
    assert symbols.groups == groups


@pytest.mark.parametrize(
    ("locale", "marks"),
    [
        ("en", "“”‘’"),
        ("es_MX", "“”‘’"),
        ("es_US", "«»“”"),
        ("fr", "«»«»"),
        ("fr_CA", "«»”“"),
        ("de_AT", "„“‚‘"),
        ("nb", "«»‘’"),
        ("pl", "„”«»"),
        ("pt_PT", "«»“”"),
        ("ja", "「」『』"),
        ("zh_Hant_HK", "「」『』"),
        ("no such", "“”‘’"),
    ],
)
def test_quotation_marks(locale: str, marks: str) -> None:
    found = cldr.quotation_marks(locale)
    assert (found.opening, found.closing) == (marks[0], marks[1])
    assert (found.alternate_opening, found.alternate_closing) == (marks[2], marks[3])


def test_every_row_of_quotation_marks_has_four() -> None:
    assert {len(marks) for marks in rows.data()["quotation-marks"]["locales"].values()} == {4}


# ------------------------------------------------------------------------------------------------------------ plurals

# From gettext's plural-table.c, where CLDR agrees with it.
GETTEXT = {
    "en": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "it": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
    "pt_PT": "nplurals=2; plural=(n != 1);",
    "ht": "nplurals=2; plural=(n > 1);",
    "zh_Hans": "nplurals=1; plural=0;",
    "vi": "nplurals=1; plural=0;",
    "ja": "nplurals=1; plural=0;",
    "my": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "cs": "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;",
    "lt": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ro": "nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;",
    "sl": "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);",
    "ga": "nplurals=5; plural=n==1 ? 0 : n==2 ? 1 : (n>2 && n<7) ? 2 : (n>6 && n<11) ? 3 : 4;",
}


@pytest.mark.parametrize(("locale", "header"), GETTEXT.items())
def test_plural_forms_are_gettexts(locale: str, header: str) -> None:
    ours, theirs = cldr.plural_forms(locale), cldr.read_plural_forms(header)
    assert ours.nplurals == theirs.nplurals
    ours_of, theirs_of = gettext.c2py(ours.expression), gettext.c2py(theirs.expression)
    assert [ours_of(n) for n in range(2000)] == [theirs_of(n) for n in range(2000)]
    assert cldr.equivalent(header, ours.header)


def test_the_header_reads_as_translators_know_it() -> None:
    assert cldr.plural_forms("en").header == "nplurals=2; plural=(n != 1);"
    assert cldr.plural_forms("fr").header == "nplurals=2; plural=(n > 1);"
    assert cldr.plural_forms("vi").header == "nplurals=1; plural=0;"
    assert cldr.plural_forms("ru").header == (
        "nplurals=3; plural=(n % 10 == 1 && n % 100 != 11 ? 0 : "
        "n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2);"
    )


def test_every_locales_header_gives_the_forms_of_its_rule() -> None:
    """The C that we write against Babel's own evaluation of CLDR's rule, for every locale."""
    order = ["zero", "one", "two", "few", "many", "other"]
    for locale in filter(cldr.known, locale_identifiers()):
        forms = cldr.plural_forms(locale)
        form_of = gettext.c2py(forms.expression)
        rule = babel_locale(locale).plural_form
        seen = {form_of(n): rule(n) for n in range(300)}
        assert [seen[form_of(n)] for n in range(300)] == [rule(n) for n in range(300)], locale
        assert [seen[form] for form in sorted(seen)] == sorted(seen.values(), key=order.index), locale
        assert cldr.read_plural_forms(forms.header) == forms


@pytest.mark.parametrize(
    ("header", "standard", "serves"),
    [
        ("nplurals=2; plural=(n>1) ? 1 : 0", "nplurals=2; plural=(n > 1);", True),
        ("n!=1", "(n != 1)", True),
        ("nplurals=2; plural=(n == 1);", "nplurals=2; plural=(n != 1);", True),  # numbered the other way
        ("nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);", False),
        ("nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);", False),
        ("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;", False),
        # Hebrew with two forms, as many teams have it, is coarser than CLDR's three.
        ("nplurals=2; plural=(n != 1);", "nplurals=3; plural=(n == 1 ? 0 : n == 2 ? 1 : 2);", True),
        # Spanish with CLDR's form for millions.
        (
            "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
            "nplurals=2; plural=(n != 1);",
            True,
        ),
        ("nplurals=2; plural=(n > 1);", "nplurals=2; plural=(n != 1);", False),
        ("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);", False),
        ("nplurals=2; plural=(n / 0);", "nplurals=2; plural=(n != 1);", False),
        ("nplurals=2; plural=__import__('os');", "nplurals=2; plural=(n != 1);", False),
        ("nplurals=2; plural=" + "(" * 500 + "n" + ")" * 500 + ";", "nplurals=2; plural=(n != 1);", False),
        ("", "nplurals=2; plural=(n != 1);", False),
    ],
)
def test_equivalent(header: str, standard: str, serves: bool) -> None:
    assert cldr.equivalent(header, standard) is serves


@pytest.mark.parametrize(
    "header", ["", "nplurals=2", "nplurals=2; plural=n;", "nplurals=2; plural=m != 1;", "nplurals=2; plural=n%0;"]
)
def test_a_header_that_cannot_hold(header: str) -> None:
    with pytest.raises(ValueError, match=r"nplurals|plural|zero|token|name"):
        cldr.read_plural_forms(header)


# ------------------------------------------------------------------------------------------------------------- phones


@pytest.mark.parametrize(
    ("phone", "territory", "display", "printed"),
    [
        ("+18006564673", "US", "800-656-4673", "800-656-4673"),
        ("+18006564673", "US", "1-800-656-4673", "1-800-656-4673"),
        ("+18006564673", "US", "+1 (800) 656-4673", "+1 (800) 656-4673"),
        ("+18006564673", "US", "", "(800) 656-4673"),
        ("+448085002222", "GB", "", "0808 500 2222"),
        ("+448085002222", "GB", "0808 500 2222", "0808 500 2222"),
        ("+448085002222", "GB", "+44 808 500 2222", "+44 808 500 2222"),
        ("+448085002222", "US", "", "+44 808 500 2222"),
        ("+448085002222", "", "", "+44 808 500 2222"),
        ("+611800737732", "AU", "", "1800 737 732"),
        ("988", "US", "", "988"),
        ("999", "GB", "999", "999"),
        ("131114", "AU", "13 11 14", "13 11 14"),
        ("000", "AU", "", "000"),
    ],
)
def test_phones(phone: str, territory: str, display: str, printed: str) -> None:
    cldr.check_phone(phone, territory, display)
    assert cldr.format_phone(phone, territory, display) == printed
    assert cldr.tel(phone) == f"tel:{phone}"


@pytest.mark.parametrize(
    ("phone", "display", "says"),
    [
        ("", "", "is not a telephone number"),
        ("98", "", "is not a telephone number"),
        ("800-656-4673", "", "is not a telephone number"),
        ("٩٨٨", "", "is not a telephone number"),
        ("+1-988", "", "is not a telephone number"),
        ("+1800656467", "", "too few or too many digits"),
        ("+9991234567", "", "no country's code"),
        ("+18006564673", "800-656-4637", "has other digits"),
        ("988", "911", "has other digits"),
        ("+18006564673", "800-656-HOPE", "not how a telephone number prints"),
        ("+18006564673", "\u202e3764-656-008", "not how a telephone number prints"),
        ("988\n", "", "is not a telephone number"),
    ],
)
def test_bad_phones(phone: str, display: str, says: str) -> None:
    with pytest.raises(HandoutsError) as caught:
        cldr.check_phone(phone, "US", display, file="source/resources.toml", line=7)
    assert str(caught.value).startswith("source/resources.toml:7: ")
    assert says in caught.value.message
    assert "\u202e" not in str(caught.value)
