"""What the journal tells of the committee itself."""

from collections.abc import Mapping
from typing import Any

from sobria.city.journal.services import record
from sobria.city.people.models import User
from sobria.democratic.algorithms.governance.standing import name_of
from sobria.democratic.algorithms.notices import letters


def tell_committee(kind: str, subject: str, *, by: User | None, data: Mapping[str, Any]) -> None:
    """One event; people are numbers in it."""
    told = {"by": name_of(by), **data}
    record(f"committee.{kind}", by=by, subject=subject, data=told)
    letters.queue(f"committee.{kind}", subject, told)
