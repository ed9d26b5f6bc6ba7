"""What a check declares that it needs: nothing is missed by it, and nothing is read in another way for it."""

from pathlib import Path

import pytest
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from pipeline.catalog import Catalog
from pipeline.checks import RunContext, registry, run
from pipeline.model import Message
from pipeline.terms.dictionary import DICTIONARIES


@pytest.mark.parametrize("language", ["es", "ru", "ar", "hi", "tr"])
def test_a_dictionary_says_what_simplemma_says(language: str) -> None:
    ours, theirs = DICTIONARIES.get_dictionary(language), StreamDictionaryFactory().get_dictionary(language)
    words = list(theirs)[::997]
    assert len(ours) == len(theirs)
    assert [ours.get(word) for word in words] == [theirs.get(word) for word in words]
    unknown = [f"{word}qqx" for word in words]
    assert [ours.get(word) for word in unknown] == [theirs.get(word) for word in unknown]


def test_what_is_worked_out_for_one_message_holds_for_the_next() -> None:
    """A word or a sign that was met before is told as it was the first time."""
    messages = tuple(
        Message(msgid, (msgstr,), line=line)
        for line, (msgid, msgstr) in enumerate(
            [("Take 10 mg.", "Tome 100 mg."), ("Rest well.", "Descanse."), ("Take 10 mg.", "Tome 100 mg.")], 1
        )
    )
    found = run(Catalog(Path("x.po"), "es", "x", {}, messages), RunContext(select=("number-mismatch",)))
    assert [finding.line for finding in found] == [1, 1, 3, 3]


def test_a_check_without_traits_is_asked_about_every_text() -> None:
    silent = [check.id for check in registry().values() if check.scope == "form" and not (check.source or check.target)]
    assert "end-punctuation-mismatch" in silent
    message = Message("Does it hurt?", ("Le duele.",), line=1)
    found = run(Catalog(Path("x.po"), "es", "x", {}, (message,)), RunContext(select=("end-punctuation-mismatch",)))
    assert len(found) == 1
