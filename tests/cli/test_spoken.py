"""One rule of language for every command: `--lang`, else the session's."""

import pytest

from sobria.cli.main import main

REFUSED = {
    "import": ["algorithms", "absent.json", "--format", "nl-1.0", "--dry-run"],
    "footprint": ["absent.csv"],
    "factors": ["check", "absent.csv"],
    "ai-act": ["absent.json"],
    "trail": ["absent.jsonl"],
    "journal": ["verify", "absent.jsonl"],
}


@pytest.mark.parametrize("verb", REFUSED)
def test_every_command_follows_the_session_then_what_is_asked(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        assert main([verb, *REFUSED[verb], *words]) != 0
        return capsys.readouterr().err

    french, english = said("--lang", "fr"), said("--lang", "en")
    assert french != english
    assert said() == french
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert said() == english
    assert said("--lang=fr") == french
    monkeypatch.delenv("LANG")
    assert said() == english
