"""How long devices served, of those retired in a year, by category: indicator S9 by type."""

from datetime import date

from sobria.sober.equipment.indicators_counts import DAYS_A_YEAR, written_by

Life = tuple[str, float, float | None, float]


def lives_by_category(year: int) -> list[Life]:
    """(category, units retired, mean years, units dated), most retired first. One query."""
    end = date(year, 12, 31)
    rows = written_by(date.max).filter(retired__range=(date(year, 1, 1), end))
    found: dict[str, list[float]] = {}
    for category, began, retired, units in rows.values_list("matched_category", "began", "retired", "quantity"):
        sums = found.setdefault(category or "", [0.0, 0.0, 0.0])
        sums[0] += units
        if began is not None:
            sums[1] += units
            sums[2] += units * (retired - began).days / DAYS_A_YEAR
    lives = [(code, all_, years / dated if dated else None, dated) for code, (all_, dated, years) in found.items()]
    return sorted(lives, key=lambda one: (-one[1], one[0]))
