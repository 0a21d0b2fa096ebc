"""A received file read, whatever its kind: PDF or log of nwipe, XML report, our table, or an archive of these."""

import codecs
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from sobria.engine.erasure import blancco, nwipe_log, nwipe_pdf, table
from sobria.engine.erasure.certificates import Fault, Line, Pair, Reading, Said
from sobria.engine.erasure.judging import Document
from sobria.engine.erasure.words import PLAIN, limits

MEBIBYTE = 2**20
ARCHIVE, PDF = b"PK\x03\x04", b"%PDF"
BINARY = (b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"SQLite format 3", b"\x7fELF", b"7z\xbc\xaf")
WORKBOOK = "[Content_Types].xml"
BLANK = b"\x00 \t\r\n\xef\xbb\xbf"
_ENCRYPTED = 0x1


def read(path: Path, *, name: str = "") -> Reading:
    """Every certificate of a file. Nothing is raised for what it holds: what cannot be used is among the faults."""
    name = name or path.name
    size = path.stat().st_size
    if size > limits()["bytes"]:
        return _gathered(iter([_whole(name, "erasure-file-big", limit=limits()["bytes"] // MEBIBYTE)]))
    return _gathered(_members(name, path.read_bytes()))


def _gathered(said: Iterator[Said]) -> Reading:
    lines: list[Line] = []
    faults: list[Fault] = []
    pairs: list[Pair] = []
    for one in said:
        if isinstance(one, Fault):
            faults.append(one)
        elif len(lines) + len(pairs) >= limits()["rows"]:
            faults.append(_whole(one.file, "erasure-file-many", limit=limits()["rows"]))
            break
        elif isinstance(one, Pair):
            pairs.append(one)
        else:
            lines.append(one)
    return Reading(tuple(lines), tuple(faults), tuple(pairs))


def _members(name: str, content: bytes) -> Iterator[Said]:
    if not content.startswith(ARCHIVE):
        yield from _one(name, content)
        return
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            yield from _archive(name, archive)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        yield _whole(name, "erasure-archive-broken", why=type(error).__name__)


def _archive(name: str, archive: ZipFile) -> Iterator[Said]:
    members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if any(one.filename == WORKBOOK for one in members):
        yield _whole(name, "erasure-file-workbook")
        return
    if len(members) > limits()["entries"]:
        yield _whole(name, "erasure-archive-many", entries=len(members), limit=limits()["entries"])
        return
    left = limits()["unpacked_bytes"]
    for member in members:
        inner = f"{name} › {Path(member.filename.replace(chr(92), '/')).name}"[-200:]
        if member.flag_bits & _ENCRYPTED:
            yield _whole(inner, "erasure-archive-locked")
            continue
        content = _unpacked(archive, member, left)
        left -= len(content)
        if left < 0:
            yield _whole(inner, "erasure-archive-bomb", limit=limits()["unpacked_bytes"] // MEBIBYTE)
            return
        if content.startswith(ARCHIVE):
            yield _whole(inner, "erasure-archive-nested")
        else:
            yield from _one(inner, content)


def _unpacked(archive: ZipFile, member: ZipInfo, most: int) -> bytes:
    """What it truly holds, one byte past `most` at worst: an archive may lie about sizes."""
    with archive.open(member) as handle:
        return handle.read(most + 1)


def _one(name: str, content: bytes) -> Iterator[Said]:
    sha256 = hashlib.sha256(content).hexdigest()
    if not content.strip(BLANK):
        yield _whole(name, "erasure-file-empty")
    elif PDF in content[:1024]:
        yield from nwipe_pdf.certificates(content, Document(name, sha256, nwipe_pdf.TOOL, "page"))
    elif content.startswith(BINARY):
        yield _whole(name, "erasure-file-kind")
    elif content.lstrip(BLANK)[:1] == b"<":
        yield from blancco.certificates(content, Document(name, sha256, blancco.TOOL))
    else:
        yield from _text(name, sha256, content)


def _text(name: str, sha256: str, content: bytes) -> Iterator[Said]:
    text = _decoded(content)
    if text is None:
        yield _whole(name, "erasure-file-encoding")
    elif nwipe_log.looks_like(text):
        yield from nwipe_log.certificates(text, Document(name, sha256, nwipe_log.TOOL))
    else:
        yield from table.certificates(text, Document(name, sha256, PLAIN))


def _decoded(content: bytes) -> str | None:
    """UTF-8, UTF-16 where it says so, else Windows-1252, as older spreadsheets write."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _whole(name: str, code: str, **detail: object) -> Fault:
    return Fault(name, 0, "", "", code, detail)
