"""The strategy as files: the formats offered, and the whole fiches as JSON. Tables: `exchange.py`."""

from typing import Any

from django.urls import reverse

from sobria.city.strategy import fiche, selectors
from sobria.city.strategy.models import Strategy
from sobria.ui.downloads import Download


def downloads() -> list[Download]:
    return [
        Download(reverse("strategy:download", args=[suffix]), suffix.upper())
        for suffix in ("xlsx", "ods", "csv", "json")
    ]


def as_json(strategy: Strategy) -> dict[str, Any]:
    about = ("title", "text", "language", "deliberation", "source", "state")
    days = {name: _iso(getattr(strategy, name)) for name in ("starts", "ends", "adopted_on")}
    axes = [{"code": one.code, "pillar": one.pillar, "title": one.title} for one in strategy.axes.all()]
    found: dict[str, Any] = {name: getattr(strategy, name) for name in about} | days
    return found | {"axes": axes, "measures": list(_rows(strategy))}


def _rows(strategy: Strategy) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "pillar": one.axis.pillar, "axis_title": one.axis.title, **fiche.of_measure(one)}
        for one in selectors.whole(strategy)
    ]


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None
