"""Server time and queries of the footprint pages, at 1,000 and 100,000 devices, beside an empty Django page.

The empty page goes through the same middleware and renders Sobria's own layout with nothing in it. Requests take turns;
a page is asked for as many times as readers would, so the first, uncached answer is printed apart.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.inventory_csv import write_inventory
from benchmarks.measure import Side, keep, run_once, verdict

SIZES = (1_000, 100_000)
TURNS = 100
GOAL = 3
ADDRESSES = (
    "/empreinte/2026/",
    "/empreinte/2026/?critere=adpe",
    "/empreinte/2026/categories/",
    "/empreinte/2026/entites/",
    "/empreinte/2026/jeux-de-facteurs/",
    "/preuves/empreinte-2026-gwp/",
)
EMPTY = "/vide/"


def populate(source: Path) -> None:
    from django.core.management import call_command

    from sobria.city.people.models import Role
    from sobria.city.people.services import create_user
    from sobria.city.registers import directory
    from sobria.city.registers.imports import services, state, writing
    from sobria.city.registers.models import State
    from sobria.sober.footprint.services import compute_runs

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    officer = create_user(email="o@example.org", password="a long passphrase", role=Role.OFFICER, name="O")
    register = directory.register("equipment")
    with source.open("rb") as handle:
        found = services.receive(register, name=source.name, chunks=iter(lambda: handle.read(1 << 20), b""), by=officer)
    state.move(found.pk, start=(State.PREVIEWED,), end=State.QUEUED, job_id="bench")
    found.refresh_from_db()
    writing.run(register, found, job_id="bench", report=lambda _stage, _share: None)
    compute_runs(today=date(2026, 11, 23))


def add_empty_page() -> None:
    from django.contrib.auth.decorators import login_not_required
    from django.shortcuts import render
    from django.urls import path

    from sobria.config import urls

    urls.urlpatterns.append(path("vide/", login_not_required(lambda request: render(request, "ui/layout.html"))))


def measure(source: Path) -> dict[str, dict[str, float]]:
    """Milliseconds (first answer, median) and queries of each address, all asked for in turn."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sobria.config.settings"
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    populate(source)
    add_empty_page()
    client = Client(headers={"host": "localhost"})
    found: dict[str, dict[str, float]] = {}
    taken: dict[str, list[float]] = {address: [] for address in (EMPTY, *ADDRESSES)}
    for turn in range(TURNS + 1):
        for address, times in taken.items():
            started = time.perf_counter()
            response = client.get(address)
            times.append((time.perf_counter() - started) * 1000)
            assert response.status_code == 200, (address, response.status_code, turn)
    for address, times in taken.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[address] = {"first": times[0], "median": statistics.median(times[1:]), "queries": len(queries)}
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", type=Path)
    options = parser.parse_args()
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SOBRIA_DATA_DIR"] = folder
            print(json.dumps(measure(options.one)))
        return 0
    held = True
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            source = write_inventory(Path(folder) / f"inventory-{size}.csv", size)
            side = Side(f"{size}", [sys.executable, "-m", "benchmarks.pages", "--one", str(source)])
            results[size] = json.loads(run_once(side)[2])
    for address in (EMPTY, *ADDRESSES):
        few, many = (results[size][address] for size in SIZES)
        print(
            f"  {address:<38} {few['median']:6.2f} ms, {few['queries']} queries at {SIZES[0]:,};"
            f" {many['median']:6.2f} ms, {many['queries']} queries at {SIZES[1]:,}"
            f" (first answer {few['first']:.0f} and {many['first']:.0f} ms)"
        )
        held &= few["queries"] == many["queries"]
    for size in SIZES:
        worst = max(results[size][address]["median"] for address in ADDRESSES)
        held &= verdict(
            f"slowest page ÷ empty page at {size:,}", worst / results[size][EMPTY]["median"], GOAL, at_most=True
        )
    keep("pages", results)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
