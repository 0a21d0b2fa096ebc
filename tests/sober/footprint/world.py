"""A small city: laptops and monitors in two departments, a switch nobody has a factor for, an unknown thing."""

from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from django.utils import timezone

from sobria.city.registers import changes
from sobria.city.registers.models import RegisterState
from sobria.sober.equipment.models import Device
from sobria.sober.footprint import services
from sobria.sober.footprint.models import Run

TODAY = date(2026, 11, 23)
ROADS, SCHOOLS = "Voirie", "Écoles & crèches"
THINGS = (
    ("Ordinateur portable", ROADS, 40, date(2023, 3, 1), None),
    ("Ordinateur portable", SCHOOLS, 25, date(2026, 7, 1), None),
    ("Écran", ROADS, 30, date(2021, 5, 1), None),
    ("Écran", SCHOOLS, 12, date(2019, 1, 1), date(2025, 6, 30)),
    ("Serveur", None, 3, date(2022, 1, 1), None),
    ("Commutateur réseau", ROADS, 5, date(2020, 1, 1), None),
    ("Machin à ressort", SCHOOLS, 2, date(2020, 1, 1), None),
)


def devices(things: Iterable[tuple[str, str | None, int, date, date | None]]) -> Iterable[Device]:
    now = timezone.now()
    number = Device.objects.count()
    for kind, entity, count, bought, retired in things:
        for _ in range(count):
            number += 1
            yield Device(
                identity=f"device-{number}",
                item=f"LUT-{number}",
                category=kind,
                purchased=bought,
                retired=retired,
                entity=entity,
                country="FRA",
                quality="medium",
                status="retired" if retired else "in_service",
                source_file="parc.csv",
                source_line=number + 1,
                created_at=now,
                updated_at=now,
            )


def add(*things: tuple[str, str | None, int, date, date | None]) -> None:
    Device.objects.bulk_create(devices(things))
    changes.changed("equipment")


def fill() -> None:
    add(*THINGS)


def compute() -> list[Run]:
    cache.clear()
    return services.compute_runs(today=TODAY)


def clear() -> None:
    Run.objects.all().delete()
    Device.objects.all().delete()
    RegisterState.objects.all().delete()
    cache.clear()
