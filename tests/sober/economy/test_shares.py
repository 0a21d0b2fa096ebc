"""The share of the social economy in repair and refurbishing spend, from invoices, faults and orders."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.worlds.partners import TODAY, partner

from sobria.city.partners.models import Partner
from sobria.engine.indicators.value import Value
from sobria.sober.economy.indicators import provide
from sobria.sober.economy.models import Spending
from sobria.sober.equipment.models import Condition, Device, Fault, FaultState, Order, OrderLine, Repairer

DAY = date(2026, 6, 1)
WRITTEN = datetime(2026, 6, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def invoice(amount: int, **more: Any) -> Spending:
    told = {"kind": "repair", "day": DAY, "recorded_at": WRITTEN, "reference": f"F{Spending.objects.count()}"} | more
    if "partner" not in told:
        told["supplier"] = "Un atelier"
    return Spending.objects.create(amount_eur=amount, **told)


def repair(cost: int | None, repairer: str, **more: Any) -> None:
    now = {"created_at": WRITTEN, "updated_at": WRITTEN}
    device = Device.objects.create(identity=f"d{Device.objects.count()}", quantity=1, **now)
    told = {"state": FaultState.REPAIRED, "closed_on": DAY, "reported_on": DAY, "recorded_at": WRITTEN} | more
    Fault.objects.create(device=device, kind="screen", repairer=repairer, cost_eur=cost, **told)


def refurbished(quantity: int, unit: int | None, by: Partner | None, condition: str = Condition.REFURBISHED) -> None:
    number = Order.objects.count()
    order = Order.objects.create(reference=f"C{number}", day=DAY, partner=by, recorded_at=WRITTEN)
    OrderLine.objects.create(order=order, rank=1, label="PC", condition=condition, quantity=quantity, unit_eur=unit)


def found(year: int = 2026, on: date = TODAY) -> dict[str, Value]:
    return {value.code: value for value in provide(year, on)}


def test_the_three_sources_are_summed_by_what_each_partner_is() -> None:
    ess, other = partner("ess", is_ess=True), partner("autre", is_ess=False)
    invoice(100, partner=ess)
    invoice(50, is_ess=False)
    repair(30, Repairer.ESS)
    repair(20, Repairer.OTHER, partner=ess)
    repair(10, Repairer.IN_HOUSE)
    refurbished(2, 100, ess)
    refurbished(1, 90, other)
    refurbished(5, 900, other, Condition.NEW)
    values = found()
    assert values["repair_spend"].value == 500
    assert values["ess_spend"].value == 350
    assert (values["repair_spend"].coverage, values["ess_spend"].coverage) == (1.0, 1.0)
    assert values["ess_spend"].evidence == "/economie-solidaire/depenses/2026/"
    assert values["ess_spend"].high == 350


def test_what_nobody_said_counts_in_the_total_not_in_the_share_and_coverage_says_it() -> None:
    invoice(60, is_ess=True)
    invoice(30, partner=partner("muet"))
    refurbished(1, 10, None)
    values = found()
    assert (values["repair_spend"].value, values["ess_spend"].value) == (100, 60)
    assert values["ess_spend"].coverage == pytest.approx(0.6)
    assert (values["ess_spend"].low, values["ess_spend"].high) == (60, 100)


def test_an_amount_nobody_said_lowers_the_coverage() -> None:
    invoice(60, is_ess=True)
    repair(None, Repairer.OTHER)
    refurbished(1, None, partner("ess", is_ess=True))
    repair(None, Repairer.IN_HOUSE)
    assert found()["repair_spend"].coverage == pytest.approx(1 / 3)


def test_nothing_written_is_unknown_and_so_is_a_share_of_which_nobody_said_anything() -> None:
    assert {code: (value.value, value.unknown) for code, value in found().items()} == {
        "repair_spend": (None, "indicator-no-register"),
        "ess_spend": (None, "indicator-no-register"),
    }
    assert found(2025) == {}
    invoice(30, partner=partner("muet"))
    assert found()["repair_spend"].value == 30
    assert (found()["ess_spend"].value, found()["ess_spend"].missing) == (None, ("is_ess",))


def test_a_year_is_that_of_the_invoice_and_a_day_knows_only_what_was_written_by_then() -> None:
    invoice(60, is_ess=True)
    invoice(40, is_ess=True, day=date(2025, 12, 31))
    assert (found()["ess_spend"].value, found(2025)["ess_spend"].value) == (60, 40)
    assert found(on=WRITTEN.date() - timedelta(days=1))["ess_spend"].value is None


def test_three_queries_whatever_the_number(django_assert_num_queries: Any) -> None:
    ess = partner("ess", is_ess=True)
    for _rank in range(30):
        invoice(10, partner=ess)
        refurbished(1, 10, ess)
    with django_assert_num_queries(3):
        assert found()["ess_spend"].value == 600
