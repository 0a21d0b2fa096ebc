"""The figure worked by hand in docs/methodology/footprint.md is the figure the engine gives."""

import math
import re
from datetime import date
from pathlib import Path

import pytest

from sobria.engine.footprint.method import METHOD, relative_variance
from sobria.engine.footprint.pipeline import Options, Run, opened
from sobria.engine.footprint.summing import profiles
from sobria.engine.quantities import Estimate

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methodology" / "footprint.md"
TEXT = PAGE.read_text(encoding="utf-8")


def says(value: float, *, decimals: int) -> bool:
    """Whether the page states `value` rounded to `decimals`, with or without thousands separators."""
    return f"{value:,.{decimals}f}" in TEXT


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = re.search(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    path = tmp_path_factory.mktemp("example") / "example.csv"
    path.write_text(found.group(1), encoding="utf-8")
    return path


def run_of(example: Path) -> tuple[list[tuple[object, ...]], Run]:
    with opened([example], options=Options(today=date(2026, 11, 23))) as run:
        factors = run.connection.execute(
            "SELECT value, low, high, sigma FROM factor WHERE id IN (SELECT factor_id FROM cell WHERE criterion = 'gwp'"
            " UNION SELECT energy_factor_id FROM cell WHERE criterion = 'gwp')"
        ).fetchall()
        gwp = profiles(run.connection)["gwp"]
        assert says(gwp.variance, decimals=2)
        for row, part in gwp.contributions.items():
            assert says(part**2 * gwp.relative_variances[row], decimals=2), row
        return factors, run


def test_the_page_gives_the_rows_the_engine_used(example: Path) -> None:
    factors, _ = run_of(example)
    assert len(factors) == 3
    for value, low, high, sigma in factors:
        assert isinstance(sigma, float)
        assert f"| {value:g} | {low:g} | {high:g} | {sigma:.6f} | {relative_variance(sigma):.6f} |" in TEXT


def test_the_page_gives_the_mean_and_interval_of_the_engine(example: Path) -> None:
    _, run = run_of(example)
    (total,) = [
        one.quantity
        for one in run.footprint.figures
        if one.criterion == "gwp" and one.stage is None and one.category is None and one.entity is None
    ]
    assert isinstance(total, Estimate)
    for value in (total.value, total.p50, total.low, total.high):
        assert f"**{value:.4f}**" in TEXT
    assert says(math.log(total.high / total.low) / (2 * 1.6449), decimals=6)


def test_the_page_names_the_method_in_force() -> None:
    assert f"`{METHOD}`" in TEXT
