import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds.devices import device, devices

from sobria.sober.equipment.models import Device
from sobria.sober.equipment.selectors import register_version

PUBLIC = "/registres/equipements/"
DESK = "/bureau/equipements/"
SECRETS = ("PC-0001", "SN0001", "numero-interne")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue().decode() if answer.streaming else answer.content.decode()


def seen(row: Device) -> str:
    """What the form of this entry says of the moment it was read."""
    return Device.objects.get(pk=row.pk).updated_at.isoformat()


def queries(client: Client, address: str) -> int:
    client.get(address)  # fills what is kept between two requests
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.django_db
def test_everyone_reads_the_register_without_an_account(client: Client) -> None:
    devices(2)
    page = text(client, PUBLIC)
    assert "Fiches 1 à 2 sur 2" in page
    assert "Dell Latitude 5420" in page
    assert "12,5" in page


@pytest.mark.parametrize("suffix", ["", "1/", "telecharger.csv", "telecharger.json", "?q=SN0001", "?q=PC-0001"])
@pytest.mark.django_db
def test_the_public_never_sees_what_is_not_public(client: Client, suffix: str) -> None:
    row = device(1, extra={"Code": "numero-interne"}, source_file="parc.csv", source_line=2)
    page = text(client, PUBLIC + suffix.replace("1/", f"{row.pk}/"))
    shown = (
        page.replace('value="SN0001"', "")
        .replace('value="PC-0001"', "")
        .replace("q=SN0001", "")
        .replace("q=PC-0001", "")
    )
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.django_db
def test_the_public_search_does_not_look_into_hidden_columns(client: Client) -> None:
    devices(1)
    assert "Aucune fiche" in text(client, PUBLIC + "?q=SN0001")
    assert "Fiches 1 à 1" in text(client, PUBLIC + "?q=latitude")


def test_staff_search_finds_a_serial_number(desk: Client) -> None:
    devices(3)
    assert "Fiches 1 à 1 sur 1" in text(desk, DESK + "?q=sn0002")


@pytest.mark.django_db
def test_filters_keep_the_rows_asked_and_unknown_is_a_value(client: Client) -> None:
    device(1, entity="Voirie")
    device(2, entity=None)
    assert "Fiches 1 à 1 sur 1" in text(client, PUBLIC + "?entity=Voirie")
    assert "Fiches 1 à 1 sur 1" in text(client, PUBLIC + "?entity=-")
    assert "Aucune fiche" in text(client, PUBLIC + "?entity=Inconnue")


@pytest.mark.django_db
def test_an_empty_register_says_so(client: Client) -> None:
    assert "Ce registre est encore vide" in text(client, PUBLIC)


@pytest.mark.django_db
def test_pages_hold_25_rows_and_keep_the_filters(client: Client) -> None:
    devices(80)
    page = text(client, PUBLIC + "?status=in_service")
    assert page.count('<th scope="row">') == 25
    assert "status=in_service&amp;page=2" in page
    assert text(client, PUBLIC + "?page=4").count('<th scope="row">') == 5
    assert text(client, PUBLIC + "?page=999").count('<th scope="row">') == 5


@pytest.mark.parametrize("address", [PUBLIC, DESK, DESK + "?q=dell", PUBLIC + "?entity=Direction 1"])
def test_a_list_asks_the_same_queries_for_1_row_and_100(desk: Client, address: str) -> None:
    devices(1)
    one = queries(desk, address)
    Device.objects.all().delete()
    devices(100)
    assert queries(desk, address) == one <= 7


@pytest.mark.django_db
def test_the_public_list_stays_light(client: Client) -> None:
    devices(100)
    page = text(client, PUBLIC)
    assert page.count("<") / 2 < 380


def test_the_staff_list_stays_light(desk: Client) -> None:
    devices(100)
    assert text(desk, DESK).count("<") / 2 < 500


@pytest.mark.django_db
def test_csv_holds_every_row_shown_and_neutralises_formulas(client: Client) -> None:
    device(1, model="=HYPERLINK(1)")
    device(2, entity="Voirie")
    rows = list(csv.DictReader(io.StringIO(text(client, PUBLIC + "telecharger.csv"))))
    assert [row["model"] for row in rows] == ["'=HYPERLINK(1)", "Latitude 5420"]
    assert rows[0]["purchased"] == ""
    assert rows[0]["in_service"] == "2024-03-01"
    assert "serial" not in rows[0]
    filtered = list(csv.DictReader(io.StringIO(text(client, PUBLIC + "telecharger.csv?entity=Voirie"))))
    assert len(filtered) == 1


@pytest.mark.django_db
def test_json_says_unknown_as_null(client: Client) -> None:
    device(1, kwh_year=None)
    document = json.loads(text(client, PUBLIC + "telecharger.json?entity=Direction 1"))
    assert document["asked"] == {"entity": "Direction 1"}
    assert document["rows"][0]["kwh_year"] is None
    assert document["rows"][0]["quantity"] == 1.0


