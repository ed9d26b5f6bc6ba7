"""Every folder of `bad_input/sources` is one mistake, and `expected.txt` the one line that a person is told."""

from pathlib import Path

import pytest

from pipeline import project, source
from pipeline.errors import HandoutsError, flatten

FOLDER = Path(__file__).parent / "bad_input" / "sources"


@pytest.mark.parametrize("folder", sorted(FOLDER.iterdir()), ids=lambda folder: folder.name)
def test_a_mistake_is_told_once_with_its_line(folder: Path) -> None:
    with pytest.raises((HandoutsError, ExceptionGroup)) as caught:
        read(folder)
    error = caught.value
    lines = [str(each) for each in (flatten(error) if isinstance(error, ExceptionGroup) else [error])]
    assert lines == (folder / "expected.txt").read_text().splitlines()


def read(folder: Path) -> None:
    """Read what a fixture holds: a project, one handout, or resources alone."""
    if (folder / "handouts.toml").exists():
        source.read_all(project.load(folder))
    elif handouts := list((folder / "source").glob("*.md")):
        source.read(handouts[0], folder)
    else:
        source.read_resources(folder / "source" / "resources.toml", folder)


def test_every_mistake_of_a_handout_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "water.md"
    path.write_text("# Water\n\nA {fact}. [@work]\n\n### Deep\n\n<b>x</b>\n")
    with pytest.raises(ExceptionGroup) as caught:
        source.read(path, tmp_path)
    assert [error.line for error in flatten(caught.value)] == [3, 3, 5, 7]
