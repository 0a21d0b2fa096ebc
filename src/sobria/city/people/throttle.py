"""A token bucket in the database: no other service to run, shared by every server process."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sobria.city.people.models import TokenBucket


@dataclass(frozen=True, slots=True)
class Rate:
    """`capacity` tries at once, then one more each `seconds / capacity`."""

    name: str
    capacity: int
    seconds: int


SIGN_IN_BY_ACCOUNT = Rate("sign-in-account", 10, 15 * 60)
SIGN_IN_BY_ADDRESS = Rate("sign-in-address", 60, 15 * 60)
CODES_BY_ACCOUNT = Rate("sign-in-code", 5, 15 * 60)
FACTOR_BY_ACCOUNT = Rate("second-factor", 5, 15 * 60)
KEPT = timedelta(days=1)


def take(rate: Rate, value: str) -> bool:
    """Spend one token of `value`'s bucket; False when none is left. Two queries and one write."""
    now = timezone.now()
    key = hashlib.sha256(f"{rate.name}:{value}".encode()).hexdigest()
    with transaction.atomic():
        TokenBucket.objects.get_or_create(key=key, defaults={"tokens": float(rate.capacity), "updated_at": now})
        bucket = TokenBucket.objects.select_for_update().get(key=key)
        gained = (now - bucket.updated_at).total_seconds() * rate.capacity / rate.seconds
        tokens = min(float(rate.capacity), bucket.tokens + max(gained, 0.0))
        allowed = tokens >= 1
        bucket.tokens = tokens - 1 if allowed else tokens
        bucket.updated_at = now
        bucket.save(update_fields=["tokens", "updated_at"])
    return allowed


def purge() -> int:
    """Forget the buckets untouched for a day: they are full again."""
    return TokenBucket.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()[0]
