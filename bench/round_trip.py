"""`python -m bench.round_trip` reads and writes catalogs of well-known packages, and counts what was not left alone.

Each is taken as its package has it, and as msgcat and translate-toolkit write it. An update gets the catalog's own
messages as its template, as they are and with one message more: then only that one may come in, and the header's date.
"""

import argparse
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from translate.storage import pypo

from bench.real_catalogs import PACKAGES, fetched
from pipeline import cldr
from pipeline.catalog import Catalog, dump, read, update
from pipeline.errors import HandoutsError
from pipeline.model import Message

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_NEW = Message("A text that is in no catalog.", references=("new.md",))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.round_trip", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the catalogs here, and use what is here")
    parser.add_argument("--show", action="store_true", help="name every catalog that is refused or changed, and why")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        paths = [path for package in PACKAGES for path in sorted(fetched(package, folder).rglob("*.po"))]
        for tool, write in WRITERS.items():
            counts: Counter[str] = Counter()
            for path in paths:
                for outcome, reason in _tried(path, write):
                    counts[outcome] += 1
                    if options.show and reason:
                        print(f"{tool}: {path}: {outcome}: {reason}")
            print(f"{tool}: " + ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items())))


def _tried(path: Path, write: Callable[[bytes], bytes]) -> Iterator[tuple[str, str]]:
    """Yield what became of the catalog, each with the reason where it is not as it should be."""
    try:
        content = write(path.read_bytes())
    except (subprocess.CalledProcessError, ValueError, UnicodeError) as error:
        yield "not written by the tool", str(error)
        return
    try:
        catalog = read(path, content=content)
    except HandoutsError as error:
        yield "refused", str(error)
        return
    yield "read", ""
    yield ("written back identical", "") if dump(catalog) == content else ("written back changed", "dump")
    template = [replace(m, msgstr=("",) * len(m.msgstr), comments=(), previous=None, line=0) for m in catalog.live]
    template = [replace(m, flags=tuple(flag for flag in m.flags if flag != "fuzzy")) for m in template]
    current = _updated(catalog, template)
    # A header that lacks what gettext asks for is completed, once.
    whole = read(path, content=current)
    again = _updated(whole, template)
    yield ("current after an update", "") if again == current else ("not current after an update", "update")
    strange = [line for line in _changes(content, current) if not line[1:].startswith(('"', "msgstr"))]
    yield ("updated without a change below the header", "") if not strange else ("updated with changes", strange[0])
    added = [line for line in _changes(current, _updated(whole, [*template, _NEW])) if "POT-Creation-Date" not in line]
    expected = [f"+{line}" for line in ("", "#: new.md", f'msgid "{_NEW.msgid}"', 'msgstr ""')]
    own = sorted(line.rstrip("\r") for line in added) == sorted(expected)
    yield ("given one message more and nothing else", "") if own else ("given more than one message", str(added[:9]))


def _updated(catalog: Catalog, template: list[Message]) -> bytes:
    locale = cldr.resolve(catalog.locale) or "en"
    return dump(update(catalog, template, path=catalog.path, locale=locale, domain="x", project="x", now=_NOW))


def _changes(before: bytes, after: bytes) -> list[str]:
    old, new = (content.decode().split("\n") for content in (before, after))
    return [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]


def _msgcat(content: bytes) -> bytes:
    return subprocess.run(["msgcat", "-"], input=content, capture_output=True, check=True).stdout


def _translate_toolkit(content: bytes) -> bytes:
    store = pypo.pofile(BytesIO(content))
    out = BytesIO()
    store.serialize(out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[bytes], bytes]] = {
    "as packaged": bytes,
    "msgcat": _msgcat,
    "translate-toolkit": _translate_toolkit,
}

if __name__ == "__main__":
    main()
