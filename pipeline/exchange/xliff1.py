"""`dump_xliff1` writes a catalog's units as XLIFF 1.2, which older tools such as OmegaT read; `units` reads it and 1.1.

The OASIS standard: https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline import cldr
from pipeline.errors import HandoutsError, collect, visible
from pipeline.exchange.codes import Code, Coded, coded, written
from pipeline.exchange.tree import Element, attribute, content
from pipeline.exchange.unit import State, Text, Unit, assembled, check_writable
from pipeline.markup.inline import InlineKind

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
NAMESPACES = (NAMESPACE, "urn:oasis:names:tc:xliff:document:1.1")
"""Of 1.1, too, which po2xliff writes and which is the same in what is read here."""

_PLURAL = "x-gettext-plurals"
"""As in the XLIFF 1.2 Representation Guide for Gettext PO."""

_HEADER = "x-gettext-domain-header"

_KINDS: Mapping[InlineKind, str] = {
    "strong": "bold",
    "emphasis": "italic",
    "link": "link",
    "image": "x-image",  # "image" is for what stands alone
    "break": "lb",
    "code": "x-code",
    "fact": "x-fact",
    "citation": "x-citation",
}
# The values of the attribute `state`.
_STATES: Mapping[str, State] = {
    "needs-translation": "initial",
    "new": "initial",
    "needs-adaptation": "initial",
    "needs-l10n": "initial",
    "needs-review-translation": "initial",
    "needs-review-adaptation": "initial",
    "needs-review-l10n": "initial",
    "translated": "translated",
    "signed-off": "reviewed",
    "final": "final",
}

# In these, a target that is the source is one that nobody has typed over.
_UNTOUCHED = ("needs-translation", "new")


def dump_xliff1(units: Sequence[Unit], *, domain: str, source_locale: str, locale: str) -> bytes:
    """Return the units of one catalog as one XLIFF 1.2 file; markup stands in <bpt>, <ept> and <ph>.

    Raises HandoutsError for a character that XML cannot hold.
    """
    check_writable(units)
    source, target = attribute(cldr.tag(source_locale)), attribute(cldr.tag(locale))
    languages = f"source-language={source} target-language={target}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" version="1.2">',
        f'  <file original={attribute(f"{domain}.po")} datatype="plaintext" {languages}>',
        "    <body>",
        *(line for unit in units for line in _unit(unit)),
        "    </body>",
        "  </file>",
        "</xliff>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _unit(unit: Unit) -> Iterator[str]:
    name = "" if unit.msgctxt is None else f" resname={attribute(unit.msgctxt)}"
    notes = [f'        <note from="developer">{content(note)}</note>' for note in unit.notes]
    if unit.msgid_plural is None:
        yield from _trans_unit(unit.id, name, unit.msgid, unit.msgstr[0], unit.state, notes)
        return
    yield f'      <group id="{unit.id}" restype="{_PLURAL}"{name}>'
    for field, text in (("msgid", unit.msgid), ("msgid_plural", unit.msgid_plural)):
        yield f'        <note from="{field}">{content(text)}</note>'
    for form, text in enumerate(unit.msgstr):
        source = unit.msgid if form == 0 else unit.msgid_plural
        yield from _trans_unit(f"{unit.id}[{form}]", "", source, text, unit.state, notes)
    yield "      </group>"


def _trans_unit(
    identity: str, name: str, source: str, target: str, state: State, notes: Sequence[str]
) -> Iterator[str]:
    ours, theirs = coded(source, target or source)
    named = next(name for name, found in _STATES.items() if found == state)
    if state == "initial" and target:
        named = "needs-review-translation"
    approved = "yes" if state in ("reviewed", "final") else "no"
    yield f'      <trans-unit id="{identity}"{name} approved="{approved}" xml:space="preserve">'
    yield f"        <source>{_inline(ours)}</source>"
    # OmegaT passes over a unit without a target: what is to be translated stands there as the source has it.
    yield f'        <target state="{named}">{_inline(theirs)}</target>'
    yield from notes
    yield "      </trans-unit>"


def _inline(text: Coded) -> str:
    def opens(code: Code) -> str:
        places = f'id="{code.number}" rid="{code.number}"'
        return f'<bpt {places} ctype="{_KINDS[code.kind]}">{content(code.opens)}</bpt>'

    def closes(code: Code) -> str:
        return f'<ept id="{code.number}" rid="{code.number}">{content(code.closes)}</ept>'

    def alone(code: Code) -> str:
        return f'<ph id="{code.number}" ctype="{_KINDS[code.kind]}">{content(code.opens)}</ph>'

    return written(text, content, {"opens": opens, "closes": closes, "alone": alone})


# ------------------------------------------------------------------------------------------------------------- reading


def units(root: Element, file: Path) -> tuple[Unit, ...]:
    """Return the units below the root of an XLIFF 1.2 file, as `read_xliff` does."""
    return tuple(
        unit
        for each in root.all("file")
        for body in each.all("body")
        for unit in collect(
            lambda one: _read(one, domain_of(each), locale_of(each.get("target-language"), each, file), file),  # noqa: B023
            list(_messages(body)),
        )
    )


def domain_of(file: Element) -> str:
    """Return the domain that a <file> is of: its `original`, without folders and ending."""
    return PurePosixPath(file.get("original").replace("\\", "/")).stem


def locale_of(tag: str, element: Element, file: Path) -> str:
    """Return the locale of a language tag. Raises HandoutsError where the file does not say it."""
    if not tag:
        raise HandoutsError("Does not say which language it is translated into.", file=file, line=element.line)
    return tag.replace("-", "_")


def _messages(element: Element) -> Iterator[Element]:
    for child in element.all("trans-unit", "group"):
        if child.get("restype") == _HEADER:
            continue
        if child.name == "trans-unit" or child.get("restype") == _PLURAL:
            yield child
        else:
            yield from _messages(child)


def _read(element: Element, domain: str, locale: str, file: Path) -> Unit:
    name = element.get("resname") if "resname" in element.attributes else None
    plural = None
    forms = [element] if element.name == "trans-unit" else list(element.all("trans-unit"))
    texts = [_text(form, file) for form in forms]
    if element.name == "group":
        if not texts:
            raise HandoutsError("A group of plural forms has none.", file=file, line=element.line)
        said = {note.get("from"): note.text for note in element.all("note")}
        # Without notes of ours the first form has the singular and the last the plural, as po2xliff writes them.
        plural = said.get("msgid", texts[0].source), said.get("msgid_plural", texts[-1].source)
    unit = assembled(texts, plural, identity=element.get("id"), name=name, domain=domain, locale=locale)
    return replace(unit, line=element.line)


def _text(unit: Element, file: Path) -> Text:
    source, target = unit.first("source"), unit.first("target")
    if source is None:
        raise HandoutsError("A unit has no source.", file=file, line=unit.line)
    problems: list[str] = []
    texts = [_plain(each, problems) if each is not None else "" for each in (source, target)]
    named = target.get("state") if target is not None else ""
    # A tool's own state, `x-…`, says nothing to us. `approved` alone is no sign-off: po2xliff sets it on all that is
    # translated.
    state = _STATES.get(named, "translated" if not named and unit.get("approved") == "yes" else "initial")
    if named in _UNTOUCHED and texts[0] == texts[1]:
        texts[1] = ""
    return Text(texts[0], texts[1], state, problems[0] if problems else "")


def _plain(element: Element, problems: list[str]) -> str:
    """Return the text with its codes as they stand in <bpt>, <ept>, <ph> and <it>; in the others nothing stands."""
    texts = []
    for part in element.parts:
        if isinstance(part, str):
            texts.append(part)
        else:
            if part.name in ("g", "x", "bx", "ex"):
                problems.append(f"The code {visible(part.get('id'))} does not say what it stands for.")
            texts.append(_plain(part, problems))
    return "".join(texts)
