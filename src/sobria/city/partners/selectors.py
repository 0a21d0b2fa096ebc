"""Reads on partners: who may do what on a day, and what is missing for it. The queries of none grow with partners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sobria.city.partners.asked import kind_name, notice, permissions
from sobria.city.partners.models import Agreement, Document, Partner, Permission
from sobria.city.people.models import User
from sobria.city.people.roles import PARTNERS, Role

CODE = "partners"
INACTIVE, AGREEMENT = "inactive", "agreement"


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands between a partner and a permission.

    Attributes:
        code: inactive, agreement, or a kind of document.
        until: last day it was good; None: never given, or not yet begun.
    """

    code: str
    until: date | None = None

    @property
    def sentence(self) -> str:
        """For the screen, in the reader's language."""
        if self.code == INACTIVE:
            return _("N’est plus un partenaire de la ville.")
        name = _("Convention") if self.code == AGREEMENT else kind_name(self.code)
        if self.until is None:
            return _("%(name)s : à demander.") % {"name": name}
        return _("%(name)s : finie depuis le %(until)s.") % {"name": name, "until": date_format(self.until)}


@dataclass(frozen=True, slots=True)
class Ending:
    """A document or an agreement whose last day is near, or past with nothing after it."""

    name: str
    until: date
    is_past: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """A permission, and what holds it back."""

    permission: Permission
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partner stands on a day: what it may do, what is held back, what ends soon (soonest first)."""

    partner: Partner
    may: tuple[Permission, ...]
    blocked: tuple[Blocked, ...]
    endings: tuple[Ending, ...]


def allowed(permission: str, on: date) -> QuerySet[Partner]:
    """Partners who may do it that day: active, an agreement in force gives it, every document asked is in date.

    One query. Raises KeyError for a permission the catalogue does not know.
    """
    mine = {"partner_id": OuterRef("pk")}
    said = Agreement.objects.in_force(on).annotate(said=Cast("permissions", TextField()))
    found = Partner.objects.filter(Exists(said.filter(said__contains=f'"{permission}"', **mine)), is_active=True)
    for kind in permissions()[permission].documents:
        found = found.filter(Exists(Document.objects.in_force(on).filter(kind=kind, **mine)))
    return found


def missing(partner: Partner, permission: str, on: date) -> list[Missing]:
    """What the partner lacks to do it that day, in the order it is told; empty when it may. Two queries."""
    return list(_missing(partner, permission, on, list(partner.agreements.all()), list(partner.documents.all())))


def rights(partner: Partner, on: date) -> list[Blocked]:
    """Each permission with what is missing for it, nothing when the partner may. Two queries."""
    agreements, documents = list(partner.agreements.all()), list(partner.documents.all())
    return [Blocked(one, _missing(partner, one, on, agreements, documents)) for one in Permission]


def standing(on: date, partners: Iterable[Partner] | None = None) -> list[Standing]:
    """Every partner, or those given: first what ends soonest, then by name; former partners last. Three queries."""
    known = list(Partner.objects.all() if partners is None else partners)
    keys = [one.pk for one in known]
    agreements: dict[int, list[Agreement]] = {}
    documents: dict[int, list[Document]] = {}
    for agreement in Agreement.objects.filter(partner__in=keys).order_by("since", "pk"):
        agreements.setdefault(agreement.partner_id, []).append(agreement)
    for document in Document.objects.filter(partner__in=keys).order_by("since", "pk"):
        documents.setdefault(document.partner_id, []).append(document)
    found = [_standing(one, on, agreements.get(one.pk, []), documents.get(one.pk, [])) for one in known]
    return sorted(found, key=_rank)


def partner_of(user: User) -> list[Partner]:
    """Partners in the name of whom the person prescribes or refurbishes today, by name. One query, two at first."""
    codes = {scope for role, scope in user.roles_today if role in PARTNERS and scope}
    return list(Partner.objects.filter(code__in=codes)) if codes else []


def holders(user: User, role: Role) -> list[Partner]:
    """Partners for which the person holds this very role today, by name. As `partner_of`."""
    codes = {scope for held, scope in user.roles_today if held == role and scope}
    return list(Partner.objects.filter(code__in=codes)) if codes else []


def names() -> dict[str, str]:
    """Code → name of every partner, by name; what people's roles are given for. One query."""
    return dict(Partner.objects.values_list("code", "name"))


def _rank(one: Standing) -> tuple[bool, bool, date, str]:
    soonest = one.endings[0].until if one.endings else date.max
    return (not one.partner.is_active, not one.endings, soonest, one.partner.name.casefold())


def _standing(partner: Partner, on: date, agreements: list[Agreement], documents: list[Document]) -> Standing:
    given = {code for one in agreements if _in_force(one, on) for code in one.permissions}
    agreed = [one for one in Permission if one in given]
    lacks = {one: _missing(partner, one, on, agreements, documents) for one in agreed}
    return Standing(
        partner,
        may=tuple(one for one in agreed if not lacks[one]),
        blocked=tuple(Blocked(one, lacks[one]) for one in agreed if lacks[one]),
        endings=_endings(on, agreements, documents) if partner.is_active else (),
    )


def _missing(
    partner: Partner, permission: str, on: date, agreements: Sequence[Agreement], documents: Sequence[Document]
) -> tuple[Missing, ...]:
    found = [] if partner.is_active else [Missing(INACTIVE)]
    giving = [one for one in agreements if permission in one.permissions]
    if not any(_in_force(one, on) for one in giving):
        found.append(Missing(AGREEMENT, _last_day(giving, on)))
    for kind in permissions()[permission].documents:
        of_kind = [one for one in documents if one.kind == kind]
        if not any(_in_force(one, on) for one in of_kind):
            found.append(Missing(kind, _last_day(of_kind, on)))
    return tuple(found)


def _in_force(one: Agreement | Document, on: date) -> bool:
    return one.since <= on and (one.until is None or on <= one.until)


def _last_day(found: Sequence[Agreement | Document], on: date) -> date | None:
    """The latest day, before this one, when one of them was good."""
    return max((one.until for one in found if one.until and one.until < on), default=None)


def _endings(on: date, agreements: Sequence[Agreement], documents: Sequence[Document]) -> tuple[Ending, ...]:
    found: list[tuple[str, Agreement | Document]] = [
        *((one.reference, one) for one in agreements if not any(_follows(other, one) for other in agreements)),
        *((kind_name(one.kind), one) for one in documents if not any(_replaces(other, one) for other in documents)),
    ]
    near = [Ending(name, one.until, one.until < on) for name, one in found if one.until and one.until - on <= notice()]
    return tuple(sorted(near, key=lambda one: one.until))


def _follows(other: Agreement, one: Agreement) -> bool:
    """Whether all that an agreement gives is given longer by another one."""
    return set(one.permissions) <= set(other.permissions) and _lasts_longer(other, one)


def _replaces(other: Document, one: Document) -> bool:
    return other.kind == one.kind and _lasts_longer(other, one)


def _lasts_longer(other: Agreement | Document, one: Agreement | Document) -> bool:
    return one.until is not None and (other.until is None or other.until > one.until)
