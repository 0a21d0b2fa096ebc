"""What the footprint says to the indicators: the totals of the run that stood, in the indicator's unit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sobria.sober.footprint.indicators import provide
from sobria.sober.footprint.models import Figure, Run

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def run(*, created_days_ago: int = 0, **values: object) -> Run:
    moment = timezone.now() - timedelta(days=created_days_ago)
    given = {"year": 2026, "pack": "default", "state": Run.State.DONE, "created": moment, "ended": moment}
    return Run.objects.create(**(given | values))


def figure(of: Run, criterion: str = "gwp", *, value: float | None, unit: str = "kgCO2e") -> Figure:
    return Figure.objects.create(
        run=of, code=f"empreinte-{of.year}-{criterion}", criterion=criterion, unit=unit, value=value,
        low=value and value * 0.8, high=value and value * 1.3, coverage=0.9, formula="total", formula_version="1",
    )  # fmt: skip


def test_before_any_run_the_totals_are_unknown() -> None:
    found = provide(TODAY.year, TODAY)
    assert {value.code for value in found} == {"S1", "S3", "S4", "S5"}
    assert {value.value for value in found} == {None}
    assert provide(TODAY.year - 1, TODAY) == []


def test_totals_come_in_the_unit_of_the_indicator_with_their_interval_and_evidence() -> None:
    figure(run(), value=250_000.0)
    (found, *_others) = provide(2026, timezone.localdate())
    assert (found.code, found.value, found.low, found.unit) == ("S1", 250.0, 200.0, "tCO2e")
    assert found.high == pytest.approx(325)
    assert (found.coverage, found.evidence) == (0.9, "/preuves/empreinte-2026-gwp/")
    assert (found.start, found.end) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_day_knows_only_the_runs_made_by_its_end() -> None:
    figure(run(created_days_ago=10), value=250_000.0)
    figure(run(), value=300_000.0)
    today = timezone.localdate()
    assert provide(2026, today)[0].value == 300.0
    assert provide(2026, today - timedelta(days=1))[0].value == 250.0
    assert all(value.value is None for value in provide(2026, today - timedelta(days=20)))


def test_a_figure_that_cannot_be_computed_stays_unknown_and_leads_to_its_evidence() -> None:
    figure(run(), value=None)
    found = provide(2026, timezone.localdate())[0]
    assert (found.value, found.unknown) == (None, "indicator-see-evidence")
    assert found.evidence == "/preuves/empreinte-2026-gwp/"


def test_totals_of_a_comparison_are_left_aside() -> None:
    figure(run(kind=Run.Kind.COMPARISON), value=250_000.0)
    assert all(value.value is None for value in provide(2026, timezone.localdate()))
