"""`prepare` makes the private fonts of some families and returns the fontconfig file to set them with.

`web_faces` names the faces that a web page is set in, and `web_font` makes the file of one.

The system's fonts are never used: fallback to whatever a machine has would change pages from one machine to the next,
silently. `fonts.toml` is the table of what may be used, by hash.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import io
import re
import shutil
import tempfile
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import msgspec
import uharfbuzz
from fontTools.ttLib import TTFont

from pipeline import files
from pipeline.errors import HandoutsError, nearest, visible

_TABLE = Path(__file__).with_name("fonts.toml")

_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Font:
    """One font file of the table; each of `weights` becomes one static face."""

    family: str
    scripts: tuple[str, ...]
    weights: tuple[int, ...]
    file: str
    sha256: str
    licence: str
    package: str = ""
    """The distribution that has the file; "" where it lies beside the table."""
    style: Literal["normal", "italic"] = "normal"


def prepare(families: Iterable[str], cache: Path | None = None) -> Path:
    """Return the path of a fontconfig file that knows the given families and nothing else; make what is not yet made.

    Set `FONTCONFIG_FILE` to it before WeasyPrint is imported: fontconfig reads the variable when it starts, once in a
    process. `cache` is where faces are kept, by default `$HANDOUTS_CACHE`, else `.cache` in a checkout, else the user's
    cache folder. Processes may call this at the same time.

    Raises HandoutsError for an unknown family, a package that is not installed, a font file that is not the pinned one,
    and a cache that cannot be written to.
    """
    wanted = sorted(set(families))
    for family in wanted:
        if family not in family_names():
            raise HandoutsError(f"No font is called {visible(family)}.", hint=nearest(family, family_names()))
    root = (cache or files.own_cache()).resolve() / "fonts"
    chosen = [font for font in table() if font.family in wanted]
    try:
        if missing := [font for font in chosen if not _folder(root, font).is_dir()]:
            root.mkdir(parents=True, exist_ok=True)
            with files.lock(root):
                for font in missing:
                    _make(font, _folder(root, font))
    except OSError as error:
        raise HandoutsError(
            f"Fonts cannot be made: {error.strerror}.", file=root, hint="Name another folder in HANDOUTS_CACHE."
        ) from error
    content = _CONFIGURATION.format(
        folders="\n".join(f"  <dir>{escape(str(_folder(root, font)))}</dir>" for font in chosen),
        cache=escape(str(root / "fontconfig")),
    ).encode()
    path = root / f"{hashlib.sha256(content).hexdigest()[:16]}.conf"
    files.write(path, content)
    return path


@dataclass(frozen=True, slots=True)
class WebFace:
    """A face cut down to `characters`, in the order of their codes; `name` is its file's.

    The name holds the hash of all that the bytes are made of, so a browser may keep the file for ever.
    """

    family: str
    weight: int
    style: Literal["normal", "italic"]
    characters: str
    name: str


def web_faces(
    families: Iterable[str], characters: Iterable[str], weights: Collection[int] = (400, 700)
) -> tuple[WebFace, ...]:
    """Return the faces of the given families that show `characters`, in the order of the families; none is made yet.

    What a family has no letter for is not in its file, and a family that is not in the table has no face.
    """
    wanted = "".join(sorted(set(characters)))
    return tuple(
        WebFace(font.family, weight, font.style, wanted, _web_name(font, weight, wanted))
        for family in families
        for font in table()
        if font.family == family
        for weight in font.weights
        if weight in weights
    )


def web_font(face: WebFace, cache: Path | None = None) -> bytes:
    """Return the WOFF2 file of a face: the same face, the same bytes. It is kept beside the fonts of `prepare`.

    Raises HandoutsError as `prepare` does.
    """
    root = (cache or files.own_cache()).resolve() / "fonts"
    kept = root / "web" / face.name
    if kept.is_file():
        return files.read_bytes(kept)
    prepare([face.family], cache)
    font = next(font for font in table() if (font.family, font.style) == (face.family, face.style))
    request = uharfbuzz.SubsetInput()
    request.unicode_set.update(map(ord, face.characters))
    whole = uharfbuzz.Face(uharfbuzz.Blob((_folder(root, font) / f"{face.weight}.ttf").read_bytes()))
    cut = TTFont(io.BytesIO(uharfbuzz.subset(whole, request).blob.data), recalcTimestamp=False)
    cut.flavor = "woff2"
    written = io.BytesIO()
    cut.save(written)
    files.write(kept, written.getvalue())
    return written.getvalue()


def licence() -> bytes:
    """Return the text of the licence of all fonts, which goes where they go (SIL Open Font License 1.1, clause 2)."""
    return _TABLE.with_name("render").joinpath("fonts", "OFL.txt").read_bytes()


def _web_name(font: Font, weight: int, characters: str) -> str:
    made_of = "\0".join((font.sha256, str(weight), characters, *_versions()))
    kind = f"{font.family} {weight}{' italic' if font.style == 'italic' else ''}"
    return f"{re.sub(r'[^a-z0-9]+', '-', kind.lower())}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.woff2"


@functools.cache
def _versions() -> tuple[str, ...]:
    return tuple(f"{name} {importlib.metadata.version(name)}" for name in ("uharfbuzz", "fonttools", "brotli"))


def digest() -> str:
    """Return the hash, as hex, of all that decides how the faces look: the table and the maker's version."""
    return hashlib.sha256(_TABLE.read_bytes() + _maker().encode()).hexdigest()


def family_names() -> frozenset[str]:
    """Return the families that `prepare` knows."""
    return frozenset(font.family for font in table())


@functools.cache
def table() -> tuple[Font, ...]:
    """Return the rows of `fonts.toml`."""
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return msgspec.convert(rows["font"], tuple[Font, ...])


def _maker() -> str:
    return f"uharfbuzz {importlib.metadata.version('uharfbuzz')}"


def _folder(root: Path, font: Font) -> Path:
    made_of = f"{font.sha256} {font.weights} {_maker()}"
    name = re.sub(r"\W+", "-", f"{font.family} {font.style}".lower())
    return root / f"{name}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}"


def _make(font: Font, folder: Path) -> None:
    if folder.is_dir():  # another process was first
        return
    face = uharfbuzz.Face(uharfbuzz.Blob(_source(font)))
    axes = {axis.tag for axis in face.axis_infos}
    # The folder appears whole or not at all: an interrupted run leaves a name that nobody asks for.
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unfinished-"))
    try:
        for weight in font.weights:
            request = uharfbuzz.SubsetInput()
            request.keep_everything()
            request.pin_axis_location(face, "wght", weight)
            if "wdth" in axes:
                request.pin_axis_location(face, "wdth", 100)
            (unfinished / f"{weight}.ttf").write_bytes(uharfbuzz.subset(face, request).blob.data)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    finally:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(unfinished)


def _source(font: Font) -> bytes:
    remedy = f"Install {font.package or 'handouts'} as requirements.txt has it; in a checkout, run ./run build again."
    try:
        path = (
            Path(str(importlib.metadata.distribution(font.package).locate_file(font.file)))
            if font.package
            else _TABLE.parent / font.file
        )
        content = path.read_bytes()
    except (importlib.metadata.PackageNotFoundError, FileNotFoundError) as error:
        raise HandoutsError(f"The font {visible(font.family)} is not installed.", hint=remedy) from error
    if hashlib.sha256(content).hexdigest() != font.sha256:
        raise HandoutsError(f"The font {visible(font.family)} is not the file that was pinned.", file=path, hint=remedy)
    return content
