"""What a stranger puts into a project's files: it is refused by file and line, and never takes the machine with it."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import Handouts

SOURCE = "source/drinking-water.md"
SETTINGS = "handouts.toml"
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[2]


def front(matter: str) -> str:
    return f"---\n{matter}\n---\n# T\n\nx\n"


def body(text: str) -> str:
    return f"# T\n\n{text}\n"


# Each would be an element, an address or a request, were it not refused.
HOSTILE_SOURCES = {
    "script": body("<script>alert(1)</script>"),
    "iframe": body('<iframe src="//evil.example"></iframe>'),
    "svg": body("<svg onload=alert(1)>"),
    "style": body("<style>*{display:none}</style>"),
    "handler": body('Hello <b onclick="x">you</b>.'),
    "javascript link": body("[x](javascript:alert(1))"),
    "data link": body("[x](data:text/html,x)"),
    "file link": body("[x](file:///etc/passwd)"),
    "reference to a script": body("[x][y]\n\n[y]: javascript:alert(1)"),
    "picture of the network": body("![x](https://evil.example/x.png)"),
    "picture outside": body("![x](../../../../../../etc/passwd)"),
    "picture outside, encoded": body("![x](%2e%2e/%2e%2e/etc/passwd)"),
    "picture by scheme": body("![x](file:///etc/passwd)"),
    "python tag": front("title: !!python/object/apply:os.system [touch owned]"),
    "doi": front('references:\n  a: {text: A, doi: "10.1/\\"><script>"}'),
    "url": front("references:\n  a: {text: A, url: 'javascript:alert(1)'}"),
}


@pytest.mark.parametrize("text", HOSTILE_SOURCES.values(), ids=HOSTILE_SOURCES)
def test_a_hostile_source_is_refused_by_its_line(handouts: Handouts, text: str) -> None:
    Path(SOURCE).write_text(text)
    code, out, err = handouts("run")
    assert code == 2, out + err
    assert f"{SOURCE}:" in err
    assert not Path("output").exists()
    assert not Path("owned").exists()


# Each of these once took seconds, gigabytes or the process itself somewhere.
BOMBS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "yaml nested": (SOURCE, lambda _: front("title: " + "[" * 200_000)),
    "yaml mappings nested": (SOURCE, lambda _: front("title: " + "{a: " * 100_000)),
    "yaml aliases": (
        SOURCE,
        lambda _: front("a: &a [x, x]\n" + "\n".join(f"b{n}: &a [*a, *a, *a]" for n in range(60))),
    ),
    "yaml alias of itself": (SOURCE, lambda _: front("references: &a\n  x: *a")),
    "a fact of many digits": (SOURCE, lambda _: front(f'facts:\n  n: {{value: "{"9" * 200_000}"}}') + "\n{n}\n"),
    "toml nested": (SETTINGS, lambda _: "a = " + "[" * 100_000),
    "toml inline tables nested": (SETTINGS, lambda _: "a = " + "{a=" * 100_000),
    "toml dotted": (SETTINGS, lambda _: ".".join(["a"] * 50_000) + " = 1"),
    "toml long number": (SETTINGS, lambda text: f"{text}\n[facts]\nn = {'9' * 100_000}"),
    "toml exponent": (SETTINGS, lambda text: f"{text}\n[facts]\nn = 1e999999999"),
    "quotes nested": (SOURCE, lambda _: body(">" * 100_000 + "x")),
    "lists nested": (SOURCE, lambda _: body("\n".join("  " * n + "- a" for n in range(800)))),
    "brackets": (SOURCE, lambda _: body("[" * 9_000)),
    "emphasis": (SOURCE, lambda _: body("*a_ " * 2_400)),
    "comments": (SOURCE, lambda _: body("<!--" * 2_400)),
    "boxes": (SOURCE, lambda _: body("::: callout\n" * 5_000)),
    "a large source": (SOURCE, lambda _: body("Word.\n\n" * 200_000)),
    "a long paragraph": (SOURCE, lambda _: body("x" * 900_000)),
}


def bounded(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may take 20 seconds of the processor and 3 GB, and is ended by the kernel beyond that."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))

    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, preexec_fn=limit, env={"PYTHONPATH": str(ROOT)}
    )


@pytest.mark.parametrize(("name", "make"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_in_a_file_goes_off_nowhere(handouts: Handouts, name: str, make: Callable[[str], str]) -> None:
    path = Path(name)
    path.write_text(make(path.read_text()))
    done = bounded("check", "en")
    assert done.returncode in (0, 1, 2), done.stderr[-500:]
    assert "Traceback" not in done.stderr


HEAD = 'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    "piece", ["!", "…", "(", "“", "**", "%", "1,", "10 mg ", "\u202e", "a\u0301", "http://a", "睡"]
)
def test_a_text_of_whatever_length_is_checked_or_refused_in_time(tmp_path: Path, piece: str) -> None:
    for length in (15_000, 2_000_000):
        text = piece * (length // len(piece))
        (tmp_path / "x.es.po").write_text(f'{HEAD}msgid "Take 10 mg."\nmsgstr "{text}"\n')
        done = bounded("check", str(tmp_path / "x.es.po"))
        assert done.returncode in (0, 1, 2), done.stderr[-500:]
        assert "Traceback" not in done.stderr
        if length > 20_000:
            assert "A text of more than 20,000 characters." in done.stderr


# A file of one byte more than is read, and the command that reads it; `…` stands for the file.
LARGEST: Mapping[str, tuple[str, int, list[str]]] = {
    "handout": (SOURCE, 1, ["check"]),
    "settings": (SETTINGS, 64, ["check"]),
    "resources": ("source/resources.toml", 64, ["check"]),
    "ledger": ("locales/es/reviews.toml", 64, ["status"]),
    "reviewers": ("locales/reviewers.toml", 64, ["status"]),
    "catalog": ("locales/es/LC_MESSAGES/ui.po", 64, ["check"]),
    "termbase": ("source/terms.tbx", 64, ["check"]),
    "terms": ("terms.csv", 16, ["terms", "import", "…"]),
    "xliff": ("x.xlf", 64, ["import", "…"]),
    "tmx": ("x.tmx", 64, ["update", "--compendium", "…"]),
    "csv": ("x.csv", 64, ["import", "…"]),
    "workbook": ("x.xlsx", 64, ["import", "…"]),
    "baseline": ("x.json", 256, ["check", "--baseline", "…"]),
}


@pytest.mark.parametrize(("name", "most", "command"), LARGEST.values(), ids=LARGEST)
def test_a_file_that_is_too_large_is_told_of(handouts: Handouts, name: str, most: int, command: list[str]) -> None:
    handouts("update")
    with Path(name).open("wb") as stream:
        stream.truncate(most * 2**20 + 1)
    code, _, err = handouts(*(word.replace("…", name) for word in command))
    assert (code, err.count("\n")) == (2, 1), err
    assert f"{name}: Larger than {most} MB." in err


def test_what_is_no_file_is_not_read(handouts: Handouts) -> None:
    handouts("update")
    for name in ("locales/es/LC_MESSAGES/ui.po", SOURCE, SETTINGS):
        path = Path(name)
        before = path.read_bytes()
        path.unlink()
        path.symlink_to("/dev/zero")
        done = bounded("check", "es")
        assert done.returncode in (0, 2), done.stderr[-500:]
        assert "Traceback" not in done.stderr
        path.unlink()
        path.write_bytes(before)


def test_a_name_that_leads_to_no_file_is_told_in_one_line(handouts: Handouts) -> None:
    handouts("update")
    Path("loop.po").symlink_to("loop.po")
    Path("source/loop.png").symlink_to("loop.png")
    long = "a" * 300
    for name in ("loop.po", "loop.po/x.po", long, f"{long}.po", f"{long}/x.po", "a/" * 3000):
        code, _, err = handouts("check", name)
        assert (code, err.count("\n")) == (2, 1), err
    assert handouts("init", long)[0] == 2
    for picture in ("loop.png", f"{long}.png"):
        Path(SOURCE).write_text(body(f"![A picture]({picture})"))
        code, _, err = handouts("check")
        assert (code, err.count("\n")) == (2, 1), err
        assert f"{SOURCE}:3: The image" in err
    Path("clinic").mkdir()
    Path("clinic/loop.png").symlink_to("loop.png")
    for logo in ("loop.png", f"{long}.png"):
        Path("clinic/clinic.toml").write_text(f'name = "C"\nlogo = "{logo}"\nlogo-alt = "L"\n')
        code, _, err = handouts("build", "--clinic", "clinic/clinic.toml")
        assert (code, err.count("\n")) == (2, 1), err
    path = Path("locales/es/LC_MESSAGES/ui.po")
    path.unlink()
    path.symlink_to("ui.po")
    assert handouts("check")[0] in (0, 1, 2)


def test_a_folder_that_is_gone_is_told_of(handouts: Handouts, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert handouts("check") == (2, "", "handouts: The working directory is gone.\n")


# ---------------------------------------------------------------------------------------------------------------- paths

OUTSIDE = ["../outside", "../../etc", "/etc/passwd", "..", "a/b", "a\\b", "a\x00b", "~root", "-x", "con\nsole"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_project(handouts: Handouts, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.parent.rglob("*") if not path.is_relative_to(tmp_path)}
    handouts("update")
    for command in (
        ["update", "--", name],
        ["check", "--", name],
        ["build", "--locale", name],
        ["build", "--territory", name],
        ["build", "--variant", name],
        ["build", "--", name],
        ["approve", "--locale", "es", "--reviewer", name, "--", "ui"],
        ["approve", "--locale", name, "--reviewer", "x", "--", name],
        ["export", "--locale", name],
        ["export", "--", name],
    ):
        assert handouts(*command)[0] == 2, command
    settings = Path(SETTINGS).read_text()
    for old, new in (('"es"', name), ('"US"', name)):
        Path(SETTINGS).write_text(
            settings.replace(old, '"' + new.replace("\\", "\\\\").replace("\0", "\\u0000").replace("\n", "\\n") + '"')
        )
        assert handouts("run")[0] == 2
    assert {path for path in tmp_path.parent.rglob("*") if not path.is_relative_to(tmp_path)} == before


def test_no_import_writes_out_of_the_project(handouts: Handouts, tmp_path: Path) -> None:
    handouts("update")
    handouts("export", "--format", "csv")
    path = Path("exchange/ui.es.csv")
    rows = path.read_text("utf-8-sig")
    for old, new in ((",ui,", ",../../ui,"), (",es,", ",../es,")):
        assert old in rows
        path.write_text(rows.replace(old, new))
        assert handouts("import", str(path), "--write")[0] == 2
    assert not list(tmp_path.parent.glob("*ui*"))


def test_a_logo_outside_of_its_folder_is_not_taken(handouts: Handouts, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    clinic = Path("clinic/clinic.toml")
    clinic.parent.mkdir()
    for logo in ("../../secret.png", str(tmp_path.parent / "secret.png")):
        clinic.write_text(f'name = "C"\nlogo = "{logo}"\nlogo-alt = "L"\n')
        code, _, err = handouts("build", "--format", "html", "--clinic", str(clinic))
        assert code == 2
        assert "outside" in err, err


def test_a_picture_that_leads_out_of_the_sources_is_not_taken(handouts: Handouts, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Path("source/inside.png").symlink_to(tmp_path.parent / "secret.png")
    Path(SOURCE).write_text(body("![A picture](inside.png)"))
    code, _, err = handouts("run")
    assert code == 2
    assert f"{SOURCE}:3" in err