@pytest.mark.django_db
def test_parquet_holds_the_typed_rows(client: Client, tmp_path: Path) -> None:
    device(1, kwh_year=None, entity='Culture, "fêtes"')
    path = tmp_path / "rows.parquet"
    path.write_bytes(client.get(PUBLIC + "telecharger.parquet").getvalue())
    found = duckdb.sql(f"SELECT entity, kwh_year, in_service FROM '{path}'").fetchall()
    assert str(found) == "[('Culture, \"fêtes\"', None, datetime.date(2024, 3, 1))]"


@pytest.mark.django_db
def test_an_unknown_download_format_is_not_found(client: Client) -> None:
    assert client.get(PUBLIC + "telecharger.exe").status_code == 404


@pytest.mark.django_db
def test_the_table_schema_describes_the_columns_of_the_csv(client: Client) -> None:
    device(1)
    schema = json.loads(text(client, PUBLIC + "schema.json"))
    header = text(client, PUBLIC + "telecharger.csv").splitlines()[0].split(",")
    assert [field["name"] for field in schema["fields"]] == header
    assert all(field["description"] for field in schema["fields"])


def test_staff_download_holds_the_hidden_columns(desk: Client) -> None:
    devices(1)
    assert "SN0001" in text(desk, DESK + "telecharger.csv")


