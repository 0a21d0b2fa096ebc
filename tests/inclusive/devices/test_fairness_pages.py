"""What everyone reads of attributions: years that are over, small numbers hidden, on the page and in the file."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.worlds import codes as world

from sobria.engine.devices.bands import delays
from sobria.engine.devices.fairness import Told, told
from sobria.inclusive.devices.codes import delivering, tallies
from sobria.inclusive.devices.fairness.selectors import years
from sobria.inclusive.devices.indicators import provide
from sobria.inclusive.devices.models import FollowUp

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year


def needs(number: int, *, granted: bool, year: int = THIS_YEAR - 1, **bands: str) -> list[Told]:
    asked = date(year, 3, 1)
    ended = asked + timedelta(days=20) if granted else None
    one = list(told(world.LEAST | bands, asked=asked, ended=ended, is_granted=granted, until=year))
    return one * number


def last_year() -> None:
    """Forty asked, thirty were granted; five have a disability."""
    tallies.keep(
        [
            *needs(30, granted=True, has_pupil="yes"),
            *needs(5, granted=False, has_disability="yes"),
            *needs(5, granted=False),
        ]
    )


def lines() -> list[dict[str, str]]:
    answer = Client().get(reverse("devices-fairness:file"))
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_file_says_what_the_page_says_and_hides_what_it_hides() -> None:
    last_year()
    found = {(row["dimension"], row["band"]): row for row in lines()}
    assert found["all", "all"]["asked"] == "40"
    assert found["all", "all"]["granted"] == "30"
    assert found["all", "all"]["median_wait"] == "w3"
    assert {found["has_disability", band]["asked"] for band in ("yes", "no")} == {"masked"}
    assert found["resources", "other"]["asked"] == "masked", (
        "the others are empty: hidden, so the whole is told by none"
    )
    html = Client().get(reverse("devices-fairness:home")).content.decode()
    assert f"Année {THIS_YEAR - 1}" in html
    assert "de 15 à 30 jours" in html
    assert html.count("masqué</td>") == sum(list(row.values()).count("masked") for row in lines())


def test_the_year_under_way_is_read_by_staff_only() -> None:
    who = world.chain()
    tallies.keep(needs(40, granted=True, year=THIS_YEAR))
    assert lines() == []
    assert f"Année {THIS_YEAR}" not in Client().get(reverse("devices-fairness:home")).content.decode()
    desk = Client()
    desk.force_login(who.officer)
    assert f"Année {THIS_YEAR}" in desk.get(reverse("devices-codes-desk:fairness")).content.decode()


def test_the_table_costs_two_queries_however_many_asked() -> None:
    last_year()
    with CaptureQueriesContext(connection) as queries:
        assert len(years(until=THIS_YEAR, language="fr")) == 1
    assert len(queries) == 2


def test_the_rules_are_public_with_their_delays_in_both_languages() -> None:
    html = Client().get(reverse("devices-fairness:rules")).content.decode()
    assert html.index("le foyer n’a aucun équipement") < html.index("un enfant du foyer va à l’école")
    assert f"{delays()['code-delivered'].value}" in html
    assert "the household has no device" in Client().get("/en" + reverse("devices-fairness:rules")).content.decode()


def test_an_empty_city_says_so() -> None:
    assert "Aucun équipement n’a encore été remis" in Client().get(reverse("devices-fairness:home")).content.decode()
    assert {one.unknown for one in provide(THIS_YEAR, timezone.localdate())} == {"indicator-no-register"}


def test_indicators_count_what_was_granted_and_what_still_works() -> None:
    who = world.chain()
    issued, _item = world.kept(who)
    delivering.deliver(world.fresh(issued.code), by=world.again(who.refurbisher))
    today = timezone.localdate()
    for works, done_on in ((True, today), (True, today), (False, today), (None, today), (None, None)):
        (item,) = world.items(who, state="delivered")
        FollowUp.objects.create(item=item, due_on=today, done_on=done_on, works=works)
    found = {one.code: one for one in provide(THIS_YEAR, today)}
    assert found["I4"].value == 1
    assert (found["devices_followed"].value, found["devices_working"].value) == (3, 2)
    assert found["devices_followed"].coverage == 0.6
    assert "1</td>" in Client().get(found["I4"].evidence).content.decode()
    assert provide(THIS_YEAR + 1, today) == []
