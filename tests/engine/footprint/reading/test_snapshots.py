"""Canonical Parquet out and in, and any other Parquet."""

import hashlib
import tracemalloc
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.engine.footprint.reading.conftest import Reader

from sobria.engine.footprint.fields import FIELD_NAMES
from sobria.engine.footprint.reading import canonical_rows, check_mapping
from sobria.engine.footprint.snapshot import write_snapshot
from sobria.engine.messages import Refusal

TEXT = (
    "item;catégorie;fabricant;modèle;quantité;date d'achat;pays;kwh/an\n"
    "a;Écran;HP;E24;2;03/05/2024;France;32,5\n"
    'b;"PC; portable";Dell;"Latitude ""5420""";1;;;\n'
    "c;PC;;NULL;x;;;\n"
)


def test_a_snapshot_gives_back_the_same_lines(read: Reader, tmp_path: Path) -> None:
    found = read(TEXT)
    lines, path = found.lines, tmp_path / "parc.parquet"
    digest = write_snapshot(canonical_rows(found.connection), FIELD_NAMES, path)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    again = read(path)
    assert again.reading.format == "snapshot"
    assert again.lines == lines
    assert (again.reading.read, again.reading.rejected) == (2, 0)


def test_a_snapshot_is_the_same_file_twice(tmp_path: Path) -> None:
    rows = [("a", "laptop", 2.0, date(2024, 1, 2)), ("b", None, 1.0, None)]
    names = ("item", "category", "quantity", "purchased")
    assert write_snapshot(rows, names, tmp_path / "1.parquet") == write_snapshot(rows, names, tmp_path / "2.parquet")


def test_a_snapshot_takes_some_columns_and_odd_texts(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "odd.parquet"
    write_snapshot([('l\'"a";\n,b', "", 1.5)], ("item", "category", "quantity"), path)
    line = read(path, format="snapshot").lines[0]
    assert (line["item"], line["category"], line["quantity"], line["model"]) == ('l\'"a";\n,b', "", 1.5, None)


def test_a_snapshot_refuses_an_unknown_column(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="colour"):
        write_snapshot([], ("item", "colour"), tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_of_many_rows_keeps_memory_bounded(tmp_path: Path) -> None:
    rows = ((f"i{i}", "laptop", 1.0) for i in range(100_000))
    tracemalloc.start()
    write_snapshot(rows, ("item", "category", "quantity"), tmp_path / "x.parquet")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_an_altered_snapshot_is_read_line_by_line(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    write_snapshot([("a", "laptop", 1.0), ("b", "laptop", -1.0)], ("item", "category", "quantity"), path)
    found = read(path, format="snapshot")
    assert found.problems == [(2, "quantity", "cell-not-above")]
    assert found.reading.accepted == 1


def test_what_is_not_a_snapshot_is_refused(read: Reader) -> None:
    with pytest.raises(Refusal, match="not a Sobria inventory snapshot"):
        read(TEXT, format="snapshot")


def test_any_parquet_is_read_through_a_mapping(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "export.parquet"
    duckdb.sql(
        "SELECT 'PC' AS famille, 3::INTEGER AS nombre, DATE '2024-04-03' AS achat, 12.5 AS kwh UNION ALL "
        "SELECT 'N/A', 0, NULL, NULL"
    ).write_parquet(str(path))
    mapping = {"columns": {"category": "famille", "quantity": "nombre", "purchased": "achat", "kwh_year": "kwh"}}
    found = read(path, mapping=check_mapping(mapping, file="m.yaml"))
    assert [(line["quantity"], line["purchased"], line["kwh_year"]) for line in found.lines] == [
        (3, date(2024, 4, 3), 12.5)
    ]
    assert found.problems == [(2, "nombre", "cell-not-above")]


def test_a_broken_parquet_is_refused(read: Reader) -> None:
    with pytest.raises(Refusal, match="not a readable Parquet"):
        read(b"PAR1" + b"x" * 100, name="x.parquet")
