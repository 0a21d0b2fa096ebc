"""What django-allauth asks the house: who may enter, in which words, and what is kept."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sobria.city.journal.services import record
from sobria.city.people import visitors
from sobria.city.people.models import User

TOO_MANY = _("Trop d’essais de connexion. Attendez quelques minutes avant de recommencer.")
WRONG_CODE = _("Ce code n’est pas le bon. Vérifiez-le, ou demandez-en un autre.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by who comes."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble. "
            "Vérifiez-les : dans le mot de passe, majuscules et minuscules comptent."
        ),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("Ce n’est pas votre mot de passe. Majuscules et minuscules comptent."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *_args: Any, message: Any = None, **_others: Any) -> None:
        """Only what went wrong: the page that comes next shows what went well."""
        if message:
            super().add_message(request, level, message=message)

    def get_client_ip(self, request: HttpRequest) -> str:
        return visitors.address(request)

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("mfa_index")

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.is_active and user.check_password(password)


class IdentityAdapter(DefaultSocialAccountAdapter):
    """The city's identity provider opens the accounts that exist, known by an address it has verified."""

    def is_open_for_signup(self, _request: HttpRequest, _login: Any) -> bool:
        return False

    @transaction.atomic
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        person = User.objects.filter(email__in=verified, is_active=True).first()
        if person is not None:
            sociallogin.connect(request, person)
            # A login that waits for its second factor is kept as JSON: nothing may have been computed on its person.
            record(
                "person.identity_connected", by=User.objects.get(pk=person.pk), subject=f"person:{person.pk}", data={}
            )


class FactorAdapter(DefaultMFAAdapter):
    """Second factors. Secrets are encrypted with a key drawn from SECRET_KEY: a copy of the database opens none."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def _get_site_name(self) -> str:
        return f"Sobria {settings.SOBRIA_CITY_NAME}"


def _cipher() -> Fernet:
    key = hashlib.sha256(f"second-factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
