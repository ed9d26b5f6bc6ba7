"""`read` a termbase; `occurrences` says where its terms stand in a text; `annotate` tells translators of them.

`occurrences_of` and `called` look for a few concepts alone.

`dump`, `updated`, `dump_csv`, `read_csv`, `merge` and `dump_glossary` carry it out and in; `candidates` proposes what
it lacks. The lemmatizers, stemmers, the segmenter and the substring automaton are known here alone.
"""

from pipeline.terms.candidates import Candidate, candidates
from pipeline.terms.dump import dump, updated
from pipeline.terms.glossary import dump_glossary
from pipeline.terms.merge import Change, Merged, merge
from pipeline.terms.notes import annotate
from pipeline.terms.occurrences import Occurrence, called, occurrences, occurrences_of
from pipeline.terms.table import dump_csv, read_csv
from pipeline.terms.tbx import parse, read
from pipeline.terms.termbase import Concept, Status, Term, Termbase

__all__ = [
    "Candidate", "Change", "Concept", "Merged", "Occurrence", "Status", "Term", "Termbase", "annotate", "called",
    "candidates", "dump", "dump_csv", "dump_glossary", "merge", "occurrences", "occurrences_of", "parse", "read",
    "read_csv", "updated",
]  # fmt: skip
