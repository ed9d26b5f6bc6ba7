"""`handouts check --baseline`: what a project already had is not told, what is new is."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import HandoutsError
from pipeline.model import Finding, Severity
from pipeline.report import baseline
from tests.conftest import Handouts
from tests.test_fix import CATALOG, translate

ERROR = Finding(
    "number-mismatch", Severity.ERROR, "10 is missing", "locales/es.po", 12, "es", None, "Take 10 mg.", "Tome 100 mg."
)
HEADER = Finding(
    "header-field-missing", Severity.INFO, "has no team", "locales/es.po", 1, "es", msgstr="Language: es\n"
)


def known_again(finding: Finding, path: Path) -> bool:
    path.write_bytes(baseline.dump([ERROR, HEADER], path))
    return baseline.beyond([finding], baseline.read(path), path) == ()


@pytest.mark.parametrize(
    ("finding", "known"),
    [
        (ERROR, True),
        (replace(ERROR, line=99, severity=Severity.INFO, message="in other words"), True),
        (replace(HEADER, msgstr="Language: es\nPO-Revision-Date: 2026-11-24\n"), True),
        (replace(ERROR, msgstr="Tome 1000 mg."), False),
        (replace(ERROR, msgid="Take 20 mg."), False),
        (replace(ERROR, msgctxt=""), False),
        (replace(ERROR, check="unchanged"), False),
        (replace(ERROR, file="locales/fr.po"), False),
    ],
)
def test_a_finding_is_known_by_its_check_file_message_and_text(finding: Finding, known: bool, tmp_path: Path) -> None:
    assert known_again(finding, tmp_path / "known.json") == known


def test_it_holds_wherever_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("ci/known.json")
    path.parent.mkdir()
    path.write_bytes(baseline.dump([ERROR], path))
    monkeypatch.chdir(path.parent)
    moved = replace(ERROR, file=os.path.join("..", ERROR.file))
    assert baseline.beyond([moved, ERROR], baseline.read(Path(path.name)), Path(path.name)) == (ERROR,)


def test_it_is_one_line_a_finding_in_order_whatever_the_text(tmp_path: Path) -> None:
    strange = replace(ERROR, msgid='a"\n\u202e\ud800 哭', check="a")
    path = tmp_path / "known.json"
    written = baseline.dump([ERROR, strange, ERROR], path)
    assert written == baseline.dump([strange, ERROR], path)
    assert len(written.splitlines()) == 4
    path.write_bytes(written)
    assert baseline.beyond([ERROR, strange], baseline.read(path), path) == ()
    assert json.loads(baseline.dump([], path)) == {"version": 1, "findings": []}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", '{"version": 2, "findings": []}', '{"version": 1}', '{"version": 1, "findings": [{"check": "a"}]}',
     '{"version": 1, "findings": [["a"]]}', '{"version": 1, "findings": 3}', "[" * 100_000,
     '{"version": 1, "findings": [{"check": 1, "file": "", "msgctxt": null, "msgid": "", "digest": ""}]}'],
)  # fmt: skip
def test_another_file_is_no_baseline(text: str, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(HandoutsError, match="Not a baseline"):
        baseline.read(path)


def test_only_what_is_new_fails(handouts: Handouts) -> None:
    handouts("update")
    translate("Tenga 3 vasos de agua cerca.")
    assert handouts("check", "es")[0] == 1
    code, out, _ = handouts("check", "es", "--write-baseline", "known.json")
    assert code == 0
    assert "number-mismatch" in out
    assert handouts("check", "es", "--baseline", "known.json")[:2] == (0, "Nothing found.\n")
    translate("Tenga 4 vasos de agua cerca.")
    code, out, _ = handouts("check", "es", "--baseline", "known.json")
    assert code == 1
    assert str(CATALOG) in out
    assert handouts("check", "es", "--baseline", "missing.json")[0] == 2


def test_what_is_known_is_not_fixed(handouts: Handouts) -> None:
    handouts("update")
    translate("Tenga un vaso de agua  cerca.")
    assert handouts("check", "es", "--write-baseline", "known.json")[0] == 0
    assert handouts("check", "es", "--baseline", "known.json", "--diff")[:2] == (0, "")
    assert handouts("check", "es", "--diff")[0] == 1


LONG = " ".join(["This sentence goes on and on, and never comes to what it has to say,"] * 4) + " until now.\n"


def test_since_tells_of_handouts_only_where_their_text_changed(handouts: Handouts) -> None:
    handout = Path("source/drinking-water.md")
    handout.write_text(handout.read_text(encoding="utf-8") + f"\n{LONG}")

    def found() -> list[str]:
        told = json.loads(handouts("check", "en", "--since", "HEAD", "--format", "json")[1])["findings"]
        return [finding["msgid"] for finding in told]

    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    assert "This sentence goes" in handouts("check", "en")[1]
    assert found() == []
    # Wrapped otherwise, it is the same text.
    handout.write_text(handout.read_text(encoding="utf-8").replace("say, This", "say,\nThis"), encoding="utf-8")
    assert found() == []
    handout.write_text(handout.read_text(encoding="utf-8").replace("until now", "until today"), encoding="utf-8")
    assert {text.endswith("until today.") for text in found()} == {True}
    assert handouts("check", "en", "--since", "no-such-revision")[0] == 2
