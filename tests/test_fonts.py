"""The private fonts: made once, only from the pinned files, and the only ones that a page is set in."""

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
import uharfbuzz

from pipeline import fonts
from pipeline.errors import HandoutsError

# A word of each script that the table promises.
WORDS = {
    "Arab": "الصحة", "Armn": "առողջություն", "Beng": "স্বাস্থ্য", "Cyrl": "здоровье", "Deva": "स्वास्थ्य", "Ethi": "ጤና",
    "Geor": "ჯანმრთელობა", "Grek": "υγεία", "Gujr": "સ્વાસ્થ્ય", "Guru": "ਸਿਹਤ", "Hans": "健康诊疗", "Hant": "健康診療",
    "Hebr": "בריאות", "Jpan": "健康をまもる", "Khmr": "សុខភាព", "Knda": "ಆರೋಗ್ಯ", "Kore": "건강", "Laoo": "ສຸຂະພາບ",
    "Latn": "sức khoẻ, salud, sağlık", "Mlym": "ആരോഗ്യം", "Mymr": "ကျန်းမာရေး", "Orya": "ସ୍ୱାସ୍ଥ୍ୟ", "Sinh": "සෞඛ්‍ය",
    "Taml": "ஆரோக்கியம்", "Telu": "ఆరోగ్యం", "Thai": "สุขภาพ", "Zsym": "→", "Aran": "صحت کی دیکھ بھال، ٹھیک، ڈاکٹر، بڑے",
}  # fmt: skip

# Prints, as JSON, the fonts that WeasyPrint embeds for a text in a family, and what it complains of.
SET_A_PAGE = """
import json, logging, os, sys
os.environ["FONTCONFIG_FILE"] = sys.argv[1]
import weasyprint
said = []
handler = logging.Handler()
handler.emit = lambda record: said.append(record.getMessage())
logging.getLogger("weasyprint").addHandler(handler)
html = f"<p style='font-family: {sys.argv[2]}'>{sys.argv[3]} <b>{sys.argv[3]}</b>"
names = set()
def collect(document, pdf):
    names.update(o["BaseFont"].decode() for o in pdf.objects if isinstance(o, dict) and "BaseFont" in o)
weasyprint.HTML(string=html).write_pdf(finisher=collect)
print(json.dumps({"fonts": sorted(names), "said": said}))
"""


def set_a_page(configuration: Path, family: str, text: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SET_A_PAGE, configuration, family, text], capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_every_script_of_the_table_is_covered_by_the_static_faces(tmp_path: Path) -> None:
    fonts.prepare(fonts.family_names(), tmp_path)
    assert {script for font in fonts.table() for script in font.scripts} == set(WORDS)
    for font in fonts.table():
        for weight in font.weights:
            (path,) = tmp_path.glob(f"fonts/{font.family.lower().replace(' ', '-')}-{font.style}-*/{weight}.ttf")
            face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))
            assert not face.axis_infos, "still variable"
            missing = {ch for script in font.scripts for ch in WORDS[script] if ch not in " ,\u200d"} - {
                chr(code) for code in face.unicodes
            }
            assert not missing, f"{font.family} lacks {missing}"


@pytest.mark.parametrize("family", ["Noto Sans", "Noto Naskh Arabic", "Noto Sans SC", "Noto Sans Hebrew"])
def test_a_page_is_set_in_the_regular_and_the_bold_face_and_in_nothing_else(tmp_path: Path, family: str) -> None:
    word = next(WORDS[font.scripts[0]] for font in fonts.table() if font.family == family)
    found = set_a_page(fonts.prepare(["Noto Sans", family], tmp_path), family, word)
    assert not found["said"]
    used = {name.split("+")[1] for name in found["fonts"]}
    stem = family.replace(" ", "-")
    assert {stem, f"{stem}-Bold"} <= used
    assert all(name.startswith((stem, "Noto-Sans")) for name in used), used


def test_a_character_that_no_prepared_font_has_is_told_and_not_taken_from_the_system(tmp_path: Path) -> None:
    found = set_a_page(fonts.prepare(["Noto Sans"], tmp_path), "Noto Sans", WORDS["Hans"])
    assert any("notdef" in line for line in found["said"])
    assert all("Noto-Sans" in name for name in found["fonts"])


def test_a_second_call_makes_nothing_anew(tmp_path: Path) -> None:
    first = fonts.prepare(["Noto Sans"], tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.ttf")}
    assert fonts.prepare(["Noto Sans", "Noto Sans"], tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.ttf")} == before
    assert len(before) == 4


def test_only_what_is_asked_for_is_made(tmp_path: Path) -> None:
    fonts.prepare(["Noto Sans Thai"], tmp_path)
    assert [path.name.rsplit("-", 1)[0] for path in (tmp_path / "fonts").iterdir() if path.is_dir()] == [
        "noto-sans-thai-normal"
    ]


def test_two_processes_may_make_the_same_fonts(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        first, second = pool.starmap(fonts.prepare, [(["Noto Sans Khmer"], tmp_path)] * 2)
    assert first == second
    assert not list(tmp_path.rglob(".unfinished-*"))


def test_an_interrupted_run_leaves_nothing_that_a_later_one_would_take_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(uharfbuzz, "subset", interrupt)
        with pytest.raises(KeyboardInterrupt):
            fonts.prepare(["Noto Sans Lao"], tmp_path)
    assert not list(tmp_path.rglob("*.ttf"))
    fonts.prepare(["Noto Sans Lao"], tmp_path)
    assert len(list(tmp_path.rglob("*.ttf"))) == 2


def test_an_unknown_family_is_told_with_the_nearest_known_one(tmp_path: Path) -> None:
    with pytest.raises(HandoutsError, match=r"No font is called “Noto Sans Tai”\. Did you mean “Noto Sans Thai”\?"):
        fonts.prepare(["Noto Sans Tai"], tmp_path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sha256": "0" * 64}, "is not the file that was pinned"),
        ({"package": "no-such-package-of-fonts"}, "is not installed"),
        ({"file": "no-such-file.ttf"}, "is not installed"),
    ],
)
def test_a_font_that_is_not_the_pinned_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], message: str
) -> None:
    (thai,) = (font for font in fonts.table() if font.family == "Noto Sans Thai")
    values = {name: getattr(thai, name) for name in thai.__slots__} | changed
    monkeypatch.setattr(fonts, "table", lambda: (fonts.Font(**values),))
    with pytest.raises(HandoutsError, match=message) as caught:
        fonts.prepare(["Noto Sans Thai"], tmp_path)
    assert str(values["package"]) in caught.value.hint
    assert not list(tmp_path.rglob("*.ttf"))


def test_a_cache_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(HandoutsError, match="Fonts cannot be made"):
        fonts.prepare(["Noto Sans Thai"], tmp_path / "taken")


def test_the_cache_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTS_CACHE", str(tmp_path / "own & private"))
    path = fonts.prepare(["Noto Sans Thai"])
    assert path.is_relative_to(tmp_path / "own & private")
    assert "own &amp; private" in path.read_text(encoding="utf-8")


def test_the_digest_follows_the_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = fonts.digest()
    assert before == fonts.digest()
    other = tmp_path / "fonts.toml"
    other.write_bytes(fonts._TABLE.read_bytes() + b"\n# another row\n")
    monkeypatch.setattr(fonts, "_TABLE", other)
    assert fonts.digest() != before