def test_an_officer_writes_corrects_and_deletes_an_entry(desk: Client) -> None:
    before = register_version()
    answer = desk.post(DESK + "ajouter/", {"quantity": "2", "category": "Écran", "kwh_year": "12,5"})
    row = Device.objects.get()
    assert answer.headers["Location"] == f"{DESK}{row.pk}/"
    assert (row.quantity, row.kwh_year, row.entity, row.retired) == (2.0, 12.5, None, None)
    assert row.edited_by is not None
    assert register_version() == before + 1
    desk.post(f"{DESK}{row.pk}/corriger/", {"quantity": "3", "category": "Écran", "seen": seen(row)})
    row.refresh_from_db()
    assert (row.quantity, row.kwh_year) == (3.0, None)
    assert "sortira du registre" in text(desk, f"{DESK}{row.pk}/supprimer/")
    desk.post(f"{DESK}{row.pk}/supprimer/", {"seen": seen(row)})
    assert not Device.objects.exists()
    assert register_version() == before + 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"quantity": "-1"}, "La quantité doit être plus grande que zéro"),
        ({"quantity": "1", "usage_share": "57"}, "Une part s’écrit entre 0 et 1"),
        ({"quantity": "1", "kwh_year": "-3"}, "Une valeur négative"),
        ({"quantity": "1", "purchased": "2999-01-01"}, "dans le futur"),
        ({"quantity": "1", "purchased": "2024-02-30"}, "date valide"),
        ({"quantity": "1", "in_service": "2024-02-03", "retired": "2023-01-01"}, "La sortie précède"),
        ({"quantity": "1", "country": "Atlantide"}, "code de pays"),
        ({"quantity": ""}, "obligatoire"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(desk: Client, given: dict[str, str], sentence: str) -> None:
    answer = desk.post(DESK + "ajouter/", given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Device.objects.exists()


@pytest.mark.parametrize("act", ["ajouter/", "{pk}/corriger/", "{pk}/supprimer/", "importer/"])
def test_an_auditor_changes_nothing(reading_desk: Client, act: str) -> None:
    row = device(1)
    address = DESK + act.format(pk=row.pk)
    assert reading_desk.get(address).status_code == 403
    assert reading_desk.post(address, {"quantity": "9"}).status_code == 403
    row.refresh_from_db()
    assert row.quantity == 1


def test_an_auditor_reads_everything(reading_desk: Client) -> None:
    row = device(1)
    assert "SN0001" in text(reading_desk, f"{DESK}{row.pk}/")
    assert "ajouter/" not in text(reading_desk, DESK)


@pytest.mark.django_db
def test_pages_speak_english_under_en(client: Client) -> None:
    devices(1)
    assert "Digital equipment" in text(client, "/en" + PUBLIC)
    assert "12.5" in text(client, "/en" + PUBLIC)
    assert "Registers" in text(client, "/en/registres/")


def test_the_same_device_cannot_be_written_twice(desk: Client) -> None:
    given = {"quantity": "1", "serial": "SN1", "country": "FRA"}
    assert desk.post(DESK + "ajouter/", given).status_code == 302
    answer = desk.post(DESK + "ajouter/", given | {"serial": "sn1"})
    assert answer.status_code == 422
    assert "tient déjà un équipement « sn1 »" in answer.content.decode()
    assert Device.objects.count() == 1


def written(desk: Client, **given: str) -> Device:
    """A device written through the form; its address ends with its key."""
    answer = desk.post(DESK + "ajouter/", {"quantity": "1", **given})
    return Device.objects.get(pk=answer.headers["Location"].split("/")[-2])


def corrected(desk: Client, row: Device, **given: str) -> int:
    return desk.post(f"{DESK}{row.pk}/corriger/", {"quantity": "1", "seen": seen(row), **given}).status_code


@pytest.mark.parametrize(
    ("language", "sentence"), [("", "tient déjà un équipement"), ("/en", "already holds a device")]
)
def test_a_correction_cannot_take_the_serial_of_another_device(desk: Client, language: str, sentence: str) -> None:
    written(desk, serial="SN1")
    row = written(desk, serial="SN2", site="Mairie")
    version = register_version()
    answer = desk.post(
        f"{language}{DESK}{row.pk}/corriger/", {"quantity": "1", "serial": "sn1", "site": "Gare", "seen": seen(row)}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="Gare"' in page
    row.refresh_from_db()
    assert (row.serial, row.identity, row.site) == ("SN2", "s:SN2", "Mairie")
    assert register_version() == version


def test_a_corrected_device_is_known_by_its_new_serial_and_frees_the_old_one(desk: Client) -> None:
    row = written(desk, serial="SN1")
    assert corrected(desk, row, serial="SN2") == 302
    row.refresh_from_db()
    assert row.identity == "s:SN2"
    assert desk.post(DESK + "ajouter/", {"quantity": "1", "serial": "SN2"}).status_code == 422
    assert desk.post(DESK + "ajouter/", {"quantity": "1", "serial": "SN1"}).status_code == 302


def test_a_device_that_loses_its_names_is_known_by_nothing_of_the_file(desk: Client) -> None:
    row = written(desk, serial="SN1")
    corrected(desk, row)
    row.refresh_from_db()
    assert row.identity.startswith("h:")


def test_a_correction_of_something_else_keeps_the_identity_an_import_gave(desk: Client) -> None:
    row = device(1)
    corrected(desk, row, serial="sn0001", item="PC-0001", site="Gare")
    row.refresh_from_db()
    assert (row.identity, row.site) == ("test:1", "Gare")


@pytest.mark.parametrize(("language", "sentence"), [("", "a changé depuis"), ("/en", "has changed since")])
def test_a_form_read_before_another_correction_writes_nothing_and_keeps_what_was_typed(
    desk: Client, language: str, sentence: str
) -> None:
    row = device(1)
    address = f"{language}{DESK}{row.pk}/corriger/"
    read = re.search(r'name="seen" value="([^"]+)"', text(desk, address))
    assert read is not None
    corrected(desk, row, serial="SN0001", site="Mairie")
    version = register_version()
    typed = {"quantity": "4", "serial": "SN0001", "site": "Gare"}
    answer = desk.post(address, typed | {"seen": read[1]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="Gare"' in page
    row.refresh_from_db()
    assert (row.quantity, row.site) == (1, "Mairie")
    assert register_version() == version
    again = re.search(r'name="seen" value="([^"]+)"', page)
    assert again is not None
    assert desk.post(address, typed | {"seen": again[1]}).status_code == 302
    row.refresh_from_db()
    assert row.site == "Gare"


def test_a_form_refused_for_a_wrong_value_does_not_forget_when_it_was_read(desk: Client) -> None:
    row = device(1)
    read = seen(row)
    corrected(desk, row, serial="SN0001", site="Mairie")
    page = desk.post(f"{DESK}{row.pk}/corriger/", {"quantity": "-1", "seen": read}).content.decode()
    assert f'name="seen" value="{read}"' in page


@pytest.mark.parametrize("said", ["", "hier", "2026-11-23", "2026-11-23T12:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_form_that_does_not_say_when_it_was_read_changes_nothing(desk: Client, said: str) -> None:
    row = device(1)
    given = {"quantity": "9", "seen": said}
    assert desk.post(f"{DESK}{row.pk}/corriger/", given).status_code == 422
    assert desk.post(f"{DESK}{row.pk}/supprimer/", given).status_code == 422
    row.refresh_from_db()
    assert row.quantity == 1


def test_an_entry_changed_since_it_was_read_is_not_deleted(desk: Client) -> None:
    row = device(1)
    address = f"{DESK}{row.pk}/supprimer/"
    read = seen(row)
    corrected(desk, row, serial="SN0001")
    version = register_version()
    answer = desk.post(address, {"seen": read})
    assert answer.status_code == 422
    assert "a changé depuis" in answer.content.decode()
    assert Device.objects.filter(pk=row.pk).exists()
    assert register_version() == version
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert again is not None
    assert desk.post(address, {"seen": again[1]}).status_code == 302
    assert not Device.objects.exists()
