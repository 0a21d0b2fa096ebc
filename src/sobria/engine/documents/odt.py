"""A document as an office file (ODT), for papers that people go on writing: real headings, lists and tables."""

import io
import re
from datetime import UTC, datetime, time

import odfdo

from sobria.engine.documents.structure import Block, Bullets, Document, Heading, Paragraph, Table, labelled

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def odt(document: Document) -> bytes:
    """The file, with its title, language and author."""
    made = odfdo.Document("text")
    body = made.body
    body.clear()
    body.append(odfdo.Header(1, _kept(document.title)))
    for number, block in enumerate(document.blocks, start=1):
        for element in _elements(block, document.language, number):
            body.append(element)
    if document.footer:
        body.append(odfdo.Paragraph(_kept(document.footer)))
    noon = datetime.combine(document.day, time(12), tzinfo=UTC)
    made.meta.title = _kept(document.title)
    made.meta.language = made.language = LOCALES[document.language[:2]]
    made.meta.initial_creator = made.meta.creator = _kept(document.author)
    made.meta.creation_date = made.meta.date = noon
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _kept(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _elements(block: Block, language: str, number: int) -> list[odfdo.Element]:
    match block:
        case Heading():
            return [odfdo.Header(block.level + 1, _kept(block.text))]
        case Paragraph():
            return [odfdo.Paragraph(_kept(labelled(block, language)))]
        case Bullets():
            marks = [f"{rank}. " if block.ordered else "" for rank in range(1, len(block.items) + 1)]
            return [odfdo.List([_kept(mark + item) for mark, item in zip(marks, block.items, strict=True)])]
        case Table():
            return [odfdo.Paragraph(_kept(block.caption)), _table(block, number)]


def _table(block: Table, number: int) -> odfdo.Table:
    table = odfdo.Table(f"table-{number}")
    for cells in (block.columns, *block.rows):
        row = odfdo.Row()
        for cell in cells:
            row.append_cell(odfdo.Cell(_kept(cell), cell_type="string"))
        table.append_row(row)
    return table
