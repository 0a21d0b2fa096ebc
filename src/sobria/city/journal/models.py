"""The journal: what was done, in order. The database refuses to rewrite events and checkpoints (`triggers.py`)."""

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sobria.city.people.roles import Role


class Event(models.Model):
    """One event, written once. `document` is its canonical text; other columns repeat it, to find it."""

    sequence = models.BigIntegerField(_("numéro"), primary_key=True)
    recorded_at = models.DateTimeField(_("écrit le"))
    kind = models.CharField(_("nature"), max_length=80)
    subject = models.CharField(_("objet"), max_length=200)
    role = models.CharField(_("rôle"), max_length=20, blank=True)
    document = models.TextField()
    hash = models.CharField(_("empreinte"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "-sequence"], name="journal_event_kind"),
            models.Index(fields=["subject", "-sequence"], name="journal_event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} · {self.kind} · {self.subject}"

    @property
    def role_label(self) -> str:
        """The role in the reader's language; what the site does by itself has none."""
        return str(Role(self.role).label) if self.role in Role.values else str(_("Le site"))

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.document)
        return found


class PersonalValue(models.Model):
    """What a commitment of an event hides. Purpose: to say who acted; erased when the city no longer has to."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal_values", db_constraint=False)
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "name"], name="journal_personal_value_name")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.name}"


class Checkpoint(models.Model):
    """The end of the chain on a day, signed. Written once."""

    day = models.DateField(_("jour"), unique=True)
    sequence = models.BigIntegerField(_("numéro"))
    hash = models.CharField(_("empreinte"), max_length=64)
    recorded_at = models.CharField(_("signé le"), max_length=40)
    key = models.CharField(_("clé"), max_length=16)
    public_key = models.TextField()
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("point de contrôle")
        verbose_name_plural = _("points de contrôle")

    def __str__(self) -> str:
        return f"{self.day} · {self.sequence}"


class Head(models.Model):
    """The end of the chain: one row, locked while an event is written."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.sequence)


class Check(models.Model):
    """What the nightly self-check found. Kept for a year."""

    checked_at = models.DateTimeField(auto_now_add=True)
    events = models.BigIntegerField()
    faults = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d} · {len(self.faults)}"
