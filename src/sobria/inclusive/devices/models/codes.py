"""Single-use codes of prescribers. Purpose: to give to who needs it most; no name, no free text, no identifier.

The link between a code and a device is deleted on schedule: what remains is a count by year (`Tally`).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodeState(models.TextChoices):
    ISSUED = "issued", _("émis")
    WAITING = "waiting", _("en attente")
    RESERVED = "reserved", _("réservé")
    DELIVERED = "delivered", _("remis")
    EXPIRED = "expired", _("échu")
    CANCELLED = "cancelled", _("annulé")


class Code(models.Model):
    """A need declared by a prescriber, in bands only.

    Attributes:
        digest: keyed SHA-256 of the code; the code itself is shown once and kept nowhere.
        hint: its last two characters, for the prescriber's list.
        resources: code of `catalogue/inclusive_devices/bands.csv`.
        district: arrondissement or district, from the city's list, or empty.
        asked_at: when it entered the waiting list.
        forget_on: the day it is deleted.
    """

    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=2)
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    expires_on = models.DateField()
    kind = models.CharField(max_length=30)
    resources = models.CharField(max_length=20)
    has_pupil = models.BooleanField()
    seeks_job = models.BooleanField()
    has_no_device = models.BooleanField()
    has_disability = models.BooleanField()
    district = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=CodeState.choices, default=CodeState.ISSUED)
    asked_at = models.DateTimeField(null=True)
    is_first = models.BooleanField(default=False)
    item = models.ForeignKey("devices.Item", null=True, on_delete=models.PROTECT, related_name="codes")
    reserved_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    forget_on = models.DateField()

    class Meta:
        verbose_name = _("code de prescription")
        verbose_name_plural = _("codes de prescription")
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=Q(state__in=["reserved", "delivered"]), name="code_of_item_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reserved", "delivered"]) | Q(item__isnull=False), name="code_reserved_has_item"
            ),
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "kind"], name="code_state_kind"),
            models.Index(fields=["partner", "id"], name="code_partner"),
            models.Index(fields=["forget_on"], name="code_forget"),
        ]

    def __str__(self) -> str:
        return f"… {self.hint}"


class Appeal(models.Model):
    """A prescriber asks the city to look again: `motive` and `answer` are codes of the catalogue, never a free text."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="appeals")
    motive = models.CharField(max_length=40)
    day = models.DateField()
    due_on = models.DateField()
    answer = models.CharField(max_length=40, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recours")
        verbose_name_plural = _("recours")
        constraints = (models.UniqueConstraint(fields=("code",), condition=Q(answer=""), name="appeal_one_open"),)

    def __str__(self) -> str:
        return f"{self.code_id} · {self.motive}"


class Tally(models.Model):
    """What remains of deleted codes: counts by year, for one value of one dimension."""

    year = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=30)
    value = models.CharField(max_length=30)
    asked = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("décompte")
        verbose_name_plural = _("décomptes")
        constraints = (models.UniqueConstraint(fields=("year", "dimension", "value"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.year} · {self.dimension} · {self.value}"
