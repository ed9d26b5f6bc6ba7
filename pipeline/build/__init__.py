"""`plan` says which editions there are and what each is made of; `publish` renders what is not current."""

from pipeline.build.plan import Inputs, Job, Selection, indexes, plan, release_gaps
from pipeline.build.pseudo import catalogs as pseudo_catalogs
from pipeline.build.publish import Result, built, publish

__all__ = [
    "Inputs",
    "Job",
    "Result",
    "Selection",
    "built",
    "indexes",
    "plan",
    "pseudo_catalogs",
    "publish",
    "release_gaps",
]
