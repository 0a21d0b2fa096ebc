"""The renewal plan on 100,000 devices with ten years of history: seconds to count it, serve its pages, send its file.

Devices carry an extra column that says their system, as an inventory export does; one in five had faults. Counted: the
first page after a change of the register. Kept: the next ones. Seconds of processor, since the machine may have other
work.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import keep

DEVICES = 100_000
FAULTS = 20_000
COUNT_SECONDS, PAGE_SECONDS, FILE_SECONDS = 5.0, 0.5, 15.0
MOST_QUERIES = 10
TODAY = date(2026, 11, 26)
SYSTEMS = ("Windows 10", "Windows 11 Pro 23H2", "Windows 11 Pro", "Debian 12", "")
CATEGORIES = ("laptop", "desktop", "monitor", "smartphone", "tablet", "printer", "server", "network-switch", None)
PAGES = ("", "equipements/", "equipements/?decision=replace&page=400", "simulation/?plus-laptop=1&plus-desktop=2")


def fill() -> None:
    from django.utils import timezone

    from sobria.city.registers import changes
    from sobria.sober.equipment.models import Device, Fault

    now = timezone.now()
    devices = (
        Device(
            identity=f"b:{number}",
            item=f"PC-{number}",
            serial=f"SN{number}",
            category="Ordinateur",
            matched_category=CATEGORIES[number % len(CATEGORIES)],
            manufacturer="Dell",
            model=f"Modèle {number % 50}",
            entity=f"Direction {number % 40}",
            status=("in_service", "in_service", "in_stock", "under_repair", None)[number % 5],
            in_service=TODAY - timedelta(days=number % 3650) if number % 20 else None,
            extra={"Système d'exploitation - Nom": SYSTEMS[number % 5], "Mémoire": "16 Go", "Prix": "800", "Lot": "L4"},
            created_at=now,
            updated_at=now,
        )
        for number in range(DEVICES)
    )
    Device.objects.bulk_create(devices, batch_size=5000)
    keys = list(Device.objects.order_by("pk").values_list("pk", flat=True))
    faults = (
        Fault(
            device_id=keys[number * 5 % DEVICES],
            kind="screen",
            state="open" if number % 10 == 0 else "repaired",
            reported_on=TODAY - timedelta(days=number % 3650),
            closed_on=None if number % 10 == 0 else TODAY - timedelta(days=number % 3650),
            recorded_at=now,
        )
        for number in range(FAULTS)
    )
    Fault.objects.bulk_create(faults, batch_size=5000)
    changes.changed("equipment")


def measure() -> dict[str, float]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sobria.config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sobria.city.people.services import create_user
    from sobria.cli import prepare
    from sobria.sober.equipment.renewal.plan import count

    call_command("migrate", verbosity=0)
    prepare.gather_static()
    fill()
    client = Client(headers={"host": "localhost"})
    client.force_login(create_user(email="agent@lutece.example", password="cinq-mots-pour-une-phrase"))
    root = "/bureau/equipements/renouvellement/"
    started = time.process_time()
    count(2027, TODAY)
    counted = time.process_time() - started
    client.get(root)
    seconds, queries = [], []
    for address in PAGES:
        started = time.process_time()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(root + address).status_code == 200
        seconds.append(time.process_time() - started)
        queries.append(len(captured))
    started = time.process_time()
    size = sum(len(part) for part in client.get(f"{root}equipements/plan.csv"))
    sent = time.process_time() - started
    return {"counted": counted, "page": max(seconds), "queries": max(queries), "file": sent, "bytes": size}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", action="store_true")
    if parser.parse_args().one:
        print(json.dumps(measure()))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        city = {"SOBRIA_DATA_DIR": str(Path(folder) / "data"), "SOBRIA_SECRET_KEY": "benchmark-" + "x" * 50}
        command = [sys.executable, "-m", "benchmarks.renewal", "--one"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **city})
    found = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {DEVICES:,} devices: plan counted in {found['counted']:.2f} s, slowest page {found['page']:.3f} s with"
        f" {found['queries']} queries, file of {found['bytes'] / 1e6:.0f} MB in {found['file']:.1f} s"
    )
    held = (
        found["counted"] <= COUNT_SECONDS
        and found["page"] <= PAGE_SECONDS
        and found["file"] <= FILE_SECONDS
        and found["queries"] <= MOST_QUERIES
    )
    keep("renewal", {**found, "devices": DEVICES, "held": held})
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
