"""What the city promised for an indicator. Every change is a new version; none is ever overwritten."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sobria.engine.indicators.trajectory import Trajectory


class Target(models.Model):
    """The target of one indicator. `version`: number of its last version, changed by a conditional update."""

    code = models.CharField(_("indicateur"), max_length=8, unique=True)
    version = models.PositiveIntegerField(_("dernière version"), default=0)

    class Meta:
        verbose_name = _("cible")
        verbose_name_plural = _("cibles")

    def __str__(self) -> str:
        return self.code


class TargetVersion(models.Model):
    """A target as it was set one day. Withdrawn: from that day the city has no target."""

    LINEAR, STEPPED = "linear", "stepped"
    SHAPES: ClassVar = ((LINEAR, _("En ligne droite")), (STEPPED, _("Par paliers")))

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    baseline_date = models.DateField(_("date de la situation de départ"), null=True, blank=True)
    baseline = models.FloatField(_("situation de départ"), null=True, blank=True)
    shape = models.CharField(_("forme"), max_length=10, choices=SHAPES)
    source = models.CharField(_("source"), max_length=300)
    reason = models.CharField(_("raison du changement"), max_length=500, blank=True)
    is_withdrawn = models.BooleanField(_("retirée"), default=False)
    recorded_on = models.DateField(_("enregistrée le"))
    recorded_at = models.DateTimeField(_("enregistrée à"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("auteur")
    )

    class Meta:
        verbose_name = _("version d’une cible")
        verbose_name_plural = _("versions des cibles")
        ordering: ClassVar = ["target", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "number"], name="one_number_per_target_version"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_date__isnull=True)
                | Q(baseline__isnull=False, baseline_date__isnull=False),
                name="baseline_with_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.number}"

    @property
    def trajectory(self) -> Trajectory | None:
        """None once withdrawn. One query, unless steps were prefetched."""
        if self.is_withdrawn:
            return None
        steps = tuple((step.date, step.value) for step in self.steps.all())
        return Trajectory(
            self.baseline_date, self.baseline, steps, "linear" if self.shape == self.LINEAR else "stepped"
        )


class TargetStep(models.Model):
    """A value to reach by a day."""

    version = models.ForeignKey(TargetVersion, on_delete=models.CASCADE, related_name="steps")
    date = models.DateField(_("date"))
    value = models.FloatField(_("valeur"))

    class Meta:
        verbose_name = _("étape d’une cible")
        verbose_name_plural = _("étapes des cibles")
        ordering: ClassVar = ["version", "date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "date"], name="one_step_per_date"),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.date}"


class ExchangeImport(models.Model):
    """A file of the public-service schema: what was read of it, kept from preview to confirmation, then as a trace."""

    PREVIEWED, DONE, DROPPED = "previewed", "done", "dropped"
    STATES: ClassVar = ((PREVIEWED, _("À confirmer")), (DONE, _("Repris")), (DROPPED, _("Abandonné")))

    name = models.CharField(_("fichier"), max_length=200)
    sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    content = models.BinaryField(_("contenu"))
    state = models.CharField(_("état"), max_length=10, choices=STATES, default=PREVIEWED)
    created_at = models.DateTimeField(_("déposé le"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("auteur")
    )
    report = models.JSONField(_("compte rendu"), default=dict)

    class Meta:
        verbose_name = _("import de valeurs et de cibles")
        verbose_name_plural = _("imports de valeurs et de cibles")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class ImportedValue(models.Model):
    """What an imported row said that our values have no place for; used again when the same value is published."""

    code = models.CharField(_("indicateur"), max_length=8)
    start = models.DateField(_("début"))
    end = models.DateField(_("fin"))
    value = models.FloatField(_("valeur"))
    is_automated = models.BooleanField(_("collecte automatisée"))
    dataviz = models.CharField(_("représentation souhaitée"), max_length=20, blank=True)
    source = models.ForeignKey(ExchangeImport, on_delete=models.CASCADE, related_name="values")

    class Meta:
        verbose_name = _("valeur importée")
        verbose_name_plural = _("valeurs importées")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "start", "end"], name="one_imported_value_per_period"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.end}"
