"""`TARGETS`: every parser of a file that a stranger may write, each as a function that takes any bytes.

`python -m tests.attacks.fuzz po 300` looks for bytes that make one of them fail, guided by coverage, for 300 seconds.
It needs Atheris (`pip install atheris`), which is no dependency of the tests.
"""

import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline import catalog, checks, exchange, markup, source, tables, terms
from pipeline.errors import HandoutsError
from pipeline.exchange.table import parse_csv
from pipeline.exchange.tmx import parse_tmx
from pipeline.exchange.workbook import parse_xlsx
from pipeline.exchange.xliff import parse_xliff
from pipeline.review import read_ledger

ROOT = Path(__file__).resolve().parents[2]
_PO, _MD = Path("x.po"), Path("/project/source/x.md")


def po(data: bytes) -> None:
    found = catalog.read(_PO, locale="es", content=data)
    assert catalog.dump(found) == data
    checks.run(found, checks.RunContext())


def merge(data: bytes) -> None:
    """Three catalogs, parted by a line that no catalog has."""
    base, ours, theirs = [*data.split(b"\n%%%\n"), data, data][:3]
    merged = catalog.merge(*(catalog.read(_PO, locale="es", content=content) for content in (base, ours, theirs)))
    catalog.read(_PO, content=catalog.dump(merged.catalog))


def handout(data: bytes) -> None:
    source.segments(source.parse(data, _MD, Path("/project")))


def inline(data: bytes) -> None:
    markup.plain(markup.parse_inline(data.decode(errors="replace")))


def toml(data: bytes) -> None:
    for key in tables.parse(data.decode(errors="replace"), "x.toml").document.lines:
        assert key


def ledger(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.toml"
        path.write_bytes(data)
        read_ledger(path)


def tbx(data: bytes) -> None:
    terms.parse(data, Path("x.tbx"))


def terms_csv(data: bytes) -> None:
    terms.read_csv(data, Path("x.csv"))


def xliff(data: bytes) -> None:
    parse_xliff(data, Path("x.xlf"))


def tmx(data: bytes) -> None:
    parse_tmx(data, Path("x.tmx"), source_locale="en", locale="es")


def csv(data: bytes) -> None:
    parse_csv(data, Path("x.csv"))


def xlsx(data: bytes) -> None:
    parse_xlsx(data, Path("x.xlsx"))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (po, merge, handout, inline, toml, ledger, tbx, terms_csv, xliff, tmx, csv, xlsx)
}


def seeds() -> dict[str, list[bytes]]:
    """Return for each target some files that are as they should be."""
    catalogs = [path.read_bytes() for path in sorted((ROOT / "tests/catalogs").glob("*.po"))]
    handouts = [path.read_bytes() for path in sorted((ROOT / "source").glob("*.md"))]
    termbase = (ROOT / "tests/golden/project/source/terms.tbx").read_bytes()
    found = catalog.read(_PO, locale="es", domain="x", content=catalogs[0])
    units = exchange.units(found, read_ledger(Path("none/reviews.toml")))
    row = b'[[sign-off]]\ndomain = "x"\nmsgid = "a"\ndigest = "%s"\nreviewer = "e"\nrole = "clinical"\n' % (b"a" * 64)
    settings = (ROOT / "handouts.toml").read_bytes()
    return {
        "po": catalogs,
        "merge": [b"\n%%%\n".join(catalogs[:3]), *catalogs],
        "handout": handouts,
        "inline": handouts,
        "toml": [settings, row],
        "ledger": [row + b"at = 2026-05-01T09:30:00Z\n"],
        "tbx": [termbase],
        "terms_csv": [terms.dump_csv(terms.parse(termbase, Path("x.tbx"))[0])],
        "xliff": [
            exchange.dump_xliff(units, domain="x", source_locale="en", locale="es"),
            exchange.dump_xliff1(units, domain="x", source_locale="en", locale="es"),
        ],
        "tmx": [exchange.dump_tmx(units, source_locale="en")],
        "csv": [exchange.dump_csv(units)],
        "xlsx": [exchange.dump_xlsx(units, locale="es")],
    }


def tried(target: Callable[[bytes], None], data: bytes) -> None:
    """Give `data` to a target; what it says of the file's mistakes is as it should be, all else comes through."""
    try:
        target(data)
    except HandoutsError:
        pass
    except ExceptionGroup as group:
        if group.split(HandoutsError)[1] is not None:
            raise


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for number, content in enumerate(seeds()[name]):
            Path(str(number)).write_bytes(content[:20_000])
        limits = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *limits, folder], lambda data: tried(TARGETS[name], data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
