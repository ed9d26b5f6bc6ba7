"""A round trip through OmegaT, in its console mode: `python -m bench.omegat [LOCALE]` in a project with translations.

Every catalog goes out as XLIFF 1.2 with nothing translated. OmegaT is asked what it shows a translator, gets each
translation as that translator would type it, with OmegaT's tags for our protected codes, and writes its files. Those
are read back: each must be the catalog's own text. A translation that is its source is left out: of those, OmegaT 3.6
writes what it writes of an untranslated text. Needs Debian's package omegat (3.6).
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import defusedxml.ElementTree

from pipeline import exchange
from pipeline.cli.workspace import load
from pipeline.exchange import Unit
from pipeline.exchange.codes import Code, coded
from pipeline.markup import Part

PROJECT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>{language}</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""
# OmegaT's default takes codes off the ends of a segment and puts them back with the source's space before them, which
# Chinese does not have.
FILTERS = """\
<?xml version="1.0" encoding="UTF-8"?>
<filters removeTags="false" removeSpacesNonseg="false" preserveSpaces="true" ignoreFileContext="false">
<filter className="org.omegat.filters3.xml.xliff.XLIFFFilter" enabled="true">
<files sourceFilenameMask="*.xlf" targetFilenamePattern="${filename}"/></filter></filters>
"""
MEMORY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
creationtoolversion="3.6.0" segtype="paragraph" srclang="EN"/><body>
{entries}</body></tmx>
"""
ENTRY = '<tu><tuv lang="EN"><seg>{}</seg></tuv><tuv lang="{}"><seg>{}</seg></tuv></tu>\n'

Tags = dict[tuple[int, Part], str]
"""What OmegaT shows for a code, by its number and part."""


def main() -> None:
    locale = sys.argv[1] if len(sys.argv) > 1 else "es"
    workspace = load()
    catalogs = {
        domain: exchange.units(workspace.current_catalog(locale, domain), workspace.ledger(locale))
        for domain in workspace.domains
    }
    language = locale.replace("_", "-").upper()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
            (folder / part).mkdir()
        (folder / "omegat.project").write_text(PROJECT.format(language=language))
        (folder / "omegat" / "filters.xml").write_text(FILTERS)
        for domain, units in catalogs.items():
            blank = [replace(unit, msgstr=("",), state="initial") for unit in units]
            content = exchange.dump_xliff1(blank, domain=domain, source_locale="en", locale=locale)
            (folder / "source" / f"{domain}.xlf").write_bytes(content)
        shown = [text for text, _ in seen(folder)]
        every = [unit for units in catalogs.values() for unit in units if done(unit)]
        entries = {text: found for text in shown if (found := typed(text, every))}
        memory = "".join(ENTRY.format(escape(a), language, escape(b)) for a, b in entries.items())
        (folder / "omegat" / "project_save.tmx").write_text(MEMORY.format(entries=memory))
        omegat(folder, "console-translate")
        right, codes, wrong = 0, 0, 0
        for domain, units in catalogs.items():
            back = {unit.key: unit for unit in exchange.read_xliff(folder / "target" / f"{domain}.xlf")}
            for unit in units:
                # Of a text that comes in two contexts, OmegaT has one translation.
                wanted = {one.msgstr for one in every if one.msgid == unit.msgid}
                same = done(unit) and back[unit.key].msgstr in wanted and not back[unit.key].problem
                right += same
                codes += same and any(not isinstance(part, str) for part in coded(unit.msgid, "")[0])
                wrong += done(unit) and not same
                if done(unit) and not same:
                    print(f"{domain}: {unit.msgid}\n  {back[unit.key].msgstr}")
    print(f"{right} of {len(every)} translations came back as they were, {codes} of them with codes; {wrong} did not.")
    sys.exit(1 if wrong else 0)


def done(unit: Unit) -> bool:
    return unit.translated and unit.msgstr != (unit.msgid,)


def omegat(folder: Path, mode: str, *options: str) -> None:
    command = ["omegat", f"--config-dir={folder}/configuration", f"--mode={mode}", "--quiet", *options, str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def seen(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what OmegaT shows as the source of each segment, twice: that is how it makes up translations."""
    path = folder / "made-up.tmx"
    options = (f"--pseudotranslatetmx={path}", "--pseudotranslatetype=equal")
    omegat(folder, "console-createpseudotranslatetmx", *options)
    # Its document type names a file that is not there, and is not needed.
    content = re.sub(r"<!DOCTYPE[^>]*>", "", path.read_text("utf-8"))
    for entry in defusedxml.ElementTree.fromstring(content.encode()).iter("tu"):
        source, target = ("".join(segment.itertext()) for segment in entry.iter("seg"))
        yield source, target


def typed(shown: str, units: list[Unit]) -> str:
    """Return what a translator types for a segment: the translation, with the tags that its source has there."""
    for unit in units:
        ours, theirs = coded(unit.msgid, unit.msgstr[0])
        pattern = "".join(re.escape(part) if isinstance(part, str) else r"(</?\w+/?>)" for part in ours)
        match = re.fullmatch(pattern, shown)
        if match:
            numbers = [(part[0].number, part[1]) for part in ours if not isinstance(part, str)]
            tags: Tags = dict(zip(numbers, match.groups(), strict=True))
            return "".join(typed_part(part, tags) for part in theirs)
    return ""


def typed_part(part: str | tuple[Code, Part], tags: Tags) -> str:
    return part if isinstance(part, str) else tags.get((part[0].number, part[1]), "")


if __name__ == "__main__":
    main()
