"""Whatever changed, and whatever became of what was kept: a build is to the byte the one that begins with nothing."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from PIL import Image

from pipeline.cli import kept
from tests.conftest import Handouts
from tests.test_review_command import PEOPLE

CACHE, OUTPUT, PICTURE, LOGO = Path(".handouts-cache"), Path("output"), Path("source/cup.png"), Path("logo.png")
SETTINGS, TERMS, RESOURCES = Path("handouts.toml"), Path("source/terms.tbx"), Path("source/resources.toml")
INPUTS = ("source", "locales", "handouts.toml", "logo.png")

TERMBASE = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" style="dca" type="TBX-Basic" xml:lang="en"><text><body>
<conceptEntry id="water"><langSec xml:lang="en"><termSec><term>water</term></termSec></langSec>
<langSec xml:lang="es"><termSec><term>agua</term></termSec><termSec><term>{bad}</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec></langSec></conceptEntry>
</body></text></tbx>
"""
# One has no error, one a wrong number, and one is Spanish for none of the sources.
SPANISH = (
    "Beba {number} vasos de agua.",
    "Beba 99 vasos de agua.",
    "No beba agua.",
    "",
    "Texto en español [x](http://a.b).",
)

Change = Callable[[random.Random, Handouts], object]


def draw(path: Path, colour: int) -> None:
    """Put a picture there; in whatever colour, of the same size, and of the same date."""
    Image.new("RGB", (4, 4), (colour, 10, 10)).save(path, compress_level=0)
    os.utime(path, ns=(0, 0))


