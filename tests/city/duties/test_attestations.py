"""Saying that a duty is met: who may, what is asked, what is kept."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from sobria.city.duties import selectors, services
from sobria.city.duties.models import Attestation
from sobria.city.duties.services import Said
from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.engine.messages import Refusal

TODAY = date(2026, 11, 24)
DECLARATION = ("agec-58-declaration", "declaration")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


def said(**changes: object) -> Said:
    given: dict[str, object] = {"done": True, "on": date(2026, 6, 12), "year": 2025, "reference": "Fichier 2025"}
    return Said(**(given | changes))  # type: ignore[arg-type]


def state(code: str = DECLARATION[0], on: date = TODAY) -> str:
    return selectors.assessments(on)[code].state


def test_an_attestation_makes_the_duty_met_and_is_in_the_journal(officer: User) -> None:
    services.attest(*DECLARATION, said=said(note="vu avec les finances"), by=officer)
    assert state() == "met"
    event = Event.objects.get(kind__startswith="duty.")
    assert (event.kind, event.subject) == ("duty.attested", "duty:agec-58-declaration")
    assert "finances" not in event.document


def test_an_attestation_of_another_year_does_not_count(officer: User) -> None:
    services.attest(*DECLARATION, said=said(year=2024), by=officer)
    assert state() == "unknown"


def test_saying_it_is_not_done_makes_it_not_met(officer: User) -> None:
    services.attest(*DECLARATION, said=said(done=False, reference=""), by=officer)
    assert state() == "not-met"


def test_a_withdrawn_attestation_leaves_the_duty_unknown_and_the_history_whole(officer: User) -> None:
    row = services.attest(*DECLARATION, said=said(), by=officer)
    services.withdraw(row, reason="Mauvais fichier", by=officer)
    assert state() == "unknown"
    kept = Attestation.objects.get()
    assert (kept.withdrawal, kept.withdrawn_by) == ("Mauvais fichier", officer)
    told = Event.objects.filter(kind__startswith="duty.")
    assert list(told.order_by("sequence").values_list("kind", flat=True)) == [
        "duty.attested",
        "duty.withdrawn",
    ]
    with pytest.raises(Refusal, match="already withdrawn"):
        services.withdraw(row, reason="encore", by=officer)


def test_withdrawing_the_latest_does_not_bring_an_older_one_back(officer: User) -> None:
    services.attest(*DECLARATION, said=said(), by=officer)
    services.withdraw(services.attest(*DECLARATION, said=said(), by=officer), reason="Erreur", by=officer)
    assert state() == "unknown"


def test_only_the_last_statement_may_be_withdrawn(officer: User) -> None:
    first = services.attest(*DECLARATION, said=said(), by=officer)
    services.attest(*DECLARATION, said=said(), by=officer)
    with pytest.raises(Refusal, match="replaced"):
        services.withdraw(first, reason="Erreur", by=officer)


def test_a_past_day_ignores_what_was_said_or_withdrawn_later(officer: User) -> None:
    row = services.attest(*DECLARATION, said=said(), by=officer)
    with time_machine.travel("2026-12-10T10:00:00+01:00", tick=False):
        services.withdraw(row, reason="Erreur", by=officer)
    assert state(on=date(2026, 11, 23)) == "unknown"
    assert state(on=date(2026, 12, 9)) == "met"
    assert state(on=date(2026, 12, 10)) == "unknown"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": None}, "duty-year-needed"),
        ({"on": date(2026, 12, 1)}, "duty-future"),
        ({"until": date(2026, 6, 1)}, "duty-until-before"),
        ({"reference": "  "}, "duty-evidence-needed"),
        ({"url": "javascript:alert(1)"}, "duty-url"),
    ],
)
def test_a_statement_that_cannot_be_defended_is_refused(officer: User, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        services.attest(*DECLARATION, said=said(**changes), by=officer)
    assert refusal.value.code == code
    assert refusal.value.sentence("fr")
    assert not Attestation.objects.exists()
    assert not Event.objects.filter(kind__startswith="duty.").exists()


@pytest.mark.parametrize("target", [("nope", "declaration"), ("agec-58-declaration", "nope")])
def test_what_no_duty_asks_for_cannot_be_attested(officer: User, target: tuple[str, str]) -> None:
    with pytest.raises(Refusal, match="duty"):
        services.attest(*target, said=said(), by=officer)


def test_two_people_at_once_lose_nothing(desk: Client, officer: User) -> None:
    address = reverse("duties-desk:attest", args=DECLARATION)
    posted = {"done": "yes", "on": "2026-06-12", "year": "2025", "reference": "A", "seen": "0"}
    services.attest(*DECLARATION, said=said(reference="B"), by=officer)
    refused = desk.post(address, posted)
    assert refused.status_code == 422
    assert "Quelqu’un a dit autre chose" in refused.content.decode()
    assert 'name="seen" value="1"' in refused.content.decode()
    assert Attestation.objects.count() == 1
    assert desk.post(address, posted | {"seen": "1"}).status_code == 302
    assert list(Attestation.objects.order_by("version").values_list("reference", flat=True)) == ["B", "A"]


def test_an_auditor_reads_and_cannot_attest(reading_desk: Client, auditor: User) -> None:
    assert reading_desk.get(reverse("duties-desk:home")).status_code == 200
    assert reading_desk.get(reverse("duties-desk:entry", args=DECLARATION[:1])).status_code == 200
    assert reading_desk.get(reverse("duties-desk:attest", args=DECLARATION)).status_code == 403
    with pytest.raises(PermissionDenied):
        services.attest(*DECLARATION, said=said(), by=auditor)


def test_staff_see_what_is_missing_then_withdraw_through_a_question(desk: Client) -> None:
    assert reverse("duties-desk:attest", args=DECLARATION) in desk.get(reverse("duties-desk:home")).content.decode()
    posted = {"done": "yes", "on": "2026-06-12", "year": "2025", "reference": "A", "seen": "0"}
    desk.post(reverse("duties-desk:attest", args=DECLARATION), posted)
    row = Attestation.objects.get()
    address = reverse("duties-desk:withdraw", args=[row.pk])
    assert address in desk.get(reverse("duties-desk:entry", args=DECLARATION[:1])).content.decode()
    assert "redeviendra inconnu" in desk.get(address).content.decode()
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Erreur"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_on == TODAY


def test_a_blank_form_is_refused_in_words(desk: Client) -> None:
    answer = desk.post(reverse("duties-desk:attest", args=DECLARATION), {"seen": "0"})
    assert answer.status_code == 422
    assert not Attestation.objects.exists()
