"""One way to ask for an act and to do it: a page says what will happen, and keeps what was typed if it is refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers.desk import posted
from sobria.city.registers.imports.sentences import language
from sobria.democratic.algorithms.desk.act_forms import ActForm
from sobria.democratic.algorithms.desk.content_forms import MORE, grown
from sobria.engine.messages import Refusal

T = TypeVar("T")
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """What a page asks before an act.

    Attributes:
        about: what the act is done on; `name`: how the page names it.
        form: made with what was posted, or nothing.
        back: address to return to, done or not.
        shown: more for the template.
    """

    about: T
    name: str
    form: ActForm
    back: str
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActPage(Generic[T]):
    """An act with a page of its own.

    Attributes:
        roles: who is let in; the act judges again.
        title, lead, action, done: the page's heading, what follows from the act, its button, what is said once done.
        ask: (request, parts of the address) → what is asked; raises Http404 for what does not exist.
        do: does the act. Raises Refusal. Gives the address to go to, or nothing.
        told: what is said once done, where it depends on what came of it; instead of `done`.
        danger: it cannot be undone.
    """

    roles: frozenset[Role]
    title: Text
    lead: Text
    action: Text
    done: Text
    ask: Callable[..., Asked[T]]
    do: Callable[[Asked[T], User], Any]
    told: Callable[[Asked[T]], str] | None = None
    danger: bool = False
    template: str = "algorithms/desk_act.html"


def act_page(page: ActPage[T]) -> Callable[..., HttpResponse]:
    """The view of an act's page, open to its roles."""

    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        asks_more = MORE in request.POST
        asked = page.ask(request, grown(request.POST) if asks_more else posted(request), **parts)
        asked.form.is_growing = asks_more
        if request.method == "POST" and not asks_more and asked.form.is_valid():
            try:
                target = page.do(asked, person(request))
            except Refusal as refusal:
                asked.form.add_error(None, refusal.sentence(language()))
            else:
                messages.success(request, page.told(asked) if page.told else str(page.done))
                return redirect(target if isinstance(target, str) else asked.back)
        return show(request, page, asked)

    guarded = require_http_methods(["GET", "HEAD", "POST"])(view)
    return allow(read=page.roles, write=page.roles)(guarded)


def show(request: HttpRequest, page: ActPage[Any], asked: Asked[Any]) -> HttpResponse:
    context = {
        "title": page.title,
        "question": asked.name,
        "consequence": page.lead,
        "action": page.action,
        "cancel_url": asked.back,
        "danger": page.danger,
        "form": asked.form,
        "about": asked.about,
    } | asked.shown
    return render(
        request, page.template, context, status=422 if asked.form.is_bound and not asked.form.is_growing else 200
    )


def number(text: str | None) -> int:
    """A number read in a form; 0, which nothing bears, when it is not one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits


def refuse(form: Any, refusal: Refusal) -> None:
    form.add_error(None, refusal.sentence(language()))


def sentences(refusals: Iterable[Refusal]) -> list[str]:
    return [one.sentence(language()) for one in refusals]
