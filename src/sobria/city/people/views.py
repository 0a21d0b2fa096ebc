from django.contrib.auth import views
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from sobria.city.people.access import public_form
from sobria.city.people.forms import SignInForm


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class _SignIn(views.LoginView):
    authentication_form = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True


sign_in = public_form(_SignIn.as_view())
# By POST only.
sign_out = public_form(views.LogoutView.as_view())
