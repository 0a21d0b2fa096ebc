"""Each day: terms that come near, told once to whoever carries the system."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.models import Event
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.moving import tell
from sobria.democratic.algorithms.models import REGISTER, Dossier

SOON = timedelta(days=30)


def remind() -> int:
    """Write in the journal, once per term, that it comes within thirty days; the letter follows. Returns how many."""
    today = timezone.localdate()
    near = Dossier.objects.filter(state="in_service", expires_on__range=(today, today + SOON))
    told = 0
    for dossier in near.select_related("algorithm").order_by("pk"):
        with transaction.atomic():
            changes.lock(REGISTER)
            data = {"dossier": dossier.number, "expires_on": str(dossier.expires_on)}
            if not _is_told(dossier, data):
                tell("term-near", dossier.algorithm, by=None, data=data)
                told += 1
    return told


def _is_told(dossier: Dossier, data: Mapping[str, Any]) -> bool:
    """Whether the journal says so already, for that very term. One query."""
    found = Event.objects.filter(kind="algorithm.term-near", subject=f"algorithm:{dossier.algorithm.code}")
    return any(data.items() <= one.content["data"].items() for one in found)
