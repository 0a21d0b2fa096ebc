"""Reads on people. Each says its number of queries; none grows with the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from sobria.city.journal.models import Event
from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import DECIDING
from sobria.city.people.scopes import scope_labels

EVENTS_SHOWN = 20


class Condition(StrEnum):
    """What an account may be asked to be."""

    ACTIVE = "actif"
    INACTIVE = "desactive"
    WITHOUT_ROLE = "sans-role"
    WAITING = "second-facteur"


@dataclass(frozen=True, slots=True)
class Held:
    """A role as pages show it. `scope` empty: the whole city, or a role that has none."""

    pk: int
    label: str
    scope: str
    period: str
    reference: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one person, by where a day stands in their dates."""

    present: list[Held]
    future: list[Held]
    past: list[Held]


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the list.

    Attributes:
        held: roles in force on the day, those of an inactive account included.
        is_waiting: a role that decides for the city waits for a second factor.
    """

    person: User
    held: list[Held]
    has_factor: bool
    is_waiting: bool


def accounts(on: date, *, text: str = "", role: str = "", condition: Condition | None = None) -> QuerySet[User]:
    """Those that answer, by name then address, ready for `lines`: one query, and one for the roles held that day."""
    in_force = Assignment.objects.in_force(on)
    found = User.objects.annotate(factor=Exists(_factors()))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        found = found.filter(Exists(in_force.filter(user_id=OuterRef("pk"), role=role)))
    if condition in {Condition.ACTIVE, Condition.INACTIVE}:
        found = found.filter(is_active=condition == Condition.ACTIVE)
    elif condition == Condition.WITHOUT_ROLE:
        found = found.filter(~Exists(in_force.filter(user_id=OuterRef("pk"))), is_active=True)
    elif condition == Condition.WAITING:
        found = found.filter(_deciding(on), is_active=True, factor=False)
    roles = Prefetch("assignments", queryset=in_force.order_by("since", "pk"), to_attr="held_then")
    return found.order_by(Lower("name"), "email").prefetch_related(roles)


def lines(people: Sequence[User]) -> list[Account]:
    """The people of a page of `accounts`. No query of its own, or one when a role is held for a partner."""
    names = scope_labels(one.scope for person in people for one in person.held_then)  # type: ignore[attr-defined]
    return [_line(person, names) for person in people]


def active() -> int:
    """One query."""
    return User.objects.filter(is_active=True).count()


def waiting(on: date) -> int:
    """How many people decide for the city and have no second factor yet. One query."""
    return accounts(on, condition=Condition.WAITING).count()


def roles_of(person: User, on: date) -> Roles:
    """Past ones latest first; one cancelled before its first day is past. One query, two for a partner's role."""
    found = list(person.assignments.order_by("since", "pk"))
    past = [one for one in found if one.until is not None and (one.until < on or one.until < one.since)]
    future = [one for one in found if one.since > on and one not in past]
    present = [one for one in found if one not in past and one not in future]
    names = scope_labels(one.scope for one in found)
    return Roles(*([_held(one, names) for one in some] for some in (present, future, past[::-1])))


def events_of(person: User) -> list[Event]:
    """The latest events of an account, latest first. One query."""
    found = Event.objects.filter(subject=f"person:{person.pk}").order_by("-sequence")
    return list(found[:EVENTS_SHOWN])


def held(one: Assignment) -> Held:
    """A role as pages show it. No query, one for a partner's role."""
    return _held(one, scope_labels([one.scope]))


def _held(one: Assignment, names: dict[str, str]) -> Held:
    return Held(one.pk, str(one.get_role_display()), names[one.scope], one.period, one.reference)


def _line(person: User, names: dict[str, str]) -> Account:
    roles: list[Assignment] = person.held_then  # type: ignore[attr-defined]
    has_factor = bool(person.factor)  # type: ignore[attr-defined]
    decides = any(one.role in DECIDING for one in roles)
    is_waiting = person.is_active and decides and not has_factor
    return Account(person, [_held(one, names) for one in roles], has_factor, is_waiting)


def _factors() -> QuerySet[Authenticator]:
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=OuterRef("pk"))
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES)


def _deciding(on: date) -> Exists:
    return Exists(Assignment.objects.in_force(on).filter(user_id=OuterRef("pk"), role__in=DECIDING))
