"""The city's own mapping file: which header fills which field, and how values are written.

columns: {item: "Nom du poste", category: "Famille", purchased: "Acheté le"}   # field: header
target: line             # optional: data_centre, virtual_machine, application
defaults: {country: FRA, quantity: 1}       # text standing for a blank cell or an absent column
values: {ownership: {"Loc.": leased}}        # field: word of the file: our word
date_order: day-first    # or month-first, year-first
decimal: ","
delimiter: ";"
encoding: cp1252
sheet: "Parc 2026"
"""

import codecs
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sobria.engine.footprint.readers.formats import Table
from sobria.engine.footprint.readers.targets import TARGETS
from sobria.engine.footprint.readers.words import is_personal, load_yaml, plain
from sobria.engine.messages import Refusal

DATE_ORDERS = {"day-first": "d", "month-first": "m", "year-first": ""}
_KEYS = {"columns", "target", "defaults", "values", "date_order", "decimal", "delimiter", "encoding", "sheet"}
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping file; `columns` goes from field to header."""

    columns: MappingOf[str, str]
    target: str = "line"
    defaults: MappingOf[str, str] = field(default_factory=dict)
    values: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    def table(self) -> Table:
        """The mapping as a table of a format named `mapping`: every mapped header must be there."""
        return Table(
            format="mapping",
            target=self.target,
            kind=self.target,
            columns={name: (plain(header),) for name, header in self.columns.items()},
            needs_headers=frozenset(plain(header) for header in self.columns.values()),
            whole_columns=frozenset({"quantity"} & self.columns.keys()),
            mandatory=frozenset({"name", "host"} & self.columns.keys()) if self.target != "line" else frozenset(),
            defaults=self.defaults,
            values=self.values,
            decimal=self.decimal,
            date_order=self.date_order,
        )


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file. Raises Refusal with what is wrong."""
    if path.stat().st_size > _MOST_BYTES:
        raise Refusal("mapping-unreadable", file=path.name, why=f"> {_MOST_BYTES} bytes")
    try:
        document = load_yaml(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refusal("mapping-unreadable", file=path.name, why=" ".join(str(error).split())) from error
    return check_mapping(document, file=path.name)


def check_mapping(document: Any, *, file: str) -> Mapping:
    """A mapping from plain data, as a file or a form gives it. Raises Refusal with what is wrong."""
    if not isinstance(document, dict) or not isinstance(document.get("columns"), dict) or not document["columns"]:
        raise Refusal("mapping-without-columns", file=file)
    unknown_keys = sorted(str(key) for key in document.keys() - _KEYS)
    if unknown_keys:
        raise Refusal("mapping-unknown-key", file=file, keys=", ".join(unknown_keys), known=", ".join(sorted(_KEYS)))
    target = str(document.get("target", "line"))
    if target not in TARGETS or target == "none":
        raise Refusal(
            "mapping-unknown-target", file=file, target=target, known=", ".join(sorted(TARGETS.keys() - {"none"}))
        )
    _check_fields(document, target, file)
    _check_dialect(document, file)
    return Mapping(
        columns={str(name): str(header) for name, header in document["columns"].items()},
        target=target,
        defaults={str(name): str(text) for name, text in (document.get("defaults") or {}).items()},
        values={
            str(name): {plain(str(word)): str(ours) for word, ours in words.items()}
            for name, words in (document.get("values") or {}).items()
        },
        date_order=document.get("date_order"),
        decimal=document.get("decimal"),
        delimiter=document.get("delimiter"),
        encoding=document.get("encoding"),
        sheet=str(document["sheet"]) if "sheet" in document else None,
    )


def _check_fields(document: MappingOf[str, Any], target: str, file: str) -> None:
    known = [cell.name for cell in TARGETS[target]]
    for key in ("columns", "defaults", "values"):
        section = document.get(key) or {}
        if not isinstance(section, dict):
            raise Refusal("mapping-unreadable", file=file, why=key)
        for name in section:
            if name not in known:
                raise Refusal("mapping-unknown-field", file=file, field=name, known=", ".join(known))
    for words in (document.get("values") or {}).values():
        if not isinstance(words, dict):
            raise Refusal("mapping-unreadable", file=file, why="values")
    for name, header in document["columns"].items():
        if is_personal(str(header)):
            raise Refusal("mapping-personal", file=file, field=name, header=header)


def _check_dialect(document: MappingOf[str, Any], file: str) -> None:
    order = document.get("date_order")
    if order is not None and order not in DATE_ORDERS:
        raise Refusal("mapping-bad-value", file=file, key="date_order", value=order, known=", ".join(DATE_ORDERS))
    if document.get("decimal") not in {None, ",", "."}:
        raise Refusal("mapping-bad-value", file=file, key="decimal", value=document["decimal"], known='"," "."')
    delimiter = document.get("delimiter")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Refusal("mapping-bad-value", file=file, key="delimiter", value=delimiter, known='";" "," "\\t" "|"')
    encoding = document.get("encoding")
    if encoding is not None:
        try:
            codecs.lookup(str(encoding))
        except LookupError as error:
            raise Refusal(
                "mapping-bad-value", file=file, key="encoding", value=encoding, known="utf-8, cp1252, utf-16"
            ) from error


def skeleton(headers: tuple[str, ...]) -> str:
    """A mapping to complete, with the headers of the file listed."""
    wanted = ("item", "category", "manufacturer", "model", "quantity", "purchased", "retired", "entity", "country")
    lines = ["columns:", *(f'  {name}: ""' for name in wanted), "# " + " | ".join(h for h in headers if h)]
    return "\n".join(lines)
