"""What the pages of handling show: a device with a history, and selections of the agent who looks."""

from datetime import date

from django.urls import reverse
from tests.worlds.devices import NOW

from sobria.city.people.models import User
from sobria.sober.equipment.handling import selections
from sobria.sober.equipment.handling.selections import Chosen
from sobria.sober.equipment.models import Device, Drive, Fault, LifeEvent

DAY = date(2026, 11, 20)


def fill() -> None:
    """A history that changes no state: figures of other pages stay as they are."""
    one = Device.objects.order_by("pk")[0]
    state = one.status or "unknown"
    LifeEvent.objects.create(device=one, rank=1, act="separate", before=state, after=state, day=DAY, at=NOW, note="lot")
    Drive.objects.create(device=one, serial="S3Z9NB0K123456", declared_at=NOW)
    Fault.objects.create(device=one, kind="screen", reported_on=DAY, recorded_at=NOW)


def of_selection(page: str = "selection") -> str:
    """The page called so, of a selection as full as a page shows."""
    agent = User.objects.get(email="agent@lutece.example")
    devices = list(Device.objects.order_by("pk").values_list("pk", flat=True)[:60])
    lost = [(line, f"perdu {line}", "handling-line-unknown") for line in range(1, 25)]
    chosen = Chosen(devices, lost, "reinstate", {"day": "2026-11-20"})
    return reverse(f"equipment-desk:handling-{page}", args=[selections.keep(chosen, by=agent)])
