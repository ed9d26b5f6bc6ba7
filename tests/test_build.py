"""The output folder holds what the project plans, whatever was there before and however the last run ended."""

import functools
import hashlib
import importlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import HandoutsError
from pipeline.model import Format
from pipeline.render import Page
from tests.conftest import Handouts
from tests.pdf.dom import parse
from tests.test_cli_mistakes import COMMAND

PUBLISH = importlib.import_module("pipeline.build.publish")  # its function has the same name
MANIFEST = Path("output/manifest.json")
SETTINGS = Path("handouts.toml")


def made() -> set[str]:
    return {path.relative_to("output").as_posix() for path in Path("output").rglob("*")}


@pytest.fixture
def built(handouts: Handouts) -> Handouts:
    handouts("update")
    code, _, err = handouts("build", "--format", "html")
    assert code == 0, err
    return handouts


@pytest.mark.parametrize(
    "path",
    [
        "../notes.html",
        "/tmp/notes.html",
        "notes.html",
        "es/US/../../../notes.html",
        "a\0.html",
        "\ud800.html",
        "",
        1,
        ["x"],
    ],
)
def test_a_path_in_the_manifest_that_no_build_can_have_written_is_left_alone(built: Handouts, path: object) -> None:
    for notes in ("notes.html", "output/notes.html"):
        Path(notes).write_text("a person's own file")
    manifest = json.loads(MANIFEST.read_bytes())
    manifest["editions"].append({**manifest["editions"][0], "path": path})
    manifest["indexes"].append(path)
    MANIFEST.write_text(json.dumps(manifest))
    code, _, err = built("build", "--format", "html")
    assert code == 0, err
    assert Path("notes.html").exists()
    assert Path("output/notes.html").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"editions": 1}', '{"editions": [[]]}', "[" * 100_000])
def test_a_damaged_manifest_means_that_all_is_rendered_again(built: Handouts, content: str) -> None:
    good = MANIFEST.read_bytes()
    MANIFEST.write_text(content)
    code, _, err = built("build", "--format", "html")
    assert code == 0, err
    assert "2 editions rendered, 0 up to date, 0 removed" in err
    assert MANIFEST.read_bytes() == good


def test_what_cannot_be_removed_is_told(built: Handouts) -> None:
    Path("source/drinking-water.md").rename("source/water.md")
    built("update")
    edition = Path("output/es/US/drinking-water.html")
    edition.unlink()
    edition.mkdir()
    code, _, err = built("build", "--format", "html")
    assert code == 2
    assert err.startswith(f"handouts: {edition}: Cannot be removed: ")


def test_a_locale_that_is_dropped_leaves_nothing(built: Handouts) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace('["es"]', '["fr"]'))
    built("update")
    code, _, err = built("build", "--format", "html")
    assert code == 0, err
    assert "1 removed" in err
    assert {path.split("/")[0] for path in made()} == {"en", "fonts", "fr", "index.html", "manifest.json"}


def links(path: str) -> set[str]:
    """The addresses in a page that lead to a file, below the output folder."""
    root = parse(Path("output", path).read_bytes())
    hrefs = [each.get("href", "") for each in root.iter() if each.tag in {"a", "link"}]
    return {os.path.normpath(Path(path).parent / href) for href in hrefs if not re.match(r"#|[a-z]+:", href)}


def test_a_part_of_the_project_leads_only_to_itself_and_the_next_part_is_added(handouts: Handouts) -> None:
    handouts("update")
    spanish = "es/US/drinking-water.html"
    for arguments, there in (
        (("--locale", "es", "--format", "html"), {spanish}),
        (("--locale", "en", "--format", "html"), {spanish, "en/US/drinking-water.html"}),
        (
            ("--locale", "es", "--format", "pdf"),
            {spanish, "en/US/drinking-water.html", "es/US/drinking-water.pdf"},
        ),
    ):
        code, _, err = handouts("build", *arguments)
        assert code == 0, err
        assert {path for path in made() if path.endswith(("water.html", ".pdf"))} == there
        locales = {path[:2] for path in there}
        assert links("index.html") - {"print-desk.html"} == {f"{locale}/index.html" for locale in locales}
        for path in ("index.html", "es/index.html", *there):
            if path.endswith(".html"):
                assert not [link for link in links(path) if not Path("output", link).is_file()], path
        assert {f"{locale}/US/drinking-water.html" for locale in locales} <= links(spanish)
    assert "es/US/drinking-water.pdf" in links(spanish) & links("es/index.html") & links("print-desk.html")


