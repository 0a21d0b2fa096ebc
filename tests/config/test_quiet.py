"""A refusal is one line of the logs; a fault keeps its stack."""

import logging

import pytest
from django.test import Client
from pytest_django import Settings
from tests.worlds import algorithms as world

from sobria.city.people.roles import Role
from sobria.config.quiet import RefusalsWithoutStack


@pytest.mark.django_db
def test_a_closed_page_is_logged_without_a_stack(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.force_login(world.person(Role.MEMBER, "membre"))
    assert client.get("/bureau/algorithmes/nouveau/").status_code == 403
    said = [record for record in caplog.records if record.name == "django.request"]
    assert said
    assert not any(record.exc_info for record in said)


@pytest.mark.django_db
def test_a_text_too_heavy_is_said_so_and_logged_without_a_stack(
    client: Client, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/registres/algorithmes/en-marche/signaler/", {"text": "x" * 2000})
    assert answer.status_code == 413
    assert "Raccourcissez votre texte" in answer.content.decode()
    assert not any(record.exc_info for record in caplog.records if record.name.startswith("django."))


def test_a_fault_keeps_its_stack() -> None:
    error = ValueError("broken")
    fault = logging.LogRecord("django.request", logging.ERROR, "", 1, "broken", (), (ValueError, error, None))
    fault.status_code = 500
    assert RefusalsWithoutStack().filter(fault)
    assert fault.exc_info
