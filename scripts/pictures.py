"""Make docs/images/four-scripts.png, the README's picture, from the PDFs that `./run build` left in output/."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/images/four-scripts.png"
LOCALES = ("en", "ar", "zh_Hans", "ru")
GAP = 24
BACKGROUND = (0xD9, 0xDE, 0xE2)


def first_page(pdf: Path, folder: Path) -> Image.Image:
    """Return a picture of the first page of `pdf`, 72 dots to the inch."""
    target = folder / pdf.parent.parent.name
    subprocess.run(["pdftoppm", "-r", "72", "-f", "1", "-singlefile", "-png", pdf, target], check=True)
    with Image.open(target.with_suffix(".png")) as image:
        return image.convert("RGB")


def main() -> int:
    pdfs = [ROOT / f"output/{locale}/US/crying-after-sex.pdf" for locale in LOCALES]
    if missing := [pdf for pdf in pdfs if not pdf.is_file()]:
        print(f"{missing[0]} is not there: `./run build` makes it.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        pages = [first_page(pdf, Path(folder)) for pdf in pdfs]
    width, height = pages[0].size
    sheet = Image.new("RGB", (2 * width + 3 * GAP, 2 * height + 3 * GAP), BACKGROUND)
    for number, page in enumerate(pages):
        sheet.paste(page, (GAP + (number % 2) * (width + GAP), GAP + (number // 2) * (height + GAP)))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(64).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
