"""Formats as data: which headers tell a file apart, and which field each header fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sobria.engine.footprint.readers.targets import TARGETS
from sobria.engine.footprint.readers.words import load_yaml, plain

_NOT_FORMATS = {"reading.yaml", "values.yaml"}


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of file of a format.

    Attributes:
        target: table it fills, a key of `targets.TARGETS`.
        columns: field → header words in order of preference (plain).
        needs: groups of fields; one of each group must be found.
        needs_headers, needs_any_header, without_headers: headers (plain) that must all, or one, or none be there.
        signs: headers that tell this format from the others.
        at_least: fewest fields found.
        mandatory: fields whose empty cell is refused, when the format or the file has the column.
        whole_columns: same, but only when the file has the column.
        defaults: field → text standing for a blank cell or an absent column.
        values: field → word of the file → word we know.
        said: message code of what the reader cannot do with it, or empty.
    """

    format: str
    target: str
    kind: str
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[frozenset[str], ...] = ()
    needs_headers: frozenset[str] = frozenset()
    needs_any_header: frozenset[str] = frozenset()
    without_headers: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    at_least: int = 1
    mandatory: frozenset[str] = frozenset()
    whole_columns: frozenset[str] = frozenset()
    defaults: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, str]] | None = None
    said: str = ""
    spellings: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None
    date_order: str | None = None
    lines_in_cells: bool = False
    rank: int = 1


def _plains(words: Sequence[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def _table(document: Mapping[str, Any], entry: Mapping[str, Any]) -> Table:
    return Table(
        format=document["format"],
        target=entry["target"],
        kind=entry.get("kind", entry["target"]),
        columns={name: tuple(map(plain, heads)) for name, heads in entry.get("columns", {}).items()},
        needs=tuple(frozenset(group) for group in entry.get("needs", [])),
        needs_headers=_plains(entry.get("needs_headers", [])),
        needs_any_header=_plains(entry.get("needs_any_header", [])),
        without_headers=_plains(entry.get("without_headers", [])),
        signs=_plains(entry.get("signs", [])),
        at_least=entry.get("at_least", 1),
        mandatory=frozenset(entry.get("mandatory", [])),
        whole_columns=frozenset(entry.get("whole_columns", [])),
        defaults=entry.get("defaults"),
        said=entry.get("said", ""),
        spellings={name: heads[0] for name, heads in entry.get("columns", {}).items()},
        decimal=document.get("decimal"),
        lines_in_cells=document.get("lines_in_cells", False),
        rank=document.get("rank", 1),
    )


@cache
def tables() -> tuple[Table, ...]:
    """Every table of every format of `catalogue/mappings/`. Raises ValueError on an unknown field."""
    found: list[Table] = []
    for path in sorted(files("sobria.catalogue").joinpath("mappings").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml") or path.name in _NOT_FORMATS:
            continue
        document = load_yaml(path.read_text(encoding="utf-8"))
        found.extend(_table(document, entry) for entry in document["tables"])
    for table in found:
        unknown = set(table.columns) - {cell.name for cell in TARGETS[table.target]}
        if unknown:
            message = f"mapping {table.format}: unknown fields {sorted(unknown)}"
            raise ValueError(message)
    return tuple(found)


def format_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.format for table in tables()))


def find_columns(table: Table, headers: Sequence[str]) -> dict[str, int]:
    """Field → position of the preferred header found; a header serves one field only."""
    heads = [plain(header) for header in headers]
    found: dict[str, int] = {}
    for name, words in table.columns.items():
        for word in words:
            if word in heads and heads.index(word) not in found.values():
                found[name] = heads.index(word)
                break
    return found


def _fits(table: Table, names: set[str], found: Mapping[str, int]) -> bool:
    return (
        table.needs_headers <= names
        and not table.without_headers & names
        and (not table.needs_any_header or bool(table.needs_any_header & names))
        and all(group & found.keys() for group in table.needs)
        and (table.target == "none" or len(found) >= table.at_least)
    )


def recognise(headers: Sequence[str], *, format_name: str = "auto") -> Table | None:
    """The table of the format these headers fit best: most headers understood, signs counting twice."""
    names = {plain(header) for header in headers}
    best: tuple[int, int, Table] | None = None
    for table in tables():
        if format_name not in {"auto", table.format}:
            continue
        found = find_columns(table, headers)
        if not _fits(table, names, found):
            continue
        score = len(found) + len(table.signs & names) + 2 * len(table.needs_headers)
        if best is None or (score, -table.rank) > best[:2]:
            best = (score, -table.rank, table)
    return best[2] if best else None
