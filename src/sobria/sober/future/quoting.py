"""A public figure as pages quote it: what is said, how it stands against its source, where to read more."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.claims import reading
from sobria.engine.claims.reading import Claim, ClaimFigure
from sobria.ui.figures import State, StateKind
from sobria.ui.numbers import decimal, measure

KINDS: dict[str, StateKind] = {"good": "good", "late": "late", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """`details`: year, scope, bounds, in words."""

    label: str
    value: str
    details: str
    source: str


@dataclass(frozen=True, slots=True)
class Quoted:
    code: str
    said: str
    by: str
    where: str
    really: str
    why: str
    verdict: State
    confidence: str
    figures: tuple[QuotedFigure, ...]
    url: str


def address(code: str) -> str:
    """Where a claim is read. Raises Refusal for a code the catalogue does not know."""
    return f"{reverse('future:claims')}#{reading.claim(code).code}"


def quoted(claim: Claim) -> Quoted:
    word = reading.words()["verdict", claim.verdict]
    spoken = language()
    return Quoted(
        code=claim.code,
        said=claim.said.to(spoken),
        by=claim.by.to(spoken),
        where=claim.where,
        really=claim.really.to(spoken),
        why=claim.why.to(spoken),
        verdict=State(KINDS[word.state], word.name.to(spoken)),
        confidence=reading.words()["confidence", claim.confidence].name.to(spoken),
        figures=tuple(_figure(one) for one in claim.figures),
        url=address(claim.code),
    )


def _figure(one: ClaimFigure) -> QuotedFigure:
    scope = reading.words()["scope", one.scope].name.to(language())
    parts = [scope, str(one.year) if one.year else _("année non dite")]
    if one.low is not None and one.high is not None:
        parts.append(_("de %(low)s à %(high)s") % {"low": _number(one.low), "high": _number(one.high)})
    return QuotedFigure(one.label.to(language()), _written(one), ", ".join(parts), one.source)


def _written(one: ClaimFigure) -> str:
    if one.unit == "×":
        return measure("×", _number(one.value))
    return measure(_number(one.value), _UNITS.get(one.unit, one.unit))


_UNITS = {"MtCO2e": "MtCO₂e", "kgCO2e": "kgCO₂e"}


def _number(value: float) -> str:
    text = f"{round(value, 2):g}"
    return decimal(value, places=len(text.partition(".")[2]))
