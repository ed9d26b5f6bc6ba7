"""`record` keeps what `handouts build` gives WeasyPrint for its PDFs; `alone` has WeasyPrint print just that.

So the engine is measured with the same pages, sheets and fonts, without what surrounds it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.peers import require
from bench.process import CHECKOUT, Usage, measure, together

# Only WeasyPrint's public classes are wrapped, each where it is given something.
_RECORD = """
import os, pickle, sys
import weasyprint
from weasyprint.text.fonts import FontConfiguration
made = []
def wrap(kind, name, note):
    was = getattr(kind, name)
    def wrapped(self, *given, **named):
        note(self, *given, **named)
        return was(self, *given, **named)
    setattr(kind, name, wrapped)
def fonts(self): self.file = os.environ["FONTCONFIG_FILE"]
def text(self, *_, string, **__): self.said = string
def render(self, *, font_config, stylesheets, **_):
    made.append((font_config.file, self.said, [sheet.said for sheet in stylesheets]))
wrap(FontConfiguration, "__init__", fonts)
wrap(weasyprint.HTML, "__init__", text)
wrap(weasyprint.CSS, "__init__", text)
wrap(weasyprint.HTML, "render", render)
from pipeline.cli import main
try:
    main()
finally:
    os.mkdir("papers")
    with open("papers/all.pickle", "wb") as stream:
        pickle.dump(made, stream)
    for number, (file, html, sheets) in enumerate(made):
        styled = html.replace("</head>", f"<style>{''.join(sheets)}</style></head>", 1)
        with open(f"papers/{number}.html", "w") as stream:
            stream.write(styled)
        os.symlink(file, f"papers/{number}.conf")
"""

# A font configuration for each set of fonts and a parsed sheet for each text: as one would who knows the engine.
_ALONE = """
import functools, os, pickle, sys
tagging = sys.argv[1]
import weasyprint
from weasyprint.text.fonts import FontConfiguration
if tagging == "ours":
    from pipeline.render import tagging as ours
    ours.install()
variant = {"ours": lambda: ours.VARIANT, "its own": lambda: "pdf/ua-1", "none": lambda: None}[tagging]()
@functools.cache
def fonts(file):
    os.environ["FONTCONFIG_FILE"] = file
    return FontConfiguration()
@functools.cache
def sheet(file, text):
    return weasyprint.CSS(string=text, font_config=fonts(file))
with open("papers/all.pickle", "rb") as stream:
    papers = pickle.load(stream)
for number, (file, html, sheets) in enumerate(papers):
    configuration = fonts(file)
    document = weasyprint.HTML(string=html).render(
        font_config=configuration, stylesheets=[sheet(file, text) for text in sheets],
        presentational_hints=True, pdf_variant=variant,
    )
    if tagging == "ours":
        ours.prepare(document)
    document.write_pdf(f"papers/{number}.pdf", pdf_variant=variant)
"""
_ONE = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf('papers/one.pdf', pdf_variant='pdf/ua-1')"
_OURS = {"PYTHONPATH": str(CHECKOUT)}
_CHROMIUM = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def record(folder: Path, arguments: Sequence[str]) -> int:
    """Have the project in `folder` built by one process, keep what the engine was given, and say how often."""
    shutil.rmtree(folder / "papers", ignore_errors=True)
    command = [sys.executable, "-c", _RECORD, *arguments, "--jobs", "1"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env={**os.environ, **_OURS})
    return len(_pages(folder))


def alone(folder: Path, tagging: str) -> Usage:
    """Print what was recorded, tagged as we do ("ours"), as WeasyPrint does by itself ("its own"), or not ("none")."""
    return measure([sys.executable, "-c", _ALONE, tagging], folder, _OURS)


def one_by_one(folder: Path) -> Usage:
    """Print what was recorded by WeasyPrint, a process for each page."""
    return together(
        measure([sys.executable, "-c", _ONE, page], folder, {"FONTCONFIG_FILE": str(page.with_suffix(".conf"))})
        for page in _pages(folder)
    )


def chromium(folder: Path) -> Usage:
    """Print what was recorded by Chromium, a process for each page; it knows nothing of some of the sheet."""
    program = next(filter(shutil.which, _CHROMIUM), _CHROMIUM[0])
    require(program)
    command = [program, "--headless", "--no-sandbox", "--no-pdf-header-footer", "--print-to-pdf=papers/one.pdf"]
    return together(measure([*command, page.as_uri()], folder) for page in _pages(folder))


def _pages(folder: Path) -> list[Path]:
    return sorted((folder / "papers").glob("*.html"))
