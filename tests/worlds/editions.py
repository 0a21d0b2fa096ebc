"""A small city whose year can be frozen."""

from datetime import date

import pytest
from tests.worlds import strategy as world

from sobria.city.indicators import services as indicators
from sobria.city.indicators.targets_services import set_target
from sobria.city.people.models import Assignment, User
from sobria.city.people.services import create_user
from sobria.city.reports import services
from sobria.city.strategy import services as strategies


@pytest.fixture
def officer(db: None) -> User:
    """In office long before the days these tests travel to."""
    user = create_user(email="agent@lutece.example", password="cinq-mots-pour-une-phrase", name="Agent de Lutèce")
    Assignment.objects.filter(user=user).update(since=date(2020, 1, 1))
    return User.objects.get(pk=user.pk)


def year(number: int) -> dict[str, date]:
    return {"start": date(number, 1, 1), "end": date(number, 12, 31)}


def value(by: User, code: str, amount: float | None, number: int = 2026, **more: object) -> None:
    given = {"method": "comptes", "source": "Commande publique"} | more
    indicators.enter_value(code, value=amount, by=by, **year(number), **given)  # type: ignore[arg-type]


def a_city(by: User) -> None:
    """Two years of one indicator with its target, one of another, a fact, and an adopted strategy."""
    value(by, "S12", 18.0, 2025)
    value(by, "S12", 21.0, 2026, low=20.0, high=22.5, coverage=0.9)
    value(by, "D8", 7.0)
    indicators.enter_input("population", value=60000, source="Insee", by=by, **year(2026))
    points = [(date(2030, 12, 31), 30.0)]
    set_target("S12", baseline_date=date(2024, 12, 31), baseline=10, steps=points, shape="linear", source="D12", by=by)
    strategy = world.begun(by)
    world.measure(strategy, by, indicators=["S12"], status="late", steps=[{"title": "É", "due": "2026-05-01"}])
    strategies.adopt(strategy, on=date(2026, 3, 1), deliberation="2026-12", by=by)


def a_frozen_review() -> None:
    """For pages visited by a browser: the review of 2026, of a city that the rest of the world has filled."""
    by = create_user(email="bilan@lutece.example", password="cinq-mots-pour-une-phrase")
    services.freeze(2026, by=by, reference="2027-3")
