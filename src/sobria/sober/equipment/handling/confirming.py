"""Doing, once, what a selection is about to do: a button pressed twice moves nothing twice, and says the same."""

import uuid
from collections.abc import Callable

from django.db import transaction

from sobria.city.people.models import User
from sobria.city.registers import changes
from sobria.city.registers.imports.sentences import language
from sobria.engine.messages import Refusal
from sobria.sober.equipment.handling import selections
from sobria.sober.equipment.life.acts import perform
from sobria.sober.equipment.life.moving import Details, Moved
from sobria.sober.equipment.models import WasteSlip
from sobria.sober.equipment.selectors import CODE


def confirm(
    token: uuid.UUID, act: str, *, by: User, details: Details, new_slip: Callable[[], WasteSlip] | None = None
) -> None:
    """Do the act on the selection and keep what came of it. Raises Refusal as `perform` does."""
    before, wrote = selections.kept(token, by=by), False
    try:
        with transaction.atomic():
            changes.lock(CODE)
            chosen = selections.kept(token, by=by)
            if chosen.done is not None:
                return
            moved = perform(chosen.devices, act, by=by, details=details, new_slip=new_slip)
            chosen.done, chosen.refused = list(moved.done), reasons_of(moved)
            selections.keep(chosen, by=by, token=token)
            wrote = True
    except BaseException:
        if wrote:  # the database kept nothing: neither does the file
            selections.keep(before, by=by, token=token)
        raise


def reasons_of(moved: Moved) -> list[tuple[int, str]]:
    """(device, sentence) of each refusal, in the reader's language."""
    return [(one.device, Refusal(one.code, **one.params).sentence(language())) for one in moved.refused]
