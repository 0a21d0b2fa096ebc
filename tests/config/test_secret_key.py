"""The signing key of a local start: made once, whole, whoever starts first."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from sobria.config.environment import secret_key

STARTS = 8
KEY = "SOBRIA_SECRET_KEY"


@pytest.fixture(autouse=True)
def no_key_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in ("", "_FILE"):
        monkeypatch.delenv(KEY + suffix, raising=False)


def test_first_starts_at_once_agree_on_one_whole_key(tmp_path: Path) -> None:
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        together = Barrier(STARTS)

        def start(folder: Path = folder, together: Barrier = together) -> str:
            together.wait(timeout=120)
            return secret_key(folder)

        with ThreadPoolExecutor(STARTS) as pool:
            keys = {one.result() for one in [pool.submit(start) for _ in range(STARTS)]}
        assert [len(key) for key in keys] == [67]
        assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_a_start_beaten_at_the_last_moment_takes_the_key_of_the_winner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner = secret_key(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert secret_key(tmp_path) == winner


def test_the_key_is_kept_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert secret_key(tmp_path) == secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
