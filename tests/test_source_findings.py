"""What `handouts check` says of the sources, each thing once and at its line."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.workspace import load
from pipeline.model import Severity
from tests.conftest import Handouts

HANDOUT = Path("source/water.md")
TEXT = """\
---
title: Water
---
# Water

Take the
medicine(s) with water.

- Take 10mg at night.

<!-- notranslate -->
Take 20mg at night.

Take the
medicine(s) with water.
"""


def findings(out: str) -> list[dict[str, Any]]:
    return [found for found in json.loads(out)["findings"] if found["locale"] == "en"]


@pytest.mark.parametrize("arguments", [("en",), (), ("en", "es")])
def test_a_source_is_told_of_once_in_its_own_file(handouts: Handouts, arguments: tuple[str, ...]) -> None:
    HANDOUT.write_text(TEXT)
    handouts("update")
    code, out, err = handouts("check", *arguments, "--format", "json")
    assert code == 0, err
    assert [(found["file"], found["line"], found["check"]) for found in findings(out)] == [
        (str(HANDOUT), 6, "ambiguous-plural"),
        (str(HANDOUT), 9, "unit-unspaced"),
    ]


def test_a_target_locale_says_nothing_of_the_source(handouts: Handouts) -> None:
    HANDOUT.write_text(TEXT)
    handouts("update")
    assert findings(handouts("check", "es", "--format", "json")[1]) == []


def test_settings_and_options_hold_for_sources_too(handouts: Handouts) -> None:
    HANDOUT.write_text(TEXT)
    assert handouts("check", "en", "--fail-on", "warning")[0] == 1
    assert handouts("check", "en", "--select", "microgram-sign") == (0, "Nothing found.\n", "")
    with Path("handouts.toml").open("a") as settings:
        settings.write('[checks]\nunit-unspaced = "error"\nambiguous-plural = "off"\n')
    code, out, _ = handouts("check", "en", "--format", "json")
    assert code == 1
    assert [(found["check"], found["severity"]) for found in findings(out)] == [("unit-unspaced", "error")]


def test_since_tells_of_the_source_texts_that_changed(handouts: Handouts) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def since() -> list[str]:
        return [found["check"] for found in findings(handouts("check", "--since", "HEAD", "--format", "json")[1])]

    handouts("update")
    HANDOUT.write_text(TEXT)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "before")
    assert since() == []
    HANDOUT.write_text(TEXT.replace("Take the\nmedicine", "Take\nthe medicine").replace("10mg", "30mg"))
    assert since() == ["unit-unspaced"]
    git("rm", "-q", "--cached", str(HANDOUT))
    git("commit", "-qm", "gone")
    assert since() == ["ambiguous-plural", "unit-unspaced"]


def test_this_projects_sources_give_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent)
    workspace = load()
    found = [finding for finding in workspace.source_findings(workspace.sources) if finding.severity > Severity.INFO]
    assert found == []
