"""Who may act on the chain: who keeps the city's equipment, and a refurbisher for its own partner."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.city.partners.models import Partner
from sobria.city.people import access
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS, Role
from sobria.engine.messages import Refusal

SCOPE = "equipment"
"""Giving away the city's equipment is for those who keep its register."""
REFURBISHER = frozenset({Role.REFURBISHER})


def require_city(by: User) -> None:
    """Raises PermissionDenied with a sentence."""
    access.require(by, WRITERS, scope=SCOPE)


def require_partner(by: User, partner: Partner) -> None:
    """The partner's own refurbishers. Raises PermissionDenied with a sentence."""
    if not by.holds(REFURBISHER, scope=partner.code):
        raise PermissionDenied(_("Seul le reconditionneur qui détient ces équipements fait cet acte."))


def require_either(by: User, partner: Partner) -> None:
    """Either hand of a hop between the city and a partner. Raises PermissionDenied with a sentence."""
    if not by.holds(WRITERS, scope=SCOPE):
        require_partner(by, partner)


def refuse_future(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal("chain-day-future", day=day)
