"""`install` makes the environment of what is measured beside ours; the functions run its programs on a corpus.

Each works in a copy of the project, for it may leave files among the inputs of the next. What is no Python package
(gettext, po4a, Chromium) is run where the machine has it.
"""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.corpus import Corpus
from bench.process import Usage, measure, together

PINNED = (
    "Babel==2.18.0", "Markdown==3.11.3", "mdpo==2.1.4", "mkdocs==1.6.1", "mkdocs-static-i18n==1.3.1",
    "myst-parser==5.2.0", "RapidFuzz==3.14.6", "Sphinx==9.0.4", "sphinx-intl==2.4.0", "translate-toolkit==3.20.4",
)  # fmt: skip

WEBLATE = "Weblate==5.14.3"
"""The last release for Python 3.11."""

_NOT_FOR_CHECKS = "borgbackup|pycairo|pygobject|standardwebhooks"
"""What Weblate asks for besides, and pip would have to compile or does not find; no check of texts needs it."""

_INSTALL_WEBLATE = f"""
import re, subprocess, sys
from importlib.metadata import requires
names = [each for each in requires("weblate") if "extra ==" not in each]
names = [each for each in names if not re.match({_NOT_FOR_CHECKS!r}, each, re.I)]
pip = [sys.executable, "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
subprocess.run([*pip, *names, "psycopg[binary]"], check=True)
"""

_EXTRACT = """
import pathlib
from mdpo.md2po import markdown_to_pofile
for path in sorted(pathlib.Path("source").glob("*.md")):
    markdown_to_pofile(str(path), save=True, po_filepath=f"made/{path.stem}.pot")
"""
_PAGES = """
import pathlib, sys
import markdown
from mdpo.po2md import pofile_to_markdown
for path in sorted(pathlib.Path("source").glob("*.md")):
    for locale in sys.argv[1:]:
        text = pofile_to_markdown(str(path), f"locales/{locale}/LC_MESSAGES/{path.stem}.po")
        html = markdown.markdown(text, extensions=["tables"])
        pathlib.Path(f"made/{locale}-{path.stem}.html").write_text(html)
"""
_MARKDOWN = """
import pathlib, sys
from mdpo.po2md import pofile_to_markdown
for path in sorted(pathlib.Path("source").glob("*.md")):
    pathlib.Path(f"docs/{path.stem}.en.md").write_text(path.read_text())
    for locale, name in zip(sys.argv[1::2], sys.argv[2::2]):
        text = pofile_to_markdown(str(path), f"locales/{locale}/LC_MESSAGES/{path.stem}.po")
        pathlib.Path(f"docs/{path.stem}.{name}.md").write_text(text)
"""


_TERRITORIES = {"zh_Hans": "zh_CN", "zh_Hant": "zh_TW"}
"""mkdocs knows no scripts."""


def install(folder: Path, *, weblate: bool = False) -> None:
    """Make a virtual environment of the peers' Python packages, as pinned, in `folder`, unless it is there.

    Weblate's packages get one of their own below it, on demand: they are half a gigabyte, and pin others.
    """
    _environment(folder, *PINNED)
    if weblate and _environment(folder / "weblate", "--no-deps", WEBLATE):
        subprocess.run([folder / "weblate" / "bin" / "python", "-c", _INSTALL_WEBLATE], check=True)


def _environment(folder: Path, *packages: str) -> bool:
    """Return whether it had to be made."""
    done = folder / "installed.txt"
    listed = "\n".join(packages)
    if done.is_file() and done.read_text() == listed:
        return False
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
    done.write_text(listed)
    return True


def require(program: str) -> None:
    """Raise FileNotFoundError where the machine has no such program."""
    if not shutil.which(program):
        raise FileNotFoundError(f"no {program} here")


def refresh(corpus: Corpus, folder: Path) -> Corpus:
    """Return the corpus as a peer has it in `folder`: what has changed is copied there, with its date."""
    for name in ("source", "locales"):
        for path in (corpus.folder / name).rglob("*"):
            target = folder / path.relative_to(corpus.folder)
            if path.is_file() and not (target.is_file() and target.read_bytes() == path.read_bytes()):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
    (folder / "made").mkdir(exist_ok=True)
    return replace(corpus, folder=folder)


