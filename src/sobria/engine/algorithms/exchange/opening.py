"""The bytes of a received file as records, each with its place: JSON, delimited text, or a workbook."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sobria.engine.algorithms.exchange.json_records import json_records
from sobria.engine.algorithms.exchange.raw import Raw
from sobria.engine.algorithms.exchange.table_records import delimited_records, workbook_records
from sobria.engine.algorithms.exchange.tables import limits
from sobria.engine.messages import Refusal

ARCHIVE = b"PK\x03\x04"
BINARY = (
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"SQLite format 3",
    b"\x7fELF",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """`suffix`: json, csv or xlsx; `left`: keys around the records that are no record; `guessed`: not UTF-8."""

    name: str
    suffix: str
    records: tuple[Raw, ...]
    left: tuple[str, ...] = ()
    guessed: bool = False


def open_file(source: IO[bytes] | Path) -> Opened:
    """Every record of the file. Raises Refusal, with a sentence, for what is not readable or goes past the bounds."""
    name, content = _taken(source)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refusal("algorithms-file-empty", file=name)
    if content.startswith(ARCHIVE):
        return Opened(name, "xlsx", _bounded(name, workbook_records(name, content)))
    if content.startswith(BINARY):
        raise Refusal("algorithms-file-kind", file=name)
    text, guessed = _decoded(name, content)
    if text.lstrip()[:1] in {"{", "["}:
        if guessed:
            raise Refusal("algorithms-file-encoding", file=name)
        records, left = json_records(name, text)
        return Opened(name, "json", _bounded(name, records), left)
    return Opened(name, "csv", _bounded(name, delimited_records(name, text)), guessed=guessed)


def _taken(source: IO[bytes] | Path) -> tuple[str, bytes]:
    most = limits()["bytes"]
    if isinstance(source, Path):
        try:
            with source.open("rb") as handle:
                name, content = source.name, handle.read(most + 1)
        except OSError as error:
            raise Refusal("algorithms-file-unread", file=source, why=error.strerror or type(error).__name__) from error
    else:
        name, content = Path(str(getattr(source, "name", "") or "-")).name, source.read(most + 1)
    if len(content) > most:
        raise Refusal("algorithms-file-too-big", file=name, limit=most // 2**20)
    return name, content


def _decoded(name: str, content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed (Windows-1252, as older spreadsheets write)."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding), False
    except UnicodeDecodeError:
        if encoding == "utf-16" or b"\x00" in content:
            raise Refusal("algorithms-file-encoding", file=name) from None
    try:
        return content.decode("cp1252"), True
    except UnicodeDecodeError:
        raise Refusal("algorithms-file-encoding", file=name) from None


def _bounded(name: str, records: Iterator[Raw]) -> tuple[Raw, ...]:
    found: list[Raw] = []
    for one in records:
        found.append(one)
        if len(found) > limits()["records"]:
            raise Refusal("algorithms-file-too-many", file=name, limit=limits()["records"])
    if not found:
        raise Refusal("algorithms-file-no-record", file=name)
    return tuple(found)


def plainly(values: Any) -> Any:
    """The same without the NUL character, which no database keeps."""
    if isinstance(values, str):
        return values.replace("\x00", "")
    if isinstance(values, list):
        return [plainly(one) for one in values]
    if isinstance(values, dict):
        return {key.replace("\x00", ""): plainly(one) for key, one in values.items()}
    return values
