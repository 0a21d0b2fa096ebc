"""What importing into any register leaves behind, so that it can be explained, repeated and undone."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The life of an import. It moves only by a conditional update (`imports/state.py`)."""

    RECEIVED = "received", _("reçu")
    PREVIEWED = "previewed", _("à confirmer")
    QUEUED = "queued", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    REFUSED = "refused", _("refusé")
    INTERRUPTED = "interrupted", _("interrompu")
    UNDONE = "undone", _("annulé")


class Import(models.Model):
    """One file given to one register.

    `preview`, `fates` hold what the pages show; `refusal` a message code with its parameters.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=50)
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=50, blank=True)
    mapping = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    fates = models.JSONField(null=True)
    refusal = models.JSONField(null=True)
    job_id = models.CharField(max_length=36, blank=True)
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    unmatched = models.BigIntegerField(default=0)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["register", "-received_at"]),
            models.Index(fields=["state"]),
        ]

    def __str__(self) -> str:
        return self.file_name


class Reject(models.Model):
    """A refused line, or a line set aside because the row was edited by hand (`code` says which)."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    file = models.CharField(max_length=255)
    line = models.BigIntegerField()
    column = models.TextField(null=True)
    value = models.TextField(null=True)
    code = models.CharField(max_length=100)
    detail = models.TextField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["source", "line"])]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Version(models.Model):
    """A row as it was before an import changed it."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="versions")
    row = models.BigIntegerField()
    before = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "row"], name="one_version_per_import_and_row"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.row}"


class SavedMapping(models.Model):
    """Which column is what, for the next file with the same header."""

    register = models.CharField(max_length=50)
    header = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["register", "header"], name="one_mapping_per_header"),
        ]

    def __str__(self) -> str:
        return f"{self.register}:{self.header[:8]}"


class RegisterState(models.Model):
    """A number that grows with every change of a register: what was computed from it is stale when it differs."""

    code = models.CharField(max_length=50, primary_key=True)
    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.code}:{self.version}"
