"""What happened to a device, act by act. Written once: the database refuses to change or delete it (`guards.yaml`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """How a device leaves for another use: the exits that the decree of the REEN act counts."""

    ASSOCIATION = "association", _("don à une association")
    PUBLIC_BODY = "public_body", _("cession à une personne publique")
    SALE = "sale", _("vente")
    STAFF = "staff", _("cession aux agents")
    PRODUCER_ORGANISATION = "producer_organisation", _("reprise par un éco-organisme, pour réemploi")


class WasteSlip(models.Model):
    """A slip for electronic waste. `mass_kg`: of the whole slip; `certificate`: reference of the proof of treatment."""

    number = models.CharField(_("numéro du bordereau"), max_length=60, unique=True)
    taker = models.CharField(_("éco-organisme ou prestataire"), max_length=200)
    day = models.DateField(_("date d’enlèvement"))
    mass_kg = models.FloatField(_("masse"), null=True, blank=True)
    certificate = models.CharField(_("certificat de traitement"), max_length=200, blank=True)
    certified_on = models.DateField(_("date du certificat"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("bordereau de déchets")
        verbose_name_plural = _("bordereaux de déchets")
        constraints = (
            models.CheckConstraint(condition=Q(mass_kg=None) | Q(mass_kg__gt=0), name="slip_mass_positive"),
            models.CheckConstraint(
                condition=Q(certificate="", certified_on=None) | (~Q(certificate="") & Q(certified_on__isnull=False)),
                name="slip_certificate_dated",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LifeEvent(models.Model):
    """One act on one device. `day`: when it took place; `at`: when it was written.

    Attributes:
        rank: 1 for the first act of the device.
        before: state it was in; `unknown` where no file said.
        route, reference: how and by which deed it left, for a hand-over.
        value_eur: unit value when handed over, if said.
    """

    device = models.ForeignKey("equipment.Device", on_delete=models.PROTECT, related_name="life")
    rank = models.PositiveIntegerField()
    act = models.CharField(max_length=30)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    entity = models.TextField(blank=True)
    site = models.TextField(blank=True)
    route = models.CharField(max_length=30, blank=True, choices=Route.choices)
    reference = models.CharField(max_length=200, blank=True)
    receiver = models.CharField(max_length=200, blank=True)
    value_eur = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    slip = models.ForeignKey(WasteSlip, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta:
        verbose_name = _("acte de vie")
        verbose_name_plural = _("actes de vie")
        constraints = (models.UniqueConstraint(fields=("device", "rank"), name="life_rank_once"),)
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["after", "day"], name="life_after_day")]

    def __str__(self) -> str:
        return f"{self.device_id} · {self.rank} · {self.act}"
