"""The gate refuses corrupt packs, says every fault, and names the row."""

import math
from datetime import date
from pathlib import Path

import pytest

from sobria.engine.footprint.catalogue import load_catalogue
from sobria.engine.footprint.factor_rows import default_interval, interval_of_variation, sigma
from sobria.engine.footprint.gate import PackRefused, check_rows, check_zones
from sobria.engine.footprint.packs import catalogue_rows, packs_in_force
from sobria.engine.messages import Refusal

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)
HEAD = "category,criterion,stage,value,low,high,unit,per,region,source,licence,source_date,valid_from,valid_to"
GOOD = "laptop,gwp,embodied,200,150,260,kgCO2e,item,FRA,our LCA,own,2025-01-01,,"


def written(folder: Path, *lines: str, head: str = HEAD, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def refused(folder: Path, *lines: str, **more: str) -> PackRefused:
    with pytest.raises(PackRefused) as caught:
        packs_in_force(CATALOGUE, overlays=[written(folder, *lines, **more)], on=TODAY)
    return caught.value


def rows_of(path: Path) -> dict[tuple[str, str, str], float]:
    rows = packs_in_force(CATALOGUE, overlays=[path], on=TODAY).rows
    return {(r.category, r.criterion, r.region): r.value for r in rows if r.pack == path.stem}


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (GOOD.replace(",200,", ",2000,"), "factors-outside-interval", "value"),
        (GOOD.replace("200,150,260", "-20,-30,-10"), "factors-negative", "value"),
        (GOOD.replace("200,150,260", "200,0,260"), "factors-interval-zero", "low"),
        (GOOD.replace("200,150,260", "0,0,0"), "factors-all-zero", "value"),
        (GOOD.replace(",200,", ",abc,"), "factors-not-a-number", "value"),
        (GOOD.replace(",200,", ",nan,"), "factors-not-a-number", "value"),
        (GOOD.replace(",200,", ",,"), "factors-blank", "value"),
        (GOOD.replace("laptop", "lap-top"), "factors-unknown-code", "category"),
        (GOOD.replace("gwp", "climate"), "factors-unknown-code", "criterion"),
        (GOOD.replace("embodied", "making"), "factors-unknown-code", "stage"),
        (GOOD.replace("item", "kilo"), "factors-unknown-code", "per"),
        (GOOD.replace("FRA", "France"), "factors-unknown-region", "region"),
        (GOOD.replace("kgCO2e", "pounds"), "factors-unknown-unit", "unit"),
        (GOOD.replace("kgCO2e", "kgCO2e/kWh"), "factors-unit-basis", "unit"),
        (GOOD.replace(",150,", ",,"), "factors-half-interval", "low"),
        (GOOD.replace("2025-01-01", "30/02/2025"), "factors-not-a-date", "source_date"),
        (GOOD.replace("2025-01-01,,", "2025-01-01,2026,2024"), "factors-validity-reversed", "valid_to"),
        (GOOD.replace("our LCA", ""), "factors-blank", "source"),
        (GOOD.replace("our LCA", "LCA, our own") + "2027", "factors-extra-cells", ""),
    ],
)
def test_a_corrupt_row_is_refused_with_its_line_and_column(tmp_path: Path, line: str, code: str, column: str) -> None:
    good = GOOD.replace("laptop", "desktop").replace("gwp,embodied,200", "gwp,embodied,201")
    refusal = refused(tmp_path, *([] if code == "factors-all-zero" else [good]), line)
    (fault,) = refusal.faults
    assert (fault.code, fault.column) == (code, column)
    assert fault.line == (2 if code == "factors-all-zero" else 3)
    for language in ("fr", "en"):
        assert "ours.csv" in fault.sentence(language)
        assert str(fault.line) in fault.sentence(language)


def test_all_faults_are_said_not_only_the_first(tmp_path: Path) -> None:
    refusal = refused(
        tmp_path,
        GOOD.replace(",200,", ",2000,"),
        GOOD.replace("laptop", "lap-top").replace("kgCO2e", "stones"),
        GOOD.replace("laptop", "server").replace(",200,", ",x,"),
    )
    assert [(f.line, f.column) for f in refusal.faults] == [(2, "value"), (3, "category"), (3, "unit"), (4, "value")]
    assert refusal.sentence("fr").count("\n") == 4
    assert "Corrigez" in refusal.sentence("fr")


def test_a_zone_a_thousand_times_its_fellows_is_refused_beside_the_catalogue(tmp_path: Path) -> None:
    row = "electricity,gwp,use,380,300,460,kgCO2e,kWh,DEU,a shared table,open,2025-01-01,,"
    (fault,) = refused(tmp_path, row).faults
    assert (fault.code, fault.line, fault.value) == ("factors-outlier", 2, "380.0")


def test_the_same_figure_in_its_true_unit_passes(tmp_path: Path) -> None:
    row = "electricity,gwp,use,380,300,460,gCO2e/kWh,kWh,DEU,a shared table,open,2025-01-01,,"
    assert rows_of(written(tmp_path, row)) == {("electricity", "gwp", "DEU"): pytest.approx(0.38)}


