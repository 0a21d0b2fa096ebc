"""What a list shows, as a file: every row of the selection, streamed from one query."""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from sobria.city.registers.selection import Selection
from sobria.engine.parquet import write_parquet

CHUNK = 2000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SQL_TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "yes_no": "BOOLEAN",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "date": "DATE",
    "json": "VARCHAR",
}


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def rows(selection: Selection) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in selection.register.shown(public=selection.public)]
    return selection.rows.values_list(*names).iterator(chunk_size=CHUNK)


def harmless(value: Any) -> Any:
    """A text a spreadsheet would run as a formula gets an apostrophe in front; objects become JSON."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _csv(selection: Selection) -> HttpResponseBase:
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow([column.name for column in selection.register.shown(public=selection.public)])
        for row in rows(selection):
            yield writer.writerow([harmless(value) for value in row])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _json(selection: Selection) -> HttpResponseBase:
    names = [column.name for column in selection.register.shown(public=selection.public)]
    encode = DjangoJSONEncoder(ensure_ascii=False).encode

    def pieces() -> Iterator[str]:
        yield f'{{"register": {encode(selection.register.code)}, "asked": {encode(selection.asked)}, "rows": ['
        for position, row in enumerate(rows(selection)):
            yield ("\n" if position == 0 else ",\n") + encode(dict(zip(names, row, strict=True)))
        yield "\n]}\n"

    return StreamingHttpResponse(pieces(), content_type="application/json")


def _parquet(selection: Selection) -> HttpResponseBase:
    columns = [(column.name, SQL_TYPES[column.kind]) for column in selection.register.shown(public=selection.public)]
    plain = (
        tuple(json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v for v in row)
        for row in rows(selection)
    )
    with tempfile.TemporaryDirectory(prefix="sobria-") as folder:
        path = Path(folder) / "rows.parquet"
        write_parquet(plain, columns, path)
        handle = path.open("rb")  # the folder leaves at once; the open file lives until it is sent
    return FileResponse(handle, content_type="application/vnd.apache.parquet")


FORMATS: dict[str, Callable[[Selection], HttpResponseBase]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
LABELS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}


def answer(selection: Selection, suffix: str) -> HttpResponseBase:
    if suffix not in FORMATS:
        raise Http404
    response = FORMATS[suffix](selection)
    name = f"{selection.register.slug}-{timezone.localdate():%Y-%m-%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
