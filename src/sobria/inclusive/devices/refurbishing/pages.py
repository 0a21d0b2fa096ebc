"""What every page of a refurbisher knows: for which partner this person works, and which acts a device awaits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sobria.city.partners.models import Partner
from sobria.city.people.access import allow
from sobria.city.people.models import User
from sobria.engine.devices.caps import REUSABLE
from sobria.engine.devices.chain import possible
from sobria.inclusive.devices.chain.forms import cents
from sobria.inclusive.devices.chain.standing import REFURBISHER
from sobria.inclusive.devices.codes import returning
from sobria.inclusive.devices.models import Item
from sobria.inclusive.devices.refurbishing import acts
from sobria.inclusive.devices.refurbishing.forms import ActForm, AvailableForm, GradeForm, NoteForm, ScrapForm

refurbishers = allow(read=REFURBISHER, write=REFURBISHER)


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act of the chain as a page.

    Attributes:
        slug: of its address. label: of its button. done: said once it is done.
        do: (codes, what the form holds, partner and person) → anything.
        danger: the device goes no further.
    """

    slug: str
    act: str
    label: Any
    done: Any
    form: type[ActForm]
    do: Callable[[list[str], dict[str, Any], dict[str, Any]], object]
    danger: bool = False


def _graded(codes: list[str], told: dict[str, Any], who: dict[str, Any]) -> object:
    return acts.grade(codes, **told, **who)


def _available(codes: list[str], told: dict[str, Any], who: dict[str, Any]) -> object:
    price = cents(told["price_eur"])
    return acts.make_available(codes, price_eur=price, checked=told["checked"], day=told["day"], **who)


def _taken_back(codes: list[str], _told: dict[str, Any], who: dict[str, Any]) -> object:
    return [returning.take_back(one, by=who["by"]) for one in acts.found(codes, who["partner"])]


PAGES: dict[str, ActPage] = {
    page.slug: page
    for page in (
        ActPage("classer", "grade", gettext_lazy("Tester et classer"), gettext_lazy("Classé."), GradeForm, _graded),
        ActPage(
            "reparer",
            "refurbish",
            gettext_lazy("Dire réparé et installé"),
            gettext_lazy("Réparé et installé."),
            NoteForm,
            lambda codes, told, who: acts.refurbish(codes, **told, **who),
        ),
        ActPage(
            "rendre-disponible",
            "make_available",
            gettext_lazy("Rendre disponible"),
            gettext_lazy("Disponible : s’il était attendu, il est réservé à qui l’attendait."),
            AvailableForm,
            _available,
        ),
        ActPage(
            "retirer",
            "withdraw",
            gettext_lazy("Retirer des disponibles"),
            gettext_lazy("Retiré des équipements disponibles."),
            NoteForm,
            lambda codes, told, who: acts.withdraw(codes, **told, **who),
        ),
        ActPage(
            "reprendre",
            "return",
            gettext_lazy("Reprendre : la personne le rend"),
            gettext_lazy("Repris : il attend de nouveaux essais."),
            ActForm,
            _taken_back,
        ),
        ActPage(
            "demonter",
            "dismantle",
            gettext_lazy("Démonter pour pièces"),
            gettext_lazy("Démonté pour pièces ; l’acte est écrit."),
            NoteForm,
            lambda codes, told, who: acts.dismantle(codes, **told, **who),
            danger=True,
        ),
        ActPage(
            "dechet",
            "scrap",
            gettext_lazy("Remettre en déchet"),
            gettext_lazy("Remis en déchet ; l’acte est écrit."),
            ScrapForm,
            lambda codes, told, who: acts.scrap(codes, **told, **who),
            danger=True,
        ),
    )
}


def partner_for(request: HttpRequest, code: str) -> tuple[Partner, User]:
    """The partner of the page and the person, who refurbishes for it today. Raises PermissionDenied, Http404."""
    user: Any = request.user
    if not user.holds(REFURBISHER, scope=code):
        raise PermissionDenied(_("Cette page est celle d’un autre partenaire."))
    return get_object_or_404(Partner, code=code), user


def next_acts(state: str, grade: str = "") -> list[ActPage]:
    """The pages of acts that start from a state, likeliest first; what was graded out of reuse is not repaired."""
    starts = possible(state)
    found = [page for page in PAGES.values() if page.act in starts]
    if state == "graded" and grade not in REUSABLE:
        found = [page for page in found if page.act != "refurbish"]
    if state in {"graded", "refurbished"}:  # what comes next, before testing again
        found.sort(key=lambda page: page.act == "grade")
    return found


def kinds_of(items: list[Item]) -> set[str]:
    return {one.kind for one in items}
