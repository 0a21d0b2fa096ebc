"""Public page: every number the projection takes for granted, with its source, and the factor rows it uses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings as site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import public
from sobria.city.registers.imports.sentences import language
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.projection.factors import electricity, factors
from sobria.engine.projection.reference import Spread, groups, growths, mixes, savings, settings, trend
from sobria.engine.typed_numbers import typed
from sobria.sober.footprint.names import category_name
from sobria.sober.future.holdings import devices
from sobria.sober.future.quoting import address
from sobria.ui.numbers import percent

SHARE = "share a year"


@dataclass(frozen=True, slots=True)
class Assumption:
    """`url`: the quoted figure behind it; empty: none."""

    name: str
    value: str
    source: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FactorLine:
    """Making and electricity of one category, as in force."""

    name: str
    life: str
    making: str
    power: str
    source: str


@public
@require_safe
def assumptions(request: HttpRequest) -> HttpResponse:
    """One query on the version of the register, two more when it has changed."""
    on = timezone.localdate()
    context = {
        "assumptions": list(_assumptions()),
        "electricity": electricity(on=on, country=site.SOBRIA_COUNTRY),
        "factors": [_line(fleet.category) for fleet in devices(on).fleets],
    }
    return render(request, "future/assumptions.html", context)


def _assumptions() -> Iterator[Assumption]:
    spoken = language()
    for one in settings().values():
        write = _percent if one.unit == SHARE else _number
        value = write(one.value)
        if one.low is not None and one.high is not None:
            value += _between(Spread(one.value, one.low, one.high), write)
        yield Assumption(one.meaning(spoken), value, one.source)
    for points in mixes().values():
        for point in points:
            name = _("%(scenario)s : ce que vaut le kilowattheure de %(year)s face à celui d’aujourd’hui")
            told = {"scenario": point.names[spoken == "en"], "year": point.year}
            yield Assumption(name % told, _spread(point.ratio), point.source)
    for published in trend():
        name = _("Tendance nationale publiée, indice de %(year)s") % {"year": published.year}
        yield Assumption(name, _number(published.index), published.source, address(published.claim))
    for code, (saving, source) in savings().items():
        name = _("Part évitée par un équipement reconditionné : %(group)s")
        told = {"group": groups()[code].name(spoken).lower()}
        yield Assumption(name % told, _spread(saving, _percent), source, address("refurbished-phone"))
    for category, growth in growths().items():
        name = _("Croissance par an jusqu’en %(year)s, puis stable : %(category)s")
        told = {"year": str(growth.until), "category": category_name(category).lower()}
        yield Assumption(name % told, _spread(growth.rate, _percent), growth.source, address(growth.claim))


def _line(category: str) -> FactorLine:
    found = factors(category, on=timezone.localdate(), country=site.SOBRIA_COUNTRY)
    rows = [*(found.making.rows if found.making else ()), *([found.power] if found.power else [])]
    return FactorLine(
        category_name(category),
        _("inconnue") if found.life is None else _number(found.life),
        _("inconnue") if found.making is None else _interval(found.making.rows),
        _("inconnue") if found.power is None else _interval((found.power,)),
        " ; ".join(dict.fromkeys(f"{row.source} ({row.licence})" for row in rows)),
    )


def _interval(rows: tuple[FactorRow, ...]) -> str:
    """The value; its interval when one row gives it."""
    value = _number(sum(row.value for row in rows))
    return value + _between(Spread(rows[0].value, rows[0].low, rows[0].high)) if len(rows) == 1 else value


def _number(value: float) -> str:
    return typed(float(f"{value:.4g}"), language())


def _percent(share: float) -> str:
    return percent(share, places=1)


def _spread(one: Spread, write: Callable[[float], str] = _number) -> str:
    return write(one.value) + _between(one, write)


def _between(one: Spread, write: Callable[[float], str] = _number) -> str:
    return _(" (de %(low)s à %(high)s)") % {"low": write(one.low), "high": write(one.high)}
