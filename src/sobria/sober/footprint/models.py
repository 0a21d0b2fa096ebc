"""Runs of the footprint computation and what they leave: figures, and the evidence behind each of them.

A run is written once. A newer run takes its place as the current one; the older keeps its figures until it is pruned.
"""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RunQuerySet(models.QuerySet["Run"]):
    def done(self) -> "RunQuerySet":
        return self.filter(state=Run.State.DONE)

    def current(self) -> "RunQuerySet":
        """Runs under the default factor pack, latest first."""
        return self.filter(kind=Run.Kind.CURRENT).order_by("-created", "-pk")

    def under_way(self) -> "RunQuerySet":
        return self.filter(state=Run.State.RUNNING)


class Run(models.Model):
    """One computation: one year, one factor pack, one snapshot of the register."""

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")

    class Kind(models.TextChoices):
        CURRENT = "current", _("jeu de facteurs par défaut")
        COMPARISON = "comparison", _("autre jeu de facteurs, pour comparer")

    year = models.PositiveSmallIntegerField()
    pack = models.SlugField(max_length=80, help_text="factor pack; empty until known")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CURRENT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    reason = models.JSONField(default=dict, help_text="why it failed: language → sentence")
    job = models.CharField(max_length=40, blank=True, help_text="id of the job that computes it")
    method = models.CharField(max_length=80, blank=True)
    snapshot = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the snapshot computed")
    register_version = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="digest of all that the figures depend on")
    created = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    lines = models.JSONField(default=dict, help_text="lines by fate: read, accepted, rejected, matched, unmatched")
    packs = models.JSONField(default=list)
    assumptions = models.JSONField(default=list)
    drivers = models.JSONField(default=list, help_text="factor rows that make the uncertainty, largest first")
    entities = models.JSONField(default=dict, help_text="slug of an entity → its name")

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["year", "kind", "state", "-created"], name="footprint_run_current")
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.pack} · {self.state}"

    @property
    def folder(self) -> Path:
        return runs_dir() / str(self.pk)

    @property
    def lines_path(self) -> Path:
        return self.folder / "lines.parquet"

    @property
    def snapshot_path(self) -> Path:
        return snapshot_path(self.snapshot)


class Figure(models.Model):
    """One figure of a run. An empty scope attribute means "all"; a NULL value means unknown, never zero."""

    class Kind(models.TextChoices):
        IMPACT = "impact", _("impact d’une année")
        CHANGE = "change", _("évolution depuis l’année précédente")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=240, help_text="permanent code: the same question keeps it in every run")
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.IMPACT)
    criterion = models.CharField(max_length=40)
    stage = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=80, blank=True)
    entity = models.CharField(max_length=120, blank=True, help_text="slug, a key of the run's entities")
    value = models.FloatField(null=True)
    low = models.FloatField(null=True, help_text="5th percentile")
    p50 = models.FloatField(null=True, help_text="median")
    high = models.FloatField(null=True, help_text="95th percentile")
    unit = models.CharField(max_length=40)
    coverage = models.FloatField(null=True, help_text="share of the units in scope fully computed, 0–1")
    gwp_coverage = models.FloatField(null=True, help_text="share of the scope's GWP fully covered, 0–1")
    probability = models.FloatField(null=True, help_text="of a decrease, 0–1, for a change")
    parts = models.JSONField(default=dict, help_text="of a change: what the factors and what the city made")
    units = models.FloatField(default=0)
    units_covered = models.FloatField(default=0)
    missing = models.JSONField(default=list, help_text="codes of what lacks")
    unknown = models.CharField(max_length=80, blank=True, help_text="code of the reason when the value is unknown")
    formula = models.CharField(max_length=40)
    formula_version = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "code"], name="footprint_figure_code")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "criterion", "entity", "category", "stage"], name="footprint_figure_scope")
        ]

    def __str__(self) -> str:
        return self.code


class Cell(models.Model):
    """Evidence: the yearly impact of one entity, category, criterion and stage by one pair of factor rows."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="cells", db_index=False)
    entity = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=80)
    criterion = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    factor = models.CharField(max_length=240)
    energy_factor = models.CharField(max_length=240, blank=True)
    value = models.FloatField(help_text="in the criterion's unit, per year")
    units = models.FloatField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "criterion", "category", "entity"], name="footprint_cell_scope")
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.category}/{self.criterion}/{self.stage}"


class FactorRow(models.Model):
    """A factor row as it stood when the run used it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="factor_rows", db_index=False)
    code = models.CharField(max_length=240, help_text="permanent code of the row in its pack")
    pack = models.CharField(max_length=80)
    category = models.CharField(max_length=80)
    model_key = models.CharField(max_length=200, null=True)
    criterion = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    value = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    sigma = models.FloatField(null=True)
    unit = models.CharField(max_length=40)
    per = models.CharField(max_length=20)
    region = models.CharField(max_length=20, null=True)
    source = models.TextField()
    licence = models.CharField(max_length=120, null=True)
    source_date = models.CharField(max_length=40, null=True)
    valid_from = models.CharField(max_length=40, null=True)
    valid_to = models.CharField(max_length=40, null=True)
    quality = models.CharField(max_length=40, null=True)
    origin = models.CharField(max_length=240, null=True, help_text="file and line the row comes from")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "code"], name="footprint_factor_row_code")
        ]

    def __str__(self) -> str:
        return self.code


def runs_dir() -> Path:
    return Path(settings.DATA_DIR) / "runs"


def snapshot_path(digest: str) -> Path:
    """Snapshots are kept by their own digest: runs of the same register share one file."""
    return runs_dir() / "snapshots" / f"{digest}.parquet"
