"""What only the whole inventory can tell: things counted twice, and references to things that are not there."""

from collections.abc import Sequence

import duckdb

from sobria.engine.footprint.fields import FIELDS
from sobria.engine.footprint.readers.cells import literal
from sobria.engine.footprint.readers.cells import name as quoted
from sobria.engine.footprint.readers.staging import Part
from sobria.engine.footprint.readers.targets import TARGETS

_TYPES = {field.name: field.sql_type for field in FIELDS}


def define_view(connection: duckdb.DuckDBPyConnection, target: str, parts: Sequence[Part]) -> None:
    """`line`, `data_centre`… : the accepted records of their parts, in file order."""
    selects = [_accepted(part) for part in parts if part.target == target] or [_none(target)]
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {target} AS {' UNION ALL '.join(selects)}")


def _accepted(part: Part) -> str:
    given = {cell.name for cell in part.cells}
    columns = [
        quoted(cell.name) if cell.name in given else f"CAST(NULL AS {cell.sql_type}) AS {quoted(cell.name)}"
        for cell in TARGETS[part.target]
    ]
    file = f"coalesce(file, {literal(part.file)})" if part.own_file else literal(part.file)
    where = f"{file} AS file, {part.line} AS line, "
    return f"SELECT {where}{', '.join(columns)} FROM {part.table} WHERE NOT refused"


def _none(target: str) -> str:
    columns = ", ".join(f"CAST(NULL AS {cell.sql_type}) AS {quoted(cell.name)}" for cell in TARGETS[target])
    return f"SELECT CAST(NULL AS VARCHAR) AS file, CAST(NULL AS BIGINT) AS line, {columns} LIMIT 0"


def refuse(
    connection: duckdb.DuckDBPyConnection, part: Part, *, column: str, value: str, code: str, detail: str, rows: str
) -> int:
    """Refuse the records listed by `rows` (a query giving record and detail), whatever else is wrong with them."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE refusing AS {rows}")
    counted = connection.execute("SELECT count(*) FROM refusing").fetchone()
    if counted is None or not counted[0]:
        return 0
    connection.execute(
        f"INSERT INTO problem SELECT {literal(part.file)}, {part.line.replace('rowid', 'staged.rowid')}, "
        f"{literal(part.headers.get(column, column))}, {value}, {literal(code)}, {detail} "
        f"FROM {part.table} AS staged JOIN refusing ON refusing.record = staged.rowid ORDER BY staged.rowid"
    )
    connection.execute(f"UPDATE {part.table} SET refused = true WHERE rowid IN (SELECT record FROM refusing)")
    return int(counted[0])


def refuse_unknown(connection: duckdb.DuckDBPyConnection, part: Part, *, column: str, among: str, code: str) -> int:
    """Refuse the records naming in `column` something that is not in `among` (a query of one column)."""
    if column not in {cell.name for cell in part.cells}:
        return 0
    rows = (
        f"SELECT rowid AS record FROM {part.table} WHERE {quoted(column)} IS NOT NULL "
        f"AND {quoted(column)} NOT IN (SELECT name FROM ({among}) AS known(name) WHERE name IS NOT NULL)"
    )
    return refuse(connection, part, column=column, value=quoted(column), code=code, detail="NULL", rows=rows)


def refuse_nowhere(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Refuse the applications that name neither a virtual machine nor an equipment."""
    given = [column for column in ("virtual_machine", "host") if column in part.columns]
    places = f"coalesce({', '.join(given)}) IS NULL" if given else "true"
    rows = f"SELECT rowid AS record FROM {part.table} WHERE {places}"
    refuse(
        connection,
        part,
        column="virtual_machine",
        value="name",
        code="link-application-nowhere",
        detail="NULL",
        rows=rows,
    )


def refuse_same_serials(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """A serial already counted refuses the later line, across files."""
    chosen = [part for part in parts if part.target == "line" and "serial" in part.columns and not part.own_file]
    if not chosen:
        return
    hashes = " UNION ALL ".join(
        f"SELECT hash(serial) AS h FROM {part.table} WHERE serial IS NOT NULL AND NOT refused" for part in chosen
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE twice AS SELECT h FROM ({hashes}) GROUP BY h HAVING count(*) > 1")
    _refuse_twice(
        connection, chosen, key="serial", code="line-duplicate-serial", column="serial", condition="serial IS NOT NULL"
    )


def refuse_same_lines(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """A record identical in every column to an earlier one, and naming its item, is the same thing twice."""
    for target, named in (
        ("line", "item"),
        ("virtual_machine", "name"),
        ("application", "name"),
        ("data_centre", "name"),
    ):
        chosen = [part for part in parts if part.target == target and named in part.columns and not part.own_file]
        for part in chosen:
            columns = ", ".join(quoted(cell.name) for cell in part.cells)
            condition = f"{named} IS NOT NULL" + (" AND serial IS NULL" if "serial" in part.columns else "")
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE twice AS SELECT hash(ROW({columns})) AS h FROM {part.table} "
                f"WHERE NOT refused AND {condition} GROUP BY h HAVING count(*) > 1"
            )
            _refuse_twice(
                connection, [part], key=f"ROW({columns})", code="line-duplicate", column=named, condition=condition
            )


def _refuse_twice(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], *, key: str, code: str, column: str, condition: str
) -> None:
    """Among the few records whose key may be there twice (`twice` holds hashes), keep the first of each key."""
    found = connection.execute("SELECT count(*) FROM twice").fetchone()
    if found is None or not found[0]:
        return
    candidates = " UNION ALL ".join(
        f"SELECT {order} AS part, rowid AS record, {literal(part.file)} AS file, {part.line} AS line, {key} AS k "
        f"FROM {part.table} WHERE NOT refused AND {condition} AND hash({key}) IN (SELECT h FROM twice)"
        for order, part in enumerate(parts)
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT part, record, first_value(file) OVER same AS file, "
        "first_value(line) OVER same AS line, row_number() OVER same AS nth "
        f"FROM ({candidates}) WINDOW same AS (PARTITION BY k ORDER BY part, record)"
    )
    for order, part in enumerate(parts):
        refuse(
            connection,
            part,
            column=column,
            value=f"staged.{quoted(column)}",
            code=code,
            detail="refusing.detail",
            rows=f"SELECT record, file || ' / ' || line AS detail FROM repeated WHERE part = {order} AND nth > 1",
        )
