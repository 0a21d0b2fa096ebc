"""Imports at every step of their life, made without a browser."""

import csv
import io

from tests.worlds.inventories import HEADERS, glpi, laptop

from sobria.city.people.services import create_user
from sobria.city.registers.imports import services, writing
from sobria.city.registers.models import Import, State
from sobria.sober.equipment.register import EQUIPMENT

WIDE = [f"Colonne {number}" for number in range(40)]


def receive(content: bytes, name: str) -> Import:
    by = create_user(email=f"{name}@lutece.example", password=None)
    return services.receive(EQUIPMENT, name=name, chunks=[content], by=by)


def run(found: Import) -> None:
    services.confirm(EQUIPMENT, found)
    found.refresh_from_db()
    writing.run(EQUIPMENT, found, job_id=found.job_id, report=lambda _stage, _share: None)


def of_every_kind() -> None:
    """One with refusals, done; one to confirm; one of unknown shape and 40 columns; one refused; one waiting."""
    bad = {"Date d'achat": "30/02/2024"}
    lines = [laptop(number, **(bad if number % 2 else {})) for number in range(1, 200)]
    run(receive(glpi(lines), "fait.csv"))
    receive(glpi(lines), "vu.csv")
    receive(glpi([]), "refuse.csv")
    wide = io.StringIO()
    csv.writer(wide, delimiter=";").writerows([WIDE, [f"valeur {column}" for column in WIDE]])
    receive(wide.getvalue().encode(), "inconnu.csv")
    services.confirm(EQUIPMENT, receive(glpi([laptop(1)], headers=HEADERS), "attend.csv"))


def at(state: State) -> Import:
    return Import.objects.filter(state=state).order_by("received_at")[0]
