from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sobria.city.people import throttle, visitors


class SignInForm(AuthenticationForm):
    """E-mail and password; after too many tries from an address, or from it on one account, refuses for a while.

    A stranger elsewhere who tries an account never locks its owner out.
    """

    username = forms.EmailField(
        label=_("Adresse électronique"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )

    def clean(self) -> dict[str, Any]:
        address = visitors.address(self.request) if self.request else ""
        account = str(self.cleaned_data.get("username", "")).lower()
        allowed = throttle.take(throttle.SIGN_IN_BY_ADDRESS, address)
        if not (allowed and throttle.take(throttle.SIGN_IN_BY_ACCOUNT, f"{account} {address}")):
            raise ValidationError(
                _("Trop d’essais de connexion. Attendez quelques minutes avant de recommencer."),
                code="throttled",
            )
        return super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(
            _(
                "Cette adresse et ce mot de passe ne vont pas ensemble. "
                "Vérifiez-les : dans le mot de passe, majuscules et minuscules comptent."
            ),
            code="invalid_login",
        )
