"""A small strategy: three axes, a few measures, written through the acts."""

from typing import Any

from sobria.city.people.models import User
from sobria.city.strategy import services
from sobria.city.strategy.models import Measure, Strategy

ADOPTED = "2026-03-02"


def begun(by: User, **values: Any) -> Strategy:
    """A draft with one axis per pillar: A1, A2, A3."""
    strategy = services.create_strategy(values={"title": "Un numérique plus sobre"} | values, by=by)
    for code, pillar in (("A1", "sober"), ("A2", "democratic"), ("A3", "inclusive")):
        services.create_axis(strategy, code=code, title=f"Axe {code}", pillar=pillar, by=by)
    return strategy


def measure(strategy: Strategy, by: User, code: str = "M1", **values: Any) -> Measure:
    given = {"axis": "A1", "title": f"Action {code}", "status": "ongoing"} | values
    return services.create_measure(strategy, code=code, values=given, by=by)
