"""What other repositories run: the action, the hooks for pre-commit, and the examples that docs/ci.md gives."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Handouts
from tests.test_fix import CATALOG, translate

ROOT = Path(__file__).parent.parent


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


ACTION = read("action.yml")
HOOKS = {hook["id"]: hook for hook in read(".pre-commit-hooks.yaml")}


def example(start: str) -> Any:
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if block.startswith(start)]
    return yaml.safe_load(found)


# ---------------------------------------------------------------------------------------------------------- the action


@pytest.fixture
def action(handouts: Handouts, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The action's last step, run in a new project: (exit code, stdout, the summary)."""
    handouts("update")
    runner = tmp_path_factory.mktemp("runner")
    command = runner / "handouts/bin/handouts"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from pipeline.cli import main; main()' \"$@\"\n")
    command.chmod(0o755)
    summary = runner / "summary.md"
    step = ACTION["runs"]["steps"][-1]

    def run(**inputs: str) -> tuple[int, str, str]:
        values = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], value)
            for name, value in step["env"].items()
        }
        where = {"RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(summary), "PYTHONPATH": str(ROOT)}
        # As GitHub runs `shell: bash`.
        bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(bash, env=os.environ | where | environment, capture_output=True, text=True)
        return done.returncode, done.stdout, summary.read_text(encoding="utf-8")

    return run


def test_the_action_annotates_sums_up_and_fails(action: Any) -> None:
    code, out, _ = action()
    assert code == 0
    assert "::error" not in out
    translate("Tenga 3 vasos de agua cerca.")
    code, out, summary = action()
    assert code == 1
    assert f"::error file={CATALOG},line=" in out
    assert "`number-mismatch`" in summary
    assert action(**{"fail-on": "never"})[0] == 0
    assert action(what=f"{CATALOG}\n")[0] == 1


def test_the_action_takes_an_input_for_a_name_and_never_for_a_command(action: Any) -> None:
    code, out, _ = action(what="$(touch a).po\n; touch b", since="$(touch c)")
    assert code == 2
    assert out == ""
    assert not [name for name in "abc" if Path(name).exists()]


def test_the_action_knows_a_baseline_and_a_revision(action: Any, handouts: Handouts) -> None:
    translate("Tenga 3 vasos de agua cerca.")
    handouts("check", "--write-baseline", "known.json")
    assert action(baseline="known.json")[0] == 0
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q"], ["add", "locales"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    assert action(since="HEAD")[0] == 0
    translate("Tenga 4 vasos de agua cerca.")
    assert action(since="HEAD", baseline="known.json")[0] == 1


def test_no_script_of_the_action_has_an_input_put_into_it() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not [script for script in scripts if "${{" in script]
    used = re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(used) == set(ACTION["inputs"])


def test_the_actions_example_gives_inputs_that_there_are() -> None:
    (job,) = example("name: translations")["jobs"].values()
    (step,) = [step for step in job["steps"] if "/handouts@" in step["uses"]]
    assert set(step["with"]) <= set(ACTION["inputs"])


# ----------------------------------------------------------------------------------------------------------- the hooks


def test_pre_commit_takes_the_hooks() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    subprocess.run(command, check=True, capture_output=True)


def test_the_hooks_example_names_hooks_that_there_are() -> None:
    (repository,) = example("repos:")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == set(HOOKS)


def hook(handouts: Handouts, name: str) -> int:
    """Run a hook as pre-commit does: on the files that it asks for, by their names."""
    files = [str(path) for path in sorted(Path().rglob("*.*")) if re.search(HOOKS[name]["files"], str(path))]
    assert files
    names = files if HOOKS[name].get("pass_filenames", True) else []
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert program == "handouts"
    return handouts(*arguments, *names)[0]


def test_the_hooks_do_what_they_say(handouts: Handouts) -> None:
    handouts("update")
    assert [hook(handouts, name) for name in HOOKS] == [0, 0, 0]
    translate("Tenga 3 vasos de agua  cerca.")
    assert hook(handouts, "handouts-fix") == 0
    assert "3 vasos de agua cerca." in CATALOG.read_text(encoding="utf-8")
    assert hook(handouts, "handouts-check") == 1
    CATALOG.unlink()
    assert hook(handouts, "handouts-update") == 1
