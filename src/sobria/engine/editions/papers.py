"""The edition as a tagged PDF and as an office file: the same parts, the same bytes each time they are made."""

import io
import zipfile
from datetime import date

from sobria.engine.documents.odt import odt
from sobria.engine.documents.pdf import pdf
from sobria.engine.documents.structure import Document
from sobria.engine.editions.blocks import Part, paper_blocks
from sobria.engine.editions.reader import Reader


def paper(reader: Reader, parts: list[Part]) -> Document:
    return Document(
        title=reader.title,
        language=reader.language,
        author=reader.document["city"]["name"],
        day=date.fromisoformat(reader.document["frozen_on"]),
        blocks=tuple(block for part in parts for block in paper_blocks(part, reader.language)),
        footer=reader.footer,
    )


def as_pdf(reader: Reader, parts: list[Part]) -> bytes:
    return pdf(paper(reader, parts))


def as_odt(reader: Reader, parts: list[Part]) -> bytes:
    """The moment an archive was written is replaced by the day of the freeze."""
    made = paper(reader, parts)
    return dated(odt(made), made.day)


def dated(archive: bytes, day: date) -> bytes:
    """The same archive, each entry written at noon of a day, the first one stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(out, "w") as kept:
        for entry in given.infolist():
            same = zipfile.ZipInfo(entry.filename, (day.year, day.month, day.day, 12, 0, 0))
            same.compress_type = entry.compress_type
            same.create_system = 3
            same.external_attr = 0o644 << 16
            kept.writestr(same, given.read(entry))
    return out.getvalue()
