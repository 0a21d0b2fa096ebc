"""Acts on waste slips: record one, add its certificate, hand devices over with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Lower
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WRITERS
from sobria.engine.messages import Refusal
from sobria.sober.equipment.life import acts
from sobria.sober.equipment.life.moving import Details, Moved
from sobria.sober.equipment.models import Device, WasteSlip
from sobria.sober.equipment.purchases.selectors import night
from sobria.sober.equipment.selectors import CODE

NAMED = 10


@transaction.atomic
def record_slip(*, values: dict[str, Any], by: User) -> WasteSlip:
    """Raises Refusal for a number known already, a day to come, a mass that is not one, or a certificate too early."""
    require(by, WRITERS, scope=CODE)
    if values["day"] > timezone.localdate():
        raise Refusal("purchase-future", day=values["day"])
    if values["mass_kg"] is not None and values["mass_kg"] <= 0:
        raise Refusal("slip-mass")
    if values["certificate"]:
        _check_certificate(values["day"], values["certified_on"])
    slip, is_new = WasteSlip.objects.get_or_create(
        number=values["number"], defaults=values | {"recorded_at": timezone.now(), "recorded_by": by}
    )
    if not is_new:
        raise Refusal("slip-known", number=values["number"])
    told = {name: values[name] for name in ("taker", "mass_kg", "certificate")} | {"day": values["day"].isoformat()}
    record("slip.recorded", by=by, subject=f"slip:{slip.number}", data=told)
    return slip


@transaction.atomic
def certify(slip: WasteSlip, *, certificate: str, on: date, by: User) -> None:
    """Raises Refusal when it has one already, or when the certificate is dated before the collection."""
    require(by, WRITERS, scope=CODE)
    _check_certificate(slip.day, on)
    found = WasteSlip.objects.filter(pk=slip.pk, certificate="")
    if found.update(certificate=certificate, certified_on=on) != 1:
        raise Refusal("slip-certified")
    data = {"certificate": certificate, "day": on.isoformat()}
    record("slip.certified", by=by, subject=f"slip:{slip.number}", data=data)


def scrap(slip: WasteSlip, devices: Sequence[int], *, by: User) -> Moved:
    """Devices go to waste with the slip, on its day; those that cannot are listed and do not block the others."""
    return acts.perform(devices, "scrap", by=by, details=Details(day=slip.day, slip=slip))


def foresee(slip: WasteSlip, devices: Sequence[int]) -> Moved:
    return acts.foresee(devices, "scrap", Details(day=slip.day, slip=slip))


def devices_named(names: Sequence[str]) -> list[int]:
    """Devices by serial or inventory number, whatever case. Two queries. Raises Refusal for a name of none or several.

    A serial goes before an inventory number.
    """
    wanted = {name.lower(): name for name in names}
    if not wanted:
        raise Refusal("slip-devices-none")
    by_name: dict[str, list[int]] = {}
    for column in ("serial", "item"):
        left = [name for name in wanted if name not in by_name]
        found = Device.objects.annotate(said=Lower(column)).filter(said__in=left)
        for pk, name in found.order_by("pk").values_list("pk", "said"):
            by_name.setdefault(name, []).append(pk)
    unknown = [said for name, said in wanted.items() if name not in by_name]
    if unknown:
        raise Refusal("slip-devices-unknown", names=", ".join(unknown[:NAMED]))
    several = [wanted[name] for name, keys in by_name.items() if len(keys) > 1]
    if several:
        raise Refusal("slip-devices-several", names=", ".join(several[:NAMED]))
    return [keys[0] for keys in by_name.values()]


def slips(year: int | None = None) -> QuerySet[WasteSlip]:
    """With the number of devices handed over with each; latest first."""
    found = WasteSlip.objects.annotate(devices=Count("events"))
    return (found if year is None else found.filter(day__year=year)).order_by("-day", "-pk")


def masses(year: int, on: date | None = None) -> dict[str, Any]:
    """Of a year, as known on a day: slips, weighed ones, kilograms collected and traced. One query."""
    found = WasteSlip.objects.filter(day__range=(date(year, 1, 1), date(year, 12, 31)))
    certified = ~Q(certificate="")
    if on is not None:
        found = found.filter(recorded_at__lt=night(on), day__lte=on)
        certified &= Q(certified_on__lte=on)
    return found.aggregate(
        slips=Count("pk"),
        weighed=Count("pk", filter=Q(mass_kg__isnull=False)),
        certified=Count("pk", filter=certified),
        collected=Sum("mass_kg"),
        traced=Sum("mass_kg", filter=certified),
    )


def _check_certificate(day: date, certified: date) -> None:
    if certified < day:
        raise Refusal("slip-certificate-early", certified=certified, day=day)
    if certified > timezone.localdate():
        raise Refusal("purchase-future", day=certified)
