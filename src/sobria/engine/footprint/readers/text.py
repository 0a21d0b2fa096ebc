"""Delimited text as a city sends it: encoding, delimiter, header line, and a sample of its records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sobria.engine.footprint.readers.formats import tables
from sobria.engine.footprint.readers.words import limit, plain
from sobria.engine.messages import Refusal

HEAD_BYTES = 1 << 18
_DELIMITERS = ";,\t|"
_HEADER_SEARCH = 20
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAGIC = (
    (b"PK\x03\x04", "ZIP (XLSX, ODS…)"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"PAR1", "Parquet"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"GIF8", "GIF"),
)


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text file understood well enough to be read.

    Attributes:
        path: UTF-8 text without a byte-order mark problem: the city's file, or its transcoding.
        header_line: physical line of the header, from 1.
        headers: as written; blank for an unnamed column.
        sample: records from the head and from places spread over the file.
    """

    path: Path
    encoding: str
    delimiter: str
    header_line: int
    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def magic_of(path: Path) -> str | None:
    """What the first bytes say the file is, when it is not text."""
    with path.open("rb") as handle:
        head = handle.read(32)
    return next((name for start, name in _MAGIC if head.startswith(start)), None)


def take_head(path: Path, folder: Path) -> tuple[Path, bool]:
    """A copy of the first whole lines of a text file, and whether that is all of it; other files are given as is."""
    if not path.is_file() or path.stat().st_size <= HEAD_BYTES or magic_of(path):
        return path, True
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    cut = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    copy = folder / path.name
    copy.write_bytes(head[: cut + (cut % 2 if head[:1] in b"\xff\xfe" else 0)] if cut else head)
    return copy, False


def _marked_encoding(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = max(1, min(len(head), 2000) // 2)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def detect_encoding(path: Path) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16…` or `cp1252`, from the head. Raises Refusal when the file is not text."""
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    marked = _marked_encoding(head)
    if marked:
        return marked
    if _CONTROL.search(head):
        kind = magic_of(path)
        raise (
            Refusal("reading-binary", file=path.name, kind=kind)
            if kind
            else Refusal("reading-not-text", file=path.name)
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252" if encoding != "latin-1" else encoding, errors="replace")


def transcode(path: Path, encoding: str, to: Path) -> tuple[Path, int]:
    """A UTF-8 copy, streamed; and how many lines of a UTF-8 file had to be read as Windows-1252.

    Physical lines stay where they are. A file of mixed encodings is decoded line by line.
    """
    bound = int(limit("line_characters"))
    odd_lines = 0
    with to.open("w", encoding="utf-8", newline="") as out:
        if encoding.startswith("utf-16"):
            with path.open(encoding=encoding, newline="") as handle:
                while chunk := handle.read(1 << 20):
                    out.write(chunk)
            return to, 0
        with path.open("rb") as raw:
            number = 0
            while line := raw.readline(bound + 1):
                number += 1
                if len(line) > bound:
                    raise Refusal("reading-line-too-long", file=path.name, line=number, most=bound)
                text = _decoded(line, encoding)
                odd_lines += not line.isascii() and text.encode() != line
                out.write(text)
    return to, odd_lines


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the physical line where each starts; stops quietly at a broken end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    while True:
        try:
            record = next(reader)
        except (StopIteration, csv.Error):
            return
        yield start, record
        start = reader.line_num + 1


def _known_headers() -> frozenset[str]:
    words: set[str] = set()
    for table in tables():
        words.update(word for heads in table.columns.values() for word in heads)
        words |= table.signs | table.needs_headers
    return frozenset(words)


def _header_score(record: Sequence[str], known: frozenset[str]) -> float:
    filled = [cell for cell in record if cell.strip()]
    if len(filled) < 2:  # noqa: PLR2004 - one filled cell is a title, not a header
        return 0
    return sum(plain(cell) in known for cell in filled) + 0.01 * min(len(filled), 50)


def find_header(records: Sequence[tuple[int, list[str]]], expected: frozenset[str]) -> int:
    """Index of the record that looks most like a header, the first one winning ties; 0 when none does."""
    known = _known_headers() | expected
    scores = [_header_score(record, known) for _, record in records[:_HEADER_SEARCH]]
    best = max(scores, default=0)
    if best >= 1:
        return scores.index(best)
    return next((i for i, (_, record) in enumerate(records[:_HEADER_SEARCH]) if any(record)), 0)


def detect_delimiter(text: str, expected: frozenset[str]) -> str:
    """The sign that gives the best header, then the most regular records."""
    best = (-1.0, -1.0, ";")
    known = _known_headers() | expected
    for delimiter in _DELIMITERS:
        records = [record for _, record in _records(text[:60000], delimiter)][:200]
        widths = Counter(len(record) for record in records if record)
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        header = max((_header_score(record, known) for record in records[:_HEADER_SEARCH]), default=0.0)
        best = max(best, (round(header), times / len(records) if width > 1 else 0.0, delimiter))
    return best[2]


def _slices(path: Path, encoding: str) -> Iterator[str]:
    """Pieces of whole lines spread over the file, to see values the head does not show."""
    size = path.stat().st_size
    if size <= HEAD_BYTES or encoding.startswith("utf-16"):
        return
    with path.open("rb") as handle:
        for part in range(1, 6):
            handle.seek(max(HEAD_BYTES, size * part // 5 - HEAD_BYTES // 8))
            handle.readline(1 << 16)
            lines = handle.read(HEAD_BYTES // 8).rpartition(b"\n")[0]
            yield _decoded(lines, encoding)


def understand(path: Path, *, encoding: str | None, delimiter: str | None, expected: frozenset[str]) -> Delimited:
    """Read the head and a few slices. Raises Refusal for an empty or binary file, or a null character in the head."""
    encoding = encoding or detect_encoding(path)
    with path.open("rb") as handle:
        raw = handle.read(HEAD_BYTES)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(raw)
    if not text.strip():
        raise Refusal("reading-empty", file=path.name)
    if (at := text.find("\0")) >= 0:
        raise Refusal("reading-null", file=path.name, line=text.count("\n", 0, at) + 1)
    delimiter = delimiter or detect_delimiter(text, expected)
    records = list(_records(text, delimiter))
    if len(raw) == HEAD_BYTES and len(records) > 1:
        records.pop()
    position = find_header(records, expected)
    line, headers = records[position]
    if len(headers) > limit("columns"):
        raise Refusal("reading-too-many-columns", file=path.name, columns=len(headers), most=int(limit("columns")))
    sample = [record for _, record in records[position + 1 :]]
    for piece in _slices(path, encoding):
        sample += [record for _, record in _records(piece, delimiter)]
    return Delimited(
        path=path,
        encoding=encoding,
        delimiter=delimiter,
        header_line=line,
        headers=tuple(header.strip("\ufeff").strip() for header in headers),
        sample=tuple(tuple(record) for record in sample if len(record) == len(headers)),
    )
