"""What people say of the evidence a duty asks for. Every statement is kept; the latest of an item stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Attestation(models.Model):
    """One statement: done or not, yes or no. Purpose of the name kept: to answer for what was said.

    `year`: the year it is about, for what is due each year. `version` counts the statements of one item of one duty.
    """

    duty = models.CharField(_("obligation"), max_length=80)
    item = models.CharField(_("preuve"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    done = models.BooleanField(_("fait"))
    on = models.DateField(_("fait ou constaté le"))
    year = models.PositiveSmallIntegerField(_("année concernée"), null=True, blank=True)
    until = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    reference = models.CharField(_("référence du document"), max_length=300, blank=True)
    url = models.URLField(_("adresse du document"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    recorded_on = models.DateField(_("enregistré le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("retiré par")
    )
    withdrawal = models.CharField(_("raison du retrait"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = (
            models.UniqueConstraint(fields=("duty", "item", "version"), name="attestation_version_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawal=""), name="attestation_withdrawn_with_reason"
            ),
        )
        indexes = (models.Index(fields=("recorded_on",), name="attestation_recorded"),)

    def __str__(self) -> str:
        return f"{self.duty} · {self.item} · {self.version}"
