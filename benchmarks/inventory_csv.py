"""Synthetic inventories of any size, made by DuckDB from hashes of the row number: same size, same bytes."""

import subprocess
import sys
from pathlib import Path

import duckdb

_ROWS = """
WITH picked AS (
    SELECT i, hash(i) % 200 AS m, hash(i, 1) % 3650 AS age, hash(i, 2) % 40 AS e, hash(i, 3) % 300 AS s,
           hash(i, 4) % 10 AS r, hash(i, 5) % 4 AS k, hash(i, 6) % 4 AS q, hash(i, 7) % 500 AS flaw
    FROM range($rows) AS t(i)
)
SELECT
    printf('PC-%08d', i) AS item,
    CASE WHEN $laptops OR m < 80 THEN 'Ordinateur portable' WHEN m < 140 THEN 'Écran' WHEN m < 190 THEN 'Desktop'
         ELSE 'Serveur' END AS category,
    CASE WHEN m % 3 = 0 THEN 'Dell' WHEN m % 3 = 1 THEN 'HP' ELSE 'Lenovo' END AS manufacturer,
    CASE WHEN $laptops OR m < 80 THEN 'Latitude ' || (5400 + m) WHEN m < 140 THEN 'E24 G' || m
         WHEN m < 190 THEN 'OptiPlex ' || (7000 + m) ELSE 'PowerEdge R' || (600 + m) END AS model,
    printf('SN%010d', i) AS serial,
    CASE WHEN flaw = 1 THEN 'deux' ELSE '1' END AS quantity,
    strftime(DATE '2025-12-31' - CAST(age AS INTEGER), '%d/%m/%Y') AS purchased,
    '' AS in_service,
    CASE WHEN r = 0 AND age > 200 THEN strftime(DATE '2026-06-01' - CAST(age % 150 AS INTEGER), '%d/%m/%Y')
         ELSE '' END AS retired,
    'Direction ' || e AS entity,
    'Site ' || s AS site,
    CASE WHEN flaw = 2 THEN 'Atlantide' ELSE 'FR' END AS country,
    CASE WHEN k = 0 THEN '32,5' ELSE '' END AS kwh_year,
    CASE q WHEN 0 THEN 'high' WHEN 1 THEN 'medium' WHEN 2 THEN 'low' ELSE '' END AS quality
FROM picked
ORDER BY i
"""


def write_inventory(path: Path, rows: int, *, laptops: bool = False) -> Path:
    """Write `rows` lines of 14 columns (four in a thousand are refused on purpose); only laptops on demand.

    In a process of its own: a measured process would else seem to start with the memory this took.
    """
    command = [sys.executable, "-m", "benchmarks.inventory_csv", str(path), str(rows), "laptops" if laptops else "all"]
    subprocess.run(command, check=True)
    return path


def main(path: str, rows: str, kind: str) -> None:
    with duckdb.connect() as connection:
        parameters = {"rows": int(rows), "laptops": kind == "laptops"}
        connection.execute(f"COPY ({_ROWS}) TO '{path}' (HEADER, DELIMITER ',')", parameters)


if __name__ == "__main__":
    main(*sys.argv[1:])
