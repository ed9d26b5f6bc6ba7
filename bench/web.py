"""`python -m bench.web [OUTPUT]`: what each web page of a build weighs, and what axe-core and the Nu HTML checker find.

OUTPUT is the folder of a build, `output` unless told. Each page is opened in Chromium, light and dark, 360 px wide,
with its list of languages open for axe-core and closed for the weight: what a reader loads, without compression by a
server.
"""

import functools
import http.server
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from pipeline import cldr
from tests.tools import browser, vnu

ROOT = Path(__file__).resolve().parent.parent


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, as a web server would; give its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def weigh(tab: Page, address: str) -> tuple[int, int]:
    """Open a page and return the bytes of the page itself and of the fonts that it loaded."""
    tab.goto(address)
    loaded: list[list[str | int]] = tab.evaluate(
        """document.fonts.ready.then(() => performance.getEntries().filter(each => each.decodedBodySize !== undefined)
            .map(each => [each.entryType, each.decodedBodySize]))"""
    )
    sizes: dict[str, int] = defaultdict(int)
    for kind, size in loaded:
        sizes[str(kind)] += int(size)
    return sizes["navigation"], sizes["resource"]


def main(output: Path) -> int:
    files = sorted(output.rglob("*.html"))
    if not files:
        print(f"{output} has no pages: `handouts build` makes them.", file=sys.stderr)
        return 2
    heaviest: dict[str, tuple[int, int]] = {}
    locales: dict[str, set[str]] = defaultdict(set)
    found: list[str] = vnu.check(files)
    for scheme in ("light", "dark"):
        # A browser of its own for each page: nothing that another page loaded is at hand.
        with served(output) as address, browser.page(width=360) as tab:
            tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            tab.context.new_cdp_session(tab).send("Network.setCacheDisabled", {"cacheDisabled": True})
            for file in files:
                path = file.relative_to(output)
                weight = weigh(tab, f"{address}/{path}")
                if len(path.parts) == 3:
                    locale = path.parts[0]
                    script = "Aran" if cldr.language(locale) == "ur" else cldr.script(locale)
                    locales[script].add(locale)
                    heaviest[script] = max(heaviest.get(script, (0, 0)), weight, key=sum)
                for summary in tab.locator("summary").all():
                    summary.click()
                if tab.evaluate("document.documentElement.scrollWidth") > 360:
                    found.append(f"{path}: wider than its window")
                found += [f"{path}, {scheme}: {each.rule} at {', '.join(each.places)}" for each in browser.axe(tab)]
    print("| script | locales | page, kB | fonts, kB | together, kB |\n| --- | --- | ---: | ---: | ---: |")
    for script, (page, fonts) in sorted(heaviest.items(), key=lambda item: sum(item[1])):
        named = ", ".join(sorted(locales[script]))
        print(f"| {script} | {named} | {page / 1000:.0f} | {fonts / 1000:.0f} | {(page + fonts) / 1000:.0f} |")
    print(f"\n{len(files)} pages, each light and dark: {len(found)} findings.")
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "output"))
