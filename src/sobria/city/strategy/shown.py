"""A fiche, of today or of an old version, as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from sobria.city.strategy import linked
from sobria.city.strategy.fiche import Fiche
from sobria.city.strategy.linked import Linked, LinkedIndicator
from sobria.city.strategy.models import BudgetLine, Priority, Status
from sobria.ui import numbers

NAMES = {
    "axis": _("Axe"),
    "parent": _("Action d’ensemble"),
    "title": _("Titre"),
    "description": _("Description"),
    "status": _("Statut"),
    "priority": _("Priorité"),
    "pilot": _("Pilote"),
    "elected": _("Élu référent"),
    "partners": _("Partenaires"),
    "funders": _("Financeurs"),
    "starts": _("Début"),
    "ends": _("Échéance"),
    "source": _("Source de l’engagement"),
    "steps": _("Étapes"),
    "budget": _("Moyens"),
    "indicators": _("Indicateurs"),
    "duties": _("Obligations"),
    "registers": _("Registres"),
    "notes": _("Notes"),
    "documents": _("Documents"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "status": dict(Status.choices),
    "priority": dict(Priority.choices),
    "kind": dict(BudgetLine.Kind.choices),
    "unit": dict(BudgetLine.Unit.choices),
    "stage": dict(BudgetLine.Stage.choices),
}
STATUS_KINDS = {Status.DONE: "good", Status.LATE: "late", Status.BLOCKED: "late"}


@dataclass(frozen=True, slots=True)
class ShownStep:
    title: str
    due: date | None
    done: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """`planned`, `actual`: written amounts; empty when nobody said."""

    year: int
    kind: str
    unit: str
    planned: str
    actual: str


@dataclass(frozen=True, slots=True)
class ShownFiche:
    """`progress`, `progress_kind`: what the indicators say together."""

    fiche: Fiche
    status: str
    status_kind: str
    priority: str
    starts: date | None
    ends: date | None
    steps: list[ShownStep]
    budget: list[BudgetRow]
    notes: list[tuple[date | None, str]]
    documents: list[tuple[str, str, date | None]]
    indicators: list[LinkedIndicator]
    duties: list[Linked]
    registers: list[Linked]
    progress: str
    progress_kind: str


def shown(fiche: Fiche, *, on: date, day: date | None = None) -> ShownFiche:
    """With indicators and duties as they stood on that day, and what is promised for `day`. Constant queries."""
    known = linked.indicators(on, day=day)
    words, kind = linked.progress(fiche["indicators"], known)
    return ShownFiche(
        fiche=fiche,
        status=str(CHOICES["status"][fiche["status"]]),
        status_kind=STATUS_KINDS.get(Status(fiche["status"]), "unknown"),
        priority=str(CHOICES["priority"][fiche["priority"]]),
        starts=_day(fiche["starts"]),
        ends=_day(fiche["ends"]),
        steps=[_step(row, on) for row in fiche["steps"]],
        budget=budget_rows(fiche["budget"]),
        notes=[(_day(row["date"]), row["text"]) for row in fiche["notes"]],
        documents=[(row["title"], row["url"], _day(row["date"])) for row in fiche["documents"]],
        indicators=[known[code] for code in fiche["indicators"] if code in known],
        duties=linked.duties(on, fiche["duties"]),
        registers=linked.kept_registers(fiche["registers"]),
        progress=words,
        progress_kind=kind,
    )


def names(fields: Iterable[str]) -> str:
    return ", ".join(str(NAMES[name]).lower() for name in fields if name in NAMES)


def written(field: str, value: Any) -> list[str]:
    """The value of a field in lines, to set two versions side by side."""
    if field in CHOICES:
        return [str(CHOICES[field].get(value, value))]
    if isinstance(value, list):
        return [_row(row) if isinstance(row, dict) else str(row) for row in value]
    return str(value).splitlines() if value else []


def _row(row: Fiche) -> str:
    return " · ".join(_cell(name, cell) for name, cell in row.items() if cell not in (None, ""))


def _cell(name: str, cell: Any) -> str:
    return _amount(cell) if name == "amount" else str(CHOICES.get(name, {}).get(cell, cell))


def _amount(text: str) -> str:
    amount = Decimal(text)
    return numbers.decimal(float(amount), places=0 if amount == amount.to_integral_value() else 2)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _step(row: Fiche, on: date) -> ShownStep:
    due, done = _day(row["due"]), _day(row["done"])
    return ShownStep(row["title"], due, done, overdue=bool(due and due < on and (done is None or done > on)))


def budget_rows(lines: list[Fiche]) -> list[BudgetRow]:
    """Planned and actual side by side."""
    found: dict[tuple[int, str, str], dict[str, str]] = {}
    for line in lines:
        cells = found.setdefault((line["year"], line["kind"], line["unit"]), {})
        unit = str(CHOICES["unit"][line["unit"]])
        cells[line["stage"]] = numbers.measure(_amount(line["amount"]), unit)
    return [
        BudgetRow(year, str(CHOICES["kind"][kind]), unit, cells.get("planned", ""), cells.get("actual", ""))
        for (year, kind, unit), cells in found.items()
    ]
