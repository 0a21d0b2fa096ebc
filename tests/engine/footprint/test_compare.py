"""Packs side by side, and two years with the effect of the method told from the real change; on real files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sobria.engine.footprint.compare import (
    DEFAULT_PACK,
    Inventory,
    TwoYears,
    comparable_packs,
    compare_packs,
    compare_years,
)
from sobria.engine.footprint.pipeline import Options, footprint, opened
from sobria.engine.quantities import Estimate

TODAY = date(2026, 11, 23)
HEADER = "item,category,manufacturer,model,quantity,purchased,entity,country,quality\n"
PACK = (
    "category,criterion,stage,value,low,high,unit,per,region,source,licence,source_date,valid_from,valid_to\n"
    "laptop,gwp,embodied,100,80,124,kgCO2e,item,WLD,invented,CC0,2026-01-01,,\n"
)


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    return inventory(tmp_path / "fleet.csv", laptops=40)


def inventory(path: Path, *, laptops: int) -> Path:
    rows = (f"PC-{n},Ordinateur portable,Acme,One,1,2024-01-15,Ville,FR,high\n" for n in range(laptops))
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "city.csv"
    path.write_text(PACK, encoding="utf-8")
    return path


def years(before: Inventory, after: Inventory) -> TwoYears:
    (gwp,) = [one for one in compare_years(before, after) if one.criterion == "gwp"]
    return gwp


def test_each_pack_gives_its_total_interval_and_coverage(fleet: Path) -> None:
    options = Options(today=TODAY)
    with opened([fleet], options=options) as run:
        found = [one for one in compare_packs(run, options=options) if one.criterion == "gwp"]
        names = comparable_packs(run.catalogue)
    by_pack = {one.pack: one for one in found}
    assert list(by_pack) == [DEFAULT_PACK, *names]
    for one in found:
        assert isinstance(one.figure.quantity, Estimate)
        assert one.figure.quantity.low < one.figure.quantity.value < one.figure.quantity.high
        assert one.figure.quantity.coverage == 1
    alone = footprint([fleet], options=replace(options, pack="impact-co2"))
    (gwp,) = [one for one in alone.figures if one.criterion == "gwp" and not (one.stage or one.category or one.entity)]
    assert by_pack["impact-co2"].figure == gwp


def test_a_pack_that_changes_nothing_for_this_inventory_is_neither_lower_nor_higher(fleet: Path) -> None:
    options = Options(today=TODAY)
    with opened([fleet], options=options) as run:
        (same,) = [
            one for one in compare_packs(run, options=options, packs=["tide"]) if one.criterion == "gwp" and one.lower
        ]
    assert same.lower == pytest.approx(0.5)


def test_new_factors_alone_are_all_method_and_no_real_change(fleet: Path, pack: Path) -> None:
    options = Options(today=TODAY)
    found = years(Inventory((fleet,), options), Inventory((fleet,), replace(options, factors=(pack,))))
    assert found.method.value < 0
    assert found.real.value == pytest.approx(0.0, abs=1e-9)
    assert found.real.decrease == pytest.approx(0.5)
    assert found.total.value == pytest.approx(found.method.value)


def test_fewer_devices_with_the_same_factors_are_a_sure_real_decrease(fleet: Path, tmp_path: Path) -> None:
    smaller = inventory(tmp_path / "smaller.csv", laptops=30)
    options = Options(today=TODAY)
    found = years(Inventory((fleet,), options), Inventory((smaller,), options))
    assert found.method.value == pytest.approx(0.0, abs=1e-9)
    assert found.real.value == pytest.approx(-found.before.mean / 4)
    assert found.real.decrease is not None
    assert found.real.decrease > 0.99
    assert found.real.low < found.real.value < found.real.high < 0


def test_a_real_increase_is_not_hidden_by_lower_factors(fleet: Path, pack: Path, tmp_path: Path) -> None:
    larger = inventory(tmp_path / "larger.csv", laptops=44)
    options = Options(today=TODAY)
    found = years(Inventory((fleet,), options), Inventory((larger,), replace(options, factors=(pack,))))
    assert found.total.value < 0 < found.real.value
    assert found.total.value == pytest.approx(found.method.value + found.real.value)
    assert found.real.decrease is not None
    assert found.real.decrease < 0.01


def test_a_year_takes_the_factors_of_its_own_middle() -> None:
    assert Options(today=TODAY, year=2024).factors_on == date(2024, 7, 1)
    assert Options(today=TODAY).factors_on == TODAY
    assert Options(today=date(2026, 2, 1), year=2026).factors_on == date(2026, 2, 1)
