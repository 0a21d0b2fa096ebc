"""Figures of one dimension as a table on one scale, largest first, unknown ones last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sobria.sober.footprint.models import Figure
from sobria.sober.footprint.present import estimate_of, evidence_url
from sobria.ui.numbers import decimal, percent
from sobria.ui.tables import BarRow, BarTable


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table, and the address of its whole list when the table is cut."""

    title: str
    table: BarTable
    whole: Link | None = None


def heaviest_first(figures: Sequence[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: (figure.value is None, -(figure.value or 0.0), figure.code))


def table(
    figures: Sequence[Figure], *, caption: str, header: str, name: Callable[[Figure], str], counts: bool = True
) -> BarTable:
    """Each row's name leads to the evidence of its figure. `counts`: show devices and coverage."""
    columns = (_("Appareils"), _("Couverture")) if counts else ()
    return BarTable(
        caption=caption,
        row_header=header,
        value_header=_("Valeur"),
        rows=tuple(_row(figure, name(figure), counts=counts) for figure in figures),
        columns=columns,
    )


def _row(figure: Figure, label: str, *, counts: bool) -> BarRow:
    cells = (decimal(figure.units), coverage_words(figure)) if counts else ()
    return BarRow(label=label, estimate=estimate_of(figure), cells=cells, detail=evidence_url(figure))


def coverage_words(figure: Figure) -> str:
    if figure.units <= 0:
        return ""
    return percent(figure.units_covered / figure.units)
