"""Files of papers: a PDF costs a tenth of a second, so that the same words are made once, and few at a time."""

import hashlib

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _

from sobria.city.people import throttle
from sobria.democratic.algorithms.papers.papers_page import as_file
from sobria.engine.documents.structure import Document

COSTLY = "pdf"
MADE = throttle.Rate("algorithm-paper", 30, 10 * 60)
"""Thirty new files at once from one network address, then three more each minute."""
KEPT = 60 * 60
LARGEST_CACHED = 500_000


def made(document: Document, suffix: str, *, place: str = "") -> bytes | None:
    """The file; None once too many were made for one place. A file already made is given whatever the count.

    `place`: network address of a visitor; empty: nothing is counted.
    """
    if suffix != COSTLY:
        return as_file(document, suffix)
    key = f"algorithms-paper:{hashlib.sha256(repr(document).encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is not None:
        return found
    if place and not throttle.take(MADE, place):
        return None
    found = as_file(document, suffix)
    if len(found) <= LARGEST_CACHED:
        cache.set(key, found, KEPT)
    return found


def too_many() -> HttpResponse:
    """The sentence of a visitor who asked for too many."""
    text = _("Trop de fichiers d’affilée depuis cet endroit. Réessayez dans quelques minutes.")
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=429)
