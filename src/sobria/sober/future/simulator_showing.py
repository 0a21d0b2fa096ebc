"""A projection as the page shows it: the finding, figures, a chart, the levers one by one, what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sobria.city.registers.imports.sentences import language
from sobria.engine.projection.choices import Choice, horizon
from sobria.engine.projection.money import Money, PerTonne
from sobria.engine.projection.projecting import Effect, Met, Point, Projection
from sobria.engine.projection.reference import levers, settings
from sobria.engine.quantities import Estimate as Quantity
from sobria.engine.typed_numbers import typed
from sobria.sober.footprint.names import category_name
from sobria.sober.future.holdings import Holdings
from sobria.sober.future.quoting import address
from sobria.ui.charts import Bar, BarChart
from sobria.ui.figures import Estimate, Figure
from sobria.ui.numbers import NO_BREAK, decimal, measure, percent

EURO = "€"
STEP = 5
"""Years between two rows of the table, after the intermediate year."""


@dataclass(frozen=True, slots=True)
class YearRow:
    year: str
    nothing: str
    acting: str
    published: str
    promised: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    label: str
    milestone: str
    horizon: str
    spared: str
    saved: str
    net: str
    per_tonne: str


@dataclass(frozen=True, slots=True)
class Source:
    """A link of the page to what a number rests on."""

    label: str
    url: str


def title(found: Projection) -> str:
    """The finding, in a sentence."""
    last = found.points[-1]
    if not found.effects:
        told = {
            "year": last.year,
            "amount": str(_estimate(last.nothing)),
            "now": str(_estimate(found.points[0].nothing)),
        }
        return _("Si rien ne change : %(amount)s par an en %(year)s, contre %(now)s aujourd’hui") % told
    amount = _estimate(found.together.horizon)
    if found.together.horizon.value <= 0:
        return _("Ces choix n’évitent rien d’ici %(year)s") % {"year": last.year}
    return _("%(amount)s évitées d’ici %(year)s") % {"amount": amount, "year": last.year}


def target_sentence(found: Projection, city: Holdings) -> str:
    """The year the target is met, with the levers and without."""
    if found.met is None or found.met_nothing is None:
        return _(
            "La ville n’a pas encore de cible pour l’empreinte de ses équipements (S1) : l’année ne peut pas être dite."
        )
    parts = [_met_words(found.met, acting=bool(found.effects))]
    if found.effects:
        parts.append(_without_words(found.met_nothing))
    if city.target == "S2":
        agents = decimal(city.agents or 0)
        parts.append(
            _("Cible de la ville par agent (S2), pour ses %(agents)s agents d’aujourd’hui.") % {"agents": agents}
        )
    return " ".join(parts)


def _met_words(met: Met, *, acting: bool) -> str:
    if met.likely is None:
        missed = _("Avec ces choix, la cible n’est pas atteinte d’ici %(year)s.")
        return (missed if acting else _("Si rien ne change, la cible n’est pas atteinte d’ici %(year)s.")) % {
            "year": horizon()
        }
    text = _("Cible déjà tenue en %(year)s") if met.is_met_today else _("Cible atteinte en %(year)s")
    return f"{text % {'year': met.likely}}{_nuance(met)}."


def _nuance(met: Met) -> str:
    """How sure the year is, and whether it lasts."""
    text = ""
    if met.sure is None:
        text += _(", sans certitude : le haut de l’intervalle reste au-dessus")
    elif met.sure != met.likely:
        text += _(", à coup sûr en %(sure)s") % {"sure": met.sure}
    if met.lost is not None:
        text += _(", puis dépassée de nouveau en %(lost)s") % {"lost": met.lost}
    return text


def _without_words(met: Met) -> str:
    if met.likely is None:
        return _("Sans rien changer, elle ne l’est pas d’ici %(year)s.") % {"year": horizon()}
    if met.is_met_today:
        text = _("Sans rien changer, elle l’est aussi")
    else:
        text = _("Sans rien changer, elle l’est en %(year)s") % {"year": met.likely}
    return f"{text}{_nuance(met)}."


def figures(found: Projection) -> list[Figure]:
    """What acting avoids and costs; nothing without a lever."""
    if not found.effects:
        return []
    together, milestone, proof = found.together, _milestone(), reverse("future:assumptions")
    note = (
        _("%(share)s du parc est compté.") % {"share": percent(found.coverage, places=1)} if found.coverage < 1 else ""
    )
    return [
        Figure(
            _("Évité d’ici %(year)s") % {"year": milestone}, _estimate(together.milestone), evidence=proof, note=note
        ),
        Figure(_("Évité d’ici %(year)s") % {"year": horizon()}, _estimate(together.horizon), evidence=proof, note=note),
        Figure(_("Coût net d’ici %(year)s") % {"year": horizon()}, _net(together.money), note=_money_note(together)),
        Figure(_("Coût de la tonne évitée"), _tonne(together.money), note=_tonne_note(together.money.per_tonne)),
    ]


def _net(money: Money) -> Estimate:
    return Estimate(None if money.net is None else round(money.net, -2), EURO, missing=_money_missing(money))


def _tonne(money: Money) -> Estimate:
    one = money.per_tonne
    if one is None:
        return Estimate(None, EURO, missing=_("Il faut le coût net.") if money.net is None else _("Rien n’est évité."))
    return Estimate(one.value, EURO, one.low, one.high)


def _tonne_note(one: PerTonne | None) -> str:
    return _("Négatif : la ville y gagne.") if one and one.value < 0 else ""


def _money_missing(money: Money) -> str:
    if money.unknown:
        names = " ; ".join(levers()[code].label(language()) for code in money.unknown)
        return _("Coût inconnu : %(names)s. Écrivez-le plus bas.") % {"names": names}
    if money.net is None:
        return _("Aucun prix d’achat connu : importez les achats de la ville.")
    return ""


def _money_note(effect: Effect) -> str:
    """What purchases avoided save, and how much of them has a price."""
    money = effect.money
    if money.saved is None or money.priced is None:
        return ""
    told = {"saved": measure(decimal(money.saved, places=-2), EURO), "share": percent(money.priced)}
    return (
        _("Achats évités : %(saved)s, au prix moyen des achats de la ville, connu pour %(share)s d’entre eux.") % told
    )


def chart(found: Projection) -> BarChart:
    """Today, then the intermediate and the last year: nothing done, the published trend, the levers."""
    now, milestone, last = _shown(found)
    bars = [Bar(_("%(year)s, aujourd’hui") % {"year": now.year}, _estimate(now.nothing))]
    for point in (milestone, last):
        bars.append(Bar(_("%(year)s, rien ne change") % {"year": point.year}, _estimate(point.nothing)))
        if point.published is not None:
            told = _("%(year)s, tendance nationale") % {"year": point.year}
            bars.append(Bar(told, Estimate(point.published, point.nothing.unit)))
        if found.effects:
            bars.append(Bar(_("%(year)s, avec vos choix") % {"year": point.year}, _estimate(point.acting)))
    heading = _("Empreinte d’une année, fabrication répartie sur la durée de vie")
    return BarChart(heading, tuple(bars), row_header=_("Année"), value_header=_("Par an"))


def _shown(found: Projection) -> tuple[Point, Point, Point]:
    year = _milestone()
    middle = next((one for one in found.points if one.year == year), found.points[-1])
    return found.points[0], middle, found.points[-1]


def _milestone() -> int:
    return int(settings()["milestone"].value)


def dates() -> dict[str, str]:
    """The intermediate and the last year, as captions name them: a year has no thousands."""
    return {"milestone": str(_milestone()), "horizon": str(horizon())}


def unit(found: Projection) -> str:
    """Unit of the tables, chosen from the footprint of today."""
    return _estimate(found.points[0].nothing).shown_unit


def year_rows(found: Projection) -> list[YearRow]:
    """Every year to the intermediate one, then one in five."""
    middle = _milestone()
    return [_year_row(one, found) for one in found.points if one.year <= middle or one.year % STEP == 0]


def _year_row(one: Point, found: Projection) -> YearRow:
    scale = _estimate(found.points[0].nothing)
    acting = _ranged(_estimate(one.acting).on_scale_of(scale)) if found.effects else ""
    return YearRow(
        str(one.year),
        _ranged(_estimate(one.nothing).on_scale_of(scale)),
        acting,
        _plain(one.published, one, scale),
        _plain(one.promised, one, scale),
    )


def _plain(value: float | None, one: Point, scale: Estimate) -> str:
    return "" if value is None else Estimate(value, one.nothing.unit).on_scale_of(scale).number


def effect_rows(found: Projection) -> list[EffectRow]:
    """Each lever alone, then all of them when there are several."""
    rows = [_effect_row(levers()[one.lever].label(language()), one, found) for one in found.effects]
    if len(rows) == 1:
        return rows
    return [*rows, _effect_row(_("Tous ensemble"), found.together, found)]


def _effect_row(label: str, one: Effect, found: Projection) -> EffectRow:
    scale = _estimate(found.points[0].nothing)
    money = one.money
    return EffectRow(
        label,
        _ranged(_estimate(one.milestone).on_scale_of(scale)),
        _ranged(_estimate(one.horizon).on_scale_of(scale)),
        decimal(one.spared),
        _saved(money),
        _("inconnu") if money.net is None else decimal(money.net, places=-2),
        _("inconnu") if money.per_tonne is None else decimal(money.per_tonne.value, places=-1),
    )


def _saved(money: Money) -> str:
    """Zero where no purchase is avoided; unknown where none of those avoided has a price."""
    if money.saved is None and money.priced is not None:
        return _("inconnu")
    return decimal(money.saved or 0.0, places=-2)


def overlap_sentence(found: Projection) -> str:
    """What levers avoid twice when they are added up."""
    if len(found.effects) < 2 or not found.together.horizon.value > 0:  # noqa: PLR2004 - an overlap needs two
        return ""
    share = found.overlap / found.together.horizon.value
    if abs(share) < 0.005:  # noqa: PLR2004 - half a per cent rounds to none
        return _("Ces leviers s’ajoutent sans se recouvrir.")
    amount = Estimate(abs(found.overlap), found.together.horizon.unit)
    if share < 0:
        return _("Ensemble, ils évitent %(amount)s de plus que la somme de chacun seul.") % {"amount": amount}
    return _("Ils se recouvrent : ensemble, ils évitent %(amount)s de moins que la somme de chacun seul.") % {
        "amount": amount
    }


def limits(found: Projection, city: Holdings, choice: Choice) -> Iterator[str]:
    """What is taken for granted, and what is not counted."""
    own = city.inventory
    if found.is_anchored:
        told = _(
            "Les années partent de l’empreinte de la ville en %(year)s ; l’intervalle dit ce qui peut changer depuis."
        )
        yield told % {"year": city.footprint.end.year}
    else:
        yield _(
            "L’empreinte de la ville (S1) n’est pas calculée : les années partent des facteurs moyens du catalogue."
        )
    pue = typed(round(own.pue, 2), language())
    measured = _("PUE des salles : %(pue)s, mesuré par la ville.") % {"pue": pue}
    yield (
        measured
        if own.pue_measured
        else _("PUE des salles : %(pue)s, moyenne publiée, faute de mesure.") % {"pue": pue}
    )
    if own.undated:
        yield _("%(units)s équipements sans date d’arrivée : leur âge est supposé comme celui des autres.") % {
            "units": decimal(own.undated)
        }
    if found.coverage < 1:
        yield _("%(share)s du parc en service est compté.") % {"share": percent(found.coverage, places=1)}
    if found.lacking:
        yield _("Sans facteur ou sans durée de vie, donc hors du calcul : %(names)s.") % {
            "names": _names(found.lacking)
        }
    if found.unpowered:
        yield _("Électricité inconnue, non comptée : %(names)s.") % {"names": _names(found.unpowered)}
    if not own.services:
        yield _("Ni nuage, ni IA, ni réseau : l’inventaire n’en déclare pas, ou l’empreinte n’est pas calculée.")
    yield _("Les tonnes évitées comptent la fabrication l’année de l’achat ; les années, répartie sur la durée de vie.")
    yield _(
        "Euros d’aujourd’hui, sans actualisation ; électricité évitée, "
        "prix futurs et effets sur les usages non comptés."
    )
    if choice.values:
        yield _(
            "Les leviers sont pris ensemble dès %(year)s ; écrans, serveurs et PUE mettent %(ramp)s ans à agir."
        ) % {
            "year": choice.start,
            "ramp": typed(settings()["ramp-years"].value, language()),
        }


def sources(city: Holdings) -> list[Source]:
    found = [
        Source(_("La tendance nationale d’ici 2030"), address("trend-2030")),
        Source(_("La tendance nationale d’ici 2050"), address("trend-2050")),
        Source(_("Ce que vaut un équipement reconditionné"), address("refurbished-phone")),
        Source(_("La croissance des centres de données"), address("data-centres-2035")),
        Source(_("Toutes les hypothèses et les facteurs, avec leur source"), reverse("future:assumptions")),
    ]
    if city.footprint.value is not None and city.footprint.evidence:
        found.insert(0, Source(_("L’empreinte de départ (S1)"), city.footprint.evidence))
    return found


def _names(codes: tuple[str, ...]) -> str:
    named = ", ".join(category_name(code).lower() for code in codes[:6])
    more = len(codes) - 6
    if more <= 0:
        return named
    return named + ngettext(" et %(n)d autre", " et %(n)d autres", more) % {"n": more}


def _estimate(found: Quantity) -> Estimate:
    """Without an interval for what is certain here: the year the others start from."""
    if found.low == found.high:
        return Estimate(found.value, found.unit)
    return Estimate(found.value, found.unit, found.low, found.high)


def _ranged(one: Estimate) -> str:
    return f"{one.number}{NO_BREAK}({one.range})" if one.has_interval else one.number
