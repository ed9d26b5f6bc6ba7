"""`page` gives a page in the machine's Chromium, for local files alone; `axe` tells what axe-core finds wrong there."""

import importlib.metadata
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, Route, sync_playwright

_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of axe-core that the page breaks, and where: CSS selectors."""

    rule: str
    help: str
    places: tuple[str, ...]


@contextmanager
def page(width: int = 1024, height: int = 768, *, scripts: bool = True) -> Iterator[Page]:
    """Give a page, `width` by `height` CSS pixels, that reaches files and this machine only; it may run no `scripts`.

    A request to anywhere else is refused and fails the test, as does an error in a page's script. Fails, and never
    skips, where no Chromium is found.
    """
    strayed: list[str] = []

    def stay(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in {"file", "data", "blob", "about"} or parts.hostname in {"127.0.0.1", "localhost", "::1"}:
            route.continue_()
        else:
            strayed.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        # Without a sandbox: in a container, and as root, Chromium cannot make one; the pages are our own.
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            tab = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=scripts)
            tab.on("pageerror", lambda error: strayed.append(f"script error: {error}"))
            tab.route("**/*", stay)
            yield tab
        finally:
            browser.close()
    assert not strayed, strayed


def axe(tab: Page | Frame) -> list[Violation]:
    """Return what axe-core's rules, all of them that need no person, find wrong with the page as it stands."""
    script = importlib.metadata.distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")
    tab.evaluate(Path(str(script)).read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run().then(result => ({violations: result.violations, passes: result.passes.length}))")
    assert found["passes"] > 0, "axe-core looked at nothing"
    return [
        Violation(rule["id"], rule["help"], tuple(str(target) for node in rule["nodes"] for target in node["target"]))
        for rule in found["violations"]
    ]


def executable() -> str:
    """Return the path of a Chromium that starts: the one named in HANDOUTS_CHROMIUM, else the first one found."""
    for name in filter(None, (os.environ.get("HANDOUTS_CHROMIUM"), *_NAMES)):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    raise AssertionError("No Chromium was found: `./run test` installs it, or name one in HANDOUTS_CHROMIUM.")
