"""The committee: its rules, who declared what, who sat when. Mandates are dated roles."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CommitteeRules(models.Model):
    """Quorum and delays from a day on: each change is a decision, and the former ones stay."""

    number = models.PositiveIntegerField(unique=True)
    values = models.JSONField()
    reference = models.CharField(_("acte"), max_length=200)
    since = models.DateField(_("depuis le"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("règles du comité")
        verbose_name_plural = _("règles du comité")

    def __str__(self) -> str:
        return f"{self.number} · {self.since}"


class Interest(models.Model):
    """What a member declares: for every file (`algorithm` NULL), or for one."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    algorithm = models.ForeignKey("algorithms.Algorithm", null=True, on_delete=models.PROTECT, related_name="interests")
    text = models.CharField(_("intérêt déclaré"), max_length=1000)
    declared_at = models.DateTimeField(_("déclaré le"))

    class Meta:
        verbose_name = _("intérêt déclaré")
        verbose_name_plural = _("intérêts déclarés")

    def __str__(self) -> str:
        return f"{self.member_id} · {self.algorithm_id}"


class Recusal(models.Model):
    """A member who leaves quorum and vote on a dossier, for good."""

    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("motif"), max_length=1000)
    declared_at = models.DateTimeField(_("déclaré le"))

    class Meta:
        verbose_name = _("déport")
        verbose_name_plural = _("déports")
        constraints = (models.UniqueConstraint(fields=("dossier", "member"), name="recusal_once"),)

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.member_id}"


class Session(models.Model):
    """A sitting of the committee: planned, open, then closed with its minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", _("prévue")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    on = models.DateField(_("jour"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.PLANNED)
    minutes = models.TextField(_("relevé"), blank=True)
    seats = models.PositiveIntegerField(_("sièges"), null=True)
    quorum_share = models.PositiveIntegerField(null=True)
    quorum_least = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")

    def __str__(self) -> str:
        return f"{self.number} · {self.on}"


class Attendance(models.Model):
    """A member present at a session, as the secretary or the member says."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = (models.UniqueConstraint(fields=("session", "member"), name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} · {self.member_id}"
