"""`load` reads `handouts.toml` as a frozen `Project`, or says in one clear error what is wrong with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pipeline import branding, cldr, tables
from pipeline.branding import Branding
from pipeline.errors import HandoutsError, nearest, visible
from pipeline.model import Fact, FactFormat, Paper, Severity, Variant
from pipeline.tables import Table

FILE = "handouts.toml"

Chosen = TypeVar("Chosen")

_DIGITS = 15
"""Before and after the decimal point of a fact: beyond that, no locale's format is exact, and an exponent is a bomb."""

_FAIL_ON: Mapping[str, Severity | None] = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}
_SEVERITIES = {severity.name.lower(): severity for severity in Severity}


Role = Literal["clinical", "linguistic"]
"""What a reviewer answers for: that the text is medically right, or that it says what the source says."""

Proof = Literal["none", "git", "ssh"]
"""What shows that a sign-off is its reviewer's own: nothing, the commit that brought it, or a signature."""

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Gates:
    """What a release asks of a catalog: percent of its messages, and the severity that fails (None: none does).

    A message counts as reviewed when someone of each role in `reviewed_by` has signed it off; where that is empty,
    anyone's word is enough.
    """

    translated: int = 100
    reviewed: int = 100
    fail_on: Severity | None = Severity.ERROR
    reviewed_by: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How sign-offs are proven, and whether the translator of a text may not sign it off."""

    verify: Proof = "none"
    second_person: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """A project's settings, and where its files are. `locales` are the targets, without the source locale."""

    root: Path
    name: str
    source_locale: str = "en"
    locales: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    url: str = ""
    gates: Gates = Gates()
    locale_gates: Mapping[str, Gates] = field(default_factory=dict)
    review: ReviewRules = ReviewRules()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """By check id. Whether a check of that id exists is not known here."""
    locale_severities: Mapping[str, Mapping[str, Severity]] = field(default_factory=dict)
    domain_severities: Mapping[str, Mapping[str, Severity]] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    branding: Branding = field(default_factory=Branding)
    variants: tuple[Variant, ...] = ("standard",)
    """The layouts that `build` makes unless told others."""
    papers: tuple[Paper, ...] = ()
    """The papers that `build` makes PDFs for, besides each territory's own."""
    weak_drafts: tuple[str, ...] = ()
    """Locales whose drafts are known to be weak; they need not be locales of the project."""

    keep_dangerous: bool = True
    """Whether `update` carries a translation over a dangerous edit, with a warning, or leaves the message empty."""

    @property
    def source_dir(self) -> Path:
        return self.root / "source"

    @property
    def locales_dir(self) -> Path:
        return self.root / "locales"

    @property
    def output_dir(self) -> Path:
        return self.root / "output"

    @property
    def resources_path(self) -> Path:
        return self.source_dir / "resources.toml"

    @property
    def terms_path(self) -> Path:
        return self.source_dir / "terms.tbx"

    @property
    def reviewers_path(self) -> Path:
        return self.locales_dir / "reviewers.toml"

    def template_path(self, domain: str) -> Path:
        return self.locales_dir / f"{domain}.pot"

    def catalog_path(self, locale: str, domain: str) -> Path:
        return self.locales_dir / locale / "LC_MESSAGES" / f"{domain}.po"

    def ledger_path(self, locale: str) -> Path:
        return self.locales_dir / locale / "reviews.toml"

    def gates_for(self, locale: str) -> Gates:
        """Return the gates of a locale; where drafts are weak, every message must be reviewed, whatever is written."""
        gates = self.locale_gates.get(locale, self.gates)
        return replace(gates, translated=100, reviewed=100) if self.is_weak(locale) else gates

    def is_weak(self, locale: str) -> bool:
        """Say whether a draft in `locale`, or in its language, is known to be weak."""
        return locale in self.weak_drafts or cldr.language(locale) in self.weak_drafts

    def severities_for(self, locale: str, domain: str) -> dict[str, Severity]:
        """Return the severities that hold in one catalog: a domain's own before a locale's, before the project's."""
        of_locale, of_domain = self.locale_severities.get(locale, {}), self.domain_severities.get(domain, {})
        return {**self.severities, **of_locale, **of_domain}


