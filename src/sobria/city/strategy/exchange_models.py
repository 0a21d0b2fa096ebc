"""A strategy file that was given: kept from the look at it to the confirmation, then as a trace without its content."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StrategyImport(models.Model):
    """`report`: what became of each line (`exchange_report.Report`), said again in the reader's language."""

    PREVIEWED, DONE, DROPPED = "previewed", "done", "dropped"
    STATES: ClassVar = ((PREVIEWED, _("À confirmer")), (DONE, _("Repris")), (DROPPED, _("Abandonné")))

    name = models.CharField(_("fichier"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(_("état"), max_length=10, choices=STATES, default=PREVIEWED)
    created_at = models.DateTimeField(_("déposé le"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import d’une stratégie")
        verbose_name_plural = _("imports d’une stratégie")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
