"""Lutèce takes the road of a real city, is made once, and never touches anyone's data."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.worlds.serving import Running, gone

SECONDS = 180
INVENTORY = "lutece-materiel.csv"


def sobria(folder: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOBRIA_", "DATABASE_", "COV"))}
    return subprocess.run(
        [sys.executable, "-m", "sobria.cli.main", *words],
        capture_output=True, text=True, check=False, timeout=SECONDS,
        env={**kept, "SOBRIA_DATA_DIR": str(folder), **changes},
    )  # fmt: skip


def demo(folder: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return sobria(folder, "demo", "--no-serve", *words, **changes)


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "sobria.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The city made in place of one whose making was interrupted."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    folder.mkdir()
    mark = {"devices": 1500, "seed": 2025, "code": "", "done": False}
    (folder / "demo.json").write_text(json.dumps(mark), encoding="ascii")
    (folder / "sobria.sqlite3").write_bytes(b"half written")
    done = demo(folder, "--devices", "1500")
    assert done.returncode == 0, done.stderr + done.stdout
    return folder, done.stdout


def test_the_inventory_goes_through_the_import_of_a_real_city(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    [(state, read, created, rejected)] = ask(
        folder, f"SELECT state, read, created, rejected FROM registers_import WHERE file_name = '{INVENTORY}'"
    )
    assert (state, read) == ("done", 1500)
    assert created + rejected == 1500
    assert rejected > 0
    assert ask(
        folder,
        "SELECT count(*) FROM equipment_device JOIN registers_import i ON i.id = created_import_id"
        f" WHERE file_name = '{INVENTORY}'",
    ) == [(created,)]
    assert ask(folder, "SELECT count(DISTINCT line) FROM registers_reject") == [(rejected,)]


def test_the_footprint_of_two_years_is_there(loaded: tuple[Path, str]) -> None:
    folder, said = loaded
    years = ask(folder, "SELECT DISTINCT year FROM footprint_run WHERE state = 'done' ORDER BY year")
    assert len(years) == 2
    assert "Footprint computed" in said


def test_no_letter_about_what_was_played_waits_for_the_first_visitor(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    letters = "task_path LIKE '%notice_jobs%'"
    assert ask(folder, f"SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE {letters}") == [(0,)]
    assert ask(folder, "SELECT count(*) > 0 FROM django_tasks_database_dbtaskresult") == [(1,)]


def test_progress_is_said_in_both_languages(loaded: tuple[Path, str]) -> None:
    _, said = loaded
    for words in (
        "1500 lignes",
        "1500 lines",
        "fiches créées",
        "entries created",
        "Lutèce est prête",
        "Lutèce is ready",
    ):
        assert words in said


def test_no_line_keeps_who_used_the_device(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    columns = [str(name) for _, name, *_ in ask(folder, "PRAGMA table_info(equipment_device)")]
    told = " OR ".join(f"CAST(\"{name}\" AS TEXT) LIKE '%agent-0%'" for name in columns)
    assert ask(folder, f"SELECT count(*) FROM equipment_device WHERE {told}") == [(0,)]


def test_the_main_roles_can_sign_in(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    accounts = ask(
        folder,
        "SELECT email, a.role, scope FROM people_user u JOIN people_assignment a ON a.user_id = u.id"
        " WHERE is_active ORDER BY email, a.role",
    )
    assert accounts == [
        ("agent@lutece.example", "officer", ""),
        ("atelier@lutece.example", "refurbisher", "ateliers-du-bief"),
        ("audit@lutece.example", "auditor", ""),
        ("donnees@lutece.example", "dpo", ""),
        ("executif@lutece.example", "executive", ""),
        *((f"membre{number}@lutece.example", "member", "") for number in range(1, 6)),
        ("mission@lutece.example", "prescriber", "mission-locale"),
        ("parc@lutece.example", "agent", ""),
        ("parc@lutece.example", "steward", "equipment"),
        ("projet@lutece.example", "agent", ""),
        ("secretariat@lutece.example", "secretary", ""),
        ("site@lutece.example", "administrator", ""),
    ]


def test_the_example_is_the_adopted_strategy_and_has_means_and_steps(loaded: tuple[Path, str]) -> None:
    folder, said = loaded
    [(title, state)] = ask(folder, "SELECT title, state FROM strategy_strategy")
    assert "synthétique" in str(title)
    assert state == "adopted"
    assert ask(folder, "SELECT count(*) FROM strategy_measure") == [(25,)]
    assert ask(folder, "SELECT count(*) > 10 FROM strategy_step") == [(1,)]
    assert ask(folder, "SELECT count(*) > 10 FROM strategy_budgetline") == [(1,)]
    assert ask(folder, "SELECT count(*) FROM strategy_programmeedition") == [(1,)]
    assert "work programme written" in said


def test_who_decides_has_a_second_factor(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    held = "SELECT count(*) FROM people_assignment a WHERE a.role IN ('member', 'secretary', 'executive') AND "
    factor = "EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = a.user_id AND f.type = 'totp')"
    assert ask(folder, held + factor) == [(7,)]


def test_systems_have_gone_each_as_far_as_it_goes(loaded: tuple[Path, str], tmp_path: Path) -> None:
    """One in service after its conditions, one refused, one prohibited, one waiting, one running without decision."""
    folder, _ = loaded
    stood = "SELECT authorisation, ai_class, operation, is_public FROM algorithms_algorithm ORDER BY code"
    assert ask(folder, stood) == [
        ("in_service", "minimal", "running", 1),
        ("refused", "minimal", "not_running", 1),
        ("withdrawn", "prohibited", "not_running", 1),
        ("submitted", "not-ai", "not_running", 1),
        ("draft", "high-risk-review", "running", 1),
    ]
    assert ask(folder, "SELECT count(*) FROM algorithms_algorithm WHERE regularise_by IS NOT NULL") == [(1,)]
    journal = tmp_path / "journal.jsonl"
    exported = sobria(folder, "journal", "export", str(journal))
    assert exported.returncode == 0, exported.stderr
    trail = sobria(folder, "trail", str(journal), "--lang", "en")
    assert (trail.returncode, trail.stdout.count("every move follows the rules")) == (0, 1)


def test_every_invented_figure_says_that_it_is(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    for table in ("indicators_entry", "indicators_factentry"):
        assert ask(folder, f"SELECT count(*) > 40, sum(source NOT LIKE '%synthétique%') FROM {table}") == [(1, 0)]
    targets = "SELECT count(*), sum(source NOT LIKE '%synthétique%') FROM indicators_targetversion"
    assert ask(folder, targets) == [(10, 0)]
    assert ask(folder, "SELECT sum(note NOT LIKE '%synthétique%') FROM duties_attestation") == [(0,)]
    years = ask(folder, "SELECT count(DISTINCT start) FROM indicators_entry GROUP BY code")
    assert set(years) == {(3,)}


def test_all_of_it_is_in_a_journal_that_was_signed_once(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    kinds = dict(ask(folder, "SELECT kind, count(*) FROM journal_event GROUP BY kind"))
    assert kinds["measure.created"] == 25
    assert {"target.set", "indicator.entered", "input.entered", "duty.attested", "programme.published"} <= set(kinds)
    assert ask(folder, "SELECT count(*) FROM journal_checkpoint") == [(1,)]


def test_the_second_time_reuses_what_is_there(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    before = ask(folder, "SELECT id, received_at FROM registers_import")
    done = demo(folder, "--devices", "1500")
    assert done.returncode == 0, done.stderr
    assert "it is used again" in done.stdout
    assert ask(folder, "SELECT id, received_at FROM registers_import") == before


def test_an_interrupted_one_is_made_again(loaded: tuple[Path, str]) -> None:
    _, said = loaded
    assert "it is made again" in said


def test_another_size_is_made_again_and_served_with_its_accounts_and_says_it_is_synthetic(
    loaded: tuple[Path, str], tmp_path: Path, socket_enabled: None
) -> None:
    folder = Path(shutil.copytree(loaded[0], tmp_path / "data"))
    running = Running(folder, "--devices", "300", verb="demo")
    try:
        said = running.read_until("Press Ctrl-C")
        _, page = running.get("/en/")
        figures, _ = running.get("/empreinte/")
    finally:
        running.stop(signal.SIGTERM)
        os.close(running.output)
    assert "it is made again" in said
    assert ask(folder, f"SELECT read, state FROM registers_import WHERE file_name = '{INVENTORY}'") == [(300, "done")]
    assert "agent@lutece.example" in said
    assert "audit@lutece.example" in said
    assert "Lutèce" in page
    assert "synthetic data" in page
    assert figures == 200
    assert gone(folder)


def test_a_folder_that_holds_a_city_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "sobria.sqlite3").write_bytes(b"someone's data")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "is not a demonstration" in done.stderr
    assert (tmp_path / "sobria.sqlite3").read_bytes() == b"someone's data"
    assert "Traceback" not in done.stderr


def test_a_city_database_is_never_used(tmp_path: Path) -> None:
    done = demo(tmp_path, DATABASE_URL="postgresql://sobria@localhost/sobria")
    assert done.returncode == 1
    assert "take DATABASE_URL out" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_absurd_size_is_refused(tmp_path: Path) -> None:
    done = demo(tmp_path, "--devices", "0")
    assert done.returncode == 2
    assert "between 1 and 1000000" in done.stderr


def test_public_passwords_open_nothing_outside_the_demonstration(tmp_path: Path) -> None:
    program = (
        "from sobria.cli.with_django import load\n"
        "load('sobria.cli.demo_loading').ensure_loaded(devices=10, seed=1, release='x')\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOBRIA_", "DATABASE_", "COV"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=False, timeout=300, env={**kept, "SOBRIA_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "only under SOBRIA_DEMO=1" in done.stderr
    assert not (tmp_path / "sobria.sqlite3").exists()
