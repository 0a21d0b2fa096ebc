from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from tests.worlds import strategy as world

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.strategy import fiche, selectors, services
from sobria.city.strategy.models import Measure, MeasureVersion
from sobria.engine.messages import Refusal

PARIS = ZoneInfo("Europe/Paris")
WHOLE: dict[str, Any] = {
    "axis": "A1",
    "title": "Réemployer le matériel",
    "partners": ["Emmaüs Connect", "", "Emmaüs Connect"],
    "starts": date(2026, 1, 1),
    "ends": "2028-12-31",
    "steps": [{"title": "Inventaire", "due": "2026-06-30", "done": None}, {"title": "", "due": None, "done": ""}],
    "budget": [
        {"kind": "operating", "unit": "fte", "year": 2026, "stage": "planned", "amount": "1,5"},
        {"kind": "investment", "unit": "euro", "year": "2026", "stage": "planned", "amount": "10 000"},
    ],
    "documents": [{"title": "", "url": "https://lutece.example/plan.pdf", "date": None}],
    "notes": [{"date": "2026-02-01", "text": "Lancé"}],
    "indicators": ["S14", "S9"],
    "registers": ["equipment"],
}


def test_a_fiche_is_read_back_as_it_was_written(officer: User) -> None:
    measure = world.measure(world.begun(officer), officer, **WHOLE)
    found = fiche.of_measure(Measure.objects.get(pk=measure.pk))
    assert found["partners"] == ["Emmaüs Connect"]
    assert [line["amount"] for line in found["budget"]] == ["10000.00", "1.50"]
    assert found["steps"] == [{"title": "Inventaire", "due": "2026-06-30", "done": None}]
    assert found["indicators"] == ["S14", "S9"]
    assert found == MeasureVersion.objects.get(code="M1").snapshot


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "strategy-title-missing"),
        ({"axis": "A9"}, "axis-unknown"),
        ({"status": "fini"}, "strategy-choice-unknown"),
        ({"starts": "2027-01-01", "ends": "2026-01-01"}, "strategy-dates-crossed"),
        ({"ends": "31/02/2026"}, "strategy-date-invalid"),
        ({"source": "javascript:alert(1)"}, "strategy-url-invalid"),
        ({"indicators": ["Z99"]}, "strategy-indicator-unknown"),
        ({"duties": ["rien"]}, "strategy-duty-unknown"),
        ({"registers": ["rien"]}, "strategy-register-unknown"),
        ({"parent": "M9"}, "measure-parent-unknown"),
        ({"steps": [{"title": "", "due": "2026-01-01", "done": None}]}, "strategy-row-incomplete"),
        (
            {"budget": [{"kind": "operating", "unit": "euro", "year": 2026, "stage": "planned", "amount": ""}]},
            "strategy-amount-invalid",
        ),
        (
            {"budget": [{"kind": "operating", "unit": "euro", "year": 26, "stage": "planned", "amount": 1}]},
            "strategy-year-invalid",
        ),
        (
            {"budget": [{"kind": "operating", "unit": "euro", "year": 2026, "stage": "actual", "amount": 1}] * 2},
            "strategy-budget-twice",
        ),
    ],
)
def test_what_cannot_be_a_fiche_is_refused_with_a_sentence(officer: User, values: dict[str, Any], code: str) -> None:
    strategy = world.begun(officer)
    with pytest.raises(Refusal) as refused:
        world.measure(strategy, officer, **values)
    assert refused.value.code == code
    assert refused.value.sentence("fr") != refused.value.sentence("en")
    assert not MeasureVersion.objects.exists()


def test_a_code_is_never_given_twice_even_after_a_deletion(officer: User) -> None:
    strategy = world.begun(officer)
    measure = world.measure(strategy, officer)
    services.delete_measure(measure, seen=1, by=officer)
    with pytest.raises(Refusal, match="already been used"):
        world.measure(strategy, officer, code="m1")
    assert list(MeasureVersion.objects.order_by("number").values_list("number", "deleted")) == [(1, False), (2, True)]


def test_a_measure_read_before_a_change_is_not_deleted(officer: User) -> None:
    measure = world.measure(world.begun(officer), officer)
    services.update_measure(measure, values={"pilot": "Achats"}, seen=1, by=officer)
    with pytest.raises(Refusal, match="since you read it"):
        services.delete_measure(measure, seen=1, by=officer)


