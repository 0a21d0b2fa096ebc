"""The whole footprint pipeline against DuckDB's bare CSV-to-Parquet conversion, and its cost by size."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.inventory_csv import write_inventory
from benchmarks.measure import Side, keep, show, side_by_side, verdict

GOAL_RATIO = 2.5
GOAL_MEMORY_MB = 1536
CONVERT = """
import duckdb, sys
duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet)")
"""


def pipeline_side(source: Path, folder: Path) -> Side:
    return Side(
        f"sobria footprint, {source.stem}: parse, match, compute, write",
        [
            *(sys.executable, "-m", "sobria.cli.main", "footprint", str(source)),
            *("--json", str(folder / "out.json"), "--lines", str(folder / "lines.parquet")),
            *("--rejects", str(folder / "rejects.csv"), "--country", "FRA"),
        ],
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="100000,1000000,10000000", help="sizes of the linear-cost series")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        million = write_inventory(folder / "inventory-1000000.csv", 1_000_000)
        print("1,000,000 lines, 14 columns, whole processes, in turn")
        ours, theirs = side_by_side(
            pipeline_side(million, folder),
            Side(
                "DuckDB only: CSV to Parquet",
                [sys.executable, "-c", CONVERT, str(million), str(folder / "c.parquet")],
            ),
        )
        show([ours, theirs])
        held = verdict("pipeline ÷ bare conversion", ours.median / theirs.median, GOAL_RATIO, at_most=True)
        print(f"  → peak memory {ours.memory_mb:.0f} MB (goal < {GOAL_MEMORY_MB} MB)")
        held &= ours.memory_mb < GOAL_MEMORY_MB
        print("Cost by size (one counted run each)")
        series = []
        for size in sizes:
            source = write_inventory(folder / f"inventory-{size}.csv", size)
            (measure,) = side_by_side(pipeline_side(source, folder), runs=1, warmup=0)
            series.append({"lines": size, "seconds": measure.median, "memory_mb": measure.memory_mb})
            per_line = measure.median / size * 1e6
            print(f"  {size:>12,} lines {measure.median:8.2f} s  {per_line:6.2f} µs/line  {measure.memory_mb:6.0f} MB")
            source.unlink()
    keep(
        "pipeline",
        {"ours": ours.seconds, "duckdb": theirs.seconds, "memory_mb": ours.memory_mb, "series": series},
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
