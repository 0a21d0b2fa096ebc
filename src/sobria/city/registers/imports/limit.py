"""Refuse a body that announces itself too big, before a byte of it is read (a form's token is read from the body)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sobria.city.registers.imports.storage import limit_bytes

FORM_BYTES = 100_000


class UploadLimit:
    """Middleware; last of the list, so that its page has the visitor's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _announced(request) <= limit_bytes() + FORM_BYTES:
            return self.get_response(request)
        context = {"limit": settings.SOBRIA_MAX_UPLOAD_MB}
        response = render(request, "registers/import_too_big.html", context, status=413)
        response.headers["Connection"] = "close"
        return response


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