def rewrite(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def sources() -> list[Path]:
    return sorted(Path("source").glob("*.md"))


def catalogs() -> list[Path]:
    return sorted(Path("locales").glob("*/LC_MESSAGES/*.po"))


def translate(luck: random.Random, path: Path) -> None:
    catalog = polib.pofile(str(path), wrapwidth=0)
    entry = luck.choice(list(catalog))
    entry.msgstr = luck.choice((*SPANISH, entry.msgid)).replace("{number}", "8")
    entry.flags = ["fuzzy"] if luck.random() < 0.2 else []
    entry.comment = luck.choice(("", "a note", "allow: number-mismatch as it is meant"))
    catalog.save(str(path))


# ------------------------------------------------------------------------------------------------------------- changes


def edit_source(luck: random.Random, handouts: Handouts) -> None:
    path = luck.choice(sources())
    rewrite(path, ("Drink", f"Drink {luck.randrange(9)} glasses. Drink"))
    handouts("update")


def edit_only_the_source(luck: random.Random, handouts: Handouts) -> None:
    path = luck.choice(sources())
    rewrite(path, ("version: ", luck.choice(("version: ", "audience: "))), ("# D", "#  D"), ("\n\n", "\n\n\n"))
    handouts("update")


def retitle(luck: random.Random, handouts: Handouts) -> None:
    rewrite(luck.choice(sources()), ("title: ", f"title: {luck.randrange(99)} "))
    handouts("update")


def rename(luck: random.Random, handouts: Handouts) -> None:
    luck.choice(sources()).rename(f"source/water-{luck.randrange(99)}.md")
    handouts("update")


def delete(luck: random.Random, _: Handouts) -> None:
    if len(sources()) > 1:
        luck.choice(sources()).unlink()


def copy(luck: random.Random, handouts: Handouts) -> None:
    shutil.copy2(luck.choice(sources()), f"source/copy-{luck.randrange(4)}.md")
    handouts("update")


def break_source(luck: random.Random, _: Handouts) -> None:
    rewrite(luck.choice(sources()), ("::: resource emergency", "::: resource nothing"))


def mend_source(_: random.Random, handouts: Handouts) -> None:
    for path in sources():
        rewrite(path, ("::: resource nothing", "::: resource emergency"))
    handouts("update")


def translate_something(luck: random.Random, _: Handouts) -> None:
    translate(luck, luck.choice(catalogs()))


def delete_catalog(luck: random.Random, _: Handouts) -> None:
    luck.choice(catalogs()).unlink()


def update(_: random.Random, handouts: Handouts) -> None:
    handouts("update")


def redate_header(luck: random.Random, _: Handouts) -> None:
    path = luck.choice(catalogs())
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog.metadata["PO-Revision-Date"] = "2001-01-01 00:00+0000"
    catalog.metadata["Language"] = luck.choice(("es", "fr", "de"))
    catalog.save(str(path))


def change_terms(luck: random.Random, _: Handouts) -> None:
    TERMS.write_text(TERMBASE.format(bad=luck.choice(("vasos", "tinto", "español"))))


def change_resources(luck: random.Random, handouts: Handouts) -> None:
    verified = ("verified-on = 2026-01-02", 'verified-on = ""')
    rewrite(
        RESOURCES,
        verified if luck.random() < 0.5 else verified[::-1],
        ("Emergency", luck.choice(("First", "Emergency"))),
    )
    handouts("update")


SETTINGS_OF = """\
[project]
name = "{name}"
territories = {territories}
locales = {locales}
url = "{url}"

[checks]
{check} = "{severity}"

[branding]
logo = "logo.png"
name = "Clinic"
colour = "{colour}"

[gates]
reviewed-by = {roles}
"""
CHOICES = {
    "name": ("Water", "Air"),
    "territories": ('["US"]', '["GB", "US"]'),
    "locales": ('["es"]', '["es", "fr"]'),
    "url": ("", "https://example.org"),
    "check": ("number-mismatch", "space-missing", "inconsistent-translation", "same-translation"),
    "severity": ("off", "error"),
    "colour": ("#0b4f5c", "#8c1d18"),
    "roles": ("[]", '["linguistic"]', '["clinical", "linguistic"]'),
}


def change_settings(luck: random.Random, handouts: Handouts) -> None:
    SETTINGS.write_text(SETTINGS_OF.format(**{name: luck.choice(values) for name, values in CHOICES.items()}))
    handouts("update")


def repaint(luck: random.Random, _: Handouts) -> None:
    draw(luck.choice((PICTURE, LOGO)), luck.randrange(200, 250))


def sign(luck: random.Random, handouts: Handouts) -> None:
    command = luck.choice((("approve",), ("revoke", "--reason", "wrong")))
    handouts(*command, "es", luck.choice(sources()).stem, "--reviewer", luck.choice(("ana", "ben")))


def dismiss(luck: random.Random, _: Handouts) -> None:
    role = luck.choice(('"clinical"', '"linguistic"'))
    Path("locales/reviewers.toml").write_text(PEOPLE.replace('"linguistic"', role))


def touch(luck: random.Random, _: Handouts) -> None:
    for path in (*sources(), *catalogs(), SETTINGS, *CACHE.rglob("*"), *OUTPUT.rglob("*")):
        moment = luck.choice((0, 10**9, 4 * 10**9)) * 10**9
        os.utime(path, ns=(moment, moment))


def damage_what_was_kept(luck: random.Random, _: Handouts) -> None:
    files = sorted(path for path in CACHE.rglob("*") if path.is_file())
    for path in luck.sample(files, min(3, len(files))):
        content = bytearray(path.read_bytes())
        match luck.randrange(5):
            case 0:
                path.unlink()
            case 1:
                path.write_bytes(content[: len(content) // 2])
            case 2:
                content[luck.randrange(len(content))] ^= 1
                path.write_bytes(content)
            case 3:
                path.write_bytes(luck.choice(files).read_bytes() if luck.choice(files).exists() else b"")
            case _:
                path.write_bytes(b"")


def damage_output(luck: random.Random, _: Handouts) -> None:
    files = sorted(path for path in OUTPUT.rglob("*") if path.is_file())
    for path in luck.sample(files, min(2, len(files))):
        path.write_bytes(b"") if luck.random() < 0.5 else path.unlink()


def forget(_: random.Random, __: Handouts) -> None:
    shutil.rmtree(CACHE, ignore_errors=True)


CHANGES: tuple[Change, ...] = (
    edit_source, edit_only_the_source, retitle, rename, delete, copy, break_source, mend_source, translate_something,
    translate_something, delete_catalog, update, redate_header, change_terms, change_resources, change_settings,
    repaint, sign, dismiss, touch, damage_what_was_kept, damage_output, forget,
)  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- comparison


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def project(handouts: Handouts) -> Handouts:
    """A project with two handouts, two pictures, a termbase and people who may sign."""
    draw(PICTURE, 200)
    draw(LOGO, 200)
    drinking = Path("source/drinking-water.md")
    rewrite(drinking, ("## What you can do", "![A cup](cup.png)\n\nDrink 8 glasses of water.\n\n## What you can do"))
    shutil.copy(drinking, "source/rest.md")
    TERMS.write_text(TERMBASE.format(bad="vasos"))
    handouts("update")
    Path("locales/reviewers.toml").write_text(PEOPLE)
    return handouts


def in_clean(handouts: Handouts, elsewhere: Path, *arguments: str) -> tuple[int, str, str]:
    """What a command says that has nothing to go by but the project."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    elsewhere.mkdir()
    for name in INPUTS:
        (shutil.copytree if Path(name).is_dir() else shutil.copy2)(name, elsewhere / name)
    here = Path.cwd()
    os.chdir(elsewhere)
    try:
        return handouts(*arguments)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("seed", range(6))
def test_a_build_after_any_changes_is_that_of_a_clean_project(
    project: Handouts, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    luck, elsewhere = random.Random(seed), tmp_path_factory.mktemp("clean") / "project"
    done: list[str] = []
    before: list[dict[str, bytes]] = []
    for _ in range(25):
        if before and luck.random() < 0.2:  # Somebody restores what was there, with the dates of then.
            shutil.rmtree("source")
            shutil.rmtree("locales")
            for name, content in luck.choice(before).items():
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(content)
                os.utime(name, ns=(0, 0))
            done.append("restore")
        else:
            change = luck.choice(CHANGES)
            change(luck, project)
            done.append(change.__name__)
        before.append({name: content for name, content in contents(Path()).items() if name.startswith(INPUTS)})
        code, _, err = project("build", "--format", "html")
        wanted, _, wanted_err = in_clean(project, elsewhere, "build", "--format", "html")
        assert code == wanted, (done, err, wanted_err)
        if code == 0:
            assert contents(OUTPUT) == contents(elsewhere / OUTPUT), done
        else:
            assert set(err.splitlines()) == set(wanted_err.splitlines()), done


def test_what_another_release_kept_is_nothing(project: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    project("build", "--format", "html")
    assert kept.read(Path.cwd(), "build", tuple[bytes, str]) is not None
    monkeypatch.setattr(kept, "_tool", lambda: b"another")
    assert kept.read(Path.cwd(), "build", tuple[bytes, str]) is None


def test_what_somebody_else_kept_is_nothing(project: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that comes with what its author says was kept must not hide an error."""
    project("build", "--format", "html")
    monkeypatch.setattr(kept, "_key", lambda: b"another")
    assert kept.read(Path.cwd(), "build", tuple[bytes, str]) is None


def test_a_link_in_the_folder_of_what_is_kept_leads_nowhere(project: Handouts, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "build").write_text("a person's own file")
    shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.symlink_to(outside)
    assert project("build", "--format", "html")[0] == 0
    assert {path.name: path.read_text() for path in outside.iterdir()} == {"build": "a person's own file"}


@pytest.mark.parametrize("seed", range(4))
def test_a_check_after_any_changes_finds_what_a_check_of_a_clean_project_does(
    project: Handouts, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    luck, elsewhere = random.Random(seed), tmp_path_factory.mktemp("clean") / "project"
    done: list[str] = []
    for _ in range(30):
        change = luck.choice(CHANGES)
        change(luck, project)
        done.append(change.__name__)
        arguments = luck.choice(((), ("es",), ("en",), (str(luck.choice(catalogs())),)))
        told = project("check", "--format", "json", *arguments)
        assert told == in_clean(project, elsewhere, "check", "--format", "json", *arguments), done


def test_the_parts_of_a_check_together_find_what_the_whole_does(project: Handouts) -> None:
    luck = random.Random(1)
    for _ in range(12):
        translate_something(luck, project)

    def findings(*arguments: str) -> list[str]:
        return [str(one) for one in json.loads(project("check", "--format", "json", *arguments)[1])["findings"]]

    whole = findings()
    parts = [findings("--shard", f"{number}/3") for number in (1, 2, 3)]
    assert all(parts)
    assert sorted(one for part in parts for one in part) == sorted(whole)
