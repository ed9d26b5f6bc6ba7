"""`TARGETS`: every parser of a file that a stranger may write, each as a function that takes any bytes.

`python -m tests.attacks.fuzz po 300` looks for bytes that make one of them fail, guided by coverage, for 300 seconds.
It needs Atheris (`pip install atheris`), which is no dependency of the tests.
"""

import contextlib
import functools
import importlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from socket import socket
from types import SimpleNamespace
from typing import cast

from pipeline import catalog, checks, cli, exchange, markup, render, source, tables, terms
from pipeline.cli.workspace import load
from pipeline.errors import HandoutsError
from pipeline.exchange.table import parse_csv
from pipeline.exchange.tmx import parse_tmx
from pipeline.exchange.workbook import parse_xlsx
from pipeline.exchange.xliff import parse_xliff
from pipeline.review import read_ledger
from pipeline.serve.desk import Desk
from pipeline.serve.guard import Pass
from pipeline.serve.server import Server, _Handler
from tests.attacks.test_translations import LINKS, PAYLOADS, check_page
from tests.faults.scenarios import REVIEWERS

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


_SHEET = "xl/worksheets/sheet1.xml"


def sheet(data: bytes) -> None:
    """The one sheet of a workbook that is otherwise as it should be: of a changed archive, the checksum is wrong."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as whole, zipfile.ZipFile(stream, "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, data if name == _SHEET else whole.read(name))
    xlsx(stream.getvalue())


@functools.cache
def _workbook() -> bytes:
    return exchange.dump_xlsx(_units(), locale="es")


def page(data: bytes) -> None:
    """A page of which every text, also of the templates, is the same."""
    check_page(data.decode(errors="replace"))


def request(data: bytes) -> None:
    """What somebody sends to the live preview, who knows its key and the token of its pages."""
    connection, server = _Connection(data), SimpleNamespace(desk=_desk(), entry=Pass(8642, "key", "token"))
    _Handler(cast(socket, connection), ("127.0.0.1", 1), cast(Server, server))


@functools.cache
def _desk() -> Desk:
    root = Path(_project().name)
    return Desk(lambda: load(root), root)


class _Connection:
    """As much of a socket as a handler needs."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)
        self.sent = io.BytesIO()

    def settimeout(self, seconds: float) -> None:
        pass

    def makefile(self, *_: object) -> io.BytesIO:
        return self.data

    def sendall(self, content: bytes) -> None:
        self.sent.write(content)


def arguments(data: bytes) -> None:
    """A command, an argument a line, in a small project; none that leaves it, or would not come to an end."""
    words = data.decode(errors="replace").replace("\0", "").splitlines()
    if any("/" in word or ".." in word or word in _AWAY for word in words):
        return
    with contextlib.chdir(_project().name):
        code, told = _run(*words)
        assert code in (0, 1, 2), told
        assert Path("handouts.toml").exists()


_AWAY = {"serve", "init", "run", "build", "pseudo", "--install", "--write"}


@functools.cache
def _project() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    with contextlib.chdir(folder.name):
        assert _run("init")[0] == _run("update")[0] == 0
        Path("locales/reviewers.toml").write_text(REVIEWERS)
    return folder


def _run(*words: str) -> tuple[object, str]:
    before, sys.argv = sys.argv, ["handouts", *words]
    told = io.TextIOWrapper(io.BytesIO(), "utf-8")
    try:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            cli.main()
    except SystemExit as stop:
        told.seek(0)
        return stop.code, told.read()
    finally:
        sys.argv = before


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        *(po, merge, handout, inline, toml, ledger, tbx, terms_csv, xliff, tmx, csv, xlsx, sheet),
        *(page, request, arguments),
    )
}


def _units() -> tuple[exchange.Unit, ...]:
    found = catalog.read(_PO, locale="es", domain="x", content=(ROOT / "tests/catalogs/babel.es.po").read_bytes())
    return tuple(exchange.units(found, read_ledger(Path("none/reviews.toml"))))


SENTENCE = "Drink often on hot days, before you feel thirsty."
ASKED = """\
GET /?key=key
GET /
GET /edit/es/drinking-water
GET /static/edit.js
GET /preview/es/US/drinking-water?final
GET /api/overview
GET /api/page?locale=es&domain=drinking-water&territory=US
GET /api/message?locale=es&mark=drinking-water/1
POST /api/save
POST /api/draft
""".splitlines()
REQUEST = b"""\
%s HTTP/1.1\r
Host: 127.0.0.1:8642\r
Origin: http://127.0.0.1:8642\r
Cookie: handouts-8642=key\r
X-Handouts-Token: token\r
Content-Type: application/json\r
Connection: close\r
Content-Length: %d\r
\r
%s"""
BODY = b"""{"locale": "es", "domain": "drinking-water", "territory": "US", "mark": "%s", "stamp": "", "fuzzy": false,
"texts": ["Beba."], "comments": ""}""" % render.mark("drinking-water", (None, SENTENCE)).encode()

COMMANDS = """\
check es --format json --select number-mismatch --fail-on never
check --since HEAD --baseline b.json
check --fix fr
update es --check
extract
status --format badge es --missing --fail-under 50
readability es --format json
approve ui --locale es --reviewer eva --message a --line 3
revoke ui --locale es --reason x
explain number-mismatch
terms list
terms export
terms suggest
export drinking-water --format xliff-1.2 --locale es --plain
import handouts.toml --state fuzzy --format json
merge-po a b c
--help
"""


def seeds() -> dict[str, list[bytes]]:
    """Return for each target some files that are as they should be."""
    catalogs = [path.read_bytes() for path in sorted((ROOT / "tests/catalogs").glob("*.po"))]
    handouts = [path.read_bytes() for path in sorted((ROOT / "source").glob("*.md"))]
    termbase = (ROOT / "tests/golden/project/source/terms.tbx").read_bytes()
    units = _units()
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
        "xlsx": [_workbook()],
        "sheet": [zipfile.ZipFile(io.BytesIO(_workbook())).read(_SHEET)],
        "page": [payload.encode() for payload in (*PAYLOADS, *LINKS)],
        "request": [REQUEST % (asked.encode(), len(BODY), BODY) for asked in ASKED],
        "arguments": [line.replace(" ", "\n").encode() for line in COMMANDS.splitlines()],
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
    for file in set(cli._COMMANDS.values()):
        importlib.import_module(f"pipeline.cli.{file}")
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for number, content in enumerate(seeds()[name]):
            Path(str(number)).write_bytes(content[:20_000])
        limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=3000", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *limits, folder], lambda data: tried(TARGETS[name], data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
