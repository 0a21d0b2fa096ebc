"""The evidence read back from a computation, and the weights drawn from it."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobria.engine.footprint.dossier import Dossier, Question, answers
from sobria.engine.footprint.evidence import profiles, variance_of, weigh
from sobria.engine.footprint.lines import line_details
from sobria.engine.footprint.snapshot import write_snapshot
from sobria.engine.footprint.uncertainty import interval
from sobria.engine.quantities import Estimate

TODAY = date(2026, 11, 23)
COLUMNS = ("file", "line", "category", "entity", "quantity", "purchased", "country", "quality")
ROWS = (
    ("parc.csv", 2, "Ordinateur portable", "Voirie", 4.0, date(2023, 1, 1), "FRA", "high"),
    ("parc.csv", 3, "Ordinateur portable", None, 1.0, date(2026, 7, 1), "FRA", "low"),
    ("parc.csv", 4, "Serveur", "Voirie", 2.0, date(2020, 1, 1), "FRA", None),
    ("parc.csv", 5, "Commutateur réseau", "Voirie", 9.0, date(2020, 1, 1), "FRA", None),
    ("parc.csv", 7, "Machin à ressort", "Écoles", 1.0, date(2020, 1, 1), "FRA", None),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Dossier]:
    folder = tmp_path_factory.mktemp("dossier")
    snapshot = folder / "snapshot.parquet"
    write_snapshot(ROWS, COLUMNS, snapshot)
    asked = [
        Question(2026, lines=folder / "lines.parquet"),
        Question(2026, pack="impact-co2", whole=False, lines=folder / "other.parquet"),
    ]
    return list(answers(snapshot, asked, country="FRA", today=TODAY))


def _totals(dossier: Dossier) -> dict[str, Estimate]:
    return {
        figure.criterion: figure.quantity
        for figure in dossier.footprint.figures
        if (figure.entity, figure.category, figure.stage) == (None, None, None)
        if isinstance(figure.quantity, Estimate)
    }


def test_profiles_made_of_the_cells_give_the_engines_own_totals_and_intervals(found: list[Dossier]) -> None:
    for dossier in found:
        totals = _totals(dossier)
        assert len(totals) >= 3
        made = profiles(dossier.evidence)
        for criterion, total in totals.items():
            profile = made[criterion, None, None]
            assert profile.mean == pytest.approx(total.value, rel=1e-12)
            assert tuple(profile.interval()) == pytest.approx((total.low, total.p50, total.high), rel=1e-9)


def test_weights_of_the_rows_and_of_the_data_explain_the_whole_variance(found: list[Dossier]) -> None:
    evidence, total = found[0].evidence, _totals(found[0])["gwp"]
    sums = [(one.factor, one.energy_factor or "", one.value) for one in evidence.cells if one.criterion == "gwp"]
    variance = variance_of(total.value, low=total.low, high=total.high)
    weights = weigh(sums, sigmas={row.code: row.sigma for row in evidence.factors}, variance=variance)
    noise = sum(term.variance for term in evidence.noise if term.criterion == "gwp") / variance
    assert sum(weight.variance_share for weight in weights.values()) + noise == pytest.approx(1, abs=1e-4)
    for driver in found[0].footprint.drivers:
        if driver.criterion == "gwp":
            assert weights[driver.factor_id].variance_share == pytest.approx(driver.share, abs=1e-4)


def test_a_row_not_asked_for_whole_has_no_entity(found: list[Dossier]) -> None:
    other = found[1]
    assert {cell.entity for cell in other.evidence.cells} == {""}
    assert all(figure.entity is None for figure in other.footprint.figures)


def test_every_factor_row_named_by_a_cell_is_given_with_its_source(found: list[Dossier]) -> None:
    evidence = found[0].evidence
    named = {code for cell in evidence.cells for code in (cell.factor, cell.energy_factor) if code}
    assert named == {row.code for row in evidence.factors}
    assert all(row.source for row in evidence.factors)


def _lines(dossier: Dossier) -> Path:
    assert dossier.question.lines is not None
    return dossier.question.lines


def test_lines_behind_a_figure_add_up_to_it(found: list[Dossier]) -> None:
    path, total = _lines(found[0]), _totals(found[0])["gwp"]
    page = line_details(path, criterion="gwp", limit=100)
    assert page.total == len(page.rows) == 5
    assert sum(row.value or 0 for row in page.rows) == pytest.approx(total.value)
    by_stage = sum(
        row.value or 0
        for stage in ("use", "embodied")
        for row in line_details(path, criterion="gwp", stage=stage, limit=100).rows
    )
    assert by_stage == pytest.approx(total.value)


def test_lines_come_heaviest_first_one_page_at_a_time(found: list[Dossier]) -> None:
    path = _lines(found[0])
    whole = line_details(path, criterion="gwp", limit=100).rows
    values = [row.value for row in whole if row.value is not None]
    assert values == sorted(values, reverse=True)
    assert whole[-1].value is None
    paged = [line_details(path, criterion="gwp", limit=2, offset=offset).rows for offset in (0, 2, 4)]
    assert [row for rows in paged for row in rows] == list(whole)


@pytest.mark.parametrize(
    ("scope", "lines"),
    [
        ({"category": "laptop"}, {2, 3}),
        ({"entity": "Voirie"}, {2, 4, 5}),
        ({"entity": ""}, {3}),
        ({"category": ""}, {7}),
        ({"category": "laptop", "entity": "Voirie"}, {2}),
        ({"category": "tablet"}, set()),
    ],
)
def test_lines_keep_to_the_scope(found: list[Dossier], scope: dict[str, str], lines: set[int]) -> None:
    page = line_details(_lines(found[0]), criterion="gwp", limit=100, **scope)  # type: ignore[arg-type]
    assert {row.line for row in page.rows} == lines
    assert page.total == len(lines)


def test_a_criterion_that_is_no_code_never_reaches_the_query(found: list[Dossier]) -> None:
    with pytest.raises(ValueError, match="not a criterion code"):
        line_details(_lines(found[0]), criterion="gwp FROM x; --", limit=1)


def test_a_criterion_the_file_does_not_have_is_said(found: list[Dossier]) -> None:
    with pytest.raises(duckdb.Error):
        line_details(_lines(found[0]), criterion="noise", limit=1)


@given(mean=st.floats(1e-6, 1e9), spread=st.floats(1e-3, 2.0))
def test_the_variance_is_found_again_from_the_interval(mean: float, spread: float) -> None:
    variance = (mean * spread) ** 2
    low, _median, high = interval(mean, variance)
    assert variance_of(mean, low=low, high=high) == pytest.approx(variance, rel=1e-6)
    assert variance_of(-mean, low=-high, high=-low) == pytest.approx(variance, rel=1e-6)


def test_an_exact_figure_has_no_variance_and_gives_no_share() -> None:
    assert variance_of(5.0, low=5.0, high=5.0) == 0
    assert weigh([("a", "", 5.0)], sigmas={"a": None}, variance=0.0)["a"] == (5.0, 0.0)
