"""What an edition is written with: the blocks of a paper, whose texts may lead to a figure or to an address.

Files that cannot lead anywhere keep the words and lose the link; nothing is ever said by a link alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sobria.engine.documents import structure
from sobria.engine.documents.structure import Nature
from sobria.engine.editions.wording import cut
from sobria.engine.messages import Language, say

Row = TypeVar("Row")
LABELLED = frozenset({"missing", "blank"})


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text. `figure`: code of the figure it speaks of; `url`: an address of the site or elsewhere."""

    text: str
    figure: str = ""
    url: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """`level` 1 to 3, below the name of the part."""

    text: str
    level: int = 1
    kind = "title"

    @property
    def weight(self) -> int:
        """Elements of a page it takes."""
        return 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `nature` as in `documents.structure.Paragraph`."""

    line: Line
    nature: Nature = "text"
    kind = "text"

    @property
    def weight(self) -> int:
        return 1 + links(self.line)


@dataclass(frozen=True, slots=True)
class Items:
    lines: tuple[Line, ...]
    kind = "items"

    @property
    def weight(self) -> int:
        return 1 + sum(_item_weight(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    kind = "grid"

    @property
    def weight(self) -> int:
        return self.head_weight + sum(row_weight(row) for row in self.rows)

    @property
    def head_weight(self) -> int:
        return 6 + len(self.columns)


Block = Title | Text | Items | Grid


@dataclass(frozen=True, slots=True)
class Part:
    """`code`: as in addresses; `number`: 0 to 6; None for the annex."""

    code: str
    number: int | None
    title: str
    blocks: tuple[Block, ...]


def links(line: Line) -> int:
    return sum(bool(span.figure or span.url) for span in line)


def row_weight(row: Sequence[Line]) -> int:
    return 1 + sum(1 + links(line) for line in row)


def line(*pieces: str | Span) -> Line:
    """Pieces with text, in order."""
    spans = [Span(one) if isinstance(one, str) else one for one in pieces]
    return tuple(one for one in spans if one.text)


def text(*pieces: str | Span, nature: Nature = "text") -> Text:
    return Text(line(*pieces), nature)


def grid(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str | Span | Line]]) -> Grid:
    """A table of texts, of spans, or of lines of spans."""
    cells = (tuple(one if isinstance(one, tuple) else line(one) for one in row) for row in rows)
    return Grid(caption, tuple(columns), tuple(cells))


def words(spans: Line) -> str:
    return "".join(span.text for span in spans)


def labelled(block: Text, language: Language) -> str:
    """What is expected of the reader, said in words before the text; nothing for a plain one."""
    return say(f"edition-{block.nature}", language) if block.nature in LABELLED else ""


def paper_blocks(part: Part, language: Language) -> list[structure.Block]:
    """The part as blocks of a paper, under its own heading."""
    return [structure.Heading(cut(part.title), 1), *(_paper(block, language) for block in part.blocks)]


def _paper(block: Block, language: Language) -> structure.Block:
    match block:
        case Title():
            return structure.Heading(cut(block.text), block.level + 1)
        case Text():
            label, content = labelled(block, language), cut(words(block.line))
            if label:
                return structure.Paragraph(f"[{label} {content}]", "note")
            return structure.Paragraph(content, block.nature)
        case Items():
            return structure.Bullets(tuple(cut(words(one)) for one in block.lines))
        case Grid():
            rows = tuple(tuple(cut(words(cell)) for cell in row) for row in block.rows)
            return structure.Table(block.caption, block.columns, rows)


def pages(blocks: Sequence[Block], *, most: int) -> list[tuple[Block, ...]]:
    """The blocks in pages of at most `most` elements; a table goes on with its caption and columns on the next page.

    A block or a row heavier than a page is alone on its own. A title never ends a page.
    """
    found: list[list[Block]] = [[]]
    room = most
    for piece in _pieces(blocks, most):
        if piece.weight > room and found[-1]:
            carried = [found[-1].pop()] if isinstance(found[-1][-1], Title) and len(found[-1]) > 1 else []
            found.append(carried)
            room = most - len(carried)
        found[-1].append(piece)
        room -= piece.weight
    return [tuple(_joined(one)) for one in found]


def _pieces(blocks: Sequence[Block], most: int) -> Iterable[Block]:
    """Long tables and lists in slices; those of a table are joined again when they end on the same page."""
    for block in blocks:
        if block.weight <= most // 2 or not isinstance(block, Grid | Items):
            yield block
        elif isinstance(block, Grid):
            room = most // 2 - block.head_weight
            yield from (Grid(block.caption, block.columns, one) for one in _slices(block.rows, row_weight, room))
        else:
            yield from (Items(one) for one in _slices(block.lines, _item_weight, most // 2))


def _item_weight(one: Line) -> int:
    return 1 + links(one)


def _slices(rows: Iterable[Row], weigh: Callable[[Row], int], room: int) -> Iterable[tuple[Row, ...]]:
    held: list[Row] = []
    weight = 0
    for row in rows:
        if held and weight + weigh(row) > room:
            yield tuple(held)
            held, weight = [], 0
        held.append(row)
        weight += weigh(row)
    yield tuple(held)


def _joined(blocks: Sequence[Block]) -> Iterable[Block]:
    held: Grid | None = None
    for block in blocks:
        if isinstance(block, Grid) and held and (held.caption, held.columns) == (block.caption, block.columns):
            held = Grid(held.caption, held.columns, held.rows + block.rows)
            continue
        if held:
            yield held
        held = block if isinstance(block, Grid) else None
        if held is None:
            yield block
    if held:
        yield held
