"""Per laptop-year and for three criteria: Sobria from CSV and from Parquet, beside BoaviztAPI called in process.

BoaviztAPI (AGPL) is installed in a throw-away environment of its own and only called, never imported by Sobria.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.inventory_csv import write_inventory
from benchmarks.measure import Side, keep, show, side_by_side, verdict

VERSION = "2.5.0"
DEVICES = 5_000
CSV_LINES = 1_000_000
PARQUET_LINES = 10_000_000
GOAL_CSV, GOAL_PARQUET = 75, 1000
PACK_HEADER = "category,criterion,stage,value,low,high,unit,per,region,source,licence,source_date,valid_from,valid_to\n"
PACK_ROWS = (
    "laptop,gwp,embodied,200,150,260,kgCO2e,item,WLD,bench,CC0,2026-01-01,,\n"
    "laptop,adpe,embodied,0.005,0.003,0.008,kgSbeq,item,WLD,bench,CC0,2026-01-01,,\n"
    "laptop,adpf,embodied,2500,2000,3100,MJ,item,WLD,bench,CC0,2026-01-01,,\n"
)
CALLS = f"""
import asyncio, time
from boaviztapi.dto.device.user_terminal import Laptop
from boaviztapi.routers.terminal_router import laptop_impact_from_configuration as impact
async def main():
    async def one():
        await impact(Laptop(usage={{"usage_location": "FRA"}}), verbose=False, duration=8760,
                     archetype="laptop-pro", criteria=["gwp", "adpe", "adpf"])
    await one()
    start = time.perf_counter()
    for _ in range({DEVICES}):
        await one()
    print((time.perf_counter() - start) / {DEVICES})
asyncio.run(main())
"""
SNAPSHOT = """
import sys
from pathlib import Path
from datetime import date
from sobria.engine.store import scratch_store
from sobria.engine.footprint.reading import read_inventory
from sobria.engine.footprint.fields import FIELD_NAMES
with scratch_store(memory_limit="4GB") as connection:
    read_inventory(connection, [Path(sys.argv[1])], country="FRA", today=date(2026, 11, 23))
    connection.execute(f"COPY (SELECT {', '.join(FIELD_NAMES)} FROM line) TO '{sys.argv[2]}' (FORMAT parquet)")
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = folder / "boaviztapi"
        venv.create(environment, with_pip=True)
        python = environment / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet", f"boaviztapi=={VERSION}"]
        subprocess.run(install, check=True, capture_output=True)
        pack = folder / "pack.csv"
        pack.write_text(PACK_HEADER + PACK_ROWS, encoding="utf-8")
        source = write_inventory(folder / "laptops.csv", CSV_LINES, laptops=True)
        large = write_inventory(folder / "laptops-large.csv", PARQUET_LINES, laptops=True)
        snapshot = folder / "laptops.parquet"
        subprocess.run([sys.executable, "-c", SNAPSHOT, str(large), str(snapshot)], check=True)
        large.unlink()
        command = [sys.executable, "-m", "sobria.cli.main", "footprint"]
        options = ["--factors", str(pack), "--country", "FRA", "--json", str(folder / "out.json")]
        measures = side_by_side(
            Side(f"Sobria from CSV, {CSV_LINES:,} laptops (whole process)", [*command, str(source), *options]),
            Side(
                f"Sobria from Parquet, {PARQUET_LINES:,} laptops (whole process)",
                [*command, str(snapshot), *options],
            ),
            Side(f"BoaviztAPI {VERSION}, {DEVICES:,} laptops (whole process)", [str(python), "-c", CALLS]),
            runs=3,
        )
        show(measures)
    theirs = float(measures[2].said)
    from_csv = measures[0].median / CSV_LINES
    from_parquet = measures[1].median / PARQUET_LINES
    print(f"  per laptop-year: BoaviztAPI {theirs * 1e6:.1f} µs (its calls alone, start-up left out),")
    print(f"  Sobria {from_csv * 1e6:.3f} µs from CSV and {from_parquet * 1e6:.4f} µs from Parquet (start-up included)")
    held = verdict("faster from CSV", theirs / from_csv, GOAL_CSV, at_most=False)
    held &= verdict("faster from Parquet", theirs / from_parquet, GOAL_PARQUET, at_most=False)
    keep("boaviztapi", {"boaviztapi": theirs, "csv": from_csv, "parquet": from_parquet})
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
