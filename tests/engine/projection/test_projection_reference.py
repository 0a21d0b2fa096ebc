"""The catalogue of the projection is whole: every code leads somewhere, every number has a source."""

import csv
from importlib.resources import files

import pytest

from sobria.engine import messages
from sobria.engine.claims.reading import claims
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.projection.inventory import group_life
from sobria.engine.projection.reference import (
    conflicts,
    groups,
    growths,
    levers,
    mixes,
    savings,
    settings,
    trend,
)

FILES = ("levers", "settings", "mix", "trend", "refurbished", "growth", "territory")


def test_levers_act_on_groups_that_exist_within_bounds() -> None:
    for lever in levers().values():
        assert lever.low < lever.high
        assert not lever.group or lever.group in groups()
        assert all(lever.labels)
        assert all(lever.costs)


def test_groups_hold_known_equipment_once() -> None:
    held = [category for group in groups().values() for category in group.categories]
    assert len(held) == len(set(held))
    known = load_catalogue().categories
    assert all(known[category].kind == "equipment" for category in held)
    assert all(group_life(code) > 0 for code in groups())


def test_each_conflict_is_between_levers_and_has_its_sentence() -> None:
    for one in conflicts():
        assert {one.first, one.second} <= set(levers())
        assert one.code in messages.codes()


def test_scenarios_trend_and_growth_are_ordered_and_lead_to_claims() -> None:
    for points in mixes().values():
        assert [point.year for point in points] == sorted(point.year for point in points)
        assert all(point.ratio.low <= point.ratio.value <= point.ratio.high for point in points)
    assert [point.year for point in trend()] == sorted(point.year for point in trend())
    assert {point.claim for point in trend()} | {one.claim for one in growths().values()} <= set(claims())
    assert all(spread.low < spread.value < spread.high for spread, _source in savings().values())
    assert settings()["life-spread"].value > 1


@pytest.mark.parametrize("name", FILES)
def test_every_row_says_its_source_and_standing(name: str) -> None:
    text = files("sobria.catalogue").joinpath(f"projection/{name}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["source"]
        assert row["status"] in {"settled", "contested", "to-confirm"}
