"""Many rows at once, with the statements the database prefers. Columns and conversions come from the model."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 5000


def concrete_fields(model: type[models.Model], names: Iterable[str]) -> list[Any]:
    """The fields called `names`, in that order."""
    known = {field.name: field for field in model._meta.concrete_fields}
    return [known[name] for name in names]


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, ready: bool = False
) -> None:
    """Insert `rows`, whose values follow the attributes `names`. COPY on PostgreSQL, executemany elsewhere.

    No default is filled, no validation made. `ready`: the values are already as the database takes them
    (see `as_stored`), which spares looking at each.
    """
    fields = concrete_fields(model, names)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = iter(rows) if ready else _converted(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(fields))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names come from the model
        while batch := list(islice(values, BATCH)):
            cursor.executemany(statement, batch)


def update_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]], *, ready: bool = False
) -> None:
    """Set the attributes `names` of each (primary key, values). `ready` as in `insert_rows`."""
    fields = concrete_fields(model, names)
    sets = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    pairs = list(rows)
    values = (row for _pk, row in pairs)
    converted = values if ready else _converted(fields, values)
    statement = f"UPDATE {table} SET {sets} WHERE id = %s"  # noqa: S608 - names come from the model
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, pk) for row, (pk, _row) in zip(converted, pairs, strict=True)])


def as_stored(model: type[models.Model], name: str, value: Any) -> Any:
    """`value` as the database takes it in the column of `name`: done once for what is the same in every row."""
    (field,) = concrete_fields(model, [name])
    convert = _converter(field)
    return value if convert is None or value is None else convert(value)


def _converted(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Rows with the few values converted that the driver does not take as they are."""
    converters = [(position, convert) for position, field in enumerate(fields) if (convert := _converter(field))]
    for row in rows:
        ready = list(row)
        for position, convert in converters:
            if ready[position] is not None:
                ready[position] = convert(ready[position])
        yield ready


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _json
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if connection.vendor == "sqlite" and isinstance(target, models.UUIDField | models.DateField):
        return lambda value: target.get_db_prep_save(value, connection)
    return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_isoformat)


def _isoformat(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)
