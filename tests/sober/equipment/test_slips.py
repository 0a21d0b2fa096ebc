"""Waste slips: recorded, certified, devices handed over with them, masses."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.worlds.devices import device

from sobria.city.indicators import selectors as indicators
from sobria.city.people.models import User
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Device, LifeEvent, WasteSlip
from sobria.sober.equipment.purchases import slips

HOME = "/bureau/equipements/dechets/"
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def slip(by: User, number: str = "BSD-1", **given: Any) -> WasteSlip:
    values: dict[str, Any] = {"number": number, "taker": "Éco-organisme", "day": date(2026, 6, 1), "mass_kg": 100.0}
    return slips.record_slip(values=values | {"certificate": "", "certified_on": None} | given, by=by)


def screen(number: int, **given: Any) -> Device:
    return device(number, **({"matched_category": "monitor", "status": "retired", "retired": date(2026, 5, 1)} | given))


def test_a_slip_is_recorded_then_certified_from_the_pages(desk: Client) -> None:
    form = {"number": "BSD-7", "taker": "Éco-organisme", "day": "2026-06-01", "mass_kg": "812,5"}
    page = str(desk.post(HOME + "ajouter/", form).headers["Location"])
    assert "pas encore reçu" in desk.get(page).content.decode()
    desk.post(page + "certificat/", {"certificate": "CT-9", "certified_on": "2026-07-01"})
    assert "CT-9" in desk.get(page).content.decode()
    assert "812,5" in desk.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mass_kg": 0.0}, "more than zero"),
        ({"day": date(2027, 1, 1)}, "future"),
        ({"certificate": "CT", "certified_on": date(2026, 5, 1)}, "before the collection"),
    ],
)
def test_a_slip_that_cannot_be_is_refused(officer: User, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        slip(officer, **given)


def test_a_number_is_recorded_once_and_a_certificate_given_once(officer: User) -> None:
    made = slip(officer)
    with pytest.raises(Refusal, match="recorded already"):
        slip(officer)
    slips.certify(made, certificate="CT-1", on=date(2026, 7, 1), by=officer)
    with pytest.raises(Refusal, match="already has"):
        slips.certify(made, certificate="CT-2", on=date(2026, 7, 2), by=officer)
    assert WasteSlip.objects.get().certificate == "CT-1"


def test_devices_leave_with_the_slip_after_a_look_and_others_are_named(desk: Client, officer: User) -> None:
    made, first, kept = slip(officer), screen(1), screen(2, status="in_service", retired=None)
    address = f"{HOME}{made.pk}/remettre/"
    unclear = screen(3, matched_category="laptop")
    names = f"{first.serial.lower()}\n{kept.item}\n{unclear.serial}\n"
    page = desk.post(address, {"names": names}).content.decode()
    assert "1 équipement peut partir en déchet" in page
    assert "2 équipements restent où ils sont" in page
    assert "Aucun support" in page
    assert not LifeEvent.objects.exists()
    done = desk.post(address, {"names": names, "confirm": "1"})
    assert done.status_code == 422
    assert "1 équipement remis en déchet." in done.content.decode()
    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.status, kept.status) == ("waste", "in_service")
    assert LifeEvent.objects.get().slip == made


@pytest.mark.parametrize(
    ("names", "sentence"), [("INCONNU", "connu sous : INCONNU"), ("DOUBLE", "Plusieurs équipements")]
)
def test_a_name_of_no_device_or_of_several_is_refused(desk: Client, officer: User, names: str, sentence: str) -> None:
    screen(1, item="DOUBLE", serial=None)
    screen(2, item="double", serial=None)
    answer = desk.post(f"{HOME}{slip(officer).pk}/remettre/", {"names": names, "confirm": "1"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_masses_give_s15_and_an_unknown_mass_lowers_the_coverage(client: Client, officer: User) -> None:
    assert indicators.values(TODAY)["S15"].value is None
    slip(officer, "A", mass_kg=None)
    assert indicators.values(TODAY)["S15"].value is None
    slip(officer, "B", mass_kg=300.0, certificate="CT", certified_on=date(2026, 7, 1))
    slip(officer, "C", mass_kg=100.0)
    found = indicators.values(TODAY)["S15"]
    assert (found.value, found.coverage) == (75.0, pytest.approx(2 / 3))
    page = client.get("/registres/equipements/reemploi/").content.decode()
    assert "400,0 kg" in page
    assert "masse dite sur 2 bordereaux, 3 en tout" in page


def test_a_certificate_of_tomorrow_traces_nothing_today(officer: User) -> None:
    slip(officer, certificate="CT", certified_on=date(2026, 7, 1))
    assert slips.masses(2026, date(2026, 6, 15))["traced"] is None
