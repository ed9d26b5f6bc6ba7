"""`./run`, its bootstrap and its lock: what a newcomer meets first, also where the machine lacks something."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / name).read_text(encoding="utf-8")))


def asked_for(lines: list[str]) -> set[str]:
    """Return the names of requirement lines as the lock writes them (PEP 503)."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", line)[0]).lower() for line in lines}


def run(*arguments: str, at: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [at / "run", *arguments], capture_output=True, text=True, check=False, env=os.environ | variables
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what `./run` reads, with nothing made in it."""
    (tmp_path / "scripts").mkdir()
    for name in ("run", "pyproject.toml", *LOCKS, "scripts/bootstrap.sh", "scripts/environment.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH that holds only what every POSIX system has."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("sh", "cat", "cksum", "dirname", "tail", "mkdir", "rm", "id", "tr"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


def test_alone_it_says_what_it_can_do() -> None:
    done = run()
    assert done.returncode == 0
    assert not done.stderr
    for command in ("build", "test", "check", "docs", "golden", "handouts", "lock"):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)


def test_an_unknown_command_is_bad_usage() -> None:
    done = run("biuld")
    assert done.returncode == 2
    assert not done.stdout
    assert "there is no command 'biuld'" in done.stderr


def test_a_machine_without_python_is_told_what_to_install(checkout: Path, bare: Path) -> None:
    done = run("build", at=checkout, PATH=str(bare))
    assert done.returncode == 2
    assert "please install: python3 python3-venv" in done.stderr
    assert "dnf install" in done.stderr
    assert "brew install" in done.stderr
    assert not (checkout / ".venv").exists()


def test_the_tests_also_ask_for_their_tools(checkout: Path, bare: Path) -> None:
    done = run("test", at=checkout, PATH=str(bare), HANDOUTS_CHROMIUM="")
    assert done.returncode == 2
    for package in ("default-jdk-headless", "gettext", "poppler-utils", "chromium"):
        assert package in done.stderr


def test_what_was_installed_is_not_installed_again_until_something_changes(checkout: Path, bare: Path) -> None:
    (checkout / "scripts/bootstrap.sh").write_text("echo installing >&2; mkdir -p .venv/bin\n")
    for name in ("python", "handouts"):
        program = checkout / ".venv/bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text('#!/bin/sh\necho "[$FONTCONFIG_FILE]" "$@"\n')
        program.chmod(0o755)
    for expected in ("installing", ""):
        done = run("handouts", "check", "es", at=checkout, PATH=str(bare), FONTCONFIG_FILE="/a/file")
        assert (done.returncode, done.stdout, done.stderr.strip()) == (0, "[/a/file] check es\n", expected)
    with (checkout / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert "installing" in run("handouts", at=checkout, PATH=str(bare)).stderr


def test_a_fontconfig_file_that_is_set_but_empty_is_unset(checkout: Path, bare: Path) -> None:
    (checkout / "scripts/bootstrap.sh").write_text("mkdir -p .venv/bin\n")
    program = checkout / ".venv/bin/handouts"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "${FONTCONFIG_FILE-unset}"\n')
    program.chmod(0o755)
    assert run("handouts", at=checkout, PATH=str(bare), FONTCONFIG_FILE="").stdout == "unset\n"


def test_a_bootstrap_that_fails_leaves_no_stamp(checkout: Path, bare: Path) -> None:
    (checkout / "scripts/bootstrap.sh").write_text("exit 1\n")
    (checkout / ".venv").mkdir()
    assert run("build", at=checkout, PATH=str(bare)).returncode == 2
    assert not list((checkout / ".venv").iterdir())


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-[^-]|^\s*--(?!hash=sha256:)", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.rstrip())[1:]
    assert len(entries) == len(pins(name))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    to_run, to_test = (pins(name) for name in LOCKS)
    groups = project["dependency-groups"]
    assert asked_for(project["project"]["dependencies"] + groups["install"]) <= set(to_run)
    assert asked_for([line for line in groups["dev"] if isinstance(line, str)]) <= set(to_test)
    assert to_run.items() <= to_test.items()
