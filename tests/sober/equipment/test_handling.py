"""Acts asked from a device's page, a selection or a phone, and the labels that lead there."""

import csv
import io
import os
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import NOW, device, devices

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.messages import Refusal
from sobria.sober.equipment import services
from sobria.sober.equipment.handling import labels, selections
from sobria.sober.equipment.handling.confirming import confirm
from sobria.sober.equipment.handling.picking import find, pick
from sobria.sober.equipment.handling.selections import Chosen
from sobria.sober.equipment.life.acts import foresee, perform, possible
from sobria.sober.equipment.life.moving import Details
from sobria.sober.equipment.models import Device, Drive, Fault, FaultState, LifeEvent, WasteSlip

DESK = "/bureau/equipements/"
CHOOSE = f"{DESK}actes/"
DAY = date(2026, 11, 20)
TYPED = {"day": "2026-11-20"}
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def calendar(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def retired_monitor(number: int, by: User) -> Device:
    one = device(number, matched_category="monitor")
    perform([one.pk], "retire", by=by, details=Details(DAY))
    return one


def chosen(desk: Client, **posted: Any) -> str:
    answer = desk.post(CHOOSE, posted)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def previewed(desk: Client, selection: str, act: str, **typed: Any) -> str:
    answer = desk.post(f"{selection}faire/{act}/", TYPED | typed)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def refused_rows(desk: Client, selection: str) -> list[dict[str, str]]:
    content = desk.get(f"{selection}refuses.csv").content.decode()
    return list(csv.DictReader(io.StringIO(content)))


# One device


def test_the_entry_leads_to_the_life_of_the_device(desk: Client) -> None:
    one = device(1)
    assert f"{DESK}{one.pk}/vie/" in text(desk, f"{DESK}{one.pk}/")
    assert CHOOSE in text(desk, DESK)


def test_an_act_is_done_from_the_page_and_read_there_with_who_wrote_it(desk: Client) -> None:
    one = device(1)
    life = f"{DESK}{one.pk}/vie/"
    assert f"{life}retire/" in text(desk, life)
    assert "Réformer" in text(desk, f"{life}retire/")
    answer = desk.post(f"{life}retire/", TYPED | {"note": "écran cassé"})
    assert answer.headers["Location"] == life
    page = text(desk, life)
    assert "20 novembre 2026" in page
    assert "Agent de Lutèce" in page
    assert "écran cassé" in page
    assert "Aucun support de stockage" in page


def test_an_act_that_cannot_be_says_why_and_keeps_what_was_typed(desk: Client) -> None:
    one = device(1)
    answer = desk.post(f"{DESK}{one.pk}/vie/reinstate/", TYPED | {"note": "à garder"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Annuler la réforme" in page
    assert "à garder" in page
    assert LifeEvent.objects.count() == 0


def test_a_direct_exit_needs_its_deed_and_is_no_gift(desk: Client, officer: User) -> None:
    one = retired_monitor(1, officer)
    form = f"{DESK}{one.pk}/vie/hand_over/"
    assert "association</option>" not in text(desk, form)
    assert desk.post(form, TYPED | {"route": "sale"}).status_code == 422
    told = {"route": "sale", "reference": "Vente 12", "receiver": "Domaines", "value": "12,50"}
    assert desk.post(form, TYPED | told).status_code == 302
    event = LifeEvent.objects.latest("pk")
    assert (event.route, event.receiver, str(event.value_eur)) == ("sale", "Domaines", "12.50")


def test_waste_takes_a_new_slip_or_one_that_is_there(desk: Client, officer: User) -> None:
    first, second, third = (retired_monitor(number, officer) for number in (1, 2, 3))
    scrap = f"{DESK}%s/vie/scrap/"
    assert desk.post(scrap % first.pk, TYPED).status_code == 422
    new = {"number": "BSD-1", "taker": "Éco-organisme", "slip_day": "2026-11-20", "mass_kg": "12,5"}
    assert desk.post(scrap % first.pk, TYPED | new).status_code == 302
    slip = WasteSlip.objects.get()
    assert (slip.number, slip.mass_kg) == ("BSD-1", 12.5)
    assert desk.post(scrap % second.pk, TYPED | {"slip": slip.pk}).status_code == 302
    assert slip.events.count() == 2
    again = desk.post(scrap % third.pk, TYPED | new)
    assert again.status_code == 422
    assert "déjà enregistré" in again.content.decode()


def test_a_slip_is_not_written_for_an_act_that_nobody_can_do(desk: Client) -> None:
    one = device(1)
    new = {"number": "BSD-1", "taker": "Éco-organisme", "slip_day": "2026-11-20"}
    assert desk.post(f"{DESK}{one.pk}/vie/scrap/", TYPED | new).status_code == 422
    assert WasteSlip.objects.count() == 0


def test_what_is_in_a_lot_or_with_a_repairer_is_not_moved_from_here(desk: Client, officer: User) -> None:
    offered, broken = retired_monitor(1, officer), device(2, status="under_repair")
    services.offer([offered.pk], by=officer, day=DAY)
    state = FaultState.UNDER_REPAIR
    Fault.objects.create(device=broken, kind="screen", state=state, reported_on=DAY, recorded_at=NOW)
    moved = perform([offered.pk, broken.pk], "scrap", by=officer, details=Details(DAY))
    assert [(one.device, one.code) for one in moved.refused] == [
        (offered.pk, "handling-in-lot"),
        (broken.pk, "handling-in-repair"),
    ]
    assert foresee([offered.pk, broken.pk], "scrap", Details(DAY)) == moved
    assert possible("offered") == ()
    assert desk.get(f"{DESK}{broken.pk}/vie/offer/").status_code == 404
    for one in (offered, broken):
        assert f"{DESK}{one.pk}/vie/retire/" not in text(desk, f"{DESK}{one.pk}/vie/")


def test_a_batch_is_separated_from_its_page_once_confirmed(desk: Client) -> None:
    batch = device(1, quantity=3)
    page = f"{DESK}{batch.pk}/vie/separer/"
    assert page in text(desk, f"{DESK}{batch.pk}/vie/")
    assert "3 unités" in text(desk, page)
    assert Device.objects.count() == 1
    assert desk.post(page).status_code == 302
    assert Device.objects.count() == 3
    assert desk.post(page).status_code == 422


def test_readers_read_the_life_and_do_not_act(reading_desk: Client) -> None:
    one = device(1)
    assert "retire/" not in text(reading_desk, f"{DESK}{one.pk}/vie/")
    for page in (f"{one.pk}/vie/retire/", f"{one.pk}/vie/separer/", "actes/"):
        assert reading_desk.get(DESK + page).status_code == 403
    assert reading_desk.post(f"{DESK}{one.pk}/vie/retire/", TYPED).status_code == 403


def test_everyone_reads_the_dates_and_states_of_a_life_and_nobody_s_name(client: Client, officer: User) -> None:
    one = device(1)
    perform([one.pk], "retire", by=officer, details=Details(DAY, note="rendu par Mme X"))
    page = text(client, f"/registres/equipements/{one.pk}/")
    assert "20 novembre 2026" in page
    assert "réformé" in page
    for secret in ("Mme X", str(officer)):
        assert secret not in page


def test_a_long_life_costs_no_more_queries(desk: Client, officer: User) -> None:
    one = retired_monitor(1, officer)
    Drive.objects.create(device=one, serial="D1", declared_at=NOW)
    few = queries(desk, f"{DESK}{one.pk}/vie/")
    for _turn in range(5):
        perform([one.pk], "reinstate", by=officer, details=Details(DAY))
        perform([one.pk], "retire", by=officer, details=Details(DAY))
    Drive.objects.bulk_create([Drive(device=one, serial=f"E{rank}", declared_at=NOW) for rank in range(5)])
    assert queries(desk, f"{DESK}{one.pk}/vie/") == few


# What is pasted


def test_a_list_names_devices_by_serial_identifier_number_or_label(db: None) -> None:
    one, two, three, four = devices(4)
    given = f"sn0001\nPC-0002;n° {three.pk}\n\nhttps://ville.example/bureau/equipements/scan/{four.pk}/\nSN0001"
    picked = pick(given)
    assert picked.devices == (one.pk, two.pk, three.pk, four.pk)
    assert picked.lost == ()


def test_a_text_that_names_nothing_or_several_is_told_with_its_line(db: None) -> None:
    device(1, item="PC")
    device(2, item="PC")
    found = pick("SN0001\nPC\nabsent")
    assert [(one.line, one.value, one.code) for one in found.lost] == [
        (2, "PC", "handling-line-several"),
        (3, "absent", "handling-line-unknown"),
    ]


def test_a_serial_of_digits_is_not_taken_for_the_number_of_another_entry(db: None) -> None:
    one = device(1)
    other = device(2, serial=str(one.pk))
    assert find([str(one.pk)]) == {str(one.pk): (other.pk,)}


def test_a_list_longer_than_an_act_may_be_is_refused(db: None) -> None:
    with pytest.raises(Refusal) as refusal:
        pick("\n".join(f"X{number}" for number in range(5001)))
    assert refusal.value.code == "life-too-many"


# A selection


def test_filters_ticks_and_a_pasted_list_make_a_selection(desk: Client) -> None:
    one, two, three, _four, _five = devices(5)
    answer = desk.post(f"{CHOOSE}?entity=Direction+1", {"take": "all", "pasted": "SN0002\nPC-0001"})
    page = text(desk, answer.headers["Location"])
    assert "3 équipements choisis" in page
    page = text(desk, chosen(desk, device=[one.pk, three.pk], pasted="SN0002\nperdu"))
    assert "3 équipements choisis" in page
    assert "« perdu »" in page.replace("\u00a0", " ")
    assert two.item in page


def test_a_selection_offers_a_lot_of_what_is_out_of_use_only(desk: Client, officer: User) -> None:
    used, out = device(1), retired_monitor(2, officer)
    page = text(desk, chosen(desk, device=[used.pk, out.pk]))
    assert f'name="ids" value="{out.pk}"' in page


def test_an_empty_choice_is_refused_with_a_sentence(desk: Client) -> None:
    devices(1)
    for posted in ({}, {"pasted": "rien de tel"}):
        answer = desk.post(CHOOSE, posted)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


def test_an_act_on_a_selection_is_foreseen_then_done_once_and_says_what_was_refused(desk: Client) -> None:
    good, also, gone = device(1), device(2), device(3, status="retired")
    selection = chosen(desk, device=[good.pk, also.pk, gone.pk])
    assert "2 dans un état qui le permet" in text(desk, selection)
    preview = previewed(desk, selection, "retire", note="plan 2026")
    page = text(desk, preview)
    assert "2 équipements peuvent." in page
    assert "1 ne peut pas" in page
    assert LifeEvent.objects.count() == 0
    assert [row["fiche"] for row in refused_rows(desk, selection)] == [str(gone.pk)]
    before = Event.objects.count()
    result = desk.post(preview).headers["Location"]
    page = text(desk, result)
    assert "fait pour 2 équipements" in page
    assert "« réformé »" in page.replace("\u00a0", " ")
    assert Event.objects.count() == before + 1
    assert set(LifeEvent.objects.values_list("note", "act")) == {("plan 2026", "retire")}
    assert desk.post(preview).headers["Location"] == result
    assert LifeEvent.objects.count() == 2


def test_a_button_pressed_twice_keeps_the_first_result(officer: User) -> None:
    token = selections.keep(Chosen([device(1).pk], act="retire"), by=officer)
    for _press in range(2):
        confirm(token, "retire", by=officer, details=Details(DAY))
    found = selections.kept(token, by=officer)
    assert (found.done, found.refused) == (found.devices, [])


def test_what_moved_between_the_preview_and_the_confirmation_is_refused_and_listed(desk: Client, officer: User) -> None:
    one, two = devices(2)
    selection = chosen(desk, device=[one.pk, two.pk])
    preview = previewed(desk, selection, "store")
    perform([two.pk], "retire", by=officer, details=Details(DAY))
    desk.post(preview)
    assert [row["fiche"] for row in refused_rows(desk, selection)] == [str(two.pk)]
    assert Device.objects.get(pk=one.pk).status == "in_stock"


def test_the_file_of_refusals_is_harmless_in_a_spreadsheet(desk: Client) -> None:
    one = device(1, item="=cmd()", status="retired")
    selection = chosen(desk, device=[one.pk])
    previewed(desk, selection, "retire")
    assert refused_rows(desk, selection)[0]["identifiant"] == "'=cmd()"


def test_one_new_slip_covers_a_whole_selection(desk: Client, officer: User) -> None:
    pair = [retired_monitor(number, officer).pk for number in (1, 2)]
    selection = chosen(desk, device=pair)
    new = {"number": "BSD-9", "taker": "Éco-organisme", "slip_day": "2026-11-20"}
    desk.post(previewed(desk, selection, "scrap", **new))
    assert WasteSlip.objects.get().events.count() == 2


def test_a_slip_taken_meanwhile_is_said_at_the_confirmation(desk: Client, officer: User) -> None:
    one = retired_monitor(1, officer)
    selection = chosen(desk, device=[one.pk])
    new = {"number": "BSD-9", "taker": "Éco-organisme", "slip_day": "2026-11-20"}
    preview = previewed(desk, selection, "scrap", **new)
    WasteSlip.objects.create(number="BSD-9", taker="Un autre", day=DAY, recorded_at=NOW)
    answer = desk.post(preview)
    assert answer.status_code == 422
    assert "déjà enregistré" in answer.content.decode()
    assert LifeEvent.objects.filter(act="scrap").count() == 0


def test_a_selection_is_for_who_made_it_and_for_a_day(desk: Client, officer: User) -> None:
    token = selections.keep(Chosen([device(1).pk]), by=officer)
    other = User.objects.create(email="autre@lutece.example")
    with pytest.raises(Refusal):
        selections.kept(token, by=other)
    for page in ("", "etiquettes/", "resultat/", "apercu/", "faire/retire/", "refuses.csv", "non-reconnues.csv"):
        assert desk.get(f"{CHOOSE}{uuid.uuid4()}/{page}").status_code == 404
    path = next(settings.DATA_DIR.glob(f"device-selections/{officer.pk}/{token}.json"))
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(path, (old, old))
    assert selections.forget_old() >= 1
    assert not path.exists()


@pytest.mark.parametrize("act", ["retire", "scrap"])
def test_pages_of_a_selection_cost_the_same_however_many_devices(desk: Client, officer: User, act: str) -> None:
    def cost(pks: list[int]) -> list[int]:
        lost = [(line, "x", "handling-line-unknown") for line in range(len(pks))]
        typed = TYPED | {"number": "B", "taker": "T", "slip_day": "2026-11-20"}
        address = f"{CHOOSE}{selections.keep(Chosen(pks, lost, act, typed), by=officer)}/"
        pages = ("", "apercu/", "refuses.csv", "etiquettes/", f"faire/{act}/")
        return [queries(desk, address + page) for page in pages]

    few = cost([one.pk for one in devices(3)])
    many = [Device(identity=f"m{rank}", item=f"M{rank}", created_at=NOW, updated_at=NOW) for rank in range(600)]
    many_pks = [one.pk for one in Device.objects.bulk_create(many)]
    assert cost(many_pks) == few
    assert queries(desk, CHOOSE) <= 14


# Labels and phones


def test_a_label_s_code_says_the_address_of_the_scan_page(rf: RequestFactory, settings: Any) -> None:
    request = rf.get("/")
    assert labels.address(12345, request) == "http://testserver/bureau/equipements/scan/12345/"
    settings.SOBRIA_SITE_URL = "https://numerique.ville.example/"
    assert labels.address(12345, request) == "https://numerique.ville.example/bureau/equipements/scan/12345/"


def test_a_sheet_holds_twenty_four_labels_without_inline_style(desk: Client, officer: User) -> None:
    token = selections.keep(Chosen([one.pk for one in devices(30)]), by=officer)
    sheet = text(desk, f"{CHOOSE}{token}/etiquettes/")
    assert sheet.count("<svg") == 24
    assert "style=" not in sheet
    assert "PC-0024" in sheet
    assert text(desk, f"{CHOOSE}{token}/etiquettes/?page=2").count("<svg") == 6
    assert text(desk, f"{DESK}{Device.objects.first().pk}/etiquette/").count("<svg") == 1  # type: ignore[union-attr]


def test_a_scanned_device_offers_its_acts_and_comes_back_to_the_phone(desk: Client, reading_desk: Client) -> None:
    one = device(1)
    scan = f"{DESK}scan/{one.pk}/"
    assert f"{DESK}{one.pk}/vie/store/?de=scan" in text(desk, scan)
    assert "vie/store/" not in text(reading_desk, scan)
    assert desk.post(f"{DESK}{one.pk}/vie/store/?de=scan", TYPED).headers["Location"] == scan


def test_a_typed_label_leads_to_its_device_or_says_why_not(desk: Client) -> None:
    one = device(1, item="SALLE-3")
    two = device(2, item="SALLE-3")
    find_page = f"{DESK}scan/"
    assert desk.get(find_page, {"q": " sn0001 "}).headers["Location"] == f"{DESK}scan/{one.pk}/"
    assert f"{DESK}scan/{two.pk}/" in text(desk, f"{find_page}?q=salle-3")
    assert "numéro de série" in text(desk, f"{find_page}?q=absent", status=422)
    assert "Trouver un équipement" in text(desk, find_page)


def test_a_stranger_scanning_a_label_signs_in_first(client: Client, db: None) -> None:
    one = device(1)
    answer = client.get(f"{DESK}scan/{one.pk}/")
    assert answer.status_code == 302
    assert "connexion" in answer.headers["Location"]
