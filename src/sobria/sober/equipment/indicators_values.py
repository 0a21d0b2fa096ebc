"""How the rooms of equipment write a value they computed, known or not."""

from datetime import date

from django.utils.translation import gettext as _

from sobria.engine.indicators.value import Value
from sobria.sober.equipment.indicators_counts import Count

METHOD = "equipment-counts (v1)"
EMPTY, LACKS = "indicator-no-register", "indicator-lacks"


def told(
    code: str,
    unit: str,
    start: date,
    end: date,
    value: float | None,
    *,
    count: Count,
    evidence: str,
    missing: str = "",
    method: str = METHOD,
    source: str = "",
) -> Value:
    """A value computed over what `count` counts; when it is unknown, what lacks: `missing`, or everything."""
    if value is None:
        why = (LACKS, (missing,)) if count.units and missing else (EMPTY, ())
        return Value(code, start, end, unit, unknown=why[0], missing=why[1], evidence=evidence)
    return Value(
        code=code,
        start=start,
        end=end,
        unit=unit,
        value=value,
        coverage=count.coverage,
        origin="computed",
        method=method,
        evidence=evidence,
        source=source or _("Registre des équipements"),
        recorded=end,
    )
