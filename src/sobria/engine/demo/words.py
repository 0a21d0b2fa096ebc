"""What Lutèce is made of, read from `catalogue/demo/*.csv`: directions, kinds, models, waves of purchase, flaws."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

FIRST_YEAR = 2014
LAST_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Choice:
    """Words with their weights, ready to be drawn."""

    words: tuple[str, ...]
    cumulative: tuple[float, ...]

    def draw(self, chance: Random) -> str:
        return chance.choices(self.words, cum_weights=self.cumulative)[0]


@dataclass(frozen=True, slots=True)
class Direction:
    """One department. `weight`: share of the devices; `sites`: number of its buildings."""

    name: str
    weight: float
    profile: str
    sites: int
    site_name: str
    quality: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of device; shares are between 0 and 1.

    Attributes:
        mix: weight of the kind among the devices of a profile of department.
        life_years: mean of the years kept by the city; `life_spread`: their standard deviation.
        metered_kwh: kWh per year of one metered unit, spread by ±30 %.
    """

    name: str
    types: Choice
    prefix: str
    mix: Mapping[str, float]
    life_years: float
    life_spread: float
    metered_share: float
    metered_kwh: float
    leased_share: float
    systems: Choice | None


@dataclass(frozen=True, slots=True)
class Model:
    manufacturer: str
    name: str
    from_year: int
    to_year: int
    weight: float


@dataclass(frozen=True, slots=True)
class DataCentre:
    """`pue`: power usage effectiveness, facility energy ÷ computing energy."""

    name: str
    long_name: str
    pue: float
    country: str
    entity: str


@dataclass(frozen=True, slots=True)
class Words:
    directions: tuple[Direction, ...]
    kinds: Mapping[str, Kind]
    models: Mapping[str, tuple[Model, ...]]
    waves: Mapping[str, Mapping[int, float]]
    refurbished: Mapping[int, Mapping[str, float]]
    spellings: Mapping[str, Choice]
    flaws: Mapping[str, float]
    lists: Mapping[str, Choice]
    data_centres: tuple[DataCentre, ...]


def weighted(pairs: Iterable[tuple[str, float]]) -> Choice:
    words, weights = zip(*pairs, strict=True)
    return Choice(words, tuple(accumulate(weights)))


def _split(cell: str) -> Choice:
    """`Dell*10|DELL*3`: words and weights of one cell."""
    return weighted((word, float(weight)) for word, weight in (part.rsplit("*", 1) for part in cell.split("|")))


def _rows(name: str) -> list[dict[str, str]]:
    with files("sobria.catalogue").joinpath(f"demo/{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _kind(row: dict[str, str], profiles: Iterable[str]) -> Kind:
    return Kind(
        name=row["kind"],
        types=_split(row["types"]),
        prefix=row["prefix"],
        mix={profile: float(row[profile]) for profile in profiles},
        life_years=float(row["life_years"]),
        life_spread=float(row["life_spread"]),
        metered_share=float(row["metered_share"]),
        metered_kwh=float(row["metered_kwh"]),
        leased_share=float(row["leased_share"]),
        systems=_split(row["system"]) if row["system"] else None,
    )


def _directions() -> tuple[Direction, ...]:
    return tuple(
        Direction(
            row["name"],
            float(row["weight"]),
            row["profile"],
            int(row["sites"]),
            row["site_name"],
            row["quality"],
        )
        for row in _rows("directions")
    )


def _models() -> dict[str, tuple[Model, ...]]:
    found: dict[str, list[Model]] = {}
    for row in _rows("models"):
        model = Model(
            row["manufacturer"],
            row["model"],
            int(row["from_year"]),
            int(row["to_year"]),
            float(row["weight"]),
        )
        found.setdefault(row["kind"], []).append(model)
    return {kind: tuple(models) for kind, models in found.items()}


def _by_year(row: dict[str, str]) -> dict[int, float]:
    return {year: float(row[str(year)]) for year in range(FIRST_YEAR, LAST_YEAR + 1)}


def _lists() -> dict[str, Choice]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in _rows("words"):
        found.setdefault(row["list"], []).append((row["word"], float(row["weight"])))
    return {name: weighted(pairs) for name, pairs in found.items()}


@cache
def load_words() -> Words:
    directions = _directions()
    profiles = sorted({direction.profile for direction in directions})
    return Words(
        directions=directions,
        kinds={row["kind"]: _kind(row, profiles) for row in _rows("kinds")},
        models=_models(),
        waves={row["kind"]: _by_year(row) for row in _rows("waves")},
        refurbished={
            int(row["year"]): {kind: float(share) for kind, share in row.items() if kind != "year"}
            for row in _rows("refurbished")
        },
        spellings={row["manufacturer"]: _split(row["spellings"]) for row in _rows("spellings")},
        flaws={row["code"]: float(row["share"]) for row in _rows("flaws")},
        lists=_lists(),
        data_centres=tuple(
            DataCentre(row["name"], row["long_name"], float(row["pue"]), row["country"], row["entity"])
            for row in _rows("data_centres")
        ),
    )
