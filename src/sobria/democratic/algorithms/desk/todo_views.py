"""The personal page: what awaits whoever is signed in, by role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sobria.city.people.access import allow, person
from sobria.city.people.models import User
from sobria.city.people.roles import STAFF
from sobria.democratic.algorithms.desk import todo, todo_committee
from sobria.democratic.algorithms.governance.committee import MEMBER, SECRETARY
from sobria.democratic.algorithms.governance.standing import EXECUTIVE
from sobria.democratic.algorithms.governance.watching import REVIEWERS

LISTS = (
    (_("À décider"), EXECUTIVE, todo.executive),
    (_("Au comité"), MEMBER, todo_committee.member),
    (_("Au secrétariat du comité"), SECRETARY, todo_committee.secretary),
    (_("Vos projets"), STAFF, todo.owner),
    (_("Preuves à contrôler"), STAFF, todo.checker),
    (_("Réponses dues"), STAFF, todo.answerer),
    (_("À faire régulariser"), REVIEWERS, todo.reviewer),
    (_("Sous votre surveillance"), STAFF, todo.overseer),
)


def groups(who: User) -> list[todo.Group]:
    """What awaits a person, late first, then by day; groups with nothing are left out."""
    on = timezone.localdate()
    found = []
    for title, roles, lister in LISTS:
        if who.holds(roles) or (roles == STAFF and any(role in roles for role, _scope in who.roles_today)):
            tasks = sorted(lister(who, on), key=lambda one: (not one.is_late, one.by is None, one.by or on))
            if tasks:
                found.append(todo.Group(str(title), tasks))
    return found


@allow(read=STAFF)
@require_safe
def todo_page(request: HttpRequest) -> HttpResponse:
    found = groups(person(request))
    count = sum(len(one.tasks) for one in found)
    return render(request, "algorithms/desk_todo.html", {"groups": found, "count": count})
