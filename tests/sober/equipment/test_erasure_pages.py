"""The pages of erasure: give certificates, see what lacks, remove a drive before a witness."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds import erasure as files
from tests.worlds.devices import NOW, device
from tests.worlds.erasure import Wipe
from tests.worlds.people import PASSWORD

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.sober.equipment.erasure import import_files
from sobria.sober.equipment.life import guards
from sobria.sober.equipment.life.acts import perform
from sobria.sober.equipment.life.moving import Details
from sobria.sober.equipment.models import Certificate, Device, Drive, Removal

DESK = "/bureau/equipements/effacement/"
DAY = date(2026, 11, 18)
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def calendar(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def fleet(officer: User) -> list[Device]:
    """Forty laptops retired, a drive in each."""
    rows = [device(number) for number in range(1, 41)]
    Drive.objects.bulk_create([Drive(device=one, serial=f"WD{one.item}", declared_at=NOW) for one in rows])
    perform([one.pk for one in rows], "retire", by=officer, details=Details(day=DAY))
    return rows


@pytest.fixture
def witness(db: None) -> User:
    return create_user(email="temoin@lutece.example", password=PASSWORD, role=Role.AGENT)


def give(desk: Client, *contents: bytes) -> str:
    """The address of the look at what was given."""
    uploads = [SimpleUploadedFile(f"certificat-{number}.pdf", one) for number, one in enumerate(contents, start=1)]
    answer = desk.post(DESK + "importer/", {"certificates": uploads})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_forty_laptops_are_erased_but_the_one_with_a_warning(desk: Client, fleet: list[Device]) -> None:
    wipes = [
        Wipe(f"WD{one.item}", hidden="Hidden sectors found!" if one is fleet[0] else "No hidden sectors")
        for one in fleet
    ]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as lot:
        for wipe in wipes:
            lot.writestr(f"{wipe.serial}.pdf", files.pdf([files.drive_page(wipe)]))
    page = give(desk, archive.getvalue())
    looked = text(desk.get(page))
    assert "39 certificats « effacé »" in looked.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Hidden sectors found!" in looked
    assert Certificate.objects.count() == 0
    assert "39 équipements sont maintenant effacés" in text(desk.post(page + "confirmer/", follow=True))
    assert Device.objects.filter(status="erased").count() == 39
    todo = text(desk.get(DESK))
    assert todo.count('<tr><th scope="row">') == 1
    assert "avertissement" in todo


def test_one_device_is_found_among_those_that_wait(desk: Client, fleet: list[Device]) -> None:
    found = text(desk.get(DESK, {"q": fleet[7].serial or fleet[7].item}))
    assert found.count('<tr><th scope="row">') == 1
    assert "40 équipements réformés attendent" in found
    assert "ne porte ce nom ni ce numéro" in text(desk.get(DESK, {"q": "absent"}))


def test_several_files_are_given_at_once_and_refused_lines_are_downloaded(desk: Client, fleet: list[Device]) -> None:
    good = files.nwipe_pdf(Wipe(f"WD{fleet[0].item}"))
    bad = files.table("=cmd;;effacé;2026-11-20;;", "WD9;;fini;2026-11-20;;").encode()
    page = give(desk, good, bad, b"")
    rejects = text(desk.get(page + "refus.csv"))
    assert rejects.count("\r\n") == 4
    assert "'=cmd" in rejects
    assert "certificat-2.pdf;3;" in rejects
    desk.post(page + "confirmer/")
    assert "Rien à écrire" in text(desk.get(page))
    assert desk.post(page + "oublier/").status_code == 302
    assert desk.get(page).status_code == 302
    assert Certificate.objects.count() == 1


def test_no_file_and_an_empty_one_are_told(desk: Client) -> None:
    answer = desk.post(DESK + "importer/")
    assert answer.status_code == 422
    assert "Aucun fichier" in text(answer)
    assert "Le fichier est vide" in text(desk.get(give(desk, b"")))


def test_what_one_person_gave_is_not_shown_to_another(desk: Client) -> None:
    page = give(desk, files.nwipe_pdf(Wipe()))
    other = Client()
    steward = create_user(email="autre@lutece.example", password=PASSWORD, role=Role.AGENT)
    Assignment.objects.create(user=steward, role=Role.STEWARD, scope="equipment", since=DAY)
    other.force_login(steward)
    assert other.get(page).status_code == 302
    assert other.post(page + "oublier/").status_code == 302
    assert desk.get(page).status_code == 200


def test_files_nobody_confirmed_leave_after_a_week(desk: Client, time_machine: Any) -> None:
    page = give(desk, files.nwipe_pdf(Wipe()))
    assert import_files.forget_old() == 0
    time_machine.move_to(datetime.now(UTC).replace(year=2099))
    assert import_files.forget_old() >= 1
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert desk.get(page).status_code == 302


def test_the_list_of_what_lacks_costs_the_same_for_many(desk: Client, fleet: list[Device]) -> None:
    desk.get(DESK)
    with CaptureQueriesContext(connection) as many:
        assert desk.get(DESK).status_code == 200
    guards.drop(connection)
    Drive.objects.exclude(device=fleet[0].pk).delete()
    guards.create(connection)
    with CaptureQueriesContext(connection) as few:
        desk.get(DESK)
    assert len(many) == len(few) <= 20


def test_a_drive_is_declared_then_removed_before_a_witness(desk: Client, officer: User, witness: User) -> None:
    one = device(1)
    perform([one.pk], "retire", by=officer, details=Details(day=DAY))
    page = f"{DESK}{one.pk}/"
    assert desk.post(page + "declarer/", {"serial": "."}).status_code == 422
    assert desk.post(page + "declarer/", {"serial": "wd 77"}).status_code == 302
    told = {"drive": Drive.objects.get().pk, "day": "2026-11-19", "fate": "détruit", "witness": witness.pk}
    assert desk.post(page + "retirer/", told | {"witness": officer.pk}).status_code == 422
    assert desk.post(page + "retirer/", told).status_code == 302
    assert "WD77" in text(desk.get(page))
    seeing = Client()
    seeing.force_login(witness)
    assert "1 retrait attend votre témoignage" in text(seeing.get(DESK + "retraits/"))
    confirm = f"{DESK}retraits/{Removal.objects.get().pk}/confirmer/"
    assert "un autre témoin" in text(desk.post(confirm, follow=True))
    assert "maintenant effacé" in text(seeing.post(confirm, follow=True))
    assert Device.objects.get().status == "erased"


def test_what_is_ready_is_recorded_from_the_list(desk: Client, officer: User) -> None:
    one = device(1)
    drive = Drive.objects.create(device=one, serial="WD1", declared_at=NOW)
    values: dict[str, Any] = {"finished_at": NOW, "finished_on": DAY, "received_at": NOW, "sha256": "0" * 64}
    Certificate.objects.create(drive=drive, outcome="erased", file_name="a.pdf", **values)
    perform([one.pk], "retire", by=officer, details=Details(day=DAY))
    assert f'value="{one.pk}"' in text(desk.get(DESK))
    desk.post(DESK + "constater/", {"devices": f"{one.pk},x,999999"})
    assert Device.objects.get().status == "erased"


def test_every_certificate_is_in_the_index_with_the_one_that_counts(desk: Client, fleet: list[Device]) -> None:
    serial = f"WD{fleet[0].item}"
    page = give(desk, files.nwipe_pdf(Wipe(serial), Wipe(serial, state="FAILED", finished="2026/11/21 10:00:00")))
    desk.post(page + "confirmer/")
    lines = b"".join(desk.get(DESK + "certificats.csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3
    assert [",no," in line for line in lines[1:]] == [True, False]
    assert "2026-11-21T10:00:00+01:00" in lines[2]


def test_who_reads_sees_and_cannot_act(reading_desk: Client, fleet: list[Device]) -> None:
    assert reading_desk.get(DESK).status_code == 200
    assert reading_desk.get(f"{DESK}{fleet[0].pk}/").status_code == 200
    assert "Déclarer un support" not in text(reading_desk.get(f"{DESK}{fleet[0].pk}/"))
    assert reading_desk.post(f"{DESK}{fleet[0].pk}/declarer/", {"serial": "X"}).status_code == 403
    assert reading_desk.get(DESK + "importer/").status_code == 403
