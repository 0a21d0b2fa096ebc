"""What staff can do, room by room; an act appears once its room declares the address."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sobria.ui.context import address


@dataclass(frozen=True, slots=True)
class Act:
    """Something staff can do next, in the words of the job."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Room:
    pillar: str
    title: str
    acts: list[Act]


_ROOMS = (
    (
        "sober",
        _("Équipements et empreinte"),
        (
            (
                "equipment-desk:import",
                _("Importer un inventaire"),
                _("Le fichier que vous avez déjà : CSV, tableur, export GLPI ou Snipe-IT."),
            ),
            (
                "equipment-desk:home",
                _("Tenir le registre des équipements"),
                _("Chercher, corriger, annuler un import."),
            ),
            ("footprint:home", _("Voir l’empreinte"), _("Totaux, incertitude, comparaison des sources, preuves.")),
        ),
    ),
)


def rooms() -> list[Room]:
    """The rooms with the acts that exist today. No query."""
    found = []
    for pillar, title, acts in _ROOMS:
        known = [Act(str(label), url, str(note)) for name, label, note in acts if (url := address(name))]
        found.append(Room(pillar, str(title), known))
    return found
