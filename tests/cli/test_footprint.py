import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sobria.cli.display import decimals_for, number, percent, table
from sobria.cli.main import main
from sobria.cli.outputs import harmless
from sobria.cli.progress import ProgressLine

SAMPLE = """item,category,manufacturer,model,quantity,purchased,retired,entity,country,kwh_year,quality
PC-1,Ordinateur portable,Dell,Latitude 5420,10,2024-01-15,,Écoles,FR,,high
PC-2,Écran,HP,E24,4,2023-05-02,2022-01-01,Voirie,FR,,medium
PC-3,Écran,HP,E24,abc,2023-05-02,,Voirie,FR,,medium
PC-4,Attrape-rêves,Acme,,1,,,Voirie,,,
PC-5,Serveur,Dell,R740,2,2022-01-01,,,,1500,
"""
KEYS = ["format", "lines", "criteria", "packs", "method", "assumptions", "drivers", "rejects"]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.csv"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert main(["footprint", *map(str, arguments), "--json", "-"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_json_alone_goes_to_the_output_with_exactly_its_keys(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, sample)
    assert list(found) == KEYS
    assert found["lines"] == {"read": 5, "accepted": 3, "rejected": 2, "matched": 2, "unmatched": 1}
    assert list(found["criteria"]) == ["gwp", "adpe", "adpf", "pe", "water"]
    for criterion in found["criteria"].values():
        assert list(criterion) == [
            "unit", "value", "low", "high", "coverage", "by_stage", "by_category", "by_entity",
        ]  # fmt: skip
        for name in ("by_stage", "by_category", "by_entity"):
            assert all(list(entry) == ["value", "low", "high"] for entry in criterion[name].values())
    assert {tuple(one) for one in found["rejects"]} == {("line", "column", "value", "reason")}


