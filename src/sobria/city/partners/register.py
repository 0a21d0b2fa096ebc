"""The register of partners, declared: the public directory, its files and their schema follow."""

from typing import Any

from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.partners import services
from sobria.city.partners.models import Partner, Permission
from sobria.city.partners.selectors import CODE, allowed
from sobria.city.registers.declaration import Acts, Column, Register

ESS = (("yes", _("oui")), ("no", _("non")))
NOTHING = "none"
"""Written where a partner may do nothing today: that is known, so the cell is not empty."""
LABELS = {**dict(Permission.choices), NOTHING: _("rien aujourd’hui")}


def rows(public: bool) -> QuerySet[Partner]:
    """With what each may do today. The public reads current partners that are in the directory. One query."""
    on = timezone.localdate()
    said = [_when(one, on) for one in Permission]
    found = Partner.objects.annotate(
        allowed_today=Concat(*said, output_field=TextField()),
        ess=Case(When(is_ess=True, then=Value("yes")), When(is_ess=False, then=Value("no")), default=None),
    ).annotate(
        may=Case(When(allowed_today="", then=Value(NOTHING)), default=F("allowed_today"), output_field=TextField())
    )
    return found.filter(is_active=True, is_listed=True) if public else found


def _when(permission: Permission, on: Any) -> Case:
    """Its code and a space, for those who may."""
    may = When(pk__in=allowed(permission, on).values("pk"), then=Value(f"{permission.value} "))
    return Case(may, default=Value(""), output_field=TextField())


def permissions_label(codes: str) -> str:
    return ", ".join(str(LABELS[code]) for code in codes.split() if code in LABELS)


def name_of(partner: Partner, public: bool) -> str:  # noqa: ARG001 - the shape every register gives
    return partner.name


COLUMNS = (
    Column("code", _("Code"), _("Code permanent du partenaire.")),
    Column("name", _("Nom"), _("Nom de l’organisme.")),
    Column("siret", _("SIRET"), _("Numéro de l’établissement au répertoire Sirene.")),
    Column("form", _("Forme"), _("Association, coopérative, entreprise d’insertion, service public."), listed=True),
    Column(
        "ess",
        _("Économie sociale et solidaire"),
        _("Si l’organisme en est ; vide si personne ne l’a dit."),
        kind="choice",
        choices=ESS,
        listed=True,
    ),
    Column("activity", _("Activité"), _("Ce que l’organisme fait."), listed=True),
    Column(
        "may",
        _("Ce qu’il peut faire pour la ville"),
        _("Ce que permettent aujourd’hui sa convention et ses pièces."),
        listed=True,
        label_of=permissions_label,
    ),
    Column("address", _("Adresse"), _("Adresse de l’établissement.")),
    Column("website", _("Site"), _("Adresse du site de l’organisme.")),
    Column("is_active", _("Partenaire actuel"), _("S’il l’est encore."), public=False),
    Column("is_listed", _("Dans l’annuaire"), _("S’il est montré à tous."), public=False),
)

PARTNERS = Register(
    code=CODE,
    slug="partenaires",
    pillar="sober",
    title=_("Annuaire de l’économie sociale et solidaire"),
    entry=_("Partenaire"),
    lead=_("Qui répare, reconditionne, remet ou prescrit des équipements avec la ville."),
    model=Partner,
    columns=COLUMNS,
    filters=("ess", "form"),
    search=("name", "activity", "address"),
    ordering=("name",),
    name_of=name_of,
    acts=Acts(services.create_partner, services.update_partner, services.never_delete),
    rows=rows,
    key="code",
)
