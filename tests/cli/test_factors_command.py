"""The `sobria factors` command as a person runs it."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from sobria.cli.factors import run

TABLE = (
    "manufacturer;name;subcategory;gwp_total;gwp_use_ratio\nAcme;Book 1;Laptop;200;0,25\nAcme;=Press;Printer;6150;0,9\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_convert_writes_a_pack_and_says_what_it_left_out(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, losses = tmp_path / "pack.csv", tmp_path / "losses.csv"
    assert run("factors", ["convert", "boavizta", str(table), "-o", str(out), "--losses", str(losses)]) == 0
    said = capsys.readouterr().out
    assert "2 fiches lues, 1 modèles gardés" in said
    assert "les totaux des fiches comptent le papier" in said
    assert "ODbL" in said
    with losses.open(encoding="utf-8", newline="") as handle:
        (loss,) = csv.DictReader(handle)
    assert (loss["line"], loss["value"]) == ("3", "6150")
    assert run("factors", ["check", str(out), "--language", "en"]) == 0
    assert "1 factors accepted" in capsys.readouterr().out


def test_converting_never_replaces_the_table_it_reads(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("factors", ["convert", "boavizta", str(table), "-o", str(table), "--lang", "en"]) == 1
    assert "would replace a file" in capsys.readouterr().err
    assert table.read_text(encoding="utf-8") == TABLE


def test_a_corrupt_pack_is_refused_with_every_fault_and_no_traceback(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack.csv"
    run("factors", ["convert", "boavizta", str(table), "-o", str(out)])
    capsys.readouterr()
    out.write_text(
        out.read_text(encoding="utf-8").replace(",150,", ",9150,").replace("kgCO2e", "stones"), encoding="utf-8"
    )
    assert run("factors", ["check", str(out), "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert "1 fault" in said
    assert "line 2, column unit" in said


@pytest.mark.parametrize("act", ["convert", "check"])
def test_an_absent_file_is_a_sentence(act: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent = str(tmp_path / "absent.csv")
    words = ["convert", "boavizta", absent, "-o", str(tmp_path / "out.csv")] if act == "convert" else ["check", absent]
    assert run("factors", words) == 1
    assert "ne peut pas être lu" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_a_sentence(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("factors", ["convert", "boavizta", str(table), "-o", str(tmp_path / "no" / "out.csv")]) == 1
    assert "ne peut pas être écrit" in capsys.readouterr().err


def test_list_marks_the_default_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("factors", ["list", "--language", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("* boavizta ") for line in lines)
    assert any(line.startswith("  network-swd ") for line in lines)


def test_the_command_never_loads_the_web_framework() -> None:
    script = (
        "import sys; from sobria.cli.main import main; main(['factors', 'list']);"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0
