"""The annex as open data: one row per figure and one per target, in one format (see `catalogue/editions/rows.csv`)."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from sobria.engine.catalogue_tables import table
from sobria.engine.editions.reader import Reader, Row
from sobria.engine.messages import Language

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@cache
def columns() -> tuple[dict[str, str], ...]:
    """Name, type and words of each column."""
    return table("editions/rows")


def as_csv(reader: Reader) -> bytes:
    """Numbers are written whole, with a point; an unknown one is empty and its reason is said."""
    handle = io.StringIO(newline="")
    writer = csv.writer(handle)
    names = [one["name"] for one in columns()]
    writer.writerow(names)
    for row in rows(reader):
        writer.writerow([_cell(row[name]) for name in names])
    return handle.getvalue().encode()


def rows(reader: Reader) -> Iterator[dict[str, Any]]:
    for figure in reader.document["figures"]:
        row = _row(reader, figure)
        yield row
        aim = figure["target"]
        if aim:
            empty = dict.fromkeys(("low", "high", "coverage", "letter", "unknown"), "")
            told = {
                "is_target": True,
                "value": aim["value"],
                "start": aim["on"],
                "end": aim["on"],
                "year": aim["on"][:4],
            }
            yield row | empty | told | {"method": "", "source": aim["source"]}


def _row(reader: Reader, figure: Row) -> dict[str, Any]:
    document = reader.document
    return {
        "edition": document["year"],
        "revision": document["revision"],
        "code": figure["code"],
        "name": reader.pick(figure["name"]),
        "is_target": False,
        "value": figure["value"],
        "low": figure["low"],
        "high": figure["high"],
        "letter": figure["letter"],
        "unit": figure["unit"],
        "year": figure["end"][:4] if figure["end"] and reader.is_known(figure) else "",
        "start": figure["start"] if reader.is_known(figure) else "",
        "end": figure["end"] if reader.is_known(figure) else "",
        "coverage": figure["coverage"],
        "unknown": "" if reader.is_known(figure) else reader.unknown(figure),
        "method": figure["method"],
        "source": reader.pick(figure["source"]),
        "evidence": reader.address(figure["evidence"]),
    }


def _cell(value: Any) -> str:
    """A text that a spreadsheet would run gets an apostrophe in front; a number never."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else str(value)


def table_schema(language: Language) -> dict[str, Any]:
    """The columns, described."""
    fields = [{"name": one["name"], "type": one["type"], "description": one[language]} for one in columns()]
    return {"name": "sobria-edition-rows", "fields": fields, "primaryKey": ["edition", "revision", "code", "is_target"]}
