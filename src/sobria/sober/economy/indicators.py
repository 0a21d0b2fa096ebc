"""What the room gives to the indicators: repair and refurbishing spend, and how much of it is of the social economy."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.engine.indicators.value import Value
from sobria.sober.economy.shares import Part, parts, whole

METHOD = "economy-spend (v1)"
EMPTY, LACKS = "indicator-no-register", "indicator-lacks"
SPEND, ESS = "repair_spend", "ess_spend"


def provide(year: int, on: date) -> list[Value]:
    """Two facts of a year, until its last day or until `on` within it. Three queries."""
    if year > on.year:
        return []
    end = min(on, date(year, 12, 31))
    known = whole(parts(year, on))
    found = [_spend(known, year, end), _ess(known, year, end)]
    return [value for value in found if value.value is not None or year == on.year]


def coverage(known: Part) -> float | None:
    """Share of the lines whose amount is said; None when there is none."""
    return (known.lines - known.blank) / known.lines if known.lines else None


def ess_coverage(known: Part) -> float | None:
    """The same, times the share of the amount paid to those whose status is said."""
    share = coverage(known)
    return share * (known.total - known.unsaid) / known.total if share is not None and known.total else None


def _spend(known: Part, year: int, end: date) -> Value:
    if not known.total:
        return _unknown(SPEND, known, year, end, missing="amount_eur")
    return _value(SPEND, known.total, year, end, coverage=coverage(known))


def _ess(known: Part, year: int, end: date) -> Value:
    """Between what is said to be of the social economy, and that with what nobody said."""
    if not known.ess + known.other:
        return _unknown(ESS, known, year, end, missing="is_ess" if known.total else "amount_eur")
    return _value(ESS, known.ess, year, end, coverage=ess_coverage(known), high=known.ess + known.unsaid)


def _unknown(code: str, known: Part, year: int, end: date, *, missing: str) -> Value:
    why = (LACKS, (missing,)) if known.lines else (EMPTY, ())
    start, page = date(year, 1, 1), reverse("economy:spending", args=[year])
    return Value(code, start, end, "EUR", unknown=why[0], missing=why[1], evidence=page)


def _value(
    code: str, value: float, year: int, end: date, *, coverage: float | None, high: float | None = None
) -> Value:
    return Value(
        code=code,
        start=date(year, 1, 1),
        end=end,
        unit="EUR",
        value=value,
        low=value if high is not None else None,
        high=high,
        coverage=coverage,
        origin="computed",
        method=METHOD,
        evidence=reverse("economy:spending", args=[year]),
        source=_("Dépenses, pannes et commandes de la ville"),
        recorded=end,
    )
