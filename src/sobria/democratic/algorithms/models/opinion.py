"""From the agenda to the opinion: what is put to the vote, each vote, what the committee said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Sense(models.TextChoices):
    FAVOURABLE = "favourable", _("favorable")
    CONDITIONS = "conditions", _("favorable sous conditions")
    UNFAVOURABLE = "unfavourable", _("défavorable")


class AgendaItem(models.Model):
    """A dossier on the agenda of a session."""

    session = models.ForeignKey("algorithms.Session", on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="items")
    rank = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("ordre du jour")
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("session", "dossier"), name="agenda_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} · {self.dossier_id}"


class InformationRequest(models.Model):
    """What the committee asked, published, while the clock waits."""

    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="requests")
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("posée le"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("demande d’information")
        verbose_name_plural = _("demandes d’information")

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.asked_at:%Y-%m-%d}"


class Proposal(models.Model):
    """An opinion put to the vote, on an exact content. `conditions`: [{"text", "is_prior", "due_on"}]."""

    class State(models.TextChoices):
        OPEN = "open", _("vote ouvert")
        ADOPTED = "adopted", _("adoptée")
        REJECTED = "rejected", _("rejetée")
        NO_QUORUM = "no_quorum", _("quorum non atteint")
        DROPPED = "dropped", _("abandonnée")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="proposals")
    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    sense = models.CharField(_("sens"), max_length=15, choices=Sense.choices)
    reasons = models.TextField(_("motifs"))
    conditions = models.JSONField(default=list)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("proposition d’avis")
        verbose_name_plural = _("propositions d’avis")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="proposal_once"),
            models.UniqueConstraint(fields=("dossier",), condition=Q(state="open"), name="one_open_proposal"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.number}"


class Vote(models.Model):
    """One member's vote, once. `dissent` is published with it."""

    class Choice(models.TextChoices):
        FOR = "for", _("pour")
        AGAINST = "against", _("contre")
        ABSTAIN = "abstain", _("abstention")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    dissent = models.TextField(_("opinion séparée"), blank=True)
    cast_on = models.DateField()
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (models.UniqueConstraint(fields=("proposal", "member"), name="vote_once"),)

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.member_id}"


class Opinion(models.Model):
    """What the committee said of an exact content, with its tally."""

    dossier = models.ForeignKey("algorithms.Dossier", on_delete=models.PROTECT, related_name="opinions")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="opinion")
    fingerprint = models.CharField(max_length=64)
    sense = models.CharField(_("sens"), max_length=15, choices=Sense.choices)
    reasons = models.TextField(_("motifs"))
    conditions = models.JSONField(default=list)
    seats = models.PositiveIntegerField(_("sièges"))
    votes_for = models.PositiveIntegerField(_("pour"))
    votes_against = models.PositiveIntegerField(_("contre"))
    abstentions = models.PositiveIntegerField(_("abstentions"))
    given_on = models.DateField(_("rendu le"))
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.sense}"
