"""A paper of a record as pages show it and as files carry it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.democratic.algorithms.models import Algorithm
from sobria.engine.algorithms.content import Content, blank
from sobria.engine.algorithms.fields import fields
from sobria.engine.algorithms.papers import Clock, Known, Paper, clock, write
from sobria.engine.documents.odt import odt
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.plain import plain
from sobria.engine.documents.structure import Bullets, Document, Heading, Paragraph, Table, labelled
from sobria.engine.messages import Language

MENTION = "mention"
FORMATS = {
    "pdf": ("PDF", "application/pdf"),
    "odt": ("ODT", "application/vnd.oasis.opendocument.text"),
    "txt": ("TXT", "text/plain; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a document on a page. `level`: of the heading, below the page's own."""

    kind: str
    text: str = ""
    level: int = 0
    nature: str = ""
    block: Bullets | Table | None = None


def written(
    code: str,
    algorithm: Algorithm,
    content: Content,
    *,
    on: date,
    language: Language,
    page: str = "",
    requested_on: date | None = None,
    version: int | None = None,
) -> Paper:
    """No query. A field younger than the content says nothing."""
    reference = f"{algorithm.code} · {_('version %(number)s') % {'number': version}}" if version else algorithm.code
    known = Known(on=on, author=settings.SOBRIA_CITY_NAME, page=page, requested_on=requested_on, reference=reference)
    return write(code, blank() | content, known, language=language)


def heading(paper: Paper) -> str:
    """What the paper is, and whether it can be used as it stands."""
    title = paper.document.title
    if not paper.missing:
        return title
    return ngettext(
        "%(title)s : il manque %(count)s champ à la fiche",
        "%(title)s : il manque %(count)s champs à la fiche",
        len(paper.missing),
    ) % {"title": title, "count": len(paper.missing)}


def missing_names(paper: Paper, language: Language) -> list[str]:
    return [fields()[code].name(language) for code in paper.missing]


def pieces(document: Document) -> list[Piece]:
    """Headings start at level 2: the page has its own first one."""
    return [_piece(block, document.language) for block in document.blocks]


def _piece(block: Heading | Paragraph | Bullets | Table, language: str) -> Piece:
    match block:
        case Heading():
            return Piece("heading", block.text, level=block.level + 1)
        case Paragraph():
            return Piece("paragraph", labelled(block, language), nature=block.nature)
        case Bullets() | Table():
            return Piece(block.kind, block=block)


def running(requested_on: date | None) -> Clock | None:
    return clock(requested_on) if requested_on else None


def as_file(document: Document, suffix: str) -> bytes:
    """The document in one of `FORMATS`."""
    makers: dict[str, Any] = {"pdf": pdf, "odt": odt, "txt": lambda one: plain(one).encode("utf-8")}
    made: bytes = makers[suffix](document)
    return made
