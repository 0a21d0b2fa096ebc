"""Addresses under `bureau/`. Their names are those by which allauth asks for them."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.db import transaction
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from sobria.city.people.access import own, public_form
from sobria.city.people.sign_in import views


def _changing(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of one's own account that changes it: what is done and what the journal says of it are one."""
    return own(transaction.atomic(view))


urlpatterns = [
    path("connexion/", public_form(account.login), name="account_login"),
    path("connexion/code/", public_form(views.request_code), name="account_request_login_code"),
    path("connexion/code/recu/", public_form(views.confirm_code), name="account_confirm_login_code"),
    path("connexion/second-facteur/", public_form(factors.authenticate), name="mfa_authenticate"),
    path("connexion/fermee/", public_form(account.account_inactive), name="account_inactive"),
    path("deconnexion/", public_form(require_POST(account.logout)), name="account_logout"),
    path("compte/", own(factors.index), name="mfa_index"),
    path("compte/mot-de-passe/", _changing(account.password_change), name="account_change_password"),
    path("compte/mot-de-passe/premier/", _changing(account.password_set), name="account_set_password"),
    path("compte/verification/mot-de-passe/", own(account.reauthenticate), name="account_reauthenticate"),
    path("compte/verification/code/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("compte/verification/cle/", own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("compte/application/ajouter/", _changing(app.activate_totp), name="mfa_activate_totp"),
    path("compte/application/retirer/", _changing(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("compte/cles/", own(RedirectView.as_view(pattern_name="mfa_index")), name="mfa_list_webauthn"),
    path("compte/cles/ajouter/", _changing(keys.add_webauthn), name="mfa_add_webauthn"),
    path("compte/cles/<int:pk>/retirer/", _changing(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("compte/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("compte/codes/nouveaux/", _changing(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
