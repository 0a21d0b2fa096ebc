"""The matrix of who reads and who acts on each page, read from the addresses and their declarations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from sobria.city.people.access import Access, access_of
from sobria.city.people.roles import Role

STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site. `access` None: closed to everyone."""

    name: str
    pattern: str
    access: Access | None
    callback: Callable[..., Any]
    given: dict[str, Any]

    def may(self, role: Role | None, *, write: bool) -> bool:
        """Whether a role (None: a stranger) may read, or act."""
        if self.access is None:
            return False
        roles = self.access.write if write else self.access.read
        return roles is None or (role is not None and role in roles)


def routes() -> list[Route]:
    """Every address, in the order of the site."""
    with override("fr"):
        return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: list[Any], before: str, namespace: str) -> Iterator[Route]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, path, inner)
        elif isinstance(one, URLPattern):
            name = f"{namespace}{one.name or ''}"
            yield Route(name, path, access_of(one.callback), one.callback, dict(one.default_args))


def as_markdown() -> str:
    """The table printed in the documents: r reads, a acts, in one column per role."""
    roles = [None, *Role]
    head = " | ".join(["page", STRANGER, *(role.value for role in Role)])
    lines = [f"| {head} |", "|" + "---|" * (len(roles) + 1)]
    for route in sorted(routes(), key=lambda route: route.pattern):
        cells = [
            ("r" if route.may(role, write=False) else "") + ("a" if route.may(role, write=True) else "") or "·"
            for role in roles
        ]
        lines.append(f"| `{route.pattern}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
