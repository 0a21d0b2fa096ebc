"""Faults of devices, what repairing them was said to cost, and what was done. Costs in euros excl. VAT."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FaultState(models.TextChoices):
    OPEN = "open", _("à traiter")
    UNDER_REPAIR = "under_repair", _("en réparation")
    REPAIRED = "repaired", _("réparée")
    GIVEN_UP = "given_up", _("non réparée")


class Repairer(models.TextChoices):
    IN_HOUSE = "in_house", _("atelier de la ville")
    ESS = "ess", _("économie sociale et solidaire")
    OTHER = "other", _("autre réparateur")


class Fault(models.Model):
    """A fault of one device, from its report to its end.

    Attributes:
        kind: code of `catalogue/equipment/faults.csv`.
        sent_on, returned_on: days in the hands of the repairer.
        cost_eur: paid in the end, parts included; NULL: not said.
        reason: why it was given up.
    """

    device = models.ForeignKey("equipment.Device", on_delete=models.PROTECT, related_name="faults")
    kind = models.CharField(_("panne"), max_length=40)
    note = models.CharField(_("précision"), max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=FaultState.choices, default=FaultState.OPEN)
    reported_on = models.DateField(_("déclarée le"))
    closed_on = models.DateField(_("close le"), null=True)
    repairer = models.CharField(_("réparateur"), max_length=20, choices=Repairer.choices, blank=True)
    partner = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(_("confiée le"), null=True)
    returned_on = models.DateField(_("revenue le"), null=True)
    cost_eur = models.DecimalField(_("coût"), max_digits=10, decimal_places=2, null=True)
    replacement_eur = models.DecimalField(_("prix du remplacement"), max_digits=10, decimal_places=2, null=True)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("panne")
        verbose_name_plural = _("pannes")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("reported_on")), name="fault_closed_after_report"
            ),
            models.CheckConstraint(condition=Q(cost_eur=None) | Q(cost_eur__gte=0), name="fault_cost_not_negative"),
            models.UniqueConstraint(
                fields=("device",), condition=Q(state="under_repair"), name="fault_one_repair_at_once"
            ),
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="fault_state"),
            models.Index(fields=["reported_on"], name="fault_day"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} · {self.kind} · {self.reported_on}"


class Quote(models.Model):
    """What a repairer asks for a fault. One at most is accepted."""

    fault = models.ForeignKey(Fault, on_delete=models.PROTECT, related_name="quotes")
    repairer = models.CharField(_("réparateur"), max_length=20, choices=Repairer.choices)
    partner = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    amount_eur = models.DecimalField(_("montant"), max_digits=10, decimal_places=2)
    days = models.PositiveSmallIntegerField(_("délai"), null=True)
    day = models.DateField(_("reçu le"))
    is_accepted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("devis")
        verbose_name_plural = _("devis")
        constraints = (
            models.UniqueConstraint(fields=("fault",), condition=Q(is_accepted=True), name="quote_accepted_once"),
        )

    def __str__(self) -> str:
        return f"{self.fault_id} · {self.amount_eur}"


class Part(models.Model):
    """A part put in for a repair; `source`: the dismantled device it came from, if it did."""

    fault = models.ForeignKey(Fault, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(_("pièce de rechange"), max_length=120)
    quantity = models.PositiveSmallIntegerField(_("nombre"), default=1)
    cost_eur = models.DecimalField(_("coût"), max_digits=10, decimal_places=2, null=True)
    source = models.ForeignKey("equipment.Device", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("pièce de rechange")
        verbose_name_plural = _("pièces de rechange")

    def __str__(self) -> str:
        return self.name
