"""A document as plain text, to paste into a letter: one line per paragraph, headings underlined, tables as lists."""

from sobria.engine.documents.structure import Block, Bullets, Document, Heading, Paragraph, Table, labelled

UNDERLINES = "=-~."


def plain(document: Document) -> str:
    """Ends with a line break. Nothing is wrapped."""
    parts = [_headed(document.title, "#"), *(_block(block, document.language) for block in document.blocks)]
    if document.footer:
        parts.append(document.footer)
    return "\n\n".join(parts) + "\n"


def _headed(text: str, mark: str) -> str:
    return f"{text}\n{mark * len(text)}"


def _block(block: Block, language: str) -> str:
    match block:
        case Heading():
            return _headed(block.text, UNDERLINES[block.level - 1])
        case Paragraph():
            return labelled(block, language)
        case Bullets():
            marks = [f"{rank}." if block.ordered else "-" for rank in range(1, len(block.items) + 1)]
            items = [item.replace("\n", "\n  ") for item in block.items]
            return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))
        case Table():
            return "\n\n".join([block.caption, *(_row(block, row, language) for row in block.rows)])


def _row(table: Table, row: tuple[str, ...], language: str) -> str:
    colon = ": " if language.startswith("en") else "\u00a0: "
    return "\n".join(f"- {name}{colon}{cell}" for name, cell in zip(table.columns, row, strict=True))
