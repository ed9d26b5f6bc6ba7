"""Checks of markup: the source's must all be there, and nothing that the source has not."""

from collections.abc import Iterator

from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import MARKUP, TAG
from pipeline.model import Message, Severity


@check("markup-mismatch", Severity.ERROR, issue_type="markup", source=MARKUP, target=MARKUP)
def markup_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """The translation's inline markup is not the source's: bold, emphasis, code, links, images, citations, tags.

    A warning that is bold in the source must be bold in every language, a link must lead somewhere, and a figure must
    keep the study that it comes from. The order may change. What is within what, and what code and citations say, may
    not. Markup that does not take counts as missing: in Chinese, `**“文字”**文字` is no bold text, as CommonMark wants
    a space or punctuation outside of it. https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis

    Bad (es):

        msgid "**Call now** if you are in danger."
        msgstr "Llame ahora si está en peligro."

    Good (es):

        msgid "**Call now** if you are in danger."
        msgstr "Si está en peligro, **llame ahora**."
    """
    source, target = context.source.structure, context.target.structure
    if source != target:
        for name, times in (source - target).items():
            yield Problem(f"Missing{_times(times)}: {name}.")
        for name, times in (target - source).items():
            yield Problem(f"Not in the source{_times(times)}: {name}.")
    if context.source.tags == context.target.tags:
        return
    for tag, times in (context.source.tags - context.target.tags).items():
        yield Problem(f"Missing{_times(times)}: the tag <{tag}>.")


@check("raw-html", Severity.ERROR, issue_type="markup", target=TAG)
def raw_html(message: Message, context: Context) -> Iterator[Problem]:
    """The translation has HTML that the source has not.

    Handouts are written in Markdown, and HTML is shown as it is typed. In a program that takes it for markup, a
    `<script>` or `<img>` in a translation runs with all the rights of the page. https://owasp.org/www-community/attacks/xss/

    Bad (es):

        msgid "Call now."
        msgstr "Llame ahora.<img src=x onerror=alert(1)>"

    Good (es):

        msgid "Call now."
        msgstr "Llame ahora."
    """
    if context.source.tags == context.target.tags:
        return
    for tag, times in (context.target.tags - context.source.tags).items():
        yield Problem(f"The tag <{tag}> is not in the source{_times(times)}.")


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""
