"""What the project is made of is pinned, told and licensed; what builds it has no more rights than it needs."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from pipeline import fonts
from scripts import docs, inventory

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt")


# ------------------------------------------------------------------------------------------------------------ the locks


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    locked = list(inventory.locked(ROOT / name))
    assert locked
    assert [package for package, _, _, hashes in locked if not hashes] == []
    assert len({package for package, *_ in locked}) == len(locked)


@pytest.mark.parametrize(
    "line", ["click>=8", "click", "click @ git+https://example.org/click", "--index-url https://x"]
)
def test_a_line_that_pins_nothing_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "lock.txt").write_text(f"{line}\n")
    with pytest.raises(ValueError, match="pins nothing"):
        list(inventory.locked(tmp_path / "lock.txt"))


def test_the_development_lock_holds_all_of_the_other() -> None:
    run, dev = ({(name, version, files) for name, version, _, files in inventory.locked(ROOT / of)} for of in LOCKS[:2])
    assert run < dev


@pytest.mark.parametrize("name", ["run", "scripts/bootstrap.sh", "action.yml", ".ci/run"])
def test_nothing_is_installed_without_its_hash(name: str) -> None:
    text = (ROOT / name).read_text("utf-8").replace('"${pip[@]}"', "pip install")
    installs = [line for line in text.splitlines() if re.search(r"pip.* install ", line) and "quiet --" not in line]
    for line in installs:
        # The project itself is installed too, from its folder, without asking for anything else.
        assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line, line


def test_pip_refuses_a_file_that_is_not_the_locked_one(tmp_path: Path) -> None:
    wheel(tmp_path, tmp_path / "dist")
    (file,) = (tmp_path / "dist").iterdir()
    lock = tmp_path / "lock.txt"
    lock.write_text(f"handouts=={metadata.version('handouts')} --hash=sha256:{'0' * 64}\n")
    pip = [sys.executable, "-m", "pip", "--isolated", "install", "--no-index", "--no-deps", "--dry-run"]
    done = subprocess.run(
        [*pip, "--ignore-installed", "--find-links", file.parent, "--require-hashes", "-r", lock],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr


# ----------------------------------------------------------------------------------------------- licences, and the bill


@pytest.mark.parametrize("name", ["licences.md", "sbom.cdx.json"])
def test_what_is_told_is_what_is_locked(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == docs.pages()[name]


def test_every_locked_package_has_a_licence_and_no_other() -> None:
    told = tomllib.loads((ROOT / "scripts/licences.toml").read_text("utf-8"))["packages"]
    assert set(told) == {package for package, *_ in inventory.locked(ROOT / "requirements-dev.txt")}


# What a package's own words for a licence may mean; a licence text, or nothing, says nothing here.
MEANINGS = {
    "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "MIT License": "MIT",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "BSD": "BSD",
    "MIT, BSD": "MIT AND BSD", "PSFL": "PSF",
    "Python Software Foundation License": "PSF", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1", "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2",
}  # fmt: skip


def test_licences_are_those_that_the_packages_name() -> None:
    compared = 0
    for package in inventory.packages():
        try:
            said = metadata.metadata(package.name)
        except metadata.PackageNotFoundError:
            assert package.where, f"{package.name} is not installed, though it is wanted everywhere"
            continue
        if expression := (said.get_all("License-Expression") or [""])[0]:
            compared += 1
            assert package.licence == expression, package.name
            continue
        classifiers = [
            line.split(" :: ")[-1] for line in said.get_all("Classifier") or () if line.startswith("License")
        ]
        words = [
            MEANINGS.get(word, word) for word in (*classifiers, *(said.get_all("License") or ())) if len(word) < 80
        ]
        for part in {
            part for word in words if word and not word.startswith("Copyright") for part in word.split(" AND ")
        }:
            compared += 1
            assert part in package.licence, package.name
    assert compared > 80


def test_nothing_that_the_program_needs_binds_who_uses_it() -> None:
    free = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0",
            "OFL-1.1", "PSF-2.0"}  # fmt: skip
    for package in inventory.packages():
        if package.runs:
            choices = [set(choice.split(" AND ")) for choice in package.licence.split(" OR ")]
            assert any(choice <= free for choice in choices), f"{package.name}: {package.licence}"
    assert {font.licence for font in fonts.table()} == {"OFL-1.1"}


def bill() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / "docs/sbom.cdx.json").read_text("utf-8"))
    return read


def test_the_bill_of_materials_keeps_to_its_schema() -> None:
    text = (ROOT / "docs/sbom.cdx.json").read_text("utf-8")
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"type": "library"', '"type": "book"', 1)) is not None


def test_the_bill_lists_every_package_and_font_with_its_hashes() -> None:
    parts = {part["bom-ref"]: part for part in bill()["components"]}
    for name, version, _, hashes in inventory.locked(ROOT / "requirements-dev.txt"):
        part = parts.pop(f"pkg:pypi/{name}@{version}")
        assert {one["hashes"][0]["content"] for one in part["externalReferences"]} == set(hashes)
        assert part["licenses"][0]["expression"]
    assert {part["hashes"][0]["content"] for part in parts.values()} == {font.sha256 for font in fonts.table()}


def test_the_bill_says_what_only_tests_need() -> None:
    scopes = {part["name"]: part["scope"] for part in bill()["components"]}
    assert (scopes["weasyprint"], scopes["pytest"]) == ("required", "excluded")


# ------------------------------------------------------------------------------------------------------------ the wheel


def wheel(source: Path, into: Path) -> bytes:
    """Build the wheel of a copy of the project in `source`; return its bytes."""
    copy = source / "handouts"
    copy.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "pipeline", copy / "pipeline", copy_function=shutil.copyfile, ignore=ignored)
    return built(copy, into)


def built(copy: Path, into: Path) -> bytes:
    into.mkdir()
    build = "import sys; from flit_core import buildapi; print(buildapi.build_wheel(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", build, into], cwd=copy, check=True, capture_output=True, text=True)
    return (into / done.stdout.split()[-1]).read_bytes()


def test_two_builds_of_the_wheel_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # 2023-11-14 22:13:20 UTC
    first = wheel(tmp_path / "one", tmp_path / "one-dist")
    # Another folder, day, time zone and umask, and what a run leaves behind.
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    second = wheel(tmp_path / "another place", tmp_path / "two-dist")
    copy = tmp_path / "another place/handouts"
    for path in (copy / "pipeline").rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o700 if path.is_dir() else 0o600)
    cache = copy / "pipeline/__pycache__"
    cache.mkdir()
    (cache / "model.cpython-311.pyc").write_bytes(b"left behind")
    third = built(copy, tmp_path / "three-dist")
    assert first == second == third
    assert b"readability.toml" in first
    assert {entry.date_time for entry in ZipFile(BytesIO(first)).infolist()} == {(2023, 11, 14, 22, 13, 20)}


# -------------------------------------------------------------------------------------------------------------- who may


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.y*ml"))


def uses(path: Path) -> list[str]:
    return re.findall(r"^\s*(?:- )?uses:\s*(.+)$", path.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path: Path) -> None:
    assert uses(path)
    for use in uses(path):
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_nothing_else(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    triggers = workflow[True]  # YAML 1.1 reads “on” as yes
    assert not {"pull_request_target", "workflow_run"} & set(triggers)
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text("utf-8")
