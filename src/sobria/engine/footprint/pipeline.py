"""From files to a footprint: every stage in order, as the command runs it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from sobria.engine.footprint.assumptions import about_factors, assumptions
from sobria.engine.footprint.catalogue import Catalogue, load_catalogue
from sobria.engine.footprint.duckdb import DEFAULT_COUNTRY, compute
from sobria.engine.footprint.listing import count_lines
from sobria.engine.footprint.matching import MatchSummary, match_lines
from sobria.engine.footprint.method import METHOD
from sobria.engine.footprint.packs import install_factors
from sobria.engine.footprint.readers.words import country_words, plain
from sobria.engine.footprint.reading import Progress, Reading, load_mapping, read_inventory
from sobria.engine.footprint.result import Assumption, Footprint
from sobria.engine.footprint.summing import drivers, sum_up
from sobria.engine.messages import Refusal
from sobria.engine.store import scratch_store


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller may choose.

    Attributes:
        today: the day of the computation: the engine has no clock.
        format: name of a readable format, or `auto`.
        mapping: column mapping file for a free table.
        factors: the city's own packs, over the catalogue.
        pack: catalogue pack put first, None for the default order.
        country: country of what says none (code or name); None: France. An assumption either way.
        year: count days in service in that year; None: one full year for every line.
        cross: figures by entity × category too.
        factors_day: day whose factors are in force, to restate one year with the factors of another.
    """

    today: date
    format: str = "auto"
    mapping: Path | None = None
    factors: tuple[Path, ...] = ()
    pack: str | None = None
    country: str | None = None
    year: int | None = None
    cross: bool = False
    factors_day: date | None = None

    @property
    def factors_on(self) -> date:
        """Day whose factors are in force: as given, else the middle of the year computed, else today."""
        if self.factors_day:
            return self.factors_day
        return min(self.today, date(self.year, 7, 1)) if self.year else self.today


@dataclass(frozen=True, slots=True)
class Run:
    """A computation and the tables behind it; `connection` closes with the block that opened it."""

    connection: duckdb.DuckDBPyConnection
    catalogue: Catalogue
    reading: Reading
    footprint: Footprint


def footprint(paths: Sequence[Path], *, options: Options, progress: Progress | None = None) -> Footprint:
    """All of it. Raises `Refusal` when a file or a pack cannot be used at all."""
    with opened(paths, options=options, progress=progress) as run:
        return run.footprint


@contextmanager
def opened(paths: Sequence[Path], *, options: Options, progress: Progress | None = None) -> Iterator[Run]:
    """The same, with the tables still there for lists, the per-line file and comparisons."""
    catalogue = load_catalogue()
    _country(options)  # refused before any reading
    with scratch_store() as connection:
        reading = read(connection, paths, options=options, progress=progress)
        result = answer(connection, catalogue, reading, options=options, progress=progress)
        yield Run(connection, catalogue, reading, result)


def read(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    options: Options,
    progress: Progress | None = None,
) -> Reading:
    return read_inventory(
        connection,
        list(paths),
        format=options.format,
        mapping=load_mapping(options.mapping) if options.mapping else None,
        today=options.today,
        progress=progress,
    )


def answer(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    reading: Reading,
    *,
    options: Options,
    progress: Progress | None = None,
) -> Footprint:
    """Match, compute and sum the inventory that `read` left in `connection`; may be run again with other options."""
    tell = progress or (lambda _stage, _share: None)
    country = _country(options)
    in_force = install_factors(
        connection, catalogue, pack=options.pack, overlays=options.factors, on=options.factors_on
    )
    matching = match_lines(connection, catalogue, progress=progress)
    tell("compute", 0.0)
    compute(connection, catalogue, year=options.year, country=country)
    tell("compute", 0.8)
    taken = assumptions(connection, catalogue, year=options.year, country=country)
    result = Footprint(
        format=reading.format,
        lines=count_lines(connection, rejected=reading.rejected, others=_other_records(reading)),
        figures=sum_up(connection, catalogue, cross=options.cross),
        drivers=drivers(connection),
        packs=in_force.names,
        method=METHOD,
        year=options.year,
        assumptions=(*taken, *_not_compared(matching), *about_factors(connection, in_force.assumptions)),
    )
    tell("compute", 1.0)
    return result


def _not_compared(matching: MatchSummary) -> tuple[Assumption, ...]:
    left_out = matching.not_compared
    return (Assumption("matching-not-compared", {"types": left_out}),) if left_out else ()


def _other_records(reading: Reading) -> int:
    """Accepted records that are no inventory line, as data centres, virtual machines and applications."""
    return sum(file.accepted for file in reading.files if file.target != "line")


def _country(options: Options) -> str:
    """Country of what says none. The lines themselves stay silent, so that the assumption can be counted."""
    if options.country is None:
        return DEFAULT_COUNTRY
    code = country_words().get(plain(options.country))
    if code is None:
        raise Refusal("reading-bad-country", country=options.country)
    return code
