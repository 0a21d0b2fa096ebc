"""What a document is made of. Pages, text, office files and PDF are written from these blocks and from nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DEEPEST = 4
Nature = Literal["text", "note", "blank", "missing"]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 4, below the title; no level is skipped on the way down."""

    text: str
    level: int = 1
    kind = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Line breaks are kept.

    `nature`: `text`; `note`, a remark; `blank`, a place a person fills; `missing`, what a record should say.
    """

    text: str
    nature: Nature = "text"
    kind = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]
    ordered: bool = False
    kind = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """As many cells in each row as `columns`. The first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind = "table"

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            message = f"table “{self.caption}”: a row has not as many cells as there are columns"
            raise ValueError(message)


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A paper.

    Attributes:
        language: of the words: `fr` or `en`.
        author: who issues it, as the file's properties say.
        day: date of the paper; the same blocks on the same day give the same bytes.
        footer: one line at the foot of each page.
    """

    title: str
    language: str
    author: str
    day: date
    blocks: tuple[Block, ...]
    footer: str = ""

    def __post_init__(self) -> None:
        depth = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 1 <= block.level <= min(depth + 1, DEEPEST):
                    message = f"heading “{block.text}”: level {block.level} after level {depth}"
                    raise ValueError(message)
                depth = block.level


LABELS = {"blank": ("À remplir", "To fill"), "missing": ("Manque dans la fiche", "Missing in the record")}


def labelled(paragraph: Paragraph, language: str) -> str:
    """The text, with what is expected of the reader said in words: colour or frame alone would not."""
    if paragraph.nature not in LABELS:
        return paragraph.text
    label = LABELS[paragraph.nature][language.startswith("en")]
    colon = ": " if language.startswith("en") else "\u00a0: "
    return f"[{label}{colon}{paragraph.text}]"
