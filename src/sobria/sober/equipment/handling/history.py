"""What a device has lived: acts, media, faults. For staff with who wrote it; for everyone, dates and states only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.registers.imports.sentences import language
from sobria.engine.equipment.life import UNKNOWN, acts, states
from sobria.engine.equipment.repair_reference import fault_kinds
from sobria.engine.messages import say
from sobria.sober.equipment.life.acts import SEPARATE
from sobria.sober.equipment.life.clearance import clearances
from sobria.sober.equipment.models import Certificate, Device, Fault, LifeEvent, Removal
from sobria.ui import numbers

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Lived:
    """One act. `told`: what was said of it. `at`, `by`: when and by whom it was written."""

    day: date
    act: str
    after: str
    told: tuple[str, ...] = ()
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A drive of the device, its latest certificate, and whether it was taken out."""

    serial: str
    kind: str
    certificate: str
    removal: str


def lived(device: Device, *, limit: int = SHOWN) -> list[Lived]:
    """The latest acts, newest first, with everything said of them. One query."""
    events = LifeEvent.objects.filter(device=device).select_related("by", "slip").order_by("-rank")[:limit]
    return [
        Lived(one.day, act_name(one.act), state_name(one.after), tuple(_told(one)), one.at, str(one.by or ""))
        for one in events
    ]


def public_life(device: Device) -> list[tuple[date, str, str]]:
    """(day, act, state) of the latest acts, newest first: no person, no place, no receiver. One query."""
    rows = LifeEvent.objects.filter(device=device).order_by("-rank")[:SHOWN].values_list("day", "act", "after")
    return [(day, act_name(act), state_name(after)) for day, act, after in rows]


def media(device: Device) -> list[Medium]:
    """Three queries."""
    drives = list(device.drives.order_by("serial"))
    latest = {one.drive_id: one for one in Certificate.objects.filter(drive__in=drives).order_by("finished_at", "pk")}
    removed = {one.drive_id: one for one in Removal.objects.filter(device=device).select_related("witness")}
    return [
        Medium(one.serial, one.kind, _certificate(latest.get(one.pk)), _removal(removed.get(one.pk))) for one in drives
    ]


def missing(device: Device) -> list[str]:
    """What its media still need before it may leave. Five queries."""
    found = clearances([device.pk]).get(device.pk)
    return [say(code, language(), **places) for code, places in found.missing] if found else []


def faults(device: Device) -> list[tuple[Fault, str]]:
    """Each with the name of its kind, latest first. One query."""
    kinds, latest = fault_kinds(), device.faults.order_by("-reported_on", "-pk")[:SHOWN]
    return [(one, kinds[one.kind].name(language()) if one.kind in kinds else one.kind) for one in latest]


def act_name(code: str) -> str:
    if code == SEPARATE:
        return _("Séparer en équipements")
    return acts()[code].name(language()) if code in acts() else code


def state_name(code: str | None) -> str:
    return states()[code or UNKNOWN].name(language())


def _told(one: LifeEvent) -> list[str]:
    pairs: list[tuple[str, Any]] = [
        (_("Entité"), one.entity),
        (_("Site"), one.site),
        (_("Voie de sortie"), one.get_route_display() if one.route else ""),
        (_("Acte de cession"), one.reference),
        (_("Reçu par"), one.receiver),
        (_("Valeur"), f"{numbers.decimal(float(one.value_eur), places=2)} €" if one.value_eur is not None else ""),
        (_("Bordereau de déchets"), one.slip),
        (_("Précision"), one.note),
    ]
    return [f"{label}{numbers.colon()}{value}" for label, value in pairs if value]


def _certificate(one: Certificate | None) -> str:
    if one is None:
        return _("aucun")
    day = date_format(one.finished_on, "j F Y")
    return " · ".join(part for part in (one.get_outcome_display(), day, one.standard or one.method, one.tool) if part)


def _removal(one: Removal | None) -> str:
    if one is None:
        return ""
    day = date_format(one.day, "j F Y")
    if one.confirmed_at is None:
        return _("retiré le %(day)s, attend son témoin (%(witness)s)") % {"day": day, "witness": one.witness}
    return _("retiré le %(day)s devant témoin (%(witness)s)") % {"day": day, "witness": one.witness}
