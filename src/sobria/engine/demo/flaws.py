"""Flaws of a real export, sown with a seed: what a city's file looks like before anyone has cleaned it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sobria.engine.demo.fleet import Device
from sobria.engine.demo.words import Words

NARROW_SPACE = "\u202f"
THOUSAND = 1000
BLANKED = ("Fabricant", "Modèle", "Lieu", "Système d'exploitation - Nom")


@dataclass(slots=True)
class Cells:
    """The cells of one line as written, and how many times the line is written."""

    values: dict[str, str]
    times: int = 1


def french_day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


class Flaws:
    """Spoils lines, each flaw with its own share of `catalogue/demo/flaws.csv`."""

    def __init__(self, words: Words, *, chance: Random, as_of: date) -> None:
        self._shares = words.flaws
        self._lists = words.lists
        self._chance = chance
        self._as_of = as_of

    def number(self, value: float | None) -> str:
        """A decimal number the French way; above 999, sometimes with a separator of thousands."""
        if value is None:
            return ""
        text = f"{value:,.1f}" if value >= THOUSAND and self._strikes("thousands") else f"{value:.1f}"
        return text.replace(",", NARROW_SPACE).replace(".", ",")

    def spoil(self, cells: Cells, device: Device) -> None:
        values = cells.values
        if device.kind == "monitor" and self._strikes("panel"):
            values["Fabricant"], values["Modèle"] = self._word("panel-maker"), self._word("panel")
        elif self._strikes("model-spelling"):
            values["Modèle"] = self._misspelt(device)
        if self._strikes("unknown-type"):
            values["Type"] = self._word("unknown-type")
        if self._strikes("filler-serial"):
            values["Numéro de série"] = self._word("filler")
        elif self._strikes("duplicate"):
            cells.times = 2
        if self._strikes("not-available"):
            values[self._chance.choice(BLANKED)] = self._word("blank")
        if self._strikes("comment"):
            values["Commentaires"] = self._word("comment")
        self._spoil_dates(values, device)
        if self._strikes("bad-quantity"):
            values["Quantité"] = self._chance.choice(("-1", "0", "99 999 999 999"))

    def _spoil_dates(self, values: dict[str, str], device: Device) -> None:
        """At most one flaw of dates per line, so that each refusal has one reason."""
        if self._strikes("missing-dates"):
            values["Date d'achat"] = values["Date de mise en service"] = ""
        elif self._strikes("impossible-date"):
            values["Date d'achat"] = f"30/02/{device.purchased.year}"
        elif self._strikes("text-date"):
            values["Date d'achat"] = self._word("text-date")
        elif self._strikes("retired-before"):
            values["Date de réforme"] = french_day(device.purchased - timedelta(days=400))
        elif self._strikes("future-date"):
            future = self._as_of + timedelta(days=3650)
            values["Date d'achat"] = values["Date de mise en service"] = french_day(future)

    def _misspelt(self, device: Device) -> str:
        model = device.model
        match int(self._chance.random() * 4):
            case 0:
                return model.upper()
            case 1:
                return model.replace(" ", "  ")
            case 2:
                return f"{device.manufacturer} {model}"
            case _:
                place = 1 + int(self._chance.random() * (len(model) - 1))
                return model[:place] + model[place - 1] + model[place:]

    def _strikes(self, code: str) -> bool:
        return self._chance.random() < self._shares[code]

    def _word(self, name: str) -> str:
        return self._lists[name].draw(self._chance)
