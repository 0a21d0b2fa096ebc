"""The second factor of the demonstration's accounts: real codes, from a secret that is public on purpose."""

import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.conf import settings

PERIOD_SECONDS = 30


def public_code(user: Any) -> str:
    """The code of the moment of this account, in the demonstration only; empty elsewhere, or without application."""
    if not settings.SOBRIA_DEMO:
        return ""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is None:
        return ""
    secret = get_adapter().decrypt(held.data["secret"])
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // PERIOD_SECONDS)))


def add_public_factor(user: Any) -> None:
    """An application for an account of the demonstration. Raises RuntimeError anywhere else."""
    if not settings.SOBRIA_DEMO:
        raise RuntimeError("a second factor is public in the demonstration only")
    auth.TOTP.activate(user, auth.generate_totp_secret())
