"""100,000 lines into the register of equipment (SQLite): Sobria's import beside django-import-export's.

Both sides read the same CSV into the same table of a fresh database. Sobria recognises the format, types, matches,
refuses and keeps what it refused; django-import-export is written as its documentation shows, first with its defaults,
then at its fastest (bulk writes, no per-row diff, no report of rows).
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.inventory_csv import write_inventory
from benchmarks.measure import Side, keep, show, side_by_side, verdict

LINES = 100_000
GOAL = 20


def open_database() -> None:
    """A fresh database in the folder given by SOBRIA_DATA_DIR."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "sobria.config.settings"
    django.setup()
    call_command("migrate", verbosity=0)


def import_with_sobria(source: Path) -> float:
    open_database()
    from sobria.city.people.models import Role
    from sobria.city.people.services import create_user
    from sobria.city.registers import directory
    from sobria.city.registers.imports import services, state, writing
    from sobria.city.registers.models import State
    from sobria.sober.equipment.models import Device

    officer = create_user(email="o@example.org", password="a long passphrase", role=Role.OFFICER, name="O")
    register = directory.register("equipment")
    started = time.perf_counter()
    with source.open("rb") as handle:
        found = services.receive(register, name=source.name, chunks=iter(lambda: handle.read(1 << 20), b""), by=officer)
    state.move(found.pk, start=(State.PREVIEWED,), end=State.QUEUED, job_id="bench")
    found.refresh_from_db()
    writing.run(register, found, job_id="bench", report=lambda _stage, _share: None)
    seconds = time.perf_counter() - started
    found.refresh_from_db()
    assert found.state == State.DONE, found.refusal
    assert Device.objects.count() == found.created > LINES * 0.99
    return seconds


def import_with_import_export(source: Path, *, fastest: bool) -> float:
    open_database()
    from django.utils import timezone
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from sobria.sober.equipment.models import Device

    columns = ["item", "category", "manufacturer", "model", "serial", "entity", "site", "country", "quality"]
    now = timezone.now()

    class DeviceResource(resources.ModelResource):
        identity = fields.Field("identity", "serial")
        quantity = fields.Field("quantity", "quantity", widgets.FloatWidget())
        kwh_year = fields.Field("kwh_year", "kwh_year", widgets.FloatWidget())
        purchased = fields.Field("purchased", "purchased", widgets.DateWidget("%d/%m/%Y"))
        in_service = fields.Field("in_service", "in_service", widgets.DateWidget("%d/%m/%Y"))
        retired = fields.Field("retired", "retired", widgets.DateWidget("%d/%m/%Y"))

        class Meta:
            model = Device
            import_id_fields = ("identity",)
            fields = (*columns, "identity", "quantity", "kwh_year", "purchased", "in_service", "retired")
            use_bulk = fastest
            batch_size = 1000
            skip_diff = fastest
            report_skipped = False
            skip_unchanged = not fastest

        def before_import_row(self, row, **_kwargs):
            row["country"] = "FRA" if row["country"] == "FR" else row["country"]
            row["kwh_year"] = row["kwh_year"].replace(",", ".")

        def after_init_instance(self, instance, _new, _row, **_kwargs):
            instance.created_at = instance.updated_at = now

    started = time.perf_counter()
    with source.open(encoding="utf-8", newline="") as handle:
        result = DeviceResource().import_data(Dataset().load(handle, format="csv"), raise_errors=False)
    seconds = time.perf_counter() - started
    count = Device.objects.count()
    assert count > LINES * 0.99, (count, [str(e.error) for _, errors in result.row_errors()[:2] for e in errors])
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", choices=["sobria", "default", "fastest"])
    parser.add_argument("--source", type=Path)
    options = parser.parse_args()
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SOBRIA_DATA_DIR"] = folder
            if options.one == "sobria":
                print(import_with_sobria(options.source))
            else:
                print(import_with_import_export(options.source, fastest=options.one == "fastest"))
        return 0
    return compare()


def compare() -> int:
    with tempfile.TemporaryDirectory() as folder:
        source = write_inventory(Path(folder) / "inventory.csv", LINES)
        command = [sys.executable, "-m", "benchmarks.register_import", "--source", str(source), "--one"]
        print(f"{LINES:,} lines into a fresh SQLite register; whole processes below, imports alone in the ratios")
        ours, fastest = side_by_side(
            Side("Sobria: receive, look, read, match, write, refuse", [*command, "sobria"]),
            Side("django-import-export, bulk and no diff", [*command, "fastest"]),
            runs=3,
        )
        (default,) = side_by_side(Side("django-import-export, defaults", [*command, "default"]), runs=1, warmup=0)
        show([ours, fastest, default])
    seconds = {m.name: float(m.said) for m in (ours, fastest, default)}
    print("  import alone, last run: " + ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()))
    held = verdict("faster than its defaults", float(default.said) / float(ours.said), GOAL, at_most=False)
    print(f"  → faster than its fastest set-up: {float(fastest.said) / float(ours.said):,.1f} ×")
    keep("register_import", seconds)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
