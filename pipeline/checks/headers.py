"""Checks of a catalog's header, and of what it says of plural forms."""

from collections.abc import Iterator

from pipeline import cldr
from pipeline.checks.reading import language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import UNUSUAL
from pipeline.errors import visible
from pipeline.model import Message, Severity

# Every PO editor, and gettext's own programs, go by these.
_NEEDED = ("Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


@check("header-field-missing", Severity.WARNING, issue_type="non-conformance", scope="header")
def header_field_missing(message: Message, context: Context) -> Iterator[Problem]:
    r"""The catalog's header lacks a field that PO editors and gettext go by.

    Without its language, a catalog is opened without the right plural forms, spelling and direction; without its
    encoding, programs guess. https://www.gnu.org/software/gettext/manual/html_node/Header-Entry.html

    Bad (es):

        msgid ""
        msgstr ""
        "Language: es\n"
        "Content-Type: text/plain; charset=UTF-8\n"

    Good (es):

        msgid ""
        msgstr ""
        "Language: es\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    """
    header = context.catalog.header
    for name in _NEEDED:
        if not header.get(name):
            yield Problem(f"The header has no {name}.")
    if _has_plurals(context) and not header.get("Plural-Forms"):
        yield Problem("The header has no Plural-Forms, and there are messages with plural forms.")


def _has_plurals(context: Context) -> bool:
    return any(message.msgid_plural is not None for message in context.catalog.live)


@check("header-language-mismatch", Severity.ERROR, issue_type="locale-violation", scope="header")
def header_language_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    r"""The header names another language than the catalog is for.

    Most often a catalog was copied from another language, and its texts may have been copied with it.

    Bad (es):

        msgid ""
        msgstr ""
        "Language: pt\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"

    Good (es):

        msgid ""
        msgstr ""
        "Language: es\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    """
    named = context.catalog.header.get("Language", "")
    if not named or not context.locale:
        return
    if _comparable(named) != _comparable(context.locale):
        yield Problem(f"The header says {visible(named)}, but the catalog is for {visible(context.locale)}.")


def _comparable(locale: str) -> tuple[str, str]:
    """Return what must agree: the language and the script, so that `zh_CN` may stand for `zh_Hans`."""
    written = locale.replace("-", "_")
    return language(written), cldr.script(written) if cldr.known(written) else _SCRIPTS.get(written, "")


# The old way to name the scripts of Chinese, which gettext's teams use: https://www.gnu.org/software/gettext/manual/
_SCRIPTS = {"zh_CN": "Hans", "zh_SG": "Hans", "zh_TW": "Hant", "zh_HK": "Hant", "zh_MO": "Hant"}


@check("plural-forms-mismatch", Severity.WARNING, issue_type="grammar", scope="header")
def plural_forms_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    r"""The header's Plural-Forms do not fit the language, or cannot be read.

    A program then shows the wrong form: “5 day”. An expression counts as right where it tells the same numbers apart as
    the Unicode CLDR does for the language, however it is written, and where it knowingly tells fewer apart. In a
    catalog without plural forms it does no harm.
    https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html

    Bad (es):

        msgid ""
        msgstr ""
        "Language: es\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "Plural-Forms: nplurals=2; plural=(n > 1);\n"

        msgid "one day"
        msgid_plural "%d days"
        msgstr[0] "un día"
        msgstr[1] "%d días"

    Good (es):

        msgid ""
        msgstr ""
        "Language: es\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "Plural-Forms: nplurals=2; plural=n!=1;\n"

        msgid "one day"
        msgid_plural "%d days"
        msgstr[0] "un día"
        msgstr[1] "%d días"
    """
    stated = context.catalog.header.get("Plural-Forms", "")
    name = next((known for known in (context.locale, context.language) if cldr.known(known)), None)
    if not stated or name is None or not _has_plurals(context):
        return
    try:
        cldr.read_plural_forms(stated)
    except ValueError as error:
        yield Problem(f"The header's Plural-Forms cannot be read: {error}.")
        return
    standard = cldr.plural_forms(name)
    if not cldr.equivalent(stated, standard.header):
        yield Problem(f"The header's Plural-Forms are not those of the language: {standard.header}")


@check("plural-count-mismatch", Severity.ERROR, issue_type="grammar", scope="message", target=UNUSUAL)
def plural_count_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    r"""A message has more or fewer plural forms than the header says.

    A count whose form is missing shows no text, or the source's, and gettext's `msgfmt` refuses the catalog.

    Bad (es):

        msgid "one day"
        msgid_plural "%d days"
        msgstr[0] "un día"

    Good (es):

        msgid "one day"
        msgid_plural "%d days"
        msgstr[0] "un día"
        msgstr[1] "%d días"
    """
    if message.msgid_plural is None or not any(message.msgstr):
        return
    try:
        wanted = cldr.read_plural_forms(context.catalog.header.get("Plural-Forms", "")).nplurals
    except ValueError:
        return  # Said of the header already.
    if len(message.msgstr) != wanted:
        yield Problem(f"There are {len(message.msgstr)} plural forms, but the header says {wanted}.")
