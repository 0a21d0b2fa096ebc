"""Partners with what they were agreed and gave, for the tests of every room that entrusts something to one."""

from datetime import date, timedelta

from django.utils import timezone

from sobria.city.partners.models import Agreement, Document, Partner
from sobria.sober.economy.models import Call, Grant, Spending

TODAY = date(2026, 11, 26)
YEAR = timedelta(days=365)


def partner(code: str = "atelier", **given: object) -> Partner:
    now = timezone.now()
    told = {"code": code, "name": code.title(), "created_at": now, "updated_at": now} | given
    return Partner.objects.create(**told)


def agree(one: Partner, *permissions: str, since: date = TODAY - YEAR, until: date | None = None) -> Agreement:
    number = one.agreements.count() + 1
    told = {"reference": f"C-{number}", "permissions": list(permissions), "since": since, "until": until}
    return Agreement.objects.create(partner=one, **told)


def give(one: Partner, kind: str, *, since: date = TODAY - YEAR, until: date | None = None) -> Document:
    return Document.objects.create(
        partner=one, kind=kind, reference=f"P-{kind}", since=since, until=until, checked_on=TODAY
    )


def collecting(code: str = "atelier", **given: object) -> Partner:
    one = partner(code, **given)
    agree(one, "collect", "prescribe")
    for kind in ("siret", "recognition", "statutes", "insurance"):
        give(one, kind, until=TODAY + YEAR)
    return one


def shown() -> None:
    """A full page of partners, one of each standing, and what the city gives and pays them."""
    for rank in range(42):
        one = collecting(f"atelier-{rank:02}", is_ess=True, activity="Réparation et reconditionnement", form="SCIC")
        one.documents.filter(kind="insurance").update(until=TODAY + timedelta(days=rank - 2))
    told = {"decided_on": TODAY, "recorded_at": timezone.now()}
    now = {"created_at": timezone.now(), "updated_at": timezone.now()}
    call = Call.objects.create(
        title="Réparer ensemble", opens_on=TODAY - YEAR, budget_eur=40_000, is_public=True, **now
    )
    for rank in range(12):
        Grant.objects.create(
            partner=one, call=call, amount_eur=5000, reference=f"2026 DEL {rank}", purpose="Cent ordinateurs", **told
        )
        Spending.objects.create(
            partner=one, kind="repair", amount_eur=120, day=TODAY, reference=f"F-{rank}", recorded_at=timezone.now()
        )
    Spending.objects.create(
        supplier="Un autre", kind="repair", amount_eur=80, day=TODAY, reference="F-99", recorded_at=timezone.now()
    )
