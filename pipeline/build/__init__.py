"""`plan` says which editions there are and what each is made of; `publish` renders what is not current."""

from pipeline.build.plan import Contents, Inputs, Job, Outline, Part, Selection, Words, page_of, plan, release_gaps
from pipeline.build.pseudo import catalogs as pseudo_catalogs
from pipeline.build.publish import Result, built, publish

__all__ = [
    "Contents",
    "Inputs",
    "Job",
    "Outline",
    "Part",
    "Result",
    "Selection",
    "Words",
    "built",
    "page_of",
    "plan",
    "pseudo_catalogs",
    "publish",
    "release_gaps",
]
