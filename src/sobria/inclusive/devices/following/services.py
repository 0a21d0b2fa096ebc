"""Twelve months after: does the device still work? Asked by who delivered it, once."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.models import FollowUp

FOLLOWERS = frozenset({Role.REFURBISHER, Role.PRESCRIBER})


class Outcome(models.TextChoices):
    WORKS = "works", gettext_lazy("fonctionne")
    BROKEN = "broken", gettext_lazy("ne fonctionne plus")
    UNREACHABLE = "unreachable", gettext_lazy("n’a pas pu être retrouvé")


SAID: dict[str, bool | None] = {Outcome.WORKS: True, Outcome.BROKEN: False, Outcome.UNREACHABLE: None}


def due(partners: QuerySet[Partner] | list[Partner], *, on: date) -> QuerySet[FollowUp]:
    """To be asked by these partners, the longest due first."""
    rows = FollowUp.objects.filter(item__partner__in=partners, done_on=None, due_on__lte=on)
    return rows.select_related("item__partner").order_by("due_on", "pk")


def coming(partners: QuerySet[Partner] | list[Partner], *, on: date) -> QuerySet[FollowUp]:
    """Not due yet, the nearest first."""
    rows = FollowUp.objects.filter(item__partner__in=partners, done_on=None, due_on__gt=on)
    return rows.order_by("due_on", "pk")


@transaction.atomic
def follow(one: FollowUp, *, outcome: str, by: User) -> None:
    """Write what was found, once, from its day on. Raises PermissionDenied, Refusal."""
    if not by.holds(FOLLOWERS, scope=one.item.partner.code):
        raise PermissionDenied(_("Ce suivi revient au partenaire qui a remis l’équipement."))
    today = timezone.localdate()
    if one.due_on > today:
        raise Refusal("device-follow-up-early", day=one.due_on)
    waiting = FollowUp.objects.filter(pk=one.pk, done_on=None)
    if waiting.update(done_on=today, works=SAID[outcome], by=by) != 1:
        raise Refusal("device-follow-up-done")
    told = {"outcome": str(outcome), "partner": one.item.partner.code}
    record("item.followed", by=by, subject=f"device-item:{one.item.code}", data=told)
