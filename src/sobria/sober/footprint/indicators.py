"""What the footprint gives to the indicators: the totals of the run that stood for a year."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.engine.indicators.value import Value
from sobria.sober.footprint.models import Figure, Run

NO_RUN, SEE_EVIDENCE = "indicator-no-register", "indicator-see-evidence"
# Indicator, criterion, unit of the indicator, units of the criterion in one of the indicator.
TOTALS = (
    ("S1", "gwp", "tCO2e", 1000.0),
    ("S3", "adpe", "kgSbe", 1.0),
    ("S4", "pe", "MJ", 1.0),
    ("S5", "water", "m3", 1000.0),
)


def provide(year: int, on: date) -> list[Value]:
    """Totals of a year as they stood at the end of a day. Two queries at most."""
    run = _run(year, on)
    figures = {} if run is None else _totals(run)
    found = []
    for code, criterion, unit, size in TOTALS:
        if run is not None and criterion in figures:
            found.append(_value(code, figures[criterion], run, unit=unit, size=size))
        elif year == on.year:
            found.append(Value(code, date(year, 1, 1), date(year, 12, 31), unit, unknown=NO_RUN))
    return found


def _run(year: int, on: date) -> Run | None:
    night = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min)) if on < date.max else None
    runs = Run.objects.done().filter(year=year).current()
    return (runs if night is None else runs.filter(created__lt=night)).first()


def _totals(run: Run) -> dict[str, Figure]:
    rows = Figure.objects.filter(run=run, kind=Figure.Kind.IMPACT, entity="", category="", stage="")
    return {row.criterion: row for row in rows}


def _value(code: str, figure: Figure, run: Run, *, unit: str, size: float) -> Value:
    is_known = figure.value is not None
    return Value(
        code=code,
        start=date(run.year, 1, 1),
        end=date(run.year, 12, 31),
        unit=unit,
        value=_scaled(figure.value, size),
        low=_scaled(figure.low, size),
        high=_scaled(figure.high, size),
        coverage=figure.coverage,
        unknown="" if is_known else SEE_EVIDENCE,
        origin="computed" if is_known else "unknown",
        method=f"{figure.formula} (v{figure.formula_version}), {run.method}",
        evidence=reverse("footprint:evidence", args=[figure.code]),
        source=_("Registre des équipements, calcul de l’empreinte"),
        recorded=timezone.localdate(run.ended or run.created),
    )


def _scaled(value: float | None, size: float) -> float | None:
    return None if value is None else value / size
