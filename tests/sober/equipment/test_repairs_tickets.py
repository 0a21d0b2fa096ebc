"""A list of tickets becomes faults: what is read, what is set aside and why, and that it may be given twice."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import device, devices

from sobria.city.people.models import User
from sobria.engine.equipment.repair_tickets import decoded, read
from sobria.engine.messages import Refusal
from sobria.sober.equipment.models import Device, Fault
from sobria.sober.equipment.repairs import acts, tickets
from sobria.sober.equipment.repairs.acts import Hands

PAGE = "/bureau/equipements/reparations/importer/"
GLPI = (
    "ID;Titre;Statut;Éléments associés;Date d'ouverture;Date de résolution;Catégorie;Coût total\n"
    "12;Écran noir de Mme Martin;Clos;PC-0001;2026-03-02 09:12;2026-03-09 17:00;Matériel > Écran;120,50 €\n"
    "13;Batterie gonflée;En cours (Attribué);pc-0002;02/04/2026 10:00;;Matériel > Batterie;\n"
    "14;Clavier;Résolu;PC-0003;2026-03-02;;;\n"
    "15;Clavier;Résolu;PC-9999;2026-03-02;2026-03-03;;\n"
    "16;Clavier;Résolu;PC-0003;2026-03-12;2026-03-03;;\n"
    "17;Clavier;Résolu;PC-0003;le 12 mars;2026-03-03;;\n"
    "18;Clavier;Résolu;;2026-03-12;2026-03-13;;\n"
    "19;Clavier;Résolu;PC-0003;2027-03-12;2027-03-13;;\n"
    "20;Écran encore;Clos;PC-0001;2026-03-02;2026-03-04;;\n"
    "21;Clavier;Clos;PC-0003;2020-03-02;2020-03-04;;\n"
    "22;Clavier;Clos;PC-0003;2026-05-02;2026-05-04;;douze\n"
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-26T09:00:00+01:00", tick=False):
        yield


def test_a_glpi_list_gives_faults_and_each_bad_line_its_reason(officer: User) -> None:
    devices(3)
    found = tickets.take(GLPI, by=officer)
    kept = list(Fault.objects.order_by("reported_on").values_list("device__item", "kind", "state", "closed_on", "note"))
    assert kept == [
        ("PC-0001", "screen", "repaired", date(2026, 3, 9), ""),
        ("PC-0002", "battery", "open", None, ""),
    ]
    assert Fault.objects.get(state="repaired").cost_eur == Decimal("120.50")
    assert [(one.line, one.refusal.code) for one in found.rejected] == [
        (4, "ticket-status-undated"),
        (5, "repair-device-none"),
        (6, "ticket-order"),
        (7, "ticket-date"),
        (8, "repair-device-missing"),
        (9, "repair-future"),
        (10, "ticket-twice"),
        (11, "repair-before-began"),
        (12, "ticket-cost"),
    ]
    for one in found.rejected:
        assert "{" not in one.refusal.sentence("fr") + one.refusal.sentence("en")
    assert found.ignored == ("ID",)
    assert set(found.not_kept) == {"Titre", "Catégorie"}
    assert set(Device.objects.values_list("status", flat=True)) == {"in_service"}


def test_the_same_list_again_changes_nothing_and_a_later_one_closes_what_was_open(officer: User) -> None:
    devices(2)
    first = "Numéro de série;Date d'ouverture;Date de résolution\nSN0001;2026-03-02;\nSN0002;2026-03-02;2026-03-05\n"
    tickets.take(first, by=officer)
    again = tickets.take(first, by=officer)
    assert (again.changes, again.unchanged) == (0, 2)
    later = tickets.take(first.replace("SN0001;2026-03-02;", "SN0001;2026-03-02;2026-04-01"), by=officer)
    assert (len(later.closed), later.unchanged) == (1, 1)
    assert set(Fault.objects.values_list("state", "closed_on")) == {
        ("repaired", date(2026, 4, 1)),
        ("repaired", date(2026, 3, 5)),
    }


def test_a_fault_under_repair_here_is_ended_on_its_page(officer: User) -> None:
    fault = acts.report_fault(device(1), kind="screen", day=date(2026, 3, 2), by=officer)
    acts.send(fault, day=date(2026, 3, 3), hands=Hands("in_house"), by=officer)
    found = tickets.plan("Serial number,Opening date,Solve date\nSN0001,2026-03-02,2026-03-09\n")
    assert [one.refusal.code for one in found.rejected] == ["ticket-under-repair"]


@pytest.mark.django_db
def test_a_device_that_has_left_has_a_history_from_before_only() -> None:
    device(1, status="retired", retired=date(2026, 6, 1))
    device(2, status="retired")
    head = "Serial number,Opening date,Solve date\n"
    found = tickets.plan(
        head + "SN0001,2026-03-02,2026-03-09\nSN0001,2026-05-02,2026-06-09\nSN0002,2026-05-02,2026-06-09\n"
    )
    assert len(found.created) == 1
    assert [one.refusal.code for one in found.rejected] == ["ticket-left", "ticket-left-undated"]


def test_two_devices_of_one_name_are_told_apart_by_their_serial_number(officer: User) -> None:
    device(1, item="PC")
    device(2, item="PC")
    head = "Identifiant;Numéro de série;Déclarée le\n"
    found = tickets.plan(f"{head}PC;;2026-03-02\nPC;sn0002;2026-03-02\n")
    assert [one.refusal.code for one in found.rejected] == ["repair-device-several"]
    assert [line.device.serial for line in found.created] == ["SN0002"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_our_own_file_is_read_back_whole(desk: Client, officer: User, prefix: str) -> None:
    one = acts.report_fault(device(1), kind="cooling", day=date(2026, 3, 2), by=officer)
    acts.close_repaired(one, day=date(2026, 3, 4), cost_eur=Decimal("12.5"), hands=Hands("in_house"), by=officer)
    other = acts.report_fault(device(2), kind="damage", day=date(2026, 3, 2), by=officer)
    acts.give_up(other, day=date(2026, 3, 4), reason="Usé", by=officer)
    text = decoded(desk.get(f"{prefix}/bureau/equipements/reparations/pannes.csv?etat=toutes").getvalue())
    back = {one.serial: (one.kind, one.ended, one.cost_eur) for one in read(text).good}
    assert back == {"SN0001": ("cooling", "repaired", Decimal("12.50")), "SN0002": ("damage", "given_up", None)}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "ticket-file-empty"),
        (b"PK\x03\x04zip", "ticket-file-not-text"),
        (b"x" * 1_000_001, "ticket-file-big"),
        ("Titre;Date d'ouverture\nÉcran;2026-01-01\n".encode(), "ticket-file-columns"),
        (b"Serial number;Status\nSN1;New\n", "ticket-file-columns"),
        (b"Serial number;Opening date\n" + b"a;b\n" * 10_001, "ticket-file-lines"),
        (b'Serial number;Opening date\n"SN1;' + b"x" * 200_000, "ticket-file-unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(decoded(raw))
    assert caught.value.code == code
    assert "{" not in caught.value.sentence("fr") + caught.value.sentence("en")


def test_an_old_windows_file_is_read_with_its_accents() -> None:
    raw = "Numéro de série;Déclarée le;Panne\nSN1;2026-01-01;Mémoire\n".encode("cp1252")
    assert [one.kind for one in read(decoded(raw)).good] == ["memory"]


def test_the_page_shows_what_will_be_done_then_does_it_and_gives_the_bad_lines_back(desk: Client) -> None:
    devices(3)
    page = desk.post(PAGE, {"file": SimpleUploadedFile("tickets.csv", GLPI.encode())}).content.decode()
    assert "2 pannes à enregistrer ; rien n’est encore écrit" in page
    assert not Fault.objects.exists()
    assert "« PC-9999 »" in desk.post(f"{PAGE}rejets.csv", {"text": GLPI}).content.decode()
    done = desk.post(PAGE, {"text": GLPI}, follow=True).content.decode()
    assert "Pannes nouvelles : 2 ; pannes closes : 0 ; déjà connues : 0 ; lignes refusées : 9." in done
    assert Fault.objects.count() == 2
    empty = desk.post(PAGE, {})
    assert empty.status_code == 422
    assert "vide" in empty.content.decode()


def test_a_thousand_tickets_ask_few_queries(officer: User) -> None:
    devices(300)
    lines = [f"SN{number % 300 + 1:04};2026-03-{number // 300 + 1:02}" for number in range(1000)]
    text = "Numéro de série;Déclarée le\n" + "\n".join(lines)
    with CaptureQueriesContext(connection) as captured:
        found = tickets.take(text, by=officer)
    assert len(found.created) == 1000
    assert len(captured) < 50  # SQLite takes some 70 rows in one insertion
