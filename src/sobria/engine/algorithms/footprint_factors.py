"""What a system's footprint is computed with: factor rows in force, a language model by its name."""

from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache

from sobria.engine.footprint.catalogue import WORLD, AiModel, load_catalogue, words
from sobria.engine.footprint.factor_rows import FactorRow, model_key
from sobria.engine.footprint.packs import chosen_rows, valid_on

CATEGORIES = frozenset({"electricity", "ai-service"})


@lru_cache(maxsize=64)
def rows_on(on: date) -> dict[tuple[str, str | None, str, str, str], FactorRow]:
    """(category, model key, criterion, stage, region) → row, from the default packs. Cost: some 10 ms, once a day."""
    rows, _late = valid_on(_candidates(), on)
    return {(row.category, row.model_key, row.criterion, row.stage, row.region): row for row in rows}


@cache
def _candidates() -> list[FactorRow]:
    return [row for row in chosen_rows(load_catalogue(), None) if row.category in CATEGORIES]


def electricity(criterion: str, *, country: str, on: date) -> FactorRow | None:
    """Impact of one kWh: of the country, else of a group it belongs to, else of the world; None when no source says."""
    rows = rows_on(on)
    for region in (country, *load_catalogue().countries[country].groups, WORLD):
        row = rows.get(("electricity", None, criterion, "use", region))
        if row is not None:
            return row
    return None


def of_model(model: AiModel, criterion: str, *, on: date) -> FactorRow:
    """Electricity (`kwh`) or hardware (`gwp`, `adpe`, `pe`) of a million output tokens."""
    stage = "use" if criterion == "kwh" else "embodied"
    return rows_on(on)["ai-service", model_key(model.provider, model.model), criterion, stage, WORLD]


def is_of_another_time(row: FactorRow, on: date) -> bool:
    """The row is not of that day: the nearest known is used."""
    return bool((row.valid_from and on < row.valid_from) or (row.valid_to and row.valid_to < on))


def named_model(text: str) -> AiModel | None:
    """A model of the catalogue by its name, with or without its provider, or by its key."""
    return _names().get(words(text))


def nearest_model(text: str) -> str:
    """The name closest to what was written; empty when none is close."""
    close = get_close_matches(words(text), list(_names()), n=1, cutoff=0.5)
    if not close:
        return ""
    model = _names()[close[0]]
    return full_name(model)


def full_name(model: AiModel) -> str:
    """Provider and model; the provider is said once."""
    repeated = words(model.model).startswith(words(model.provider))
    return model.model if repeated else f"{model.provider} {model.model}"


@cache
def _names() -> dict[str, AiModel]:
    found: dict[str, AiModel] = {}
    for model in load_catalogue().ai_models:
        key = model_key(model.provider, model.model) or ""
        for name in (f"{model.provider} {model.model}", model.model, key):
            found.setdefault(words(name), model)
    return found
