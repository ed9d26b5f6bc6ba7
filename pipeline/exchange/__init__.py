"""Translations on their way to other tools and back: `units` goes out, `read` comes in, `compare` says what it changes.

XLIFF for translation programs, TMX for their memories, CSV and XLSX for people with a spreadsheet. Each format is one
module, with a `dump_…` and a `read_…`. openpyxl is known here alone.
"""

from pipeline.exchange.table import dump_csv, read_csv
from pipeline.exchange.take import LEFT, TAKEN, Change, ChangeKind, Policy, compare, taken
from pipeline.exchange.tmx import dump_tmx, read_tmx
from pipeline.exchange.unit import State, Unit, units
from pipeline.exchange.workbook import dump_xlsx, read_xlsx
from pipeline.exchange.xliff import dump_xliff, read_xliff
from pipeline.exchange.xliff1 import dump_xliff1

__all__ = [
    "LEFT",
    "TAKEN",
    "Change",
    "ChangeKind",
    "Policy",
    "State",
    "Unit",
    "compare",
    "dump_csv",
    "dump_tmx",
    "dump_xliff",
    "dump_xliff1",
    "dump_xlsx",
    "read_csv",
    "read_tmx",
    "read_xliff",
    "read_xlsx",
    "taken",
    "units",
]
