"""`read` a termbase; `occurrences` says where its terms stand in a text; `annotate` tells translators of them.

The lemmatizers, stemmers and the substring automaton are known here alone.
"""

from pipeline.terms.notes import annotate
from pipeline.terms.occurrences import Occurrence, occurrences
from pipeline.terms.tbx import read
from pipeline.terms.termbase import Concept, Status, Term, Termbase

__all__ = ["Concept", "Occurrence", "Status", "Term", "Termbase", "annotate", "occurrences", "read"]
