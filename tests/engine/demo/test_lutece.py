"""The synthetic city is the same for everyone, looks like a real export, and holds no one."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from sobria.engine.demo.lutece import AS_OF, HEADER, INVENTORY, Written, generate
from sobria.engine.demo.words import load_words

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return generate(tmp_path_factory.mktemp("lutece"), devices=20_000, seed=2025)


@pytest.fixture(scope="module")
def rows(written: Written) -> Rows:
    with written.inventory.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        (tmp_path / name).mkdir()
        digests.append(generate(tmp_path / name, devices=500, seed=seed).sha256)
    assert digests[0] == digests[1] != digests[2]


def test_the_file_looks_like_a_french_export(written: Written) -> None:
    head = written.inventory.read_bytes()[:4000]
    assert head.startswith("\ufeffNom;Entité;Statut;Fabricant;Numéro de série;Type;Modèle".encode())
    assert head.count(b"\r\n") > 5


def test_the_size_asked_for_is_the_number_of_lines(written: Written, rows: Rows) -> None:
    assert written.lines == len(rows) == 20_000
    assert tuple(rows[0]) == HEADER


def test_about_one_line_in_two_hundred_cannot_be_accepted(rows: Rows) -> None:
    def day(row: dict[str, str], name: str) -> str:
        text = row[name]
        return f"{text[6:]}-{text[3:5]}-{text[:2]}" if re.fullmatch(r"\d\d/\d\d/\d{4}", text) else ""

    refused = sum(
        row["Date d'achat"].startswith("30/02")
        or (row["Date d'achat"] != "" and not day(row, "Date d'achat"))
        or day(row, "Date d'achat") > AS_OF.isoformat()
        or "" < day(row, "Date de réforme") < day(row, "Date d'achat")
        or row["Quantité"] != "1"
        for row in rows
    )
    assert 0.003 < refused / len(rows) < 0.008


@pytest.mark.parametrize("code", sorted(load_words().flaws))
def test_each_flaw_is_in_the_file(rows: Rows, code: str) -> None:
    words = load_words()
    serials = Counter(row["Numéro de série"] for row in rows)
    fillers = set(words.lists["filler"].words)
    names = {model.name for models in words.models.values() for model in models}
    found = {
        "panel": any(row["Modèle"] in words.lists["panel"].words for row in rows),
        "duplicate": any(count == 2 for serial, count in serials.items() if serial not in fillers),
        "filler-serial": serials["Default string"] > 1,
        "not-available": any(row["Modèle"] == "N/A" for row in rows),
        "unknown-type": any(row["Type"] == "Divers" for row in rows),
        "model-spelling": any(row["Modèle"].upper() in row["Modèle"] not in names for row in rows),
        "missing-dates": any(row["Date d'achat"] == row["Date de mise en service"] == "" for row in rows),
        "thousands": any("\u202f" in row["Électricité annuelle (kWh)"] for row in rows),
        "impossible-date": any(row["Date d'achat"].startswith("30/02") for row in rows),
        "text-date": any(row["Date d'achat"] in words.lists["text-date"].words for row in rows),
        "retired-before": any(row["Date de réforme"][6:] and row["Date de réforme"][6:] < "2024" for row in rows),
        "future-date": any(row["Date d'achat"][6:] > "2030" for row in rows),
        "bad-quantity": any(row["Quantité"] == "-1" for row in rows),
        "comment": any("\n" in row["Commentaires"] for row in rows),
    }
    assert found[code]


def test_each_kind_and_each_department_is_present(rows: Rows) -> None:
    words = load_words()
    entities = {row["Entité"].removeprefix("Ville de Lutèce > ") for row in rows}
    assert entities == {direction.name for direction in words.directions}
    types = {row["Type"] for row in rows}
    for kind in words.kinds.values():
        assert types & set(kind.types.words), kind.name


def test_the_fleet_changes_from_one_year_to_the_next(rows: Rows) -> None:
    bought = Counter(row["Date d'achat"][6:] for row in rows if row["Type"] == "Portable")
    assert bought["2020"] > 2 * bought["2019"], "the purchases of spring 2020"
    retired = Counter(row["Date de réforme"][6:] for row in rows)
    assert min(retired["2024"], retired["2025"]) > 0.02 * len(rows)


def test_refurbished_devices_become_more_frequent(rows: Rows) -> None:
    def share(year: str) -> float:
        bought = [row["Mode d'acquisition"] for row in rows if row["Date d'achat"].endswith(year)]
        return bought.count("Reconditionné") / len(bought)

    assert share("2019") < share("2022") < share("2025")
    assert all(row["Années d'usage amont"] for row in rows if row["Mode d'acquisition"] == "Reconditionné")


def test_the_one_column_about_people_names_nobody(rows: Rows) -> None:
    assert {row["Utilisateur"] for row in rows if row["Utilisateur"]}
    assert all(re.fullmatch(r"(agent-\d{5})?", row["Utilisateur"]) for row in rows)


def test_servers_stand_in_a_data_centre_whose_pue_is_given(written: Written, rows: Rows) -> None:
    with written.data_centres.open(encoding="utf-8", newline="") as handle:
        centres = {row["nomCourtDatacenter"]: float(row["pue"]) for row in csv.DictReader(handle, delimiter=";")}
    used = {row["Centre de données"] for row in rows if row["Nom"].startswith("LUT-SV")}
    assert used == set(centres)
    assert all(1 <= pue < 3 for pue in centres.values())


def test_the_inventory_has_the_name_that_says_it_is_lutece(written: Written) -> None:
    assert written.inventory.name == INVENTORY
    assert "lutece" in INVENTORY
