"""What the strategy computes for the indicators: measures on track ÷ open measures."""

from datetime import date

from django.urls import reverse

from sobria.city.strategy import selectors
from sobria.engine.indicators.value import Value

CODE = "X1"
METHOD = "on-time-measures-1"
SOURCE = "registre de la stratégie"


def provide(year: int, on: date) -> list[Value]:
    """The state of the last day of that year, or of `on` within it, from the versions kept."""
    day = min(on, date(year, 12, 31))
    strategy = selectors.public()
    if strategy is None or (strategy.adopted_on and strategy.adopted_on > day):
        return [Value(CODE, day, day, "%", unknown="strategy-none-adopted")] if day == on else []
    on_time, opened = selectors.on_time_and_open(strategy, day)
    if not opened:
        return [Value(CODE, day, day, "%", unknown="strategy-no-open-measure")]
    return [
        Value(
            *(CODE, day, day, "%", 100 * on_time / opened),
            coverage=1.0,
            origin="computed",
            method=METHOD,
            evidence=reverse("strategy:home"),
            source=SOURCE,
            recorded=day,
        )
    ]
