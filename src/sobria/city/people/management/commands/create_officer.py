"""`sobria manage create_officer EMAIL`: an account that may sign in."""

import getpass
import os
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sobria.city.people.roles import Role
from sobria.city.people.services import create_user


class Command(BaseCommand):
    help = "Create an account. The password is asked, or read from standard input or SOBRIA_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=Role.values, default=Role.OFFICER)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            role = Role(options["role"])
            user = create_user(email=options["email"], password=_password(), role=role, name=options["name"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{user.email}: {role.label}")


def _password() -> str:
    given = os.environ.get("SOBRIA_PASSWORD")
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
