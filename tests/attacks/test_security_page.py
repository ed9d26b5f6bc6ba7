"""docs/security.md promises nothing without a test, and every test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_the_page_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs/security.md").read_text())
    assert len(named) > 30
    for file, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), f"{file}::{name}"


def test_every_attack_is_on_the_page() -> None:
    page = (ROOT / "docs/security.md").read_text()
    for file in ("test_translations.py", "test_files.py"):
        for name in re.findall(r"^def (test_\w+)\(", (ROOT / "tests/attacks" / file).read_text(), re.MULTILINE):
            assert f"tests/attacks/{file}::{name}" in page
