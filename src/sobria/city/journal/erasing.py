"""To forget a personal value: the commitment stays in the chain, what it hid is gone, and the journal says by whom."""

from django.db import transaction

from sobria.city.journal.models import PersonalValue
from sobria.city.journal.services import record
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.engine.messages import Refusal

ERASERS = frozenset({Role.DPO})


@transaction.atomic
def erase(sequence: int, name: str, *, by: User, everywhere: bool = False) -> int:
    """Erase the value `name` of an event, or the same value wherever it is kept. Returns how many values went.

    The salt goes with the value: nobody can then tell whether a name was the one committed to.
    Raises PermissionDenied for anyone but the data-protection officer, Refusal when it is erased already.
    """
    require(by, ERASERS)
    found = PersonalValue.objects.select_for_update().filter(event_id=sequence, name=name).first()
    if found is None:
        raise Refusal("journal-erased-already", sequence=sequence)
    values = (
        PersonalValue.objects.filter(value=found.value) if everywhere else PersonalValue.objects.filter(pk=found.pk)
    )
    erased, _by_model = values.delete()
    data = {"name": name, "values": erased}
    record("personal-value.erased", by=by, subject=f"event:{sequence}", data=data)
    return erased


def elsewhere(sequence: int, name: str) -> int:
    """How many other events keep the same value. Two queries."""
    found = PersonalValue.objects.filter(event_id=sequence, name=name).first()
    return 0 if found is None else PersonalValue.objects.filter(value=found.value).exclude(pk=found.pk).count()
