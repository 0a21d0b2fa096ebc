"""The DuckDB runner: puts the method's tables in the connection and runs the queries of `sql/`.

Cost: one scan of the lines (`activity`), everything after it works on groups. The queries are plain files, so that
another engine can run the same text.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.method import quality_sigma, relative_variance
from sobria.engine.messages import Refusal

DEFAULT_COUNTRY = "FRA"  # where a line says no country: stated as an assumption, changed by the caller
_CRITERION = re.compile(r"[a-z][a-z0-9_]*")
_EACH = "-- each criterion"
# Measured on a million lines: the fastest to write; larger dictionaries are built for nothing on item names.
_PARQUET = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 2000"


@cache
def query(name: str) -> str:
    """Text of `sql/<name>.sql`."""
    return files("sobria.engine.footprint").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")


def impact_criteria(catalogue: Catalogue) -> dict[str, str]:
    """Impact criterion → unit, in the catalogue's order."""
    return {row.code: row.unit for row in catalogue.criteria.values() if row.kind == "impact"}


def compute(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    *,
    year: int | None = None,
    country: str = DEFAULT_COUNTRY,
) -> None:
    """Fill `activity`, `cell`, `noise` and `cover` from `line`, `match`, `factor` and `region_path`.

    Args:
        connection: holds the tables of the earlier stages.
        catalogue: categories with their lives, criteria, parameters.
        year: count days in service in that year; None: one full year for every line.
        country: ISO 3166-1 alpha-3 for lines, and data centres, that say none.
    """
    with _one_transaction(connection):  # one write to disk instead of one per table, and all or nothing
        _install_method(connection, catalogue, year=year, country=country)
        for name in ("line_activity", "activity", "rate", "sums"):
            connection.execute(query(name))


@contextmanager
def _one_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _install_method(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, *, year: int | None, country: str
) -> None:
    connection.execute(query("method_tables"))
    parameters = {code: row.value for code, row in catalogue.parameters.items()}
    connection.execute(
        "INSERT INTO setting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            date(year, 1, 1) if year else None,
            date(year + 1, 1, 1) if year else None,
            parameters["lifetime-floor"],
            parameters["share-byod"],
            parameters["share-cope"],
            parameters["pue-default"],
            country,
            *(
                relative_variance(quality_sigma(parameters[f"quality-{quality}"]))
                for quality in ("high", "medium", "low")
            ),
        ],
    )
    criteria = list(impact_criteria(catalogue).items())
    connection.execute(
        "INSERT INTO criterion SELECT unnest($codes), unnest($units)",
        {"codes": [code for code, _ in criteria], "units": [unit for _, unit in criteria]},
    )
    categories = list(catalogue.categories.values())
    connection.execute(
        "INSERT INTO category_method SELECT unnest($codes), unnest($kinds), unnest($lives)",
        {
            "codes": [row.code for row in categories],
            "kinds": [row.kind for row in categories],
            "lives": [row.lifetime_years for row in categories],
        },
    )
    connection.execute(query("matched"))
    connection.execute(query("words"))


def detail_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Define `line_detail`: what became of every accepted line, with its impacts per criterion. After `compute`."""
    connection.execute(per_criterion(connection, query("wide_rate")))
    connection.execute(per_criterion(connection, query("lines")))


def write_lines(connection: duckdb.DuckDBPyConnection, path: str | Path) -> None:
    """Write `line_detail` as Parquet, and the virtual machines and applications that share the lines, if any.

    After `compute`, and after `shares.share_out` where there are shares to write.
    """
    detail_lines(connection)
    shared = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'share_detail'").fetchall()
    try:
        connection.execute(
            f"COPY ({query('lines_with_shares' if shared else 'lines_alone')}) TO ($path) ({_PARQUET})",
            {"path": str(path)},
        )
    except duckdb.IOException as error:
        raise Refusal("footprint-lines-not-written", path=path, reason=str(error).splitlines()[0]) from error


def per_criterion(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    """Repeat each line of a query marked `-- each criterion` once per impact criterion, in place of CRITERION."""
    codes = [code for (code,) in connection.execute("SELECT code FROM criterion").fetchall()]
    if not all(_CRITERION.fullmatch(code) for code in codes):
        message = f"criterion codes must be plain words: {codes}"
        raise ValueError(message)
    out: list[str] = []
    for row in text.splitlines():
        if row.endswith(_EACH):
            out.extend(row.removesuffix(_EACH).replace("CRITERION", code) for code in codes)
        else:
            out.append(row)
    return "\n".join(out)
