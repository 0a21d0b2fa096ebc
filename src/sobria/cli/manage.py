"""`sobria manage …`: Django's management commands."""

import os

from django.core.management import execute_from_command_line


def run(_verb: str, arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sobria.config.settings")
    execute_from_command_line(["sobria manage", *arguments])
    return 0
