"""The one function that moves the state of a dossier, and what follows from a move."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.standing import name_of, rules_on
from sobria.democratic.algorithms.models import REGISTER, Algorithm, Dossier, Transition
from sobria.democratic.algorithms.notices import letters
from sobria.engine.algorithms.states import IN_FORCE, states, way
from sobria.engine.messages import Refusal


def locked(dossier: Dossier) -> Dossier:
    """The dossier as it stands, once every other act on the register is over. Inside a transaction. Three queries."""
    changes.lock(REGISTER)
    return Dossier.objects.select_related("algorithm", "version").get(pk=dossier.pk)


def tell(kind: str, algorithm: Algorithm, *, by: User | None, data: Mapping[str, Any]) -> None:
    """One event of the journal about a system; people are numbers in it."""
    subject, told = f"algorithm:{algorithm.code}", {"by": name_of(by), **data}
    record(f"algorithm.{kind}", by=by, subject=subject, data=told)
    letters.queue(f"algorithm.{kind}", subject, told)


def move(
    dossier: Dossier,
    after: str,
    *,
    by: User | None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **columns: Any,
) -> Dossier:
    """Take a dossier to a state, with the columns that change with it.

    The caller holds the lock, and has checked who and why. Raises Refusal when there is no such way, or when the
    dossier moved meanwhile. Writes the transition, the state, one event, and what the public list says.
    """
    before = dossier.state
    found = way(before, after)
    if found is None:
        known = states()
        raise Refusal("algorithm-no-way", before=known[before].name(), after=known[after].name())
    now = timezone.now()
    Transition.objects.create(
        dossier=dossier,
        rank=dossier.transitions.count() + 1,
        act=found.act,
        before=before,
        after=after,
        fingerprint=dossier.fingerprint,
        reason=reason,
        at=now,
        by=by,
    )
    here = Dossier.objects.filter(pk=dossier.pk, state=before, fingerprint=dossier.fingerprint)
    if here.update(state=after, **columns) != 1:
        raise Refusal("algorithm-moved")
    dossier.refresh_from_db()
    told = {
        "dossier": dossier.number,
        "before": before,
        "after": after,
        "fingerprint": dossier.fingerprint,
        "reason": reason,
    }
    tell(found.act, dossier.algorithm, by=by, data={**told, **(data or {})})
    follow(dossier.algorithm)
    return dossier


def follow(algorithm: Algorithm) -> None:
    """What the list says follows the dossiers and the observations; the register has changed. Three queries."""
    dossiers = list(algorithm.dossiers.order_by("-number"))
    current = next((one for one in dossiers if one.state in IN_FORCE), dossiers[0] if dossiers else None)
    algorithm.authorisation = current.state if current else "draft"
    algorithm.authorised_until = current.expires_on if current else None
    today = timezone.localdate()
    if algorithm.runs_unauthorised:
        served = Transition.objects.filter(dossier__algorithm=algorithm, after="in_service").exists()
        # What was authorised until today is given its time from today; what never was, from when it was first seen.
        start = today if served else algorithm.operation_since or today
        due = start + timedelta(days=rules_on(today)["regularise_days"])
        algorithm.regularise_by = algorithm.regularise_by or due
    elif algorithm.is_authorised:  # stopping for a day does not give more time
        algorithm.regularise_by = None
    algorithm.updated_at = timezone.now()
    algorithm.save(update_fields=["authorisation", "authorised_until", "regularise_by", "updated_at"])
    changes.changed(REGISTER)
