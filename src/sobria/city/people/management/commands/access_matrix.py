"""`sobria manage access_matrix`: who reads and who acts on each page, in Markdown."""

from typing import Any

from django.core.management.base import BaseCommand

from sobria.city.people.matrix import as_markdown


class Command(BaseCommand):
    help = "Print the matrix of roles and pages."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")
