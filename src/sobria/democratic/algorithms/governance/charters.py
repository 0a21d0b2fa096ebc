"""The city's ethical principles: a charter is published once; the next one is another version."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sobria.city.people.models import User
from sobria.city.people.roles import Role
from sobria.city.registers import changes
from sobria.democratic.algorithms.governance.standing import EXECUTIVE, require
from sobria.democratic.algorithms.journal import tell_committee
from sobria.democratic.algorithms.models import REGISTER
from sobria.democratic.algorithms.models.charter import Charter, Principle
from sobria.engine.messages import Refusal

PUBLISHERS = EXECUTIVE | {Role.OFFICER}
MOST = 40


@transaction.atomic
def publish_charter(
    *, title: str, text: str, reference: str, adopted_on: date, principles: Iterable[Mapping[str, str]], by: User
) -> Charter:
    """The charter from now on. `principles`: {"code", "title", "question"}, in order. Raises Refusal."""
    require(by, PUBLISHERS)
    rows = [
        {name: str(row.get(name) or "").strip() for name in ("code", "title", "question")}
        for row in principles
        if any(str(value or "").strip() for value in row.values())
    ]
    if not title.strip() or not reference.strip():
        raise Refusal("algorithm-charter-incomplete")
    if adopted_on > timezone.localdate():
        raise Refusal("algorithm-charter-future", date=adopted_on)
    if not rows or len(rows) > MOST or not all(all(row.values()) for row in rows):
        raise Refusal("algorithm-principles-incomplete", limit=MOST)
    codes = [row["code"] for row in rows]
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        raise Refusal("algorithm-principle-twice", code=twice)
    changes.lock(REGISTER)
    number = (Charter.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    charter = Charter.objects.create(
        number=number,
        title=title.strip()[:300],
        text=text.strip(),
        reference=reference.strip()[:200],
        adopted_on=adopted_on,
        created_at=timezone.now(),
        created_by=by,
    )
    Principle.objects.bulk_create(
        Principle(
            charter=charter, rank=rank, code=row["code"][:40], title=row["title"][:200], question=row["question"][:500]
        )
        for rank, row in enumerate(rows, start=1)
    )
    told = {"title": charter.title, "reference": charter.reference, "adopted_on": adopted_on.isoformat()}
    tell_committee("charter-published", f"charter:{number}", by=by, data={**told, "principles": rows})
    return charter
