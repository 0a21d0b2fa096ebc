"""A prescriber issues a code, and may cancel it. The code itself is handed back once and kept nowhere."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from sobria.city.journal.services import record
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.services import require_allowed
from sobria.city.people.access import require
from sobria.city.people.models import User
from sobria.engine.devices.codes import shown
from sobria.engine.messages import Refusal
from sobria.inclusive.devices.chain.moving import step
from sobria.inclusive.devices.codes import reserving, terms, waiting
from sobria.inclusive.devices.codes.digests import digest, draw, hint
from sobria.inclusive.devices.codes.needs import checked
from sobria.inclusive.devices.models import Code, CodeState, Item

OPEN = (CodeState.ISSUED, CodeState.WAITING, CodeState.RESERVED)


@dataclass(frozen=True, slots=True)
class Issued:
    """`text`: the code in groups of four, to be shown now and never again."""

    code: Code
    text: str


@transaction.atomic
def issue(*, partner: Partner, kind: str, bands: dict[str, str], by: User) -> Issued:
    """A new code for a need declared in bands. `bands`: dimension → band, district too where the city has a list.

    Raises PermissionDenied, Refusal when the partner may not prescribe today or when a band is not in its list.
    """
    require(by, reserving.PRESCRIBER, scope=partner.code)
    today = timezone.localdate()
    require_allowed(partner, Permission.PRESCRIBE, on=today)
    columns = checked(bands, kind)
    text = draw()
    expires = terms.unused_until(today)
    code = Code.objects.create(
        digest=digest(text),
        hint=hint(text),
        partner=partner,
        issued_by=by,
        issued_on=today,
        expires_on=expires,
        forget_on=terms.forget_ended(expires),
        **columns,
    )
    record("device-code.issued", by=by, subject=f"partner:{partner.code}", data={"kind": kind})
    return Issued(code, shown(text))


@transaction.atomic
def cancel(code: Code, *, by: User) -> None:
    """The need is gone. A device kept for it goes to the next one. Raises PermissionDenied, Refusal."""
    require(by, reserving.PRESCRIBER, scope=code.partner.code)
    waiting.lock(code.kind)
    today = timezone.localdate()
    kept = Item.objects.filter(codes=code, codes__state=CodeState.RESERVED).first()
    ended = Code.objects.filter(pk=code.pk, state__in=OPEN, item=kept)
    left = ended.update(state=CodeState.CANCELLED, item=None, expires_on=today, forget_on=terms.forget_ended(today))
    if left != 1:
        raise Refusal("device-code-ended")
    if kept is not None:
        step([kept.pk], "release", by=by, day=today, expect="reserved")
        reserving.allocate(code.kind)
    record("device-code.cancelled", by=by, subject=f"partner:{code.partner.code}", data={"kind": code.kind})
