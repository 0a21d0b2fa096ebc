"""Digital in the territory: the national figure times the inhabitants, beside the city's own and its claim."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sobria.city.indicators.models import FactEntry
from sobria.engine.projection.territory import rows

PAGE = "/territoire/empreinte/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=False):
        yield


def words(answer: Any) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", answer.content.decode())


def population(value: float) -> None:
    day = date(2026, 1, 1)
    FactEntry.objects.create(
        code="population",
        start=day,
        end=date(2026, 12, 31),
        version=1,
        value=value,
        source="Insee",
        recorded_on=day,
        recorded_at=timezone.now(),
    )


def test_the_inhabitants_give_the_figure_with_the_bounds_of_the_study(client: Client) -> None:
    population(1_000_000)
    page = words(client.get(PAGE))
    assert "434 000" in page
    assert "De 220 000 à 795 000 tCO₂e selon les bornes de l’étude." in page
    assert "de 50,8 % à 183,2 % de la valeur" in page
    assert "Si le numérique d’un habitant pesait 5 % de son empreinte" in page
    assert "elle serait de 8,7 tCO₂e par an ; à la part nationale (4,4 %), de 9,9 tCO₂e" in page
    assert "/chiffres-cites/#paris-share" in page
    assert "L’empreinte de la ville n’est pas encore calculée." in page
    for row in rows().values():
        assert row.name() in page


def test_without_inhabitants_the_page_says_what_is_missing(client: Client) -> None:
    page = words(client.get(PAGE))
    assert "Le nombre d’habitants n’est pas connu." in page
    assert "434" in page
    assert "0 tCO₂e" not in page
