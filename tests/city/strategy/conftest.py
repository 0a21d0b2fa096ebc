from datetime import date

import pytest

from sobria.city.people.models import Assignment, User
from sobria.city.people.services import create_user


@pytest.fixture
def officer(db: None) -> User:
    """In office long before the days these tests travel to."""
    user = create_user(email="agent@lutece.example", password="cinq-mots-pour-une-phrase", name="Agent de Lutèce")
    Assignment.objects.filter(user=user).update(since=date(2020, 1, 1))
    return User.objects.get(pk=user.pk)
