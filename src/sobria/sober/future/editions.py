"""What the yearly edition says of digital in the territory: the national figure, times the inhabitants."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.city.indicators.models import FactEntry
from sobria.city.indicators.selectors import input_versions
from sobria.city.registers.imports.sentences import language
from sobria.engine.editions.contribution import Contribution, Extra
from sobria.engine.editions.wording import within
from sobria.engine.indicators.value import Value
from sobria.engine.projection.territory import PARTS, PER_INHABITANT, Amount, rows, territory

CODE, POPULATION = "territory-gwp", "population"
UNIT, KG_A_TONNE = "tCO2e", 1000.0
METHOD = "per-inhabitant-1"
LACKS = "indicator-lacks"


def contribute(year: int, on: date) -> Contribution:
    """One query. Unknown without the number of inhabitants."""
    people = _people(year, on)
    if people is None or not people.value:
        days = (date(year, 1, 1), date(year, 12, 31))
        lacking = Value(CODE, *days, UNIT, unknown=LACKS, missing=(POPULATION,))
        return Contribution(extras=(_extra(lacking, _("total")),))
    found = territory(people.value)
    amounts = {"": found.total} | {code: found.parts[code] for code in PARTS}
    extras = [_extra(_value(code, amount, people), _name(code)) for code, amount in amounts.items()]
    told = {"year": rows()[PER_INHABITANT].year, "source": rows()[PER_INHABITANT].source}
    note = _(
        "Territoire : moyenne nationale par habitant (%(year)s), multipliée par les habitants ; les bornes sont "
        "celles de l’étude, non un intervalle à 90 %%. Source : %(source)s."
    )
    return Contribution(extras=tuple(extras), notes=(note % told,))


def _people(year: int, on: date) -> FactEntry | None:
    """The last period begun by the end of the year; its highest version stands, unless it was withdrawn."""
    known = [one for one in input_versions(POPULATION) if one.recorded_on <= on and one.start <= date(year, 12, 31)]
    standing: dict[tuple[date, date], FactEntry] = {}
    for one in known:
        standing.setdefault((one.start, one.end), one)
    return next((one for one in standing.values() if not one.withdrawn), None)


def _name(code: str) -> str:
    return within(rows()[code].name(language())) if code else _("total")


def _value(part: str, amount: Amount, people: FactEntry) -> Value:
    return Value(
        code=f"{CODE}-{part}" if part else CODE,
        start=people.start,
        end=people.end,
        unit=UNIT,
        value=amount.value / KG_A_TONNE,
        low=amount.low / KG_A_TONNE,
        high=amount.high / KG_A_TONNE,
        origin="computed",
        method=METHOD,
        evidence=reverse("future:territory"),
        source=rows()[PER_INHABITANT].source,
        recorded=people.recorded_on,
    )


def _extra(value: Value, name: str) -> Extra:
    title = _("Empreinte numérique des habitants : %(part)s") % {"part": name}
    return Extra(value, title, "tCO₂e", "territory", "footprint", "sober", 0, ("climate",))