def test_a_measure_is_not_a_part_of_its_own_part(officer: User) -> None:
    strategy = world.begun(officer)
    above = world.measure(strategy, officer)
    world.measure(strategy, officer, code="M2", parent="M1")
    with pytest.raises(Refusal, match="itself a part"):
        services.update_measure(above, values={"parent": "M2"}, seen=1, by=officer)
    with pytest.raises(Refusal, match="sub-measures"):
        services.delete_measure(above, seen=1, by=officer)


def test_saving_without_a_change_adds_no_version(officer: User) -> None:
    measure = world.measure(world.begun(officer), officer, **WHOLE)
    saved = services.update_measure(measure, values=fiche.of_measure(measure), seen=1, by=officer)
    assert (saved.changed, MeasureVersion.objects.count()) == ((), 1)


def test_each_act_leaves_one_event_without_any_text_of_the_fiche(officer: User) -> None:
    strategy = world.begun(officer)
    measure = world.measure(strategy, officer)
    services.update_measure(measure, values={"pilot": "Madame Dupont"}, seen=1, by=officer)
    services.adopt(strategy, on=date(2026, 3, 2), deliberation="2026-12", by=officer)
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == ["measure.created", "measure.updated", "strategy.adopted"]
    assert not any("Dupont" in str(vars(event)) for event in Event.objects.all())


def test_who_only_reads_changes_nothing(officer: User, auditor: User) -> None:
    strategy = world.begun(officer)
    measure = world.measure(strategy, officer)
    for act in (
        lambda: services.create_strategy(values={"title": "X"}, by=auditor),
        lambda: services.create_axis(strategy, code="A9", title="X", pillar="sober", by=auditor),
        lambda: services.update_measure(measure, values={"title": "X"}, seen=1, by=auditor),
        lambda: services.delete_measure(measure, seen=1, by=auditor),
        lambda: services.adopt(strategy, on=date(2026, 3, 2), deliberation="1", by=auditor),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_strategy_is_adopted_once_with_its_deliberation_and_not_in_the_future(officer: User) -> None:
    strategy = world.begun(officer)
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=PARIS), tick=False):
        with pytest.raises(Refusal, match="deliberation"):
            services.adopt(strategy, on=date(2026, 3, 2), deliberation=" ", by=officer)
        with pytest.raises(Refusal, match="not come yet"):
            services.adopt(strategy, on=date(2026, 11, 25), deliberation="1", by=officer)
        assert selectors.public() is None
        services.adopt(strategy, on=date(2026, 3, 2), deliberation="2026-12", by=officer)
        with pytest.raises(Refusal, match="already adopted"):
            services.adopt(strategy, on=date(2026, 3, 2), deliberation="2026-12", by=officer)
    assert selectors.public() == strategy


def test_axes_are_ordered_kept_while_they_hold_measures_and_not_overwritten_unread(officer: User) -> None:
    strategy = world.begun(officer)
    first, _second, last = strategy.axes.all()
    services.move_axis(last, up=True, by=officer)
    services.move_axis(first, up=True, by=officer)
    assert [axis.code for axis in strategy.axes.all()] == ["A1", "A3", "A2"]
    world.measure(strategy, officer)
    with pytest.raises(Refusal, match="holds measures"):
        services.delete_axis(first, by=officer)
    services.change_axis(first, title="Autre", pillar="all", seen=1, by=officer)
    with pytest.raises(Refusal, match="Someone changed this axis"):
        services.change_axis(first, title="Encore", pillar="all", seen=1, by=officer)
    with pytest.raises(Refusal, match="already exists"):
        services.create_axis(strategy, code="a1", title="X", pillar="sober", by=officer)


def test_measures_on_time_are_counted_as_they_stood_on_a_day(officer: User) -> None:
    with time_machine.travel(datetime(2026, 1, 10, 9, tzinfo=PARIS), tick=False):
        strategy = world.begun(officer)
        world.measure(strategy, officer, steps=[{"title": "Bilan", "due": "2026-06-30", "done": None}])
        world.measure(strategy, officer, code="M2", ends="2027-12-31")
        world.measure(strategy, officer, code="M3", status="done")
    with time_machine.travel(datetime(2026, 9, 1, 9, tzinfo=PARIS), tick=False):
        services.update_measure(Measure.objects.get(code="M2"), values={"status": "blocked"}, seen=1, by=officer)
    assert selectors.on_time_and_open(strategy, date(2026, 1, 9)) == (0, 0)
    assert selectors.on_time_and_open(strategy, date(2026, 6, 30)) == (2, 2)
    assert selectors.on_time_and_open(strategy, date(2026, 7, 1)) == (1, 2)
    assert selectors.on_time_and_open(strategy, date(2026, 9, 1)) == (0, 2)
