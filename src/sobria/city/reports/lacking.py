"""What is missing of a year before its edition is frozen, and where to give it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.editions.wording import pick
from sobria.ui.context import address

MOST_NAMED = 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lack:
    """One kind of thing that is missing. `named`: the first of them, each with where to give it."""

    title: str
    number: int
    named: list[tuple[str, str]]
    more: int
    url: str
    action: str


def lacking(document: Row) -> list[Lack]:
    """Only what lacks."""
    figures = document["figures"]
    unknown = [one for one in figures if one["value"] is None and not one["letter"]]
    found = [
        _lack(
            _("Indicateurs inconnus"),
            [one for one in unknown if one["group"] == "indicator"],
            lambda one: address("indicators-desk:enter", one["code"]),
            ("indicators-desk:home", _("Tenir les indicateurs")),
        ),
        _lack(
            _("Données de la ville inconnues"),
            [one for one in unknown if one["group"] == "fact"],
            lambda one: address("indicators-desk:input", one["code"]),
            ("indicators-desk:home", _("Tenir les indicateurs")),
        ),
        _lack(
            _("Obligations dont l’état est inconnu"),
            [one for one in document["duties"] if one["state"] == "unknown"],
            lambda one: address("duties-desk:entry", one["code"]),
            ("duties-desk:home", _("Répondre aux obligations")),
        ),
        *_of_strategy(document),
    ]
    return [one for one in found if one.number]


def _of_strategy(document: Row) -> list[Lack]:
    def entry(one: Row) -> str | None:
        return address("strategy:measure", one["code"])

    desk = ("strategy-desk:home", _("Écrire la stratégie"))
    measures = document["measures"]
    found = [
        _lack(_("Actions sans indicateur"), [one for one in measures if not one["indicators"]], entry, desk),
        _lack(_("Actions sans moyens"), [one for one in measures if not one["budget"]], entry, desk),
        _lack(
            _("Actions en retard sans raison écrite"),
            [one for one in measures if one["is_late"] and not one["notes"]],
            entry,
            desk,
        ),
    ]
    if document["strategy"] is None:
        found.append(Lack(_("Aucune stratégie adoptée"), 1, [], 0, address(desk[0]) or "", desk[1]))
    if document["programme"] is None:
        url = address("strategy-desk:programme") or ""
        found.append(Lack(_("Aucun programme de travail publié"), 1, [], 0, url, _("Écrire le programme de travail")))
    return found


def _lack(title: str, rows: Iterable[Row], where: Callable[[Row], str | None], desk: tuple[str, str]) -> Lack:
    found = list(rows)
    named = [(_name(one), where(one) or "") for one in found[:MOST_NAMED]]
    return Lack(title, len(found), named, len(found) - len(named), address(desk[0]) or "", desk[1])


def _name(row: Row) -> str:
    name = pick(row["name"] if "name" in row else row["title"], language())
    return f"{row['code']} · {name}"
