"""Make the pictures of docs/images from what `./run build` left in output/: pages on paper, and pages on the web."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.tools import browser  # noqa: E402  # what finds a Chromium and keeps it off the network

PAPER = ("en", "ur", "zh_Hans", "am")
WEB = (
    ("index.html", "light"),
    ("print-desk.html", "light"),
    ("ar/US/crying-after-sex.html", "light"),
    ("hi/US/crying-after-sex.html", "dark"),
)
GAP = 24
BACKGROUND = (0xD9, 0xDE, 0xE2)


def first_page(pdf: Path, folder: Path) -> Image.Image:
    """Return a picture of the first page of `pdf`, 72 dots to the inch."""
    target = folder / pdf.parent.parent.name
    subprocess.run(["pdftoppm", "-r", "72", "-f", "1", "-singlefile", "-png", pdf, target], check=True)
    with Image.open(target.with_suffix(".png")) as image:
        return image.convert("RGB")


def top_of(page: Path, scheme: str, target: Path) -> Image.Image:
    """Return a picture of the top of a web page in the colour scheme `light` or `dark`."""
    with browser.page(900, 900) as tab:
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        tab.goto(page.as_uri())
        tab.evaluate("document.fonts.ready")
        tab.screenshot(path=target)
    with Image.open(target) as image:
        return image.convert("RGB")


def two_by_two(pictures: Sequence[Image.Image], target: Path) -> None:
    """Write four pictures of one size as one."""
    width, height = pictures[0].size
    sheet = Image.new("RGB", (2 * width + 3 * GAP, 2 * height + 3 * GAP), BACKGROUND)
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (GAP + (number % 2) * (width + GAP), GAP + (number // 2) * (height + GAP)))
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(64).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)} written.")


def main() -> int:
    pdfs = [ROOT / f"output/{locale}/US/crying-after-sex.pdf" for locale in PAPER]
    pages = [(ROOT / "output" / name, scheme) for name, scheme in WEB]
    if missing := [path for path in (*pdfs, *(page for page, _ in pages)) if not path.is_file()]:
        print(f"{missing[0]} is not there: `./run build` makes it.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        two_by_two([first_page(pdf, Path(folder)) for pdf in pdfs], ROOT / "docs/images/four-scripts.png")
        shots = [top_of(page, scheme, Path(folder) / "page.png") for page, scheme in pages]
        two_by_two(shots, ROOT / "docs/images/web.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
