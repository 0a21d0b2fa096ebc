"""A small strategy: three axes, a few measures, written through the acts."""

from datetime import date
from typing import Any

from tests.worlds.people import PASSWORD

from sobria.city.people.models import User
from sobria.city.people.services import create_user
from sobria.city.strategy import programme, services
from sobria.city.strategy.models import Measure, Strategy
from sobria.engine.duties import load_duties

PROGRAMME: dict[str, dict[str, Any]] = {
    "actors": {"rows": [{"name": "Syndicat du numérique", "role": "public", "how": "Atelier"}]},
    "impact": {"text": "Deux centres de données."},
    "uses": {"text": "La vidéo domine."},
    "measures": {"rows": [{"title": "Réemploi", "since": "2023", "result": ""}]},
}


def begun(by: User, **values: Any) -> Strategy:
    """A draft with one axis per pillar: A1, A2, A3."""
    strategy = services.create_strategy(values={"title": "Un numérique plus sobre"} | values, by=by)
    for code, pillar in (("A1", "sober"), ("A2", "democratic"), ("A3", "inclusive")):
        services.create_axis(strategy, code=code, title=f"Axe {code}", pillar=pillar, by=by)
    return strategy


def measure(strategy: Strategy, by: User, code: str = "M1", **values: Any) -> Measure:
    given = {"axis": "A1", "title": f"Action {code}", "status": "ongoing"} | values
    return services.create_measure(strategy, code=code, values=given, by=by)


def an_adopted_strategy() -> Strategy:
    """For pages visited by a browser: measures with everything around them, a programme published."""
    by = create_user(email="strategie@lutece.example", password=PASSWORD)
    strategy = begun(by)
    measure(
        strategy,
        by,
        indicators=["S1", "S14"],
        duties=list(load_duties())[:1],
        registers=["equipment"],
        steps=[{"title": "Inventaire", "due": "2026-01-31", "done": None}],
        budget=[{"kind": "operating", "unit": "fte", "year": 2026, "stage": "planned", "amount": "1.5"}],
        notes=[{"date": "2026-01-05", "text": "Lancé"}],
        documents=[{"title": "Plan", "url": "https://lutece.example/plan", "date": None}],
    )
    measure(strategy, by, code="M2", axis="A3", parent="M1")
    services.adopt(strategy, on=date(2026, 3, 2), deliberation="2026-12", by=by)
    for part, values in PROGRAMME.items():
        programme.save_part(part, values=values, seen=0, by=by)
    programme.publish(by=by)
    return strategy
