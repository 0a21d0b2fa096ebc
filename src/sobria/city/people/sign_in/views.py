"""What the house adds to allauth's pages: a letter that does not leave, a code that no longer serves."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import views
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

logger = logging.getLogger(__name__)


class _RequestCode(views.RequestLoginCodeView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)
        except OSError:  # smtplib's errors are among them
            logger.exception("the sign-in code could not be sent")
            form.add_error(
                None,
                _("Le courriel n’a pas pu partir. Réessayez plus tard, ou connectez-vous avec votre mot de passe."),
            )
            answer = self.render_to_response(self.get_context_data(form=form), status=503)
        return answer


_request_code: Callable[[HttpRequest], HttpResponse] = _RequestCode.as_view()


def request_code(request: HttpRequest) -> HttpResponse:
    """Send a sign-in code. Raises Http404 with a sentence where the city has given no mail server."""
    if not settings.ACCOUNT_LOGIN_BY_CODE_ENABLED:
        raise Http404(_("Ce site n’envoie pas de courriel : connectez-vous avec votre mot de passe."))
    return _request_code(request)


def confirm_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the code received. One that is late, used, or asked for in another browser is said to be so."""
    answer: HttpResponse = views.confirm_login_code(request)
    entrances = {reverse("account_login"), reverse("account_request_login_code")}
    if answer.headers.get("Location") in entrances and not len(get_messages(request)):
        messages.error(request, _("Ce code a expiré, a déjà servi, ou a été demandé ailleurs. Demandez-en un autre."))
    return answer


def enter_by_identity(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the city's identity provider; where it does not answer, say so."""
    try:
        answer: HttpResponse = provider.login(request, provider_id)
    except RequestException:
        logger.exception("the identity provider does not answer")
        return render(request, "socialaccount/authentication_error.html", status=503)
    return answer
