"""The fields of a strategy and of an axis, checked."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from sobria.city.strategy import fiche
from sobria.city.strategy.models import Pillar
from sobria.engine.messages import Refusal

STRATEGY_FIELDS = ("title", "text", "language", "deliberation", "starts", "ends", "source", "example")


def clean_strategy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields given, ready for the model. Raises Refusal with a sentence."""
    unknown = sorted(set(values) - set(STRATEGY_FIELDS))
    if unknown:
        raise Refusal("strategy-field-unknown", field=", ".join(unknown))
    short = fiche.clean({"title": values.get("title"), **_given(values, "starts", "ends", "source")})
    found: dict[str, Any] = {"title": short["title"], **{name: short[name] for name in short if name != "title"}}
    found |= {name: str(values[name] or "").strip() for name in ("text", "deliberation", "example") if name in values}
    for name, limit in (("deliberation", 200), ("example", 80)):
        if len(found.get(name, "")) > limit:
            raise Refusal("strategy-text-too-long", value=found[name][:60], limit=limit)
    if "language" in values:
        if values["language"] not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise Refusal("strategy-choice-unknown", value=values["language"], known=known)
        found["language"] = values["language"]
    return found


def clean_axis(*, title: str, pillar: str) -> dict[str, str]:
    if pillar not in Pillar.values:
        raise Refusal("strategy-choice-unknown", value=pillar[:60], known=", ".join(Pillar.values))
    return {"title": str(fiche.clean({"title": title})["title"]), "pillar": pillar}


def _given(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
