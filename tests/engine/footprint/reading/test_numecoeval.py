"""The seven NumEcoEval files, by hand-written look-alikes and by the public samples."""

from pathlib import Path

import pytest
from tests.engine.footprint.reading.conftest import Reader

CENTRES = "nomCourtDatacenter;nomLongDatacenter;pue;localisation;nomEntite;\nDC-N;Nord;1,4;France;;\n"
DEVICES = (
    "modele;nomEquipementPhysique;quantite;nomCourtDatacenter;dateAchat;dateRetrait;type;statut;paysDUtilisation;"
    "consoElecAnnuelle;utilisateur;nomEntite;nbCoeur;modeUtilisation;tauxUtilisation;qualite\n"
    "R740;srv-1;2;DC-N;2021-03-04;;Server;actif;France;1500.5;Jeanne Martin;DSI;32;;;HAUTE\n"
    "iPhone 12;tel-1;10;;2022-01-15;2025-01-15;Smartphone;inactif;FR;;Paul Durand;DRH;;BYOD;0,57;BASSE\n"
)
MACHINES = (
    "nomEquipementVirtuel;nomEquipementPhysique;cleRepartition;vCPU;cluster;consoElecAn;typeEqv;capaciteStockage;nomEntite;\n"
    "vm-1;srv-1;;4;c1;;calcul;;DSI;\nvm-2;srv-1;;8;c1;;calcul;0.5;DSI;\n"
)
APPLICATIONS = (
    "nomApplication;typeEnvironnement;nomEquipementVirtuel;domaine;sousDomaine;nomEntite;nomEquipementPhysique\n"
    "Paie;Production;vm-1;RH;Paie;DRH;srv-1\n"
)


def test_a_set_of_files_fills_the_four_tables(read: Reader) -> None:
    found = read(CENTRES, DEVICES, MACHINES, APPLICATIONS)
    assert found.reading.format == "numecoeval"
    assert [file.kind for file in found.reading.files] == ["data_centre", "equipment", "virtual_machine", "application"]
    assert (found.reading.read, found.reading.accepted, found.reading.rejected) == (6, 6, 0)
    query = "SELECT name, host, vcpu, storage_tb FROM virtual_machine ORDER BY name"
    assert found.connection.execute(query).fetchall() == [("vm-1", "srv-1", 4.0, None), ("vm-2", "srv-1", 8.0, 0.5)]
    assert found.connection.execute("SELECT name, pue, country FROM data_centre").fetchall() == [("DC-N", 1.4, "FRA")]
    assert found.connection.execute("SELECT name, virtual_machine FROM application").fetchall() == [("Paie", "vm-1")]


def test_a_device_keeps_every_field_typed(read: Reader) -> None:
    server, phone = read(CENTRES, DEVICES).lines
    assert (server["item"], server["category"], server["quantity"], server["data_centre"]) == (
        "srv-1",
        "Server",
        2,
        "DC-N",
    )
    assert (server["kwh_year"], server["cores"], server["quality"], server["country"]) == (1500.5, 32, "high", "FRA")
    assert (phone["ownership"], phone["usage_share"], phone["quality"], phone["status"]) == (
        "byod",
        0.57,
        "low",
        "in_stock",
    )
    assert str(phone["retired"]) == "2025-01-15"
    assert (server["line"], phone["line"]) == (2, 3)