def test_what_is_not_built_any_more_is_not_led_to(built: Handouts) -> None:
    Path("output/fonts/own.woff2").write_bytes(b"a person's own file")
    SETTINGS.write_text(SETTINGS.read_text().replace('["es"]', "[]"))
    assert built("build", "--format", "html")[0] == 0
    assert links("index.html") == {"en/index.html"}
    assert not [link for link in links("en/US/drinking-water.html") if link.startswith("es")]
    assert Path("output/fonts/own.woff2").is_file()
    files = set(Path("output/fonts").iterdir())
    named = set(re.findall(r"fonts/([a-z0-9-]+\.woff2)", Path("output/en/US/drinking-water.html").read_text()))
    assert {path.name for path in files} == named | {"OFL.txt", "own.woff2"}


def test_a_project_with_an_address_tells_search_engines(built: Handouts) -> None:
    assert not {"sitemap.xml", "card.png"} & made()
    SETTINGS.write_text(SETTINGS.read_text().replace("[project]", '[project]\nurl = "https://example.org/h"'))
    assert built("build", "--format", "html")[0] == 0
    assert {"sitemap.xml", "card.png"} <= made()
    # All are drafts, and no draft is for a search engine.
    assert "<loc>" not in Path("output/sitemap.xml").read_text()
    page = parse(Path("output/es/US/drinking-water.html").read_bytes())
    said = {each.get("hreflang"): each.get("href") for each in page.findall(".//link[@rel='alternate']")}
    other = parse(Path("output/en/US/drinking-water.html").read_bytes())
    assert said == {each.get("hreflang"): each.get("href") for each in other.findall(".//link[@rel='alternate']")}
    assert said["x-default"] == said["en"] == "https://example.org/h/en/US/drinking-water.html"
    assert said["es"] == "https://example.org/h/es/US/drinking-water.html"


def test_a_folder_with_a_persons_own_file_stays(built: Handouts) -> None:
    Path("output/es/US/notes.html").write_text("a person's own file")
    SETTINGS.write_text(SETTINGS.read_text().replace('["es"]', "[]"))
    assert built("build", "--format", "html")[0] == 0
    assert {path for path in made() if path.startswith("es")} == {"es", "es/US", "es/US/notes.html"}


def test_a_release_names_a_mistake_in_a_header(built: Handouts) -> None:
    catalog = Path("locales/es/LC_MESSAGES/ui.po")
    catalog.write_text(catalog.read_text().replace("Language: es", "Language: pt"))
    code, out, _ = built("build", "--release", "--locale", "es")
    assert code == 1
    assert "es/ui: a check found an error in its header." in out.splitlines()


# ------------------------------------------------------------------------------------------------------- interruptions


def end(*_: object) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def hang(*_: object) -> bytes:
    while True:
        time.sleep(0.01)


def hang_in_c(*_: object) -> bytes:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    signal.sigwait({signal.SIGUSR1})
    return b""


def spanish(fault: Callable[..., bytes], format_: Format, page: Page) -> bytes:
    return fault() if page.locale == "es" else RENDER(format_, page)


RENDER: Callable[[Format, Page], bytes] = PUBLISH.render_page


@pytest.mark.parametrize(
    ("jobs", "fault", "told"),
    [
        ("1", hang, "Took more than 1 seconds to render, and was given up."),
        ("2", hang, "worked for 1 seconds on one page"),
        ("2", hang_in_c, "worked for 1 seconds on one page"),
        ("2", end, "was ended from outside"),
    ],
)
def test_an_edition_whose_renderer_hangs_or_dies_is_told_of_and_the_others_are_built(
    handouts: Handouts,
    monkeypatch: pytest.MonkeyPatch,
    jobs: str,
    fault: Callable[..., bytes],
    told: str,
) -> None:
    handouts("update")
    build = ("build", "--format", "html", "--variant", "standard", "--jobs", jobs)
    monkeypatch.setattr(PUBLISH, "_POOL_FROM", 1)
    with monkeypatch.context() as patch:
        patch.setattr(PUBLISH, "_PATIENCE", 1)
        patch.setattr(PUBLISH, "render_page", functools.partial(spanish, fault))
        code, _, err = handouts(*build)
    (line,) = [line for line in err.splitlines() if line.startswith("handouts: ")]
    assert code == 2
    assert line.startswith("handouts: es/US/drinking-water.html: ")
    assert told in line
    assert {path.name for path in Path("output").rglob("*.html")} >= {"index.html", "drinking-water.html"}
    assert not Path("output/es/US/drinking-water.html").exists()
    assert handouts(*build)[0] == 0
    assert Path("output/es/US/drinking-water.html").exists()


