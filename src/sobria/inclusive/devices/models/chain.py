"""Lots, the devices in them, and every hop: giver, receiver, deed, quantities. Hops are written once (`guards.py`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LotState(models.TextChoices):
    OFFERED = "offered", _("proposé")
    COLLECTED = "collected", _("collecté")
    RECEIVED = "received", _("reçu et compté")
    CANCELLED = "cancelled", _("annulé")


class ItemState(models.TextChoices):
    """Where a device of the chain is (`catalogue/inclusive_devices/states.csv`)."""

    OFFERED = "offered", _("proposé")
    COLLECTED = "collected", _("collecté")
    RECEIVED = "received", _("reçu")
    GRADED = "graded", _("testé")
    REFURBISHED = "refurbished", _("réparé et installé")
    AVAILABLE = "available", _("disponible")
    RESERVED = "reserved", _("réservé")
    DELIVERED = "delivered", _("remis")
    RETURNED = "returned", _("rendu")
    PARTS = "parts", _("démonté pour pièces")
    WASTE = "waste", _("remis en déchet")
    LEFT = "left", _("resté à la ville")


class Lot(models.Model):
    """Devices the city offers to one partner. `number`: year and rank, as 2026-003."""

    number = models.CharField(max_length=20, unique=True)
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=LotState.choices, default=LotState.OFFERED)
    note = models.CharField(max_length=300, blank=True)
    offered_on = models.DateField()
    updated_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")

    def __str__(self) -> str:
        return self.number


class Item(models.Model):
    """One device in the chain, in one place at a time.

    Attributes:
        code: short, random, printed on its label; says nothing of the device's past.
        kind: code of `catalogue/inclusive_devices/kinds.csv`, which carries the resale cap.
        partner: who holds it.
        value_eur: unit value at the gift; price_eur: asked of the person, 0 when given.
        mass_kg: weighed, or NULL.
    """

    device = models.OneToOneField("equipment.Device", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=30)
    label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.OFFERED)
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=1, blank=True)
    value_eur = models.DecimalField(max_digits=8, decimal_places=2)
    price_eur = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    mass_kg = models.FloatField(null=True)
    available_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("équipement de la chaîne")
        verbose_name_plural = _("équipements de la chaîne")
        constraints = (
            models.CheckConstraint(condition=Q(value_eur__gte=0), name="item_value_not_negative"),
            models.CheckConstraint(condition=Q(price_eur=None) | Q(price_eur__gte=0), name="item_price_not_negative"),
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "state", "id"], name="item_partner_state"),
            models.Index(fields=["state", "kind", "available_at"], name="item_available"),
        ]

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """A hop of one or more devices, dated, between a giver and a receiver. NULL partner: the city, or the person.

    Attributes:
        kind: collection, reception, delivery, return, parts or waste.
        declared, counted: units announced by the giver, and counted by the receiver: equal, or the hop is refused.
        reference: of the deed; `fingerprint`: SHA-256 of what it says.
    """

    class Kind(models.TextChoices):
        COLLECTION = "collection", _("collecte")
        RECEPTION = "reception", _("réception")
        DELIVERY = "delivery", _("remise")
        RETURN = "return", _("retour")
        PARTS = "parts", _("pièces")
        WASTE = "waste", _("déchets")

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="transfers")
    giver = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    declared = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    mass_kg = models.FloatField(null=True)
    reference = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("transfert")
        verbose_name_plural = _("transferts")
        constraints = (models.CheckConstraint(condition=Q(declared=models.F("counted")), name="transfer_counts_match"),)

    def __str__(self) -> str:
        return self.number


class TransferItem(models.Model):
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="transfers")

    class Meta:
        verbose_name = _("ligne de transfert")
        verbose_name_plural = _("lignes de transfert")
        constraints = (models.UniqueConstraint(fields=("transfer", "item"), name="transfer_item_once"),)

    def __str__(self) -> str:
        return f"{self.transfer_id} · {self.item_id}"


class Step(models.Model):
    """One act on one item, written once. `rank`: 1 for its first."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    rank = models.PositiveIntegerField()
    act = models.CharField(max_length=30)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.PROTECT, related_name="steps")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        constraints = (models.UniqueConstraint(fields=("item", "rank"), name="step_rank_once"),)
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["after", "day"], name="step_after_day")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.rank} · {self.act}"
