"""Each rule of the computation, on one or two lines worked out by hand."""

from datetime import date
from typing import Any

import pytest
from tests.reference.world import CATALOGUE, FACTORS, Factor, World, grid, kwh, line, store

from sobria.engine.footprint.assumptions import assumptions
from sobria.engine.footprint.duckdb import compute
from sobria.engine.footprint.listing import count_lines, exclusions, unmatched
from sobria.engine.footprint.result import Figure
from sobria.engine.footprint.summing import drivers, profiles, sum_up, totals
from sobria.engine.footprint.uncertainty import probability_less
from sobria.engine.quantities import Estimate, Unknown


def figures(*lines: dict[str, Any], year: int | None = None, **world: Any) -> tuple[Figure, ...]:
    with store(World(list(lines), **world)) as connection:
        compute(connection, CATALOGUE, year=year)
        return sum_up(connection, CATALOGUE)


def total(found: tuple[Figure, ...], criterion: str = "gwp", **scope: str | None) -> Figure:
    wanted = {"stage": None, "category": None, "entity": None, **scope}
    (figure,) = [
        one
        for one in found
        if one.criterion == criterion and all(getattr(one, name) == value for name, value in wanted.items())
    ]
    return figure


def value(figure: Figure) -> float:
    assert isinstance(figure.quantity, Estimate), figure
    return figure.quantity.value


def gwp(*lines: dict[str, Any], stage: str | None = None, **world: Any) -> float:
    return value(total(figures(*lines, **world), stage=stage))


def test_a_laptop_costs_its_making_over_its_life_and_the_electricity_of_the_year() -> None:
    assert gwp(line()) == pytest.approx((200 + 10) / 5 + 30 * 0.06)


def test_a_metered_device_uses_its_own_electricity() -> None:
    assert gwp(line(kwh_year=100.0), stage="use") == pytest.approx(100 * 0.06)


def test_a_model_with_its_own_figures_takes_them_before_those_of_its_category() -> None:
    assert gwp(line(model="latitude")) == pytest.approx(150 / 5 + 20 * 0.06)


def test_a_model_without_a_figure_for_a_criterion_falls_back_on_its_category() -> None:
    assert value(total(figures(line(model="latitude")), "adpe", stage="embodied")) == pytest.approx(0.008 / 5)


def test_embodied_and_its_parts_are_never_added() -> None:
    stages = {one.stage for one in figures(line()) if one.criterion == "gwp" and one.stage}
    assert stages == {"manufacturing", "distribution", "use"}


def test_electricity_is_that_of_the_country_then_of_europe_then_of_the_world() -> None:
    for country, mix in (("FRA", 0.06), ("DEU", 0.3), ("USA", 0.5)):
        assert gwp(line(country=country), stage="use") == pytest.approx(30 * mix)


def test_a_line_without_country_takes_that_of_its_data_centre() -> None:
    centres = [("north", 1.4, "DEU", None)]
    assert gwp(line(data_centre="north"), stage="use", data_centres=centres) == pytest.approx(30 * 1.4 * 0.3)


def test_a_data_centre_of_unknown_pue_takes_the_default_and_no_data_centre_none() -> None:
    assert gwp(line(data_centre="elsewhere"), stage="use") == pytest.approx(30 * 1.9 * 0.06)


def test_life_cycle_use_stands_for_electricity_unless_it_is_metered() -> None:
    assert gwp(line("monitor"), stage="use") == pytest.approx(18 / 6)
    assert gwp(line("monitor", kwh_year=50.0), stage="use") == pytest.approx(50 * 0.06)
    assert value(total(figures(line("monitor")), "adpe", stage="use")) == pytest.approx(100 * 5e-8)


def test_a_yearly_flow_is_not_spread_over_a_life() -> None:
    assert gwp(line("network-mobile", quantity=100.0)) == pytest.approx(5.0)


def test_a_flow_of_electricity_uses_the_mix_of_its_country() -> None:
    assert gwp(line("electricity", quantity=1000.0)) == pytest.approx(60.0)


def test_personal_devices_count_by_their_professional_share() -> None:
    whole = gwp(line())
    assert gwp(line(ownership="byod")) == pytest.approx(0.57 * whole)
    assert gwp(line(ownership="cope")) == pytest.approx(0.85 * whole)
    assert gwp(line(ownership="byod", usage_share=0.1)) == pytest.approx(0.1 * whole)


def test_a_year_counts_days_in_service() -> None:
    found = figures(line(in_service=date(2025, 7, 2)), year=2025)
    assert value(total(found)) == pytest.approx(183 / 365 * (210 / 5 + 30 * 0.06))


def test_a_line_outside_the_year_is_out_of_scope() -> None:
    found = figures(line(), line(in_service=date(2026, 1, 1)), year=2025)
    assert total(found).units == 1


def test_a_retirement_without_a_date_lowers_the_coverage_of_a_year() -> None:
    found = total(figures(line(), line(status="retired"), year=2025))
    assert found.units == 2
    assert found.units_covered == 1
    assert "retirement-date" in found.missing


def test_what_nothing_computes_is_unknown_and_never_zero() -> None:
    found = figures(line())
    water = total(found, "water")
    assert isinstance(water.quantity, Unknown)
    assert water.units_covered == 0
    assert set(water.missing) == {"embodied:laptop", "mix:FRA"}


def test_a_server_without_typical_electricity_is_not_covered_unless_metered() -> None:
    found = figures(line("server"), line("server", kwh_year=900.0))
    both = total(found)
    assert isinstance(both.quantity, Estimate)
    assert both.quantity.coverage == 0.5
    assert both.missing == ("kwh:server",)


