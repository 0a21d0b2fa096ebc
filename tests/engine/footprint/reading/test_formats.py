"""GLPI, Snipe-IT, Intune, Jamf, OCS, the city's own tables: recognised by their headers, and said."""

from datetime import date

import pytest
from tests.engine.footprint.reading.conftest import Reader

from sobria.engine.footprint.readers.formats import tables
from sobria.engine.messages import Refusal, codes

GLPI_FR = (
    '"Nom";"Entité";"Statut";"Fabricant";"Numéro de série";"Type";"Modèle";"Lieu";"Dernière modification";'
    '"Composants - Processeur";"Date d\'achat";"Utilisateur"\n'
    '"PC-001";"Ville > DSI";"En service";"Dell Inc.";"ABC123";"Notebook";"Latitude 5420";"Mairie > 2e";'
    '"2026-10-01 08:12";"Intel i5<br>Intel i5";"15-03-2021";"Luc Moreau"\n'
    '"PC-002";"Ville > DRH";"Stock";"HP";"To be filled by O.E.M.";"Desktop";"ProDesk<br>400";"Annexe";'
    '"2026-10-01 08:12";"Intel i7";"";"Zoé Petit"\n'
)


def test_a_french_glpi_export_is_recognised_and_says_why(read: Reader) -> None:
    found = read(GLPI_FR)
    assert found.reading.format == "glpi"
    assert "Fabricant" in found.reading.why[0].sentence("fr")
    first, second = found.lines
    assert (first["quantity"], first["purchased"], first["entity"]) == (1, date(2021, 3, 15), "Ville > DSI")
    assert (second["serial"], second["status"], second["model"]) == (None, "in_stock", "ProDesk / 400")
    assert "one line counts for one device" in found.decisions()


def test_columns_of_glpi_have_each_a_fate(read: Reader) -> None:
    fates = {column.header: (column.fate, column.field) for column in read(GLPI_FR).reading.columns}
    assert fates["Fabricant"] == ("mapped", "manufacturer")
    assert fates["Composants - Processeur"] == ("kept", None)
    assert fates["Utilisateur"] == ("dropped", None)


def test_unknown_columns_are_kept_on_request_with_their_line(read: Reader) -> None:
    found = read(GLPI_FR, keep_extra=True)
    rows = found.connection.execute('SELECT line, "column", value FROM extra ORDER BY line, 2').fetchall()
    assert (2, "Composants - Processeur", "Intel i5<br>Intel i5") in rows
    assert not any("Moreau" in value for _, _, value in rows)


def test_a_glpi_header_may_stand_lower_mix_languages_and_break_lines(read: Reader) -> None:
    text = (
        "\ufeffExport du parc;;;;;;\n\n"
        "Name;Alternate username;Operating System - Name;Type;Model;Manufacturer;N° de Série;Emplacement;Quantité\n"
        'SRV-1;bob;"Debian\nGNU/Linux";Serveur;R740;Dell;S1;Salle 1;2\n'
        "SRV-2;eve;Windows;Serveur;R640;Dell;S2;Salle 1;\n"
    )
    found = read(text)
    assert found.reading.format == "glpi"
    assert [(line["line"], line["quantity"], line["serial"]) for line in found.lines] == [(4, 2, "S1"), (6, 1, "S2")]
    assert "Header line: 3" in found.decisions()


def test_an_english_glpi_export_is_recognised(read: Reader) -> None:
    text = (
        "Name;Entity;Status;Manufacturers;Serial number;Types;Model;Operating System - Name;Locations;Last update;"
        "Date of purchase;Startup date;Decommission date\n"
        "PC1;City;In use;Lenovo;X1;Laptop;ThinkPad T14;Windows 11;HQ;2026-01-02;2022-02-03;2022-02-10;\n"
    )
    found = read(text)
    assert found.reading.format == "glpi"
    assert (found.lines[0]["category"], found.lines[0]["in_service"]) == ("Laptop", date(2022, 2, 10))