# ---------------------------------------------------------------------------------------------------------- mdpo


def mdpo_extract(corpus: Corpus, peers: Path) -> Usage:
    return measure([peers / "bin" / "python", "-c", _EXTRACT], corpus.folder)


def mdpo_pages(corpus: Corpus, peers: Path) -> Usage:
    """Translate by mdpo and render by Markdown, in one process."""
    return measure([peers / "bin" / "python", "-c", _PAGES, *corpus.locales], corpus.folder)


# -------------------------------------------------------------------------------------------------------- Sphinx


def sphinx(corpus: Corpus, peers: Path, builder: str, locale: str = "en") -> Usage:
    """Build the sources, into a folder that is kept for the next call."""
    settings = corpus.folder / "sphinx"
    settings.mkdir(exist_ok=True)
    index = corpus.folder / "source" / "index.md"
    if not index.is_file():
        index.write_text("# Handouts\n\n```{toctree}\n:glob:\n*\n```\n")
    (settings / "conf.py").write_text(
        f"extensions = ['myst_parser']\nlocale_dirs = ['../locales']\nlanguage = {locale!r}\n"
        "gettext_compact = False\nexclude_patterns = ['*.toml', '*.tbx']\n"
    )
    command: list[str | Path] = [peers / "bin" / "sphinx-build", "-q", "-b", builder, "-c", settings]
    return measure([*command, corpus.folder / "source", settings / f"{builder}-{locale}"], corpus.folder)


def sphinx_forget(corpus: Corpus) -> None:
    """Let the next build be the first."""
    shutil.rmtree(corpus.folder / "sphinx", ignore_errors=True)


def sphinx_pages(corpus: Corpus, peers: Path) -> Usage:
    return together(sphinx(corpus, peers, "html", locale) for locale in corpus.locales)


# -------------------------------------------------------------------------------------------------------- mkdocs


def mkdocs_ready(corpus: Corpus, peers: Path) -> None:
    """Write the translated Markdown, which mkdocs cannot make from catalogs, and its settings."""
    (corpus.folder / "docs").mkdir(exist_ok=True)
    python = peers / "bin" / "python"
    names = {locale: _TERRITORIES.get(locale, locale) for locale in corpus.locales}
    given = [word for pair in names.items() for word in pair]
    subprocess.run([python, "-c", _MARKDOWN, *given], cwd=corpus.folder, check=True, capture_output=True)
    languages = "".join(
        f"        - {{locale: {name}, name: {name}, build: true, default: {str(name == 'en').lower()}}}\n"
        for name in ("en", *names.values())
    )
    (corpus.folder / "mkdocs.yml").write_text(
        f"site_name: Handouts\nplugins:\n  - i18n:\n      docs_structure: suffix\n      languages:\n{languages}"
    )


def mkdocs_pages(corpus: Corpus, peers: Path) -> Usage:
    return measure([peers / "bin" / "mkdocs", "--quiet", "build"], corpus.folder)


# ---------------------------------------------------------------------------------------------------------- po4a


def po4a_extract(corpus: Corpus) -> Usage:
    script = 'for m in source/h*.md; do po4a-updatepo -f text -o markdown -m "$m" -p "$m.pot" 2>/dev/null; done'
    require("po4a-updatepo")
    return measure(["sh", "-c", script], corpus.folder)


def po4a_pages(corpus: Corpus) -> Usage:
    """Write the translated Markdown, and no HTML; the catalogs are brought up to date in the same run."""
    for locale in corpus.locales:
        folder = corpus.folder / "locales" / locale / "LC_MESSAGES"
        for domain in corpus.domains:
            if (path := folder / f"{domain}.po").is_file():
                shutil.copy(path, folder / f"{domain}.md.po")
    texts = "".join(
        f'[type:text] source/{domain}.md $lang:made/$lang-{domain}.md opt:"-o markdown -k 0"\n'
        for domain in corpus.domains
    )
    (corpus.folder / "po4a.cfg").write_text(
        f"[po4a_langs] {' '.join(corpus.locales)}\n"
        f"[po4a_paths] made/$master.pot $lang:locales/$lang/LC_MESSAGES/$master.po\n{texts}"
    )
    require("po4a")
    return measure(["po4a", "--quiet", "po4a.cfg"], corpus.folder)
