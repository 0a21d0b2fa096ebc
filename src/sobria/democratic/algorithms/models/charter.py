"""The city's ethical principles, published and versioned, and the grid by which the committee reads a project."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Charter(models.Model):
    """A version of the charter. The last one is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("titre"), max_length=300)
    text = models.TextField(_("texte"), blank=True)
    reference = models.CharField(_("délibération"), max_length=200)
    adopted_on = models.DateField(_("adoptée le"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("charte")
        verbose_name_plural = _("chartes")

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"


class Principle(models.Model):
    """`code` is permanent across versions of the charter; `question` is what each project answers."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="principles")
    code = models.CharField(_("code"), max_length=40)
    rank = models.PositiveIntegerField()
    title = models.CharField(_("principe"), max_length=200)
    question = models.CharField(_("question"), max_length=500)

    class Meta:
        verbose_name = _("principe")
        verbose_name_plural = _("principes")
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("charter", "code"), name="principle_once"),)

    def __str__(self) -> str:
        return self.title


class GridMark(models.Model):
    """How the rapporteur reads a frozen content against one principle; the latest one stands."""

    class Mark(models.TextChoices):
        MET = "met", _("respecté")
        RESERVED = "reserved", _("réserve")
        UNMET = "unmet", _("non respecté")

    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="marks")
    fingerprint = models.CharField(max_length=64)
    principle = models.CharField(max_length=40)
    mark = models.CharField(_("lecture"), max_length=10, choices=Mark.choices)
    comment = models.TextField(_("commentaire"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lecture d’un principe")
        verbose_name_plural = _("grille de lecture")

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.principle}"
