"""A chain with something on each of its pages, and an agent of the city who refurbishes too, to see them all."""

from django.urls import reverse
from tests.worlds import chain as world

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import Role
from sobria.inclusive.devices.models import Item, Lot, LotState


def fill() -> None:
    """A lot at each stage; devices received, graded, available, and one in waste."""
    who = world.chain()
    given = {"partner": who.partner, "day": world.today(), "by": who.worker}
    world.offered(who, 45, prefix="SA")
    world.collected(who, 3, prefix="SB")
    items = world.received(who, 45, prefix="SC")
    world.available(who, 2, price=90, prefix="SD")
    world.acts.grade([one.code for one in items[:4]], grade="B", mass_kg=1.8, **given)
    world.acts.grade([items[4].code], grade="W", mass_kg=2.4, **given)
    world.acts.scrap([items[4].code], slip="BSD-2026-12", mass_kg=2.4, **given)
    world.retired(12, prefix="SE")


def lot(name: str, state: LotState) -> str:
    return reverse(f"devices-desk:{name}", args=[Lot.objects.filter(state=state).order_by("pk")[0].number])


def own(name: str, *args: object) -> str:
    """A page of the refurbisher's: whoever signs in becomes one."""
    agent = User.objects.get(email="agent@lutece.example")
    Assignment.objects.get_or_create(user=agent, role=Role.REFURBISHER, scope="ateliers", since=world.today())
    return reverse(f"refurbishing:{name}", args=["ateliers", *args])


def item(state: str) -> str:
    return Item.objects.filter(state=state).order_by("pk")[0].code


def lot_number(state: LotState) -> str:
    return Lot.objects.filter(state=state).order_by("pk")[0].number
