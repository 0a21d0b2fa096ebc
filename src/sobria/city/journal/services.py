"""The one act of the journal: to write an event, in the transaction of the change it tells."""

from typing import Any

from sobria.city.journal.models import Event


def record(
    kind: str,
    *,
    by: Any,
    subject: str,
    data: dict[str, Any],
    personal: dict[str, str] | None = None,
) -> Event:
    raise NotImplementedError
