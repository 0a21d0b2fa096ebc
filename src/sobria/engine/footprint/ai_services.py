"""Impacts of language models per million output tokens, after the EcoLogits method (reference in the catalogue).

Pure functions, one quantity each; every constant is a parameter `ai-…` of the catalogue. Parameters of models are
in billions. Energy excludes training, the network and the user's device; water
of cooling is left out, that of electricity comes with the mix.
"""

import math
from datetime import date

from sobria.engine.footprint.catalogue import AiModel, Catalogue
from sobria.engine.footprint.factor_rows import FactorRow, default_interval, model_key

MILLION = 1_000_000
SECONDS_PER_HOUR = 3600
SECONDS_PER_YEAR = 365 * 24 * SECONDS_PER_HOUR
WH_PER_KWH = 1000
BITS_PER_BYTE = 8


def gpu_energy_wh_per_token(catalogue: Catalogue, *, active: float) -> float:
    """Energy of one GPU for one output token, in Wh."""
    slope = catalogue.value("ai-gpu-energy-alpha") * math.exp(
        catalogue.value("ai-gpu-energy-beta") * catalogue.value("ai-batch-size")
    )
    return slope * active + catalogue.value("ai-gpu-energy-gamma")


def latency_s_per_token(catalogue: Catalogue, *, active: float) -> float:
    """Time to write one output token, in seconds."""
    batching = catalogue.value("ai-latency-beta") * catalogue.value("ai-batch-size")
    return catalogue.value("ai-latency-alpha") * active + batching + catalogue.value("ai-latency-gamma")


def gpus_needed(catalogue: Catalogue, *, total: float) -> int:
    """GPUs that hold the model: memory of its weights with overhead, rounded up to a power of two."""
    weights_gb = total * catalogue.value("ai-weight-bits") / BITS_PER_BYTE
    memory_gb = catalogue.value("ai-memory-overhead") * weights_gb
    return int(2 ** math.ceil(math.log2(math.ceil(memory_gb / catalogue.value("ai-gpu-memory")))))


def it_energy_kwh(catalogue: Catalogue, *, tokens: float, active: float, total: float) -> float:
    """Electricity of the server and its GPUs for `tokens`, before the data centre's overhead."""
    gpus = gpus_needed(catalogue, total=total)
    hours = tokens * latency_s_per_token(catalogue, active=active) / SECONDS_PER_HOUR
    server_share = gpus / catalogue.value("ai-server-gpus") / catalogue.value("ai-batch-size")
    server_kwh = hours * catalogue.value("ai-server-power") * server_share
    gpu_kwh = tokens * gpu_energy_wh_per_token(catalogue, active=active) / WH_PER_KWH
    return server_kwh + gpus * gpu_kwh


def energy_kwh(catalogue: Catalogue, *, tokens: float, active: float, total: float) -> float:
    """Electricity drawn from the grid for `tokens`, the data centre's overhead included."""
    return catalogue.value("ai-pue") * it_energy_kwh(catalogue, tokens=tokens, active=active, total=total)


def embodied(catalogue: Catalogue, *, criterion: str, tokens: float, active: float, total: float) -> float:
    """Share of making the hardware that `tokens` take, in the criterion's unit (gwp, adpe or pe)."""
    gpus = gpus_needed(catalogue, total=total)
    hardware = gpus / catalogue.value("ai-server-gpus") * catalogue.value(
        f"ai-server-{criterion}"
    ) + gpus * catalogue.value(f"ai-gpu-{criterion}")
    seconds = tokens * latency_s_per_token(catalogue, active=active)
    life = catalogue.value("ai-hardware-life") * SECONDS_PER_YEAR * catalogue.value("ai-batch-size")
    return hardware * seconds / life


def ai_rows(catalogue: Catalogue, *, pack: str) -> tuple[FactorRow, ...]:
    """Factor rows of every known model, per million output tokens."""
    return tuple(
        row
        for number, model in enumerate(catalogue.ai_models, start=2)
        for row in _rows(catalogue, model, pack, number)
    )


def _rows(catalogue: Catalogue, model: AiModel, pack: str, number: int) -> list[FactorRow]:
    low = {"active": model.active_low, "total": model.total_low}
    high = {"active": model.active_high, "total": model.total_high}

    def row(criterion: str, stage: str, lowest: float, highest: float) -> FactorRow:
        mean = (lowest + highest) / 2
        below, above = default_interval(mean, catalogue.value("factor-spread-low"))
        return FactorRow(
            pack=pack,
            category="ai-service",
            model_key=model_key(model.provider, model.model),
            criterion=criterion,
            stage=stage,
            value=mean,
            low=min(below, lowest),
            high=max(above, highest),
            unit=catalogue.criteria[criterion].unit,
            per="item",
            region="WLD",
            source=f"EcoLogits formula; parameters of the model: {model.source}",
            licence="CC-BY-SA-4.0",
            source_date=date.fromisoformat(model.source_date),
            valid_from=None,
            valid_to=None,
            quality="low",
            origin=f"ai_models.csv:{number}",
            note="per million output tokens; default interval of quality low, widened to the range of parameters",
        )

    made = [
        row(
            criterion,
            "embodied",
            embodied(catalogue, criterion=criterion, tokens=MILLION, **low),
            embodied(catalogue, criterion=criterion, tokens=MILLION, **high),
        )
        for criterion in ("gwp", "adpe", "pe")
    ]
    used = row(
        "kwh", "use", energy_kwh(catalogue, tokens=MILLION, **low), energy_kwh(catalogue, tokens=MILLION, **high)
    )
    return [*made, used]
