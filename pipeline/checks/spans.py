"""Checks of what the inline markup holds, where the marks themselves are the source's: how much, which, and where."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline import markup
from pipeline.checks.reading import Reading
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.checks.traits import character, text
from pipeline.markup import Inline
from pipeline.model import Message, Severity

_SPANS = {"strong": "bold", "emphasis": "emphasized"}
# How much of the text may be emphasized more or less than in the source. Word order, particles and endings move the
# border of a span by a word or two; within these bounds are all translations that this was measured on.
_MORE_OR_LESS = 0.45
_TIMES_LESS = 4


_EMPHASIS = text(lambda reading: any(name.startswith(tuple(_SPANS.values())) for name in reading.structure))


@check("emphasis-amount-mismatch", Severity.WARNING, issue_type="markup", source=_EMPHASIS)
def emphasis_amount_mismatch(message: Message, context: Context) -> Iterator[Problem]:
    """Far more, or far less, of the text is bold or emphasized than in the source.

    What is bold is what a reader in a hurry reads. Where all of a text is bold, nothing stands out; where a lone word
    is left bold, the warning around it is not seen. PEMAT, item 12, asks for visual cues that draw attention to key
    points: https://www.ahrq.gov/health-literacy/patient-education/pemat.html

    Bad (es):

        msgid "**Call now** if you are in danger or if you feel that you cannot go on."
        msgstr "**Si está en peligro o si siente que no puede más, llame ahora**."

    Good (es):

        msgid "**Call now** if you are in danger or if you feel that you cannot go on."
        msgstr "Si está en peligro o si siente que no puede más, **llame ahora**."
    """
    text = context.source.text
    if "*" not in text and "_" not in text:
        return
    structure = context.source.structure
    if not structure or structure != context.target.structure:
        return
    for kind, name in _SPANS.items():
        if not any(one.startswith(name) for one in structure):
            continue
        ours, theirs = _source_share(context.source, kind), _share(context.target.nodes, kind)
        if abs(ours - theirs) > _MORE_OR_LESS or 0 < theirs < ours / _TIMES_LESS:
            yield Problem(f"{theirs:.0%} of the translation is {name}, and {ours:.0%} of the source.")


@check("link-text-missing", Severity.ERROR, issue_type="markup", target=character(r"\]"))
def link_text_missing(message: Message, context: Context) -> Iterator[Problem]:
    """A link has no text, or an image no description.

    A link without text cannot be seen, and whoever listens to the page hears an address, or nothing. WCAG 2.2, success
    criteria 2.4.4 and 1.1.1: https://www.w3.org/TR/WCAG22/#link-purpose-in-context

    Bad (es):

        msgid "See [our page](https://example.org/)."
        msgstr "Vea nuestra página [](https://example.org/)."

    Good (es):

        msgid "See [our page](https://example.org/)."
        msgstr "Vea [nuestra página](https://example.org/)."
    """
    if "](" not in context.target.text and "][" not in context.target.text:
        return
    ours = len(list(_blank(context.source.nodes)))
    for node in list(_blank(context.target.nodes))[ours:]:
        yield Problem("The image has no description." if node.kind == "image" else "The link has no text.")


def _links_of(reading: Reading) -> int:
    return sum(times for name, times in reading.structure.items() if name.startswith("link"))


@check("link-swapped", Severity.WARNING, issue_type="markup", source=text(lambda reading: _links_of(reading) >= _PAIR))
def link_swapped(message: Message, context: Context) -> Iterator[Problem]:
    """Two links have changed places: each leads to where the other's text says.

    It is seen where a text keeps a name or a number that only one of the two has in the source. Who wants the police
    and gets the clinic's page loses time. WCAG 2.2, success criterion 2.4.4, Link Purpose:
    https://www.w3.org/TR/WCAG22/#link-purpose-in-context

    Bad (es):

        msgid "See [MedlinePlus](https://medlineplus.gov/) or [the NHS](https://www.nhs.uk/)."
        msgstr "Consulte [MedlinePlus](https://www.nhs.uk/) o [el NHS](https://medlineplus.gov/)."

    Good (es):

        msgid "See [MedlinePlus](https://medlineplus.gov/) or [the NHS](https://www.nhs.uk/)."
        msgstr "Consulte [el NHS](https://www.nhs.uk/) o [MedlinePlus](https://medlineplus.gov/)."
    """
    ours, theirs = _links(context.source.nodes), _links(context.target.nodes)
    if ours.keys() != theirs.keys():
        return
    targets = list(ours)
    for place, one in enumerate(targets):
        for other in targets[place + 1 :]:
            moved = (ours[one] - ours[other]) & (theirs[other] - theirs[one])
            moved |= (ours[other] - ours[one]) & (theirs[one] - theirs[other])
            if moved:
                name = min(moved)
                to = other if name in ours[one] else one
                yield Problem(f"“{name}” now leads to {to.removeprefix('#ref:')}.")


@check(
    "citation-moved",
    Severity.WARNING,
    issue_type="markup",
    source=text(lambda reading: reading.text.count("[@") >= _PAIR),
)
def citation_moved(message: Message, context: Context) -> Iterator[Problem]:
    """Two citations of different sentences have changed places.

    Each statement then stands on the other's study, and whoever looks it up finds that it is not there. Within one
    sentence citations may move with its clauses; from one sentence to another they may not.

    Bad (es):

        msgid "Many women feel pain. [@mitchell-2017] Most get better with care. [@aafp-2014]"
        msgstr "Muchas mujeres sienten dolor. [@aafp-2014] La mayoría mejora con tratamiento. [@mitchell-2017]"

    Good (es):

        msgid "Many women feel pain. [@mitchell-2017] Most get better with care. [@aafp-2014]"
        msgstr "Muchas mujeres sienten dolor. [@mitchell-2017] La mayoría mejora con tratamiento. [@aafp-2014]"
    """
    if context.source.text.count("[@") < _PAIR or context.source.structure != context.target.structure:
        return
    ours, theirs = _cited(context.source.nodes), _cited(context.target.nodes)
    cited = list(ours)
    for place, one in enumerate(cited):
        for other in cited[place + 1 :]:
            if ours[one] < ours[other] and one in theirs and other in theirs and theirs[one] > theirs[other]:
                yield Problem(f"[@{one}] and [@{other}] have changed places.")
                return


# What makes a block of a line: https://spec.commonmark.org/0.31.2/#container-blocks
_BLOCK = re.compile(
    r"[ ]{0,3}(?:(?P<item>[-*+]\s+(?=\S))|(?P<number>(?P<digits>\d{1,3})[.)]\s+(?=\S))|(?P<heading>#{1,6}\s+(?=\S))"
    r"|(?P<quote>>\s?(?=\S))|(?P<row>\|(?=.*\|))|(?P<box>:{3,})|(?P<fence>`{3,}|~{3,}))",
    re.MULTILINE,
)
_BLOCKS = {
    "item": "the mark of a list's item", "number": "the number of a list's item", "heading": "the mark of a heading",
    "quote": "the mark of a quotation", "row": "the border of a table's cell", "box": "the mark of a box",
    "fence": "the fence of a code",
}  # fmt: skip


@check(
    "block-markup-added",
    Severity.WARNING,
    issue_type="markup",
    target=text(lambda reading: not reading.text[:1].isalpha() and _BLOCK.match(reading.text)),
)
def block_markup_added(message: Message, context: Context) -> Iterator[Problem]:
    """The translation begins like a list's item, a heading, a quotation or a table, and the source does not.

    A message is one block: its place in a list or a table is the source's, and the mark prints as it is typed. Readers
    would see “- ” behind the bullet. https://spec.commonmark.org/0.31.2/#blocks-and-inlines

    Bad (es):

        msgid "Drink water."
        msgstr "- Beba agua."

    Good (es):

        msgid "Drink water."
        msgstr "Beba agua."
    """
    found = _BLOCK.match(context.target.text)
    if found is None:
        return
    kind = found.lastgroup or ""
    if kind in ("item", "number") and "\n" in f"{context.source.text}{context.target.text}".strip():
        return  # line-mismatch counts the items of lists.
    ours = _BLOCK.match(context.source.text)
    if ours is not None and (ours.lastgroup == kind or {ours.lastgroup, kind} == {"item", "number"}):
        return
    # German writes the first of May “1. Mai”.
    if kind == "number" and found["digits"] in context.source.text:
        return
    yield Problem(f"“{found[0].strip()}” is {_BLOCKS[kind]}, which the source has not.")


_PAIR = 2


def _share(nodes: tuple[Inline, ...], kind: str) -> float:
    """Return what share of the visible characters is within nodes of the kind, 0 to 1."""
    whole = _size(nodes)
    return _size(_outermost(nodes, kind)) / whole if whole else 0.0


@lru_cache(maxsize=1 << 15)
def _source_share(source: Reading, kind: str) -> float:
    return _share(source.nodes, kind)


def _outermost(nodes: Iterable[Inline], kind: str) -> Iterator[Inline]:
    for node in nodes:
        if node.kind == kind:
            yield node
        else:
            yield from _outermost(node.children, kind)


def _size(nodes: Iterable[Inline]) -> int:
    return sum(map(len, markup.plain(nodes).split()))


def _blank(nodes: Iterable[Inline]) -> Iterator[Inline]:
    for node in markup.walk(nodes):
        shown = node.text if node.kind == "image" else markup.plain(node.children)
        if node.kind in ("link", "image") and not shown.strip():
            yield node


# A name in capitals or with one inside, or a number: what a translation into any language is likely to keep.
_KEPT = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*|\d+")


@lru_cache(maxsize=1 << 12)
def _links(nodes: tuple[Inline, ...]) -> dict[str, frozenset[str]]:
    """Return what of each link's text a translation would keep, by where it leads."""
    links: dict[str, frozenset[str]] = {}
    for node in markup.walk(nodes):
        if node.kind == "link":
            kept = frozenset(_KEPT.findall(markup.plain(node.children)))
            links[node.target] = links.get(node.target, frozenset()) | kept
    return links


_CITED = "\ufffc"
_NEW_SENTENCE = re.compile(r"(?:[.!?…؟।۔॥][^\w\s]*\s|[。！？])\W*\w")


def _cited(nodes: tuple[Inline, ...]) -> dict[str, int]:
    """Return in which sentence each work is cited, for those cited once; a citation behind a full stop is before it."""
    text, places = "", dict[str, int]()
    twice: set[str] = set()
    for node in markup.walk(nodes):
        if node.kind == "citation":
            if node.text in places:
                twice.add(node.text)
            places[node.text] = len(text)
            text += _CITED
        elif node.kind in ("text", "code", "image"):
            text += node.text
        elif node.kind == "fact":
            text += "0"
    begun = [match.end() for match in _NEW_SENTENCE.finditer(text)]
    return {work: sum(end <= at for end in begun) for work, at in places.items() if work not in twice}
