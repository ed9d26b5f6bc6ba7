"""`run` looks at the translations of a catalog and says what is wrong with them.

A check is a function in a module of this package, declared with `@check`; nothing else is edited to add one.
"""

from pipeline.checks.consistency import company
from pipeline.checks.registry import Check, Example, Problem, check, registry
from pipeline.checks.runner import Context, Corpus, RunContext, corpora, run, texts
from pipeline.checks.sample import SAMPLE, verdict

__all__ = [
    "SAMPLE",
    "Check",
    "Context",
    "Corpus",
    "Example",
    "Problem",
    "RunContext",
    "check",
    "company",
    "corpora",
    "registry",
    "run",
    "texts",
    "verdict",
]
