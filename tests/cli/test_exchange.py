"""`sobria import algorithms` and `sobria export algorithms`, as a person runs them."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.engine.algorithms.exchange.records import DUTCH
from tests.worlds import algorithms as world

from sobria.cli.main import main
from sobria.democratic.algorithms.models import Algorithm
from sobria.engine.algorithms.exchange.reading import read

ALONE = (
    "import sys; from sobria.cli.main import main; status = main(sys.argv[1:]);"
    "print('with the web framework' if 'django' in sys.modules else 'alone'); sys.exit(status)"
)
KEYS = {"records", "accepted", "rejected", "mapped", "approximated", "dropped", "kept_raw", "problems"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.json"
    bad = DUTCH | {"lars": "2", "begin_date": "2026-13"}
    path.write_text(json.dumps([DUTCH, bad], indent=1), encoding="utf-8")
    return path


def run(*words: object) -> int:
    return main([*map(str, words), "--lang", "en"])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_trial_needs_neither_the_web_framework_nor_a_database(file: Path) -> None:
    words = ["import", "algorithms", str(file), "--format", "nl-1.0", "--dry-run", "--json", "-"]
    done = subprocess.run([sys.executable, "-c", ALONE, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert last == "alone"
    payload = json.loads(first)
    assert set(payload) >= KEYS
    assert (payload["records"], payload["accepted"], payload["rejected"]) == (2, 1, 1)
    (problem,) = payload["problems"]
    assert (problem["column"], problem["value"], problem["record"]) == ("begin_date", "2026-13", 2)
    assert problem["line"] > len(DUTCH)


def test_refused_records_are_written_as_they_came(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejects = file.with_name("rejects.json")
    assert run("import", "algorithms", file, "--format", "nl-1.0", "--dry-run", "--rejects", rejects) == 0
    assert json.loads(rejects.read_text(encoding="utf-8")) == [DUTCH | {"lars": "2", "begin_date": "2026-13"}]
    assert "begin_date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "nl-9", "--dry-run"), "nl-9"),
        (("--format", "atrs-1.1", "--dry-run"), "looks like nl-1.0"),
        (("--format", "nl-1.0", "--dry-run", "--rejects", "SELF"), "also read or written"),
        (("--format", "nl-1.0", "--dry-run", "--json", "/nowhere/x.json"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(
    file: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    assert run("import", "algorithms", file, *(str(file) if one == "SELF" else one for one in words)) == 1
    assert said in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_file_without_one_good_record_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps([DUTCH | {"status": "Actif"}]), encoding="utf-8")
    assert run("import", "algorithms", path, "--format", "nl-1.0", "--dry-run", "--json", "-") == 1
    assert answer(capsys)["rejected"] == 1


def test_a_file_refused_whole_is_a_problem_of_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, code in ((tmp_path / "absent.json", "algorithms-file-unread"), (tmp_path, "algorithms-file-unread")):
        assert run("import", "algorithms", path, "--format", "nl-1.0", "--dry-run", "--json", "-") == 1
        said = capsys.readouterr()
        payload = json.loads(said.out)
        assert set(payload) >= KEYS
        assert (payload["records"], payload["accepted"], payload["rejected"]) == (None, 0, None)
        assert payload["problems"][0]["code"] == code
        assert payload["problems"][0]["reason"] in said.err


def test_both_languages_say_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "algorithms", str(file), "--format", "nl-1.0", "--dry-run"]) == 0
    assert "Rien n’a été écrit" in capsys.readouterr().out


@pytest.mark.django_db
def test_without_a_trial_drafts_are_written_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("import", "algorithms", file, "--format", "nl-1.0", "--json", "-")
    assert run(*words) == 0
    first = answer(capsys)
    assert (first["created"], first["unchanged"], first["aside"]) == (1, 0, [])
    assert run(*words) == 0
    assert answer(capsys)["unchanged"] == 1
    assert Algorithm.objects.get().authorisation == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "suffix"), [("nl-1.0", "json"), ("eurocities-0.3.1", "xlsx"), ("atrs-1.1", "csv")])
def test_only_what_is_public_is_exported_with_its_losses(
    form: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = world.city()
    world.submitted(who, withheld={"methods": "CRPA, L. 311-5"}, kept={form: {"tags": "secret-key"}})
    world.project(who, name="Encore un brouillon")
    path = tmp_path / f"out.{suffix}"
    assert run("export", "algorithms", "--format", form, "-o", path, "--json", "-") == 0
    payload = answer(capsys)
    assert payload["records"] == 1
    assert {"mapped", "approximated", "dropped", "missing"} <= set(payload)
    assert b"secret-key" not in path.read_bytes()
    (draft,) = read(io.BytesIO(path.read_bytes()), format=form).records
    assert draft.content["name"] == world.CONTENT["name"]
    assert draft.content["methods"] == ""


@pytest.mark.django_db
def test_an_ending_we_do_not_write_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "algorithms", "--format", "nl-1.0", "-o", tmp_path / "out.ods") == 1
    assert "json, csv, xlsx" in capsys.readouterr().err
    assert run("export", "algorithms", "--format", "nl-1.0", "-o", "-", "--json", "-") == 1
