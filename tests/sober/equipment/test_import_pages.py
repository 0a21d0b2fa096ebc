import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.worlds.importing import DESK, give, import_file, page_of, work
from tests.worlds.inventories import HEADERS, glpi, laptop, park

from sobria.city.jobs import progress
from sobria.city.registers.imports.retention import KEPT, forget_files
from sobria.city.registers.models import Import, SavedMapping, State
from sobria.sober.equipment.models import Device
from sobria.sober.equipment.selectors import register_version


def body(desk: Client, address: str) -> str:
    return desk.get(address).content.decode()


def correct(desk: Client, device: Device, given: dict[str, Any]) -> None:
    """Through the form, as it is now."""
    seen = Device.objects.get(pk=device.pk).updated_at.isoformat()
    assert desk.post(f"{DESK}{device.pk}/corriger/", given | {"seen": seen}).status_code == 302


def test_a_file_is_shown_understood_before_anything_is_written(desk: Client) -> None:
    found = give(desk, park(3))
    page = body(desk, page_of(found))
    assert found.state == State.PREVIEWED
    assert "glpi" in page.lower()
    assert "Latitude 5420" in page
    assert "Numéro de série → Numéro de série" in page
    assert "Bureau" in page
    assert "Importer dans le registre" in page
    assert not Device.objects.exists()


def test_names_of_people_are_dropped_and_said_never_stored(desk: Client) -> None:
    found = import_file(desk, park(2))
    page = body(desk, page_of(found))
    assert "Usager (nomme des personnes)" in page
    assert "Dupont" not in page
    assert "Dupont" not in str(list(Device.objects.values()))
    assert "Dupont" not in str(list(Import.objects.values()))
    assert Device.objects.order_by("id").values_list("extra", flat=True)[0] == {"Bureau": "B1"}


def test_the_rows_of_the_file_become_devices_with_their_category_and_origin(desk: Client) -> None:
    before = register_version()
    found = import_file(desk, park(3))
    assert (found.state, found.read, found.created, found.unmatched) == (State.DONE, 3, 3, 0)
    device = Device.objects.get(serial="SN0002")
    assert (device.item, device.entity, device.matched_category) == ("PC-0002", "Voirie", "laptop")
    assert (str(device.purchased), device.retired, device.kwh_year) == ("2024-03-01", None, None)
    assert (device.source_file, device.source_line) == ("parc.csv", 3)
    assert device.created_import == found
    assert register_version() == before + 1
    assert DBTaskResult.objects.ready().filter(task_path="sobria.sober.footprint.jobs.recompute").count() == 1
    page = body(desk, page_of(found))
    assert "<h1>3 fiches créées</h1>" in page
    assert "/empreinte/" in page


def test_the_preview_speaks_like_the_register_and_an_import_that_changes_nothing_says_so(desk: Client) -> None:
    page = body(desk, page_of(give(desk, park(2))))
    assert '<th scope="col">Ligne</th>' in page
    assert '<th scope="col">file</th>' not in page
    assert "<td>1 mars 2024</td>" in page
    assert "<td>1</td>" in page
    import_file(desk, park(2))
    assert "<h1>Rien à changer dans le registre</h1>" in body(desk, page_of(import_file(desk, park(2))))


def test_undoing_is_never_confused_with_giving_up(desk: Client) -> None:
    page = body(desk, page_of(import_file(desk, park(1))) + "annuler/")
    assert "Revenir sans rien changer" in page


def test_a_waiting_import_shows_its_progress_without_javascript(desk: Client) -> None:
    found = give(desk, park(3))
    desk.post(page_of(found) + "confirmer/")
    answer = desk.get(page_of(found))
    assert answer.headers["Refresh"] == "2"
    assert "En attente" in answer.content.decode()
    found.refresh_from_db()
    Import.objects.update(state=State.RUNNING)
    with progress.running(found.job_id) as report:
        report("write", 0.42)
        page = body(desk, page_of(found))
    assert "Écriture dans le registre" in page
    assert "42" in page


