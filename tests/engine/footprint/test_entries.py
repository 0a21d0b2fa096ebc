"""Files as entries of a register, against a naive reading in Python."""

import csv
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.worlds.inventories import HEADERS, glpi, laptop

from sobria.engine.footprint.entries import HEAD, VALUES, identity, open_entries
from sobria.engine.footprint.originals import open_originals
from sobria.engine.footprint.snapshot import write_snapshot
from sobria.engine.messages import Refusal

TODAY = date(2026, 11, 23)


def entries(path: Path, content: bytes) -> list[dict[str, object]]:
    path.write_bytes(content)
    with open_entries(path, today=TODAY) as found:
        return [dict.fromkeys(VALUES) | dict(zip((*HEAD, *found.fields), row, strict=True)) for row in found.rows]


def naive_identities(content: bytes) -> list[str]:
    """The serial, else entity and item, else something of the content; a repeated one is numbered."""
    seen: Counter[str] = Counter()
    found = []
    for row in csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";"):
        if row["Numéro de série"]:
            key = f"s:{row['Numéro de série'].upper()}"
        elif row["Nom"]:
            key = f"i:{row['Entité']}|{row['Nom']}"
        else:
            key = "c:" + hashlib.md5(str(sorted(row.items())).encode(), usedforsecurity=False).hexdigest()
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return found


def test_identities_agree_with_a_naive_reading(tmp_path: Path) -> None:
    content = glpi(
        [
            laptop(1),
            laptop(2, **{"Numéro de série": "abc12"}),
            laptop(3, **{"Numéro de série": ""}),
            laptop(3, **{"Numéro de série": "", "Lieu": "Mairie"}),
            laptop(3, **{"Numéro de série": "", "Entité": ""}),
        ]
    )
    assert [row["identity"] for row in entries(tmp_path / "a.csv", content)] == naive_identities(content)


def test_lines_without_serial_nor_name_are_known_by_their_content_and_rank(tmp_path: Path) -> None:
    nameless = {"Numéro de série": "", "Nom": "", "Bureau": ""}
    content = glpi([laptop(1, **nameless), laptop(1, **nameless), laptop(1, **(nameless | {"Lieu": "Mairie"}))])
    identities = [str(row["identity"]) for row in entries(tmp_path / "a.csv", content)]
    assert identities[1] == identities[0] + "#2"
    assert identities[2][:2] == "c:"
    assert len(set(identities)) == 3
    again = glpi([laptop(1, **(nameless | {"Lieu": "Mairie"})), laptop(1, **nameless), laptop(1, **nameless)])
    assert {row["identity"] for row in entries(tmp_path / "b.csv", again)} == set(identities)


@pytest.mark.parametrize(
    "header", ["Nom", "Entité", "Statut", "Fabricant", "Type", "Modèle", "Date d'achat", "Lieu", "Bureau"]
)
def test_the_digest_changes_with_every_column_kept(tmp_path: Path, header: str) -> None:
    other = {"Date d'achat": "2023-01-01", "Statut": "En stock"}.get(header, "autre")
    (one,) = entries(tmp_path / "a.csv", glpi([laptop(1)]))
    (two,) = entries(tmp_path / "b.csv", glpi([laptop(1, **{header: other})]))
    assert (one["digest"] != two["digest"]) is True


def test_the_digest_ignores_people_and_the_place_in_the_file(tmp_path: Path) -> None:
    (one,) = entries(tmp_path / "a.csv", glpi([laptop(1)]))
    two = entries(tmp_path / "b.csv", glpi([laptop(9), laptop(1, Usager="Dominique Martin")]))[1]
    assert one["digest"] == two["digest"]
    assert (one["line"], two["line"]) == (2, 3)


def test_a_blank_is_not_an_empty_text_in_the_digest(tmp_path: Path) -> None:
    (one,) = entries(tmp_path / "a.csv", glpi([laptop(1, Entité="", Lieu="x")]))
    (two,) = entries(tmp_path / "b.csv", glpi([laptop(1, Entité="x", Lieu="")]))
    assert one["digest"] != two["digest"]


def test_refusals_follow_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(glpi([laptop(1), laptop(2, **{"Date d'achat": "30/02/2024"})]))
    with open_entries(path, today=TODAY) as found:
        assert len(list(found.rows)) == 1
        ((file, line, column, value, _code, _detail),) = found.problems
        assert (file, line, column, value) == ("a.csv", 3, "Date d'achat", "30/02/2024")
        assert found.unmatched == 0


def test_original_lines_come_back_without_the_columns_that_name_people(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(glpi(laptop(number) for number in range(1, 6)))
    with open_originals(path, lines={3, 6}) as found:
        assert found.dropped == ("Usager",)
        assert found.headers == tuple(header for header in HEADERS if header != "Usager")
        assert [(line, cells[0]) for line, cells in found.records] == [(3, "PC-0002"), (6, "PC-0005")]


def test_a_record_on_two_lines_is_given_back_by_the_line_where_it_starts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(glpi([laptop(1, Lieu="Mairie\nannexe"), laptop(2)]))
    with open_originals(path, lines={2, 4}) as found:
        assert [(line, cells[0]) for line, cells in found.records] == [(2, "PC-0001"), (4, "PC-0002")]


def test_a_record_of_the_wrong_width_keeps_its_line_and_none_of_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(glpi([laptop(1), [*laptop(2), "Camille Dupont"]]))
    with open_originals(path, lines={3}) as found:
        assert list(found.records) == [(3, [])]


def test_a_file_of_something_else_is_refused_with_a_sentence(tmp_path: Path, shared_data: Path) -> None:
    (path,) = (shared_data / "inventories/numecoeval-sample").glob("*[dD]ata*[cC]enter*.csv")
    with pytest.raises(Refusal, match="something else than equipment"), open_entries(path, today=TODAY):
        pass


@pytest.mark.parametrize("serial", ["abc-12", "é" * 250, ""])
@pytest.mark.parametrize("item", ["PC 1", "x" * 260])
def test_a_device_written_by_hand_is_known_as_a_file_would_know_it(tmp_path: Path, serial: str, item: str) -> None:
    line = laptop(1, **{"Numéro de série": serial, "Nom": item})
    (row,) = entries(tmp_path / "a.csv", glpi([line]))
    assert row["identity"] == identity(serial=serial, item=item, entity="Voirie")
    assert len(str(row["identity"])) <= 210


@pytest.mark.parametrize("field", ["item", "entity", "serial"])
def test_a_null_character_in_a_text_of_a_snapshot_is_refused_with_its_row(tmp_path: Path, field: str) -> None:
    path = tmp_path / "a.parquet"
    write_snapshot([("x", 1.0), ("E\0", 1.0)], (field, "quantity"), path)
    with pytest.raises(Refusal) as refused, open_entries(path, today=TODAY):
        pass
    assert (refused.value.code, refused.value.params["line"]) == ("reading-null", 2)


def test_a_snapshot_without_null_characters_becomes_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_snapshot([("x", 1.0), ("y", 1.0)], ("item", "quantity"), path)
    with open_entries(path, today=TODAY) as found:
        assert found.reading.format == "snapshot"
        assert len(list(found.rows)) == 2