def test_a_snipe_it_export_is_recognised(read: Reader) -> None:
    text = (
        "Company,Asset Name,Asset Tag,Serial,Model,Model No.,Category,Status,Checked Out To,Location,Manufacturer,"
        "Purchase Date,Purchase Cost,EOL,BYOD\n"
        "Ville,PC de Zoé,T-1,S1,Latitude 5420,L5420,Laptops,Deployed,Zoé Petit,Mairie,Dell,"
        "2021-05-06,€900.00,2025-05-06,0\n"
        "Ville,,T-2,S2,iPhone 12,A2403,Phones,Archived,,Mairie,Apple,2020-11-01,,,true\n"
    )
    found = read(text)
    assert found.reading.format == "snipe-it"
    first, second = found.lines
    assert (first["item"], first["category"], first["retired"]) == ("T-1", "Laptops", None)
    assert (second["ownership"], second["status"], second["quantity"]) == ("byod", "retired", 1)


def test_intune_enrolment_stands_for_first_use_at_low_quality(read: Reader) -> None:
    text = (
        "Device ID,Device name,Enrollment date,Last check-in,OS,Ownership,Compliance,"
        "Manufacturer,Model,Serial number,Primary user UPN\n"
        "1,PC-1,2023-01-02T10:00:00Z,2026-11-01T10:00:00Z,Windows,Corporate,Compliant,LENOVO,20W0,S1,a@ville.fr\n"
        "2,TEL,0001-01-01T00:00:00Z,2026-11-01T10:00:00Z,iOS,Personal,Compliant,Apple,iPhone 13,S2,b@ville.fr\n"
    )
    found = read(text)
    assert found.reading.format == "intune"
    first, second = found.lines
    assert (first["in_service"], first["purchased"], first["quality"], first["ownership"]) == (
        date(2023, 1, 2),
        None,
        "low",
        "city",
    )
    assert (second["in_service"], second["ownership"]) == (None, "byod")
    assert "enrolment" in found.decisions()


def test_jamf_and_ocs_lists_are_recognised(read: Reader) -> None:
    jamf = "Computer Name,Model,Model Identifier,Serial Number,OS Version,Managed\n"
    jamf += "M1,MacBook Air,MacBookAir10;1,S1,14,true\n"
    assert read(jamf).reading.format == "jamf"
    assert read(jamf).lines[0]["manufacturer"] == "Apple"
    ocs = "TAG;h.lastdate;h.name;h.userid;h.osname;e.smanufacturer;e.smodel;e.ssn\n"
    ocs += "Mairie;2026-01-01;PC1;bob;Windows;HP;ProDesk;S1\n"
    assert (read(ocs).reading.format, read(ocs).lines[0]["entity"]) == ("ocs", "Mairie")


def test_plain_french_labels_are_understood(read: Reader) -> None:
    found = read("Catégorie;Fabricant;Modèle;Quantité;Date d'achat\nÉcran;HP;E24;12;15/01/2022\n")
    assert found.reading.format == "canonical"
    assert found.lines[0]["quantity"] == 12
    assert found.lines[0]["purchased"] == date(2022, 1, 15)


def test_headers_are_understood_whatever_their_case_accents_and_order(read: Reader) -> None:
    found = read("QUANTITE;MODELE;  Categorie ;Marque\n3;E24;Écran;HP\n")
    assert (found.lines[0]["quantity"], found.lines[0]["manufacturer"]) == (3, "HP")


def test_without_a_quantity_column_a_line_is_one_device_and_it_is_said(read: Reader) -> None:
    found = read("catégorie;modèle\nÉcran;E24\n")
    assert found.lines[0]["quantity"] == 1
    assert "chaque ligne compte pour un appareil" in found.decisions("fr")


def test_an_unknown_table_is_refused_with_its_headers_and_a_model_to_paste(read: Reader) -> None:
    with pytest.raises(Refusal) as caught:
        read("foo;bar;Téléphone\n1;2;06\n")
    assert caught.value.code == "reading-unrecognised"
    assert "foo, bar" in caught.value.sentence("fr")
    assert "columns:\n" in caught.value.sentence("en")


def test_a_format_asked_for_and_not_found_is_refused(read: Reader) -> None:
    with pytest.raises(Refusal, match="not in the glpi format"):
        read("item,category,quantity\na,laptop,1\n", format="glpi")
    with pytest.raises(Refusal, match="no format"):
        read("item,category,quantity\na,laptop,1\n", format="access")


def test_every_known_file_has_a_sentence_that_names_it() -> None:
    missing = [code for t in tables() if (code := f"reading-why-{t.format}-{t.kind}") not in codes()]
    assert missing == []
