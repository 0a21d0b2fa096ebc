"""Staff home: what can be done next."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sobria.city.journal.selectors import faults
from sobria.city.people.access import allow
from sobria.city.people.models import User
from sobria.city.people.roles import PARTNERS, STAFF
from sobria.web.desk.tasks import rooms


@allow(read=STAFF | PARTNERS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"rooms": rooms(cast("User", request.user)), "journal_faults": faults()})
