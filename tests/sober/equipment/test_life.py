"""The life of a device: its acts, what they refuse, and what the database refuses by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.worlds.devices import NOW, device
from tests.worlds.importing import import_file
from tests.worlds.people import PASSWORD

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.city.registers.imports.undoing import undo
from sobria.city.registers.models import Reject
from sobria.engine.equipment.life import acts, states
from sobria.engine.messages import Refusal
from sobria.sober.equipment import services
from sobria.sober.equipment.life.acts import perform, separate
from sobria.sober.equipment.life.clearance import clearances
from sobria.sober.equipment.life.moving import Details, move, preview
from sobria.sober.equipment.models import Certificate, Device, Drive, LifeEvent, Outcome, Removal, WasteSlip
from sobria.sober.equipment.register import EQUIPMENT

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def calendar(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))


def details(**told: Any) -> Details:
    return Details(**({"day": DAY} | told))


def drive_of(one: Device, *, outcome: str | None = Outcome.ERASED, day: date = DAY, serial: str = "") -> Drive:
    drive = Drive.objects.create(device=one, serial=serial or f"DRIVE{one.pk}", declared_at=NOW)
    if outcome:
        certify(drive, outcome=outcome, day=day)
    return drive


def certify(drive: Drive, *, outcome: str, day: date) -> Certificate:
    at = datetime.combine(day, datetime.min.time(), UTC)
    values: dict[str, Any] = {"finished_at": at, "finished_on": day, "received_at": NOW, "sha256": "0" * 64}
    return Certificate.objects.create(drive=drive, outcome=outcome, file_name="c.csv", **values)


def lacks(one: Device) -> list[str]:
    return [code for code, _places in clearances([one.pk])[one.pk].missing]


def retired(by: User, number: int = 1, **values: Any) -> Device:
    one = device(number, **values)
    perform([one.pk], "retire", by=by, details=details())
    return one


def test_every_way_leads_to_a_known_state() -> None:
    known = set(states())
    assert all(act.before <= known and act.after in known for act in acts().values())


def test_an_act_changes_the_state_and_writes_one_event_whatever_the_number(officer: User) -> None:
    pair = [device(1), device(2)]
    before = Event.objects.count()
    moved = perform([one.pk for one in pair], "retire", by=officer, details=details(note="fin de garantie"))
    assert moved.done == tuple(one.pk for one in pair)
    assert list(Device.objects.values_list("status", "retired")) == [("retired", DAY), ("retired", DAY)]
    assert list(LifeEvent.objects.values_list("rank", "before", "after")) == [(1, "in_service", "retired")] * 2
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("sequence").content["data"]["devices"] == [one.pk for one in pair]


def test_devices_that_cannot_are_listed_and_do_not_block_the_others(officer: User) -> None:
    good, already, late = device(1), device(2, status="retired"), device(3, in_service=date(2026, 11, 22))
    moved = perform([good.pk, already.pk, late.pk, 999], "retire", by=officer, details=details())
    assert moved.done == (good.pk,)
    assert {(one.device, one.code) for one in moved.refused} == {
        (already.pk, "life-no-way"),
        (late.pk, "life-before-bought"),
        (999, "life-unknown-device"),
    }
    assert Device.objects.get(pk=already.pk).life.count() == 0


def test_a_preview_says_the_same_and_changes_nothing(officer: User) -> None:
    pair = [device(1).pk, device(2, status="retired").pk]
    seen = preview(pair, "retire", details())
    assert LifeEvent.objects.count() == 0
    assert perform(pair, "retire", by=officer, details=details()) == seen


def test_only_writers_of_the_equipment_act(auditor: User) -> None:
    steward = create_user(email="autre@lutece.example", password=PASSWORD, role=Role.AGENT)
    for person in (auditor, steward):
        with pytest.raises(PermissionDenied):
            perform([device(person.pk).pk], "retire", by=person, details=details())


def test_an_act_says_what_it_needs_and_is_not_of_tomorrow(officer: User) -> None:
    one = device(1, status="in_stock")
    with pytest.raises(Refusal, match="entity"):
        perform([one.pk], "redeploy", by=officer, details=details())
    with pytest.raises(Refusal, match="future"):
        perform([one.pk], "redeploy", by=officer, details=details(entity="Écoles", day=date(2026, 12, 1)))
    perform([one.pk], "redeploy", by=officer, details=details(entity="Écoles"))
    one.refresh_from_db()
    assert (one.status, one.entity) == ("redeployed", "Écoles")


def test_acts_follow_each_other_in_time(officer: User) -> None:
    one = retired(officer)
    moved = perform([one.pk], "reinstate", by=officer, details=details(day=date(2026, 11, 19)))
    assert moved.refused[0].code == "life-before-last"


@pytest.mark.parametrize("outcome", [Outcome.WARNING, Outcome.FAILED])
def test_only_erased_passes(officer: User, outcome: str) -> None:
    one = retired(officer)
    drive_of(one, outcome=outcome)
    assert lacks(one) == ["clearance-bad-proof"]
    with pytest.raises(Refusal, match="warning"):
        services.offer([one.pk], by=officer, day=DAY)


def test_every_drive_needs_its_proof_and_the_latest_counts(officer: User) -> None:
    one = retired(officer, drive_count=2)
    assert lacks(one) == ["clearance-no-drive"]
    first = drive_of(one)
    assert lacks(one) == ["clearance-too-few"]
    drive_of(one, serial="SECOND", outcome=None)
    assert lacks(one) == ["clearance-no-proof"]
    certify(Drive.objects.get(serial="SECOND"), outcome=Outcome.ERASED, day=DAY)
    assert lacks(one) == []
    certify(first, outcome=Outcome.FAILED, day=date(2026, 11, 21))
    assert lacks(one) == ["clearance-bad-proof"]


def test_a_certificate_of_before_the_last_day_of_service_proves_nothing(officer: User) -> None:
    one = device(1, status="in_stock")
    drive_of(one, day=date(2026, 11, 1))
    perform([one.pk], "deploy", by=officer, details=details(day=date(2026, 11, 10)))
    perform([one.pk], "retire", by=officer, details=details())
    assert lacks(one) == ["clearance-old-proof"]


def test_a_certificate_of_long_before_the_retirement_proves_nothing(officer: User) -> None:
    one = retired(officer)
    drive_of(one, day=DAY - timedelta(days=32))
    assert lacks(one) == ["clearance-old-proof"]
    certify(Drive.objects.get(), outcome=Outcome.ERASED, day=DAY - timedelta(days=31))
    assert lacks(one) == []


def test_a_removed_drive_counts_once_its_witness_has_confirmed(officer: User, auditor: User) -> None:
    one = retired(officer)
    drive = drive_of(one, outcome=Outcome.WARNING)
    removal = Removal.objects.create(
        device=one, drive=drive, day=DAY, by=officer, witness=auditor, recorded_at=NOW, fate="broyé"
    )
    assert lacks(one) == ["clearance-no-witness"]
    Removal.objects.filter(pk=removal.pk).update(confirmed_at=NOW)
    assert lacks(one) == []
    services.offer([one.pk], by=officer, day=DAY)


def test_a_monitor_has_nothing_to_erase(officer: User) -> None:
    one = retired(officer, matched_category="monitor")
    assert lacks(one) == []
    services.offer([one.pk], by=officer, day=DAY)


def test_the_door_is_all_or_nothing(officer: User) -> None:
    clear, unclear = retired(officer, 1, matched_category="monitor"), retired(officer, 2)
    with pytest.raises(Refusal):
        services.offer([clear.pk, unclear.pk], by=officer, day=DAY)
    assert Device.objects.filter(status="offered").count() == 0


def test_a_gift_goes_through_an_offer_and_other_exits_do_not(officer: User) -> None:
    one = retired(officer, matched_category="monitor")
    told = {"reference": "Acte 12", "receiver": "Association"}
    direct = perform([one.pk], "hand_over", by=officer, details=details(route="association", **told))
    assert direct.refused[0].code == "life-route-association"
    services.offer([one.pk], by=officer, day=DAY)
    sold = perform([one.pk], "hand_over", by=officer, details=details(route="sale", **told))
    assert sold.refused[0].code == "handling-in-lot"
    with pytest.raises(Refusal, match="withdraw the offer"):
        move([one.pk], "hand_over", by=officer, details=details(route="sale", **told), strict=True)
    services.hand_over([one.pk], by=officer, day=DAY, values_eur={}, **told)
    assert LifeEvent.objects.latest("pk").route == "association"


def test_waste_has_a_slip(officer: User) -> None:
    one = retired(officer, matched_category="monitor")
    with pytest.raises(Refusal, match="slip"):
        perform([one.pk], "scrap", by=officer, details=details())
    slip = WasteSlip.objects.create(number="BSD-1", taker="Éco-organisme", day=DAY, mass_kg=5, recorded_at=NOW)
    perform([one.pk], "scrap", by=officer, details=details(slip=slip))
    assert Device.objects.get(pk=one.pk).status == "waste"


def test_a_batch_is_separated_before_its_units_are_offered(officer: User) -> None:
    batch = device(1, quantity=4, matched_category="monitor")
    perform([batch.pk], "retire", by=officer, details=details())
    with pytest.raises(Refusal, match="separate them"):
        services.offer([batch.pk], by=officer, day=DAY)
    apart = separate(batch, by=officer)
    assert len(apart) == 3
    assert list(Device.objects.values_list("quantity", "status", "retired")) == [(1, "retired", DAY)] * 4
    assert len(services.offer([batch.pk, *(one.pk for one in apart)], by=officer, day=DAY).done) == 4


def test_a_form_does_not_undo_an_act_nor_reach_a_later_state(officer: User) -> None:
    one = retired(officer)
    one.refresh_from_db()
    with pytest.raises(Refusal, match="follow its acts"):
        services.update_device(one, values={"status": "in_service"}, seen=one.updated_at, by=officer)
    fresh = device(2)
    with pytest.raises(Refusal, match="reached by an act"):
        services.update_device(fresh, values={"status": "waste"}, seen=fresh.updated_at, by=officer)
    with pytest.raises(Refusal, match="history"):
        services.delete_device(one, seen=one.updated_at, by=officer)


def inserted(act: str, before: str, after: str) -> str:
    names = "device_id, rank, act, before, after, day, at, note, entity, site, route, reference, receiver"
    values = f"id, 2, '{act}', '{before}', '{after}', '2026-11-21', '2026-11-21', '', '', '', '', '', ''"
    return f"INSERT INTO equipment_lifeevent ({names}) SELECT {values} FROM equipment_device"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE equipment_device SET status = 'in_service'",
        "UPDATE equipment_device SET status = 'handed_over'",
        "UPDATE equipment_device SET retired = NULL",
        "DELETE FROM equipment_lifeevent",
        "UPDATE equipment_lifeevent SET day = '2020-01-01'",
        inserted("offer", "retired", "offered"),
        inserted("deploy", "in_stock", "in_service"),
    ],
)
def test_the_database_refuses_what_no_act_did(officer: User, statement: str) -> None:
    retired(officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_a_device_born_late_in_its_life(db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        device(1, status="handed_over")
    fresh = device(2)
    with pytest.raises(DatabaseError), transaction.atomic():
        Device.objects.filter(pk=fresh.pk).update(status="erased")


def test_a_file_does_not_undo_an_act_and_says_which_line_was_set_aside(desk: Client, officer: User) -> None:
    states = {"PC-1": "En service", "PC-2": "En service"}
    import_file(desk, inventory(states), name="avant.csv")
    first = Device.objects.order_by("item")[0]
    perform([first.pk], "retire", by=officer, details=details())
    again = import_file(desk, inventory(states, site="Annexe"), name="ancien.csv")
    assert (again.kept, again.updated) == (1, 1)
    assert [(one.code, one.value) for one in Reject.objects.filter(source=again)] == [
        ("import-kept-life", str(first.pk))
    ]
    first.refresh_from_db()
    assert (first.status, first.retired, first.site) == ("retired", DAY, "Mairie")
    agreed = import_file(
        desk, inventory(states | {"PC-1": "Réformé"}, site="Annexe", left="20/11/2026"), name="neuf.csv"
    )
    assert (agreed.kept, agreed.updated) == (0, 1)
    assert Device.objects.get(pk=first.pk).site == "Annexe"


def test_undoing_an_import_leaves_devices_that_have_a_history(desk: Client, officer: User) -> None:
    found = import_file(desk, inventory({"PC-1": "En service", "PC-2": "En service"}), name="parc.csv")
    kept = Device.objects.order_by("item")[0]
    perform([kept.pk], "retire", by=officer, details=details())
    undone = undo(EQUIPMENT, found, by=officer)
    assert (undone.deleted, undone.kept) == (1, 1)
    assert list(Device.objects.values_list("pk", "status")) == [(kept.pk, "retired")]


def inventory(states: dict[str, str], *, site: str = "Mairie", left: str = "") -> bytes:
    """A table of laptops; only what has left says when."""
    lines = ["Identifiant;Type;Quantité;Statut;Site;Date de sortie"]
    for item, state in states.items():
        lines.append(f"{item};Ordinateur portable;1;{state};{site};{left if state == 'Réformé' else ''}")
    return "\n".join(lines).encode()
