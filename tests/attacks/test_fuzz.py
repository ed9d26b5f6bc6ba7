"""Whatever bytes a file holds, its parser reads them or says what is wrong; and so does the command line."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tests.attacks.fuzz import REQUEST, TARGETS, seeds, tried

SEEDS = seeds()
SPLICES = [b"", b"\0", b"\xff", b"<", b'"', b"&", b"[", b"{", b"\n", b"\r", b"---\n", b"]]", b"*" * 30, b"\xe2\x80\xae"]


def test_every_target_has_seeds_that_are_read() -> None:
    assert SEEDS.keys() == TARGETS.keys()
    for name, contents in SEEDS.items():
        for content in contents:
            TARGETS[name](content)


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A good file with some pieces cut out, moved or put in; at times, any bytes at all."""
    content = draw(st.sampled_from(SEEDS[name]) if draw(st.integers(0, 9)) else st.binary(max_size=400))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(content)))
        until = draw(st.integers(at, min(len(content), at + 60)))
        piece = draw(st.one_of(st.sampled_from(SPLICES), st.binary(max_size=6), st.just(content[at:until] * 2)))
        content = content[:at] + piece + content[until:]
    return content


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@settings(max_examples=60)
def test_any_bytes_are_read_or_told_of(name: str, data: st.DataObject) -> None:
    tried(TARGETS[name], data.draw(damaged(name)))


WORDS = """\
check update build status approve revoke explain terms list suggest export merge-po import json es ui -1 0 HEAD --
--help --format --locale --select --line --message --from --since --jobs --reviewer --check --diff handouts.toml
"""
HEADER = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=%s;\\n"\n'
# What the coverage-guided fuzzer found.
FOUND = [
    ("po", HEADER % b"1+!n"),  # gettext's own reader of plural expressions fails with a SyntaxError
    ("po", HEADER % b"n==1 ? 1 : n%0"),
    ("request", REQUEST % (b"GET //[", 0, b"")),
    ("arguments", b"check\n" + b"a" * 300),  # a name too long for any file
    ("csv", b"locale,domain,source,plural,form,translation\nes,x,a,as,\x1d0,b\n"),
]


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_once_was_a_crash_is_read_or_told_of(name: str, data: bytes) -> None:
    tried(TARGETS[name], data)


words = st.one_of(
    st.sampled_from(WORDS.split()),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6),
)


@given(words=st.lists(words, max_size=6))
@settings(max_examples=60)
def test_any_arguments_are_obeyed_or_told_of(words: list[str]) -> None:
    TARGETS["arguments"]("\n".join(words).encode())
