"""The fairness table, year by year: what was kept of deleted codes, with those that are still here. Two queries."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count as Rows
from django.db.models.functions import ExtractYear

from sobria.engine.devices.bands import (
    DISTRICT,
    SMALLEST_CELL,
    WAIT,
    Dimension,
    declared,
    delays,
    dimensions,
    districts,
)
from sobria.engine.devices.fairness import ALL, UNSAID, Count, Shown, Told, publish, tables
from sobria.inclusive.devices.codes.tallies import told_of
from sobria.inclusive.devices.models import Code, Step, Tally

Tables = dict[int, dict[str, dict[str, Count]]]


@dataclass(frozen=True, slots=True)
class Row:
    """A band as everyone may read it. `wait`: words of its median wait."""

    code: str
    name: str
    shown: Shown
    wait: str


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    total: Row
    parts: tuple[Part, ...]
    least: int

    @property
    def hides(self) -> bool:
        return any(row.shown.granted is None for part in self.parts for row in part.rows)


def counted(*, until: int) -> Tables:
    """Every year up to one, with its real numbers: never to be shown as they are."""
    kept = Tally.objects.filter(year__lte=until).values_list("year", "dimension", "value", "asked", "granted", "days")
    lines = [Told(*row) for row in kept]
    for code in Code.objects.exclude(asked_at=None).iterator():
        lines += told_of(code, until=until)
    return tables(lines)


def years(*, until: int, language: str) -> list[Year]:
    """As everyone may read them, latest first."""
    least = delays()[SMALLEST_CELL].value
    return [
        _year(year, table, least=least, language=language)
        for year, table in sorted(counted(until=until).items(), reverse=True)
    ]


def granted_by_kind(until: int) -> list[tuple[int, str, int]]:
    """(year, kind, devices delivered in it), latest year first. One query."""
    rows = Step.objects.filter(act="deliver", day__year__lte=until).annotate(year=ExtractYear("day"))
    counted_rows = rows.values_list("year", "item__kind").annotate(number=Rows("pk")).order_by("-year", "item__kind")
    return list(counted_rows)


def _year(year: int, table: dict[str, dict[str, Count]], *, least: int, language: str) -> Year:
    whole = {ALL: table[ALL]} | {one.code: _whole(one, table.get(one.code, {})) for one in _asked()}
    published = publish(whole, least=least)
    parts = tuple(
        Part(
            one.code,
            one.name(language),
            tuple(
                _row(code, _name(one, code, language), shown, language)
                for code, shown in _in_order(one, published[one.code])
            ),
        )
        for one in _asked()
        if published[one.code]
    )
    return Year(year, _row(ALL, "", published[ALL][ALL], language), parts, least)


def _asked() -> tuple[Dimension, ...]:
    return (*declared(), dimensions()[DISTRICT])


def _whole(dimension: Dimension, bands: dict[str, Count]) -> dict[str, Count]:
    """Bands that nobody declared are there too: a line that is missing would say that it is empty.

    Districts are left out where the city has no list of them.
    """
    known = districts(settings.SOBRIA_CITY_INSEE) if dimension.code == DISTRICT else dimension.bands
    if not known:
        return {}
    return {one.code: Count() for one in known} | bands


def _in_order(dimension: Dimension, rows: dict[str, Shown]) -> list[tuple[str, Shown]]:
    order = [one.code for one in dimension.bands]
    return sorted(rows.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))


def _name(dimension: Dimension, code: str, language: str) -> str:
    band = dimension.band(code)
    if band:
        return band.name(language)
    return ("not said" if language.startswith("en") else "non dit") if code == UNSAID else code


def _row(code: str, name: str, shown: Shown, language: str) -> Row:
    wait = dimensions()[WAIT].band(shown.wait) if shown.wait else None
    return Row(code, name, shown, wait.name(language) if wait else "")
