"""Kinds of devices, what is checked before one is offered to a person, and the amounts the law caps.

`catalogue/inclusive_devices/kinds.csv`, `checks.csv` and `settings.csv` hold the figures with their sources.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sobria.engine.catalogue_tables import table
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import typed

REUSABLE = ("A", "B", "C")
PARTS, WASTE = "P", "W"
GRADES = (*REUSABLE, PARTS, WASTE)
"""What tests conclude: three grades for reuse, then good for its parts only, or for recycling only."""
VALUE_CAP = "value_cap"
LOT_MOST = "lot_most"
ITEM_MASS_MOST = "item_mass_most"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a device is, for the law and for who receives it.

    Attributes:
        cap_eur: highest price asked of a person, incl. tax; None: it is only given.
        categories: of the register of equipment, sizes included (`monitor` holds `monitor-24`).
        checks: codes of what must be true before it is offered.
    """

    code: str
    names: tuple[str, str]
    cap_eur: Decimal | None
    categories: tuple[str, ...]
    checks: tuple[str, ...]
    source: str
    status: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@dataclass(frozen=True, slots=True)
class Setting:
    code: str
    value: Decimal
    unit: str
    names: tuple[str, str]
    source: str
    status: str

    def name(self, language: str = "fr") -> str:
        return self.names[language.startswith("en")]


@cache
def kinds() -> dict[str, Kind]:
    return {
        row["code"]: Kind(
            row["code"],
            (row["fr"], row["en"]),
            Decimal(row["cap"]) if row["cap"] else None,
            tuple(row["categories"].split()),
            tuple(row["checks"].split()),
            row["source"],
            row["status"],
        )
        for row in table("inclusive_devices/kinds")
    }


@cache
def checks() -> dict[str, tuple[str, str]]:
    """Code → what is checked, in French and English."""
    return {row["code"]: (row["fr"], row["en"]) for row in table("inclusive_devices/checks")}


@cache
def settings() -> dict[str, Setting]:
    return {
        row["code"]: Setting(
            row["code"], Decimal(row["value"]), row["unit"], (row["fr"], row["en"]), row["source"], row["status"]
        )
        for row in table("inclusive_devices/settings")
    }


def kind_of(category: str | None) -> str:
    """The kind of a category of the register; `accessory` for what no kind names, which is then only given."""
    for kind in kinds().values():
        if any(category == one or (category or "").startswith(f"{one}-") for one in kind.categories):
            return kind.code
    return "accessory"


def value_cap() -> Decimal:
    return settings()[VALUE_CAP].value


def refuse_value(value_eur: Decimal, name: str) -> None:
    """A unit value above what may be given for free. Raises Refusal naming the device."""
    if value_eur < 0:
        raise Refusal("chain-value-negative", name=name)
    if value_eur > value_cap():
        raise Refusal("chain-value-above-cap", name=name, cap=value_cap(), **_amounts("value", value_eur))


def refuse_price(price_eur: Decimal, kind: str) -> None:
    """A price above the cap of the kind. Raises Refusal with both amounts."""
    known = kinds()[kind]
    if price_eur < 0:
        raise Refusal("chain-price-negative")
    if known.cap_eur is None and price_eur > 0:
        raise Refusal("chain-price-only-given", kind=known.name(), kind_en=known.name("en"))
    if known.cap_eur is not None and price_eur > known.cap_eur:
        told = {"kind": known.name(), "kind_en": known.name("en"), "cap": known.cap_eur}
        raise Refusal("chain-price-above-cap", **told, **_amounts("price", price_eur))


def _amounts(name: str, value: Decimal) -> dict[str, str]:
    """An amount as each language writes it."""
    return {name: typed(value, "fr"), f"{name}_en": typed(value, "en")}