def test_every_breakdown_sums_to_the_total(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for criterion in answer(capsys, sample)["criteria"].values():
        for name in ("by_stage", "by_category", "by_entity"):
            parts = [entry["value"] for entry in criterion[name].values() if entry["value"] is not None]
            assert sum(parts) == pytest.approx(criterion["value"], rel=1e-9)


def test_an_entity_nothing_is_known_of_is_null_and_never_zero(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, sample)["criteria"]["gwp"]["by_entity"]["Voirie"] == {
        "value": None,
        "low": None,
        "high": None,
    }


def test_rejects_say_line_column_value_and_why(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejects = answer(capsys, sample, "--lang", "en")["rejects"]
    assert [(one["line"], one["column"], one["value"]) for one in rejects] == [
        (3, "retired", "2022-01-01"),
        (4, "quantity", "abc"),
    ]
    assert all(one["reason"].endswith(".") for one in rejects)


def test_a_country_that_is_not_said_is_france_and_the_assumption_is_said(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(capsys, sample)["assumptions"]
    assert "Lignes sans pays : 2, placées dans le pays FRA." in said


def test_a_given_country_is_an_assumption_too(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, sample, "--country", "DEU", "--lang", "en")["assumptions"]
    assert "Lines without country: 2, placed in country DEU." in said


def test_a_file_refused_line_by_line_says_so_and_computes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("item,category,quantity\nPC-1,laptop,-3\nPC-2,laptop,abc\n", encoding="utf-8")
    found = answer(capsys, path)
    assert (found["lines"]["read"], found["lines"]["rejected"]) == (2, 2)
    assert len(found["rejects"]) == 2
    assert all(criterion["value"] is None for criterion in found["criteria"].values())
    assert main(["footprint", str(path)]) == 0
    assert "Aucune ligne n'a été acceptée" in capsys.readouterr().out


def test_the_page_is_french_by_default_and_english_on_demand(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footprint", str(sample)]) == 0
    french = capsys.readouterr().out
    assert main(["footprint", str(sample), "--lang", "en"]) == 0
    english = capsys.readouterr().out
    for text, words in (
        (french, ("TOTAUX", "PAR ENTITÉ", "Attrape-rêves", "(entité non dite)", "non reconnues", "HYPOTHÈSES")),
        (english, ("TOTALS", "BY ENTITY", "Attrape-rêves", "(entity not said)", "unmatched", "ASSUMPTIONS")),
    ):
        assert [word for word in words if word not in text] == []


def test_lines_figures_and_rejects_are_written(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = {name: tmp_path / name for name in ("figures.csv", "lines.parquet", "rejects.csv", "result.json")}
    status = main(
        ["footprint", str(sample), "--csv", str(out["figures.csv"]), "--lines", str(out["lines.parquet"]),
         "--rejects", str(out["rejects.csv"]), "--json", str(out["result.json"])]
    )  # fmt: skip
    assert status == 0
    assert "TOTAUX" in capsys.readouterr().out
    total = json.loads(out["result.json"].read_text(encoding="utf-8"))["criteria"]["gwp"]["value"]
    rows = table_of(out["figures.csv"])
    (whole,) = [row for row in rows if row["scope"] == "total" and row["criterion"] == "gwp"]
    assert float(whole["value"]) == total
    ((lines, of_lines),) = duckdb.sql(
        f"SELECT count(*), sum(coalesce(embodied_gwp, 0) + coalesce(use_gwp, 0)) FROM '{out['lines.parquet']}'"
    ).fetchall()
    assert lines == 3
    assert of_lines == pytest.approx(total, rel=1e-9)
    refused = table_of(out["rejects.csv"])
    assert [row["line"] for row in refused] == ["3", "4"]


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@cmd", "\tx"])
def test_a_spreadsheet_never_runs_a_cell(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_numbers_are_written_as_they_are() -> None:
    assert harmless(-2.5) == -2.5
    assert harmless("laptop") == "laptop"


def test_packs_are_put_side_by_side(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footprint", str(sample), "--compare-packs"]) == 0
    assert "JEUX DE FACTEURS CÔTE À CÔTE" in capsys.readouterr().out
    compared = answer(capsys, sample, "--compare-packs")["compare_packs"]
    by_pack = {one["pack"]: one for one in compared if one["criterion"] == "gwp"}
    assert by_pack["default"]["lower"] is None
    assert 0 <= by_pack["impact-co2"]["lower"] <= 1
    assert by_pack["impact-co2"]["value"] != by_pack["default"]["value"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.csv"], "missing.csv"),
        (["{sample}", "--pack", "none-such"], "none-such"),
        (["{sample}", "--format", "none-such"], "none-such"),
        (["{sample}", "--country", "Atlantis"], "Atlantis"),
        (["{sample}", "--year", "99999"], "99999"),
        (["{sample}", "--mapping", "missing.yaml"], "missing.yaml"),
        (["{sample}", "--factors", "missing-pack.csv"], "missing-pack.csv"),
        (["{sample}", "--csv", "/nowhere/out.csv"], "/nowhere/out.csv"),
        (["{sample}", "--json", "/nowhere/out.json"], "/nowhere/out.json"),
        (["{sample}", "--lines", "/nowhere/out.parquet"], "/nowhere/out.parquet"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_cannot_be_done_is_said_in_one_sentence(
    sample: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str, language: str
) -> None:
    given = [argument.format(sample=sample) for argument in arguments]
    assert main(["footprint", *given, "--lang", language]) == 1
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert "SOBRIA_TRACEBACK" not in told.err


@pytest.mark.parametrize("option", ["--json", "--csv", "--lines", "--rejects"])
def test_an_output_never_replaces_the_inventory_being_read(
    sample: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(["footprint", str(sample), option, f"{sample.parent}/./{sample.name}"]) == 1
    assert f"{option} {sample}" in capsys.readouterr().err
    assert sample.read_text(encoding="utf-8") == SAMPLE


def test_two_outputs_never_share_a_file(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = sample.with_name("out.csv")
    assert main(["footprint", str(sample), "--csv", str(target), "--rejects", str(target)]) == 1
    assert "--csv" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
def test_a_full_disk_is_said_without_an_empty_name(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footprint", str(sample), "--rejects", "/dev/full", "--lang", "en"]) == 1
    assert capsys.readouterr().err.startswith("sobria: An output could not be written to its end: No space left")


def test_a_folder_is_said_to_be_one(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footprint", str(sample.parent), "--lang", "en"]) == 1
    assert f"{sample.parent} is not a file: it is a folder" in capsys.readouterr().err


def test_unknown_columns_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "more.csv"
    path.write_text("item,category,quantity,colour,room\nPC-1,laptop,1,blue,12\n", encoding="utf-8")
    assert main(["footprint", str(path), "--lang", "en"]) == 0
    assert "more.csv: columns kept but of no use in the computation: colour, room." in capsys.readouterr().out


def test_a_year_counts_only_the_days_in_service(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = answer(capsys, sample)["criteria"]["gwp"]["by_stage"]["embodied"]["value"]
    part = answer(capsys, sample, "--year", 2024)["criteria"]["gwp"]["by_stage"]["embodied"]["value"]
    assert part < whole


def test_starting_the_command_never_loads_django(sample: Path) -> None:
    code = (
        "import sys; from sobria.cli.main import main; status = main(sys.argv[1:]);"
        " assert not [name for name in sys.modules if name.split('.')[0] == 'django'], 'django'; sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "footprint", str(sample), "--json", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == KEYS


def test_the_public_numecoeval_sample_gives_a_result(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((shared_data / "inventories" / "numecoeval-sample").glob("*.csv"))
    found = answer(capsys, *files)
    assert found["format"] == "numecoeval"
    assert found["criteria"]["gwp"]["value"] > 0
    records = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in files)
    assert found["lines"]["read"] == records
    assert found["lines"]["accepted"] == found["lines"]["matched"] + found["lines"]["unmatched"]
    assert main(["footprint", *map(str, files)]) == 0
    page = capsys.readouterr().out
    assert "CE QUI N'A PAS PU ÊTRE CALCULÉ" in page
    assert "MACHINES VIRTUELLES ET APPLICATIONS" in page


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_live_line_on_a_terminal_and_silent_when_quick() -> None:
    terminal, pipe = Terminal(), StringIO()
    for stream in (terminal, pipe):
        progress = ProgressLine("fr", stream=stream)
        progress("read", 0.5)
        progress.close()
    assert "Lecture" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == ""


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1234567.891, 1, "1\u202f234\u202f567,9", "1,234,567.9"),
        (1234.0, -2, "1\u202f200", "1,200"),
        (-0.04, 1, "0,0", "0.0"),
    ],
)
def test_numbers_are_written_the_readers_way(value: float, decimals: int, french: str, english: str) -> None:
    assert number(value, decimals=decimals, language="fr") == french
    assert number(value, decimals=decimals, language="en") == english


def test_figures_keep_two_digits_of_their_interval() -> None:
    assert decimals_for(59.2, 93.4) == 0
    assert decimals_for(4100.0, 31000.0) == -3
    assert decimals_for(0.012, 0.019) == 4


def test_almost_all_is_never_shown_as_all_nor_almost_nothing_as_nothing() -> None:
    assert percent(0.9999, language="en") == "99%"
    assert percent(0.0001, language="en") == "1%"
    assert percent(1.0, language="fr") == "100\u202f%"
    assert percent(None, language="fr") == "–"


def test_a_cell_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in table(["a"], [["\x1b[2Jx"]])


def test_a_pack_that_changes_nothing_here_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.csv"
    path.write_text("item,category,quantity\nPC-1,laptop,3\n", encoding="utf-8")
    assert main(["footprint", str(path), "--compare-packs", "--lang", "en"]) == 0
    page = capsys.readouterr().out.partition("FACTOR PACKS SIDE BY SIDE")[2]
    assert "No effect on this inventory: " in page
    assert page.count("UBA, Green Cloud Computing") == 1
    assert page.count("ADEME, Impact CO2") > 1
