"""`dump_xliff` writes a catalog's units as XLIFF 2.1, and `read_xliff` reads XLIFF 2.0, 2.1, 1.1 or 1.2.

The OASIS standard: https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline import cldr
from pipeline.errors import HandoutsError, collect, visible
from pipeline.exchange import tree, xliff1
from pipeline.exchange.codes import Code, Coded, coded, codes, written
from pipeline.exchange.tree import Element, attribute, content
from pipeline.exchange.unit import STATES, State, Text, Unit, assembled, check_writable
from pipeline.files import read_bytes
from pipeline.markup.inline import InlineKind

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""That of 2.1 too."""

# The attributes `type` and `subType`. Whoever deletes or doubles a number or a citation changes what is said.
_KINDS: Mapping[InlineKind, str] = {
    "strong": 'type="fmt" subType="xlf:b"',
    "emphasis": 'type="fmt" subType="xlf:i"',
    "link": 'type="link"',
    "image": 'type="image"',
    "break": 'type="fmt" subType="xlf:lb"',
    "code": 'type="other"',
    "fact": 'type="other" canCopy="no" canDelete="no"',
    "citation": 'type="other" canCopy="no" canDelete="no"',
}


def dump_xliff(units: Sequence[Unit], *, domain: str, source_locale: str, locale: str) -> bytes:
    """Return the units of one catalog as one XLIFF file.

    Inline Markdown becomes codes, whose text stands in the unit's original data. A plural message is a group with a
    unit a form. Raises HandoutsError for a character that XML cannot hold.
    """
    check_writable(units)
    languages = f"srcLang={attribute(cldr.tag(source_locale))} trgLang={attribute(cldr.tag(locale))}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" version="2.1" {languages}>',
        f'  <file id="f1" original={attribute(f"{domain}.po")}>',
        *(line for unit in units for line in _unit(unit)),
        "  </file>",
        "</xliff>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _unit(unit: Unit) -> Iterator[str]:
    name = "" if unit.msgctxt is None else f" name={attribute(unit.msgctxt)}"
    notes = [f"        <note>{content(note)}</note>" for note in unit.notes]
    if unit.msgid_plural is None:
        yield f'    <unit id="{unit.id}"{name}>'
        yield from _notes(notes)
        yield from _segment(unit.msgid, unit.msgstr[0], unit.state)
        yield "    </unit>"
        return
    yield f'    <group id="{unit.id}" type="gettext:plural"{name}>'
    texts = {"msgid": unit.msgid, "msgid_plural": unit.msgid_plural}
    notes += (f'        <note category="{field}">{content(text)}</note>' for field, text in texts.items())
    yield from _notes(notes)
    for form, text in enumerate(unit.msgstr):
        yield f'    <unit id="{unit.id}.{form}" name="{form}">'
        yield from _segment(unit.msgid if form == 0 else unit.msgid_plural, text, unit.state)
        yield "    </unit>"
    yield "    </group>"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield from ("      <notes>", *notes, "      </notes>")


def _segment(source: str, target: str, state: State) -> Iterator[str]:
    ours, theirs = coded(source, target)
    data: dict[str, str] = {}
    numbers = count(1)
    for code in (*codes(ours), *codes(theirs)):
        for text in (code.opens, code.closes):
            if text and text not in data:
                data[text] = f"d{next(numbers)}"
    if data:
        yield "      <originalData>"
        yield from (
            f'        <data id="{name}" xml:space="preserve">{content(text)}</data>' for text, name in data.items()
        )
        yield "      </originalData>"
    fuzzy = ' subState="gettext:fuzzy"' if state == "initial" and target else ""
    yield f'      <segment state="{state}"{fuzzy}>'
    yield f'        <source xml:space="preserve">{_inline(ours, data)}</source>'
    if target:
        yield f'        <target xml:space="preserve">{_inline(theirs, data)}</target>'
    yield "      </segment>"


def _inline(text: Coded, data: Mapping[str, str]) -> str:
    def opens(code: Code) -> str:
        places = f'dataRefStart="{data[code.opens]}" dataRefEnd="{data[code.closes]}"'
        return f'<pc id="{code.number}" {places} {_KINDS[code.kind]}>'

    def alone(code: Code) -> str:
        shown = f"disp={attribute(code.opens)}"
        return f'<ph id="{code.number}" dataRef="{data[code.opens]}" {shown} {_KINDS[code.kind]}/>'

    return written(text, content, {"opens": opens, "closes": lambda _: "</pc>", "alone": alone})


# ------------------------------------------------------------------------------------------------------------- reading


def read_xliff(path: Path) -> tuple[Unit, ...]:
    """Return the units of an XLIFF file, 2.0, 2.1, 1.1 or 1.2, each with its line.

    A unit of ours says its context and plural; of another's, its `name` counts as its context where it has one. The
    domain is the file's name without the ending. A unit whose translation has a code that nothing stands for has a
    `problem`. What has no target has `msgstr` ("",).

    Raises HandoutsError, or a group of them, with the line of what is wrong.
    """
    return parse_xliff(read_bytes(path), path)


