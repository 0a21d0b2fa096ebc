"""Codes are drawn here, and known afterwards by a keyed digest only: the database alone gives none back."""

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from sobria.engine.devices.codes import ALPHABET, DRAWN, code_of

SALT = "sobria.inclusive.devices.codes"
HINT = 2


def draw() -> str:
    return code_of([secrets.randbelow(len(ALPHABET)) for _ in range(DRAWN)])


def digest(code: str, *, key: str | bytes | None = None) -> str:
    """SHA-256 under the site's secret, or under one it had before."""
    return salted_hmac(SALT, code, secret=key, algorithm="sha256").hexdigest()


def digests(code: str) -> list[str]:
    """Under today's secret, then under the former ones: a code outlives a change of secret."""
    return [digest(code), *(digest(code, key=key) for key in settings.SECRET_KEY_FALLBACKS)]


def hint(code: str) -> str:
    return code[-HINT:]
