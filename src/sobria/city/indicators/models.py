"""What people say: values of indicators and facts of the city. Rows are added; a correction is a new version.

NULL is "unknown": the city says that it does not know.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """What someone said of one code over one period; the highest version of a period stands.

    `recorded_on` is the day of the city's calendar: what stood on a day is what had been recorded by its end.
    """

    code = models.CharField(max_length=40)
    start = models.DateField()
    end = models.DateField()
    version = models.PositiveIntegerField(default=1)
    value = models.FloatField(null=True)
    source = models.CharField(max_length=300)
    evidence = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False, help_text="the period should not have been given")
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} · {self.start}/{self.end} · {self.version}"


class Entry(Statement):
    """A value of an indicator, entered by a person or read from a file (`origin`)."""

    class Origin(models.TextChoices):
        ENTERED = "entered", _("saisie")
        IMPORTED = "imported", _("importée")

    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    letter = models.CharField(max_length=2, blank=True)
    coverage = models.FloatField(null=True)
    method = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)

    class Meta:
        verbose_name = _("valeur d’indicateur")
        verbose_name_plural = _("valeurs d’indicateurs")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "start", "end", "version"], name="indicators_entry_version")
        ]


class FactEntry(Statement):
    """A fact of the city over a period."""

    class Meta:
        verbose_name = _("donnée de la ville")
        verbose_name_plural = _("données de la ville")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "start", "end", "version"], name="indicators_fact_version")
        ]


from sobria.city.indicators.target_models import (  # noqa: E402, F401 - Django finds models through this module
    ExchangeImport,
    ImportedValue,
    Target,
    TargetStep,
    TargetVersion,
)
