"""What the public home shows: three pillars, each fed by the rooms that can already answer."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sobria.democratic.algorithms.public.home_figures import register_figures
from sobria.inclusive.devices.chain import home_figures as devices
from sobria.sober.equipment.reuse import figures as reuse
from sobria.sober.footprint import selectors as footprint
from sobria.ui.figures import Figure

Provider = Callable[[], list[Figure]]


@dataclass(frozen=True, slots=True)
class Pillar:
    """One column of the home. `coming` says what the pillar will hold while no room answers for it.

    `links`: label and address of the pages that tell more.
    """

    code: str
    title: str
    figures: list[Figure]
    coming: str
    links: list[tuple[str, str]]


# A room joins by adding its selector here; each runs a constant number of queries.
SOBER: tuple[Provider, ...] = (footprint.home_figures, reuse.home_figures)
DEMOCRATIC: tuple[Provider, ...] = (register_figures,)
INCLUSIVE: tuple[Provider, ...] = (devices.home_figures,)

_PILLARS = (
    (
        "sober",
        _("Plus sobre"),
        SOBER,
        _("À venir : l’empreinte des équipements, dès qu’un premier inventaire est calculé."),
        (
            ("equipment:reuse", _("Réparer et réemployer")),
            ("future:simulator", _("Et si on ne change rien ?")),
            ("future:territory", _("Le numérique du territoire")),
            ("future:claims", _("Les chiffres qui circulent")),
            ("economy:hub", _("L’économie sociale et solidaire")),
        ),
    ),
    (
        "democratic",
        _("Plus démocratique"),
        DEMOCRATIC,
        _("À venir : les algorithmes de la ville, dès qu’un premier système est public."),
        (
            ("algorithms:home", _("Le registre des algorithmes")),
            ("algorithms:committee", _("Le comité d’éthique")),
            ("reports:home", _("Les bilans annuels")),
        ),
    ),
    (
        "inclusive",
        _("Plus inclusif"),
        INCLUSIVE,
        _("À venir : les lieux de médiation, le matériel remis et l’accompagnement."),
        (
            ("devices:home", _("Les équipements solidaires")),
            ("devices-fairness:rules", _("Qui reçoit, et dans quel ordre")),
        ),
    ),
)


def pillars() -> list[Pillar]:
    return [
        Pillar(
            code,
            str(title),
            [figure for provider in providers for figure in provider()],
            str(coming),
            [(str(label), reverse(name)) for name, label in links],
        )
        for code, title, providers, coming, links in _PILLARS
    ]
