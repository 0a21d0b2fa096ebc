"""The forms of signing in: allauth's, with the house's words and its limit of tries."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sobria.city.people import throttle, visitors
from sobria.city.people.sign_in.adapters import TOO_MANY
from sobria.city.people.sign_in.demonstration import public_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADDRESS = _("Adresse électronique")
PASSWORD = _("Mot de passe")
FACTOR = _("Code à six chiffres, ou code de secours")
NEW_PASSWORD = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, une seconde fois")}


class _HouseForm:
    """Our labels; no placeholder: a label stays while one types. The first field has the focus."""

    labels: ClassVar[Mapping[str, "StrOrPromise"]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class _FactorForm(_HouseForm):
    """Five tries, then one every three minutes, from anywhere: who comes this far already knows a password."""

    user: Any

    def clean_code(self) -> str:
        spend_of(self.user)
        return str(super().clean_code())  # type: ignore[misc]


class SignInForm(_HouseForm, account_forms.LoginForm):
    """E-mail and password; after too many tries from an address, or from it on one account, refuses for a while.

    A stranger elsewhere who tries an account never locks its owner out.
    """

    labels: ClassVar = {"login": ADDRESS, "password": PASSWORD}
    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        spend(self.request, throttle.SIGN_IN_BY_ACCOUNT, str(self.cleaned_data.get("login", "")))
        return dict(super().clean())


class CodeRequestForm(_HouseForm, account_forms.RequestLoginCodeForm):
    """The address where a code is sent, if it is that of an account; the page says the same either way."""

    labels: ClassVar = {"email": ADDRESS}

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        spend(self.request, throttle.CODES_BY_ACCOUNT, str(self.cleaned_data["email"]))
        return str(super().clean_email())


class CodeForm(_HouseForm, account_forms.ConfirmLoginCodeForm):
    labels: ClassVar = {"code": _("Code reçu par courriel")}


class _SaidInTheDemonstration(_FactorForm):
    """The accounts of the demonstration are public: so is the code of the moment, said under the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if code := public_code(self.user):
            self.fields["code"].help_text = _("Démonstration : le code du moment est %(code)s.") % {"code": code}


class FactorForm(_SaidInTheDemonstration, factor_forms.AuthenticateForm):
    labels: ClassVar = {"code": FACTOR}


class FactorAgainForm(_SaidInTheDemonstration, factor_forms.ReauthenticateForm):
    labels: ClassVar = {"code": FACTOR}


class AppForm(_FactorForm, ActivateTOTPForm):
    """Proves that the application gives the codes expected."""

    labels: ClassVar = {"code": _("Code à six chiffres que l’application affiche")}


class KeyForm(_HouseForm, AddWebAuthnForm):
    labels: ClassVar = {"name": _("Nom de la clé, pour la reconnaître parmi d’autres")}


class PasswordAgainForm(_HouseForm, account_forms.ReauthenticateForm):
    labels: ClassVar = {"password": PASSWORD}

    def clean_password(self) -> str:
        spend_of(self.user)
        return str(super().clean_password())


class PasswordChangeForm(_HouseForm, account_forms.ChangePasswordForm):
    labels: ClassVar = {"oldpassword": _("Mot de passe actuel")} | NEW_PASSWORD

    def clean_oldpassword(self) -> str:
        spend_of(self.user)
        return str(super().clean_oldpassword())


class PasswordSetForm(_HouseForm, account_forms.SetPasswordForm):
    labels: ClassVar = NEW_PASSWORD


def spend(request: HttpRequest, rate: throttle.Rate, account: str) -> None:
    """One try from the visitor's address, one on this account from there. Raises ValidationError past the limit."""
    address = visitors.address(request)
    allowed = throttle.take(throttle.SIGN_IN_BY_ADDRESS, address)
    if not (allowed and throttle.take(rate, f"{account.strip().lower()} {address}")):
        raise ValidationError(TOO_MANY, code="throttled")


def spend_of(user: Any) -> None:
    """One try on what protects this person's account. Raises ValidationError past the limit."""
    if not throttle.take(throttle.FACTOR_BY_ACCOUNT, str(user.pk)):
        raise ValidationError(TOO_MANY, code="throttled")
