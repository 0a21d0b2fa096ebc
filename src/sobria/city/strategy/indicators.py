"""What the strategy computes for the indicators: measures on track ÷ open measures."""

from datetime import date

from django.urls import reverse

from sobria.city.strategy import selectors
from sobria.engine.indicators.value import Value

CODE = "X1"
METHOD = "on-time-measures-1"
SOURCE = "registre de la stratégie"


def provide(year: int, on: date) -> list[Value]:
    """A reading of the day, given for the year of `on` only: an older year is read from its own entries."""
    if year != on.year:
        return []
    strategy = selectors.public()
    if strategy is None or (strategy.adopted_on and strategy.adopted_on > on):
        return [Value(CODE, on, on, "%", unknown="strategy-none-adopted", missing=("strategy",))]
    on_time, opened = selectors.on_time_and_open(strategy, on)
    if not opened:
        return [Value(CODE, on, on, "%", unknown="strategy-no-open-measure", missing=("measures",))]
    share = 100 * on_time / opened
    return [
        Value(
            *(CODE, on, on, "%", share),
            coverage=1.0,
            origin="computed",
            method=METHOD,
            evidence=reverse("strategy:home"),
            source=SOURCE,
            recorded=on,
        )
    ]