def find(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds a `handouts.toml`; raise HandoutsError if none does."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise HandoutsError(f"No {FILE} in {start} or above.", hint="Run `handouts init`.")


def load(root: Path) -> Project:
    """Return the project in the folder `root`.

    Raises HandoutsError, with line and remedy, for the first mistake in its `handouts.toml`.
    """
    if not (root / FILE).is_file():
        raise HandoutsError(f"No {FILE} in {root}.", hint="Run `handouts init`.")
    top = tables.read(root / FILE, FILE)
    top.only("project", "build", "gates", "review", "checks", "facts", "branding", "update")

    about = top.table("project")
    about.only("name", "source-locale", "locales", "territories", "url", "weak-drafts")
    source_locale = about.text("source-locale", "en")
    cldr.check_locale(source_locale, FILE, about.line("source-locale"))
    project = Project(
        root=root,
        name=about.text("name"),
        source_locale=source_locale,
        locales=_locales(about, source_locale),
        territories=_territories(about),
        url=_url(about),
        facts=_facts(top.table("facts")),
        branding=branding.read(top.table("branding"), root),
        variants=_variants(top.table("build")),
        papers=_papers(top.table("build")),
        weak_drafts=_weak_drafts(about),
        review=_review(top.table("review")),
        keep_dangerous=_keep_dangerous(top.table("update")),
    )
    return _with_severities(_with_gates(project, top.table("gates")), top.table("checks"))


def _locales(about: Table, source_locale: str) -> tuple[str, ...]:
    locales = about.texts("locales", ())
    for locale in locales:
        cldr.check_locale(locale, FILE, about.line("locales"))
        if locale == source_locale:
            raise about.error(
                f"{visible(locale)} is the source locale, so it is no translation.",
                "locales",
                hint="Take it out of locales.",
            )
    return locales


def _territories(about: Table) -> tuple[str, ...]:
    territories = about.texts("territories")
    if not territories:
        raise about.error("No territory is named.", "territories", hint="Where are the readers? Such as “US”.")
    for territory in territories:
        if not cldr.is_territory(territory):
            hint = f"Did you mean {visible(territory.upper())}?" if cldr.is_territory(territory.upper()) else ""
            raise about.error(
                f"Unknown territory {visible(territory)}.",
                "territories",
                hint=hint or "A territory is two capital letters of ISO 3166, such as “US” or “GB”.",
            )
    return territories


def _weak_drafts(about: Table) -> tuple[str, ...]:
    weak = about.texts("weak-drafts", ())
    for locale in weak:
        cldr.check_locale(locale, FILE, about.line("weak-drafts"))
    return weak


def _variants(table: Table) -> tuple[Variant, ...]:
    """Return the variants that [build] names: the standard one is always among them."""
    table.only("variants", "papers")
    known: dict[str, Variant] = {name: name for name in get_args(Variant)}
    named = {"standard": None} | dict.fromkeys(table.texts("variants", ()))
    if "all" in named:
        return tuple(known.values())
    return tuple(_one_of(table, "variants", name, known) for name in named)


def _papers(table: Table) -> tuple[Paper, ...]:
    known: dict[str, Paper] = {name: name for name in get_args(Paper)}
    return tuple(_one_of(table, "papers", name, known) for name in table.texts("papers", ()))


def _one_of(table: Table, key: str, name: str, known: Mapping[str, Chosen]) -> Chosen:
    if name not in known:
        raise table.error(f"Unknown {key[:-1]} {visible(name)}.", key, hint=nearest(name, known))
    return known[name]


def _url(about: Table) -> str:
    url = about.text("url", "")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s|[?#\"<>]", url)
    except ValueError:
        whole = False
    if not whole:
        raise about.error(
            f"{visible(url)} is no web address.", "url", hint="Write it as in “https://example.org/handouts”."
        )
    return url


def _keep_dangerous(table: Table) -> bool:
    table.only("dangerous")
    return table.choice("dangerous", {"suggest": True, "empty": False}, "suggest")


def _with_gates(project: Project, table: Table) -> Project:
    """Return `project` with its gates; a locale's own take what they do not say from the project's."""
    table.only("translated", "reviewed", "reviewed-by", "fail-on", "locale")
    gates = _gates(table, Gates())
    of_locales = _by_locale(project, table)
    for of_locale in of_locales.values():
        of_locale.only("translated", "reviewed", "reviewed-by", "fail-on")
    own = {locale: _gates(of_locale, gates) for locale, of_locale in of_locales.items()}
    return replace(project, gates=gates, locale_gates=own)


def _by_locale(project: Project, table: Table) -> dict[str, Table]:
    """Return the tables below `locale`, which must each be named for a locale of the project."""
    of_locales = table.table("locale")
    known = (project.source_locale, *project.locales)
    for locale in of_locales.values:
        if locale not in known:
            raise of_locales.error(
                f"[{'.'.join(map(str, of_locales.path))}] has {visible(locale)}, which is no locale of this project.",
                locale,
                hint=nearest(locale, known),
            )
    return {locale: of_locales.table(locale) for locale in of_locales.values}


def _gates(table: Table, above: Gates) -> Gates:
    translated = table.integer("translated", above.translated, 0, 100)
    reviewed = table.integer("reviewed", above.reviewed, 0, 100)
    fail_on = table.choice("fail-on", _FAIL_ON) if "fail-on" in table.values else above.fail_on
    return Gates(
        above.translated if translated is None else translated,
        above.reviewed if reviewed is None else reviewed,
        fail_on,
        _roles(table) if "reviewed-by" in table.values else above.reviewed_by,
    )


def _roles(table: Table) -> tuple[Role, ...]:
    names = table.texts("reviewed-by")
    for name in names:
        if name not in ROLES:
            raise table.error(f"{visible(name)} is no role of a reviewer.", "reviewed-by", hint=nearest(name, ROLES))
    return tuple(role for role in ROLES if role in names)


def _review(table: Table) -> ReviewRules:
    table.only("verify", "second-person")
    proofs: dict[str, Proof] = {name: name for name in get_args(Proof)}
    return ReviewRules(table.choice("verify", proofs, "none"), table.flag("second-person", True))


def _with_severities(project: Project, table: Table) -> Project:
    """Return `project` with what [checks] says, and its tables for locales and domains: those two names are no checks.

    Whether there is such a domain is not known here.
    """
    of_domains = table.table("domain")
    return replace(
        project,
        severities=_severities(table, but=("locale", "domain")),
        locale_severities={name: _severities(own) for name, own in _by_locale(project, table).items()},
        domain_severities={name: _severities(of_domains.table(name)) for name in of_domains.values},
    )


def _severities(table: Table, but: Collection[str] = ()) -> dict[str, Severity]:
    return {check: table.choice(check, _SEVERITIES) for check in table.values if check not in but}


def _facts(table: Table) -> dict[str, Fact]:
    return {name: _fact(table, name) for name in table.values}


def _fact(table: Table, name: str) -> Fact:
    """Return the fact `name`: a bare value, or a table with the keys of a fact in a handout's front matter."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise table.error(
            f"{visible(name)} cannot be used as {{name}}.", name, hint="Use letters, digits and underscores."
        )
    bare = table.values[name]
    if not isinstance(bare, dict):
        value, format_ = _fact_value(table, name, bare)
        return Fact(name, value, format_)
    fact = table.table(name)
    fact.only("value", "format", "citation", "sample", "year", "note")
    if "value" not in fact.values:
        raise fact.error(f"The fact {visible(name)} has no value.")
    value, format_ = _fact_value(fact, "value", fact.values["value"])
    if "format" in fact.values:
        format_ = _fact_format(fact, value, format_)
    return Fact(
        name,
        value,
        format_,
        citation=fact.text("citation", ""),
        sample=fact.text("sample", ""),
        year=fact.integer("year", None, 1, 9999),
        note=fact.text("note", ""),
    )


def _fact_value(table: Table, key: str, value: Any) -> tuple[Decimal | date | str, FactFormat]:
    match value:
        case str() if value.strip():
            return value, "text"
        case bool() | datetime():
            pass
        case int() if abs(value) < 10**_DIGITS:
            return Decimal(value), "number"
        case Decimal() if value.is_finite() and abs(value.adjusted()) < _DIGITS and len(str(value)) <= 2 * _DIGITS:
            return value, "number"
        case date():
            return value, "date"
        case _:
            pass
    raise table.error(f"{visible(key)} must be a text, a number or a date.", key)


def _fact_format(fact: Table, value: Decimal | date | str, natural: FactFormat) -> FactFormat:
    formats: dict[str, FactFormat] = {name: name for name in get_args(FactFormat)}
    format_ = fact.choice("format", formats)
    if format_ == natural or (format_ == "percent" and natural == "number"):
        return format_
    raise fact.error(f"{visible(str(value))} does not print as {visible(format_)}.", "format")
