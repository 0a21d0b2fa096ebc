"""Refusals every page can give: what happened, and what to do."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from sobria.ui.missing import MissingError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The sentence given by the room that refused is shown: it was written for people."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The sentence of the room is shown when it wrote one for people."""
    reason = str(exception) if isinstance(exception, MissingError) else ""
    return render(request, "404.html", {"reason": reason}, status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Rendered without context: nothing that could have failed is asked again."""
    return HttpResponse(render_to_string("500.html"), status=500)
