"""The same inventory under several packs; two years with what the method changed told from what really changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sobria.engine.footprint.catalogue import Catalogue
from sobria.engine.footprint.method import P95
from sobria.engine.footprint.packs import chosen_rows
from sobria.engine.footprint.pipeline import Options, Run, answer, opened
from sobria.engine.footprint.result import Figure
from sobria.engine.footprint.summing import profiles, totals
from sobria.engine.footprint.uncertainty import Interval, Profile, probability_less, shared_covariance


@dataclass(frozen=True, slots=True)
class PackTotal:
    """Total of one criterion under one pack.

    Attributes:
        figure: the total with its interval and coverage, or why it is unknown.
        lower: P(this total < total under the first pack); None for the first, and when a total is unknown.
    """

    pack: str
    criterion: str
    figure: Figure
    lower: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference, in the criterion's unit: mean, 5th and 95th percentiles (normal law).

    Attributes:
        decrease: P(after < before); None when a total is not positive.
    """

    value: float
    low: float
    high: float
    decrease: float | None


@dataclass(frozen=True, slots=True)
class TwoYears:
    """One criterion over two years; total = method + real.

    Attributes:
        before: the old inventory with the old factors.
        restated: the old inventory with the new factors.
        after: the new inventory with the new factors.
        method: restated − before: nothing changed but factors and method.
        real: after − restated: same factors on both sides.
        total: after − before.
    """

    criterion: str
    before: Profile
    restated: Profile
    after: Profile
    method: Change
    real: Change
    total: Change


@dataclass(frozen=True, slots=True)
class Inventory:
    """One year's files and how to compute them."""

    paths: tuple[Path, ...]
    options: Options


DEFAULT_PACK = "default"


def comparable_packs(catalogue: Catalogue) -> list[str]:
    """Packs that change the rows in force when put first."""
    usual = {row.id for row in chosen_rows(catalogue, None)}
    return [name for name in catalogue.packs if {row.id for row in chosen_rows(catalogue, name)} != usual]


def compare_packs(run: Run, *, options: Options, packs: Sequence[str] | None = None) -> tuple[PackTotal, ...]:
    """Totals of the inventory of `run` under its own pack, then under each other pack put first.

    The tables of `run` are overwritten: take what they hold first. Cost: one scan of the lines per pack.
    """
    found: list[PackTotal] = []
    first: Mapping[str, Profile] = {}
    names = [name for name in packs or comparable_packs(run.catalogue) if name != options.pack]
    for name in [None, *names]:
        chosen = replace(options, pack=name or options.pack)
        if name is not None:
            answer(run.connection, run.catalogue, run.reading, options=chosen)
        own = profiles(run.connection)
        first = first or own
        found += [
            PackTotal(
                pack=name or options.pack or DEFAULT_PACK,
                criterion=figure.criterion,
                figure=figure,
                lower=_lower(own, first, figure.criterion) if name else None,
            )
            for figure in totals(run.connection, run.catalogue)
        ]
    return tuple(found)


def _lower(own: Mapping[str, Profile], first: Mapping[str, Profile], criterion: str) -> float | None:
    if criterion not in own or criterion not in first:
        return None
    return probability_less(own[criterion], first[criterion])


def compare_years(before: Inventory, after: Inventory) -> tuple[TwoYears, ...]:
    """Two inventories, each with its own factors; the old one is computed again with the new factors.

    The year of each side's options stays its own: only the factors change in the restated computation.
    """
    with opened(before.paths, options=before.options) as run:
        old = profiles(run.connection)
        restating = replace(
            before.options, factors=after.options.factors, pack=after.options.pack, factors_day=after.options.factors_on
        )
        answer(run.connection, run.catalogue, run.reading, options=restating)
        restated = profiles(run.connection)
    with opened(after.paths, options=after.options) as run:
        new = profiles(run.connection)
        criteria = [code for code in run.catalogue.criteria if code in old and code in restated and code in new]
    return tuple(two_years(code, old[code], restated[code], new[code]) for code in criteria)


def two_years(criterion: str, before: Profile, restated: Profile, after: Profile) -> TwoYears:
    return TwoYears(
        criterion=criterion,
        before=before,
        restated=restated,
        after=after,
        method=change(before, restated),
        real=change(restated, after),
        total=change(before, after),
    )


def change(before: Profile, after: Profile) -> Change:
    """What `after` has more than `before`, shared factor rows cancelling."""
    low, value, high = difference(before, after)
    return Change(value, low, high, probability_less(after, before))


def difference(before: Profile, after: Profile) -> Interval:
    """Mean difference with its 5th and 95th percentiles, by the normal law (a difference may be negative)."""
    variance = before.variance + after.variance - 2 * shared_covariance(before, after)
    reach = P95 * max(variance, 0.0) ** 0.5
    value = after.mean - before.mean
    return Interval(value - reach, value, value + reach)
