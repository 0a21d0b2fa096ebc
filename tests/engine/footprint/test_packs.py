"""Which rows are in force: default, chosen pack, the city's own, validity, regions."""

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.footprint.packs import PacksInForce, install_factors, packs_in_force
from sobria.engine.messages import Refusal, say

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)
HEAD = (
    "category,criterion,stage,value,low,high,unit,per,region,source,licence,source_date,valid_from,valid_to,"
    "quality,manufacturer,model,note"
)


def overlay(folder: Path, *lines: str, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEAD, *(f"{line},,,,," for line in lines)]) + "\n", encoding="utf-8")
    return path


def found(in_force: PacksInForce, category: str, criterion: str, **wanted: str) -> list[FactorRow]:
    return [
        row
        for row in in_force.rows
        if row.category == category
        and row.criterion == criterion
        and all(getattr(row, name) == value for name, value in wanted.items())
    ]


def test_no_life_cycle_is_counted_twice_in_any_pack() -> None:
    for pack in [None, *CATALOGUE.packs]:
        rows = packs_in_force(CATALOGUE, pack=pack, on=TODAY).rows
        assert max(Counter(row.key for row in rows).values()) == 1
        origins = {}
        for row in rows:
            assert origins.setdefault((*row.life_cycle, row.region), row.pack) == row.pack, row.id


def test_the_chosen_pack_comes_first_and_the_default_fills_what_it_lacks() -> None:
    default = packs_in_force(CATALOGUE, on=TODAY)
    chosen = packs_in_force(CATALOGUE, pack="impact-co2", on=TODAY)
    assert [row.pack for row in found(default, "monitor", "gwp")] == ["boavizta"]
    assert [row.value for row in found(chosen, "monitor", "gwp")] == [69.8]
    assert [row.pack for row in found(chosen, "server", "gwp")] == ["boavizta"]
    assert chosen.names[0] == "impact-co2"


def test_a_pack_that_gives_a_whole_life_cycle_receives_nothing_from_the_others() -> None:
    chosen = packs_in_force(CATALOGUE, pack="network-swd", on=TODAY)
    assert {row.criterion for row in chosen.rows if row.category == "network-fixed"} == {"kwh"}
    assert {row.criterion for row in chosen.rows if row.category == "network-mobile"} == {"gwp"}


def test_a_pack_for_one_country_leaves_the_others_to_the_default() -> None:
    chosen = packs_in_force(CATALOGUE, pack="electricity-ademe", on=TODAY)
    assert [row.value for row in found(chosen, "electricity", "gwp", region="FRA")] == [0.03789]
    assert found(chosen, "electricity", "gwp", region="DEU")[0].pack == "electricity-ember"
    world = packs_in_force(CATALOGUE, pack="electricity-boavizta", on=TODAY)
    assert {row.region for row in found(world, "electricity", "gwp")} == {"FRA", "EU27", "WLD"}


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="There is no factor pack"):
        packs_in_force(CATALOGUE, pack="negaoctet", on=TODAY)


def test_an_overlay_replaces_every_stage_of_its_category_criterion_and_region(tmp_path: Path) -> None:
    path = overlay(
        tmp_path,
        "laptop,gwp,manufacturing,180,150,220,kgCO2e,item,WLD,ours,own,2025-01-01,,",
        "laptop,gwp,distribution,10,8,13,kgCO2e,item,WLD,ours,own,2025-01-01,,",
    )
    in_force = packs_in_force(CATALOGUE, overlays=[path], on=TODAY)
    assert {row.stage for row in found(in_force, "laptop", "gwp")} == {"manufacturing", "distribution"}
    assert [row.pack for row in found(in_force, "laptop", "kwh")] == ["boavizta"]
    assert in_force.names[0] == "ours"


def test_an_overlay_for_one_region_leaves_the_other_regions(tmp_path: Path) -> None:
    path = overlay(tmp_path, "electricity,gwp,use,0.02,0.015,0.03,kgCO2e,kWh,FRA,our contract,own,2025-01-01,,")
    in_force = packs_in_force(CATALOGUE, overlays=[path], on=TODAY)
    assert [row.value for row in found(in_force, "electricity", "gwp", region="FRA")] == [0.02]
    assert found(in_force, "electricity", "gwp", region="DEU")[0].pack == "electricity-ember"
    assert found(in_force, "electricity", "adpe", region="FRA")


