"""What acts on equipment give to the indicators: repairs, purchases, reuse of what is retired, waste.

Each is counted as it was known on a day. A year without any row says nothing: unknown, never zero.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.engine.indicators.value import Value
from sobria.sober.equipment.indicators_counts import Count
from sobria.sober.equipment.indicators_values import told
from sobria.sober.equipment.models import IndexKind
from sobria.sober.equipment.purchases import selectors as purchases
from sobria.sober.equipment.purchases.slips import masses
from sobria.sober.equipment.reuse.counting import reuse
from sobria.sober.equipment.reuse.faults import faults

OUT_OF_TEN = (IndexKind.REPAIR, IndexKind.DURABILITY)


def of_acts(year: int, on: date) -> Iterable[Value]:
    """Six queries, whatever the number of rows."""
    end = min(on, date(year, 12, 31))
    if end < date(year, 1, 1):
        return
    yield from _repairs(year, end, on)
    yield from _purchases(year, end, on)
    yield from _reuse(year, end, on)
    yield from _waste(year, end, on)


def _repairs(year: int, end: date, on: date) -> Iterator[Value]:
    """Faults reported in the year and, of these, those repaired by then; days to repair of those repaired in it."""
    start, found = date(year, 1, 1), faults(year, on)
    reported = float(found.reported)
    count, delays = Count(reported, reported), Count(float(len(found.days)), float(len(found.days)))
    evidence = f"{reverse('equipment:reuse')}?annee={year}#pannes"
    said = {"method": "repairs (v1)", "source": _("Registre des pannes"), "evidence": evidence}
    yield told("faults", "nb", start, end, reported or None, count=count, **said)
    yield told("repaired", "nb", start, end, float(found.repaired) if reported else None, count=count, **said)
    yield told("S11", "day", start, end, found.median_days, count=delays, **said)


def _purchases(year: int, end: date, on: date) -> Iterator[Value]:
    """Spend on IT and telephony. The coverage of each amount says the share of the lines it is known of."""
    start = date(year, 1, 1)
    it = purchases.purchases(year, on).it
    priced = float(it.lines - it.unpriced)
    count, of_told = (Count(float(it.lines), known, float(it.total_eur)) for known in (priced, float(it.told)))
    evidence = f"{reverse('equipment:purchases')}?annee={year}"
    said = {"method": "purchases (v1)", "source": _("Registre des achats"), "evidence": evidence}
    spend = float(it.total_eur) if it.is_known else None
    yield told("digital_spend", "EUR", start, end, spend, count=count, missing="unit_eur", **said)
    lacks = "condition" if it.is_known else "unit_eur"
    for code, amount in (("reuse_spend", it.reused_eur), ("gift_value", it.gifts_eur)):
        yield told(code, "EUR", start, end, float(amount) if it.told else None, count=of_told, missing=lacks, **said)
    yield _index(year, end, on, evidence)


def _index(year: int, end: date, on: date, evidence: str) -> Value:
    """Of the two indices out of 10, the one that covers most spend: a mean of both would mean nothing."""
    rows = {kind: (spent, weighed) for kind, spent, weighed, _lines in purchases.spend_by_index(year, on)}
    spent = sum((one or Decimal(0) for one, _weighed in rows.values()), Decimal(0))
    marked = [kind for kind in OUT_OF_TEN if kind in rows and rows[kind][0] and rows[kind][1] is not None]
    best = max(marked, key=lambda kind: rows[kind][0], default=None)
    own, weighed = rows[best] if best else (Decimal(0), None)
    mean = None if weighed is None else float(weighed / own)
    return told(
        *("S16", "/10", date(year, 1, 1), end, mean),
        count=Count(float(spent), float(own), float(weighed or 0)),
        evidence=evidence,
        missing="index_mark",
        method=f"index-mean:{best or ''} (v1)",
        source=_("Registre des achats : %(kind)s") % {"kind": best.label} if best else "",
    )


def _reuse(year: int, end: date, on: date) -> Iterator[Value]:
    known = reuse(year, on)
    found = known.rate
    start = date(year, 1, 1)
    stock = found.stock
    count = Count(stock.counted, stock.counted - stock.untold, found.exits.counted)
    evidence = f"{reverse('equipment:reuse')}?annee={year}"
    said = {"method": "reuse-rate (v1)", "source": _("Registre des équipements et actes de vie"), "evidence": evidence}
    # Both or neither: a stock counted here over exits that someone entered would be a rate of nothing.
    held, gone = (stock.counted, found.exits.counted) if known.knows_exits else (None, None)
    yield told("retired_stock", "nb", start, start, held, count=count, missing="exits", **said)
    yield told("retired_reused", "nb", start, end, gone, count=count, missing="exits", **said)


def _waste(year: int, end: date, on: date) -> Iterator[Value]:
    sums = masses(year, on)
    count = Count(float(sums["slips"]), float(sums["weighed"]), sums["collected"] or 0.0)
    evidence = f"{reverse('equipment:reuse')}?annee={year}#dechets"
    said = {"method": "waste-slips (v1)", "source": _("Bordereaux de déchets"), "missing": "mass_kg"}
    start, collected = date(year, 1, 1), sums["collected"]
    traced = None if collected is None else sums["traced"] or 0.0
    yield told("weee_collected", "kg", start, end, collected, count=count, evidence=evidence, **said)
    yield told("weee_traced", "kg", start, end, traced, count=count, evidence=evidence, **said)
