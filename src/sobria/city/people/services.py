"""Acts on people."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role


@transaction.atomic
def create_user(*, email: str, password: str | None, role: Role = Role.OFFICER, name: str = "") -> User:
    """Create an account, known by its address in lower case; without password it cannot sign in.

    Raises ValidationError with sentences when the address or the password is refused.
    """
    user = User(email=email.strip().lower(), name=name)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    Assignment.objects.create(user=user, role=role, since=timezone.localdate())
    return user
