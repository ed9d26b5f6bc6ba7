"""Sign-offs: `approve` and `revoke` make and unmake them, `reviewed`, `coverage` and `missing` count them.

A sign-off is one person's word on one exact text: it holds a digest that binds the text, its source, its place and
the person, and any change to one of them voids it. The ledger is a file of its own, because gettext's tools delete
flags that they do not know and overwrite `#.` comments.
"""

from pipeline.project import ROLES, Role
from pipeline.review.approval import approve, revoke
from pipeline.review.ledger import (
    Ledger,
    Place,
    Revocation,
    Signature,
    SignOff,
    dump_ledger,
    holds,
    read_ledger,
    sealed,
)
from pipeline.review.people import Reviewer, may_sign, read_reviewers
from pipeline.review.proof import judged, sign, verification
from pipeline.review.state import Gap, blocking, coverage, missing, reviewed
from pipeline.review.summary import Summary, summarize

__all__ = [
    "ROLES",
    "Gap",
    "Ledger",
    "Place",
    "Reviewer",
    "Revocation",
    "Role",
    "SignOff",
    "Signature",
    "Summary",
    "approve",
    "blocking",
    "coverage",
    "dump_ledger",
    "holds",
    "judged",
    "may_sign",
    "missing",
    "read_ledger",
    "read_reviewers",
    "reviewed",
    "revoke",
    "sealed",
    "sign",
    "summarize",
    "verification",
]
