"""The reuse rate as pages show it: the share, the step of the law, what is still to leave."""

from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sobria.engine.indicators.legal_targets import load_legal_targets
from sobria.engine.indicators.trajectory import expected
from sobria.sober.equipment.reuse.counting import Reuse, reuse
from sobria.ui import numbers
from sobria.ui.figures import Estimate, Figure, State

INDICATOR = "S14"


def home_figures() -> list[Figure]:
    """For the home page: the share of this year, once it can be computed. Four queries, one once counted."""
    today = timezone.localdate()
    found = reuse(today.year, today)
    if found.share is None:
        return []
    link = f"{reverse('equipment:reuse')}?annee={today.year}"
    return [replace(_share(found), link=link, link_text=_("Voir comment il est compté"))]


def figures(found: Reuse) -> list[Figure]:
    rate = found.rate
    step = _step(found)
    missing = rate.missing(step / 100) if step is not None and found.knows_exits else None
    exits = rate.exits.counted if found.knows_exits else None
    none_asked = _("Aucun palier cette année-là.")
    return [
        _share(found),
        Figure(_("Partis vers le réemploi dans l’année, acte à l’appui"), Estimate(exits, missing=_silent())),
        Figure(_("Réformés en stock au 1er janvier"), Estimate(rate.stock.counted)),
        Figure(
            _("À faire partir encore pour atteindre le palier"),
            Estimate(missing, missing=_lacks(found) if step is not None else none_asked),
        ),
    ]


def _share(found: Reuse) -> Figure:
    share = None if found.share is None else found.share * 100
    step, coverage = _step(found), found.rate.coverage
    state = None
    if share is not None and step is not None:
        state = State("good", _("palier atteint")) if share >= step else State("late", _("palier non atteint"))
    note = ""
    if coverage is not None and coverage < 1:
        known = _("État connu pour %(share)s du stock ; du reste, un fichier ne dit que la date de sortie.")
        note = known % {"share": numbers.percent(coverage)}
    return Figure(
        _("Part du matériel réformé qui est réemployée"),
        Estimate(share, unit="%", missing=_lacks(found)),
        year=found.rate.year,
        target=step,
        target_label=_("Palier de la loi"),
        state=state,
        note=note,
    )


def _step(found: Reuse) -> float | None:
    return expected(load_legal_targets()[INDICATOR].trajectory, date(found.rate.year, 12, 31))


def _lacks(found: Reuse) -> str:
    return _("Aucun équipement réformé n’était en stock au 1er janvier.") if found.knows_exits else _silent()


def _silent() -> str:
    return _("Aucune cession de l’année n’est enregistrée, et le registre a commencé après le 1er janvier.")
