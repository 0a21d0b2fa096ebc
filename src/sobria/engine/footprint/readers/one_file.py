"""One file from its path to its staged part: opened, recognised, typed, its refusals explained."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from sobria.engine.footprint.readers import dialect as dialects
from sobria.engine.footprint.readers import snapshots
from sobria.engine.footprint.readers.cells import Dialect
from sobria.engine.footprint.readers.explaining import explain
from sobria.engine.footprint.readers.formats import Table, find_columns, recognise
from sobria.engine.footprint.readers.mapping import Mapping, skeleton
from sobria.engine.footprint.readers.notes import ColumnFate, FileReading, Note
from sobria.engine.footprint.readers.settling import Settled, count, settle, suggestions
from sobria.engine.footprint.readers.sources import Source, list_wrong_widths, open_text
from sobria.engine.footprint.readers.staging import Part
from sobria.engine.footprint.readers.tabular import open_parquet, open_sheet
from sobria.engine.footprint.readers.targets import TARGETS
from sobria.engine.footprint.readers.telling import assumptions, fates, keep_extra
from sobria.engine.footprint.readers.text import magic_of
from sobria.engine.footprint.readers.words import is_personal, limit, plain
from sobria.engine.messages import Refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller asked of every file."""

    format: str
    mapping: Mapping | None
    country: str | None
    today: date
    scratch: Path
    keep_extra: bool = False


@dataclass(frozen=True, slots=True)
class FileRead:
    """A staged part and its story; `part` is None when nothing of the file can be computed."""

    part: Part | None
    reading: FileReading


def read_file(connection: duckdb.DuckDBPyConnection, path: Path, *, number: int, asked: Asked) -> FileRead:
    """Read one file into `part_<number>`. Raises Refusal when the file cannot be used at all."""
    _check_size(path)
    if asked.format in {"auto", "snapshot"} and asked.mapping is None:
        found = _snapshot(connection, path, number, asked)
        if found:
            return found
    source = _open(connection, path, asked)
    table = _table(source, asked)
    return _stage(connection, source, table, number, asked)


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise Refusal("reading-not-a-file" if path.exists() else "reading-no-such-file", file=str(path))
    size = path.stat().st_size
    if not size:
        raise Refusal("reading-empty", file=path.name)
    if size > limit("file_bytes"):
        raise Refusal(
            "reading-too-large", file=path.name, size=f"{size / 1e9:.1f}", most=f"{limit('file_bytes') / 1e9:.1f}"
        )


def _snapshot(connection: duckdb.DuckDBPyConnection, path: Path, number: int, asked: Asked) -> FileRead | None:
    if magic_of(path) != "Parquet" or not snapshots.is_snapshot(connection, path):
        if asked.format == "snapshot":
            raise Refusal("reading-not-a-snapshot", file=path.name)
        return None
    dialect = Dialect(comma=False, first="", today=asked.today)
    part = snapshots.install(connection, path, number=number, dialect=dialect)
    if part is None:
        return None
    counted = connection.execute(f"SELECT count(*) FROM {part.table}").fetchone()
    count = int(counted[0]) if counted else 0
    if not count:
        raise Refusal("reading-header-only", file=path.name)
    why = Note("reading-why-snapshot", {"file": path.name})
    columns = tuple(ColumnFate(path.name, cell.name, "mapped", cell.name) for cell in part.cells)
    return FileRead(part, FileReading(path.name, "snapshot", "line", "line", count, count, 0, why, columns, ()))


def _open(connection: duckdb.DuckDBPyConnection, path: Path, asked: Asked) -> Source:
    mapping = asked.mapping
    expected = frozenset(plain(header) for header in mapping.columns.values()) if mapping else frozenset()
    kind = magic_of(path)
    if kind == "Parquet":
        return open_parquet(connection, path)
    if kind and kind.startswith("ZIP"):
        return open_sheet(path, asked.scratch, sheet=mapping.sheet if mapping else None, expected=expected)
    if kind:
        raise Refusal("reading-binary", file=path.name, kind=kind)
    return open_text(
        path,
        asked.scratch,
        encoding=mapping.encoding if mapping else None,
        delimiter=mapping.delimiter if mapping else None,
        expected=expected,
    )


