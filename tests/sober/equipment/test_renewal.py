"""The renewal plan on screen: counted once, explained device by device, simulated in the address."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import device

from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.sober.equipment.models import Condition, Fault, Order, OrderLine
from sobria.sober.equipment.renewal import plan as plans
from sobria.sober.equipment.renewal.reading import facts_of, planned
from sobria.sober.equipment.repairs import acts
from sobria.sober.equipment.selectors import CODE

DESK = "/bureau/equipements/renouvellement/"
ON = date(2026, 11, 26)
OLD, NEW = date(2020, 3, 1), date(2025, 3, 1)
WINDOWS = {"Système d'exploitation - Nom": "Windows 10", "Prix": "800"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def world() -> None:
    """Eight units planned in 2027: 3 to replace, 1 to repair, 1 to redeploy, 2 to keep, 1 unknown; 4 not planned."""
    device(1, in_service=OLD, quantity=2.0, entity="Voirie")
    device(2, in_service=date(2022, 1, 1), extra=WINDOWS)
    device(3, in_service=NEW, status="under_repair")
    device(4, in_service=NEW, status="in_stock")
    device(5, in_service=NEW, extra=WINDOWS)
    device(6, in_service=NEW, system="Debian 12")
    device(7, in_service=None)
    device(8, status="retired", retired=date(2026, 1, 1))
    device(9, status="ordered", in_service=None)
    device(10, exclusion="laptop-panel")
    device(11, retired=date(2026, 1, 1))


def bought(price: int) -> None:
    order = Order.objects.create(reference="B1", day=date(2026, 1, 5), recorded_at="2026-01-05T00:00:00Z")
    OrderLine.objects.create(
        order=order, rank=1, label="Portable", category="laptop", condition=Condition.NEW, quantity=1, unit_eur=price
    )  # fmt: skip


@pytest.mark.django_db
def test_the_plan_counts_units_by_decision_and_leaves_out_what_is_gone() -> None:
    world()
    found = plans.count(2027, ON)
    assert found.by_decision() == {"keep": 2.0, "repair": 1.0, "redeploy": 1.0, "replace": 3.0, "unknown": 1.0}
    assert found.replaced_by_category() == {"laptop": 3.0}
    assert {group.rule for group in found.groups({"decision": "replace"})} == {"life-served", "system-ended-old"}
    assert len(found.devices({"entite": "Voirie"})) == 1
    assert (found.systems.known, found.systems.not_said) == (3.0, 5.0)


@pytest.mark.django_db
def test_a_device_at_hand_and_the_streamed_one_are_known_the_same_way() -> None:
    world()
    one = device(12, extra=WINDOWS, in_service=None, purchased=OLD)
    Fault.objects.create(device=one, kind="screen", reported_on=date(2026, 1, 1), recorded_at="2026-01-01T00:00:00Z")
    Fault.objects.create(
        device=one, kind="power", state="repaired", reported_on=date(2020, 5, 1), closed_on=date(2020, 6, 1),
        recorded_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    streamed = {found.pk: found.facts for found in planned(ON)}
    assert facts_of([one], on=ON)[one.pk] == streamed[one.pk]
    assert (streamed[one.pk].open_faults, streamed[one.pk].recent_faults) == (1, 1)
    assert streamed[one.pk].system == "Windows 10"


def test_a_fault_changes_the_plan_at_once(officer: User) -> None:
    row = device(1, in_service=NEW)
    changes.changed(CODE)
    assert plans.plan(2027, ON).by_decision()["keep"] == 1.0
    fault = acts.report_fault(row, kind="screen", day=date(2026, 11, 2), by=officer)
    assert plans.plan(2027, ON).by_decision()["repair"] == 1.0
    acts.close_repaired(fault, day=date(2026, 11, 3), hands=acts.Hands("in_house"), by=officer)
    assert plans.plan(2027, ON).by_decision()["keep"] == 1.0


def test_the_page_counts_by_category_and_says_what_replacing_costs(desk: Client) -> None:
    world()
    page = desk.get(DESK).content.decode()
    assert "Plan de renouvellement 2027" in page
    assert "Aucun prix connu" in page
    assert "Intervalle à 90" in page
    bought(700)
    page = desk.get(f"{DESK}?annee=2027").content.decode()
    assert "2\N{NARROW NO-BREAK SPACE}100" in page
    assert "connus pour 100" in page


def test_an_empty_register_says_what_to_do(desk: Client) -> None:
    for address in ("", "equipements/", "simulation/"):
        assert "Importez votre inventaire" in desk.get(DESK + address).content.decode()


def test_each_device_says_its_reason_and_what_lacks(desk: Client) -> None:
    world()
    page = desk.get(f"{DESK}equipements/?annee=2027").content.decode()
    assert "Windows 10 n’aura plus de mises à jour de sécurité (fin le 14 octobre 2025)" in page
    assert "2,8 ans de plus que la durée de vie attendue de sa catégorie (5 ans)" in page
    assert "Il manque la date de mise en service ou d’achat de l’équipement." in page
    only = desk.get(f"{DESK}equipements/?annee=2027&decision=replace&entite=Voirie").content.decode()
    assert "Fiches 1 à 1 sur 1" in only
    assert (
        "Aucun équipement ne répond" in desk.get(f"{DESK}equipements/?decision=redeploy&regle=began").content.decode()
    )
    assert "Fiches 1 à 7 sur 7" in desk.get(f"{DESK}equipements/?decision=nimporte").content.decode()


def test_another_year_gives_another_plan_and_a_wrong_one_the_next(desk: Client) -> None:
    world()
    assert "Plan de renouvellement 2031" in desk.get(f"{DESK}?annee=2031").content.decode()
    for wrong in ("1999", "abc", "２０２７", "20270"):
        assert "Plan de renouvellement 2027" in desk.get(f"{DESK}?annee={wrong}").content.decode()
    assert plans.count(2031, ON).by_decision()["replace"] > plans.count(2027, ON).by_decision()["replace"]


def test_the_file_has_every_device_with_its_reason_and_no_formula(desk: Client) -> None:
    world()
    device(12, item="=CMD()", in_service=NEW)
    text = desk.get(f"{DESK}equipements/plan.csv?annee=2027").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 8
    assert {row["Proposition"] for row in rows} == {"garder", "réparer", "redéployer", "remplacer", "à compléter"}
    assert rows[1]["Fin des mises à jour"] == "2025-10-14"
    assert rows[-1]["Identifiant"] == "'=CMD()"
    some = desk.get(f"{DESK}equipements/plan.csv?annee=2027&decision=repair").getvalue().decode()
    assert some.count("\n") == 2


def test_a_simulation_is_in_the_address_and_says_what_it_spares(desk: Client) -> None:
    world()
    bought(700)
    first = desk.get(f"{DESK}simulation/?annee=2027").content.decode()
    assert "Écrivez des années de plus" in first
    page = desk.get(f"{DESK}simulation/?annee=2027&plus-laptop=2").content.decode()
    assert "2\N{NARROW NO-BREAK SPACE}100" in page
    assert 'value="2"' in page
    assert "Puis 0,5 par an" in page  # 8 units: 8 ÷ 5 − 8 ÷ 7 = 0.46
    half = desk.get(f"{DESK}simulation/?plus-laptop=0,5&annee=2027")
    assert half.status_code == 200
    assert 'value="0,5"' in half.content.decode()


@pytest.mark.parametrize("typed", ["11", "-1", "beaucoup"])
def test_years_that_mean_nothing_are_refused_in_a_sentence(desk: Client, typed: str) -> None:
    world()
    answer = desk.get(f"{DESK}simulation/?plus-laptop={typed}")
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_the_rules_are_listed_with_their_thresholds_and_sources(desk: Client) -> None:
    page = desk.get(f"{DESK}regles/").content.decode()
    assert "au moins 3 pannes en 24 mois" in page
    assert "14 octobre 2025" in page
    assert "Microsoft, lifecycle of Windows 10" in page


def test_pages_and_file_ask_as_many_queries_for_many_devices(desk: Client) -> None:
    def queries(address: str) -> int:
        desk.get(DESK + address)
        with CaptureQueriesContext(connection) as captured:
            answer = desk.get(DESK + address)
            list(answer.streaming_content if answer.streaming else [])
        return len(captured)

    addresses = (
        "",
        "equipements/",
        "equipements/?decision=replace",
        "simulation/?plus-laptop=1",
        "equipements/plan.csv",
    )
    world()
    changes.changed(CODE)
    few = [queries(one) for one in addresses]
    for number in range(20, 90):
        device(number, entity=f"Direction {number}", in_service=OLD)
    changes.changed(CODE)
    assert [queries(one) for one in addresses] == few
    assert max(few) <= 8


def test_the_plan_is_for_staff(client: Client, reading_desk: Client) -> None:
    assert client.get(DESK).status_code == 302
    assert reading_desk.get(DESK).status_code == 200
