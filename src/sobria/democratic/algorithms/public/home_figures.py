"""What the home page of the city shows of the register."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.democratic.algorithms.reading.selectors import tally
from sobria.ui.figures import Estimate, Figure, State


def register_figures() -> list[Figure]:
    """Systems known, in service, running without authorisation: nothing before the first one. Two queries."""
    now = tally(timezone.localdate())
    if not now.total:
        return []
    in_service = _("Autorisés et en service : %(count)s.") % {"count": now.in_service}
    return [
        Figure(
            label=_("Algorithmes et systèmes d’IA au registre"),
            estimate=Estimate(value=now.total),
            link=reverse("algorithms:home"),
            link_text=_("Voir le registre"),
            note=in_service,
        ),
        Figure(
            label=_("En marche sans autorisation"),
            estimate=Estimate(value=now.unauthorised),
            state=State("late", _("échéance dépassée")) if now.overdue else None,
            link=reverse("algorithms:running"),
            link_text=_("Voir lesquels, et avant quand"),
        ),
    ]
