"""Every file of an edition, from its frozen text alone."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sobria.engine.editions import page, papers, rows
from sobria.engine.editions.parts import parts
from sobria.engine.editions.reader import Reader
from sobria.engine.journal.canonical import canonical
from sobria.engine.messages import LANGUAGES, Language

MEDIA = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "sha256": "text/plain; charset=utf-8",
}
FORMATS = ("pdf", "odt", "html", "csv")


@dataclass(frozen=True, slots=True)
class File:
    """`language`: empty for what has none."""

    format: str
    language: str
    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def frozen(document: dict[str, Any]) -> tuple[str, str]:
    """The canonical text of a document, and its SHA-256. Raises Refusal for what has no such text."""
    text = canonical(document)
    return text, hashlib.sha256(text.encode()).hexdigest()


def reader(text: str, language: Language) -> Reader:
    return Reader(json.loads(text), language, hashlib.sha256(text.encode()).hexdigest())


def files(text: str) -> list[File]:
    """The papers in each language, the frozen text itself, and the checksums of all of them."""
    document = json.loads(text)
    name = f"bilan-{document['year']}-revision-{document['revision']}"
    found = [one for language in LANGUAGES for one in in_language(text, language, name)]
    found.append(File("json", "", f"{name}.json", text.encode()))
    return [*found, File("sha256", "", f"{name}.sha256", checksums(found))]


def in_language(text: str, language: Language, name: str) -> list[File]:
    reading = reader(text, language)
    written = parts(reading)
    made = {
        "pdf": papers.as_pdf(reading, written),
        "odt": papers.as_odt(reading, written),
        "html": page.as_html(reading, written),
        "csv": rows.as_csv(reading),
    }
    return [File(form, language, f"{name}-{language}.{form}", content) for form, content in made.items()]


def checksums(given: Iterable[File]) -> bytes:
    """As `sha256sum` writes and checks them."""
    return "".join(f"{one.digest}  {one.name}\n" for one in given).encode()
