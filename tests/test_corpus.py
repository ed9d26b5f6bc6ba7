"""The checks that compare all catalogs of a locale, which a fixture of one file cannot show."""

from pathlib import Path

from pipeline import checks
from pipeline.catalog import Catalog
from pipeline.checks import RunContext
from pipeline.model import Finding, Message

ONLY = RunContext(select=("inconsistent-translation", "same-translation"))


def catalog_of(domain: str, *messages: Message, locale: str = "sw") -> Catalog:
    return Catalog(path=Path(f"{locale}/{domain}.po"), locale=locale, domain=domain, header={}, messages=messages)


def found(*catalogs: Catalog) -> list[Finding]:
    return [
        finding
        for corpus in checks.corpora(catalogs)
        for one in corpus.catalogs
        for finding in checks.run(one, ONLY, corpus)
    ]


CALL = Message("Call the clinic.", ("Piga simu kliniki.",))
OTHERWISE = Message("Call the clinic.", ("Ita zahanati.",))


def test_the_translation_that_fewer_have_is_told_of_in_its_own_file() -> None:
    findings = found(catalog_of("a", OTHERWISE), catalog_of("b", CALL), catalog_of("c", CALL))
    assert [(one.file, one.message) for one in findings] == [
        ("sw/a.po", "Elsewhere this text is “Piga simu kliniki” (2 times).")
    ]


def test_a_catalog_alone_and_other_locales_are_no_contradiction() -> None:
    assert found(catalog_of("a", OTHERWISE)) == []
    assert found(catalog_of("a", OTHERWISE), catalog_of("b", CALL, locale="so")) == []


def test_what_is_not_in_use_contradicts_nothing() -> None:
    fuzzy = Message("Call the clinic.", ("Ita zahanati.",), flags=("fuzzy",))
    assert found(catalog_of("a", fuzzy), catalog_of("b", CALL)) == []


def test_opposites_in_two_catalogs_cannot_have_one_translation() -> None:
    before = Message("Eat before the test.", ("Kula kabla ya kipimo.",))
    after = Message("Eat after the test.", ("Kula kabla ya kipimo.",))
    assert [(one.file, one.check) for one in found(catalog_of("a", before), catalog_of("b", after))] == [
        ("sw/b.po", "same-translation")
    ]


def test_corpora_are_the_catalogs_by_locale() -> None:
    one, two, three = catalog_of("a"), catalog_of("a", locale="so"), catalog_of("b")
    assert [corpus.catalogs for corpus in checks.corpora([one, two, three])] == [(one, three), (two,)]
