"""Public pages that belong to no pillar: open to all, without cookie, in both languages."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings
from tests.worlds import algorithms as world

from sobria.democratic.algorithms.governance import watching
from sobria.web.portal import errors

PAGES = ("home", "data", "accessibility", "ecodesign", "privacy", "components")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_public_page_opens_without_account_and_sets_no_cookie(client: Client, page: str, language: str) -> None:
    with override(language):
        answer = client.get(reverse(f"portal:{page}"))
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.django_db
def test_page_links_to_itself_in_the_other_language(client: Client) -> None:
    french = client.get("/accessibilite/?page=2").content.decode()
    assert 'href="/en/accessibilite/?page=2" lang="en"' in french
    english = client.get("/en/accessibilite/").content.decode()
    assert 'href="/accessibilite/" lang="fr"' in english


@pytest.mark.django_db
def test_empty_city_says_what_to_do_first(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Par où commencer" in page
    assert page.count("À venir") == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("fr", "En marche sans autorisation"), ("en", "Running without")])
def test_home_counts_the_systems_of_the_register(client: Client, language: str, said: str) -> None:
    who = world.city()
    world.submitted(who)
    watching.observe_unknown(
        values={"name": "Caméra de parking"},
        operation="running",
        seen_on=timezone.localdate(),
        source="agent",
        detail="Vue",
        by=who.colleague,
    )
    with override(language):
        page = client.get(reverse("portal:home"))
        links = (reverse("algorithms:home"), reverse("algorithms:running"))
    democratic = page.context["pillars"][1]
    assert [figure.estimate.value for figure in democratic.figures] == [2, 1]
    assert said in page.content.decode()
    for link in links:
        assert f'href="{link}"' in page.content.decode()


@pytest.mark.django_db
def test_home_costs_a_constant_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The runs of the footprint; the register of algorithms and its requests; the reuse rate; the chain to people.
    with django_assert_num_queries(9):
        client.get("/")


@pytest.mark.django_db
def test_demonstration_is_said_on_every_page(client: Client, settings: Settings) -> None:
    settings.SOBRIA_DEMO = True
    assert "données synthétiques" in client.get("/").content.decode()
    settings.SOBRIA_DEMO = False
    assert "données synthétiques" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_every_open_file_can_be_downloaded(client: Client) -> None:
    page = client.get(reverse("portal:data"))
    groups = page.context["downloads"]
    assert groups
    for group in groups:
        for file in group.files:
            answer = client.get(file.url)
            assert answer.status_code == 200, file.url
            assert answer.getvalue(), file.url
        assert json.loads(client.get(group.schema).content)["fields"]


def test_robots_are_kept_off_the_desk(client: Client) -> None:
    assert "Disallow: /bureau/" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_health_answers_with_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        answer = client.get(reverse("portal:health"))
    assert answer.json() == {"database": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_unknown_address_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Aucune page ne répond à cette adresse" in answer.content.decode()


@pytest.mark.django_db
def test_too_big_a_form_is_refused_with_a_sentence(client: Client) -> None:
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    form = "application/x-www-form-urlencoded"
    answer = client.post(reverse("account_login"), "username=" + "x" * size, content_type=form)
    assert answer.status_code == 413
    assert "dépasse la taille permise" in answer.content.decode()


@pytest.mark.django_db
def test_expired_form_is_refused_with_a_sentence() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Formulaire expiré" in answer.content.decode()


@pytest.mark.django_db
def test_refusal_shows_the_sentence_of_the_room(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    answer = errors.permission_denied(request, PermissionError("Seul un responsable peut annuler."))
    assert answer.status_code == 403
    assert "Seul un responsable peut annuler." in answer.content.decode()


def test_server_error_page_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Elle est de notre fait" in answer.content.decode()


@pytest.mark.django_db
def test_page_is_compressed_and_names_the_real_weight_of_its_files(client: Client) -> None:
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = client.get("/").content.decode()
    assert "<!--page-weight-->" not in plain
    stylesheet = next(Path(settings.STATIC_ROOT).glob("ui/sobria.*.css"))
    assert f"/static/ui/{stylesheet.name}" in plain
    assert Path(f"{stylesheet}.br").exists()
