"""From the public table of manufacturer sheets to a pack the gate accepts."""

import csv
import math
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sobria.engine.footprint.boavizta import Conversion, convert_boavizta
from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.factor_rows import sigma
from sobria.engine.footprint.matching import match_lines
from sobria.engine.footprint.packs import install_factors
from sobria.engine.messages import Refusal

CATALOGUE = load_catalogue()
COLUMNS = (
    "manufacturer", "name", "subcategory", "gwp_total", "gwp_use_ratio", "yearly_tec", "report_date", "sources",
    "gwp_error_ratio", "gwp_manufacturing_ratio", "gwp_transport_ratio", "gwp_eol_ratio",
)  # fmt: skip


def table(folder: Path, *sheets: dict[str, str], separator: str = ";") -> Path:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(
            {"manufacturer": "Acme", "name": "Book 1", "subcategory": "Laptop", **sheet} for sheet in sheets
        )
    return path


def converted(
    folder: Path, *sheets: dict[str, str], separator: str = ";"
) -> tuple[Conversion, dict[tuple[str, str, str], dict[str, str]]]:
    out = folder / "pack.csv"
    done = convert_boavizta(table(folder, *sheets, separator=separator), out, CATALOGUE)
    with out.open(encoding="utf-8", newline="") as handle:
        return done, {(r["model"], r["criterion"], r["stage"]): r for r in csv.DictReader(handle)}


def test_embodied_is_the_total_less_its_use_share_and_the_interval_comes_from_the_error(tmp_path: Path) -> None:
    sheet = {"gwp_total": "300,5", "gwp_use_ratio": "0,2", "gwp_error_ratio": "0,25", "yearly_tec": "20"}
    done, rows = converted(tmp_path, sheet)
    row = rows["Book 1", "gwp", "embodied"]
    assert float(row["value"]) == pytest.approx(300.5 * 0.8)
    spread = sigma(float(row["low"]), float(row["high"]))
    assert math.sqrt(math.expm1(spread**2)) == pytest.approx(0.25, rel=1e-3)
    assert rows["Book 1", "kwh", "use"]["value"] == "20"
    assert (done.read, done.models, done.rows, done.split) == (1, 1, 2, 0)
    assert row["licence"] == "ODbL-1.0"


def test_a_complete_split_gives_stages_that_add_up_exactly(tmp_path: Path) -> None:
    sheet = {
        "gwp_total": "200", "gwp_use_ratio": "0,25", "gwp_manufacturing_ratio": "0,70",
        "gwp_transport_ratio": "0,05", "gwp_eol_ratio": "0,01",
    }  # fmt: skip
    done, rows = converted(tmp_path, sheet)
    stages = {stage: float(row["value"]) for (_, _, stage), row in rows.items()}
    assert set(stages) == {"manufacturing", "distribution", "end_of_life"}
    assert sum(stages.values()) == pytest.approx(150, rel=1e-5)
    assert done.split == 1


@pytest.mark.parametrize(
    "ratios",
    [("0,70", "", ""), ("0,70", "0,05", "0,20"), ("0,75", "0", "0"), ("0", "0,75", "0")],
    ids=["incomplete", "does not add up", "transport not told apart", "no making"],
)
def test_an_incomplete_or_inconsistent_split_is_not_used(tmp_path: Path, ratios: tuple[str, str, str]) -> None:
    names = ("gwp_manufacturing_ratio", "gwp_transport_ratio", "gwp_eol_ratio")
    sheet = {"gwp_total": "200", "gwp_use_ratio": "0,25", **dict(zip(names, ratios, strict=True))}
    _, rows = converted(tmp_path, sheet)
    assert {key[2]: float(row["value"]) for key, row in rows.items()} == {"embodied": 150}


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ({"gwp_total": "", "gwp_use_ratio": "0,2"}, "boavizta-no-total"),
        ({"gwp_total": "0", "gwp_use_ratio": "0,2"}, "boavizta-no-total"),
        ({"gwp_total": "100", "gwp_use_ratio": ""}, "boavizta-no-use-share"),
        ({"gwp_total": "100", "gwp_use_ratio": "1,2"}, "boavizta-no-use-share"),
        ({"gwp_total": "6150", "gwp_use_ratio": "0,9", "subcategory": "Printer"}, "boavizta-printer"),
        ({"gwp_total": "100", "gwp_use_ratio": "0,2", "subcategory": "Hard drive"}, "boavizta-kind"),
    ],
)
def test_a_sheet_left_out_is_listed_with_its_line_and_reason(
    tmp_path: Path, sheet: dict[str, str], reason: str
) -> None:
    good = {"name": "Book 2", "gwp_total": "100", "gwp_use_ratio": "0,2"}
    done, rows = converted(tmp_path, good, sheet)
    (dropped,) = done.dropped
    assert (dropped.line, dropped.code, dropped.name) == (3, reason, "Acme Book 1")
    assert done.reasons == {reason: 1}
    assert {key[0] for key in rows} == {"Book 2"}


