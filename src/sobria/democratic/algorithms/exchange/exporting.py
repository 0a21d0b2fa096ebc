"""What everyone may read of the register, in the formats of other registers."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from sobria.democratic.algorithms.models import PUBLISHED, Algorithm, Dossier, Version
from sobria.engine.algorithms.content import Content, public
from sobria.engine.algorithms.exchange.outgoing import Extra
from sobria.engine.algorithms.exchange.report import Written
from sobria.engine.algorithms.exchange.writing import write

Item = tuple[str, Content, Extra]
CHUNK = 500


def export_public(*, format: str, suffix: str = "", site: str = "", area: str = "") -> Written:  # noqa: A002 - the word people use
    """Every public record as it is published. Four queries.

    `site`: where the city serves its pages, as `https://…`; `area`: name of the city. Raises Refusal.
    """
    return write(items(site=site, area=area), format=format, suffix=suffix)


def items(*, site: str = "", area: str = "") -> Iterator[Item]:
    """Identity, public content, what is known beyond it. Withheld fields and original keys stay inside."""
    first: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    published = Version.objects.filter(stage__in=PUBLISHED, algorithm__is_public=True).order_by("number")
    for pk, at in published.values_list("algorithm_id", "created_at"):
        first.setdefault(pk, at)
        last[pk] = at
    dated = Dossier.objects.exclude(expires_on=None).order_by("number")
    reviews = {pk: day.isoformat() for pk, day in dated.values_list("algorithm_id", "expires_on") if day}
    for one in Algorithm.objects.filter(is_public=True).order_by("code").iterator(chunk_size=CHUNK):
        if one.pk not in first:
            continue  # seen running and not described yet: there is no content to write
        extra = Extra(
            address=f"{site}{reverse('algorithms:entry', args=[one.code])}" if site else "",
            published=timezone.localdate(first[one.pk]).isoformat(),
            changed=timezone.localdate(last[one.pk]).isoformat(),
            review=reviews.get(one.pk, ""),
            ai_class=one.ai_class,
            area=area,
        )
        yield one.code, public(one.shown), extra
