"""Which factor rows are in force for a run: the chosen pack over the default, the city's own rows over both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from sobria.engine.footprint.ai_services import ai_rows
from sobria.engine.footprint.catalogue import WORLD, Catalogue, folder, load_catalogue
from sobria.engine.footprint.factor_rows import FactorRow
from sobria.engine.footprint.gate import Fault, PackRefused, check_rows, check_zones
from sobria.engine.footprint.pack_files import PackRows, read_pack
from sobria.engine.messages import Refusal

Assumption = tuple[str, dict[str, object]]
_COLUMNS = (
    "id", "pack", "category", "model_key", "criterion", "stage", "value", "low", "high", "sigma", "unit", "per",
    "region", "source", "licence", "source_date", "valid_from", "valid_to", "quality", "origin", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PacksInForce:
    """What a run computes with.

    Attributes:
        names: packs some row comes from, the nearest to the city first.
        assumptions: (code, params) of `messages/factors.csv`, to say beside the result.
        rows: the rows of the table `factor`.
    """

    names: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rows: tuple[FactorRow, ...]


def install_factors(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    *,
    pack: str | None = None,
    overlays: Sequence[Path | str] = (),
    on: date,
) -> PacksInForce:
    """Fill `factor` and `region_path`.

    Raises:
        PackRefused: a row is corrupt; every fault is listed.
        Refusal: the pack is unknown, or a file is not a factor table.
    """
    in_force = packs_in_force(catalogue, pack=pack, overlays=overlays, on=on)
    connection.execute(_query("factor_tables"))
    columns = {name: [getattr(row, name) for row in in_force.rows] for name in _COLUMNS}
    connection.execute(_query("factor_fill"), columns)
    paths = list(region_paths(catalogue))
    connection.execute(
        "INSERT INTO region_path SELECT unnest($country), unnest($region), unnest($rank)",
        {
            "country": [country for country, _, _ in paths],
            "region": [region for _, region, _ in paths],
            "rank": [rank for _, _, rank in paths],
        },
    )
    return in_force


def packs_in_force(
    catalogue: Catalogue, *, pack: str | None = None, overlays: Sequence[Path | str] = (), on: date
) -> PacksInForce:
    """The same, without a connection."""
    rows = chosen_rows(catalogue, pack)
    assumptions: list[Assumption] = []
    if overlays:
        added = [read_pack(Path(path), name=overlay_name(path, catalogue), catalogue=catalogue) for path in overlays]
        refuse_faults(added, catalogue, beside=rows)
        for overlay in added:
            rows = replaced(rows, overlay.rows)
            assumptions += _said_of(overlay)
    rows, late = valid_on(rows, on)
    ours = (overlay_name(path, catalogue) for path in overlays)
    names = dict.fromkeys([*ours, *([pack] if pack else []), *catalogue.packs])
    used = {row.pack for row in rows}
    return PacksInForce(tuple(name for name in names if name in used), (*assumptions, *late), tuple(rows))


def overlay_name(path: Path | str, catalogue: Catalogue) -> str:
    """Name of a city's own pack: its file's, with the extension when a pack of the catalogue bears the same."""
    stem = Path(path).stem
    return Path(path).name if stem in catalogue.packs else stem


def _said_of(overlay: PackRows) -> Iterable[Assumption]:
    guessed = [row for row in overlay.rows if not row.interval_given]
    for quality in ("high", "medium", "low"):
        count = sum(row.quality == quality for row in guessed)
        if count:
            yield "factors-assume-interval", {"file": overlay.file, "rows": count, "quality": quality}
    if overlay.ignored:
        yield "factors-assume-ignored", {"file": overlay.file, "columns": ", ".join(overlay.ignored)}


def refuse_faults(packs: Iterable[PackRows], catalogue: Catalogue, *, beside: Sequence[FactorRow] = ()) -> None:
    """Judge packs by themselves and beside other rows; raise PackRefused when anything is wrong."""
    packs = list(packs)
    faults: list[Fault] = []
    for pack in packs:
        faults += [*pack.faults, *check_rows(pack.rows, catalogue)]
    theirs = {pack.file for pack in packs}
    zones = check_zones([*beside, *(row for pack in packs for row in pack.rows)], catalogue)
    faults += [found for found in zones if found.file in theirs]
    if faults:
        raise PackRefused(sorted(faults, key=lambda found: (found.file, found.line)))


@cache
def catalogue_rows(name: str) -> tuple[FactorRow, ...]:
    """Rows of one pack of the catalogue, gate passed."""
    catalogue = load_catalogue()
    path = catalogue.packs[name].path
    if not path:
        return ai_rows(catalogue, pack=name)
    pack = read_pack(folder().joinpath("packs").joinpath(path), name=name, catalogue=catalogue)
    refuse_faults([pack], catalogue)
    return tuple(pack.rows)


def chosen_rows(catalogue: Catalogue, pack: str | None) -> list[FactorRow]:
    """The chosen pack, then the default packs in order: the first to speak of a life cycle is kept, whole.

    A pack without a figure for the world leaves the regions it does not name to the packs after it. A category that
    a pack gives whole takes nothing from the packs after it.
    """
    if pack is not None and pack not in catalogue.packs:
        raise Refusal("factors-unknown-pack", pack=pack, known=", ".join(catalogue.packs))
    order = dict.fromkeys([*([pack] if pack else []), *catalogue.default_packs])
    kept: list[FactorRow] = []
    spoken: dict[tuple[str, str | None, str, str], set[str]] = {}
    closed: set[str] = set()
    for name in order:
        rows = [
            row
            for row in catalogue_rows(name)
            if row.category not in closed and not spoken.get(row.life_cycle, set()) & {WORLD, row.region}
        ]
        kept += rows
        for row in rows:
            spoken.setdefault(row.life_cycle, set()).add(row.region)
        closed |= set(catalogue.packs[name].whole)
    return kept


def replaced(rows: Sequence[FactorRow], overlay: Sequence[FactorRow]) -> list[FactorRow]:
    """Overlay rows in place of all rows of the same life cycle and region, whatever the stage."""
    theirs = {(*row.life_cycle, row.region) for row in overlay}
    return [*(row for row in rows if (*row.life_cycle, row.region) not in theirs), *overlay]


def valid_on(rows: Sequence[FactorRow], on: date) -> tuple[list[FactorRow], list[Assumption]]:
    """One row per key: valid on the day, else the latest before it, else the first after it; the last two are said."""
    by_key: dict[tuple[object, ...], list[FactorRow]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    kept = [min(group, key=lambda row: _distance(row, on)) for group in by_key.values()]
    stale: dict[tuple[str, str, str, str], list[str]] = {}
    for row in kept:
        if _distance(row, on)[0]:
            stale.setdefault((row.pack, row.category, row.criterion, _year(row)), []).append(row.region)
    return kept, [
        (
            "factors-assume-date",
            {
                "pack": pack,
                "category": category,
                "criterion": criterion,
                "year": year,
                "regions": _sample(sorted(set(regions))),
                "on": on.isoformat(),
            },
        )
        for (pack, category, criterion, year), regions in sorted(stale.items(), reverse=True)
    ]


def _distance(row: FactorRow, on: date) -> tuple[int, int]:
    """(0, …) valid that day; (1, days) ended before; (2, days) starts after."""
    if row.valid_from and on < row.valid_from:
        return 2, (row.valid_from - on).days
    if row.valid_to and row.valid_to < on:
        return 1, (on - row.valid_to).days
    return 0, 0


def _year(row: FactorRow) -> str:
    day = row.valid_from or row.valid_to
    return str(day.year) if day else ""


def _sample(values: Sequence[str], most: int = 30) -> str:
    more = len(values) - most
    return ", ".join(values[:most]) + (f" (+{more})" if more > 0 else "")


def region_paths(catalogue: Catalogue) -> Iterable[tuple[str, str, int]]:
    """(country, region, rank): the country itself, its groups, the world; regions that are no country stand too."""
    for country in catalogue.countries.values():
        for rank, region in enumerate((country.alpha3, *country.groups, WORLD), start=1):
            yield country.alpha3, region, rank
    for group in sorted(catalogue.regions - set(catalogue.countries) - {WORLD}):
        yield group, group, 1
        yield group, WORLD, 2
    yield WORLD, WORLD, 1


@cache
def _query(name: str) -> str:
    return files("sobria.engine.footprint").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
