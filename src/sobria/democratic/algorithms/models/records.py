"""The register of algorithms and AI systems: records, their versions, and the dossiers that carry a decision.

`Algorithm` is what the public list shows; its `shown` content is that of the last published `Version`. A `Dossier`
takes one content through submission, opinion and decision; `Transition` is the only way its state moves, and the
database refuses any other (`guards.py`). Nothing here is ever deleted.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.engine.algorithms.states import IN_FORCE, UNDER_WAY, states

STATES = [(code, state.names[0]) for code, state in states().items()]


REGISTER = "algorithms"


class Operation(models.TextChoices):
    """What is observed, whatever is authorised."""

    NOT_RUNNING = "not_running", _("ne tourne pas")
    PILOT = "pilot", _("pilote observé")
    RUNNING = "running", _("en marche")
    STOPPED = "stopped", _("arrêté")


RUNNING = frozenset({Operation.PILOT.value, Operation.RUNNING.value})


class Stage(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("déposée")
    EDITORIAL = "editorial", _("correction")


PUBLISHED = (Stage.SUBMITTED, Stage.EDITORIAL)


class Algorithm(models.Model):
    """One system. `code` is permanent; once `is_public`, it stays so, withdrawn or not.

    `authorised_until`: the term of the dossier in force. `regularise_by`: the day by which what runs without
    authorisation is to be stopped or authorised; it stays while nothing authorises the system again.
    `source`, `source_id`: where an imported record comes from.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=150)
    summary = models.CharField(_("en une phrase"), max_length=400, blank=True)
    department = models.CharField(_("service"), max_length=150, blank=True)
    domain = models.CharField(_("domaine"), max_length=30, blank=True)
    technique = models.CharField(_("technique"), max_length=30, blank=True)
    grounds_decision = models.CharField(_("fonde une décision"), max_length=10, blank=True)
    ai_class = models.CharField(_("classe du règlement sur l’IA"), max_length=40, blank=True)
    authorisation = models.CharField(_("autorisation"), max_length=30, choices=STATES, default="draft")
    authorised_until = models.DateField(_("autorisé jusqu’au"), null=True)
    operation = models.CharField(
        _("observation"), max_length=20, choices=Operation.choices, default=Operation.NOT_RUNNING
    )
    operation_since = models.DateField(_("observée le"), null=True)
    regularise_by = models.DateField(_("à régulariser avant le"), null=True)
    is_public = models.BooleanField(default=False)
    shown = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("porteur")
    )
    overseer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("surveillant")
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("algorithme")
        verbose_name_plural = _("algorithmes")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), condition=~Q(source_id=""), name="algorithm_source_once"
            ),
        )
        indexes = (models.Index(fields=("is_public", "code"), name="algorithm_public"),)

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    @property
    def is_authorised(self) -> bool:
        """Today: a decision stands, and its term has not passed."""
        expired = self.authorised_until is not None and self.authorised_until < timezone.localdate()
        return states()[self.authorisation].runs and not expired

    @property
    def runs_unauthorised(self) -> bool:
        return self.operation in RUNNING and not self.is_authorised


def authorised(today: date) -> Q:
    """The same, for a query."""
    runs = [code for code, state in states().items() if state.runs]
    return Q(authorisation__in=runs) & (Q(authorised_until=None) | Q(authorised_until__gte=today))


class Entrusting(models.Model):
    """Who carries a system and who oversees it, from a moment on. Whoever carried it once never judges it."""

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="entrustings")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    overseer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("porteur et surveillant")
        verbose_name_plural = _("porteurs et surveillants")

    def __str__(self) -> str:
        return f"{self.algorithm_id} · {self.owner_id}"


class Version(models.Model):
    """A content, written once. `footprint`: what the declared volumes gave that day, with the method."""

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("numéro"))
    dossier_number = models.PositiveIntegerField()
    stage = models.CharField(_("nature"), max_length=10, choices=Stage.choices)
    content = models.JSONField()
    footprint = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    ai_class = models.CharField(max_length=40, blank=True)
    charter = models.PositiveIntegerField(null=True)
    changed = models.JSONField(default=list)
    note = models.CharField(_("motif"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = (models.UniqueConstraint(fields=("algorithm", "number"), name="algorithm_version_once"),)

    def __str__(self) -> str:
        return f"{self.algorithm_id} · {self.number}"


class Dossier(models.Model):
    """One content on its way to a decision. `fingerprint` is frozen from submission on, empty in a draft.

    Attributes:
        due_on: end of the review; `days_left`: what remained when a question paused it.
        expires_on: end of the authorisation, from service on.
        registration: reference in the EU or national register, where it is owed.
        must_return: suspended for a risk: the committee speaks again before service resumes.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField(_("numéro"))
    state = models.CharField(_("état"), max_length=30, choices=STATES, default="draft")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    ai_class = models.CharField(max_length=40, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    rapporteur = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("examen avant le"), null=True)
    days_left = models.PositiveIntegerField(null=True)
    is_pilot = models.BooleanField(_("pilote"), default=False)
    expires_on = models.DateField(_("autorisé jusqu’au"), null=True)
    registration = models.CharField(_("enregistrement"), max_length=200, blank=True)
    must_return = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = (
            models.UniqueConstraint(fields=("algorithm", "number"), name="dossier_once"),
            models.UniqueConstraint(
                fields=("algorithm",), condition=Q(state__in=sorted(UNDER_WAY)), name="one_dossier_under_way"
            ),
            models.UniqueConstraint(
                fields=("algorithm",), condition=Q(state__in=sorted(IN_FORCE)), name="one_dossier_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.algorithm_id}/{self.number}"


class Transition(models.Model):
    """One move of a dossier, written once, before its state follows."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="transitions")
    rank = models.PositiveIntegerField()
    act = models.CharField(_("acte"), max_length=30)
    before = models.CharField(_("de"), max_length=30, choices=STATES)
    after = models.CharField(_("à"), max_length=30, choices=STATES)
    fingerprint = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("dossier", "rank")
        constraints = (models.UniqueConstraint(fields=("dossier", "rank"), name="transition_once"),)

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.before} → {self.after}"
