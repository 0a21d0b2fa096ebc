"""The register of equipment: one row per device, batch of like devices, or yearly flow of an inventory.

Columns carry the names and meanings of `engine/footprint/fields.py`; NULL always means "not said". Names of people are
never stored.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.models import Import


class Acquisition(models.TextChoices):
    NEW = "new", _("neuf")
    REFURBISHED = "refurbished", _("reconditionné")
    DONATED = "donated", _("reçu en don")


class Ownership(models.TextChoices):
    CITY = "city", _("ville")
    LEASED = "leased", _("loué")
    BYOD = "byod", _("personnel (BYOD)")
    COPE = "cope", _("professionnel à usage mixte (COPE)")


class Quality(models.TextChoices):
    HIGH = "high", _("haute")
    MEDIUM = "medium", _("moyenne")
    LOW = "low", _("basse")


class Status(models.TextChoices):
    """The states of a life, in its order (`catalogue/equipment/states.csv`); NULL: not said by the file."""

    ORDERED = "ordered", _("commandé")
    IN_SERVICE = "in_service", _("en service")
    IN_STOCK = "in_stock", _("en stock")
    UNDER_REPAIR = "under_repair", _("en réparation")
    REDEPLOYED = "redeployed", _("redéployé")
    RETIRED = "retired", _("réformé")
    ERASED = "erased", _("effacé")
    OFFERED = "offered", _("proposé au réemploi")
    HANDED_OVER = "handed_over", _("cédé")
    DISMANTLED = "dismantled", _("démonté pour pièces")
    WASTE = "waste", _("remis en déchet")


class Device(models.Model):
    """`identity` is what makes two lines the same thing; `digest` the content the last import gave, before any edit.

    `former_identity` is the one files knew before a person corrected it: a file that has not followed finds it still.
    `is_secured`: it holds classified or security media, which the law keeps out of reuse. `drive_count`: drives it
    should hold, if said.
    """

    identity = models.CharField(max_length=300, unique=True)
    former_identity = models.CharField(max_length=300, null=True)
    digest = models.CharField(max_length=32, blank=True)

    item = models.TextField(null=True)
    serial = models.TextField(null=True)
    category = models.TextField(null=True)
    manufacturer = models.TextField(null=True)
    model = models.TextField(null=True)
    quantity = models.FloatField(default=1)
    purchased = models.DateField(null=True)
    in_service = models.DateField(null=True)
    retired = models.DateField(null=True)
    entity = models.TextField(null=True)
    site = models.TextField(null=True)
    country = models.CharField(max_length=3, null=True)
    data_centre = models.TextField(null=True)
    kwh_year = models.FloatField(null=True)
    acquisition = models.CharField(max_length=20, null=True, choices=Acquisition.choices)
    upstream_years = models.FloatField(null=True)
    internal_years = models.FloatField(null=True)
    downstream_years = models.FloatField(null=True)
    reuse_share = models.FloatField(null=True)
    ownership = models.CharField(max_length=20, null=True, choices=Ownership.choices)
    usage_share = models.FloatField(null=True)
    quality = models.CharField(max_length=20, null=True, choices=Quality.choices)
    status = models.CharField(max_length=20, null=True, choices=Status.choices)
    cores = models.FloatField(null=True)
    system = models.TextField(null=True)
    is_secured = models.BooleanField(null=True)
    drive_count = models.PositiveSmallIntegerField(null=True)
    extra = models.JSONField(null=True)

    matched_category = models.CharField(max_length=60, null=True)
    match_method = models.CharField(max_length=20, null=True)
    match_confidence = models.FloatField(null=True)
    exclusion = models.CharField(max_length=60, null=True)

    source_file = models.CharField(max_length=255, null=True)
    source_line = models.BigIntegerField(null=True)
    created_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    last_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("équipement")
        verbose_name_plural = _("équipements")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entity", "id"]),
            models.Index(fields=["matched_category", "id"]),
            models.Index(fields=["status", "id"]),
        ]

    def __str__(self) -> str:
        return self.item or self.model or self.category or self.identity