def test_where_every_renderer_dies_nothing_more_is_tried(handouts: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    handouts("update")
    monkeypatch.setattr(PUBLISH, "_POOL_FROM", 1)
    monkeypatch.setattr(PUBLISH, "_MOST_LOST", 1)
    monkeypatch.setattr(PUBLISH, "render_page", end)
    code, _, err = handouts("build", "--format", "html", "--jobs", "2")
    assert (code, err.count("\n")) == (2, 1)
    assert "handouts: A process that renders was ended from outside" in err
    assert not MANIFEST.exists()


def test_the_renderers_of_a_build_that_is_killed_end_too_and_the_next_build_makes_the_rest(handouts: Handouts) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace('["US"]', '["US", "GB", "AU", "CA", "IE"]'))
    handouts("update")
    build = subprocess.Popen([*COMMAND, "build", "--jobs", "2"], stderr=subprocess.PIPE)
    while not list(Path("output").rglob("*.pdf")):
        assert build.poll() is None, build.communicate()
        time.sleep(0.01)
    build.kill()
    # The pipe ends when the last process that holds it does.
    build.communicate(timeout=60)
    assert build.returncode == -signal.SIGKILL
    code, _, err = handouts("build", "--jobs", "1")
    assert code == 0, err
    assert "20 editions rendered, 0 up to date" in err


