"""What the executive decided, under which conditions, and how each was proven."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sobria.engine.algorithms.states import DECIDED


class Decision(models.Model):
    """An act of the mayor or of a dated delegate, on the exact content of an opinion. `dated`: as signed.

    Attributes:
        departs: it does not follow the opinion; its reasons are published.
        delegation: reference of the delegate's act; empty for the mayor.
    """

    class Sense(models.TextChoices):
        APPROVED = "approved", _("approuvé")
        CONDITIONS = "approved_with_conditions", _("approuvé sous conditions")
        REFUSED = "refused", _("refusé")
        RESUMED = "resumed", _("reprise autorisée")

    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="decisions")
    opinion = models.ForeignKey("algorithms.Opinion", on_delete=models.PROTECT, related_name="decisions")
    fingerprint = models.CharField(max_length=64)
    sense = models.CharField(_("décision"), max_length=30, choices=Sense.choices)
    reasons = models.TextField(_("motifs"), blank=True)
    departs = models.BooleanField(_("s’écarte de l’avis"), default=False)
    reference = models.CharField(_("référence de l’acte"), max_length=200)
    delegation = models.CharField(_("délégation"), max_length=200, blank=True)
    ai_class = models.CharField(max_length=40, blank=True)
    dated = models.DateField(_("datée du"))
    decided_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        constraints = (
            models.UniqueConstraint(fields=("dossier",), condition=Q(sense__in=sorted(DECIDED)), name="decided_once"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.sense}"


class Condition(models.Model):
    """`is_prior`: to be proven before service; otherwise by a day, during service."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    rank = models.PositiveIntegerField()
    text = models.TextField(_("condition"))
    is_prior = models.BooleanField(_("préalable"))
    due_on = models.DateField(_("avant le"), null=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("decision", "rank"), name="condition_once"),)

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.rank}"


class Evidence(models.Model):
    """What proves a condition, as the owner says."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="evidence")
    text = models.TextField(_("preuve"))
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("preuve d’une condition")
        verbose_name_plural = _("preuves des conditions")

    def __str__(self) -> str:
        return f"{self.condition_id} · {self.given_at:%Y-%m-%d}"


class Check(models.Model):
    """What a second person says of a piece of evidence."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="check_made")
    is_accepted = models.BooleanField(_("acceptée"))
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contrôle d’une preuve")
        verbose_name_plural = _("contrôles des preuves")

    def __str__(self) -> str:
        return f"{self.evidence_id} · {self.is_accepted}"
