"""The balance as pages and files show it: units and kilograms, what is unknown, and the difference, which must be 0."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sobria.city.registers.downloads import Echo, harmless
from sobria.engine.devices.balance import PLACES, Amount, Balance
from sobria.ui import numbers

COLUMNS = ("partner", "year", "collected", *PLACES, "difference", "mass_kg", "weighed", "unweighed")
"""Of the file, in its order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `cells`: units in each place; `mass`: of what is somewhere, in words, unknown masses said."""

    code: str
    name: str
    year: int
    collected: int
    cells: tuple[int, ...]
    difference: int
    mass: str


@dataclass(frozen=True, slots=True)
class Table:
    places: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None


def place_names() -> dict[str, str]:
    return {
        "transit": _("En route"),
        "stock": _("En stock"),
        "available": _("Disponibles ou réservés"),
        "delivered": _("Remis"),
        "parts": _("Pièces"),
        "waste": _("Déchets"),
    }


def table(lines: Iterable[Balance], names: Mapping[str, str], *, total: Balance | None) -> Table:
    """No query."""
    rows = tuple(_row(one, names) for one in lines)
    return Table(tuple(place_names().values()), rows, _row(total, names) if total else None)


def _row(one: Balance, names: Mapping[str, str]) -> Row:
    cells = tuple(one.placed[place].units for place in PLACES)
    name = names.get(one.partner, one.partner) if one.partner else _("Tous les partenaires")
    return Row(one.partner, name, one.year, one.collected, cells, one.difference, mass_words(one.found))


def mass_words(amount: Amount) -> str:
    """« 52 kg, 3 non pesés » : what was weighed, and how many were not."""
    if not amount.units:
        return "–"
    if not amount.weighed:
        return _("inconnue : aucun n’est pesé")
    mass = numbers.measure(numbers.decimal(amount.mass_kg, places=1), "kg")
    if amount.unweighed:
        return _("%(mass)s, %(number)s non pesés") % {"mass": mass, "number": amount.unweighed}
    return mass


def csv_lines(lines: Iterable[Balance]) -> Iterator[str]:
    """The same as a file; a mass that nobody weighed is empty, never 0."""
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    for one in lines:
        found = one.found
        placed = [one.placed[place].units for place in PLACES]
        mass = round(found.mass_kg, 3) if found.weighed else ""
        told = [one.partner, one.year or "", one.collected, *placed, one.difference, mass, found.weighed]
        yield writer.writerow([harmless(value) for value in (*told, found.unweighed)])
