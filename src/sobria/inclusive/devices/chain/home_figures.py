"""What the home page of the city shows of the chain to a person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.inclusive.devices.chain.selectors import collected
from sobria.inclusive.devices.models import Item, ItemState
from sobria.ui.figures import Estimate, Figure


def home_figures() -> list[Figure]:
    """Devices in the hands of people: nothing before the first collection. Two queries."""
    taken = collected()
    if not taken:
        return []
    given = Item.objects.filter(state=ItemState.DELIVERED).count()
    return [
        Figure(
            label=_("Équipements de la ville remis à des personnes"),
            estimate=Estimate(value=given),
            link=reverse("devices:home"),
            link_text=_("Voir où est chaque équipement"),
            note=_("Depuis le début, sur %(count)s confiés à des reconditionneurs.") % {"count": taken},
            evidence=reverse("devices:evidence"),
        )
    ]