def test_names_of_people_reach_no_table(read: Reader) -> None:
    found = read(CENTRES, DEVICES, keep_extra=True)
    tables = [row[0] for row in found.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    for table in tables:
        content = str(found.connection.execute(f"SELECT * FROM {table}").fetchall())
        assert "Jeanne" not in content
        assert "Durand" not in content
    assert "utilisateur" in found.decisions("fr")
    assert next(c for c in found.reading.columns if c.header == "utilisateur").fate == "dropped"


def test_a_machine_on_an_unknown_host_is_refused_and_its_application_with_it(read: Reader) -> None:
    orphan = MACHINES.replace("vm-1;srv-1", "vm-1;srv-9")
    found = read(CENTRES, DEVICES, orphan, APPLICATIONS)
    assert [problem[2] for problem in found.problems] == ["link-host-unknown", "link-machine-unknown"]
    assert found.reading.files[2].rejected == 1
    assert any("srv-9" in sentence for sentence in found.sentences("fr"))


def test_a_machine_on_a_refused_host_is_refused(read: Reader) -> None:
    found = read(CENTRES, DEVICES.replace("srv-1;2;", "srv-1;-2;"), MACHINES)
    assert [problem[2] for problem in found.problems].count("link-host-unknown") == 2


def test_an_unknown_data_centre_is_refused_only_when_centres_are_given(read: Reader) -> None:
    assert read(CENTRES, DEVICES.replace("2;DC-N", "2;DC-X")).problems == [
        (2, "nomCourtDatacenter", "link-data-centre-unknown")
    ]
    alone = read(DEVICES.replace("2;DC-N", "2;DC-X"))
    assert alone.problems == []
    assert "DC-X" in alone.decisions()


def test_messaging_entities_and_operations_are_read_and_said(read: Reader) -> None:
    messaging = (
        "nombreMailEmis;nombreMailEmisXDestinataires;volumeTotalMailEmis;MoisAnnee;nomEntite\n10;20;3;012026;DSI\n"
    )
    entities = (
        "nomEntite;nbCollaborateurs;responsableEntite;responsableNumeriqueResponsable\nDSI;12;Jean Petit;Anne Roy\n"
    )
    operations = (
        "nomItemNonIT;quantite;type;dureeDeVie;localisation;nomEntite;consoElecAnnuelle\nvoiture;3;Véhicule;5;FR;DSI;\n"
    )
    found = read(messaging, entities, operations)
    assert [file.kind for file in found.reading.files] == ["messaging", "entity", "operation"]
    assert found.reading.accepted == 3
    assert "not computed" in found.decisions()
    assert [line["category"] for line in found.lines] == ["Véhicule"]


def test_a_blank_line_and_two_bad_cells_give_exact_lines_and_two_refusals(read: Reader) -> None:
    bad = DEVICES.replace("R740;srv-1;2;DC-N;2021-03-04", "\nR740;srv-1;v;;2021/02/31")
    found = read(bad)
    assert found.problems == [(3, "dateAchat", "cell-date-impossible"), (3, "quantite", "cell-not-a-number")]
    assert (found.reading.read, found.reading.rejected) == (2, 1)
    assert [line["line"] for line in found.lines] == [4]


def test_a_missing_mandatory_column_names_it(read: Reader) -> None:
    with pytest.raises(Exception, match="paysDUtilisation"):
        read(DEVICES.replace("paysDUtilisation", "autre"))


@pytest.mark.shared
def test_the_public_sample_is_accepted_whole(read: Reader, shared_data: Path) -> None:
    files = sorted((shared_data / "inventories/numecoeval-sample").glob("*.csv"))
    found = read(*files)
    assert (found.reading.read, found.reading.accepted) == (34, 34)
    assert [line["quantity"] for line in found.lines] == [1, 2, 4, 5, 2, 10]


@pytest.mark.shared
def test_the_public_errors_are_refused_as_their_names_say(read: Reader, shared_data: Path) -> None:
    folder = shared_data / "inventories/numecoeval-errors"
    found = read(*sorted(folder.glob("*/*.csv")))
    rejected = {file.file: (file.read, file.rejected) for file in found.reading.files}
    assert rejected["equipementPhysique_avec_erreur_champs_obligatoire.csv"] == (5, 5)
    assert rejected["equipementPhysique_avec_erreur_coherence.csv"] == (1, 1)
    assert rejected["equipementPhysique_avec_erreur_format.csv"] == (10, 9)
    assert rejected["equipementPhysique_ok.csv"] == (17, 0)
    assert rejected["equipementVirtuel_avec_erreur_champs_obligatoire.csv"] == (3, 3)
    assert rejected["equipementVirtuel_avec_erreurs_format.csv"] == (9, 8)
    assert rejected["datacenter_avec_erreur_format.csv"] == (3, 2)
    assert rejected["application_avec_erreur_champs_obligatoire.csv"] == (4, 4)
    assert rejected["dataCenters_ok.csv"] == (5, 0)


@pytest.mark.shared
def test_no_mock_user_of_the_public_files_reaches_a_table(read: Reader, shared_data: Path) -> None:
    files = sorted((shared_data / "inventories/numecoeval-errors/EQUIPEMENT_PHYSIQUE").glob("*.csv"))
    names = {
        record.split(";")[8].split()[-1]
        for file in files
        for record in file.read_text(encoding="utf-8").splitlines()[1:]
        if record.count(";") > 8 and record.split(";")[8].strip()
    }
    assert len(names) > 3
    found = read(*files, keep_extra=True)
    tables = [row[0] for row in found.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    content = "".join(str(found.connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)
    assert not [name for name in names if name in content]
