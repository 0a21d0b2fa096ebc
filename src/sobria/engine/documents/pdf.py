"""A document as a PDF that a screen reader can follow (PDF/UA-1: tagged, titled, in a declared language).

Words are data: they are shown as written and never read as code. Fonts are those of the typst wheel, so that the same
document gives the same bytes everywhere; a character they lack is shown as □, and a last line says so.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from sobria.engine.documents.structure import Block, Bullets, Document, Heading, Paragraph, Table, labelled

BOX = "\N{WHITE SQUARE}"
LAST_LATIN = "\u0250"
NOTHING = "\N{EN DASH}"  # a title is never empty: the standard refuses it
REPLACED = (
    "{count} caractère(s) que les polices de ce fichier n’ont pas sont remplacés par □ ; la page du site les montre.",
    "{count} character(s) that the fonts of this file lack are replaced by □; the page of the site shows them.",
)


def pdf(document: Document) -> bytes:
    """Cost: about a tenth of a second, then some milliseconds per page."""
    try:
        return _made(document, glyphs())
    except typst.TypstError:  # letters that the fonts have one by one, not in this sequence
        return _made(document, plain_glyphs())


def _made(document: Document, known: frozenset[str]) -> bytes:
    words = _Words(known)
    blocks = [_block(block, document.language, words) for block in document.blocks]
    data = {
        "title": words.shown(document.title).strip() or NOTHING,
        "language": document.language[:2],
        "author": words.shown(document.author),
        "footer": words.shown(document.footer),
        "blocks": blocks,
    }
    if words.lost:
        text = REPLACED[document.language.startswith("en")].format(count=words.lost)
        blocks.append({"kind": "paragraph", "nature": "note", "text": text})
    noon = datetime.combine(document.day, time(12), tzinfo=UTC)
    made = typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        timestamp=int(noon.timestamp()),
    )
    return bytes(made)


class _Words:
    """Texts in the characters known to be shown; `lost` counts the others."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.lost = 0

    def shown(self, text: str) -> str:
        kept = []
        for character in unicodedata.normalize("NFC", text):
            if character in self.known:
                kept.append(character)
            elif unicodedata.category(character) not in {"Cc", "Cf"}:  # what has no shape leaves without a trace
                kept.append(BOX)
                self.lost += 1
        return "".join(kept)


@cache
def glyphs() -> frozenset[str]:
    """Characters the fonts of the wheel have, and the line break; no combining mark, for its letter changes it."""
    text = files("sobria.catalogue").joinpath("documents/glyphs.csv").read_text(encoding="utf-8")
    ranges = [(int(row["first"], 16), int(row["last"], 16)) for row in csv.DictReader(io.StringIO(text, newline=""))]
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1)) | {"\n"}


@cache
def plain_glyphs() -> frozenset[str]:
    """Of those, the letters, figures and signs of Latin, which nothing around them changes."""
    return frozenset(one for one in glyphs() if one < LAST_LATIN or "\u2010" <= one <= "\u20ac")


@cache
def _template() -> bytes:
    return files("sobria.engine.documents").joinpath("document.typ").read_bytes()


def _block(block: Block, language: str, words: _Words) -> dict[str, Any]:
    def each(texts: Iterable[str]) -> list[str]:
        return [words.shown(text) for text in texts]

    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": words.shown(block.text).strip() or NOTHING}
        case Paragraph():
            return {"kind": "paragraph", "nature": block.nature, "text": words.shown(labelled(block, language))}
        case Bullets():
            return {"kind": "bullets", "ordered": block.ordered, "items": each(block.items)}
        case Table():
            return {
                "kind": "table",
                "caption": words.shown(block.caption),
                "columns": each(block.columns),
                "rows": [each(row) for row in block.rows],
            }
