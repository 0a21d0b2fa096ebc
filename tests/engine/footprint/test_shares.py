from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.reference.world import CATALOGUE, World, line, store

from sobria.engine.footprint.duckdb import compute, write_lines
from sobria.engine.footprint.shares import Share, faults, has_shares, largest, share_out

HOST = line("server", item="host", kwh_year=1000.0)
WHOLE = 1300 / 4 + 1000 * 0.06
Machine = tuple[str, str, float | None, float | None, float | None]


def shared(
    machines: list[Machine], applications: list[tuple[str, str, str | None]], tmp_path: Path
) -> tuple[dict[str, Share], list[Any], list[Any]]:
    """(virtual machines and applications by name, faults, rows of the file of lines)."""
    with store(World([HOST])) as connection:
        for number, (name, host, key, vcpu, storage) in enumerate(machines, start=2):
            connection.execute(
                "INSERT INTO virtual_machine VALUES ('v.csv', ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
                [number, name, host, key, vcpu, storage],
            )
        for number, (name, machine, host) in enumerate(applications, start=2):
            connection.execute(
                "INSERT INTO application VALUES ('a.csv', ?, ?, NULL, ?, ?, NULL, NULL)", [number, name, machine, host]
            )
        compute(connection, CATALOGUE)
        share_out(connection)
        write_lines(connection, tmp_path / "lines.parquet")
        found = {one.item: one for one in largest(connection, limit=99)}
        wrong = faults(connection)
    rows = duckdb.sql(
        f"SELECT kind, sum(embodied_gwp + use_gwp) FROM '{tmp_path / 'lines.parquet'}' GROUP BY kind ORDER BY kind"
    ).fetchall()
    return found, wrong, rows


def test_a_host_is_shared_by_processors(tmp_path: Path) -> None:
    found, wrong, _ = shared([("small", "host", None, 4, 1), ("large", "host", None, 12, 1)], [], tmp_path)
    assert found["small"].share == 0.25
    assert found["large"].gwp == pytest.approx(0.75 * WHOLE)
    assert wrong == []


def test_a_declared_key_comes_first_and_storage_last(tmp_path: Path) -> None:
    found, _, _ = shared([("keyed", "host", 0.3, 4, None)], [], tmp_path)
    assert found["keyed"].share == 0.3
    found, _, _ = shared([("one", "host", None, None, 1.0), ("two", "host", None, None, 3.0)], [], tmp_path)
    assert found["two"].share == 0.75


def test_a_machine_nothing_describes_has_no_share(tmp_path: Path) -> None:
    found, _, _ = shared([("bare", "host", None, None, None)], [], tmp_path)
    assert found["bare"].share is None
    assert found["bare"].gwp is None


def test_applications_share_their_machine_equally(tmp_path: Path) -> None:
    machines: list[Machine] = [("vm", "host", None, 4, None)]
    found, _, _ = shared(machines, [("mail", "vm", "host"), ("files", "vm", None)], tmp_path)
    assert found["mail"].gwp == pytest.approx(WHOLE / 2)
    assert found["files"].host == "host"


def test_keys_above_one_or_not_making_a_whole_are_reported(tmp_path: Path) -> None:
    _, wrong, _ = shared([("greedy", "host", 1.2, None, None)], [], tmp_path)
    assert [(one.host, one.machines, one.total) for one in wrong] == [("host", 1, 1.2)]
    _, wrong, _ = shared([("half", "host", 0.5, None, None)], [], tmp_path)
    assert wrong[0].total == 0.5


def test_shares_are_written_beside_the_lines_and_never_added_to_them(tmp_path: Path) -> None:
    _, _, rows = shared([("vm", "host", None, 4, None)], [("mail", "vm", "host")], tmp_path)
    assert [kind for kind, _ in rows] == ["application", "physical", "virtual"]
    assert all(gwp == pytest.approx(WHOLE) for _, gwp in rows)


def test_an_inventory_without_machines_shares_nothing() -> None:
    with store(World([HOST])) as connection:
        assert not has_shares(connection)
