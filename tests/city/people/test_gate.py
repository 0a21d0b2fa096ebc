"""Each page opens to the roles it names, and to nobody else: the matrix is what the site really does."""

import re
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from tests.worlds import partners
from tests.worlds.people import PASSWORD, add_second_factor

from sobria.city.journal.models import Event
from sobria.city.people import gate, matrix
from sobria.city.people.models import User
from sobria.city.people.roles import DECIDING, PARTNERS, STAFF, WRITERS, Role
from sobria.city.people.services import assign_role, create_user, deactivate, end_assignment

PARTNER = "atelier"
SAMPLES = {
    "int": "999999999",
    "uuid": str(uuid.uuid4()),
    "indicator": "S1",
    "fact": "population",
    "slug": PARTNER,
}
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reference" / "access.md"


def address(pattern: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "rien"), pattern)


def is_admitted(answer: HttpResponse) -> bool:
    """A missing object (404) or a method that the page does not know (405) come after the gate."""
    return answer.status_code != 403 and "/bureau/connexion/?next=" not in answer.headers.get("Location", "")


def is_for_everyone(route: matrix.Route, *, write: bool) -> bool:
    return route.access is not None and (route.access.write if write else route.access.read) is None


def person_of(role: Role) -> User:
    person = create_user(email=f"{role}@lutece.example", password=PASSWORD, role=role)
    if role in DECIDING:
        add_second_factor(person)
    if role in PARTNERS:
        person.assignments.update(scope=partners.partner(PARTNER).code)
    return person


def browser_of(role: Role | None) -> Client:
    client = Client(raise_request_exception=role is None)
    if role is not None:
        client.force_login(person_of(role))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "a stranger")
def test_every_page_answers_each_role_as_the_matrix_says(role: Role | None) -> None:
    routes = matrix.routes()
    assert len(routes) > 40
    client, wrong = browser_of(role), []
    for route in routes:
        for write in (False, True):
            if role is not None and route.name == "account_logout":
                continue  # it would sign this browser out
            if is_for_everyone(route, write=write) and role not in {None, Role.AUDITOR}:
                continue  # it asks nothing of anyone: a stranger and someone signed in stand for the others
            ask = client.post if write else client.get
            answer = ask(address(route.pattern))
            if is_admitted(answer) != route.may(role, write=write):
                wrong.append((route.pattern, "act" if write else "read", answer.status_code))
    assert wrong == [], "\n".join(map(str, wrong))


def test_every_page_says_who_it_is_for() -> None:
    assert [route.pattern for route in matrix.routes() if route.access is None] == []


def test_the_printed_matrix_is_the_real_one() -> None:
    assert matrix.as_markdown() in DOCUMENT.read_text(encoding="utf-8")


def test_nobody_acts_who_only_reads() -> None:
    for route in matrix.routes():
        for role in (Role.AUDITOR, Role.ADMINISTRATOR):
            public_form = route.access is not None and route.access.write is None
            own = "personnes" in route.pattern or (route.access is not None and route.access.is_own)
            assert public_form or own or not route.may(role, write=True), route.pattern


@pytest.mark.django_db
def test_a_page_that_says_nothing_is_closed_to_everyone() -> None:
    def silent(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/")
    request.user = create_user(email="a@lutece.example", password=None, role=Role.OFFICER)
    with pytest.raises(PermissionDenied):
        gate.Gate(silent).process_view(request, silent, [], {})


@pytest.mark.django_db
def test_a_steward_writes_in_one_register_and_reads_the_others() -> None:
    today = timezone.localdate()
    administrator = create_user(email="admin@lutece.example", password=None, role=Role.ADMINISTRATOR)
    person = create_user(email="a@lutece.example", password=None, role=Role.AGENT)
    assign_role(person, Role.STEWARD, by=administrator, since=today, scope="autre")
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get("/bureau/equipements/").status_code == 200
    assert client.post("/bureau/equipements/ajouter/").status_code == 403
    assign_role(person, Role.STEWARD, by=administrator, since=today, scope="equipment")
    assert client.post("/bureau/equipements/ajouter/").status_code != 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "room"),
    [
        ("/bureau/strategie/commencer/", "strategy"),
        ("/bureau/strategie/programme/actors/", "strategy"),
        ("/bureau/indicateurs/grille/", "indicators"),
        ("/bureau/equipements/ajouter/", "equipment"),
    ],
)
def test_a_form_is_closed_from_the_start_to_a_steward_of_another_room(form: str, room: str) -> None:
    today = timezone.localdate()
    administrator = create_user(email="admin@lutece.example", password=None, role=Role.ADMINISTRATOR)
    person = create_user(email="a@lutece.example", password=None, role=Role.AGENT)
    assign_role(person, Role.STEWARD, by=administrator, since=today, scope="autre")
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(form).status_code == 403
    assign_role(person, Role.STEWARD, by=administrator, since=today, scope=room)
    assert client.get(form).status_code == 200


@pytest.mark.django_db
def test_a_role_ends_and_an_account_closes_and_the_journal_knows() -> None:
    today = timezone.localdate()
    administrator = create_user(email="admin@lutece.example", password=None, role=Role.ADMINISTRATOR)
    person = create_user(email="a@lutece.example", password=None, role=Role.AUDITOR)
    end_assignment(person.assignments.get(), by=administrator, on=today)
    assert not User.objects.get(pk=person.pk).holds(STAFF)
    with pytest.raises(ValidationError, match="déjà pris fin"):
        end_assignment(person.assignments.get(), by=administrator, on=today)
    deactivate(person, by=administrator)
    told = Event.objects.filter(subject=f"person:{person.pk}").order_by("sequence")
    kinds = list(told.values_list("kind", flat=True))
    assert kinds == ["person.created", "role.assigned", "role.ended", "person.deactivated"]
    assert not Event.objects.filter(document__contains="a@lutece.example").exists()


@pytest.mark.django_db
def test_a_role_is_refused_with_a_sentence() -> None:
    today = timezone.localdate()
    administrator = create_user(email="admin@lutece.example", password=None, role=Role.ADMINISTRATOR)
    person = create_user(email="a@lutece.example", password=None, role=Role.AGENT)
    with pytest.raises(ValidationError, match="référence de l’acte"):
        assign_role(person, Role.DELEGATE, by=administrator, since=today)
    with pytest.raises(ValidationError, match="partenaire"):
        assign_role(person, Role.PRESCRIBER, by=administrator, since=today)
    with pytest.raises(ValidationError, match="soi-même"):
        assign_role(administrator, Role.OFFICER, by=administrator, since=today)
    with pytest.raises(PermissionDenied):
        assign_role(administrator, Role.OFFICER, by=person, since=today)
    assert not User.objects.get(pk=person.pk).holds(WRITERS)
