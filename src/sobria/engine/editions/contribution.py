"""What a room adds to the yearly edition (setting EDITION_PROVIDERS: paths of (year, on) → Contribution).

Each provider is asked once per language, in that language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sobria.engine.editions.comparison import Split
from sobria.engine.indicators.value import Value


@dataclass(frozen=True, slots=True)
class Extra:
    """A figure that is no indicator.

    Attributes:
        value: as those of indicators; its code is permanent and belongs to no indicator or fact.
        name, unit: in words.
        part: "internal" or "territory"; `theme`: as in `catalogue/editions/indicators.csv`.
        places: decimals worth showing.
    """

    value: Value
    name: str
    unit: str
    part: str = "internal"
    theme: str = "other"
    pillar: str = "cross"
    places: int = 0
    finalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """All is optional.

    Attributes:
        extras: figures shown beside the indicators.
        notes: sentences on method: perimeter, factors and their versions.
        signatures: code → what its method stands on beyond its own words (versions of factors).
        splits: code → what the method and the city each changed since the year before.
    """

    extras: tuple[Extra, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, Split] = field(default_factory=dict)
