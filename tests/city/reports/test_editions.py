"""Freezing, reading again, correcting: against the database."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.worlds import strategy as world
from tests.worlds.devices import device
from tests.worlds.editions import a_city, value, year

from sobria.city.duties.selectors import assessments
from sobria.city.indicators import services as indicators
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.reports import selectors, services
from sobria.city.reports.gathering.document import gather
from sobria.city.reports.models import Edition, EditionFile
from sobria.city.strategy.models import Strategy
from sobria.engine.editions import files
from sobria.engine.messages import Refusal

PARIS = ZoneInfo("Europe/Paris")
TODAY = datetime(2027, 2, 10, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def february() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.sentence("fr")
    assert caught.value.sentence("en")


def read(edition: Edition) -> dict:  # type: ignore[type-arg]
    return json.loads(edition.text)


def figure(edition: Edition, code: str) -> dict:  # type: ignore[type-arg]
    return next(one for one in read(edition)["figures"] if one["code"] == code)


def test_a_frozen_edition_holds_what_was_known_of_the_year_with_its_target_and_its_past(officer: User) -> None:
    a_city(officer)
    edition = services.freeze(2026, by=officer, reference="2027-3")
    found = figure(edition, "S12")
    assert (found["value"], found["low"], found["high"], found["coverage"]) == (21.0, 20.0, 22.5, 0.9)
    assert (found["previous"]["value"], found["baseline"]["value"], found["target"]["value"]) == (18.0, 10.0, 30.0)
    assert found["target"]["expected"] == pytest.approx(10 + 20 * 730 / 2191)
    assert figure(edition, "I5")["value"] is None
    assert figure(edition, "I5")["unknown"]["en"]
    (measure,) = read(edition)["measures"]
    assert (measure["code"], measure["is_late"], measure["indicators"]) == ("M1", True, ["S12"])
    assert measure["status"] == {"fr": "En retard", "en": "Late"}
    assert (edition.reference, read(edition)["is_whole"], read(edition)["period_end"]) == ("2027-3", True, "2026-12-31")
    told = Event.objects.get(kind="edition.frozen")
    document = json.loads(told.document)
    assert document["data"]["sha256"] == edition.digest
    assert document["data"]["files"] == dict(edition.files.values_list("name", "digest"))


def test_what_is_read_again_is_byte_for_byte_what_was_frozen(officer: User) -> None:
    a_city(officer)
    edition = services.freeze(2026, by=officer)
    value(officer, "S12", 99.0, 2026, seen=1)
    again = {one.name: one.content for one in files.files(Edition.objects.get().text)}
    kept = {one.name: bytes(one.content) for one in EditionFile.objects.filter(edition=edition)}
    assert kept == again
    assert len(kept) == 10


def test_the_database_refuses_to_change_or_delete_an_edition(officer: User) -> None:
    value(officer, "S12", 18.0)
    services.freeze(2026, by=officer)
    for act in (
        lambda: Edition.objects.update(reason="autre"),
        lambda: EditionFile.objects.update(digest="0"),
        lambda: EditionFile.objects.filter(format="csv").delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_what_is_typed_after_the_year_about_the_year_counts_and_what_belongs_to_the_next_does_not(
    officer: User,
) -> None:
    value(officer, "S12", 18.0, 2025)
    indicators.enter_value(
        "D8", value=9.0, start=date(2027, 1, 5), end=date(2027, 1, 5), method="m", source="s", by=officer
    )
    edition = services.freeze(2026, by=officer)
    assert (figure(edition, "S12")["value"], figure(edition, "S12")["end"]) == (18.0, "2025-12-31")
    assert figure(edition, "D8")["value"] is None


def test_the_law_is_that_of_the_last_day_of_the_year(officer: User) -> None:
    a_city(officer)
    states = {one["code"]: one["state"] for one in read(services.freeze(2026, by=officer))["duties"]}
    assert set(states) == set(assessments(date(2026, 12, 31)))
    assert states["reen-35-report"] == "unknown"


def test_a_duty_decided_by_a_computed_figure_leads_to_the_evidence_of_that_figure(officer: User) -> None:
    for code, amount in (("algorithms_published", 3), ("algorithms_listed", 4), ("population", 60000), ("fte", 900)):
        indicators.enter_input(code, value=amount, source="Service", by=officer, **year(2026))
    duties = {one["code"]: one for one in read(services.freeze(2026, by=officer))["duties"]}
    proofs = [one["url"] for one in duties["crpa-l312-1-3"]["evidence"]]
    assert {"fr": "/indicateurs/D19/preuve/", "en": "/en/indicateurs/D19/preuve/"} in proofs


def test_a_fact_that_a_room_computes_says_its_source_in_each_language(officer: User) -> None:
    a_city(officer)
    device(1, matched_category="laptop", in_service=date(2026, 6, 1))
    found = figure(services.freeze(2026, by=officer), "devices_active")
    assert found["source"] == {"fr": "Registre des équipements", "en": "Register of equipment"}
    assert found["evidence"]["en"].startswith("/en/")


def test_a_correction_is_a_revision_with_its_reason_and_lists_what_changes(officer: User) -> None:
    a_city(officer)
    first = services.freeze(2026, by=officer)
    value(officer, "S12", 23.5, 2026, seen=1)
    second = services.correct(2026, reason="Un relevé oublié", seen=1, by=officer)
    assert (second.revision, second.reason) == (2, "Un relevé oublié")
    changed = {
        (one["code"], one["field"]): (one["before"], one["after"]) for one in read(second)["corrects"]["differences"]
    }
    assert changed["S12", "value"] == (21.0, 23.5)
    assert {code for code, _field in changed} <= {"S12", "X2", "agec-58-it"}
    assert selectors.edition(2026).pk == second.pk
    assert Edition.objects.get(pk=first.pk).text == first.text
    assert selectors.edition(2026, 1).digest == first.digest
    assert Event.objects.filter(kind="edition.corrected").count() == 1


def test_a_correction_is_refused_without_reason_change_or_edition_or_after_another(officer: User) -> None:
    a_city(officer)
    refused("edition-not-frozen", lambda: services.correct(2026, reason="r", seen=1, by=officer))
    services.freeze(2026, by=officer)
    refused("edition-reason-needed", lambda: services.correct(2026, reason="  ", seen=1, by=officer))
    refused("edition-nothing-changed", lambda: services.correct(2026, reason="r", seen=1, by=officer))
    value(officer, "D8", 8.0, 2026, seen=1)
    services.correct(2026, reason="r", seen=1, by=officer)
    value(officer, "D8", 9.0, 2026, seen=2)
    refused("edition-revised-meanwhile", lambda: services.correct(2026, reason="r", seen=1, by=officer))
    refused("edition-text-too-long", lambda: services.correct(2026, reason="r" * 1001, seen=2, by=officer))


def test_an_empty_city_a_year_before_any_data_and_a_year_to_come_are_refused(officer: User) -> None:
    refused("edition-nothing-known", lambda: services.freeze(2026, by=officer))
    a_city(officer)
    refused("edition-nothing-known", lambda: services.freeze(2015, by=officer))
    refused("edition-nothing-known", lambda: services.freeze(-3, by=officer))
    refused("edition-year-future", lambda: services.freeze(2028, by=officer))
    assert not Edition.objects.exists()
    services.freeze(2026, by=officer)
    refused("edition-frozen-twice", lambda: services.freeze(2026, by=officer))


def test_who_may_only_read_freezes_nothing(auditor: User, officer: User) -> None:
    value(officer, "S12", 18.0)
    with pytest.raises(PermissionDenied):
        services.freeze(2026, by=auditor)
    assert not Edition.objects.exists()


def test_the_next_edition_says_what_the_city_changed_and_what_nobody_can_tell(officer: User) -> None:
    a_city(officer)
    services.freeze(2025, by=officer)
    edition = services.freeze(2026, by=officer)
    compared = read(edition)["comparison"]
    changes = {one["code"]: one for one in compared["changes"]}
    assert (compared["year"], compared["revision"]) == (2025, 1)
    assert (changes["S12"]["way"], changes["S12"]["method"], changes["S12"]["real"]) == ("same-method", 0.0, 3.0)
    assert changes["D8"]["way"] == "new"


def test_the_duty_points_to_the_frozen_edition_once_it_is_presented(officer: User) -> None:
    a_city(officer)
    edition = services.freeze(2026, by=officer)
    services.present(edition, on=date(2027, 2, 9), url="https://lutece.example/bilans/2026/?revision=1", by=officer)
    found = assessments(date(2027, 4, 20))["reen-35-report"]
    assert "https://lutece.example/bilans/2026/?revision=1" in {one.url for one in found.evidence}


def test_gathering_costs_the_same_whatever_the_number_of_measures(officer: User) -> None:
    a_city(officer)
    gather(2026, today=TODAY.date())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            gather(2026, today=TODAY.date())
        return len(queries)

    before = cost()
    strategy = Strategy.objects.get()
    for rank in range(2, 9):
        world.measure(strategy, officer, code=f"M{rank}", indicators=["S12", "D8"])
    assert cost() == before


def test_rooms_add_their_figures_and_one_that_fails_is_named_without_taking_the_others(
    officer: User, settings: Any
) -> None:
    a_city(officer)
    settings.EDITION_PROVIDERS = [*settings.EDITION_PROVIDERS, "tests.city.reports.no_such_room.contribute"]
    edition = services.freeze(2026, by=officer)
    territory = figure(edition, "territory-gwp")
    assert (territory["part"], territory["theme"], territory["unit"]) == ("territory", "footprint", "tCO2e")
    assert territory["low"] < territory["value"] < territory["high"]
    assert territory["name"]["en"] == "Digital footprint of the residents: total"
    assert read(edition)["failures"] == ["tests.city.reports.no_such_room.contribute"]
