"""The organisations the city works with: what each may do for it, until when, and what proves it.

Nothing is kept here of the people who work there: their accounts hold a role for the partner's code.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    """What an agreement may allow (`catalogue/partners/permissions.csv` says which documents each asks for)."""

    REPAIR = "repair", _("réparer des équipements de la ville")
    COLLECT = "collect", _("recevoir des équipements réformés")
    REFURBISH = "refurbish", _("reconditionner")
    RESELL = "resell", _("revendre à prix plafonné")
    DELIVER = "deliver", _("remettre aux personnes")
    PRESCRIBE = "prescribe", _("prescrire un équipement")


class Partner(models.Model):
    """`code`: permanent, the scope of its people's roles.

    `is_ess`: of the social and solidarity economy; NULL: not said.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=200, unique=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    is_ess = models.BooleanField(_("économie sociale et solidaire"), null=True)
    form = models.CharField(_("forme"), max_length=40, blank=True)
    activity = models.CharField(_("activité"), max_length=500, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    website = models.URLField(_("site"), max_length=300, blank=True)
    is_listed = models.BooleanField(_("dans l’annuaire public"), default=True)
    is_active = models.BooleanField(_("partenaire actuel"), default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


def _covers(on: date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, on: date) -> "AgreementQuerySet":
        return self.filter(_covers(on))


class Agreement(models.Model):
    """A convention between the city and a partner: what it may do, between two dates, both included."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    reference = models.CharField(_("référence"), max_length=120)
    permissions = models.JSONField(_("ce qui est permis"))
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        constraints = (
            models.UniqueConstraint(fields=("partner", "reference"), name="agreement_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="agreement_dates"),
        )

    def __str__(self) -> str:
        return self.reference


class DocumentQuerySet(models.QuerySet["Document"]):
    def in_force(self, on: date) -> "DocumentQuerySet":
        return self.filter(_covers(on))


class Document(models.Model):
    """A document that shows a partner may do something: `kind` is a code of `catalogue/partners/documents.csv`."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("pièce"), max_length=40)
    reference = models.CharField(_("référence"), max_length=200)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    checked_on = models.DateField(_("vérifiée le"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce d’un partenaire")
        verbose_name_plural = _("pièces des partenaires")
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="document_dates"),
        )

    def __str__(self) -> str:
        return f"{self.kind} · {self.reference}"
