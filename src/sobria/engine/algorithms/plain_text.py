"""HTML turned into text: what a register published elsewhere may carry, without anything a browser would run."""

import re
from html import unescape
from html.parser import HTMLParser

# Looks like markup, not like « moins de 3 < 5 ».
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
BREAKS = frozenset({"p", "div", "br", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section"})
SILENT = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title"})
BARE = {"<li>": "\n- ", "</li>": ""} | dict.fromkeys(
    ("<div>", "</div>", "<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<br>"), "\n"
)
# What only shapes words: leaving it out loses none.
SHAPES = re.compile(
    r"</?(?:p|div|br|ul|ol|li|tr|td|th|h[1-6]|table|tbody|section|a|b|i|u|em|strong|span|small|sup|sub|abbr|q)\b[^<>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
SPACES = " \t\u00a0"
BLANK_LINES = re.compile(r"\n{3,}")


def is_markup(text: str) -> bool:
    return bool(MARKUP.search(text))


def loses_words(text: str) -> bool:
    """Whether `plain_text` would drop what a person wrote: between < and >, anything but marks that shape words."""
    return bool(TAG.search(SHAPES.sub("", text)))


def plain_text(text: str) -> str:
    """Words kept, one line per paragraph, « - » before an item; scripts and styles left out. Linear in the text."""
    lines = (_simple(text) or _parsed(text)).split("\n")
    joined = "\n".join(line.strip(SPACES) for line in lines)
    return BLANK_LINES.sub("\n\n", joined).strip()


def _simple(text: str) -> str:
    """The same as `_parsed`, several times faster, for the bare tags that registers allow; "" for anything else."""
    for tag, said in BARE.items():
        text = text.replace(tag, said)
    return "" if "<" in text else unescape(text)


def _parsed(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's own
        if tag in SILENT:
            self.silent += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as above
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)
