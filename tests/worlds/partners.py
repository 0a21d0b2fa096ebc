"""Partners with what they were agreed and gave, for the tests of every room that entrusts something to one."""

from datetime import date, timedelta

from django.utils import timezone

from sobria.city.partners.models import Agreement, Document, Partner

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
