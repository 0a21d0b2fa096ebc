"""Codes in every state, for the pages that show them; whoever signs in prescribes and delivers too."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from tests.worlds import codes as world

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.engine.devices.fairness import told
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.codes import appeals, delivering, tallies
from sobria.inclusive.devices.codes.reserving import reserve
from sobria.inclusive.devices.models import Appeal, Code, FollowUp

KIND = "tablet"
"""Of which no other world has any."""


def fill() -> None:
    who = world.chain()
    delivered, _item = world.kept(who, kind=KIND)
    delivering.deliver(world.fresh(delivered.code), by=world.again(who.refurbisher))
    world.kept(who, kind=KIND, has_pupil="yes")
    for rank in range(30):
        bands = {"has_no_device": "yes" if rank % 3 else "no", "has_pupil": "yes" if rank % 2 else "no"}
        code = world.code(who, kind=KIND, **bands)
        try:
            reserve(code, by=world.again(who.prescriber))
        except Refusal:
            continue
    for code in Code.objects.filter(state="waiting").order_by("pk")[:2]:
        appeals.appeal(world.fresh(code), motive="deadline", by=world.again(who.prescriber))
    world.code(who, kind=KIND)
    for item in world.items(who, 3, state="delivered", delivered_on=timezone.localdate() - timedelta(days=370)):
        FollowUp.objects.create(item=item, due_on=timezone.localdate() - timedelta(days=5))
    _last_year()


def _last_year() -> None:
    """Sixty needs, forty of them met; seven with a disability, whom nobody can tell."""
    year = timezone.localdate().year - 1
    for rank in range(60):
        bands = world.LEAST | {"has_pupil": "yes" if rank % 2 else "no", "resources": "none" if rank % 3 else "poor"}
        bands["has_disability"] = "yes" if rank < 7 else "no"
        ended = date(year, 6, 1) if rank < 40 else None
        asked = date(year, 4, 1)
        tallies.keep(told(bands, asked=asked, ended=ended, is_granted=rank < 40, until=year))


def own(name: str, *args: object) -> str:
    """A page of a prescriber's, or of who delivers."""
    agent = User.objects.get(email="agent@lutece.example")
    for role, scope in ((Role.PRESCRIBER, "mission-locale"), (Role.REFURBISHER, "atelier")):
        Assignment.objects.get_or_create(user=agent, role=role, scope=scope, since=timezone.localdate())
    return reverse(name, args=args)


def code(state: str) -> int:
    return Code.objects.filter(state=state).order_by("-pk").values_list("pk", flat=True)[0]


def appeal() -> int:
    return Appeal.objects.filter(answer="").order_by("pk").values_list("pk", flat=True)[0]


def follow_up() -> int:
    return FollowUp.objects.filter(done_on=None).order_by("due_on").values_list("pk", flat=True)[0]
