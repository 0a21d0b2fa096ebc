"""The drives of devices and what proves that nothing is left on them. Names of operators are never stored."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """Only the first one lets a device leave."""

    ERASED = "erased", _("effacé")
    WARNING = "warning", _("effacé avec avertissement")
    FAILED = "failed", _("échec")


class Drive(models.Model):
    """A storage medium, known by its serial number (capitals, no blanks), in one device at a time."""

    device = models.ForeignKey("equipment.Device", on_delete=models.PROTECT, related_name="drives")
    serial = models.CharField(_("numéro de série du support"), max_length=120, unique=True)
    kind = models.CharField(_("sorte"), max_length=20, blank=True)
    capacity_gb = models.FloatField(_("capacité"), null=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("support de stockage")
        verbose_name_plural = _("supports de stockage")

    def __str__(self) -> str:
        return self.serial


class Certificate(models.Model):
    """One erasure of one drive, as a tool says it. The latest of a drive counts. Written once.

    Attributes:
        method: clear, purge or destroy (NIST SP 800-88), empty when the tool does not say it.
        standard: name of the scheme used, as the tool writes it.
        caution: what the tool warned of, in its words.
        sha256: of the file it came in; `line`: its row or page there.
    """

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="certificates")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    method = models.CharField(max_length=20, blank=True)
    standard = models.CharField(max_length=120, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    caution = models.CharField(max_length=500, blank=True)
    finished_at = models.DateTimeField()
    finished_on = models.DateField()
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    line = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("certificat d’effacement")
        verbose_name_plural = _("certificats d’effacement")
        constraints = (models.UniqueConstraint(fields=("drive", "finished_at"), name="certificate_moment_once"),)
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["finished_on"], name="certificate_day")]

    def __str__(self) -> str:
        return f"{self.drive_id} · {self.finished_on} · {self.outcome}"


class Removal(models.Model):
    """A drive taken out, or the statement that a device holds none (`drive` NULL), good once a witness confirmed it."""

    device = models.ForeignKey("equipment.Device", on_delete=models.PROTECT, related_name="removals")
    drive = models.ForeignKey(Drive, null=True, on_delete=models.PROTECT, related_name="removals")
    day = models.DateField()
    fate = models.CharField(_("devenir du support"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("retrait de support")
        verbose_name_plural = _("retraits de support")
        constraints = (
            models.CheckConstraint(condition=~models.Q(by=models.F("witness")), name="removal_seen_by_another"),
            models.UniqueConstraint(
                fields=("drive",), condition=models.Q(drive__isnull=False), name="removal_of_drive_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.device_id} · {self.day}"
