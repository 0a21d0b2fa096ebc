"""Staff home: what can be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sobria.city.journal.selectors import faults
from sobria.city.people.access import allow
from sobria.web.desk.tasks import rooms


@allow()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"rooms": rooms(), "journal_faults": faults()})
