"""What a resident reports or asks leads somewhere: to a record of its own, or to the letter that answers."""

import pytest
from django.test import Client
from tests.worlds import algorithms as world

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.democratic.algorithms.governance import reporting, watching
from sobria.democratic.algorithms.models import Algorithm
from sobria.democratic.algorithms.models.watch import Question
from sobria.engine.messages import Refusal

pytestmark = pytest.mark.django_db
DECLARE = "/bureau/algorithmes/signaler/"
SEEN = {"name": "Compteur", "provider": "", "department": "", "operation": "running", "detail": "Au marché"}


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def reported() -> Question:
    return watching.ask(None, kind="sighting", text="Une caméra compte les passants.")


def answer_page(client: Client, question: Question) -> str:
    return client.get(f"/bureau/algorithmes/demandes/{question.pk}/").content.decode()


def test_a_report_is_declared_from_its_page_and_follows_the_record(who: world.City) -> None:
    question, client = reported(), browser(who.officer)
    address = f"{DECLARE}?question={question.pk}"
    assert address in answer_page(client, question)
    form = client.get(address).content.decode()
    assert "Une caméra compte les passants." in form
    assert f'value="{question.asked_at.date().isoformat()}"' in form
    day = question.asked_at.date().isoformat()
    said = client.post(address, SEEN | {"seen_on": day}, follow=True).content.decode()
    found = Algorithm.objects.get()
    question.refresh_from_db()
    assert question.algorithm == found
    assert found.observations.get().source == "resident"
    assert f"/bureau/algorithmes/{found.code}/" in said
    assert "Déclarer ce système" not in said
    assert "algorithm.report-tied" in Event.objects.values_list("kind", flat=True)
    assert client.get(address).status_code == 404


def test_what_was_reported_is_not_published_with_the_record(who: world.City) -> None:
    question = reported()
    day = question.asked_at.date().isoformat()
    browser(who.officer).post(f"{DECLARE}?question={question.pk}", SEEN | {"seen_on": day})
    code = Algorithm.objects.get().code
    assert "compte les passants" not in Client().get(f"/registres/algorithmes/{code}/").content.decode()


def test_a_report_is_tied_once(who: world.City) -> None:
    question = reported()
    seen = {"operation": "running", "seen_on": question.asked_at.date(), "by": who.officer}
    reporting.declare(question, values={"name": "Compteur"}, **seen)
    with pytest.raises(Refusal, match="already has its record"):
        reporting.declare(question, values={"name": "Encore"}, **seen)
    assert Algorithm.objects.get().name == "Compteur"


@pytest.mark.parametrize("wanted", ["999999", "x", "²", "9" * 30])
def test_a_report_that_does_not_exist_never_breaks_the_page(who: world.City, wanted: str) -> None:
    assert browser(who.officer).get(f"{DECLARE}?question={wanted}").status_code in {200, 404}


def test_a_request_for_an_explanation_leads_to_the_letter_that_answers_it(who: world.City) -> None:
    algorithm = world.submitted(who).algorithm
    asked = watching.ask(algorithm, kind="explanation", text="Pourquoi ce refus ?")
    client = browser(who.officer)
    letter = f"/bureau/algorithmes/{algorithm.code}/papiers/reply/?recue={asked.asked_at.date().isoformat()}"
    assert letter in answer_page(client, asked)
    assert client.get(letter).status_code == 200
    ordinary = watching.ask(algorithm, kind="question", text="Qui décide ?")
    assert "/papiers/" not in answer_page(client, ordinary)


def test_a_name_that_would_lose_words_is_refused_where_it_is_typed(who: world.City) -> None:
    day = reported().asked_at.date().isoformat()
    for name in ("Projet <script>alert(1)</script>", "Projet <pilote>", "Projet <!-- x --> y"):
        said = browser(who.officer).post(DECLARE, SEEN | {"name": name, "seen_on": day})
        assert said.status_code == 422
        assert "serait pris pour du code de page et perdu" in said.content.decode()
    assert not Algorithm.objects.exists()
