"""`Workspace` is a project that was read, as far as it is needed here; `pipeline.cli.workspace` reads one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from pipeline import checks
from pipeline.catalog import Catalog
from pipeline.model import Finding, Handout, Message, Resource
from pipeline.project import Project
from pipeline.review import Ledger
from pipeline.terms import Termbase


class Workspace(Protocol):
    """The members that are used, each as the command line's workspace has it."""

    @property
    def project(self) -> Project: ...
    @property
    def handouts(self) -> Sequence[Handout]: ...
    @property
    def resources(self) -> Sequence[Resource]: ...
    @property
    def termbase(self) -> Termbase: ...
    @property
    def templates(self) -> Mapping[str, tuple[Message, ...]]: ...

    def catalog(self, locale: str, domain: str) -> Catalog: ...
    def ledger(self, locale: str) -> Ledger: ...
    def findings(self, pairs: Collection[tuple[str, str]]) -> tuple[Finding, ...]: ...
    def check_context(self, found: Catalog) -> checks.RunContext: ...


class UnknownError(Exception):
    """What was asked for is not in the project; the text says what."""
