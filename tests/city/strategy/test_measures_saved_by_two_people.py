import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.worlds import strategy as world
from tests.worlds.people import PASSWORD

from sobria.city.people.models import User
from sobria.city.people.services import create_user
from sobria.city.strategy import fiche, services
from sobria.city.strategy.models import Measure, MeasureVersion


@pytest.fixture
def measure(officer: User) -> Measure:
    return world.measure(world.begun(officer), officer, pilot="Direction du numérique")


@pytest.fixture
def other_desk(db: None) -> Client:
    client = Client()
    client.force_login(create_user(email="autre@lutece.example", password=PASSWORD, name="Autre agent"))
    return client


def posted(measure: Measure, **changes: str) -> dict[str, str]:
    """What a browser sends back from the page of the fiche."""
    found = fiche.of_measure(Measure.objects.get(pk=measure.pk))
    names = ("title", "axis", "parent", "description", "status", "priority", "pilot", "elected", "source")
    data = {name: found[name] for name in names} | {"seen": str(measure.version)}
    for prefix in ("steps", "budget", "documents", "notes", "indicators", "duties", "registers"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | changes


def test_two_people_on_different_fields_are_merged_and_the_page_says_so(
    measure: Measure, desk: Client, other_desk: Client
) -> None:
    page = reverse("strategy-desk:measure", args=[measure.pk])
    mine = posted(measure, title="Titre nouveau")
    assert other_desk.post(page, posted(measure, pilot="Direction des achats")).status_code == 302
    answer = desk.post(page, mine, follow=True)
    assert "gardés tels quels : pilote" in answer.content.decode()
    measure.refresh_from_db()
    assert (measure.title, measure.pilot, measure.version) == ("Titre nouveau", "Direction des achats", 3)


def test_two_people_on_the_same_field_see_both_and_choose_and_nothing_is_lost(
    measure: Measure, desk: Client, other_desk: Client
) -> None:
    page = reverse("strategy-desk:measure", args=[measure.pk])
    mine = posted(measure, title="La mienne", elected="Adjointe au numérique")
    other_desk.post(page, posted(measure, title="La sienne"))
    answer = desk.post(page, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("Action M1", "La sienne", "La mienne", "Autre agent", "élu référent"))
    kept = answer.context["mine"]
    measure.refresh_from_db()
    assert measure.title == "La sienne"
    settle = reverse("strategy-desk:settle", args=[measure.pk])
    assert desk.post(settle, {"seen": answer.context["seen"], "mine": kept, "title": "mine"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.elected) == ("La mienne", "Adjointe au numérique")
    titles = MeasureVersion.objects.filter(code="M1").order_by("number").values_list("snapshot__title", flat=True)
    assert list(titles) == ["Action M1", "La sienne", "La mienne"]


def test_choosing_theirs_keeps_theirs_and_what_only_i_changed(measure: Measure, officer: User, desk: Client) -> None:
    services.update_measure(measure, values={"title": "La sienne"}, seen=1, by=officer)
    mine = json.dumps({"title": "La mienne", "elected": "Adjointe"})
    desk.post(reverse("strategy-desk:settle", args=[measure.pk]), {"seen": "2", "mine": mine, "title": "theirs"})
    measure.refresh_from_db()
    assert (measure.title, measure.elected) == ("La sienne", "Adjointe")


@pytest.mark.parametrize("mine", ["", "[]", "1", '{"title": ""}', '{"rien": 1}', '{"steps": [1]}', "[" * 5000])
def test_a_choice_that_cannot_be_read_saves_nothing_and_says_so(measure: Measure, desk: Client, mine: str) -> None:
    answer = desk.post(reverse("strategy-desk:settle", args=[measure.pk]), {"seen": "1", "mine": mine}, follow=True)
    assert answer.status_code == 200
    assert 'class="notice error"' in answer.content.decode()
    measure.refresh_from_db()
    assert measure.version == 1


def test_a_form_that_does_not_say_what_was_read_overwrites_nothing(measure: Measure, officer: User) -> None:
    with pytest.raises(services.Crossed):
        services.update_measure(measure, values={"title": "Autre"}, seen=0, by=officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_written_and_the_other_sees_it(officer: User) -> None:
    measure = world.measure(world.begun(officer), officer)
    start = Barrier(2)

    def save(title: str) -> str:
        try:
            start.wait()
            services.update_measure(
                Measure.objects.get(pk=measure.pk), values={"title": title}, seen=1, by=User.objects.get(pk=officer.pk)
            )
        except services.Crossed as crossed:
            return f"crossed with {crossed.merge.conflicts[0].theirs}"
        else:
            return "saved"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(save, ("Un", "Deux")))
    measure.refresh_from_db()
    assert said == [f"crossed with {measure.title}", "saved"]
    assert MeasureVersion.objects.filter(code="M1").count() == 2
