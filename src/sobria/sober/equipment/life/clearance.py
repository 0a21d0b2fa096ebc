"""May a device leave? Only once nothing is left on any of its drives, and each has its proof."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from sobria.engine.equipment.life import proof_ahead_days, serving, without_storage
from sobria.sober.equipment.models import Certificate, Device, Drive, LifeEvent, Outcome, Removal

NO_DRIVE, TOO_FEW, OLD_REMOVAL = "clearance-no-drive", "clearance-too-few", "clearance-old-removal"
NO_PROOF, BAD_PROOF, OLD_PROOF, NO_WITNESS = (
    "clearance-no-proof",
    "clearance-bad-proof",
    "clearance-old-proof",
    "clearance-no-witness",
)


@dataclass(frozen=True, slots=True)
class Clearance:
    """What is missing, as codes and places of `messages/equipment_life.csv`; nothing when the device is clear.

    `holds_storage`: it may hold data, by its category or by what was said of its drives.
    """

    missing: tuple[tuple[str, dict[str, Any]], ...] = ()
    holds_storage: bool = True

    @property
    def is_clear(self) -> bool:
        return not self.missing


@dataclass(slots=True)
class _Known:
    """What is known of one device's media.

    Attributes:
        since: an older proof proves nothing of what was written later.
        emptied: last day a witness saw a drive taken out, or that there is none.
        drives: ever declared; `left`: still in it.
    """

    needs_proof: bool
    drives_said: int | None
    since: date | None
    emptied: date | None = None
    drives: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Proof:
    outcome: str
    day: date


def clearances(devices: Collection[int]) -> dict[int, Clearance]:
    """Device → what its media still need. Devices nobody knows are left out. Five queries."""
    known = {
        pk: _Known(category not in without_storage(), said, retired and retired - timedelta(proof_ahead_days()))
        for pk, category, said, retired in Device.objects.filter(pk__in=devices).values_list(
            "pk", "matched_category", "drive_count", "retired"
        )
    }
    served = (
        LifeEvent.objects.filter(device__in=devices, after__in=serving()).values_list("device").annotate(Max("day"))
    )
    for pk, day in served:
        known[pk].since = max(known[pk].since or day, day)
    removed = _removed(devices, known)
    proofs = _proofs(devices)
    missing: dict[int, list[tuple[str, dict[str, Any]]]] = {pk: [] for pk in known}
    for drive, serial, pk in (
        Drive.objects.filter(device__in=devices).order_by("serial").values_list("pk", "serial", "device")
    ):
        known[pk].drives += 1
        known[pk].left += not removed.get(drive, False)
        code = _lack(proofs.get(drive), known[pk].since) if drive not in removed else None
        if drive in removed and not removed[drive]:
            code = NO_WITNESS
        if code:
            missing[pk].append((code, {"serial": serial}))
    for pk, one in known.items():
        missing[pk] += _count_faults(one)
    return {
        pk: Clearance(tuple(lacks), known[pk].needs_proof or bool(known[pk].drives or known[pk].drives_said))
        for pk, lacks in missing.items()
    }


def proven_on(devices: Collection[int]) -> dict[int, date]:
    """Device → the day of its latest proof or act: that of its erasure. Three queries."""
    found: dict[int, date] = {}
    for rows in (
        Certificate.objects.filter(drive__device__in=devices).values_list("drive__device").annotate(Max("finished_on")),
        Removal.objects.filter(device__in=devices).values_list("device").annotate(Max("day")),
        LifeEvent.objects.filter(device__in=devices).values_list("device").annotate(Max("day")),
    ):
        for pk, day in rows.order_by():
            found[pk] = max(found.get(pk, day), day)
    return found


def _removed(devices: Collection[int], known: dict[int, _Known]) -> dict[int, bool]:
    """Drive taken out → whether a witness confirmed it; the last day one did is noted on the device."""
    found: dict[int, bool] = {}
    rows = Removal.objects.filter(device__in=devices).values_list("device", "drive", "day", "confirmed_at")
    for pk, drive, day, at in rows:
        if drive is not None:
            found[drive] = at is not None
        if at is not None:
            known[pk].emptied = max(known[pk].emptied or day, day)
    return found


def _proofs(devices: Collection[int]) -> dict[int, _Proof]:
    """Drive → its latest certificate."""
    rows = Certificate.objects.filter(drive__device__in=devices).order_by("finished_at", "pk")
    return {drive: _Proof(outcome, day) for drive, outcome, day in rows.values_list("drive", "outcome", "finished_on")}


def _lack(proof: _Proof | None, since: date | None) -> str | None:
    if proof is None:
        return NO_PROOF
    if proof.outcome != Outcome.ERASED:
        return BAD_PROOF
    return OLD_PROOF if since is not None and proof.day < since else None


def _count_faults(one: _Known) -> Iterable[tuple[str, dict[str, Any]]]:
    """A device that may hold data says its drives, or that it holds none, before a witness and since it last served."""
    if not one.left and (one.needs_proof or one.drives_said):
        if one.emptied is None:
            yield NO_DRIVE, {}
        elif one.since is not None and one.emptied < one.since:
            yield OLD_REMOVAL, {}
    if one.drives and one.drives < (one.drives_said or 0):
        yield TOO_FEW, {"known": one.drives, "said": one.drives_said}
