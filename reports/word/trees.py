"""Clean text of a chapter as a tree. Pure."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

VOID = frozenset(("br", "img"))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.builder.start("div", {})
        self.open = ["div"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open[1:]:
            while self.open[-1] != tag:
                self.builder.end(self.open.pop())
            self.builder.end(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def tree(self) -> ET.Element:
        """What was built; what was left open is closed."""
        while self.open:
            self.builder.end(self.open.pop())
        return self.builder.close()


def tree_of(html: str) -> ET.Element:
    """The text's elements below one `div`."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.tree()
