"""Two people press the button at the same moment, each in a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from sobria.city.indicators import services as indicators
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.reports import services
from sobria.city.reports.models import Edition, EditionFile
from sobria.engine.messages import Refusal


@pytest.mark.django_db(transaction=True)
def test_an_edition_frozen_twice_at_once_is_frozen_once(officer: User) -> None:
    days = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    indicators.enter_value("D8", value=7.0, method="enquête", source="Accueil", by=officer, **days)
    ready = Barrier(2)

    def press() -> str:
        try:
            ready.wait(timeout=60)
            services.freeze(2025, by=officer)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "frozen"

    with ThreadPoolExecutor(max_workers=2) as people:
        told = [one.result(timeout=120) for one in [people.submit(press) for _ in range(2)]]
    assert sorted(told) == ["edition-frozen-twice", "frozen"]
    assert (Edition.objects.count(), EditionFile.objects.count()) == (1, 10)
    assert Event.objects.filter(kind="edition.frozen").count() == 1
