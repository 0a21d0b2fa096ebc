"""What a footprint computation answers: plain values, with their intervals, coverage and reasons."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sobria.engine.messages import Language, say
from sobria.engine.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `None` in a scope attribute means "all"; entity "" gathers the lines that name none.

    Attributes:
        criterion: code of `catalogue/factors/criteria.csv`.
        quantity: yearly impact with its interval, or the reason it is unknown.
        units: devices in scope (a yearly flow counts as one); `units_covered`: those fully computable.
        gwp_coverage: share (0–1) of the scope's GWP carried by the units this criterion fully covers; None: unknown.
        missing: what lacks, as `embodied:<category>`, `factor:<category>` (a flow), `kwh:<category>`,
            `life:<category>`, `mix:<country>`, `retirement-date`, `match`.
    """

    criterion: str
    stage: str | None
    category: str | None
    entity: str | None
    quantity: Quantity
    units: float
    units_covered: float
    gwp_coverage: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """A factor row and the share (0–1) of a criterion's variance it explains over the whole inventory."""

    criterion: str
    factor_id: str
    category: str
    stage: str
    source: str
    share: float


class Assumption(NamedTuple):
    """Something taken for granted, as a code of the messages and the figures of its sentence (JSON-ready)."""

    code: str
    params: dict[str, Any]

    def sentence(self, language: Language = "fr") -> str:
        return say(self.code, language, **{name: _spoken(value, language) for name, value in self.params.items()})


def _spoken(value: object, language: Language) -> object:
    """A number the reader's way: `1 234,5` in French, `1,234.5` in English."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    text = f"{value:,}" if isinstance(value, int) else f"{value:,g}"
    return text if language == "en" else text.replace(",", "\u202f").replace(".", ",")


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Records of all files by fate: read = accepted + rejected; accepted = matched + unmatched.

    Excluded lines, and records that are no inventory line (data centres, virtual machines…), count as matched.
    """

    read: int
    accepted: int
    rejected: int
    matched: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """A whole computation, ready for a terminal, a JSON file or a page."""

    format: str
    lines: LineCounts
    figures: tuple[Figure, ...]
    drivers: tuple[Driver, ...]
    packs: tuple[str, ...]
    method: str
    year: int | None
    assumptions: tuple[Assumption, ...]
