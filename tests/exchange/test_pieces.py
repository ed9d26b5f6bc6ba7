"""A message in pieces: put together they are the message, and their spans are those that the parser sees."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import markup

MARKED_UP = st.lists(
    st.sampled_from(["*", "**", "_", "`", "[", "]", "](", ")", "![", "[@a]", "{a}", "{", "<b>", "&amp;", "<x:y>", "\\",
                     "\n", "  \n", "[x]", "https://x.org", " ", "a", "é", "中", '"t"']),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.text(max_size=60) | MARKED_UP)
@example("***a** b*")
@example("[a *b*](c 'd') ![*e*](f)")
@example("a **b **c** d**")
def test_pieces_are_the_message_and_their_spans_the_parsers(text: str) -> None:
    pieces = markup.pieces(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    opened: list[markup.Piece] = []
    for piece in pieces:
        if piece.part == "opens":
            opened.append(piece)
        elif piece.part == "closes":
            assert opened.pop().kind == piece.kind
    assert not opened
    seen = Counter(node.kind for node in markup.walk(markup.parse_inline(text)) if node.kind != "text")
    assert Counter(piece.kind for piece in pieces if piece.part in ("opens", "alone")) == seen


def test_what_a_translator_types_is_text_and_what_must_stay_is_not() -> None:
    text = "**Call [us](https://x.org/)** now: {n} \\*of\\* `ten`.  \n[@a-1]"
    found = [(piece.text, piece.part) for piece in markup.pieces(text)]
    assert found == [
        ("**", "opens"), ("Call ", "text"), ("[", "opens"), ("us", "text"), ("](https://x.org/)", "closes"),
        ("**", "closes"), (" now: ", "text"), ("{n}", "alone"), (" \\*of\\* ", "text"), ("`ten`", "alone"),
        (".  ", "text"), ("\n", "alone"), ("[@a-1]", "alone"),
    ]  # fmt: skip
