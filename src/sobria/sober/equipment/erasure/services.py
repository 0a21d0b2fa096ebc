"""Acts on proofs of erasure: receive certificates, declare drives, record a removal before a witness."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import WITNESSES, WRITERS
from sobria.city.registers import changes
from sobria.engine.equipment.life import UNKNOWN, states
from sobria.engine.erasure.certificates import Line, Reading
from sobria.engine.erasure.serials import LONGEST, names_something, normal
from sobria.engine.erasure.words import GRAVITY
from sobria.engine.messages import Refusal
from sobria.sober.equipment.erasure.placing import CHUNK, Placed, day_of, place
from sobria.sober.equipment.life.clearance import OLD_REMOVAL, clearances, proven_on
from sobria.sober.equipment.life.moving import LIMIT, Details, move
from sobria.sober.equipment.models import Certificate, Device, Drive, Removal, Status
from sobria.sober.equipment.selectors import CODE

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Received:
    """What was written, and the devices that are now erased."""

    placed: Placed
    erased: tuple[int, ...]


@transaction.atomic
def receive(reading: Reading, *, by: User) -> Received:
    """Keep every certificate that has its place, and declare drives; all of them or none. Safe to run twice.

    Retired devices whose drives all have their proof become erased. Raises PermissionDenied.
    """
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    placed = place(reading)
    if not placed.writes:
        return Received(placed, ())
    _declare_all(placed.drives, by)
    _keep([line for line, _serial in placed.new], by)
    _tell_received(placed, by)
    return Received(placed, _settle(placed.devices, by))


def _declare_all(drives: dict[str, int], by: User) -> None:
    now = timezone.now()
    rows = [Drive(serial=serial, device_id=pk, declared_at=now, declared_by=by) for serial, pk in drives.items()]
    Drive.objects.bulk_create(rows, batch_size=BATCH)


def _keep(lines: list[Line], by: User) -> None:
    now = timezone.now()
    for start in range(0, len(lines), CHUNK):
        part = lines[start : start + CHUNK]
        serials = {normal(line.drive_serial) for line in part}
        drives = dict(Drive.objects.filter(serial__in=serials).values_list("serial", "pk"))
        Certificate.objects.bulk_create(
            [
                Certificate(
                    drive_id=drives[normal(line.drive_serial)],
                    outcome=line.outcome,
                    method=line.method,
                    standard=line.standard,
                    tool=line.tool,
                    caution=line.caution,
                    finished_at=line.finished_at,
                    finished_on=day_of(line),
                    file_name=line.file[-255:],
                    sha256=line.sha256,
                    line=line.number or None,
                    received_at=now,
                    received_by=by,
                )
                for line in part
            ],
            batch_size=BATCH,
        )


def _tell_received(placed: Placed, by: User) -> None:
    """One event: what came, by outcome, and the fingerprints of the files. Serials and names stay here."""
    data = {
        "certificates": {outcome: placed.count(outcome) for outcome in GRAVITY},
        "declared": len(placed.drives),
        "unchanged": placed.unchanged,
        "before_service": len(placed.before_service),
        "refused": len(placed.faults),
        "devices": sorted(placed.devices)[:LIMIT],
        "files": sorted({line.sha256 for line, _serial in placed.new}),
    }
    record("equipment.certificates-received", by=by, subject=f"register:{CODE}", data=data)


def record_erasures(devices: Collection[int], *, by: User) -> tuple[int, ...]:
    """The retired devices, among these, whose drives all have their proof become erased. Raises PermissionDenied."""
    require(by, WRITERS, scope=CODE)
    with transaction.atomic():
        changes.lock(CODE)
        return _settle(devices, by)


def _settle(devices: Collection[int], by: User) -> tuple[int, ...]:
    done: list[int] = []
    wanted = sorted(devices)
    for start in range(0, len(wanted), LIMIT):
        part = wanted[start : start + LIMIT]
        retired = Device.objects.filter(pk__in=part, status=Status.RETIRED).values_list("pk", flat=True)
        clear = [pk for pk, one in clearances([*retired]).items() if one.is_clear]
        for day, group in _by_day(proven_on(clear)):
            done += move(group, "erase", by=by, details=Details(day)).done
    return tuple(sorted(done))


def _by_day(days: Mapping[int, date]) -> Iterator[tuple[date, list[int]]]:
    """Devices with the day they were erased; one act a day."""
    for day in sorted(set(days.values())):
        yield day, [pk for pk, one in days.items() if one == day]


@transaction.atomic
def declare_drive(device: Device, *, serial: str, by: User, kind: str = "", capacity_gb: float | None = None) -> Drive:
    """Say that a device holds a drive. Said twice, it is said once.

    Raises Refusal for a serial that is none, a drive that another device holds, a batch, a device that has left.
    """
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    said = normal(serial)
    if not names_something(serial) or len(said) > LONGEST:
        raise Refusal("erasure-drive-serial", value=serial[:LONGEST])
    device = _still_here(device)
    known = Drive.objects.filter(serial=said).first()
    if known is not None:
        if known.device_id != device.pk:
            raise Refusal("erasure-drive-elsewhere", serial=said, device=known.device_id)
        return known
    now = timezone.now()
    drive = Drive.objects.create(
        device=device, serial=said, kind=kind, capacity_gb=capacity_gb, declared_at=now, declared_by=by
    )
    record("equipment.drive-declared", by=by, subject=f"equipment:{device.pk}", data={"drive": drive.pk})
    return drive


@transaction.atomic
def record_removal(device: Device, *, drive: Drive | None, day: date, fate: str, witness: User, by: User) -> Removal:
    """A drive taken out of a device, or the statement that it holds none; good once the witness confirms it.

    One that still waits may be said otherwise: day, fate, witness. Raises Refusal when the witness is who records, or
    holds no role in the city, when it is said already, or dated later.
    """
    require(by, WRITERS, scope=CODE)
    changes.lock(CODE)
    device = _still_here(device)
    if day > timezone.localdate():
        raise Refusal("erasure-removal-future", day=day)
    if witness.pk == by.pk:
        raise Refusal("erasure-removal-witness")
    if not witness.holds(WITNESSES, scope=CODE):
        raise Refusal("erasure-removal-witness-role")
    said = {"day": day, "fate": fate, "witness": witness}
    waiting = _waiting_removal(device, drive, said)
    told: dict[str, Any] = said | {"recorded_at": timezone.now(), "by": by}
    if waiting is None:
        removal = Removal.objects.create(device=device, drive=drive, **told)
    else:
        Removal.objects.filter(pk=waiting.pk, confirmed_at=None).update(**told)
        removal = Removal.objects.get(pk=waiting.pk)
    data = {"removal": removal.pk, "drive": drive.pk if drive else None, "day": day.isoformat()}
    record("equipment.removal-recorded", by=by, subject=f"equipment:{device.pk}", data=data)
    return removal


def _waiting_removal(device: Device, drive: Drive | None, said: dict[str, Any]) -> Removal | None:
    """The same removal, still waiting and said otherwise. Raises Refusal for what cannot be recorded."""
    if drive is None and device.drives.exclude(removals__confirmed_at__isnull=False).exists():
        raise Refusal("erasure-removal-drives", device=device.pk)
    if drive is not None and drive.device_id != device.pk:
        raise Refusal("erasure-removal-other", serial=drive.serial, device=device.pk)
    known = Removal.objects.filter(device=device, drive=drive).order_by("pk").last()
    if known is not None and known.confirmed_at and drive is None and _served_since(device):
        return None
    same = known is not None and all(getattr(known, name) == value for name, value in said.items())
    if known is not None and (known.confirmed_at or same):
        if drive is None:
            raise Refusal("erasure-removal-empty-twice", device=device.pk)
        raise Refusal("erasure-removal-twice", serial=drive.serial)
    return known


def _served_since(device: Device) -> bool:
    """What was taken out before it served again proves nothing: it is to be said anew."""
    return any(code == OLD_REMOVAL for code, _places in clearances([device.pk])[device.pk].missing)


@transaction.atomic
def confirm_removal(removal: Removal, *, by: User) -> tuple[int, ...]:
    """Its witness saw it. Returns the device when it is now erased. Raises Refusal for anyone else, or done twice."""
    require(by, WITNESSES, scope=CODE)
    changes.lock(CODE)
    waiting = Removal.objects.filter(pk=removal.pk, witness=by, confirmed_at=None)
    if waiting.update(confirmed_at=timezone.now()) != 1:
        raise Refusal("erasure-removal-not-yours")
    data = {"removal": removal.pk, "day": removal.day.isoformat()}
    record("equipment.removal-confirmed", by=by, subject=f"equipment:{removal.device_id}", data=data)
    return _settle([removal.device_id], by)


def _still_here(device: Device) -> Device:
    """The device as it stands. Raises Refusal for a batch, and for one that has left."""
    found = Device.objects.get(pk=device.pk)
    if found.quantity != 1:
        raise Refusal("erasure-drive-batch", device=found.pk)
    if states()[found.status or UNKNOWN].gone:
        raise Refusal("erasure-drive-gone", device=found.pk)
    return found
