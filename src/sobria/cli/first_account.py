"""An empty city has nobody to sign in: make one account, and say its password once, to the terminal only."""

import os
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.people.services import create_user
from sobria.cli.telling import tell

EMAIL = "agent@localhost"
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no letter that looks like a digit
GROUPS, GROUP_LENGTH = 5, 4  # 100 bits


def ensure_first_account(*, address: str) -> None:
    """Create the first account when there is none.

    Where the output may be kept (a log, a pipe), the password goes to a file that only its owner may read.
    """
    if User.objects.exists():
        return
    sign_in = f"{address}{reverse('account_login')}"
    password = _password()
    create_user(email=EMAIL, password=password, role=Role.ADMINISTRATOR, also={Role.STEWARD}, name="Premier compte")
    if sys.stdout.isatty():
        tell("serve-first-account", email=EMAIL, password=password)
    else:
        tell("serve-first-account-file", email=EMAIL, path=_keep(password))
    tell("serve-first-steps", address=sign_in)


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def _keep(password: str) -> Path:
    path = Path(settings.DATA_DIR) / "first-account.txt"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(f"{EMAIL}\n{password}\n")
    return path
