"""Where each certificate belongs: the drive it speaks of, the device that holds it, and what is known already."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Max
from django.utils import timezone

from sobria.engine.equipment.life import UNKNOWN, serving, states
from sobria.engine.erasure.certificates import Fault, Line, Pair, Reading
from sobria.engine.erasure.serials import normal
from sobria.engine.erasure.settling import refused
from sobria.sober.equipment.models import Certificate, Device, Drive, LifeEvent

CHUNK = 5000
SINGLE = 1
K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True)
class Holder:
    """A device, as far as its drives go."""

    pk: int
    quantity: float
    is_gone: bool


@dataclass(slots=True)
class Placed:
    """What would be written, and what would not.

    Attributes:
        new: (line, normal serial of its drive) of the certificates nobody gave yet.
        drives: normal serial → device, of the drives to declare.
        declared: how many of these are declared by a table, not by a certificate.
        known: drives of a table that are declared there already.
        unchanged: certificates received before, the same.
        before_service: lines of `new` that end before the last day of service of their device: they prove nothing.
        devices: those that `new` speaks of.
        faults: those of the reading and those of the register.
    """

    new: list[tuple[Line, str]] = field(default_factory=list)
    drives: dict[str, int] = field(default_factory=dict)
    declared: int = 0
    known: int = 0
    unchanged: int = 0
    before_service: list[Line] = field(default_factory=list)
    devices: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.new or self.drives)

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line, _serial in self.new)


def place(reading: Reading) -> Placed:
    """Nothing is written. A handful of queries, plus one per CHUNK of drives; one more when a drive is not known."""
    placed = Placed(faults=list(reading.faults))
    said: list[Line | Pair] = [*reading.pairs, *reading.lines]
    known = _known_drives({normal(one.drive_serial) for one in said})
    unknown = {
        normal(one.device_serial) for one in said if normal(one.drive_serial) not in known or isinstance(one, Pair)
    }
    holders = _holders(unknown - {""})
    for pair in reading.pairs:
        _declare(pair, known, holders, placed)
    gone = _gone({pk for _drive, pk in known.values()})
    lines = [line for line in reading.lines if _belongs(line, known, holders, gone, placed)]
    _sort(lines, known, placed)
    return placed


def _declare(pair: Pair, known: dict[str, tuple[int, int]], holders: dict[str, list[Holder]], placed: Placed) -> None:
    serial = normal(pair.drive_serial)
    holder = _only(pair, holders, placed)
    if holder is None:
        return
    here = known[serial][1] if serial in known else placed.drives.get(serial)
    if here is None:
        placed.drives[serial] = holder.pk
        placed.declared += 1
    elif here == holder.pk:
        placed.known += 1
    else:
        placed.faults.append(refused(pair, "erasure-drive-elsewhere", device=here))


def _belongs(
    line: Line,
    known: dict[str, tuple[int, int]],
    holders: dict[str, list[Holder]],
    gone: Collection[int],
    placed: Placed,
) -> bool:
    """Whether the line has a device, still in the city; its drive is to be declared there when nobody did."""
    serial = normal(line.drive_serial)
    if serial in known:
        if known[serial][1] in gone:
            placed.faults.append(refused(line, "erasure-device-gone"))
        return known[serial][1] not in gone
    if serial in placed.drives:
        return True
    if not line.device_serial:
        placed.faults.append(refused(line, "erasure-drive-unknown"))
        return False
    holder = _only(line, holders, placed)
    if holder is not None:
        placed.drives[serial] = holder.pk
    return holder is not None


def _only(one: Line | Pair, holders: dict[str, list[Holder]], placed: Placed) -> Holder | None:
    """The one device that bears the serial said; a fault when there is none, several, a batch, or it has left."""
    found = holders.get(normal(one.device_serial), [])
    told = {"device": one.device_serial}
    if not found:
        placed.faults.append(refused(one, "erasure-device-unknown", **told))
    elif len(found) > SINGLE:
        placed.faults.append(refused(one, "erasure-device-several", count=len(found), **told))
    elif found[0].quantity != SINGLE:
        placed.faults.append(refused(one, "erasure-device-batch", **told))
    elif found[0].is_gone:
        placed.faults.append(refused(one, "erasure-device-gone"))
    else:
        return found[0]
    return None


def _sort(lines: list[Line], known: dict[str, tuple[int, int]], placed: Placed) -> None:
    """New, unchanged, or against a certificate of the same instant; and what ends before the last day of service."""
    kept = _kept({known[serial][0] for serial in (normal(one.drive_serial) for one in lines) if serial in known})
    for line in lines:
        serial = normal(line.drive_serial)
        before = kept.get((known[serial][0], line.finished_at)) if serial in known else None
        if before is None:
            placed.new.append((line, serial))
            placed.devices.add(known[serial][1] if serial in known else placed.drives[serial])
        elif before == line.outcome:
            placed.unchanged += 1
        else:
            placed.faults.append(refused(line, "erasure-contradicts-kept", kept=before))
    served = last_served(placed.devices)
    for line, serial in placed.new:
        device = known[serial][1] if serial in known else placed.drives[serial]
        if device in served and day_of(line) < served[device]:
            placed.before_service.append(line)


def day_of(line: Line) -> date:
    return timezone.localtime(line.finished_at).date()


def last_served(devices: Collection[int]) -> dict[int, date]:
    """Device → its last day of service, as its acts say."""
    found: dict[int, date] = {}
    for keys in _chunks(devices):
        rows = LifeEvent.objects.filter(device__in=keys, after__in=serving())
        found.update(rows.values_list("device").annotate(Max("day")))
    return found


def _known_drives(serials: Collection[str]) -> dict[str, tuple[int, int]]:
    """Serial → drive, device."""
    found: dict[str, tuple[int, int]] = {}
    for keys in _chunks(serials):
        rows = Drive.objects.filter(serial__in=keys).values_list("serial", "pk", "device")
        found |= {serial: (pk, device) for serial, pk, device in rows}
    return found


def _kept(drives: Collection[int]) -> dict[tuple[int, datetime], str]:
    found: dict[tuple[int, datetime], str] = {}
    for keys in _chunks(drives):
        rows = Certificate.objects.filter(drive__in=keys).values_list("drive", "finished_at", "outcome")
        found |= {(drive, at): outcome for drive, at, outcome in rows}
    return found


def _gone(devices: Collection[int]) -> set[int]:
    left = [code for code, state in states().items() if state.gone]
    return {
        pk
        for keys in _chunks(devices)
        for pk in Device.objects.filter(pk__in=keys, status__in=left).values_list("pk", flat=True)
    }


def _holders(serials: Collection[str]) -> dict[str, list[Holder]]:
    """Devices by normal serial, in one walk through the register: it keeps serials as the city writes them."""
    found: dict[str, list[Holder]] = {}
    if not serials:
        return found
    rows = Device.objects.exclude(serial=None).exclude(serial="").order_by("pk")
    for pk, serial, quantity, status in rows.values_list("pk", "serial", "quantity", "status").iterator(CHUNK):
        if (said := normal(serial or "")) in serials:
            found.setdefault(said, []).append(Holder(pk, quantity, states()[status or UNKNOWN].gone))
    return found


def _chunks(keys: Iterable[K]) -> Iterator[list[K]]:
    every = sorted(keys)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
