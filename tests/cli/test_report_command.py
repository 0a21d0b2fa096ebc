"""`sobria report` gives back the bytes that were published."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from tests.worlds.editions import officer, value

from sobria.city.people.models import User
from sobria.city.reports import services
from sobria.cli import edition

__all__ = ["officer"]


def run(*words: object) -> int:
    return edition.run("report", [*map(str, words)])


def test_each_format_of_a_frozen_edition_is_written_and_what_is_not_frozen_is_refused(
    officer: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value(officer, "D8", 7.0)
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=ZoneInfo("Europe/Paris")), tick=False):
        frozen = services.freeze(2026, by=officer)
    for form in ("pdf", "odt", "html", "csv", "json"):
        path = tmp_path / f"bilan.{form}"
        assert run(2026, "--format", form, "-o", path, "--lang", "en") == 0
        kept = frozen.files.get(format=form, language="" if form == "json" else "en")
        assert path.read_bytes() == bytes(kept.content)
    assert frozen.files.get(format="csv", language="en").digest in capsys.readouterr().out
    assert run(2026, "--revision", 3, "-o", tmp_path / "x") == 1
    assert "n’a pas de révision 3" in capsys.readouterr().err
    assert run(2024, "-o", tmp_path / "x", "--lang", "en") == 1
    assert "is not frozen" in capsys.readouterr().err
    assert run(2026, "-o", tmp_path / "absent" / "x.pdf") == 1
    assert "Impossible d’écrire" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("deux mille", "-o", "x")
