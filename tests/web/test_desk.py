"""The staff home: only for those who signed in, only acts that exist."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import algorithms as world

from sobria.city.people.models import User
from sobria.city.people.roles import STAFF, Role
from sobria.city.people.services import create_user


@pytest.fixture
def agent(db: None) -> User:
    return create_user(email="agent@lutece.example", password=None, name="Camille")


@pytest.mark.django_db
def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("desk:home"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse('desk:home')}"


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_act_of_the_desk_opens(client: Client, db: None, role: Role) -> None:
    client.force_login(world.person(role, "personne"))
    page = client.get(reverse("desk:home"))
    acts = [act for room in page.context["rooms"] for act in room.acts]
    assert len(acts) >= 3
    for act in acts:
        assert client.get(act.url).status_code == 200, act.label


def test_agent_can_sign_out_from_the_desk(client: Client, agent: User) -> None:
    client.force_login(agent)
    page = client.get(reverse("desk:home")).content.decode()
    assert "Camille" in page
    assert f'action="{reverse("account_logout")}"' in page
    client.post(reverse("account_logout"))
    assert client.get(reverse("desk:home")).status_code == 302
