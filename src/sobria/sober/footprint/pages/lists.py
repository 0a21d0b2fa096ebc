"""The whole list of one dimension: every category, or every entity, of a year."""

from dataclasses import dataclass
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from sobria.sober.footprint import names
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.pages.breakdown import table
from sobria.sober.footprint.pages.year import address, scope_figures, scope_words
from sobria.sober.footprint.selectors import Scope
from sobria.ui.tables import BarTable

ROWS = 20


@dataclass(frozen=True, slots=True)
class ListPage:
    template: ClassVar[str] = "footprint/_list.html"
    run: Run
    title: str
    table: BarTable
    page: Page[Figure]
    back: str
    figures: tuple[Figure, ...]


def categories_page(run: Run, scope: Scope, *, number: int) -> ListPage | None:
    """One query."""
    found = scope_figures(run, scope)
    if found is None or not found.categories:
        return None
    return _list(run, scope, found.categories, number=number, by_category=True)


def entities_page(run: Run, scope: Scope, *, number: int) -> ListPage | None:
    """One query."""
    found = scope_figures(run, scope)
    if found is None or not found.entities:
        return None
    return _list(run, scope, found.entities, number=number, by_category=False)


def _list(run: Run, scope: Scope, figures: list[Figure], *, number: int, by_category: bool) -> ListPage:
    page = Paginator(figures, ROWS).get_page(number)
    criterion = names.criterion_name(scope.criterion)
    place = scope_words(run, scope)
    caption = _("%(criterion)s en %(year)s, intervalle à 90 %%.") % {"criterion": criterion, "year": run.year}
    return ListPage(
        run=run,
        title=names.heading(_title(run, figures[0], count=len(figures), place=place, by_category=by_category)),
        table=table(
            list(page.object_list),
            caption=caption,
            header=_("Catégorie") if by_category else _("Entité"),
            name=lambda figure: _name(run, figure, by_category=by_category),
        ),
        page=page,
        back=address(run.year, scope),
        figures=tuple(figures),
    )


def _title(run: Run, first: Figure, *, count: int, place: str, by_category: bool) -> str:
    """The finding: which one weighs most."""
    shown = {"count": count, "first": _name(run, first, by_category=by_category), "year": run.year}
    if by_category:
        said = _("%(first)s : la plus lourde des %(count)s catégories en %(year)s") % shown
    else:
        said = _("%(first)s : la plus lourde des %(count)s entités en %(year)s") % shown
    return f"{said}, {place}" if place else said


def _name(run: Run, figure: Figure, *, by_category: bool) -> str:
    if by_category:
        return names.category_name(figure.category)
    return names.entity_name(figure.entity, run.entities)
