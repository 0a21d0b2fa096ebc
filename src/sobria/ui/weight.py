"""Each page states its own weight: what a first visit transfers, counted on the very bytes sent."""

import gzip
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from sobria.ui.numbers import bytes_size

MARK = b"<!--page-weight-->"
_LINKED = re.compile(rb'(?:href|src)="(%b[^"]+)"' % settings.STATIC_URL.encode())


def _smallest(path: Path) -> int:
    """Bytes of a static file as it is served: its compressed twin when one was made."""
    twins = [path, path.with_name(path.name + ".br"), path.with_name(path.name + ".gz")]
    return min((twin.stat().st_size for twin in twins if twin.exists()), default=0)


@cache
def _static_bytes(url: str) -> int:
    return _smallest(Path(staticfiles_storage.path(url.removeprefix(settings.STATIC_URL))))


def sentence(html: bytes) -> str:
    """The page's weight (compressed bodies, in thousands of bytes) and requests, on a first visit."""
    linked = {match.decode() for match in _LINKED.findall(html)}
    size = len(gzip.compress(html, compresslevel=6)) + sum(_static_bytes(url) for url in linked)
    return _("Cette page : %(size)s, %(requests)d requêtes.") % {
        "size": bytes_size(size),
        "requests": 1 + len(linked),
    }


class PageWeight:
    """Middleware: writes the sentence where the layout left its mark. Must run inside compression."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and MARK in response.content:
            response.content = response.content.replace(MARK, sentence(response.content).encode())
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response