def parse_xliff(data: bytes, file: Path) -> tuple[Unit, ...]:
    """Return the units of the XLIFF document `data` as `read_xliff` does; `file` names it in errors."""
    root = tree.parse(data, file)
    if root.name != "xliff" or root.namespace not in ("", NAMESPACE, *xliff1.NAMESPACES):
        raise HandoutsError(f"Not XLIFF: its root is <{visible(root.name)[1:-1]}>.", file=file, line=root.line)
    version = root.get("version")
    if version in ("1.1", "1.2"):
        return xliff1.units(root, file)
    if version not in ("2.0", "2.1"):
        raise HandoutsError(
            f"XLIFF of the version {visible(version)}.", file=file, line=root.line, hint="Save it as 2.1 or 1.2."
        )
    locale = xliff1.locale_of(root.get("trgLang"), root, file)
    return tuple(
        unit
        for each in root.all("file")
        for unit in collect(lambda one: _read(one, xliff1.domain_of(each), locale, file), list(_messages(each)))  # noqa: B023
    )


def _messages(element: Element) -> Iterator[Element]:
    """Yield the units and, as one message each, the groups of plural forms."""
    for child in element.all("unit", "group"):
        if child.name == "unit" or child.get("type") == "gettext:plural":
            yield child
        else:
            yield from _messages(child)


def _read(element: Element, domain: str, locale: str, file: Path) -> Unit:
    name = element.get("name") if "name" in element.attributes else None
    plural = None
    forms = [element] if element.name == "unit" else list(element.all("unit"))
    texts = [_text(form, file) for form in forms]
    if element.name == "group":
        said = {note.get("category"): note.text for notes in element.all("notes") for note in notes.all("note")}
        if not texts or not {"msgid", "msgid_plural"} <= said.keys():
            raise HandoutsError("A group of plural forms lacks them or its notes.", file=file, line=element.line)
        plural = said["msgid"], said["msgid_plural"]
    unit = assembled(texts, plural, identity=element.get("id"), name=name, domain=domain, locale=locale)
    return replace(unit, line=element.line)


def _text(unit: Element, file: Path) -> Text:
    """Return the text of a unit; of several segments, all of them as one."""
    data = {each.get("id"): _data(each) for every in unit.all("originalData") for each in every.all("data")}
    segments = [child for child in unit.all("segment", "ignorable") if child.first("source") is not None]
    if not segments:
        raise HandoutsError("A unit has no source.", file=file, line=unit.line)
    sources = [_plain(segment.first("source"), data) for segment in segments]
    targets = [_plain(segment.first("target"), data) for segment in segments]
    states = [_state(segment, file) for segment in segments if segment.name == "segment"]
    # What is between two segments often has no target of its own: the source's space stands for it.
    texts = [
        source[0] if segment.name == "ignorable" and segment.first("target") is None else target[0]
        for segment, source, target in zip(segments, sources, targets, strict=True)
    ]
    whole = "".join(texts) if any(target[0] for target in targets) else ""
    problem = next((found for _, found in (*sources, *targets) if found), "")
    # The attribute `order`: the translation has its segments in another order. No tool that we know writes that.
    if any(target.get("order") for segment in segments for target in segment.all("target")):
        problem = "Its segments are in another order than the source's."
    return Text(
        "".join(source[0] for source in sources), whole, min(states, key=STATES.index, default="initial"), problem
    )


def _state(segment: Element, file: Path) -> State:
    written_state = segment.get("state") or "initial"
    found = next((state for state in STATES if state == written_state), None)
    if found is None:
        raise HandoutsError(
            f"Unknown state {visible(written_state)}.",
            file=file,
            line=segment.line,
            hint=f"Known: {', '.join(STATES)}.",
        )
    return found


def _data(element: Element) -> str:
    return "".join(part if isinstance(part, str) else _character(part) for part in element.parts)


def _character(element: Element) -> str:
    """Return what <cp hex="001B"/> stands for."""
    try:
        return chr(int(element.get("hex"), 16)) if element.name == "cp" else ""
    except (ValueError, OverflowError):
        return "\ufffd"


def _plain(element: Element | None, data: Mapping[str, str]) -> tuple[str, str]:
    """Return the text of a source or target with its codes as they were written, and what is wrong with them."""
    if element is None:
        return "", ""
    unknown: list[str] = []

    def raw(code: Element, name: str) -> str:
        reference = code.get(name)
        if reference not in data:
            unknown.append(f"The code {visible(code.get('id'))} has no original data.")
        return data.get(reference, "")

    shown: Mapping[str, Callable[[Element], str]] = {
        "pc": lambda code: raw(code, "dataRefStart") + inner(code) + raw(code, "dataRefEnd"),
        "ph": lambda code: raw(code, "dataRef"),
        "sc": lambda code: raw(code, "dataRef"),
        "ec": lambda code: raw(code, "dataRef"),
        "cp": _character,
    }

    def inner(parent: Element) -> str:
        return "".join(part if isinstance(part, str) else shown.get(part.name, inner)(part) for part in parent.parts)

    return inner(element), unknown[0] if unknown else ""