def _table(source: Source, asked: Asked) -> Table:
    if asked.mapping:
        table = asked.mapping.table()
        missing = [h for h in asked.mapping.columns.values() if plain(h) not in map(plain, source.headers)]
        if missing:
            raise Refusal(
                "mapping-missing-header", file=source.file, headers=", ".join(missing), found=_shown(source.headers)
            )
        return table
    wanted = "canonical" if asked.format == "snapshot" else asked.format
    found = recognise(source.headers, format_name=wanted)
    if found is None:
        code = "reading-unrecognised" if asked.format == "auto" else "reading-not-this-format"
        raise Refusal(
            code,
            file=source.file,
            format=asked.format,
            headers=_shown(source.headers),
            skeleton=skeleton(tuple(h for h in source.headers if not is_personal(h))),
        )
    return found


def _shown(headers: Sequence[str]) -> str:
    return ", ".join(header for header in headers if header)


def _stage(connection: duckdb.DuckDBPyConnection, source: Source, table: Table, number: int, asked: Asked) -> FileRead:
    columns = {
        name: at for name, at in find_columns(table, source.headers).items() if not is_personal(source.headers[at])
    }
    _refuse_twins(source, columns)
    part = _part(source, table, columns, number, asked)
    samples = {name: [record[at].strip() for record in source.sample] for name, at in columns.items()}
    dialect, notes = dialects.build(
        replace(table, defaults=part.defaults), samples, source.headers, cells=part.cells, today=asked.today
    )
    start = Settled(source, part, replace(dialect, thorough=source.native), tuple(notes))
    end = settle(connection, start, table=table, scratch=asked.scratch)
    part = end.part
    read = count(connection, part) + end.source.set_aside
    rejected = count(connection, part, refused=True) + end.source.set_aside
    if not read:
        raise Refusal("reading-header-only", file=source.file)
    if rejected:
        explain(connection, part, end.dialect, details=suggestions(connection, part, end.dialect))
        list_wrong_widths(connection, end.source)
    if asked.keep_extra:
        keep_extra(connection, part)
    told = assumptions(connection, end.source, part, table=table, columns=columns, dialect=end.dialect)
    decisions = (*end.source.notes, *end.notes, *told)
    why = Note(
        f"reading-why-{'mapping' if asked.mapping else f'{table.format}-{table.kind}'}",
        {
            "file": source.file,
            "headers": _shown([source.headers[at] for at in sorted(columns.values())] or source.headers),
        },
    )
    reading = FileReading(
        file=source.file,
        format=table.format,
        kind=table.kind,
        target=table.target,
        read=read,
        accepted=read - rejected,
        rejected=rejected,
        why=why,
        columns=tuple(fates(source, columns)),
        decisions=decisions,
    )
    return FileRead(part if table.target != "none" else None, reading)


def _refuse_twins(source: Source, columns: MappingOf[str, int]) -> None:
    """Two columns of the same name cannot both fill a field: nobody can tell which one is right."""
    names = [plain(header) for header in source.headers]
    for at in columns.values():
        if names.count(names[at]) > 1:
            places = ", ".join(str(i + 1) for i, name in enumerate(names) if name == names[at])
            raise Refusal("reading-duplicated-header", file=source.file, header=source.headers[at], places=places)


def _part(source: Source, table: Table, columns: MappingOf[str, int], number: int, asked: Asked) -> Part:
    defaults = dict(table.defaults or {})
    names = {cell.name for cell in TARGETS[table.target]}
    if asked.country and "country" in names:
        defaults.setdefault("country", asked.country)
    if table.target == "line" and "quantity" not in columns:
        defaults.setdefault("quantity", "1")
    absent = table.mandatory - columns.keys() - defaults.keys()
    if absent:
        wanted = ", ".join(_first_header(table, name) for name in sorted(absent))
        raise Refusal("reading-missing-header", file=source.file, wanted=wanted, headers=_shown(source.headers))
    extras = {
        f"x{at}": header
        for at, header in enumerate(source.headers)
        if asked.keep_extra and header and at not in columns.values() and not is_personal(header)
    }
    return Part(
        number=number,
        file=source.file,
        target=table.target,
        relation=source.relation,
        line_offset=source.line_offset,
        columns={name: f"c{at}" for name, at in columns.items()},
        headers={name: source.headers[at] for name, at in columns.items()},
        mandatory=table.mandatory | (table.whole_columns & columns.keys()),
        defaults=defaults,
        extras={key: f"c{key[1:]}" for key in extras},
        extra_headers=extras,
    )


def _first_header(table: Table, name: str) -> str:
    return table.spellings.get(name, name)
