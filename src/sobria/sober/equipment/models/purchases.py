"""What the city buys, line by line. Amounts in euros excl. VAT."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Condition(models.TextChoices):
    NEW = "new", _("neuf")
    REUSED = "reused", _("réemploi ou réutilisation")
    REFURBISHED = "refurbished", _("reconditionné")
    DONATED = "donated", _("don reçu")
    RECYCLED = "recycled", _("contient des matières recyclées")


class IndexKind(models.TextChoices):
    """The three marks that a product may carry. They are never mixed."""

    REPAIR = "repair_fr", _("indice de réparabilité, sur 10")
    DURABILITY = "durability_fr", _("indice de durabilité, sur 10")
    EUROPEAN = "repair_eu", _("classe européenne de réparabilité, A à E")


class Order(models.Model):
    """An order, a contract's call-off or a deed of gift received."""

    reference = models.CharField(_("référence"), max_length=80, unique=True)
    supplier = models.CharField(_("fournisseur"), max_length=200, blank=True)
    partner = models.ForeignKey("partners.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("date de la commande"))
    source_file = models.CharField(max_length=255, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        indexes = (models.Index(fields=("day",), name="order_day"),)

    def __str__(self) -> str:
        return self.reference


class OrderLine(models.Model):
    """`product`: a code of `catalogue/agec/products.csv`.

    `unit_eur`: price of one, or its flat value for a gift; NULL: not said.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    rank = models.PositiveIntegerField()
    label = models.CharField(_("désignation"), max_length=200)
    product = models.CharField(_("catégorie de la loi AGEC"), max_length=60, null=True)
    category = models.CharField(_("catégorie"), max_length=60, null=True)
    condition = models.CharField(_("état à l’achat"), max_length=20, choices=Condition.choices, null=True)
    quantity = models.PositiveIntegerField(_("quantité"))
    unit_eur = models.DecimalField(_("prix unitaire hors taxes"), max_digits=12, decimal_places=2, null=True)
    index_kind = models.CharField(_("indice"), max_length=20, choices=IndexKind.choices, blank=True)
    index_mark = models.DecimalField(_("note sur 10"), max_digits=3, decimal_places=1, null=True)
    index_class = models.CharField(_("classe"), max_length=1, blank=True)

    class Meta:
        verbose_name = _("ligne de commande")
        verbose_name_plural = _("lignes de commande")
        constraints = (
            models.UniqueConstraint(fields=("order", "rank"), name="order_line_once"),
            models.CheckConstraint(condition=Q(unit_eur=None) | Q(unit_eur__gte=0), name="order_price_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_quantity_positive"),
        )

    def __str__(self) -> str:
        return self.label
