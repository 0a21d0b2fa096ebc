"""Staff home: what can be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sobria.web.desk.tasks import rooms


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"rooms": rooms()})
