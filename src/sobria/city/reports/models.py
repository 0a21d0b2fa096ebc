"""Frozen editions and their files. Both are written once: the database refuses any change (`guards.py`).

Neither names a person: the journal says who froze what, and may forget it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One revision of the review of a year. The highest revision stands; the others stay readable.

    `text` is the canonical text of the document (`engine/editions`), `digest` its SHA-256.
    """

    year = models.PositiveSmallIntegerField(_("année"))
    revision = models.PositiveIntegerField(_("révision"))
    reason = models.CharField(_("raison de la révision"), max_length=1000, blank=True)
    reference = models.CharField(_("délibération"), max_length=200, blank=True)
    period_end = models.DateField(_("arrêté au"))
    frozen_at = models.DateTimeField(_("figé le"))
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("édition du bilan annuel")
        verbose_name_plural = _("éditions du bilan annuel")
        ordering = ("-year", "-revision")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "revision"], name="edition_revision_once"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="edition_revised_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.revision}"


class EditionFile(models.Model):
    """A file made when the edition was frozen, kept as its bytes: what was published is what is read again."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=120, unique=True)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("fichier d’une édition")
        verbose_name_plural = _("fichiers d’une édition")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "format", "language"], name="edition_file_once")
        ]

    def __str__(self) -> str:
        return self.name