def test_two_zones_are_too_few_to_call_one_an_outlier(tmp_path: Path) -> None:
    rows = [f"saas,gwp,use,{v},{v},{v},kgCO2e,item,{z},x,own,2025-01-01,," for v, z in ((1, "FRA"), (500, "DEU"))]
    assert len(rows_of(written(tmp_path, *rows))) == 2


def test_a_criterion_copied_from_another_is_refused(tmp_path: Path) -> None:
    rows = [
        f"{category},{criterion},embodied,{value},,,{unit},item,FRA,x,own,2025-01-01,,"
        for category, value in (("laptop", 219), ("desktop", 0.027375))
        for criterion, unit in (("pe", "MJ"), ("water", "L"))
    ]
    (fault,) = refused(tmp_path, *rows).faults
    assert fault.code == "factors-copied"
    assert dict(fault.more)["first"] == "pe"


def test_one_equal_figure_is_a_coincidence(tmp_path: Path) -> None:
    rows = [
        "laptop,pe,embodied,219,,,MJ,item,FRA,x,own,2025-01-01,,",
        "laptop,water,embodied,219,,,L,item,FRA,x,own,2025-01-01,,",
    ]
    assert len(rows_of(written(tmp_path, *rows))) == 2


def test_the_same_factor_twice_on_one_day_is_refused_and_on_two_years_is_not(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, GOOD, GOOD.replace("200", "210")).faults
    assert (fault.code, fault.line) == ("factors-duplicate", 3)
    parted = [GOOD.replace("2025-01-01,,", "2025-01-01,2024,2024"), GOOD.replace("2025-01-01,,", "2025-01-01,2025,")]
    assert len(rows_of(written(tmp_path, *parted))) == 1


def test_an_end_of_life_credit_is_allowed(tmp_path: Path) -> None:
    rows = [GOOD, GOOD.replace("embodied,200,150,260", "end_of_life,-4,-6,-3")]
    path = written(tmp_path, *rows)
    found = [r for r in packs_in_force(CATALOGUE, overlays=[path], on=TODAY).rows if r.pack == "ours"]
    assert {r.value for r in found} == {200, -4}
    assert found[1].sigma == pytest.approx(math.log(2) / 3.2897)


def test_a_device_that_uses_no_electricity_may_say_zero(tmp_path: Path) -> None:
    row = "keyboard,kwh,use,0,0,0,kWh,item,,x,own,2025-01-01,,"
    assert rows_of(written(tmp_path, row)) == {("keyboard", "kwh", "WLD"): 0}


def test_missing_columns_and_other_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    for content, code in (
        ("a,b\n1,2\n", "factors-missing-columns"),
        (HEAD + "\n", "factors-empty"),
        ("", "factors-missing-columns"),
        ("PK\x03\x04\x00\x00", "factors-not-text"),
        (HEAD + ",value\n" + GOOD + ",3\n", "factors-duplicate-columns"),
    ):
        path = tmp_path / "ours.csv"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(Refusal) as caught:
            packs_in_force(CATALOGUE, overlays=[path], on=TODAY)
        assert caught.value.code == code
        assert "ours.csv" in caught.value.sentence("fr")
    with pytest.raises(Refusal, match="cannot be read"):
        packs_in_force(CATALOGUE, overlays=[tmp_path / "absent.csv"], on=TODAY)


def test_a_french_spreadsheet_saved_with_semicolons_commas_and_a_bom_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    text = "\n".join([HEAD.replace(",", ";"), GOOD.replace(",", ";").replace("200;", "200,5;")]) + "\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert rows_of(path) == {("laptop", "gwp", "FRA"): 200.5}


def test_a_pack_without_its_optional_columns_gets_a_default_interval_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("150,260", ","))
    in_force = packs_in_force(CATALOGUE, overlays=[path], on=TODAY)
    (row,) = [r for r in in_force.rows if r.pack == "ours"]
    ratio = CATALOGUE.value("factor-spread-low")
    assert row.high / row.low == pytest.approx(ratio**2, rel=1e-3)
    assert ("factors-assume-interval", {"file": "ours.csv", "rows": 1, "quality": "low"}) in in_force.assumptions


def test_no_zone_of_the_catalogue_stands_out() -> None:
    rows = [row for name in CATALOGUE.packs for row in catalogue_rows(name)]
    assert check_zones(rows, CATALOGUE) == []
    assert check_rows([row for row in rows if row.pack == "boavizta"], CATALOGUE) == []


def test_the_default_interval_is_that_of_a_log_normal_law_of_the_same_mean() -> None:
    low, high = default_interval(100, 1.5)
    spread = sigma(low, high)
    assert math.sqrt(low * high) * math.exp(spread**2 / 2) == pytest.approx(100, rel=1e-4)
    assert low < 100 < high


def test_an_interval_from_a_coefficient_of_variation_gives_it_back() -> None:
    low, high = interval_of_variation(50, 0.2)
    assert math.sqrt(math.expm1(sigma(low, high) ** 2)) == pytest.approx(0.2, rel=1e-3)
    assert default_interval(0, 2) == (0, 0)
