"""What a prescriber may say of a need, in bands only, and how long things last (`catalogue/inclusive_devices/`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sobria.engine.catalogue_tables import table

YES, NO = "yes", "no"
RESOURCES, DISTRICT, WAIT = "resources", "district", "wait"
SMALLEST_CELL = "smallest-cell"


@dataclass(frozen=True, slots=True)
class Band:
    """`most`: longest wait of the band, in days; None: no end. `city`: the only city that has it, or empty."""

    code: str
    names: tuple[str, str]
    most: int | None = None
    city: str = ""

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    names: tuple[str, str]
    bands: tuple[Band, ...]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def band(self, code: str) -> Band | None:
        return next((one for one in self.bands if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Delay:
    """`value` in `unit` (days, months, people). `names`: what lasts; `purposes`: why. French, then English."""

    code: str
    value: int
    unit: str
    names: tuple[str, str]
    purposes: tuple[str, str]
    source: str
    status: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def purpose(self, language: str = "fr") -> str:
        return self.purposes[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Motive:
    """A motive of an appeal, or an answer to one with what it means."""

    code: str
    names: tuple[str, str]
    meanings: tuple[str, str]

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]

    def meaning(self, language: str = "fr") -> str:
        return self.meanings[language.startswith("en")]


@cache
def dimensions() -> dict[str, Dimension]:
    titles = {row["dimension"]: (row["fr"], row["en"]) for row in table("inclusive_devices/bands") if not row["code"]}
    found: dict[str, list[Band]] = {code: [] for code in titles}
    for row in table("inclusive_devices/bands"):
        if row["code"]:
            most = int(row["most"]) if row["most"] else None
            found[row["dimension"]].append(Band(row["code"], (row["fr"], row["en"]), most, row["city"]))
    return {code: Dimension(code, titles[code], tuple(bands)) for code, bands in found.items()}


def declared() -> tuple[Dimension, ...]:
    """The dimensions a prescriber answers, district left out, in the order they are asked."""
    return tuple(one for code, one in dimensions().items() if code not in {DISTRICT, WAIT})


def districts(city: str) -> tuple[Band, ...]:
    """Of one city, by its official code; none where the catalogue has no list for it."""
    return tuple(one for one in dimensions()[DISTRICT].bands if one.city == city)


def waits() -> tuple[Band, ...]:
    """From the shortest."""
    return dimensions()[WAIT].bands


def wait_of(days: int) -> str:
    """The band of a wait in whole days."""
    return next(one.code for one in waits() if one.most is None or days <= one.most)


@cache
def delays() -> dict[str, Delay]:
    return {
        row["code"]: Delay(
            row["code"],
            int(row["value"]),
            row["unit"],
            (row["fr"], row["en"]),
            (row["purpose_fr"], row["purpose_en"]),
            row["source"],
            row["status"],
        )
        for row in table("inclusive_devices/retention")
    }


@cache
def motives() -> dict[str, Motive]:
    return _of_kind("motive")


@cache
def answers() -> dict[str, Motive]:
    return _of_kind("answer")


def _of_kind(kind: str) -> dict[str, Motive]:
    found: Sequence[dict[str, str]] = [row for row in table("inclusive_devices/motives") if row["kind"] == kind]
    return {
        row["code"]: Motive(row["code"], (row["fr"], row["en"]), (row["meaning_fr"], row["meaning_en"]))
        for row in found
    }
