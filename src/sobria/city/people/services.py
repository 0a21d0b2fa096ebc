"""Acts on people."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from sobria.city.people.models import Role, User


@transaction.atomic
def create_user(*, email: str, password: str | None, role: str = Role.OFFICER, name: str = "") -> User:
    """Create an account, known by its address in lower case; without password it cannot sign in.

    Raises ValidationError with sentences when the address or the password is refused.
    """
    user = User(email=email.strip().lower(), name=name, role=role)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    return user
