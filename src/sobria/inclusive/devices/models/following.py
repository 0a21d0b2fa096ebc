"""Is the device still working, a year after? Asked of the device, not of the person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowUp(models.Model):
    """`works` NULL: not asked yet, or nobody could be reached (`done_on` then says when it was tried)."""

    item = models.ForeignKey("devices.Item", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    works = models.BooleanField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("suivi à douze mois")
        verbose_name_plural = _("suivis à douze mois")
        constraints = (models.UniqueConstraint(fields=("item", "due_on"), name="follow_up_once"),)
        indexes = (models.Index(fields=("due_on", "done_on"), name="follow_up_due"),)

    def __str__(self) -> str:
        return f"{self.item_id} · {self.due_on}"
