"""`sobria journal` as a person runs it: from the database to a file, and from the file alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.journal.journals import EVENTS, SIGNED, as_bytes, checkpoint, public_pem

from sobria.city.journal import checkpoints
from sobria.city.journal.services import record
from sobria.cli import journal

ALONE = (
    "import sys; from sobria.cli.main import main; status = main(sys.argv[1:]);"
    "print('with the web framework' if 'django' in sys.modules else 'alone'); sys.exit(status)"
)


def run(*words: object) -> int:
    return journal.run("journal", [*map(str, words), "--lang", "en"])


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(as_bytes(SIGNED))
    return path


def test_verifying_needs_neither_the_web_framework_nor_a_database(whole: Path) -> None:
    words = [sys.executable, "-c", ALONE, "journal", "verify", str(whole), "--lang", "en"]
    answer = subprocess.run(words, capture_output=True, text=True, check=False, cwd=whole.parent)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Journal whole: 6 events" in answer.stdout
    assert answer.stdout.endswith("alone\n")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(as_bytes(SIGNED)) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_of_the_file_names_its_event(
    whole: Path, capsys: pytest.CaptureFixture[str], place: int, bit: int
) -> None:
    content = bytearray(as_bytes(SIGNED))
    content[place] ^= 1 << bit
    flipped = whole.with_name("flipped.jsonl")
    flipped.write_bytes(content)
    assert run("verify", flipped) == 1
    before = as_bytes(SIGNED)[:place].count(b"\n")
    said = capsys.readouterr().out
    assert f"event {before - 1} " in said if before > 1 else "Line " in said


def test_the_key_the_city_publishes_is_the_one_believed(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = whole.with_name("cle.pem")
    key.write_text(public_pem())
    assert run("verify", whole, "--key", key) == 0
    assert "compare it" not in capsys.readouterr().out
    assert run("verify", whole) == 0
    assert "compare it" in capsys.readouterr().out
    key.write_text("not a key")
    assert run("verify", whole, "--key", key) == 2
    assert "not an Ed25519 key" in capsys.readouterr().err


def test_checkpoints_kept_from_before_betray_a_shortened_journal(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = whole.with_name("points.json")
    kept.write_text(json.dumps({"checkpoints": [checkpoint(EVENTS[5])]}))
    assert run("verify", whole, "--checkpoints", kept) == 0
    whole.write_bytes(as_bytes(SIGNED[:-1]))
    assert run("verify", whole) == 0
    capsys.readouterr()
    assert run("verify", whole, "--checkpoints", kept) == 1
    assert "signed event 6" in capsys.readouterr().out
    kept.write_text("{}")
    assert run("verify", whole, "--checkpoints", kept) == 2
    assert "no published checkpoints" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf" + as_bytes(SIGNED), "byte order mark"),
        ("\ufeff{}".encode("utf-16"), "header"),
        (b"nom;prix\nA;1\n", "header"),
        (as_bytes(SIGNED)[:-40], "Line 8: the file stops in the middle of a line"),
        (as_bytes(SIGNED) + b"\n", "Line 9: event 7"),
        (as_bytes(SIGNED).replace(b"\n", b"\r\n"), "Line 1"),
    ],
)
def test_a_file_that_is_no_journal_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    assert run("verify", path) == 1
    assert said in capsys.readouterr().out


def test_the_answer_can_be_read_by_a_program(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole.write_bytes(as_bytes(SIGNED).replace(b'{"value":3}', b'{"value":9}'))
    assert run("verify", whole, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["whole"], found["events"], found["faults"][0]["sequence"]) == (False, 6, 3)


def test_wrong_usage_says_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["verify"], ["erase", "x"]):
        with pytest.raises(SystemExit) as stopped:
            journal.run("journal", words)
        assert stopped.value.code == 2
    assert run("verify", tmp_path / "nowhere.jsonl") == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_is_exported_from_the_database_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        for number in range(3):
            record("x.done", by=None, subject=f"x:{number}", data={"é": [number, 0.5, None]})
    checkpoints.sign_today()
    path = tmp_path / "journal.jsonl"
    assert run("export", path) == 0
    assert "3 events" in capsys.readouterr().out
    assert run("verify", path) == 0
    capsys.readouterr()
    assert run("export", "-") == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
    assert run("export", tmp_path) == 1
    assert "cannot be written" in capsys.readouterr().err
