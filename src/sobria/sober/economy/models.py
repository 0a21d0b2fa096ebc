"""Calls for projects, grants, and what the city pays to repair and to refurbish. Amounts in euros.

A repair written on a fault, or a refurbished device written on an order, is not written here again.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Call(models.Model):
    """A call for projects. `closes_on` NULL: open all the time."""

    title = models.CharField(_("titre"), max_length=200, unique=True)
    text = models.TextField(_("texte"), blank=True)
    budget_eur = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, null=True)
    opens_on = models.DateField(_("ouvre le"))
    closes_on = models.DateField(_("ferme le"), null=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    is_public = models.BooleanField(_("publié"), default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("appel à projets")
        verbose_name_plural = _("appels à projets")
        constraints = (
            models.CheckConstraint(condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="call_dates"),
            models.CheckConstraint(condition=Q(budget_eur=None) | Q(budget_eur__gt=0), name="call_budget_positive"),
        )

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """Money given to a partner, by a deliberation or a decision."""

    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="grants")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    amount_eur = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    decided_on = models.DateField(_("décidée le"))
    reference = models.CharField(_("référence"), max_length=120)
    purpose = models.CharField(_("objet"), max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("subvention")
        verbose_name_plural = _("subventions")
        constraints = (
            models.CheckConstraint(condition=Q(amount_eur__gt=0), name="grant_amount_positive"),
            models.UniqueConstraint(fields=("partner", "reference"), name="grant_once"),
        )
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["decided_on"], name="grant_day")]

    def __str__(self) -> str:
        return self.reference


class Kind(models.TextChoices):
    REPAIR = "repair", _("réparation")
    REFURBISHING = "refurbishing", _("reconditionnement")


class Spending(models.Model):
    """An invoice, excl. VAT.

    `is_ess`: whether a supplier that is no partner is of the social and solidarity economy; NULL: not said. A
    partner's own word is on the partner.
    """

    partner = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    supplier = models.CharField(_("fournisseur"), max_length=200, blank=True)
    is_ess = models.BooleanField(_("économie sociale et solidaire"), null=True)
    kind = models.CharField(_("nature"), max_length=20, choices=Kind.choices)
    amount_eur = models.DecimalField(_("montant hors taxes"), max_digits=12, decimal_places=2)
    day = models.DateField(_("date"))
    reference = models.CharField(_("référence"), max_length=120, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("dépense")
        verbose_name_plural = _("dépenses")
        constraints = (
            models.CheckConstraint(condition=Q(amount_eur__gt=0), name="spending_amount_positive"),
            models.CheckConstraint(condition=Q(partner__isnull=False) | ~Q(supplier=""), name="spending_has_supplier"),
            models.CheckConstraint(condition=Q(partner=None) | Q(is_ess=None), name="spending_word_of_partner"),
        )
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="spending_day")]

    def __str__(self) -> str:
        return self.reference
