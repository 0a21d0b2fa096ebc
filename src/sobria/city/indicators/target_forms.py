"""The form of a target: a fixed number of rows, more on request, no script needed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.indicators.target_models import TargetVersion
from sobria.city.indicators.targets_services import MAX_STEPS
from sobria.city.registers.imports.sentences import language
from sobria.engine.indicators.definitions import Indicator
from sobria.engine.indicators.pasted import Place, read_cell
from sobria.engine.messages import Refusal
from sobria.engine.typed_numbers import typed

BLANK_ROWS = 3


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the form, its texts as they were typed."""

    position: int
    date: str
    value: str


class TargetForm(forms.Form):
    shape = forms.ChoiceField(
        label=gettext_lazy("Forme de la trajectoire"), choices=TargetVersion.SHAPES, widget=forms.RadioSelect
    )
    baseline_date = forms.CharField(
        label=gettext_lazy("Date de la situation de départ"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Comme 2024-12-31. Facultative pour une trajectoire par paliers."),
    )
    baseline = forms.CharField(label=gettext_lazy("Valeur de départ"), required=False, max_length=40)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Délibération, stratégie ou décision qui fixe la cible."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Raison du changement"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Publiée dans l’historique : n’y nommez personne."),
    )

    def __init__(
        self, indicator: Indicator, data: QueryDict | None, *, current: TargetVersion | None, is_change: bool = False
    ) -> None:
        """`is_change`: of a target the person has read; it says why, for those who followed it."""
        super().__init__(data, initial=_initial(current))
        self.indicator = indicator
        self.fields["reason"].required = is_change
        self.rows = _posted_rows(data) if data is not None else _current_rows(current)

    def add_rows(self) -> None:
        """More blank rows, up to the limit."""
        last = len(self.rows)
        self.rows += [StepRow(last + extra, "", "") for extra in range(min(BLANK_ROWS, MAX_STEPS - last))]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cleaned["steps"] = self._steps()
        place = _("Situation de départ")
        cleaned["baseline_date"] = self._date(place, str(cleaned.get("baseline_date") or ""), "baseline_date")
        cleaned["baseline"] = self._number(Place(place, _("valeur")), str(cleaned.get("baseline") or ""), "baseline")
        return cleaned

    def _steps(self) -> list[tuple[date, float]]:
        steps = []
        for row in self.rows:
            if not row.date.strip() and not row.value.strip():
                continue
            if not row.date.strip() or not row.value.strip():
                self._refuse(Refusal("target-half-step", row=row.position + 1))
                continue
            name = _("Étape %(row)s") % {"row": row.position + 1}
            day = self._date(name, row.date, None)
            value = self._number(Place(name, _("valeur")), row.value, None)
            if value is None and not self.errors:
                self._refuse(Refusal("target-unknown-value", row=row.position + 1))
            if day is not None and value is not None:
                steps.append((day, value))
        return steps

    def _date(self, place: str, text: str, field: str | None) -> date | None:
        if not text.strip():
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            self._refuse(Refusal("target-bad-date", place=place, value=text.strip()[:40]), field)
            return None

    def _number(self, place: Place, text: str, field: str | None) -> float | None:
        try:
            is_percent = self.indicator.unit.startswith("%")
            return read_cell(text, place, language=language(), percent=is_percent).value
        except Refusal as refusal:
            self._refuse(refusal, field)
            return None

    def _refuse(self, refusal: Refusal, field: str | None = None) -> None:
        self.add_error(field, refusal.sentence(language()))


def _initial(current: TargetVersion | None) -> dict[str, object]:
    if current is None:
        return {"shape": TargetVersion.LINEAR}
    return {
        "shape": current.shape,
        "baseline_date": current.baseline_date.isoformat() if current.baseline_date else "",
        "baseline": typed(current.baseline, language()),
        "source": current.source,
    }


def _current_rows(current: TargetVersion | None) -> list[StepRow]:
    steps = list(current.steps.all()) if current else []
    rows = [
        StepRow(position, step.date.isoformat(), typed(step.value, language())) for position, step in enumerate(steps)
    ]
    return rows + [StepRow(len(rows) + extra, "", "") for extra in range(BLANK_ROWS)]


def _posted_rows(data: QueryDict) -> list[StepRow]:
    days, values = data.getlist("step-date")[: MAX_STEPS + 1], data.getlist("step-value")[: MAX_STEPS + 1]
    pairs = zip(days, values, strict=False)
    return [StepRow(position, day[:20], value[:40]) for position, (day, value) in enumerate(pairs)]
