"""The tools that judge our output find what they must find, and find nothing in what is right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import fonts
from tests.tools import browser, verapdf, vnu

RIGHT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Water</title></head>
<body style="font-family: 'Noto Sans'"><main><h1>Water</h1><p>Drink some.</p></main></body></html>
"""

WRITE_PDF = """
import sys, weasyprint
weasyprint.HTML(string=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant=sys.argv[3] or None)
"""


def write_pdf(path: Path, html: str, variant: str = "pdf/ua-1") -> Path:
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts.prepare(["Noto Sans"]))}
    subprocess.run([sys.executable, "-c", WRITE_PDF, html, path, variant], env=environment, check=True)
    return path


def write_html(path: Path, html: str) -> Path:
    path.write_text(html, encoding="utf-8")
    return path


def test_verapdf_passes_a_right_file_and_names_the_clause_that_a_wrong_one_breaks(tmp_path: Path) -> None:
    right = write_pdf(tmp_path / "right.pdf", RIGHT)
    untagged = write_pdf(tmp_path / "untagged.pdf", RIGHT, variant="")
    untitled = write_pdf(tmp_path / "untitled.pdf", RIGHT.replace("<title>Water</title>", ""))
    no_language = write_pdf(tmp_path / "no-language.pdf", RIGHT.replace(' lang="en"', ""))
    found = verapdf.check([right, untagged, untitled, no_language])
    assert found[right] == []
    assert any(failure.startswith("6.2-1 ") for failure in found[untagged])
    assert any(failure.startswith("7.1-9 ") for failure in found[untitled])
    assert any(failure.startswith("7.2-") for failure in found[no_language])


def test_verapdf_fails_where_it_cannot_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="could not look"):
        verapdf.check([tmp_path / "missing.pdf"])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError):
        verapdf.check([tmp_path / "missing.pdf"])


def test_vnu_passes_a_right_file_and_names_the_line_of_a_mistake(tmp_path: Path) -> None:
    right = write_html(tmp_path / "right.html", RIGHT)
    wrong = write_html(tmp_path / "wrong.html", RIGHT.replace("<p>Drink", "<p align=left>Drink</b>"))
    assert vnu.check([right]) == []
    found = vnu.check([right, wrong])
    assert found
    assert all(line.startswith("wrong.html:3: ") for line in found)


def test_vnu_fails_where_it_cannot_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="could not look"):
        vnu.check([tmp_path / "missing.html"])
    page = write_html(tmp_path / "page.html", RIGHT)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError):
        vnu.check([page])


def test_axe_passes_a_right_page_and_names_the_rule_that_a_wrong_one_breaks(tmp_path: Path) -> None:
    right = write_html(tmp_path / "right.html", RIGHT)
    wrong = write_html(
        tmp_path / "wrong.html",
        RIGHT.replace(' lang="en"', "").replace("<p>", '<img src="data:,"><p style="color: #eee; background: #fff">'),
    )
    with browser.page() as tab:
        tab.goto(right.as_uri())
        assert browser.axe(tab) == []
        tab.goto(wrong.as_uri())
        assert {"html-has-lang", "image-alt", "color-contrast"} <= {violation.rule for violation in browser.axe(tab)}


def test_the_browser_reaches_nothing_outside_this_machine(tmp_path: Path) -> None:
    page = write_html(tmp_path / "page.html", RIGHT.replace("<p>", '<img alt="" src="https://example.org/a.png"><p>'))
    with pytest.raises(AssertionError, match=r"example\.org/a\.png"), browser.page() as tab:
        tab.goto(page.as_uri())


def test_a_script_error_in_a_page_fails(tmp_path: Path) -> None:
    page = write_html(tmp_path / "page.html", RIGHT.replace("<p>", "<script>undefined_name()</script><p>"))
    with pytest.raises(AssertionError, match="undefined_name"), browser.page() as tab:
        tab.goto(page.as_uri())


def test_a_missing_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("HANDOUTS_CHROMIUM", raising=False)
    with pytest.raises(AssertionError, match="No Chromium was found"):
        browser.executable()
