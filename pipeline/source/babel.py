"""`extract` is the extractor of handouts for Babel: `pybabel extract` with `[handouts: source/**.md]`.

https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from pipeline import project
from pipeline.errors import HandoutsError
from pipeline.model import Fact
from pipeline.source.handouts import parse
from pipeline.source.messages import handout_messages, segments

Extracted = tuple[int, str | None, str | tuple[str, str], list[str]]


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],  # noqa: ARG001 - Babel's signature; every comment is for translators
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """Yield (line, function, message, comments) for every segment of the handout in `fileobj`.

    The function is None, or `pgettext` for a segment with a context, whose message is (context, text): where the caller
    does not know that keyword, the context is left out. The one option is `locale`, in which facts print in comments.
    Raises HandoutsError, or an ExceptionGroup of them.
    """
    path = Path(getattr(fileobj, "name", "handout.md")).absolute()
    root, facts = _surroundings(path)
    handout = parse(fileobj.read(), path, root, facts)
    messages = {message.key: message for message in handout_messages(handout, options.get("locale", "en"))}
    for segment in segments(handout):
        comments = list(messages[segment.key].extracted)
        if segment.msgctxt is not None and "pgettext" in keywords:
            yield segment.line, "pgettext", (segment.msgctxt, segment.msgid), comments
        else:
            yield segment.line, None, segment.msgid, comments


def _surroundings(path: Path) -> tuple[Path, Mapping[str, Fact]]:
    """Return the root and the facts of the project around `path`; outside of any, its folder and none."""
    try:
        root = project.find(path.parent)
    except HandoutsError:
        return path.parent, {}
    return root, project.load(root).facts
