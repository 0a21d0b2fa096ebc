"""Ways to let a device leave without its proofs: each was tried, each is refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.worlds.devices import NOW, device
from tests.worlds.importing import import_file
from tests.worlds.people import PASSWORD

from sobria.city.journal.models import Event, PersonalValue
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.city.registers.models import Reject
from sobria.engine.messages import Refusal
from sobria.sober.equipment import services
from sobria.sober.equipment.erasure.services import confirm_removal, declare_drive, record_removal
from sobria.sober.equipment.life.acts import perform, separate
from sobria.sober.equipment.life.clearance import clearances
from sobria.sober.equipment.life.moving import Details, Moved
from sobria.sober.equipment.models import Certificate, Device, Drive, LifeEvent, Outcome, WasteSlip

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def calendar(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def witness(db: None) -> User:
    return create_user(email="temoin@lutece.example", password=PASSWORD, role=Role.AGENT)


def act(one: Device, code: str, by: User, day: date = DAY, **told: Any) -> Moved:
    done = perform([one.pk], code, by=by, details=Details(day, **told))
    one.refresh_from_db()
    return done


def leave(one: Device, by: User) -> str:
    """Why it may not go to another public body; empty when it went."""
    done = act(one, "hand_over", by, route="public_body", reference="Acte 1", receiver="Lycée")
    return done.refused[0].code if done.refused else ""


def erased(one: Device, serial: str = "D-1") -> None:
    drive = Drive.objects.create(device=one, serial=serial, declared_at=NOW)
    at = datetime.combine(DAY, datetime.min.time(), UTC)
    told: dict[str, Any] = {"finished_at": at, "finished_on": DAY, "received_at": NOW, "sha256": "0" * 64}
    Certificate.objects.create(drive=drive, outcome=Outcome.ERASED, file_name="c.csv", **told)


def correct(one: Device, by: User, **values: Any) -> None:
    services.update_device(one, values=values, seen=one.updated_at, by=by)


def lacks(one: Device) -> list[str]:
    return [code for code, _places in clearances([one.pk])[one.pk].missing]


def test_the_proof_of_one_is_not_that_of_ten(officer: User) -> None:
    one, batch = device(1), device(2, quantity=10)
    erased(one)
    with pytest.raises(Refusal, match="quantity"):
        correct(one, officer, quantity=10.0)
    act(batch, "retire", officer)
    assert leave(batch, officer) == "life-batch"


def test_what_is_out_of_use_is_not_said_to_hold_less(officer: User) -> None:
    one = device(1, drive_count=2, is_secured=True)
    correct(one, officer, drive_count=3)
    act(one, "retire", officer)
    erased(one)
    for eased in ({"drive_count": 1}, {"drive_count": None}, {"is_secured": False}):
        with pytest.raises(Refusal, match="no longer serves"):
            correct(one, officer, **eased)
    assert leave(one, officer) == "life-not-clear"


def test_a_file_does_not_turn_a_retired_laptop_into_a_monitor(desk: Client, officer: User) -> None:
    line = "serial;category;in_service\nSN-A;%s;2022-01-01\n"
    import_file(desk, (line % "laptop").encode())
    one = Device.objects.get()
    act(one, "retire", officer)
    again = import_file(desk, (line % "monitor").encode(), name="corrige.csv")
    assert [row.code for row in Reject.objects.filter(source=again)] == ["import-kept-media"]
    assert leave(one, officer) == "life-not-clear"


def test_nothing_left_of_before_it_served_again_is_to_be_said_anew(officer: User, witness: User) -> None:
    one = device(1)
    act(one, "retire", officer, date(2026, 10, 1))
    told: dict[str, Any] = {"drive": None, "fate": "", "witness": witness, "by": officer}
    confirm_removal(record_removal(one, day=date(2026, 10, 2), **told), by=witness)
    one.refresh_from_db()
    act(one, "reinstate", officer, date(2026, 10, 3))
    act(one, "deploy", officer, date(2026, 10, 4))
    act(one, "retire", officer)
    assert lacks(one) == ["clearance-old-removal"]
    confirm_removal(record_removal(one, day=DAY, **told), by=witness)
    assert Device.objects.get(pk=one.pk).status == "erased"


def test_a_drive_taken_out_before_it_served_again_says_nothing_of_the_next_one(officer: User, witness: User) -> None:
    one = device(1)
    drive = declare_drive(one, serial="D-1", by=officer)
    told: dict[str, Any] = {"fate": "", "witness": witness, "by": officer}
    confirm_removal(record_removal(one, drive=drive, day=date(2026, 10, 2), **told), by=witness)
    act(one, "send_to_repair", officer, date(2026, 10, 3))
    act(one, "return_repaired", officer, date(2026, 10, 9))
    act(one, "retire", officer)
    assert lacks(one) == ["clearance-old-removal"]
    with pytest.raises(DatabaseError, match="put in since"), transaction.atomic():
        LifeEvent.objects.create(
            device=one, rank=4, act="erase", before="retired", after="erased", day=DAY, at=NOW, by=officer
        )
    erased(one, "D-2")
    assert lacks(one) == []


def test_a_refusal_names_states_and_acts_in_the_language_of_the_reader(officer: User) -> None:
    (refused,) = act(device(1), "dismantle", officer).refused
    told = Refusal(refused.code, **refused.params)
    assert "“in service”: “Dismantle for parts”" in told.sentence("en")
    assert "« en service » : « Démonter pour pièces »" in told.sentence("fr")
    with pytest.raises(Refusal) as lacking:
        act(device(2, matched_category="monitor", status="retired"), "hand_over", officer)
    assert "voie de sortie, référence de l’acte de cession, qui le reçoit" in lacking.value.sentence("fr")


def test_secured_media_enter_no_lot(officer: User) -> None:
    one = device(1, is_secured=True)
    act(one, "retire", officer)
    erased(one)
    with pytest.raises(Refusal, match="secured media"):
        services.offer([one.pk], by=officer, day=DAY)


def test_waste_is_not_taken_away_before_it_was_retired(officer: User) -> None:
    one = device(1, matched_category="monitor")
    act(one, "retire", officer)
    slip = WasteSlip.objects.create(number="BSD-1", taker="Éco-organisme", day=date(2026, 1, 5), recorded_at=NOW)
    assert act(one, "scrap", officer, slip=slip).refused[0].code == "life-before-last"


def test_the_journal_does_not_publish_who_bought_a_device(officer: User) -> None:
    one = device(1, matched_category="monitor")
    act(one, "retire", officer)
    act(one, "hand_over", officer, route="sale", reference="Vente 4", receiver="Camille Martin")
    event = Event.objects.get(kind="equipment.hand_over")
    assert "Camille" not in event.document
    assert PersonalValue.objects.get(event=event, name="receiver").value == "Camille Martin"


def test_what_holds_no_data_is_not_said_to_be_erased(officer: User) -> None:
    one = device(1, matched_category="monitor")
    act(one, "retire", officer)
    assert act(one, "erase", officer).refused[0].code == "life-no-storage"


@pytest.mark.parametrize("state", ["retire", "redeploy"])
def test_units_set_apart_keep_the_story_of_their_batch(officer: User, state: str) -> None:
    batch = device(1, quantity=3, serial=None)
    act(batch, state, officer, entity="Écoles" if state == "redeploy" else "")
    unit = separate(batch, by=officer)[0]
    with pytest.raises(Refusal, match="history"):
        services.delete_device(unit, seen=unit.updated_at, by=officer)
    with pytest.raises(Refusal, match="follow its acts"):
        correct(unit, officer, status="in_stock", retired=None)
    correct(unit, officer, serial="SN-NEW")
    with pytest.raises(Refusal, match="follow its acts"):
        correct(unit, officer, serial="SN-OTHER")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE equipment_drive SET serial = 'OTHER'",
        "UPDATE equipment_drive SET device_id = (SELECT MAX(id) FROM equipment_device)",
        "DELETE FROM equipment_drive",
        "UPDATE equipment_device SET quantity = 2",
        "UPDATE equipment_device SET serial = 'OTHER' WHERE status = 'retired'",
        "UPDATE equipment_device SET matched_category = 'monitor'",
        "UPDATE equipment_device SET drive_count = 1",
        "UPDATE equipment_device SET is_secured = FALSE",
    ],
)
def test_the_database_keeps_what_asks_for_a_proof(officer: User, statement: str) -> None:
    one = device(1, drive_count=2, is_secured=True)
    Drive.objects.create(device=one, serial="D-1", declared_at=NOW)
    act(one, "retire", officer)
    device(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
def test_a_device_is_not_written_over(officer: User) -> None:
    one = device(1)
    act(one, "retire", officer)
    names = [field.column for field in Device._meta.concrete_fields]
    values = ["'monitor'" if name == "matched_category" else name for name in names]
    statement = f"INSERT OR REPLACE INTO equipment_device ({', '.join(names)}) SELECT {', '.join(values)}"
    with pytest.raises(DatabaseError, match="written over"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement} FROM equipment_device")
