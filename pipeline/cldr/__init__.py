"""What is true of a language or a territory: names, numbers, quotation marks, plural forms, paper and phones.

Babel (CLDR), ICU and phonenumbers are known here alone; `breaks`, which loads ICU, is imported by itself. What Babel
lacks stands in `data.toml`, each row with its source.
Locales are Babel identifiers (`pt_BR`, `zh_Hans`); digits are Latin everywhere, so that they match phones and labels.
"""

from pipeline.cldr.formats import (
    NumberSymbols,
    day_names,
    format_date,
    format_file_size,
    format_list,
    format_number,
    format_percent,
    month_names,
    number_symbols,
    year_first,
)
from pipeline.cldr.locales import (
    check_locale,
    collation_key,
    direction,
    is_territory,
    known,
    language,
    language_name,
    own_name,
    paper,
    resolve,
    script,
    tag,
    territory_name,
)
from pipeline.cldr.marks import FULL_WIDTH_ENDS, SENTENCE_ENDS, QuotationMarks, quotation_marks
from pipeline.cldr.phones import check_phone, format_phone, tel
from pipeline.cldr.plurals import PluralForms, equivalent, plural_forms, read_plural_forms

__all__ = [
    "FULL_WIDTH_ENDS",
    "SENTENCE_ENDS",
    "NumberSymbols",
    "PluralForms",
    "QuotationMarks",
    "check_locale",
    "check_phone",
    "collation_key",
    "day_names",
    "direction",
    "equivalent",
    "format_date",
    "format_file_size",
    "format_list",
    "format_number",
    "format_percent",
    "format_phone",
    "is_territory",
    "known",
    "language",
    "language_name",
    "month_names",
    "number_symbols",
    "own_name",
    "paper",
    "plural_forms",
    "quotation_marks",
    "read_plural_forms",
    "resolve",
    "script",
    "tag",
    "tel",
    "territory_name",
    "year_first",
]
