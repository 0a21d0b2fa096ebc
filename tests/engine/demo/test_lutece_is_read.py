"""The engine reads Lutèce as it would read a city: most of it, with a reason for the rest."""

from datetime import date
from pathlib import Path

import pytest

from sobria.engine.demo.lutece import generate
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.matching import match_lines
from sobria.engine.footprint.packs import install_factors
from sobria.engine.footprint.reading import read_inventory
from sobria.engine.store import scratch_store

TODAY = date(2026, 11, 23)
LINES = 12_000
FILLED = (
    *("serial", "retired", "data_centre", "kwh_year", "upstream_years"),
    *("cores", "acquisition", "ownership", "quality", "status"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lutece")
    generate(made, devices=LINES)
    return made


def test_lutece_is_recognised_and_nearly_all_of_it_is_accepted(folder: Path) -> None:
    with scratch_store() as connection:
        reading = read_inventory(connection, [folder / "lutece-materiel.csv"], today=TODAY)
        refused = dict(connection.execute("SELECT code, count(*) FROM problem GROUP BY code").fetchall())
    assert reading.format == "glpi"
    assert reading.read == LINES
    assert 0.003 < reading.rejected / LINES < 0.009
    assert len(refused) >= 6, "each kind of flaw has its own reason"


def test_every_column_that_matters_is_read_and_people_are_not(folder: Path) -> None:
    with scratch_store() as connection:
        reading = read_inventory(connection, [folder / "lutece-materiel.csv"], today=TODAY)
        counts = connection.execute(f"SELECT {', '.join(f'count({name})' for name in FILLED)} FROM line").fetchone()
    assert counts is not None
    assert all(counts), dict(zip(FILLED, counts, strict=True))
    assert [fate.header for fate in reading.columns if fate.fate == "dropped"] == ["Utilisateur"]


def test_the_catalogue_recognises_lutece_except_what_names_no_device(folder: Path) -> None:
    with scratch_store() as connection:
        read_inventory(connection, [folder / "lutece-materiel.csv"], today=TODAY)
        install_factors(connection, load_catalogue(), on=TODAY)
        summary = match_lines(connection, load_catalogue())
    assert sum(summary.lines.values()) > 0.99 * LINES
    assert 0 < summary.lines["none"] < 0.01 * LINES
    assert summary.excluded["laptop-panel"] > 0


def test_the_data_centres_are_read_beside_the_inventory(folder: Path) -> None:
    with scratch_store() as connection:
        read_inventory(connection, sorted(folder.glob("*.csv")), today=TODAY)
        centres = connection.execute("SELECT name, pue FROM data_centre ORDER BY name").fetchall()
        used = connection.execute("SELECT DISTINCT data_centre FROM line WHERE data_centre IS NOT NULL").fetchall()
    assert len(centres) == 3
    assert {name for name, _ in centres} == {name for (name,) in used}
