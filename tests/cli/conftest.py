"""Commands speak the language of the session: French here, where a test asks for no other."""

import pytest


@pytest.fixture(autouse=True)
def french_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
