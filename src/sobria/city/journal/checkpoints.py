"""Each day the whole chain is read again, then its end is signed and published."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sobria.city.journal import last_checkpoint
from sobria.city.journal.checking import check_itself
from sobria.city.journal.exporting import as_document
from sobria.city.journal.keys import signing_key
from sobria.city.journal.models import Check, Checkpoint
from sobria.city.journal.services import locked_head, written
from sobria.engine.journal import signing

KEPT = timedelta(days=366)
LOG = logging.getLogger(__name__)


@transaction.atomic
def sign_today() -> Checkpoint | None:
    """Sign the end of the chain, once a day. None when it is done already, or when nothing was ever written."""
    head = locked_head()
    today = timezone.localdate()
    if not head.sequence or Checkpoint.objects.filter(day=today).exists():
        return None
    key = signing_key()
    public = key.public_key()
    document = {
        "day": today.isoformat(),
        "hash": head.hash,
        "key": signing.key_id(public),
        "recorded_at": written(max(timezone.now(), head.recorded_at or timezone.now())),
        "sequence": head.sequence,
    }
    signed = Checkpoint.objects.create(
        **{**document, "day": today}, signature=signing.sign(document, key), public_key=signing.public_pem(public)
    )
    transaction.on_commit(lambda: last_checkpoint.keep(as_document(signed)))
    return signed


def nightly() -> None:
    """Named in the setting DAILY, run by the worker: check, then sign what stands. A fault is told, never signed."""
    check = check_itself()
    for fault in check.faults:
        LOG.error("journal: %s", fault["en"])
    if not check.faults:
        sign_today()
    Check.objects.filter(checked_at__lt=timezone.now() - KEPT).delete()
