"""The devices of Lutèce before any flaw: who holds what, bought when, kept how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sobria.engine.demo.words import FIRST_YEAR, LAST_YEAR, Choice, Direction, Kind, Words, weighted

YEAR_DAYS = 365.25
YEARS_LISTED = 2  # a tool keeps its retired devices for some calendar years, then purges them
EQUIPPED = ("laptop", "desktop", "monitor", "smartphone", "tablet")  # kinds also bought refurbished


@dataclass(slots=True)
class Device:
    number: int
    kind: str
    prefix: str
    direction: Direction
    site: str
    type: str
    manufacturer: str
    model: str
    system: str
    serial: str
    purchased: date
    in_service: date
    retired: date | None
    status: str
    acquisition: str
    upstream_years: float | None
    ownership: str
    data_centre: str
    kwh_year: float | None
    cores: int | None
    quality: str


class Fleet:
    """Draws devices one after the other; the same seed draws the same fleet."""

    def __init__(self, words: Words, *, chance: Random, as_of: date) -> None:
        self._words = words
        self._chance = chance
        self._as_of = as_of
        self._directions = {direction.name: direction for direction in words.directions}
        self._direction = weighted((direction.name, direction.weight) for direction in words.directions)
        self._kind = {
            direction.profile: weighted((kind.name, kind.mix[direction.profile]) for kind in words.kinds.values())
            for direction in words.directions
        }
        self._year = {name: _years(words, name) for name in words.kinds}
        self._sites = {direction.name: _sites(direction, words, chance) for direction in words.directions}
        self._models: dict[tuple[str, int], tuple[Choice, dict[str, str]]] = {}

    def devices(self, count: int) -> Iterator[Device]:
        for number in range(1, count + 1):
            yield self._device(number)

    def _device(self, number: int) -> Device:
        chance = self._chance
        direction = self._directions[self._direction.draw(chance)]
        kind = self._words.kinds[self._kind[direction.profile].draw(chance)]
        purchased, retired = self._life(kind)
        manufacturer, model = self._model(kind.name, purchased.year)
        spelling = self._words.spellings.get(manufacturer)
        acquisition, upstream_years = self._acquisition(kind.name, purchased.year)
        computing = kind.name in {"server", "storage-array"}
        return Device(
            number=number,
            kind=kind.name,
            prefix=kind.prefix,
            direction=direction,
            site=chance.choice(self._sites[direction.name]),
            type=kind.types.draw(chance),
            manufacturer=spelling.draw(chance) if spelling else manufacturer,
            model=model,
            system=kind.systems.draw(chance) if kind.systems else "",
            serial=f"{kind.prefix}{chance.getrandbits(36):09X}",
            purchased=purchased,
            in_service=purchased + timedelta(days=int(chance.expovariate(1 / 25))),
            retired=retired,
            status=self._status(retired, kind),
            acquisition=acquisition,
            upstream_years=upstream_years,
            ownership=self._ownership(kind),
            data_centre=self._words.lists["data-centre"].draw(chance) if computing else "",
            kwh_year=self._kwh(kind),
            cores=chance.choice((16, 20, 32, 40, 64)) if kind.name == "server" else None,
            quality=direction.quality if chance.random() < 0.8 else "medium",  # noqa: PLR2004 - a share of the demo
        )

    def _life(self, kind: Kind) -> tuple[date, date | None]:
        """Purchase and retirement; a device retired too long ago to be still listed is drawn again."""
        oldest = date(self._as_of.year - YEARS_LISTED, 1, 1)
        while True:
            year = int(self._year[kind.name].draw(self._chance))
            purchased = date(year, 1, 1) + timedelta(days=int(self._chance.random() * 365))
            kept = max(0.5, self._chance.gauss(kind.life_years, kind.life_spread))
            retired = purchased + timedelta(days=int(kept * YEAR_DAYS))
            if purchased > self._as_of or retired < oldest:
                continue
            return purchased, retired if retired <= self._as_of else None

    def _model(self, kind: str, year: int) -> tuple[str, str]:
        choice, makers = self._models.get((kind, year)) or self._models_of(kind, year)
        model = choice.draw(self._chance)
        return makers[model], model

    def _models_of(self, kind: str, year: int) -> tuple[Choice, dict[str, str]]:
        models = self._words.models[kind]
        sold = [model for model in models if model.from_year <= year <= model.to_year] or models
        choice = weighted((model.name, model.weight) for model in sold)
        self._models[kind, year] = choice, {model.name: model.manufacturer for model in sold}
        return self._models[kind, year]

    def _acquisition(self, kind: str, year: int) -> tuple[str, float | None]:
        share = self._words.refurbished.get(year, {}).get(kind, 0.0)
        if self._chance.random() < share:
            return "refurbished", round(self._chance.uniform(2, 4.5), 1)
        if kind in EQUIPPED and self._chance.random() < 0.004:  # noqa: PLR2004 - a share of the demo
            return "donated", round(self._chance.uniform(3, 6), 1)
        return "new", None

    def _ownership(self, kind: Kind) -> str:
        drawn = self._chance.random()
        if kind.name == "smartphone":
            return "byod" if drawn < 0.05 else "cope" if drawn < 0.14 else "city"  # noqa: PLR2004 - shares of the demo
        return "leased" if drawn < kind.leased_share else "city"

    def _status(self, retired: date | None, kind: Kind) -> str:
        if retired:
            return "retired"
        drawn = self._chance.random()
        if drawn < 0.035 and not kind.metered_share:  # noqa: PLR2004 - a share of the demo
            return "in_stock"
        return "under_repair" if drawn > 0.988 else "in_service"  # noqa: PLR2004 - a share of the demo

    def _kwh(self, kind: Kind) -> float | None:
        if self._chance.random() >= kind.metered_share:
            return None
        return round(kind.metered_kwh * self._chance.uniform(0.7, 1.3), 1)


def _years(words: Words, kind: str) -> Choice:
    wave = words.waves.get(kind, words.waves["*"])
    return weighted((str(year), wave[year]) for year in range(FIRST_YEAR, LAST_YEAR + 1))


def _ordinal(district: int) -> str:
    return "1er" if district == 1 else f"{district}e"


def _sites(direction: Direction, words: Words, chance: Random) -> tuple[str, ...]:
    """Buildings as a place tree: `Lutèce > 12e arrondissement > École des Tilleuls`."""
    places = words.lists["place"]
    found = []
    for number in range(direction.sites):
        district = _ordinal(number % 20 + 1)
        name = direction.site_name.format(
            place=places.words[int(chance.random() * len(places.words))], district=f"{district} arrondissement"
        )
        found.append(f"Lutèce > {district} arrondissement > {name}")
    return tuple(found)
