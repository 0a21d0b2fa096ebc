"""What a list shows: the rows that a search and filters leave, one page at a time. No query per row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext as _

from sobria.city.registers import changes
from sobria.city.registers.declaration import Register

PAGE_ROWS = 25
FILTER_VALUES = 30
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Selection:
    """`asked` keeps only what the register knows, so that links carry nothing else."""

    register: Register
    public: bool
    asked: dict[str, str]

    @property
    def rows(self) -> QuerySet[Model]:
        rows = self.register.queryset(public=self.public)
        for name in self.register.filters:
            value = self.asked.get(name)
            if value == UNKNOWN:
                rows = rows.filter(**{f"{name}__isnull": True})
            elif value:
                rows = rows.filter(**{name: value})
        if text := self.asked.get("q"):
            rows = rows.filter(_matches(self.searched, text))
        return rows.order_by(*self.register.ordering)

    @property
    def searched(self) -> tuple[str, ...]:
        shown = {column.name for column in self.register.shown(public=self.public)}
        return tuple(name for name in self.register.search if name in shown)

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    def page(self, number: str) -> Page[Model]:
        """One counting query and one for the rows; a number out of range gives the nearest page."""
        return Paginator(self.rows, PAGE_ROWS).get_page(number)

    def choices(self, name: str) -> list[tuple[str, Any]]:
        """Values offered by a filter; one query per free-text column, kept until the register changes."""
        column = self.register.column(name)
        pairs: list[tuple[str, Any]] = list(column.choices)
        if not pairs:
            pairs = [
                (value, column.label_value(value)) for value in _common_values(self.register, name, public=self.public)
            ]
        chosen = self.asked.get(name, UNKNOWN)
        if chosen != UNKNOWN and chosen not in dict(pairs):
            pairs.insert(0, (chosen, column.label_value(chosen)))
        return [("", _("tout")), *pairs, (UNKNOWN, _("inconnu"))]


def select(register: Register, given: Mapping[str, str], *, public: bool) -> Selection:
    names = ("q", *register.filters)
    asked = {name: given[name].strip() for name in names if given.get(name, "").strip()}
    return Selection(register, public, asked)


def _matches(names: Sequence[str], text: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _common_values(register: Register, name: str, *, public: bool) -> list[str]:
    """The most frequent values of a column, in alphabetical order."""
    key = f"register-values:{register.code}:{name}:{public}:{changes.version(register.code)}"
    found: list[str] | None = cache.get(key)
    if found is None:
        rows = register.queryset(public=public).exclude(**{f"{name}__isnull": True})
        counted = rows.values_list(name).annotate(rows=Count("pk")).order_by("-rows", name)
        found = sorted(value for value, _rows in counted[:FILTER_VALUES])
        cache.set(key, found, None)
    return found
