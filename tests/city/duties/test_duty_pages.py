"""The pages of duties, as residents and staff see them."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from sobria.city.duties import selectors, services
from sobria.city.duties.models import Attestation
from sobria.city.duties.selectors import Follower
from sobria.city.duties.services import Said
from sobria.city.indicators.services import enter_input, enter_value
from sobria.city.people.models import User
from sobria.engine.duties import load_duties

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> object:
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


def declare(officer: User, *, year: int = 2025, on: date = date(2026, 6, 12)) -> Attestation:
    said = Said(done=True, on=on, year=year, reference="Déclaration 2025", url="https://lutece.example/declaration")
    return services.attest("agec-58-declaration", "declaration", said=said, by=officer)


def reuse(officer: User, value: float, *, low: float | None = None, high: float | None = None) -> None:
    year = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    told = {"method": "état des achats", "source": "Finances"}
    enter_value("S12", value=value, low=low, high=high, by=officer, **year, **told)


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_empty_city_sees_every_duty_and_none_is_met(client: Client) -> None:
    page = words(client, reverse("duties:home"))
    assert all(f"/obligations/{code}/" in page for code in load_duties())
    assert "0 obligation" in page
    assert "met" not in {one.state for one in selectors.assessments(TODAY).values()}


def test_a_duty_page_says_value_threshold_and_period(client: Client, officer: User) -> None:
    reuse(officer, 22.0)
    page = words(client, reverse("duties:entry", args=["agec-58-it"]))
    assert "Achats numériques issus du réemploi : tenue" in page
    assert "22\N{NO-BREAK SPACE}%" in page
    assert "au moins 20\N{NO-BREAK SPACE}%" in page
    assert "(2025)" in page
    assert reverse("indicators:evidence", args=["S12"]) in page


def test_a_threshold_inside_the_interval_is_said_and_unknown(client: Client, officer: User) -> None:
    reuse(officer, 22.0, low=18.0, high=26.0)
    assert "Le seuil est dans l’intervalle" in words(client, reverse("duties:entry", args=["agec-58-it"]))
    assert selectors.assessments(TODAY)["agec-58-it"].state == "unknown"


def test_the_day_asked_decides_the_law_and_what_was_known(client: Client, officer: User) -> None:
    reuse(officer, 22.0)
    address = reverse("duties:entry", args=["agec-58-it"])
    assert "tenue" in words(client, f"{address}?date=2026-11-24")
    before = words(client, f"{address}?date=2024-06-30")
    assert "sans objet" in before
    assert "1 juillet 2024" in before
    assert "inconnue" in words(client, f"{address}?date=2026-11-23")


def test_a_population_makes_the_scope_known(client: Client, officer: User) -> None:
    assert selectors.assessments(TODAY)["reen-35-strategy"].state == "unknown"
    told = {"start": date(2026, 1, 1), "end": date(2026, 12, 31), "source": "Insee", "by": officer}
    enter_input("population", value=12_000, **told)
    assert selectors.assessments(TODAY)["reen-35-strategy"].state == "not-applicable"
    page = words(client, reverse("duties:entry", args=["reen-35-strategy"]))
    assert "plus de 50\N{NARROW NO-BREAK SPACE}000" in page


@pytest.mark.parametrize("asked", ["demain", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, asked: str) -> None:
    for name in ("duties:home", "duties:download"):
        args = ["csv"] if name.endswith("download") else []
        answer = client.get(reverse(name, args=args), {"date": asked})
        assert answer.status_code == 422


def test_filters_keep_what_is_asked(client: Client) -> None:
    page = words(client, reverse("duties:home") + "?statut=contested")
    assert "mobility-fleet-paris" in page
    assert "/obligations/agec-58-it/" not in page
    assert "Aucune obligation ne répond" in words(client, reverse("duties:home") + "?etat=met")


def test_the_grid_downloads_as_csv_and_json(client: Client, officer: User) -> None:
    reuse(officer, 22.0)
    rows = client.get(reverse("duties:download", args=["json"])).json()["rows"]
    assert {row["code"] for row in rows} == set(load_duties())
    assert next(row["state"] for row in rows if row["code"] == "agec-58-it") == "met"
    text = words(client, reverse("duties:download", args=["csv"]))
    assert text.startswith("on,code,name")
    assert len(text.splitlines()) == len(rows) + 1
    assert client.get(reverse("duties:download", args=["xml"])).status_code == 404


def test_an_unknown_duty_is_not_found(client: Client, desk: Client) -> None:
    assert client.get(reverse("duties:entry", args=["nope"])).status_code == 404
    assert desk.get(reverse("duties-desk:entry", args=["nope"])).status_code == 404
    assert desk.get(reverse("duties-desk:attest", args=["agec-58-it", "nope"])).status_code == 404


def test_the_calendar_names_yearly_days_steps_and_expiries(client: Client, officer: User) -> None:
    said = Said(done=True, on=date(2025, 2, 1), reference="Déclaration d’accessibilité")
    services.attest("rgaa-declaration", "statement", said=said, by=officer)
    found = {(one.duty.code, one.cause, one.on) for one in selectors.calendar(TODAY)}
    assert ("agec-58-declaration", "yearly", date(2027, 6, 30)) in found
    assert ("agec-58-declaration", "yearly", date(2028, 6, 30)) in found
    assert ("agec-58-it", "step", date(2027, 1, 1)) in found
    assert ("data-act-fees-2027", "fixed", date(2027, 1, 12)) in found
    assert ("rgaa-declaration", "expiry", date(2028, 2, 1)) in found
    assert "1 février 2028" in words(client, reverse("duties:calendar"))


def test_the_diary_feed_is_read_back_and_keeps_its_identifiers(client: Client) -> None:
    first = client.get(reverse("duties:calendar-ics"))
    again = client.get(reverse("duties:calendar-ics"))
    assert first.content == again.content
    events = Calendar.from_ical(first.content).walk("VEVENT")
    identifiers = [str(one["UID"]) for one in events]
    assert len(identifiers) == len(set(identifiers)) == len(selectors.calendar(TODAY))
    assert all(one.decoded("DTSTART") >= TODAY for one in events)
    english = Calendar.from_ical(client.get("/en/obligations/calendrier.ics").content).walk("VEVENT")
    assert [str(one["UID"]) for one in english] == identifiers
    assert "Switching fees banned" in str(next(one for one in english if "data-act" in one["UID"])["DESCRIPTION"])


def test_the_number_of_queries_does_not_follow_the_number_of_statements(client: Client, officer: User) -> None:
    def cost() -> list[int]:
        found = []
        for address in ("duties:home", "duties:calendar"):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(address))
            found.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("duties:entry", args=["agec-58-declaration"]))
        return [*found, len(queries)]

    declare(officer)
    few = cost()
    Attestation.objects.bulk_create(
        Attestation(
            duty="agec-58-declaration",
            item="declaration",
            version=2 + at,
            done=True,
            on=TODAY,
            year=2025,
            reference="r",
            recorded_on=TODAY,
            recorded_by=officer,
        )
        for at in range(100)
    )
    assert cost() == few


def test_english_pages_speak_english(client: Client) -> None:
    page = words(client, "/en/obligations/agec-58-it/")
    assert "Digital purchases from reuse" in page
    assert "unknown" in page
    assert "Pourquoi" not in page


def followed(code: str) -> list[Follower]:
    return [Follower(f"Action sur {code}", "/strategie/actions/S2/")]


def count_devices(_on: date) -> dict[str, int]:
    return {"devices": 12}


def test_rooms_above_tell_what_follows_a_duty_and_what_they_count(client: Client, settings: Any) -> None:
    settings.DUTY_FOLLOWERS = [f"{__name__}.followed"]
    settings.DUTY_COUNTS = [f"{__name__}.count_devices"]
    assert "Action sur lrn-16" in words(client, reverse("duties:entry", args=["lrn-16"]))
    assert selectors.facts(TODAY).counts == {"devices": 12}
