"""The body of a page only changes with the runs that stand: it is rendered once per state of the runs and address.

Only the body is kept, without the masthead: nothing in it depends on who reads.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

ASKED = frozenset({"critere", "categorie", "entite", "page", "facteurs", "calcul"})
"""Parameters the pages know: an address with others is rendered each time, so that nobody can fill the cache."""
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Body:
    title: str
    html: str


class Page(Protocol):
    """What a page's context says of itself: the template of its body, and the title of the document."""

    template: ClassVar[str]

    @property
    def title(self) -> str: ...


def body(request: HttpRequest, token: str, *, build: Callable[[], Page]) -> Body:
    """The body of the page at this address while `token` lasts; `build` gives its context, and runs only when needed.

    Raises what `build` raises.
    """
    if not ASKED.issuperset(request.GET):
        return _render(request, build())
    asked = f"{token}|{get_language()}|{request.get_full_path()}"
    key = "footprint-page:" + hashlib.sha256(asked.encode()).hexdigest()
    found: Body | None = cache.get(key)
    if found is None:
        found = _render(request, build())
        cache.set(key, found, DAY)
    return found


def _render(request: HttpRequest, page: Page) -> Body:
    html = render_to_string(page.template, {"page": page, "request": request})
    return Body(page.title, mark_safe(html))  # noqa: S308 - made by our own templates, which escape
