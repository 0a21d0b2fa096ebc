"""The footprint of a territory, worked by hand from the figure per inhabitant."""

import pytest

from sobria.engine.claims.reading import claims
from sobria.engine.projection.territory import PARTS, STAGES, rows, territory


def test_a_million_inhabitants_by_hand() -> None:
    found = territory(1_000_000)
    assert (found.total.value, found.total.low, found.total.high) == pytest.approx((434e6, 220.472e6, 795.088e6))
    assert found.parts["terminals"].value == pytest.approx(434e6 * 0.495)
    assert found.stages["making"].high == pytest.approx(795.088e6 * 0.6)


def test_parts_and_stages_make_the_whole() -> None:
    for codes in (PARTS, STAGES):
        assert sum(rows()[code].value for code in codes) == pytest.approx(1)


def test_a_share_of_five_per_cent_supposes_a_smaller_whole_than_the_national_one() -> None:
    found = territory(10)
    assert (found.whole_claimed, found.whole_national) == pytest.approx((8680, 9863.6), rel=1e-4)


def test_each_number_leads_to_the_claim_it_comes_from() -> None:
    for row in rows().values():
        assert row.claim in claims()
        assert row.licence
    each = rows()["per-inhabitant"]
    figure = claims()["per-inhabitant"].figures[0]
    assert (each.value, each.low, each.high) == (figure.value, figure.low, figure.high)
