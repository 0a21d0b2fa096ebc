"""The register of grants, declared: its public list, its files and their schema follow."""

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from sobria.city.registers.declaration import Acts, Column, Register
from sobria.sober.economy import services
from sobria.sober.economy.models import Grant
from sobria.sober.economy.selectors import CODE


def rows(public: bool) -> QuerySet[Grant]:  # noqa: ARG001 - the shape every register gives; a grant is public money
    """With the names of the partner and of the call, and the amount as a number of the files. One query."""
    return Grant.objects.annotate(
        receiver=F("partner__name"),
        receiver_siret=F("partner__siret"),
        call_title=F("call__title"),
        amount=Cast("amount_eur", FloatField()),
    )


def name_of(grant: Grant, public: bool) -> str:  # noqa: ARG001 - the shape every register gives
    return grant.reference


COLUMNS = (
    Column("reference", _("Référence"), _("Délibération ou décision qui donne la subvention.")),
    Column("receiver", _("Bénéficiaire"), _("Organisme qui reçoit la subvention."), listed=True),
    Column("receiver_siret", _("SIRET du bénéficiaire"), _("Numéro de l’établissement au répertoire Sirene.")),
    Column("purpose", _("Objet"), _("Ce que la subvention paie."), listed=True),
    Column("amount", _("Montant"), _("Montant décidé."), unit="€", kind="number", listed=True),
    Column("decided_on", _("Décidée le"), _("Jour de la décision."), kind="date", listed=True),
    Column("call_title", _("Appel à projets"), _("Appel auquel la subvention répond ; vide hors appel.")),
)

GRANTS = Register(
    code=CODE,
    slug="subventions-economie-solidaire",
    pillar="sober",
    title=_("Subventions à l’économie sociale et solidaire"),
    entry=_("Subvention"),
    lead=_("Ce que la ville donne à qui répare, reconditionne et équipe."),
    model=Grant,
    columns=COLUMNS,
    filters=("receiver", "call_title"),
    search=("reference", "receiver", "purpose"),
    ordering=("-decided_on", "-pk"),
    name_of=name_of,
    acts=Acts(services.never, services.never, services.never),
    rows=rows,
)