def test_a_category_without_a_life_is_not_covered_but_its_electricity_counts() -> None:
    found = total(figures(line("gadget")))
    assert value(found) == pytest.approx(0.06)
    assert found.units_covered == 0
    assert found.missing == ("life:gadget",)


def test_unmatched_lines_lower_the_coverage_and_excluded_ones_do_not() -> None:
    found = total(figures(line(), line("dreamcatcher", quantity=3.0), line("laptop-panel", quantity=9.0)))
    assert (found.units, found.units_covered) == (4, 1)
    assert found.missing == ("match",)


def test_coverage_of_gwp_weighs_units_by_their_emissions() -> None:
    """A monitor has no ADPe: its emissions are those ADPe does not cover."""
    found = total(figures(line(), line("monitor")), "adpe")
    laptop, monitor = gwp(line()), gwp(line("monitor"))
    assert found.gwp_coverage == pytest.approx(laptop / (laptop + monitor))


def test_a_thousand_like_laptops_are_no_surer_than_one() -> None:
    one = total(figures(line(quality="high"))).quantity
    many = total(figures(*[line(quality="high") for _ in range(50)])).quantity
    assert isinstance(one, Estimate)
    assert isinstance(many, Estimate)
    assert many.high / many.value == pytest.approx(one.high / one.value, rel=1e-3)


def test_errors_of_the_data_average_out_between_lines() -> None:
    sure = tuple(
        Factor("laptop", row.criterion, row.stage, row.value, 1.0) for row in FACTORS if row.category == "laptop"
    )
    exact = (*sure, grid("gwp", 0.06, spread=1.0))
    one = total(figures(line(), factors=exact)).quantity
    many = total(figures(*[line() for _ in range(100)], factors=exact)).quantity
    assert isinstance(one, Estimate)
    assert isinstance(many, Estimate)
    assert (many.high / many.value - 1) == pytest.approx((one.high / one.value - 1) / 10, rel=0.1)


def test_entities_sharing_their_factors_are_compared_surely() -> None:
    lines = [line(entity="A", quality="high") for _ in range(9)] + [line(entity="B", quality="high") for _ in range(10)]
    with store(World(lines)) as connection:
        compute(connection, CATALOGUE)
        small, large = (profiles(connection, entity=name)["gwp"] for name in "AB")
        found = probability_less(small, large)
    assert found is not None
    assert found > 0.99


def test_drivers_explain_the_variance_by_factor_row() -> None:
    with store(World([line(quality="high")])) as connection:
        compute(connection, CATALOGUE)
        shares = [one.share for one in drivers(connection) if one.criterion == "gwp"]
        first = drivers(connection)[0]
    assert first.factor_id == "test:laptop:gwp:manufacturing:WLD:"
    assert 0.97 < sum(shares) <= 1
    assert shares == sorted(shares, reverse=True)


def test_a_second_computation_replaces_the_first() -> None:
    with store(World([line()])) as connection:
        compute(connection, CATALOGUE)
        before = totals(connection, CATALOGUE)
        compute(connection, CATALOGUE, year=2025)
        compute(connection, CATALOGUE)
        assert totals(connection, CATALOGUE) == before


def test_an_empty_inventory_gives_unknown_figures() -> None:
    found = figures()
    assert {one.criterion for one in found} == {"gwp", "adpe", "water"}
    assert all(isinstance(one.quantity, Unknown) for one in found)


def test_what_is_not_recognised_or_left_out_is_listed() -> None:
    world = World([line(), line("dreamcatcher"), line("dreamcatcher"), line(None), line("laptop-panel", quantity=4.0)])
    with store(world) as connection:
        compute(connection, CATALOGUE)
        assert [(one.category, one.lines) for one in unmatched(connection)] == [("dreamcatcher", 2), (None, 1)]
        assert [(one.code, one.lines, one.units) for one in exclusions(connection)] == [("laptop-panel", 1, 4.0)]
        counts = count_lines(connection, rejected=3)
    assert (counts.read, counts.accepted, counts.rejected) == (8, 5, 3)
    assert (counts.matched, counts.unmatched) == (2, 3)


def test_every_assumption_is_said_with_its_count() -> None:
    world = World(
        [
            line(quality="high", country="FRA", internal_years=3.0),
            line(data_centre="elsewhere", ownership="byod"),
            line("laptop-panel"),
            line("network-mobile", country="FRA", quality="medium"),
        ]
    )
    with store(world) as connection:
        compute(connection, CATALOGUE)
        said = {one.code: one for one in assumptions(connection, _ValuedCatalogue, year=None, country="FRA")}
    assert said["footprint-assume-unit"].params["lines"] == 3
    assert said["footprint-assume-quality"].params["lines"] == 1
    assert said["footprint-assume-country"].sentence("en") == "Lines without country: 1, placed in country FRA."
    assert "1,9" in said["footprint-assume-pue"].sentence("fr")
    assert "57" in said["footprint-assume-byod"].sentence("fr")
    assert "footprint-assume-cope" not in said
    assert said["footprint-assume-flows"].params["lines"] == 1
    assert said["footprint-assume-life"].params["lines"] == 1


class _Valued:
    parameters = CATALOGUE.parameters

    def value(self, code: str) -> float:
        return float(self.parameters[code].value)


_ValuedCatalogue: Any = _Valued()


def test_a_typical_electricity_without_mix_says_which_country_lacks_it() -> None:
    found = total(figures(line(), factors=(Factor("laptop", "gwp", "embodied", 10.0), kwh("laptop", 5.0))))
    assert found.missing == ("mix:FRA",)
    assert found.units_covered == 0
