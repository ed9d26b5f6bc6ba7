"""`summarize` says for a person how the sign-offs of some catalogs stand: proven how, who may sign what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.catalog import Catalog
from pipeline.errors import visible
from pipeline.project import Proof, Role
from pipeline.review.ledger import Ledger
from pipeline.review.people import Reviewer, may_sign
from pipeline.review.proof import verification
from pipeline.review.state import Gap, missing

_REASONS = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """How sign-offs stand, as sentences: of all, and of each locale in which some text is not reviewed."""

    verification: str
    """How sign-offs are proven; completes “Sign-offs are”."""
    locales: tuple[str, ...]
    missing: tuple[Gap, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        return f"Sign-offs are {self.verification}.", *self.locales


def summarize(
    catalogs: Iterable[Catalog], ledgers: Mapping[str, Ledger], reviewers: Mapping[str, Reviewer], verify: Proof
) -> Summary:
    """Return how the sign-offs of `catalogs` stand; `ledgers` has those of their locales, judged."""
    gaps: list[Gap] = []
    for catalog in catalogs:
        gaps += missing(catalog, ledgers[catalog.locale])
    told = [
        f"{locale}: {' '.join(_told(locale, ledger, gaps, reviewers))}"
        for locale, ledger in ledgers.items()
        if ledger.refused or any(gap.locale == locale for gap in gaps)
    ]
    return Summary(verification(verify, reviewers.values()), tuple(told), tuple(gaps))


def _told(locale: str, ledger: Ledger, gaps: Iterable[Gap], reviewers: Mapping[str, Reviewer]) -> Iterator[str]:
    own = [gap for gap in gaps if gap.locale == locale]
    needs: list[tuple[str, int, Role | None]] = [
        (f"{role} ", sum(role in gap.lacks for gap in own), role) for role in ledger.roles
    ] or [("", len(own), None)]
    for kind, count, role in needs:
        if count:
            texts = "1 text lacks" if count == 1 else f"{count} texts lack"
            yield f"{texts} a {kind}sign-off; {_who(may_sign(reviewers.values(), locale, role))} may sign."
    reasons = Counter(ledger.refused.values())
    for reason, count in reasons.most_common(_REASONS):
        yield f"1 sign-off {reason}." if count == 1 else f"{count} sign-offs do not count: each {reason}."
    if len(reasons) > _REASONS:
        yield "Others do not count either."


def _who(people: Iterable[Reviewer]) -> str:
    names = [visible(one.id)[1:-1] for one in people]
    return " or ".join(names) if names else "nobody in reviewers.toml"
