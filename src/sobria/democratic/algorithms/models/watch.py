"""What is seen of a system from outside: whether it runs, what residents ask, what they report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sobria.democratic.algorithms.models.records import Operation


class Observation(models.Model):
    """Someone saw it run, or stop. The latest one stands, by `seen_on`."""

    class Source(models.TextChoices):
        AGENT = "agent", _("un agent")
        IMPORT = "import", _("une liste importée")
        RESIDENT = "resident", _("un habitant")

    algorithm = models.ForeignKey("algorithms.Algorithm", on_delete=models.PROTECT, related_name="observations")
    operation = models.CharField(_("observation"), max_length=20, choices=Operation.choices)
    source = models.CharField(_("vu par"), max_length=10, choices=Source.choices)
    detail = models.CharField(_("ce qui a été vu"), max_length=1000, blank=True)
    seen_on = models.DateField(_("vu le"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")

    def __str__(self) -> str:
        return f"{self.algorithm_id} · {self.operation}"


class Question(models.Model):
    """Something asked of a system, with an answer owed by a day. `email` leaves once answered and late enough.

    `token` is the private address by which whoever asked follows the answer.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        ERROR = "error", _("erreur dans la fiche")
        EXPLANATION = "explanation", _("explication d’une décision")
        SIGHTING = "sighting", _("système vu en marche")

    algorithm = models.ForeignKey("algorithms.Algorithm", null=True, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(_("nature"), max_length=15, choices=Kind.choices)
    text = models.TextField(_("demande"), max_length=5000)
    email = models.EmailField(_("adresse pour la réponse"), blank=True)
    token = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField(_("reçue le"))
    due_on = models.DateField(_("réponse avant le"))
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_shown = models.BooleanField(_("publiée"), default=False)
    hidden_for = models.CharField(_("motif de non-publication"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("demande")
        verbose_name_plural = _("demandes")
        indexes = (models.Index(fields=("answered_at", "due_on"), name="question_owed"),)

    def __str__(self) -> str:
        return f"{self.algorithm_id} · {self.kind}"
