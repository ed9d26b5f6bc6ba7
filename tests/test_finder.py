"""Looking first for parts of words must never hide what the pattern finds."""

from pathlib import Path

import pytest

from pipeline import catalog, checks
from pipeline.checks.finder import Finder

CLEAN = Path(__file__).parent / "mutations" / "clean"


@pytest.mark.parametrize("path", sorted(CLEAN.glob("*.po")), ids=lambda path: path.stem)
def test_whatever_a_pattern_finds_in_right_translations_it_finds_through_its_parts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    hidden: list[str] = []
    may_find = Finder.may_find

    def compared(self: Finder, text: str) -> bool:
        asked.append(text)
        if not (answer := may_find(self, text)) and (match := self.pattern.search(text)):
            hidden.append(f"{match[0]!r} in {text!r}")
        return answer

    monkeypatch.setattr(Finder, "may_find", compared)
    checks.run(catalog.read(path), checks.RunContext())
    assert asked
    assert not hidden
