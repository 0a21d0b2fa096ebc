"""Proofs of erasure received: what is kept, what is refused, and which devices may leave then."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.worlds import erasure as files
from tests.worlds.devices import NOW, device
from tests.worlds.erasure import Wipe
from tests.worlds.people import PASSWORD

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.engine.erasure.reading import read
from sobria.engine.erasure.settling import settled
from sobria.engine.messages import Refusal
from sobria.sober.equipment.erasure.placing import Placed, place
from sobria.sober.equipment.erasure.services import (
    Received,
    confirm_removal,
    declare_drive,
    receive,
    record_erasures,
    record_removal,
)
from sobria.sober.equipment.life.acts import perform
from sobria.sober.equipment.life.moving import Details
from sobria.sober.equipment.models import Certificate, Device, Drive, LifeEvent, Removal

DAY = date(2026, 11, 18)
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def calendar(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def colleague(db: None) -> User:
    return create_user(email="collegue@lutece.example", password=PASSWORD, role=Role.AGENT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def said(folder: Path, content: bytes | str) -> Any:
    path = folder / "certificats.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return settled([read(path)], now=datetime.now(UTC), zone=UTC)


def given(folder: Path, content: bytes | str, by: User) -> Received:
    return receive(said(folder, content), by=by)


def row(drive: str, *, device: str = "", outcome: str = "effacé", at: str = "2026-11-20 10:00") -> str:
    return f"{drive};{device};{outcome};{at};clear;"


def retired(by: User, number: int = 1, *drives: str, **values: Any) -> Device:
    one = device(number, **values)
    for serial in drives:
        declare_drive(one, serial=serial, by=by)
    perform([one.pk], "retire", by=by, details=Details(day=DAY))
    return one


def state(one: Device) -> str | None:
    return Device.objects.get(pk=one.pk).status


def codes(placed: Placed) -> list[str]:
    return [one.code for one in placed.faults]


def test_a_retired_device_is_erased_once_each_of_its_drives_has_its_proof(officer: User, folder: Path) -> None:
    one = retired(officer, 1, "WD 1", "WD 2")
    first = given(folder, files.table(row("wd1")), officer)
    assert (first.erased, state(one)) == ((), "retired")
    second = given(folder, files.table(row("WD.2")), officer)
    assert (second.erased, state(one)) == ((one.pk,), "erased")
    kept = Certificate.objects.get(drive__serial="WD2")
    assert (kept.outcome, kept.finished_on, kept.received_by, kept.line) == ("erased", date(2026, 11, 20), officer, 2)
    assert len(kept.sha256) == 64


@pytest.mark.parametrize("outcome", ["avertissement", "échec"])
def test_a_warning_or_a_failure_is_kept_and_holds_the_device(officer: User, folder: Path, outcome: str) -> None:
    one = retired(officer, 1, "WD1")
    given(folder, files.table(row("WD1", outcome=outcome)), officer)
    assert Certificate.objects.count() == 1
    assert state(one) == "retired"
    given(folder, files.table(row("WD1", at="2026-11-21 10:00")), officer)
    assert state(one) == "erased"


def test_a_later_failure_takes_the_proof_away(officer: User, folder: Path) -> None:
    one = retired(officer, 1, "WD1", "WD2")
    given(folder, files.table(row("WD1"), row("WD1", outcome="échec", at="2026-11-21 10:00"), row("WD2")), officer)
    assert state(one) == "retired"


def test_the_same_file_twice_changes_nothing(officer: User, folder: Path) -> None:
    retired(officer, 1, "WD1")
    content = files.table(row("WD1"), row("WD1"))
    assert len(given(folder, content, officer).placed.new) == 1
    events, acts = Event.objects.count(), LifeEvent.objects.count()
    again = given(folder, content, officer)
    assert (again.placed.unchanged, again.placed.writes, again.erased) == (1, False, ())
    assert (Certificate.objects.count(), Event.objects.count(), LifeEvent.objects.count()) == (1, events, acts)


def test_a_certificate_against_one_of_the_same_instant_is_refused(officer: User, folder: Path) -> None:
    retired(officer, 1, "WD1")
    given(folder, files.table(row("WD1", outcome="échec")), officer)
    assert codes(given(folder, files.table(row("WD1")), officer).placed) == ["erasure-contradicts-kept"]
    assert Certificate.objects.get().outcome == "failed"


def test_a_drive_nobody_knows_joins_the_only_device_the_certificate_names(officer: User, folder: Path) -> None:
    one = retired(officer, 1, serial="5cg 1234.xyz")
    received = given(folder, files.nwipe_pdf(Wipe("WD7", system="5CG1234XYZ")), officer)
    assert received.placed.drives == {"WD7": one.pk}
    assert (Drive.objects.get().declared_by, state(one)) == (officer, "erased")


def test_a_drive_that_cannot_be_placed_is_refused_and_the_others_pass(officer: User, folder: Path) -> None:
    retired(officer, 1, "WD1")
    device(2, serial="TWIN")
    device(3, serial="twin", item="autre")
    device(4, serial="LOT", quantity=3)
    table = files.table(
        row("WD1"),
        row("X1"),
        row("X2", device="NOBODY"),
        row("X3", device="TWIN"),
        row("X4", device="LOT"),
    )
    placed = given(folder, table, officer).placed
    assert codes(placed) == [
        "erasure-drive-unknown",
        "erasure-device-unknown",
        "erasure-device-several",
        "erasure-device-batch",
    ]
    assert [one.number for one in placed.faults] == [3, 4, 5, 6]
    assert all(one.sentence("fr") != one.sentence("en") for one in placed.faults)
    assert Certificate.objects.count() == 1


def test_a_certificate_of_before_the_last_day_of_service_is_kept_and_said_not_to_count(
    officer: User, folder: Path
) -> None:
    one = device(1, status="in_stock")
    declare_drive(one, serial="WD1", by=officer)
    perform([one.pk], "deploy", by=officer, details=Details(day=DAY))
    perform([one.pk], "retire", by=officer, details=Details(day=DAY))
    received = given(folder, files.table(row("WD1", at="2026-11-10 10:00")), officer)
    assert [line.drive_serial for line in received.placed.before_service] == ["WD1"]
    assert (Certificate.objects.count(), state(one)) == (1, "retired")


def test_a_table_of_serials_declares_the_drives_of_many_devices(officer: User, folder: Path) -> None:
    first, _second = device(1, serial="A1"), device(2, serial="B1")
    declare_drive(first, serial="WD1", by=officer)
    table = "Numéro de série de l’équipement;Numéro de série du support\nA1;wd1\nB1;WD2\nB1;WD1\nC1;WD3\n"
    placed = given(folder, table, officer).placed
    assert (placed.declared, placed.known) == (1, 1)
    assert codes(placed) == ["erasure-drive-elsewhere", "erasure-device-unknown"]
    assert dict(Drive.objects.values_list("serial", "device__serial")) == {"WD1": "A1", "WD2": "B1"}


def test_a_look_says_the_same_as_the_receipt_and_writes_nothing(officer: User, folder: Path) -> None:
    one = retired(officer, 1, "WD1")
    reading = said(folder, files.table(row("WD1"), row("X1")))
    seen = place(reading)
    assert Certificate.objects.count() == 0
    assert receive(reading, by=officer).placed == seen
    assert state(one) == "erased"


def test_the_journal_tells_the_receipt_without_any_serial(officer: User, folder: Path) -> None:
    one = retired(officer, 1, "WD1")
    given(folder, files.table(row("WD1"), row("X1")), officer)
    event = Event.objects.filter(kind="equipment.certificates-received").get()
    assert event.content["data"]["certificates"] == {"erased": 1, "warning": 0, "failed": 0}
    assert event.content["data"]["devices"] == [one.pk]
    assert "WD1" not in event.document


def test_only_writers_of_the_equipment_receive(auditor: User, folder: Path) -> None:
    with pytest.raises(PermissionDenied):
        given(folder, files.table(row("WD1")), auditor)


def test_a_thousand_certificates_take_as_many_queries_as_one(
    officer: User, folder: Path, django_assert_max_num_queries: Any
) -> None:
    rows = [device(number) for number in range(1, 301)]
    drives = [Drive(device=one, serial=f"WD{one.pk}", declared_at=NOW) for one in rows]
    Drive.objects.bulk_create(drives)
    perform([one.pk for one in rows], "retire", by=officer, details=Details(day=DAY))
    reading = said(folder, files.table(*(row(one.serial) for one in drives)))
    with django_assert_max_num_queries(60):
        assert len(receive(reading, by=officer).erased) == 300


def test_a_drive_is_in_one_device_only(officer: User) -> None:
    one, other = device(1), device(2)
    assert declare_drive(one, serial="wd 1", by=officer) == declare_drive(one, serial="WD1", by=officer)
    with pytest.raises(Refusal, match="already declared"):
        declare_drive(other, serial="WD.1", by=officer)
    with pytest.raises(Refusal, match="no drive serial"):
        declare_drive(other, serial=" . ", by=officer)
    with pytest.raises(Refusal, match="separate"):
        declare_drive(device(3, quantity=4), serial="WD3", by=officer)


def test_a_removal_holds_once_its_witness_saw_it(officer: User, colleague: User) -> None:
    one = retired(officer, 1, "WD1")
    drive = Drive.objects.get()
    removal = record_removal(one, drive=drive, day=DAY, fate="détruit", witness=colleague, by=officer)
    assert record_erasures([one.pk], by=officer) == ()
    with pytest.raises(Refusal, match="another witness"):
        confirm_removal(removal, by=officer)
    assert confirm_removal(removal, by=colleague) == (one.pk,)
    assert state(one) == "erased"
    with pytest.raises(Refusal, match="confirmed already"):
        confirm_removal(removal, by=colleague)


def test_nobody_is_their_own_witness_and_a_witness_has_a_role(officer: User) -> None:
    one = retired(officer, 1, "WD1")
    stranger = create_user(email="habitant@lutece.example", password=PASSWORD, role=Role.RESIDENT)
    for witness in (officer, stranger):
        with pytest.raises(Refusal):
            record_removal(one, drive=Drive.objects.get(), day=DAY, fate="", witness=witness, by=officer)
    assert Removal.objects.count() == 0


def test_a_device_holds_none_only_before_a_witness_and_without_any_drive(officer: User, colleague: User) -> None:
    one, other = retired(officer, 1), retired(officer, 2, "WD1")
    told: dict[str, Any] = {"drive": None, "day": DAY, "fate": "", "witness": colleague, "by": officer}
    with pytest.raises(Refusal, match="has drives declared"):
        record_removal(other, **told)
    removal = record_removal(one, **told)
    with pytest.raises(Refusal, match="already stated"):
        record_removal(one, **told)
    assert confirm_removal(removal, by=colleague) == (one.pk,)


def test_a_removal_that_waits_may_be_given_another_witness(officer: User, colleague: User) -> None:
    absent = create_user(email="absent@lutece.example", password=PASSWORD, role=Role.AGENT)
    one = retired(officer)
    drive = declare_drive(one, serial="W-1", by=officer)
    told = {"drive": drive, "day": DAY, "fate": "détruit", "by": officer}
    first = record_removal(one, witness=absent, **told | {"day": DAY - timedelta(days=1)})
    second = record_removal(one, witness=colleague, **told)
    assert first.pk == second.pk
    with pytest.raises(Refusal):
        confirm_removal(second, by=absent)
    assert confirm_removal(second, by=colleague) == (one.pk,)


def test_a_removal_is_of_a_drive_of_the_device_once_and_not_of_tomorrow(officer: User, colleague: User) -> None:
    one, other = retired(officer, 1, "WD1"), retired(officer, 2)
    drive = Drive.objects.get()
    with pytest.raises(Refusal, match="not in device"):
        record_removal(other, drive=drive, day=DAY, fate="", witness=colleague, by=officer)
    with pytest.raises(Refusal, match="future"):
        record_removal(one, drive=drive, day=date(2026, 12, 1), fate="", witness=colleague, by=officer)
    record_removal(one, drive=drive, day=DAY, fate="", witness=colleague, by=officer)
    with pytest.raises(Refusal, match="already recorded"):
        record_removal(one, drive=drive, day=DAY, fate="", witness=colleague, by=officer)
