"""The strategy of the city: pillar → axis → measure (« action »), and the programme de travail it stands on.

A measure is a fiche with rows around it (steps, budget, links…). Each save leaves an immutable `MeasureVersion` that
holds the whole fiche (`fiche.py` says its shape). Pilots and referents are functions (« direction du numérique »), not
names of people.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Pillar(models.TextChoices):
    SOBER = "sober", _("Plus sobre")
    DEMOCRATIC = "democratic", _("Plus démocratique")
    INCLUSIVE = "inclusive", _("Plus inclusif")
    ALL = "all", _("Les trois piliers")


class State(models.TextChoices):
    DRAFT = "draft", _("Projet")
    ADOPTED = "adopted", _("Adoptée")


class Status(models.TextChoices):
    PLANNED = "planned", _("À venir")
    DISCUSSED = "discussed", _("À discuter")
    ONGOING = "ongoing", _("En cours")
    DONE = "done", _("Réalisé")
    LATE = "late", _("En retard")
    PAUSED = "paused", _("En pause")
    BLOCKED = "blocked", _("Bloqué")
    DROPPED = "dropped", _("Abandonné")


CLOSED = frozenset({Status.DONE, Status.DROPPED})


class Priority(models.TextChoices):
    HIGH = "high", _("Haute")
    MEDIUM = "medium", _("Moyenne")
    LOW = "low", _("Basse")


class Strategy(models.Model):
    """What the city commits to. Drafts are read by staff only; the last adopted one is the public strategy."""

    title = models.CharField(_("titre"), max_length=300)
    text = models.TextField(_("texte"), blank=True)
    language = models.CharField(_("langue du texte"), max_length=5, choices=settings.LANGUAGES, default="fr")
    deliberation = models.CharField(_("délibération"), max_length=200, blank=True)
    starts = models.DateField(_("commence le"), null=True, blank=True)
    ends = models.DateField(_("se termine le"), null=True, blank=True)
    source = models.URLField(_("adresse du texte publié"), max_length=500, blank=True)
    example = models.CharField(_("exemple d’origine"), max_length=80, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.DRAFT)
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stratégie")
        verbose_name_plural = _("stratégies")

    def __str__(self) -> str:
        return self.title


class Axis(models.Model):
    """Groups measures; has no state, no figure of its own."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="axes")
    code = models.CharField(_("code"), max_length=30)
    pillar = models.CharField(_("pilier"), max_length=12, choices=Pillar.choices)
    title = models.CharField(_("titre"), max_length=300)
    rank = models.PositiveIntegerField(_("rang"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("axe")
        verbose_name_plural = _("axes")
        ordering = ("rank", "code")
        constraints = (models.UniqueConstraint(fields=("strategy", "code"), name="axis_code_once"),)

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """One commitment. `code` is permanent within the strategy: never given again, even after a deletion."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="measures")
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="measures", verbose_name=_("axe"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("action d’ensemble"),
    )
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("titre"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("statut"), max_length=12, choices=Status.choices, default=Status.PLANNED)
    priority = models.CharField(_("priorité"), max_length=8, choices=Priority.choices, default=Priority.MEDIUM)
    pilot = models.CharField(_("pilote"), max_length=200, blank=True)
    elected = models.CharField(_("élu référent"), max_length=200, blank=True)
    partners = models.JSONField(_("partenaires"), default=list, blank=True)
    funders = models.JSONField(_("financeurs"), default=list, blank=True)
    starts = models.DateField(_("début"), null=True, blank=True)
    ends = models.DateField(_("échéance"), null=True, blank=True)
    source = models.URLField(_("source de l’engagement"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("strategy", "code"), name="measure_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"


class Step(models.Model):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="steps")
    rank = models.PositiveIntegerField()
    title = models.CharField(_("étape"), max_length=300)
    due = models.DateField(_("échéance"), null=True, blank=True)
    done = models.DateField(_("faite le"), null=True, blank=True)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """One amount: euros, or full-time equivalents over the year."""

    class Kind(models.TextChoices):
        INVESTMENT = "investment", _("Investissement")
        OPERATING = "operating", _("Fonctionnement")

    class Unit(models.TextChoices):
        EURO = "euro", _("€")
        FTE = "fte", _("ETP")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Prévu")
        ACTUAL = "actual", _("Réalisé")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="budget")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    unit = models.CharField(_("unité"), max_length=6, choices=Unit.choices)
    year = models.PositiveIntegerField(_("année"))
    stage = models.CharField(_("prévu ou réalisé"), max_length=8, choices=Stage.choices)
    amount = models.DecimalField(_("montant"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("year", "kind", "unit", "-stage")
        constraints = (
            models.UniqueConstraint(fields=("measure", "kind", "unit", "year", "stage"), name="budget_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_amount_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.amount} {self.unit}"


class Note(models.Model):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="notes")
    rank = models.PositiveIntegerField()
    date = models.DateField(_("date"))
    text = models.TextField(_("note"))

    class Meta:
        ordering = ("-date", "rank")

    def __str__(self) -> str:
        return f"{self.date} {self.text}"


class Document(models.Model):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="documents")
    rank = models.PositiveIntegerField()
    title = models.CharField(_("titre"), max_length=300)
    url = models.URLField(_("adresse"), max_length=500)
    date = models.DateField(_("date"), null=True, blank=True)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return self.title


class MeasureIndicator(models.Model):
    """`code`: permanent code of an indicator of the catalogue."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="indicators")
    rank = models.PositiveIntegerField()
    code = models.CharField(max_length=80)

    class Meta:
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("measure", "code"), name="measure_indicator_once"),)

    def __str__(self) -> str:
        return self.code


class MeasureDuty(models.Model):
    """`code`: permanent code of a duty of the catalogue."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="duties")
    rank = models.PositiveIntegerField()
    code = models.CharField(max_length=80)

    class Meta:
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("measure", "code"), name="measure_duty_once"),)

    def __str__(self) -> str:
        return self.code


class MeasureRegister(models.Model):
    """`code`: code of a register this city keeps."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="registers")
    rank = models.PositiveIntegerField()
    code = models.CharField(max_length=80)

    class Meta:
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("measure", "code"), name="measure_register_once"),)

    def __str__(self) -> str:
        return self.code


class MeasureVersion(models.Model):
    """A fiche as it was saved; never changed. It outlives its measure: `deleted` closes the history of a code."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="measure_versions")
    code = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    changed = models.JSONField(default=list)
    deleted = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-saved_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("strategy", "code", "number"), name="measure_version_once"),)
        indexes = (models.Index(fields=("strategy", "saved_at")),)

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class ProgrammeSection(models.Model):
    """One part of the programme de travail being written; each is saved, and protected from crossing saves, alone."""

    class Part(models.TextChoices):
        ACTORS = "actors", _("Les acteurs")
        IMPACT = "impact", _("L’impact environnemental du numérique sur le territoire")
        USES = "uses", _("L’impact des usages")
        MEASURES = "measures", _("Les mesures déjà prises")

    part = models.CharField(max_length=10, choices=Part.choices, primary_key=True)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part


class ProgrammeEdition(models.Model):
    """A programme de travail as published; never changed. `content`: part → content, with the figures of that day."""

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    published_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"programme {self.number}"


from sobria.city.strategy.exchange_models import (  # noqa: E402, F401 - Django finds models through this module
    StrategyImport,
)
