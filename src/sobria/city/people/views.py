from django.contrib.auth import views
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from sobria.city.people.forms import SignInForm


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(views.LoginView):
    authentication_form = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    """By POST only."""