def test_a_line_refused_is_listed_with_its_reason_and_does_not_stop_the_others(desk: Client) -> None:
    rows = [laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"}), laptop(3)]
    found = import_file(desk, glpi(rows))
    assert (found.read, found.created, found.rejected) == (3, 2, 1)
    page = body(desk, page_of(found))
    assert "30/02/2024" in page
    assert '<td class="num">3</td>' in page
    assert "Date d&#x27;achat" in page
    assert "30/02/2024" in body(desk, page_of(found) + "rejets/")


def test_refused_lines_come_back_as_they_were_and_can_be_corrected_and_given_again(desk: Client) -> None:
    first = import_file(desk, glpi([laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"})]))
    text = desk.get(page_of(first) + "rejets.csv").getvalue().decode("utf-8-sig")
    (reject,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert reject["Nom"] == "PC-0002"
    assert reject["sobria_ligne"] == "3"
    assert "30/02/2024" in reject["sobria_motif"]
    assert "Dupont" not in text
    corrected = text.replace("30/02/2024", "28/02/2024")
    second = import_file(desk, corrected.encode(), name="rejets.csv")
    assert (second.created, second.rejected) == (1, 0)
    assert Device.objects.count() == 2
    assert Device.objects.get(serial="SN0002").extra == {"Bureau": "B2"}


def test_giving_the_same_file_again_changes_nothing(desk: Client) -> None:
    import_file(desk, park(5))
    version = register_version()
    again = import_file(desk, park(5))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert Device.objects.count() == 5
    assert register_version() == version


def test_a_corrected_file_updates_only_what_it_corrects(desk: Client) -> None:
    import_file(desk, park(3))
    rows = [laptop(1), laptop(2, Entité="Culture"), laptop(3), laptop(4)]
    again = import_file(desk, glpi(rows))
    assert (again.created, again.updated, again.unchanged) == (1, 1, 2)
    assert Device.objects.get(serial="SN0002").entity == "Culture"


def test_a_file_that_says_less_does_not_erase_what_is_known(desk: Client) -> None:
    import_file(desk, park(1))
    less = glpi(
        [["PC-0001", "Culture", "SN0001", "Ordinateur portable"]], headers=["Nom", "Entité", "Numéro de série", "Type"]
    )
    import_file(desk, less)
    device = Device.objects.get()
    assert (device.entity, device.manufacturer, str(device.purchased)) == ("Culture", "Dell", "2024-03-01")


def test_a_row_edited_by_hand_is_never_overwritten_silently(desk: Client) -> None:
    import_file(desk, park(2))
    device = Device.objects.get(serial="SN0001")
    correct(desk, device, {"quantity": "1", "entity": "Culture", "serial": "SN0001"})
    same = import_file(desk, park(2))
    assert (same.unchanged, same.kept) == (2, 0)
    other = import_file(desk, glpi([laptop(1, Entité="Sports"), laptop(2)]))
    assert (other.updated, other.kept) == (0, 1)
    device.refresh_from_db()
    assert device.entity == "Culture"
    assert "corrigée à la main" in body(desk, page_of(other))


def test_a_row_edited_by_hand_follows_the_file_again_once_the_file_agrees(desk: Client) -> None:
    import_file(desk, park(1))
    device = Device.objects.get()
    form = desk.get(f"{DESK}{device.pk}/corriger/").context["form"]
    given = {name: value for name, value in form.initial.items() if value is not None}
    correct(desk, device, given | {"entity": "Culture"})
    agreed = import_file(desk, glpi([laptop(1, Entité="Culture")]))
    assert (agreed.updated, agreed.kept) == (1, 0)
    after = import_file(desk, glpi([laptop(1, Entité="Sports")]))
    assert (after.updated, after.kept) == (1, 0)
    device.refresh_from_db()
    assert (device.entity, device.edited_at) == ("Sports", None)


def test_a_serial_corrected_by_hand_is_found_whether_the_file_follows_or_not(desk: Client) -> None:
    import_file(desk, park(1))
    device = Device.objects.get()
    form = desk.get(f"{DESK}{device.pk}/corriger/").context["form"]
    given = {name: value for name, value in form.initial.items() if value is not None}
    correct(desk, device, given | {"serial": "SN9999"})
    late = import_file(desk, glpi([laptop(1, Entité="Sports")]))
    assert (late.created, late.updated, late.kept) == (0, 0, 1)
    follows = import_file(desk, glpi([laptop(1, **{"Numéro de série": "SN9999"})]))
    assert (follows.created, follows.updated, follows.kept) == (0, 1, 0)
    assert list(Device.objects.values_list("serial", "edited_at")) == [("SN9999", None)]


def test_undoing_takes_back_what_the_import_brought_and_only_that(desk: Client) -> None:
    first = import_file(desk, park(2))
    second = import_file(desk, glpi([laptop(1, Entité="Culture"), laptop(3)]))
    page = body(desk, page_of(second) + "annuler/")
    assert "Fiches créées à retirer : 1. Fiches modifiées qui reprendront leurs valeurs d’avant : 1." in page
    before = Device.objects.get(serial="SN0002").updated_at
    desk.post(page_of(second) + "annuler/")
    assert sorted(Device.objects.values_list("serial", "entity")) == [("SN0001", "Voirie"), ("SN0002", "Voirie")]
    restored = Device.objects.get(serial="SN0001")
    assert (restored.last_import, restored.extra, restored.updated_at) == (first, {"Bureau": "B1"}, before)
    second.refresh_from_db()
    assert second.state == State.UNDONE
    again = import_file(desk, park(2))
    assert again.unchanged == 2


def test_an_import_under_a_later_one_cannot_be_undone_first(desk: Client) -> None:
    first = import_file(desk, park(2))
    later = import_file(desk, glpi([laptop(1, Entité="Culture")]), name="suite.csv")
    answer = desk.post(page_of(first) + "annuler/", follow=True)
    assert "suite.csv" in answer.content.decode()
    assert Device.objects.count() == 2
    desk.post(page_of(later) + "annuler/")
    desk.post(page_of(first) + "annuler/")
    assert not Device.objects.exists()


def test_undoing_keeps_and_lists_the_rows_edited_by_hand_since(desk: Client) -> None:
    found = import_file(desk, park(2))
    device = Device.objects.get(serial="SN0001")
    correct(desk, device, {"quantity": "1", "entity": "Culture", "serial": "SN0001"})
    desk.post(page_of(found) + "annuler/")
    assert list(Device.objects.values_list("serial", "entity")) == [("SN0001", "Culture")]
    assert f"La fiche n° {device.pk} a été corrigée à la main" in body(desk, page_of(found))


def test_undoing_twice_is_refused_with_a_sentence(desk: Client) -> None:
    found = import_file(desk, park(1))
    desk.post(page_of(found) + "annuler/")
    answer = desk.post(page_of(found) + "annuler/", follow=True)
    assert "vient d’être annulé" in answer.content.decode()


UNKNOWN = glpi([["A1", "Écran", "2"], ["A2", "Portable", "1"]], headers=["Repère", "Famille", "Combien"])


def test_a_file_of_unknown_shape_asks_what_its_columns_are_and_remembers(desk: Client) -> None:
    found = give(desk, UNKNOWN)
    assert found.state == State.RECEIVED
    page = desk.get(page_of(found), follow=True).content.decode()
    assert "Que contient chaque colonne" in page
    assert "Famille" in page
    answer = desk.post(
        page_of(found) + "colonnes/",
        {"column-0": "item", "column-1": "Type déclaré", "column-2": "quantity"},
        follow=True,
    )
    assert "Importer dans le registre" in answer.content.decode()
    desk.post(page_of(found) + "confirmer/")
    work()
    assert sorted(Device.objects.values_list("item", "category", "quantity")) == [
        ("A1", "Écran", 2.0),
        ("A2", "Portable", 1.0),
    ]
    assert SavedMapping.objects.count() == 1
    again = give(desk, UNKNOWN)
    assert again.state == State.PREVIEWED


TWINS = glpi([["A1", "Écran", "Grand"]], headers=["Repère", "Famille", "Famille"])


def test_a_choice_of_columns_that_cannot_be_read_is_not_remembered(desk: Client) -> None:
    found = give(desk, TWINS)
    assert found.state == State.RECEIVED
    desk.post(page_of(found) + "colonnes/", {"column-1": "category"})
    found.refresh_from_db()
    assert found.state == State.REFUSED
    assert not SavedMapping.objects.exists()
    assert give(desk, TWINS).state == State.RECEIVED


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Dites au moins quelle colonne"),
        ({"column-0": "item", "column-1": "item"}, "Deux colonnes ne peuvent pas"),
        ({"column-0": "password"}, "n’est pas un champ proposé"),
    ],
)
def test_a_wrong_choice_of_columns_is_refused_with_a_sentence(
    desk: Client, answers: dict[str, str], sentence: str
) -> None:
    found = give(desk, UNKNOWN)
    answer = desk.post(page_of(found) + "colonnes/", answers)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


BAD = [
    ("vide.csv", b"", "vide"),
    ("parc.exe", b"MZ", "CSV"),
    ("parc.csv", b"PK\x03\x04" + b"\x00" * 200, None),
    ("parc.csv", b"\x7fELF" + bytes(range(256)), "texte"),
    ("parc.csv", glpi([]), "en-têtes"),
    ("parc.xlsx", b"pas un classeur du tout", None),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    desk: Client, name: str, content: bytes, said: str | None
) -> None:
    answer = desk.post(DESK + "importer/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert said is None or said in page
    assert "Traceback" not in page
    assert not Device.objects.exists()
    assert Import.objects.exclude(state__in=(State.REFUSED, State.RECEIVED)).count() == 0


def test_a_file_too_big_by_its_announced_length_is_refused_before_it_is_read(desk: Client) -> None:
    settings.SOBRIA_MAX_UPLOAD_MB, usual = 0, settings.SOBRIA_MAX_UPLOAD_MB
    try:
        answer = desk.post(DESK + "importer/", {"file": SimpleUploadedFile("parc.csv", b"x" * 200_000)})
    finally:
        settings.SOBRIA_MAX_UPLOAD_MB = usual
    assert answer.status_code == 413
    assert "dépasse 0 Mo" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_grows_past_the_limit_leaves_nothing_behind(desk: Client) -> None:
    folder = Path(settings.DATA_DIR) / "imports"
    before = set(folder.glob("*")) if folder.exists() else set()
    settings.SOBRIA_MAX_UPLOAD_MB, usual = 0, settings.SOBRIA_MAX_UPLOAD_MB
    try:
        answer = desk.post(DESK + "importer/", {"file": SimpleUploadedFile("parc.csv", b"x" * 2000)})
    finally:
        settings.SOBRIA_MAX_UPLOAD_MB = usual
    assert answer.status_code == 422
    assert "dépasse 0 Mo" in answer.content.decode()
    assert set(folder.glob("*")) == before


def test_a_file_name_never_leaves_its_folder(desk: Client) -> None:
    found = give(desk, park(1), name="../../../etc/parc.csv")
    assert "/" not in found.file_name
    assert (Path(settings.DATA_DIR) / "imports" / str(found.pk) / found.file_name).is_file()


def test_an_auditor_sees_an_import_and_cannot_act_on_it(desk: Client, reading_desk: Client) -> None:
    found = give(desk, park(1))
    assert "Importer dans le registre" not in body(reading_desk, page_of(found))
    for act in ("confirmer/", "annuler/", "colonnes/"):
        assert reading_desk.post(page_of(found) + act).status_code == 403
    found.refresh_from_db()
    assert found.state == State.PREVIEWED


def test_a_spreadsheet_goes_the_same_road_and_its_refused_lines_come_back(desk: Client, tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("Parc")
    for number, row in enumerate([HEADERS, laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"})]):
        sheet.write_row(number, 0, row)
    workbook.close()
    found = import_file(desk, path.read_bytes(), name="parc.xlsx")
    assert (found.created, found.rejected) == (1, 1)
    (reject,) = csv.DictReader(
        io.StringIO(desk.get(page_of(found) + "rejets.csv").getvalue().decode("utf-8-sig")), delimiter=";"
    )
    assert (reject["Nom"], reject["sobria_ligne"], "Usager" in reject) == ("PC-0002", "3", False)


def test_a_file_in_windows_1252_keeps_its_accents(desk: Client) -> None:
    content = park(1).decode("utf-8-sig").encode("cp1252")
    import_file(desk, content)
    assert Device.objects.get().site == "Hôtel de ville"


def test_an_import_page_asks_the_same_queries_for_1_refusal_and_100(desk: Client) -> None:
    bad = {"Date d'achat": "30/02/2024"}
    few = import_file(desk, glpi([laptop(1, **bad), laptop(0)]), name="a.csv")
    many = import_file(desk, glpi([*(laptop(number, **bad) for number in range(1, 101)), laptop(0)]), name="b.csv")
    assert (few.rejected, many.rejected) == (1, 100)
    for suffix in ("", "rejets/"):
        asked = []
        for found in (few, many):
            with CaptureQueriesContext(connection) as captured:
                desk.get(page_of(found) + suffix)
            asked.append(len(captured))
        assert asked[0] == asked[1] <= 8


def test_import_pages_speak_english_under_en(desk: Client) -> None:
    found = import_file(desk, glpi([laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"})]))
    page = body(desk, "/en" + page_of(found))
    assert "<h1>1 entry created</h1>" in page
    assert "does not exist in the calendar" in page
    assert "fiche" not in page


def test_received_files_are_forgotten_after_a_month_and_the_page_says_so(desk: Client) -> None:
    found = import_file(desk, glpi([laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"})]))
    folder = Path(settings.DATA_DIR) / "imports" / str(found.pk)
    assert forget_files() == 0
    os.utime(folder, (0, 0))
    Import.objects.update(received_at=timezone.now() - KEPT * 2)
    forget_files()
    assert not folder.exists()
    answer = desk.get(page_of(found) + "rejets.csv", follow=True)
    assert "a été effacé" in answer.content.decode()
    assert "30/02/2024" in answer.content.decode()


def test_a_device_written_by_hand_is_found_again_by_an_import_and_kept(desk: Client) -> None:
    desk.post(DESK + "ajouter/", {"quantity": "1", "serial": "SN0001", "entity": "Culture"})
    found = import_file(desk, park(2))
    assert (found.created, found.updated, found.kept) == (1, 0, 1)
    assert Device.objects.get(serial="SN0001").entity == "Culture"
