"""The way to the city's identity provider and back: one address whatever the language, as the provider knows it."""

from allauth.socialaccount import views as accounts
from allauth.socialaccount.providers.openid_connect import views as provider
from django.urls import path

from sobria.city.people.access import public_form
from sobria.city.people.sign_in import views

urlpatterns = [
    path("abandon/", public_form(accounts.login_cancelled), name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/", public_form(views.enter_by_identity), name="openid_connect_login"),
    path("<slug:provider_id>/retour/", public_form(provider.callback), name="openid_connect_callback"),
]