def test_a_models_own_rows_leave_its_category_in_place(tmp_path: Path) -> None:
    line = "laptop,gwp,embodied,300,250,360,kgCO2e,item,WLD,sheet,own,2025-01-01,,"
    path = tmp_path / "ours.csv"
    path.write_text(f"{HEAD}\n{line},medium,Dell Inc.,Latitude 5420,\n", encoding="utf-8")
    rows = found(packs_in_force(CATALOGUE, overlays=[path], on=TODAY), "laptop", "gwp")
    assert {row.model_key for row in rows} == {None, "dell inc|latitude 5420"}


def test_of_two_overlays_the_last_speaks(tmp_path: Path) -> None:
    first = overlay(tmp_path, "saas,gwp,use,5,4,6,kgCO2e,item,,x,own,2025-01-01,,", name="first.csv")
    second = overlay(tmp_path, "saas,gwp,use,7,6,8,kgCO2e,item,,x,own,2025-01-01,,", name="second.csv")
    in_force = packs_in_force(CATALOGUE, overlays=[first, second], on=TODAY)
    assert [row.value for row in found(in_force, "saas", "gwp")] == [7]


@pytest.mark.parametrize(
    ("on", "value", "said"),
    [(date(2019, 6, 1), 0.05979, False), (date(2025, 12, 31), 0.04144, False), (TODAY, 0.04144, True)],
)
def test_the_mix_of_the_year_is_used_and_another_year_is_said(on: date, value: float, said: bool) -> None:
    in_force = packs_in_force(CATALOGUE, on=on)
    assert [row.value for row in found(in_force, "electricity", "gwp", region="FRA")] == [value]
    late = [params for code, params in in_force.assumptions if code == "factors-assume-date"]
    assert any("FRA" in params["regions"] for params in late) == said


def test_before_the_first_year_the_first_is_used_and_said() -> None:
    in_force = packs_in_force(CATALOGUE, on=date(2010, 1, 1))
    (row,) = found(in_force, "electricity", "gwp", region="FRA")
    assert row.valid_from == date(2015, 1, 1)
    for code, params in in_force.assumptions:
        assert params["on"] in say(code, "fr", **params)
        assert say(code, "en", **params)


def test_the_factor_table_holds_the_contract() -> None:
    connection = duckdb.connect()
    in_force = install_factors(connection, CATALOGUE, on=TODAY)
    columns = [name for (name, *_) in connection.execute("DESCRIBE factor").fetchall()]
    assert columns == [
        "id", "pack", "category", "model_key", "criterion", "stage", "value", "low", "high", "sigma", "unit", "per",
        "region", "source", "licence", "source_date", "valid_from", "valid_to", "quality", "origin", "note",
    ]  # fmt: skip
    ((rows, ids),) = connection.execute("SELECT count(*), count(DISTINCT id) FROM factor").fetchall()
    assert rows == ids == len(in_force.rows)
    ((sigma, origin, source_date),) = connection.execute(
        "SELECT sigma, origin, source_date FROM factor WHERE id = 'boavizta:laptop:gwp:embodied:WLD:'"
    ).fetchall()
    assert sigma == pytest.approx(0.31875, abs=1e-4)
    assert origin == "factors.csv:2"
    assert source_date == date(2023, 2, 1)
    install_factors(connection, CATALOGUE, on=TODAY)
    assert connection.execute("SELECT count(*) FROM factor").fetchall() == [(rows,)]


def test_a_citys_file_named_as_a_pack_keeps_its_own_name(tmp_path: Path) -> None:
    path = overlay(tmp_path, "saas,gwp,use,5,4,6,kgCO2e,item,,x,own,2025-01-01,,", name="boavizta.csv")
    in_force = packs_in_force(CATALOGUE, overlays=[path], on=TODAY)
    assert in_force.names[:2] == ("boavizta.csv", "boavizta")
    assert len({row.id for row in in_force.rows}) == len(in_force.rows)


def test_a_country_finds_itself_then_its_group_then_the_world() -> None:
    connection = duckdb.connect()
    install_factors(connection, CATALOGUE, on=TODAY)
    paths = connection.execute(
        "SELECT country, list(region ORDER BY rank) FROM region_path WHERE country IN ('FRA', 'GBR', 'EU27', 'WLD')"
        " GROUP BY country ORDER BY country"
    ).fetchall()
    assert paths == [
        ("EU27", ["EU27", "WLD"]),
        ("FRA", ["FRA", "EU27", "WLD"]),
        ("GBR", ["GBR", "WLD"]),
        ("WLD", ["WLD"]),
    ]
