"""The words of the templates: each that is used is listed for translators, and each that is listed is used."""

import re
import tomllib
from importlib import resources

_USED = re.compile(r"""\b(?:_|label|word)\(\s*"((?:[^"\\]|\\.)+)\"""")


def _used() -> set[str]:
    package = resources.files("pipeline.render")
    files = [*package.iterdir(), *package.joinpath("templates").iterdir()]
    texts = [file.read_text(encoding="utf-8") for file in files if file.name.endswith((".py", ".html"))]
    return {used for text in texts for used in _USED.findall(text)}


def _listed() -> set[str]:
    table = tomllib.loads(resources.files("pipeline.source").joinpath("ui.toml").read_text(encoding="utf-8"))
    return {message["text"] for message in table["message"]}


def test_every_word_of_the_templates_is_listed_for_translators() -> None:
    assert _used() - _listed() == set()


def test_every_listed_word_is_used() -> None:
    assert _listed() - _used() == set()
