"""Reads of the proofs of erasure: what lacks one, what a device holds, what waits for a witness."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from sobria.city.people.models import Assignment, User
from sobria.city.people.roles import WITNESSES
from sobria.engine.equipment.life import without_storage
from sobria.engine.messages import Language, say
from sobria.sober.equipment.erasure.placing import last_served
from sobria.sober.equipment.life.clearance import clearances
from sobria.sober.equipment.models import Certificate, Device, Drive, Removal, Status
from sobria.sober.equipment.selectors import CODE

PER_PAGE = 40
CHUNK = 2000
INDEX = (
    "drive_serial",
    "device",
    "device_serial",
    "outcome",
    "method",
    "standard",
    "tool",
    "caution",
    "finished_at",
    "latest",
    "file",
    "line",
    "sha256",
    "received_at",
)


@dataclass(frozen=True, slots=True)
class ToDo:
    """A retired device and what its drives still lack; nothing when only the finding remains to be recorded."""

    device: Device
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A drive of a device.

    Attributes:
        proof: its latest certificate, if any.
        older: those before.
        removal: how it was taken out, if it was.
        is_stale: the proof ends before the last day of service.
    """

    drive: Drive
    proof: Certificate | None
    older: tuple[Certificate, ...]
    removal: Removal | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Media:
    """All that is known of the drives of a device."""

    held: tuple[Held, ...]
    emptiness: Removal | None
    lacks: tuple[str, ...]
    served: date | None


def waiting() -> QuerySet[Device]:
    """Retired devices that may hold data, the ones retired first before the others."""
    may_hold = Q(matched_category=None) | ~Q(matched_category__in=without_storage()) | Q(drive_count__gt=0)
    has_drive = Exists(Drive.objects.filter(device=OuterRef("pk")))
    return Device.objects.filter(may_hold | has_drive, status=Status.RETIRED).order_by(
        F("retired").asc(nulls_first=True), "pk"
    )


def todo_page(number: str | None, language: Language, *, asked: str = "") -> tuple[Page[Device], list[ToDo]]:
    """A page of what remains to do. Seven queries, whatever the number. `asked`: in their name or serial."""
    found = waiting()
    if asked:
        found = found.filter(Q(item__icontains=asked) | Q(serial__icontains=asked))
    page = Paginator(found, PER_PAGE).get_page(number)
    devices = list(page.object_list)
    known = clearances([one.pk for one in devices])
    return page, [
        ToDo(one, tuple(say(code, language, **places) for code, places in known[one.pk].missing)) for one in devices
    ]


def media(device: Device, language: Language) -> Media:
    """What a device holds and what each drive lacks. Ten queries."""
    certificates = Certificate.objects.order_by("-finished_at")
    removals = Removal.objects.select_related("by", "witness")
    drives = device.drives.order_by("serial").prefetch_related(
        Prefetch("certificates", certificates, to_attr="proofs"), Prefetch("removals", removals, to_attr="taken_out")
    )
    served = last_served({device.pk}).get(device.pk)
    missing = clearances([device.pk])[device.pk].missing
    return Media(
        held=tuple(_held(one, served) for one in drives),
        emptiness=removals.filter(device=device, drive=None).order_by("pk").last(),
        lacks=tuple(say(code, language, **places) for code, places in missing),
        served=served,
    )


def _held(drive: Any, served: date | None) -> Held:
    proof = drive.proofs[0] if drive.proofs else None
    is_stale = proof is not None and served is not None and proof.finished_on < served
    return Held(drive, proof, tuple(drive.proofs[1:]), drive.taken_out[0] if drive.taken_out else None, is_stale)


def unconfirmed(witness: User | None = None) -> QuerySet[Removal]:
    """Removals that nobody confirmed yet; only those that wait for this witness, when one is named."""
    rows = Removal.objects.filter(confirmed_at=None).select_related("device", "drive", "by", "witness").order_by("day")
    return rows if witness is None else rows.filter(witness=witness)


def witnesses(besides: User) -> QuerySet[User]:
    """Who may see a removal: people of the city with a role today, but not who records it."""
    held = Assignment.objects.in_force(timezone.localdate()).filter(Q(scope="") | Q(scope=CODE), role__in=WITNESSES)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=besides.pk).order_by("email")


def index_rows() -> Iterator[tuple[Any, ...]]:
    """Every certificate, in the order of INDEX; `latest` says which one counts for its drive. One streamed query."""
    later = Certificate.objects.filter(drive=OuterRef("drive"), finished_at__gt=OuterRef("finished_at"))
    rows = Certificate.objects.annotate(is_latest=~Exists(later)).order_by("drive__serial", "finished_at", "pk")
    names = ("drive__serial", "drive__device", "drive__device__serial", "outcome", "method", "standard", "tool")
    rest = ("caution", "finished_at", "is_latest", "file_name", "line", "sha256", "received_at")
    return rows.values_list(*names, *rest).iterator(chunk_size=CHUNK)
