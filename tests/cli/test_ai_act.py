"""`sobria ai-act` as a person runs it."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.engine.ai_act.sheets import sheet

from sobria.cli.ai_act import run

SCORING = sheet("annex-iii-5a-benefits", "profiling", "decides-on-people")


def write(folder: Path, content: object) -> str:
    path = folder / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def answer(folder: Path, content: object, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run("ai-act", [write(folder, content), "--json", "-", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_answer_can_be_read_by_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(tmp_path, SCORING, capsys, "--on", "2026-11-23", "--lang", "en")
    assert (found["class"], found["unknown"], found["law"]) == ("high-risk-annex-iii", [], "reg-2026-1744")
    assert found["prohibited_from"] is None
    register = next(one for one in found["obligations"] if one["code"] == "r9-registration")
    assert register == {
        "code": "r9-registration",
        "rule": "R9",
        "article": "49(3)",
        "actor": "deployer",
        "borne_by": "city",
        "applies_from": "2026-08-02",
        "other_reading": "2027-12-02",
        "date_status": "contested",
        "law_version": "reg-2026-1744",
        "to_confirm": True,
        "assumed": False,
        "words": "Register the use in the EU database before starting.",
    }


def test_the_day_chooses_the_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = answer(tmp_path, SCORING, capsys, "--on", "2026-07-26")
    assert before["law"] == "reg-2024-1689"
    assert {one["applies_from"] for one in before["obligations"] if one["rule"] == "R7"} == {"2026-08-02"}
    banned = sheet("art5-bb-child-abuse-material", "art5-1a-purpose")
    assert answer(tmp_path, banned, capsys, "--on", "2026-12-01")["class"] == "minimal"
    found = answer(tmp_path, banned, capsys, "--on", "2026-12-02")
    assert (found["class"], found["prohibited_from"]) == ("prohibited", "2026-12-02")


def test_answers_may_stand_in_an_object_or_in_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = {"id": "scoring", "answers": SCORING}
    alone = answer(tmp_path, one, capsys)
    assert (alone["id"], alone["class"]) == ("scoring", "high-risk-annex-iii")
    several = answer(tmp_path, [one, {"is-ai-system": "no"}, {}], capsys)
    assert [each["class"] for each in several] == ["high-risk-annex-iii", "not-ai", "high-risk-review"]
    assert answer(tmp_path, [], capsys) == []


def test_a_blank_questionnaire_is_a_file_of_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ai-act", ["--questions"]) == 0
    blank = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + blank.encode())))
    assert run("ai-act", ["-", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["class"], set(found["unknown"])) == ("high-risk-review", set(json.loads(blank)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Haut risque (annexe III)", "R5", "(profiling)", "contesté", "À confirmer par un juriste", "la ville"]),
        ("en", ["High risk (Annex III)", "R5", "(profiling)", "contested", "To be confirmed by a lawyer", "the city"]),
    ],
)
def test_the_text_is_in_the_language_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: list[str]
) -> None:
    assert run("ai-act", [write(tmp_path, SCORING), "--lang", language, "--on", "2026-11-23"]) == 0
    text = capsys.readouterr().out
    assert [one for one in said if one not in text] == []


def test_the_text_says_what_is_missing_and_what_is_to_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = sheet("art5-bb-child-abuse-material", "art5-1a-purpose", talks_to_people="unknown")
    assert run("ai-act", [write(tmp_path, {"id": "x", "answers": facts}), "--lang", "en", "--on", "2026-11-23"]) == 0
    text = capsys.readouterr().out
    assert "Prohibited from 2 December 2026" in text
    assert "(talks-to-people)" in text
    assert "held as due" in text


def test_the_json_may_go_to_a_file_beside_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert run("ai-act", [write(tmp_path, SCORING), "--json", str(out), "--lang", "en"]) == 0
    assert "High risk" in capsys.readouterr().out
    assert json.loads(out.read_text(encoding="utf-8"))["class"] == "high-risk-annex-iii"
    given = write(tmp_path, SCORING)
    assert run("ai-act", [given, "--json", given, "--lang", "en"]) == 1
    assert "would replace" in capsys.readouterr().err
    assert run("ai-act", [given, "--json", str(tmp_path / "no" / "out.json")]) == 1
    assert "out.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1, column 1"),
        ('{"profiling": "yes",\n "public-body" "no"}', "line 2, column 16"),
        ('{"profiling": "yes", "profiling": "no"}', 'the key "profiling" is written twice'),
        ('"yes"', "give one object of answers"),
        ("[[]]", "give one object of answers"),
        ('{"answers": []}', "give one object of answers"),
        ('{"answers": {}, "colour": 1}', '"colour" stands beside'),
        ('{"profilling": "yes"}', 'nearest is "profiling"'),
        ('{"profiling": "oui"}', '"oui" is not an answer to "profiling"'),
        ('{"profiling": true}', "Answer one of: yes, no, unknown"),
        ('[{}, {"profiling": "ja"}]', "object 2:"),
        ('{"\\ud800": "yes", "\\ud800": "no"}', "written twice"),
        ('{"\\ud800": "yes"}', "No question has the code"),
        ("[" * 100_000, "nested too deep"),
        ('{"profiling": ' + "9" * 5000 + "}", "answers.json"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    assert run("ai-act", [write(tmp_path, content), "--json", "-", "--lang", "en"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_a_file_that_is_absent_or_not_text_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ai-act", [str(tmp_path / "absent.json"), "--lang", "fr"]) == 1
    assert "ne peut pas être lu" in capsys.readouterr().err
    path = tmp_path / "latin.json"
    path.write_bytes('{"é": 1}'.encode("latin-1"))
    assert run("ai-act", [str(path), "--lang", "fr"]) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_the_name_of_a_sheet_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = {"id": "\x1b[2J\ud800", "answers": {}}
    assert answer(tmp_path, one, capsys)["id"] == "�[2J�"
    assert run("ai-act", [write(tmp_path, one)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2026-13-01", "2026-13", "2026-02-30", "20261202", "tomorrow", ""])
def test_a_day_that_is_none_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert run("ai-act", [write(tmp_path, {}), "--on", day, "--lang", "en"]) == 2
    assert "is not a date. Write YYYY-MM-DD" in capsys.readouterr().err


def test_a_day_before_the_law_and_no_file_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ai-act", [write(tmp_path, {}), "--on", "2020-01-01", "--lang", "en"]) == 1
    assert "in force since 2024-08-01" in capsys.readouterr().err
    assert run("ai-act", ["--lang", "fr"]) == 2
    assert "Donnez un fichier" in capsys.readouterr().err


def test_the_command_never_loads_the_web_framework(tmp_path: Path) -> None:
    script = (
        "import sys; from sobria.cli.main import main; status = main(sys.argv[1:]);"
        "sys.exit(status or any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    words = [sys.executable, "-c", script, "ai-act", write(tmp_path, SCORING), "--json", "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["class"] == "high-risk-annex-iii"
