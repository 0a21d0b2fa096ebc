"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The visitor's network address: the peer's, or the one SOBRIA_PROXY_HOPS proxies wrote.

    Counted from the right, since what stands further left is what the visitor may have sent.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    hops: int = settings.SOBRIA_PROXY_HOPS
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not 0 < hops <= len(said):
        return peer
    return said[-hops] or peer
