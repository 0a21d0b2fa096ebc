"""What a measure is tied to, as pages show it: indicators against their targets, duties, registers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sobria.city.duties.selectors import assessments
from sobria.city.indicators import targets
from sobria.city.indicators.selectors import values
from sobria.city.indicators.targets import TargetView
from sobria.city.registers.directory import registers
from sobria.engine.duties import load_duties
from sobria.engine.indicators.definitions import Indicator, load_indicators
from sobria.engine.indicators.legal_targets import load_legal_targets
from sobria.engine.indicators.trajectory import Standing, expected
from sobria.engine.indicators.value import Value
from sobria.ui.context import address
from sobria.ui.figures import State

DUTY_STATES = {
    "met": (gettext_lazy("Respectée"), "good"),
    "not-met": (gettext_lazy("Non respectée"), "late"),
    "unknown": (gettext_lazy("Inconnue"), "unknown"),
    "not-applicable": (gettext_lazy("Sans objet"), "unknown"),
}


@dataclass(frozen=True, slots=True)
class LinkedIndicator:
    """One indicator on a day, held against the city's target, else against the law's. Texts carry their unit.

    `expected`: for the end of the value's period; `promised`: for the day asked, which may be to come.
    """

    code: str
    name: str
    url: str | None
    value: str
    interval: str
    year: int | None
    expected: str
    gap: str
    promised: str
    standing: str
    state: State
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A duty or a register: where it is, and for a duty its state in words."""

    code: str
    name: str
    url: str | None
    words: str = ""
    kind: str = ""


def indicators(on: date, *, day: date | None = None) -> dict[str, LinkedIndicator]:
    """Every indicator of the catalogue as it stands on that day. Constant queries. `day`: of what is promised."""
    known = values(on)
    aims = targets.targets(on, known)
    return {
        code: _linked(
            indicator,
            known[code],
            _standing(code, known[code], aims.get(code), on),
            promised=_promised(indicator, aims.get(code), day or on),
        )
        for code, indicator in load_indicators().items()
    }


def _standing(code: str, value: Value, aim: TargetView | None, on: date) -> Standing | None:
    if aim is not None:
        return aim.standing
    legal = targets.legal_view(code, value, on)
    return legal.standing if legal else None


def _promised(indicator: Indicator, aim: TargetView | None, day: date) -> str:
    legal = load_legal_targets().get(indicator.code)
    trajectory = aim.trajectory if aim else legal.trajectory if legal else None
    amount = expected(trajectory, day) if trajectory else None
    return "" if amount is None else targets.written(indicator, amount)


def _linked(indicator: Indicator, value: Value, standing: Standing | None, *, promised: str) -> LinkedIndicator:
    code, interval = indicator.code, ""
    if value.low is not None and value.high is not None:
        bounds = {"low": targets.written(indicator, value.low), "high": targets.written(indicator, value.high)}
        interval = _("%(low)s à %(high)s") % bounds
    has_value = value.value is not None or bool(value.letter)
    no_target = State("unknown", _("sans cible") if has_value else _("inconnu"))
    return LinkedIndicator(
        code=code,
        name=indicator.name(get_language() or "fr"),
        url=address("indicators:entry", code),
        value=value.letter or targets.written(indicator, value.value),
        interval=interval,
        year=value.end.year if has_value else None,
        expected=targets.written(indicator, standing.expected) if standing and standing.expected is not None else "",
        gap=targets.gap_words(indicator, standing, value, signed=True) if standing else "",
        promised=promised,
        standing=standing.state if standing else ("no-target" if has_value else "unknown"),
        state=targets.state_of(standing) if standing else no_target,
        evidence=value.evidence or address("indicators:evidence", code),
    )


def duties(on: date, codes: Iterable[str]) -> list[Linked]:
    """These duties as assessed on that day; one that the catalogue no longer has is shown by its code."""
    wanted = list(codes)
    if not wanted:
        return []
    language, known, assessed = get_language() or "fr", load_duties(), assessments(on)
    found = []
    for code in wanted:
        words, kind = DUTY_STATES[assessed[code].state if code in assessed else "unknown"]
        name = known[code].name(language) if code in known else code
        found.append(Linked(code, name, address("duties:entry", code), str(words), kind))
    return found


def kept_registers(codes: Iterable[str]) -> list[Linked]:
    known = {register.code: register for register in registers()}
    return [Linked(code, str(known[code].title) if code in known else code, address(f"{code}:home")) for code in codes]


def progress(codes: Iterable[str], known: Mapping[str, LinkedIndicator]) -> tuple[str, str]:
    """What the indicators of a measure say together: words and kind. Never typed by anyone."""
    states = Counter(known[code].standing for code in codes if code in known)
    if not states:
        return _("Aucun indicateur : rien ne prouve l’avancement"), "unknown"
    if states["behind"]:
        counts = {"behind": states["behind"], "total": states.total()}
        return _("Indicateurs en retard : %(behind)d sur %(total)d") % counts, "late"
    if states["ahead"] or states["on-track"]:
        counts = {"good": states["ahead"] + states["on-track"], "total": states.total()}
        return _("Indicateurs dans les temps : %(good)d sur %(total)d") % counts, "good"
    if states["no-target"]:
        return _("Mesurée, sans cible"), "unknown"
    return _("Valeur inconnue"), "unknown"