def test_an_error_of_one_edition_does_not_keep_back_the_others(
    handouts: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    handouts("update")
    calls: list[Page] = []

    def fail_once(format_: Format, page: Page) -> bytes:
        calls.append(page)
        if len(calls) == 1:
            raise HandoutsError("No font has “x”.")
        return RENDER(format_, page)

    monkeypatch.setattr(PUBLISH, "render_page", fail_once)
    code, _, err = handouts("build", "--format", "html")
    assert code == 2
    assert "1 editions rendered, 0 up to date, 0 removed" in err
    assert err.endswith("handouts: No font has “x”.\n")
    assert sorted(path for path in made() if path.endswith("drinking-water.html")) == ["es/US/drinking-water.html"]


def test_what_an_interrupted_build_made_is_kept_and_the_next_one_makes_the_rest(
    handouts: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    handouts("update")
    calls: list[Page] = []

    def interrupted(format_: Format, page: Page) -> bytes:
        calls.append(page)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return RENDER(format_, page)

    monkeypatch.setattr(PUBLISH, "render_page", interrupted)
    assert handouts("build", "--format", "html")[0] == 130
    there = json.loads(MANIFEST.read_bytes())["editions"]
    assert {"manifest.json"} | {entry["path"] for entry in there} == {path for path in made() if "." in path}
    assert len(there) == 1
    code, _, err = handouts("build", "--format", "html")
    assert code == 0, err
    assert {entry["path"] for entry in json.loads(MANIFEST.read_bytes())["editions"]} == {
        "en/US/drinking-water.html",
        "es/US/drinking-water.html",
    }


def test_ctrl_c_ends_the_renderers_and_leaves_whole_files_that_the_manifest_tells_of(handouts: Handouts) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace('["US"]', '["US", "GB", "AU", "CA", "IE"]'))
    handouts("update")
    build = subprocess.Popen([*COMMAND, "build", "--jobs", "2"], stderr=subprocess.PIPE, start_new_session=True)
    while not list(Path("output").rglob("*.pdf")):
        assert build.poll() is None, build.communicate()
        time.sleep(0.01)
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does
    _, err = build.communicate(timeout=60)
    assert (build.returncode, err.strip()) == (130, b"")
    there = {entry["path"]: entry["sha256"] for entry in json.loads(MANIFEST.read_bytes())["editions"]}
    files = {path for path in Path("output").rglob("*") if path.is_file() and path != MANIFEST}
    assert {path.relative_to("output").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == (
        there
    )
    assert 0 < len(there) < 20


# --------------------------------------------------------------------------------------------------------------- parts


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_parts_together_are_the_whole_to_the_byte(handouts: Handouts) -> None:
    first = Path("source/drinking-water.md").read_text()
    for name in ("sleep", "walking"):
        Path(f"source/{name}.md").write_text(first)
    handouts("update")
    assert handouts("build")[0] == 0
    whole = contents(Path("output"))
    parts = []
    for part in ("1/2", "2/2"):
        Path("output").rename(f"before-{part[0]}")
        code, _, err = handouts("build", "--shard", part)
        assert code == 0, err
        parts.append(contents(Path("output")))
    assert not {path for path in parts[0] if path in parts[1]}
    for path, content in {**parts[0], **parts[1]}.items():
        target = Path("output", path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    code, _, err = handouts("build")
    assert code == 0, err
    assert "0 editions rendered" in err
    assert contents(Path("output")) == whole


def test_a_part_beyond_the_last_handout_is_empty_and_no_mistake(handouts: Handouts) -> None:
    handouts("update")
    code, _, err = handouts("build", "--shard", "2/2")
    assert (code, err) == (0, "No handout is in part 2-of-2.\n")
    assert not Path("output").exists()


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2", ""])
def test_what_names_no_part_is_told(handouts: Handouts, text: str) -> None:
    code, _, err = handouts("build", "--shard", text)
    assert code == 2
    assert "write it like 2/3" in err


def test_a_cluster_that_cannot_be_used_is_told_in_one_line(handouts: Handouts) -> None:
    handouts("update")
    code, _, err = handouts("build", "--format", "html", "--scheduler", "nowhere")
    assert (code, err.count("\n")) == (2, 1)
    assert "distributed" in err or "scheduler" in err


# ------------------------------------------------------------------------------------------------------- nothing to do


@pytest.mark.parametrize("path", ["output/es/US/drinking-water.html", "output/index.html", "output/manifest.json"])
def test_what_is_not_as_it_was_built_is_made_again(built: Handouts, path: str) -> None:
    good = Path(path).read_bytes()
    assert "0 editions rendered" in built("build", "--format", "html")[2]
    Path(path).write_bytes(good.replace(b"html", b"HTML"))
    assert built("build", "--format", "html")[0] == 0
    assert Path(path).read_bytes() == good
    Path(path).unlink()
    assert built("build", "--format", "html")[0] == 0
    assert Path(path).read_bytes() == good


def test_what_changes_is_seen_whatever_its_date_and_size_say(built: Handouts) -> None:
    source, page = Path("source/drinking-water.md"), Path("output/en/US/drinking-water.html")
    status, text, before = source.stat(), source.read_text(), page.read_bytes()
    source.write_text(text.replace("water", "juice"))
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    built("update")
    assert built("build", "--format", "html")[0] == 0
    assert b"juice" in page.read_bytes()
    source.write_text(text)
    built("update")
    assert built("build", "--format", "html")[0] == 0
    assert page.read_bytes() == before


def test_a_build_with_nothing_to_do_says_what_there_is_for_what_it_was_asked(built: Handouts) -> None:
    once = built("build", "--format", "html")
    assert built("build", "--format", "html") == once
    assert "0 editions rendered, 2 up to date" in once[2]
    assert "0 editions rendered, 1 up to date" in built("build", "--format", "html", "--locale", "es")[2]
    assert built("build", "--format", "html") == once


def test_a_build_that_failed_is_not_taken_for_whole(handouts: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise HandoutsError("No font has “x”.")

    handouts("update")
    with monkeypatch.context() as patch:
        patch.setattr(PUBLISH, "render_page", fail)
        assert handouts("build", "--format", "html")[0] == 2
    assert "2 editions rendered" in handouts("build", "--format", "html")[2]


def test_a_template_that_was_edited_is_written_anew(built: Handouts) -> None:
    template = Path("locales/drinking-water.pot")
    assert built("extract")[2] == "2 templates, 0 changed.\n"
    good = template.read_bytes()
    template.write_bytes(good + b'\nmsgid "x"\nmsgstr ""\n')
    assert built("extract")[2] == "2 templates, 1 changed.\n"
    assert template.read_bytes() == good
    assert built("extract")[2] == "2 templates, 0 changed.\n"