def test_the_latest_report_of_a_model_stands(tmp_path: Path) -> None:
    done, rows = converted(
        tmp_path,
        {"gwp_total": "6270", "gwp_use_ratio": "0,5", "report_date": "2022-3-12"},
        {"gwp_total": "1710", "gwp_use_ratio": "0,5", "report_date": "November 2020"},
    )
    assert float(rows["Book 1", "gwp", "embodied"]["value"]) == 3135
    assert [(row.line, row.code) for row in done.dropped] == [(3, "boavizta-older")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-11-19", "2020-11-19"), ("2022-3-12", "2022-03-12"), ("November 2020", "2020-11-01"),
        ("October 9 2018", "2018-10-01"), ("Feb 2021", "2021-02-01"), ("2019", "2019-01-01"), ("", ""), ("soon", ""),
    ],
)  # fmt: skip
def test_dates_are_read_as_sheets_write_them(tmp_path: Path, text: str, expected: str) -> None:
    _, rows = converted(tmp_path, {"gwp_total": "100", "gwp_use_ratio": "0,2", "report_date": text})
    assert rows["Book 1", "gwp", "embodied"]["source_date"] == expected


def test_the_american_edition_with_commas_and_points_gives_the_same(tmp_path: Path) -> None:
    _, rows = converted(tmp_path, {"gwp_total": "300.5", "gwp_use_ratio": "0.2"}, separator=",")
    assert float(rows["Book 1", "gwp", "embodied"]["value"]) == pytest.approx(240.4)


def test_an_all_in_one_is_told_by_its_name(tmp_path: Path) -> None:
    sheet = {"gwp_total": "100", "gwp_use_ratio": "0,2", "subcategory": "Desktop", "name": "OptiPlex 7450 All-in-One"}
    _, rows = converted(tmp_path, sheet)
    assert {row["category"] for row in rows.values()} == {"all-in-one"}


def test_another_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(Refusal, match="not the Boavizta table"):
        convert_boavizta(path, tmp_path / "pack.csv", CATALOGUE)


@pytest.mark.shared
def test_the_real_table_converts_and_a_latitude_5420_uses_its_makers_figure(tmp_path: Path, shared_data: Path) -> None:
    out = tmp_path / "makers.csv"
    done = convert_boavizta(shared_data / "factors" / "boavizta-data-fr.csv", out, CATALOGUE)
    assert done.read == 1226
    assert done.models + len(done.dropped) == done.read
    assert done.models > 1000
    assert done.reasons["boavizta-printer"] == 11
    connection = duckdb.connect()
    in_force = install_factors(connection, CATALOGUE, overlays=[out], on=date(2026, 11, 23))
    assert in_force.names[0] == "makers"
    connection.execute(
        "CREATE TABLE line AS SELECT 'Laptop' AS category, 'Dell Inc.' AS manufacturer, 'Latitude 5420' AS model"
    )
    match_lines(connection, CATALOGUE)
    values = connection.execute(
        "SELECT f.criterion, round(sum(f.value), 1) FROM factor AS f JOIN match AS m USING (category, model_key)"
        " GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [criterion for criterion, _ in values] == ["gwp", "kwh"]
    assert values[1] == ("kwh", pytest.approx(21.4, abs=0.1))
