"""What names people leaves in time, is read by few, and stays counted."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.worlds import algorithms as world

from sobria.city.journal.models import Event
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.democratic.algorithms.governance import forgetting, watching
from sobria.democratic.algorithms.models.watch import Question
from sobria.democratic.algorithms.reading import selectors
from sobria.engine.algorithms.retention import retention

pytestmark = pytest.mark.django_db
SECRET = "Pourquoi Paul Martin n’a-t-il pas de place ?"


def later(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def told(kind: str) -> list[int]:
    return [event.content["data"]["count"] for event in Event.objects.filter(kind=f"algorithm.{kind}")]


def test_an_address_leaves_after_the_answer_and_also_without_one(who: world.City) -> None:
    answered = watching.ask(None, kind="sighting", text="Une caméra.", email="a@exemple.fr")
    watching.answer(answered, text="Vu.", shown=True, by=who.officer)
    waiting = watching.ask(None, kind="sighting", text="Une autre.", email="b@exemple.fr")
    assert forgetting.forget_addresses() == 0
    assert told("addresses-forgotten") == []
    with later(retention()["address-answered"].days + 1):
        assert forgetting.forget_addresses() == 1
    assert Question.objects.get(pk=waiting.pk).email == "b@exemple.fr"
    with later(retention()["address-unanswered"].days + 1):
        assert forgetting.forget_addresses() == 1
    assert not Question.objects.exclude(email="").exists()
    assert told("addresses-forgotten") == [1, 1]


def test_the_text_of_what_is_not_published_leaves_and_is_still_counted(client: Client, who: world.City) -> None:
    algorithm = world.submitted(who).algorithm
    hidden = watching.ask(algorithm, kind="explanation", text=SECRET)
    watching.answer(
        hidden, text="Paul Martin est le dixième.", shown=False, hidden_for="Nomme une personne", by=who.dpo
    )
    shown = watching.ask(algorithm, kind="question", text="Qui relit ?")
    watching.answer(shown, text="Un agent.", shown=True, by=who.officer)
    watching.ask(algorithm, kind="question", text="Et ceci ?")
    counts = selectors.question_counts(algorithm, timezone.localdate())
    with later(retention()["unpublished-text"].days + 1):
        assert forgetting.forget_texts() == 1
        assert forgetting.forget_texts() == 0
        page = client.get(reverse("algorithms:question", args=[hidden.token])).content.decode()
    assert "ont été effacés" in page
    assert "tient la demande pour refusée" not in page
    assert selectors.question_counts(algorithm, timezone.localdate()) == counts
    assert sorted(Question.objects.values_list("text", "answer")) == [
        ("", ""),
        ("Et ceci ?", ""),
        ("Qui relit ?", "Un agent."),
    ]
    assert told("texts-forgotten") == [1]
    assert not [one for one in Event.objects.all() if "Martin" in str(one.content)]
    assert (
        "texte effacé"
        in browser(who.dpo).get(reverse("algorithms-desk:questions") + "?etat=repondues").content.decode()
    )


def test_a_request_for_an_explanation_is_read_by_few(who: world.City) -> None:
    algorithm = world.submitted(who).algorithm
    question = watching.ask(algorithm, kind="explanation", text=SECRET)
    ordinary = watching.ask(algorithm, kind="question", text="Qui relit ?")
    answer = reverse("algorithms-desk:answer", args=[question.pk])
    auditor = world.person(Role.AUDITOR, "auditrice")
    for person in (who.owner, who.officer, who.dpo):
        assert SECRET in browser(person).get(reverse("algorithms-desk:questions")).content.decode()
        assert SECRET in browser(person).get(answer).content.decode()
    for person in (who.colleague, who.members[0], auditor, who.secretary):
        desk = browser(person)
        listed = desk.get(reverse("algorithms-desk:questions")).content.decode()
        assert (SECRET in listed, ordinary.text in listed) == (False, True)
        assert SECRET not in desk.get(reverse("algorithms-desk:entry", args=[algorithm.code])).content.decode()
        assert desk.get(answer).status_code == 403
    with pytest.raises(PermissionDenied):
        watching.answer(question, text="Voici.", shown=True, by=who.colleague)


def test_the_page_of_personal_data_says_what_is_kept_and_for_how_long(client: Client) -> None:
    french = client.get("/donnees-personnelles/").content.decode()
    english = client.get("/en/donnees-personnelles/").content.decode()
    for one in retention().values():
        assert one.name("fr") in french
        assert one.purpose("en") in english
        assert f'<td class="num">{one.days}</td>' in french


def test_the_reference_of_settings_says_the_same_times() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    for one in retention().values():
        assert f"| `{one.code}` | {one.days} | {one.name('en')} |" in page
