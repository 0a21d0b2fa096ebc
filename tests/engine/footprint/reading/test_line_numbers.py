"""Line numbers follow the order of the file, even when it is read in parallel."""

from pathlib import Path
from typing import Any

import pytest
from tests.engine.footprint.reading.conftest import Reader

from sobria.engine.footprint.readers import settling
from sobria.engine.footprint.readers.staging import stage, staging_query

HEAD = "item;catégorie;série;quantité;date d'achat;pays;kwh/an;qualité;statut;propriété;part d'usage;data center\n"


def test_reading_never_joins_since_a_join_would_shuffle_lines(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = []

    def spy(connection: Any, part: Any, dialect: Any) -> None:
        plans.append(connection.execute(f"EXPLAIN {staging_query(part, dialect)}").fetchall()[0][1])
        stage(connection, part, dialect)

    monkeypatch.setattr(settling, "stage", spy)
    read(HEAD + "a;PC;S1;1;2024-01-02;Frnace;1;bof;donné;leasing;50 %;DC1\n")
    assert len(plans) >= 1
    assert not [plan for plan in plans if "join" in plan.lower()]


def test_every_line_number_is_that_of_its_record(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "grand.csv"
    pad = "x" * 150
    with path.open("w", encoding="utf-8") as handle:
        handle.write("item,category,serial,quantity,model\n")
        handle.writelines(f"{i},laptop,SERIAL{i:06d},1,{pad}\n" for i in range(250_000))
    found = read(path)
    query = "SELECT count(*), count(*) FILTER (CAST(item AS BIGINT) <> line - 2) FROM line"
    assert found.connection.execute(query).fetchone() == (250_000, 0)
