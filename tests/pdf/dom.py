"""`parse` reads our HTML as a tree, and refuses what is not closed in order."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

_VOID = {"br", "hr", "img", "input", "link", "meta"}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)


def parse(html: bytes | str) -> Element:
    """Return the root element of a page."""
    parser = _Parser()
    parser.feed(html.decode() if isinstance(html, bytes) else html)
    parser.close()
    assert not parser.open, f"never closed: {parser.open}"
    return parser.tree.close()


def one(root: Element, path: str) -> Element:
    """Return the one element at an ElementTree path."""
    found = root.findall(path)
    assert len(found) == 1, f"{path}: {len(found)} elements"
    return found[0]


def text(element: Element) -> str:
    """Return the text of an element, each run of spaces as one."""
    return " ".join("".join(element.itertext()).replace("\u00a0", " ").split())
