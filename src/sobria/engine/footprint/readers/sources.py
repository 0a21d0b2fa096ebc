"""A file opened, whatever its kind: its headers, a sample, and the relation DuckDB reads its text columns from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from sobria.engine.footprint.readers.cells import literal
from sobria.engine.footprint.readers.irregular import rewrite
from sobria.engine.footprint.readers.notes import Note
from sobria.engine.footprint.readers.text import Delimited, transcode, understand
from sobria.engine.messages import Refusal

NO_BLANKS = "nullstr = ['']"
_OPTIONS = f"auto_detect = false, header = false, quote = '\"', escape = '\"', {NO_BLANKS}, max_line_size = 4000000"


@dataclass(frozen=True, slots=True)
class Source:
    """Text columns `c0…` of one file or sheet.

    Attributes:
        relation: what stands after FROM.
        line_offset: line of the first record when lines can be counted, else None (the relation has `line`).
        text: how to count or rewrite lines, for delimited text.
        wrong: CSV of the records of the wrong width (line, cells), when there are some.
        set_aside: how many these are.
    """

    file: str
    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    relation: str
    line_offset: int | None
    notes: tuple[Note, ...] = ()
    text: Delimited | None = None
    wrong: Path | None = None
    set_aside: int = 0
    native: bool = field(default=False)


def csv_relation(path: Path, *, width: int, delimiter: str, skip: int, first: str = "") -> str:
    """`read_csv` over `width` text columns `c0…`, after an optional leading `line` column."""
    columns = ([f"{literal(first)}: 'BIGINT'"] if first else []) + [f"'c{i}': 'VARCHAR'" for i in range(width)]
    return (
        f"read_csv({literal(str(path))}, columns = {{{', '.join(columns)}}}, delim = {literal(delimiter)}, "
        f"skip = {skip}, {_OPTIONS})"
    )


def open_text(
    path: Path, scratch: Path, *, encoding: str | None, delimiter: str | None, expected: frozenset[str]
) -> Source:
    """Open delimited text, transcoding it when it is not UTF-8."""
    found = understand(path, encoding=encoding, delimiter=delimiter, expected=expected)
    notes = [Note("reading-delimiter", {"sign": {"\t": "TAB"}.get(found.delimiter, found.delimiter)})]
    if found.encoding in {"utf-8", "utf-8-sig"}:
        notes.append(Note("reading-encoding", {"encoding": "UTF-8"}))
    else:
        copy, _ = transcode(path, found.encoding, scratch / f"{path.name}.utf8")
        notes.append(Note("reading-encoding", {"encoding": found.encoding.replace("cp1252", "Windows-1252").upper()}))
        found = replace(found, path=copy)
    if found.header_line > 1:
        notes.append(Note("reading-header-line", {"line": found.header_line}))
    return _fast(path.name, found, tuple(notes))


def _fast(file: str, found: Delimited, notes: tuple[Note, ...]) -> Source:
    width = len(found.headers)
    relation = csv_relation(found.path, width=width, delimiter=found.delimiter, skip=found.header_line)
    return Source(
        file=file,
        headers=found.headers,
        sample=found.sample,
        relation=relation,
        line_offset=found.header_line + 1,
        notes=notes,
        text=found,
    )


def physical_lines(source: Source) -> int:
    """Lines of the file, the last one counting even without its line break; 0 for what is no text.

    Raises Refusal at a null character: no text holds one, and no database keeps one in a text.
    """
    if source.text is None:
        return 0
    count, last = 0, b"\n"
    with source.text.path.open("rb", buffering=0) as handle:
        while block := handle.read(1 << 18):
            if (at := block.find(0)) >= 0:
                raise Refusal("reading-null", file=source.file, line=count + block.count(b"\n", 0, at) + 1)
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def is_regular(source: Source, *, records: int, lines: int) -> bool:
    """Whether every line after the header is exactly one record, so that lines can be counted."""
    return source.text is None or lines == source.text.header_line + records


def irregular(source: Source, scratch: Path, *, keep: Sequence[int]) -> Source:
    """The same file by the slow road: columns `keep` only, each record with the line where it starts."""
    found = source.text
    if found is None:
        return source
    path, notes = found.path, source.notes
    try:
        _check_utf8(path)
    except UnicodeDecodeError:
        path, odd = transcode(path, "utf-8", scratch / f"{source.file}.mixed")
        notes = (*notes, Note("reading-encoding-mixed", {"lines": odd}))
    clean, wrong = scratch / f"{source.file}.clean", scratch / f"{source.file}.wrong"
    read, aside = rewrite(
        path,
        clean,
        wrong,
        name=source.file,
        delimiter=found.delimiter,
        header_line=found.header_line,
        headers=source.headers,
        keep=keep,
    )
    relation = csv_relation(clean, width=len(keep), delimiter=",", skip=0, first="line")
    renamed = "".join(f", c{at} AS c{i}" for at, i in enumerate(keep))
    empty = "".join(f", NULL::VARCHAR AS c{i}" for i in keep)
    relation = (
        f"(SELECT line{renamed} FROM {relation})" if read > aside else f"(SELECT 0::BIGINT AS line{empty} LIMIT 0)"
    )
    return replace(source, relation=relation, line_offset=None, wrong=wrong, set_aside=aside, text=None, notes=notes)


def _check_utf8(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        while handle.read(1 << 20):
            pass


def list_wrong_widths(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """One `problem` per record of the wrong width; its text is not kept, since it may name people."""
    if source.wrong is None or not source.set_aside:
        return
    connection.execute(
        "INSERT INTO problem SELECT ?, line, NULL, NULL, 'line-wrong-width', cells || ' / ' || ? "
        f"FROM read_csv({literal(str(source.wrong))}, columns = {{'line': 'BIGINT', 'cells': 'BIGINT'}}, "
        "auto_detect = false, header = false)",
        [source.file, len(source.headers)],
    )
