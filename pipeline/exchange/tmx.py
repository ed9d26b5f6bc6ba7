"""`dump_tmx` writes what is translated as a translation memory, TMX 1.4, and `read_tmx` reads one.

The specification, of LISA and now GALA: https://www.gala-global.org/tmx-14b
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline import __version__, cldr
from pipeline.errors import HandoutsError, visible
from pipeline.exchange import tree
from pipeline.exchange.codes import Code, Coded, coded, written
from pipeline.exchange.tree import Element, attribute, content
from pipeline.exchange.unit import Unit, check_writable
from pipeline.files import read_bytes
from pipeline.markup.inline import InlineKind
from pipeline.model import Message

_KINDS: Mapping[InlineKind, str] = {"strong": "bold", "emphasis": "italic", "break": "lb"}


def dump_tmx(units: Sequence[Unit], *, source_locale: str, plain: bool = False) -> bytes:
    """Return as one memory, over all locales, the units that are translated and not fuzzy.

    A text is one entry with its translations; a plural message is two, of its first form and of its last. `plain`
    leaves markup in the text: a program that translates .po files finds no other text to be the same.

    Raises HandoutsError for a character that XML cannot hold.
    """
    done = [unit for unit in units if unit.translated and unit.state != "initial"]
    check_writable(done)
    entries: dict[tuple[str, str | None, str], dict[str, str]] = {}
    for unit in done:
        entries.setdefault((unit.domain, *unit.key), {})[unit.locale] = unit.msgstr[0]
        if unit.msgid_plural is not None:
            entries.setdefault((unit.domain, unit.msgctxt, unit.msgid_plural), {})[unit.locale] = unit.msgstr[-1]
    tag = attribute(cldr.tag(source_locale))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        f'  <header creationtool="handouts" creationtoolversion="{__version__}" segtype="paragraph"'  # noqa: ISC004
        f' o-tmf="po" adminlang="en" srclang={tag} datatype="plaintext"/>',
        "  <body>",
        *(line for key, texts in entries.items() for line in _entry(*key, texts, tag, plain=plain)),
        "  </body>",
        "</tmx>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _entry(
    domain: str, msgctxt: str | None, msgid: str, texts: Mapping[str, str], tag: str, *, plain: bool
) -> Iterator[str]:
    yield "    <tu>"
    yield f'      <prop type="x-domain">{content(domain)}</prop>'
    if msgctxt is not None:
        yield f'      <prop type="x-context">{content(msgctxt)}</prop>'
    segment = content(msgid) if plain else _inline(coded(msgid, "")[0])
    yield f"      <tuv xml:lang={tag}><seg>{segment}</seg></tuv>"
    for locale, text in texts.items():
        segment = content(text) if plain else _inline(coded(msgid, text)[1])
        yield f"      <tuv xml:lang={attribute(cldr.tag(locale))}><seg>{segment}</seg></tuv>"
    yield "    </tu>"


def _inline(text: Coded) -> str:
    """Return the text with its markup in the elements that hold native codes; `x` pairs them over the languages."""

    def kind(code: Code) -> str:
        return f'type="{_KINDS.get(code.kind, f"x-{code.kind}")}"'

    return written(
        text,
        content,
        {
            "opens": lambda code: f'<bpt i="{code.number}" x="{code.number}" {kind(code)}>{content(code.opens)}</bpt>',
            "closes": lambda code: f'<ept i="{code.number}">{content(code.closes)}</ept>',
            "alone": lambda code: f'<ph x="{code.number}" {kind(code)}>{content(code.opens)}</ph>',
        },
    )


def read_tmx(path: Path, *, source_locale: str, locale: str) -> tuple[Message, ...]:
    """Return the entries of a TMX file that have a text in both languages, as messages, each with its line.

    A language counts that is the same, or else, where the file has none for `locale`, the same but for its territory:
    `es-MX` serves `es`. The same text may come more often than once. Markup is taken as it is written.

    Raises HandoutsError, with the line, where it is not TMX.
    """
    return parse_tmx(read_bytes(path), path, source_locale=source_locale, locale=locale)


def parse_tmx(data: bytes, file: Path, *, source_locale: str, locale: str) -> tuple[Message, ...]:
    """Return the messages of the TMX document `data` as `read_tmx` does; `file` names it in errors."""
    root = tree.parse(data, file)
    if root.name != "tmx":
        raise HandoutsError(f"Not TMX: its root is <{visible(root.name)[1:-1]}>.", file=file, line=root.line)
    found = []
    for entry in root.within("tu"):
        texts = {_language(each): each for each in entry.all("tuv")}
        source, target = _of(source_locale, texts), _of(locale, texts)
        props = {prop.get("type"): prop.text for prop in entry.all("prop")}
        if source and target:
            found.append(Message(source, (target,), props.get("x-context"), line=entry.line))
    return tuple(found)


def _language(variant: Element) -> str:
    # `lang` is what TMX 1.1 had.
    return (variant.get("xml:lang") or variant.get("lang")).replace("_", "-").lower()


def _of(locale: str, texts: Mapping[str, Element]) -> str:
    """Return the text in the language of `locale`, "" where there is none."""
    wanted = cldr.tag(locale).lower()
    near = (tag for tag in texts if tag.startswith(f"{wanted}-"))
    variant = texts.get(wanted) or texts.get(next(near, ""))
    segment = variant.first("seg") if variant else None
    return segment.text if segment else ""
