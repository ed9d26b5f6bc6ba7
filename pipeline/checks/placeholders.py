"""Checks of what is filled in or followed: placeholders, web and e-mail addresses."""

from collections.abc import Iterator

from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import Trait, character, text
from pipeline.errors import nearest, visible
from pipeline.model import Message, Severity

_FIELD = (character(r"\{"), text(lambda reading: reading.printf))
# An address has “://”, “www.” or “@”, or is a link's.
_ADDRESS = Trait(character=lambda _: "/@]".__contains__, token=lambda _: lambda token: "www." in token)


@check("placeholder-mismatch", Severity.ERROR, issue_type="inconsistent-entities", source=_FIELD, target=_FIELD)
def placeholder_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A placeholder of the source is missing, changed or added.

    A placeholder stands for something that is filled in later: `{pct_men}` for a figure of a study, printed as the
    language prints numbers; in programs also `%s`, `%(name)s` or `{0}`. It must stay as it is, though it may move.
    A plural form for a single count may leave its number out, as the Arabic for “two days” does.

    Bad (es):

        #, python-brace-format
        msgid "In the survey, {pct_men} had cried."
        msgstr "En la encuesta, {porcentaje} habían llorado."

    Good (es):

        #, python-brace-format
        msgid "In the survey, {pct_men} had cried."
        msgstr "{pct_men} de los encuestados habían llorado."
    """
    source, target = context.source.placeholders, context.target.placeholders
    if source == target:
        return
    if not context.one_count:
        for name in source - target:
            yield Problem(f"{name} is missing{_times(source[name], target[name])}.")
    for name in target - source:
        if name in source:
            yield Problem(f"{name} is repeated{_times(source[name], target[name])}.")
        elif name.strip("{}") in (context.run.facts or ()):
            yield Problem(f"{name} is a fact of the handout, but not of this text.")
        else:
            yield Problem(f"{visible(name)} is not in the source. {nearest(name, source)}".strip())


def _times(source: int, target: int) -> str:
    return f": {source} times in the source, {target} times here" if source and target else ""


@check("url-mismatch", Severity.ERROR, issue_type="inconsistent-entities", source=_ADDRESS, target=_ADDRESS)
def url_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """A web or e-mail address of the source is missing, changed or added.

    Readers trust the addresses in a handout. One that was mistyped, or slipped in, sends them to a stranger. Where a
    page exists in the reader's language, the address of that page is a matter for the source, or for an excuse.

    Bad (es):

        msgid "Read more at https://medlineplus.gov."
        msgstr "Más información en https://medlineplus.example.com."

    Good (es):

        msgid "Read more at https://medlineplus.gov."
        msgstr "Más información en https://medlineplus.gov."
    """
    source, target = context.source.addresses, context.target.addresses
    for address in sorted(source - target):
        yield Problem(f"{visible(address)} is missing.")
    for address in sorted(target - source):
        yield Problem(f"{visible(address)} is not in the source.")
